"""HTML mail as plain text lines: quotes get `> `, what is hidden is left out, a signature block gets `-- `."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.reading.styles import PLAIN, Style, sheet, styled

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types

MAX_HTML = 2_000_000

_SKIP = frozenset(["head", "style", "script", "title", "template", "object", "svg", "noscript", "o:p-hidden"])
_BLOCK = frozenset(
    [
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "center",
        "dt",
        "dd",
        "address",
        "form",
        "fieldset",
        "body",
    ]
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|%)?\s*(?:;|$)|mso-hide\s*:\s*all"
    r"|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|transparent)(?!.*background)"
    r"|max-height\s*:\s*0(?:px)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.IGNORECASE,
)
# The button « augmenter le retrait » of Gmail and Apple Mail writes a blockquote that quotes nobody.
_INDENT = re.compile(
    r"border\s*:\s*none.*padding\s*:\s*0|margin\s*:\s*0(?:px)? 0(?:px)? 0(?:px)? 40px", re.IGNORECASE
)
_QUOTE_CLASS = re.compile(
    r"yahoo_quoted|zmail_extra|protonmail_quote|WordSection_quote|gmail_attr\b|moz-cite-prefix|ik_mail_quote",
    re.IGNORECASE,
)
_QUOTE_NAME = frozenset(["quote", "messagereplysection"])
_SIGNATURE = re.compile(r"gmail_signature(?!_prefix)|moz-signature|protonmail_signature_block|ms-outlook-signature")
_SIGNATURE_ID = frozenset(["signature", "ms-outlook-mobile-signature", "divtagdefaultwrapper-signature"])
_SPACES = {
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u2002\u2003\u2028"), " "),
    **dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD, *range(0x202A, 0x202F)], None),
}
_CUT_ID = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|olk_src_body_section|appendonsend_quote|mail-editor-reference-message-container|zwchr|reply-intro)",
    re.IGNORECASE,
)


Run = tuple[str, Style]
"""Words of one look."""


@dataclass(frozen=True, slots=True)
class StyledLine:
    """A line of an HTML mail.

    Attributes:
        depth: how many quotes it stands in.
        runs: its words.

    """

    depth: int
    runs: tuple[Run, ...]

    @property
    def words(self) -> str:
        """The line without marks of a quote."""
        return "".join(text for text, _ in self.runs)

    @property
    def text(self) -> str:
        """The line with `> ` for each quote it stands in."""
        return "> " * self.depth + self.words


def html_to_text(html: str) -> str:
    """Readable lines of an HTML mail; broken HTML gives what can be read of it."""
    found = _parsed(html)
    if isinstance(found, str):
        return found
    return "\n".join(line.text for line in _Writer({}, looks=False).write(found))


def styled_lines(html: str) -> tuple[StyledLine, ...]:
    """The lines of `html_to_text` with the look of their words, without what cannot be seen; none of broken HTML."""
    found = _parsed(html)
    if isinstance(found, str):
        return ()
    css = "\n".join(element.text or "" for element in found.iter("style"))
    return tuple(_seen(line) for line in _Writer(sheet(css), looks=True).write(found))


def _seen(line: StyledLine) -> StyledLine:
    return StyledLine(line.depth, tuple((t.translate(_SPACES), s) for t, s in line.runs if not s.unseen))


def _parsed(html: str) -> HtmlElement | str:
    """The tree; or its text, where there is none to be had."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415  heavy, and most mails have a text part
    from lxml import html as lxml_html  # noqa: PLC0415  idem

    cleaned = re.sub(r"<!\[[^\]>]{0,200}\]>|<\?xml[^>]{0,500}>|<!--.*?-->", "", html[:MAX_HTML], flags=re.DOTALL)
    if not cleaned.strip():
        return ""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, recover=True)
    try:
        return lxml_html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^>]{0,2000}>", " ", cleaned)


