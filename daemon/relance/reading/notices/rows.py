"""The lines of a notice as rows of cells, from aligned or ruled text and from HTML tables and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml import html as lxml_html

from relance.reading.html import MAX_HTML

MAX_ROWS = 5000
_GAP = re.compile(r"\t+|\s{2,}")
_BETWEEN_SUMS = re.compile(r"(?<=[€])\s+(?=[-+]?\d)|(?<=\bEUR)\s+(?=[-+]?\d)|(?<=\d)\s+(?=[-+]\d)")
_RULE = re.compile(r"[\s|+=_:-]*")
_SKIP = frozenset(["head", "style", "script", "title", "template", "object", "svg", "noscript"])
_INLINE = frozenset(
    ["a", "abbr", "b", "big", "em", "font", "i", "img", "mark", "small", "span", "strong", "sub", "sup", "u"]
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        cells: from left to right; none of an empty line.
        starts: column where each begins, of aligned text; none where the cells are certain.

    """

    cells: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def line(self) -> str:
        """The cells as one text."""
        return " ".join(c for c in self.cells if c)


def text_rows(text: str) -> tuple[Row, ...]:
    """The rows of a plain text: cells stand between bars, tabs or two spaces."""
    return tuple(_text_row(line) for line in text.splitlines()[:MAX_ROWS])


def _text_row(line: str) -> Row:
    if _RULE.fullmatch(line):
        return Row()
    for mark, least in (("|", 2), (";", 3)):
        if line.count(mark) >= least:
            bare = line.strip().removeprefix(mark).removesuffix(mark) if mark == "|" else line
            return Row(tuple(" ".join(cell.split()) for cell in bare.split(mark)))
    cells: list[str] = []
    starts: list[int] = []
    position = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        for start, cell in _sums_apart(line[position:end], position):
            cells.append(cell)
            starts.append(start)
        position = gap.end() if gap else end
    return Row(tuple(cells), tuple(starts))


def _sums_apart(cell: str, start: int) -> Iterator[tuple[int, str]]:
    """Columns of sums often stand one space apart: « 1 375,00 EUR -19,68 EUR »."""
    position = 0
    for gap in [*_BETWEEN_SUMS.finditer(cell), None]:
        end = gap.start() if gap else len(cell)
        if cell[position:end].strip():
            yield start + position, cell[position:end].strip()
        position = gap.end() if gap else end


def html_rows(html: str) -> tuple[Row, ...]:
    """The rows of an HTML mail: those of its tables, the pairs of its lists, and its lines."""
    cleaned = re.sub(r"<!\[[^\]>]{0,200}\]>|<\?xml[^>]{0,500}>|<!--.*?-->", "", html[:MAX_HTML], flags=re.DOTALL)
    if not cleaned.strip():
        return ()
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return text_rows(re.sub(r"<[^>]{0,2000}>", " ", cleaned))
    return tuple(_Walk().rows(root)[:MAX_ROWS])


class _Walk:
    """Walks a tree without recursion."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._line: list[str] = []
        self._term = ""

    def rows(self, root: Any) -> list[Row]:
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                self._break(element)
                self._line.append(element.tail or "")
                continue
            if not isinstance(element.tag, str) or _unseen(element) or self._whole(element):
                self._line.append(element.tail or "")
                continue
            self._break(element)
            self._line.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self._end_line()
        return self._rows

    def _whole(self, element: Any) -> bool:
        """Rows of a table of values and pairs of a list are taken whole; a table for layout is walked through."""
        if element.tag == "tr" and next(element.iter("table"), None) is None:
            self._end_line()
            self._rows.append(Row(tuple(_text(c) for c in element if c.tag in {"td", "th"})))
        elif element.tag == "dt":
            self._end_line()
            self._term = _text(element)
        elif element.tag == "dd":
            self._end_line()
            self._rows.append(Row((self._term, _text(element))))
        else:
            return False
        return True

    def _break(self, element: Any) -> None:
        if element.tag not in _INLINE:
            self._end_line()
            if element.tag in {"p", "table", "h1", "h2", "h3"} and self._rows and self._rows[-1].cells:
                self._rows.append(Row())

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        self._line = []
        if line:
            self._rows.append(Row((line,)))


def _unseen(element: Any) -> bool:
    hidden = element.get("hidden") is not None or _HIDDEN.search((element.get("style") or "")[:2000])
    return element.tag in _SKIP or bool(hidden)


def _text(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())