class _Writer:
    """Walks the tree without recursion and writes lines with their quote depth."""

    def __init__(self, classes: dict[str, str], *, looks: bool) -> None:
        self._classes = classes
        self._looks = looks
        self._styles = [PLAIN]
        self._links = 0
        self._lines: list[StyledLine] = []
        self._line: list[Run] = []
        self._depth = 0

    def write(self, root: HtmlElement) -> list[StyledLine]:
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                self._close(element)
                self._text(element.tail, element)
                continue
            if not isinstance(element.tag, str) or self._skipped(element):
                self._text(element.tail, element)
                continue
            self._open(element)
            self._text(element.text, element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self._break()
        return self._lines

    def _skipped(self, element: HtmlElement) -> bool:
        return (
            element.tag in _SKIP
            or element.get("hidden") is not None
            or bool(_HIDDEN.search((element.get("style") or "")[:2000]))
            or (self._looks and bool(_HIDDEN.search(self._declared(element)[:4000])))
        )

    def _declared(self, element: HtmlElement) -> str:
        """What its classes, its old attributes and its style declare, the strongest last."""
        names = (element.get("class") or "").lower().split()[:20]
        said = [self._classes[name] for name in names if name in self._classes]
        for attribute, name in (("color", "color"), ("bgcolor", "background"), ("face", "font-family")):
            value = element.get(attribute)
            said += [f"{name}:{value[:100]}"] if value else []
        return ";".join([*said, (element.get("style") or "")[:2000]])

    def _open(self, element: HtmlElement) -> None:
        if element.tag in _BLOCK:
            self._break()
        self._links += element.tag == "a"
        self._styles.append(self._look(element))
        if _is_quote(element):
            self._depth += 1
        elif _is_signature(element) and not any(line.text.strip() in {"--", "> --"} for line in self._lines[-2:]):
            self._break()
            self._put("-- ")
        if _CUT_ID.fullmatch(element.get("id") or ""):
            self._put("-----Message d'origine-----")
        if element.tag == "br":
            self._break(keep=True)
        elif element.tag in {"td", "th"}:
            self._line.append((" ", PLAIN))
        elif element.tag == "li":
            self._line.append(("- ", self._styles[-1]))

    def _look(self, element: HtmlElement) -> Style:
        """A link looks like the words around it: its blue is the mail program's."""
        around = self._styles[-1]
        if not self._looks or self._links:
            return around
        return styled(around, element.tag, self._declared(element))

    def _close(self, element: HtmlElement) -> None:
        self._links -= element.tag == "a"
        self._styles.pop()
        if element.tag in _BLOCK:
            self._break()
            if element.tag in {"p", "ul", "ol", "table", "h1", "h2", "h3", "blockquote"}:
                self._put("")
        if _is_quote(element):
            self._depth = max(0, self._depth - 1)

    def _text(self, text: str | None, element: HtmlElement) -> None:
        if text:
            kept = text if element.tag == "pre" else re.sub(r"[ \t\r\n\f]+", " ", text)
            self._line.append((kept, self._styles[-1]))

    def _put(self, text: str) -> None:
        self._lines.append(StyledLine(self._depth, ((text, PLAIN),) if text else ()))

    def _break(self, *, keep: bool = False) -> None:
        runs, self._line = self._line, []
        if keep or any(text.strip() for text, _ in runs):
            self._lines.extend(StyledLine(self._depth, _trimmed(line)) for line in _split(runs))


def _split(runs: list[Run]) -> list[list[Run]]:
    """The lines of runs: preformatted text has several."""
    lines: list[list[Run]] = [[]]
    for text, style in runs:
        first, *others = text.split("\n")
        lines[-1].append((first, style))
        lines.extend([(other, style)] for other in others)
    return lines


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Runs without the space at both ends."""
    told = [number for number, (text, _) in enumerate(runs) if text.strip()]
    if not told:
        return ()
    kept = [run for run in runs[told[0] : told[-1] + 1] if run[0]]
    kept[0] = (kept[0][0].lstrip(), kept[0][1])
    kept[-1] = (kept[-1][0].rstrip(), kept[-1][1])
    return tuple(kept)


def _is_quote(element: HtmlElement) -> bool:
    if element.tag == "blockquote":
        plain = not element.get("type") and not element.get("cite") and not element.get("class")
        return not (plain and _INDENT.search(element.get("style") or ""))
    named = (element.get("name") or "").lower() in _QUOTE_NAME and element.tag == "div"
    return named or bool(_QUOTE_CLASS.search(element.get("class") or ""))


def _is_signature(element: HtmlElement) -> bool:
    marks = element.get("class") or "", element.get("data-smartmail") or ""
    return any(_SIGNATURE.search(m) for m in marks) or (element.get("id") or "").lower() in _SIGNATURE_ID
