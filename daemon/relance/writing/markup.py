r"""The light markup of the gabarits: one source read into blocks, printed as text and as HTML.

A gabarit is plain text. Blank lines part paragraphs, the lines of a paragraph are joined, a line that ends in ` \`
breaks there. The first characters of a line make the other blocks:

    - a line of a list
    | a cell | a cell |        a table; its first row is the heading
    = label | value            a label and its value
    > words                    words of somebody else
    ! ok | what it does        a word to answer, a link in HTML
    ---                        a rule

`**words**` are bold. What comes from data never makes markup: `protect` gives its special characters stand-ins from
the private use area of Unicode, and the last step gives them back.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

_STAND_INS = {"\n": "\ue000", "|": "\ue001", "*": "\ue002", "\\": "\ue003"}
_LEADING = {"-": "\ue004", ">": "\ue005", "=": "\ue006", "!": "\ue007"}
_BACK = {ord(stand_in): char for char, stand_in in (_STAND_INS | _LEADING).items()}
_DROP = {code: None for code in (*range(0x20), 0x7F, *_BACK) if code not in (0x09, 0x0A)} | {0x09: " "}
_BREAK = _STAND_INS["\n"]


def protect(value: str) -> str:
    """A value whose characters can make no markup; same length but for control characters, which go."""
    bare = re.sub(r"\r\n?|\u2028|\u2029", "\n", value).translate(_DROP)
    for char, stand_in in _STAND_INS.items():
        bare = bare.replace(char, stand_in)
    return re.sub(r"^(\s*)([-=!>])", lambda m: m[1] + _LEADING[m[2]], bare)


def restore(value: str) -> str:
    """The value with its own characters again."""
    return value.translate(_BACK)


_SPACES: tuple[tuple[str, str], ...] = (
    (r"(?<=\S) (?=[;!?](?!\S))", "\u202f"),
    (r"(?<=\S) (?=:(?!\S))", "\u00a0"),
    (r"«[ \u00a0]?", "«\u00a0"),
    (r"[ \u00a0]?»", "\u00a0»"),
    (r"(?<=n°) ", "\u00a0"),
    (r" (?=[€%])", "\u00a0"),
    (r"(?<=\b[LRD]\.) (?=\d)", "\u00a0"),
)


def typography(text: str) -> str:
    """French spaces: no-break before `: ; ? ! » €`, after `«` and `n°` (Imprimerie nationale)."""
    for pattern, space in _SPACES:
        text = re.sub(pattern, space, text)
    return text


def plain_spaces(text: str) -> str:
    """Every run of spaces as one plain space: subjects are searched and sorted."""
    return " ".join(restore(text).split())


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a letter; `rows` holds its lines, each as its cells."""

    kind: str
    rows: tuple[tuple[str, ...], ...]


_MARKS = {"-": "list", "|": "table", "=": "pairs", ">": "quote", "!": "answers"}


def parse(source: str) -> tuple[Block, ...]:
    """Read the body of a rendered gabarit."""
    blocks: list[Block] = []
    current: list[str] = []
    kind = ""
    for line in [*source.splitlines(), ""]:
        bare = line.strip()
        found = "rule" if bare == "---" else _kind(bare)
        if found != kind or kind == "rule":
            if kind:
                blocks.append(_block(kind, current))
            current, kind = [], found
        current.append(bare)
    return tuple(blocks)


def _kind(line: str) -> str:
    if not line:
        return ""
    return _MARKS.get(line[0], "text") if line[1:2] in {" ", ""} else "text"


def _block(kind: str, lines: Sequence[str]) -> Block:
    if kind == "text":
        return Block(kind, ((_join(lines),),))
    if kind == "table":
        return Block(kind, tuple(_cells(line.strip("|")) for line in lines))
    bodies = [line[1:].strip() for line in lines]
    if kind in {"pairs", "answers"}:
        return Block(kind, tuple(_two(body) for body in bodies))
    return Block(kind, tuple((body,) for body in bodies))


def _join(lines: Sequence[str]) -> str:
    joined = " ".join(lines)
    return re.sub(r"\s*\\(?: |$)", _BREAK, joined).strip(_BREAK)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|"))


def _two(line: str) -> tuple[str, str]:
    label, _, value = line.partition("|")
    return label.strip(), value.strip()


# --- text


def to_text(blocks: Sequence[Block]) -> str:
    """The letter as text: one line a paragraph (mail programs wrap), lines parted by LF."""
    return "\n\n".join(_TEXT[block.kind](block.rows) for block in blocks) + "\n"


def _words(cell: str) -> str:
    return restore(cell.replace("**", ""))


def _line(cell: str) -> str:
    return _words(cell).replace("\n", " ")


WIDEST_TABLE = 72
"""Columns above which a table in text is told row by row."""


def _text_table(rows: Sequence[Sequence[str]]) -> str:
    columns = max(len(row) for row in rows)
    cells = [[_line(c) for c in row] + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(columns)]
    if sum(widths) + 3 * (columns - 1) > WIDEST_TABLE:
        head = cells[0]
        return "\n".join("- " + _told(head, row) for row in cells[1:])
    right = [is_right(cells, n) for n in range(columns)]
    lines = ["   ".join(_pad(c, w, right=r) for c, w, r in zip(row, widths, right, strict=True)) for row in cells]
    return "\n".join(line.rstrip(" ") for line in lines)


def _told(head: Sequence[str], row: Sequence[str]) -> str:
    return ", ".join(f"{h}\u00a0: {c}" if h else c for h, c in zip(head, row, strict=True) if c)


def _pad(cell: str, width: int, *, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def is_right(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column holds sums only, so stands to the right."""
    cells = [row[column].replace("**", "") for row in rows[1:] if column < len(row) and row[column]]
    return bool(cells) and all(cell.endswith("€") for cell in cells)


def _text_quote(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"> {line}".rstrip() for row in rows for line in _words(row[0]).split("\n"))


_TEXT: dict[str, Callable[[Sequence[Sequence[str]]], str]] = {
    "text": lambda rows: _words(rows[0][0]),
    "list": lambda rows: "\n".join(f"- {_line(row[0])}" for row in rows),
    "table": _text_table,
    "pairs": lambda rows: "\n".join(f"{_line(label)}\u00a0: {_line(value)}" for label, value in rows),
    "quote": _text_quote,
    "answers": lambda rows: "\n".join(f"  {_line(word)}  \u2192  {_line(what)}" for word, what in rows),
    "rule": lambda _: "---",
}

# --- HTML: inline styles only (Gmail and Outlook drop style sheets), nothing from outside

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_CELL = "padding:6px 10px 6px 0;border-bottom:1px solid #d9d9d9;vertical-align:top"
_BUTTON = (
    "display:inline-block;min-width:52px;padding:9px 14px;border:1px solid #1f3a5f;border-radius:6px;"
    "color:#1f3a5f;text-decoration:none;font-weight:600;text-align:center"
)
_PAGE = (
    '<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n</head>\n'
    '<body style="margin:0;padding:0;background:#ffffff">\n'
    f'<div style="max-width:600px;margin:0 auto;padding:16px;{_FONT};font-size:16px;line-height:1.5;color:#1c1c1c">\n'
    "{body}\n</div>\n</body>\n</html>\n"
)


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """Where an answer word goes: the link opens a mail to `address` with the word as its text."""

    address: str
    subject: str

    def href(self, word: str) -> str:
        """The `mailto:` link of a word (RFC 6068)."""
        query = f"subject={quote(self.subject, safe='')}&body={quote(plain_spaces(word), safe='')}"
        return f"mailto:{quote(self.address, safe='@+')}?{query}"


def to_html(blocks: Sequence[Block], title: str, reply: ReplyLink | None) -> str:
    """The letter as an HTML page that loads nothing.

    Args:
        blocks: the letter.
        title: its subject.
        reply: where answer words lead; None: they stay words.

    """
    body = "\n".join(_html_block(block, reply) for block in blocks)
    return _PAGE.format(title=html.escape(title), body=body)


_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"


def _inline(cell: str) -> str:
    text = html.escape(cell)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(rf"(\d|1er) (?=(?:{_MONTHS})\b)", "\\1\u00a0", text)
    return restore(text.replace("**", "").replace(_BREAK, "<br>\n"))


def _html_block(block: Block, reply: ReplyLink | None) -> str:
    if block.kind == "answers":
        return _html_answers(block.rows, reply)
    return _HTML[block.kind](block.rows)


def _html_answers(rows: Sequence[Sequence[str]], reply: ReplyLink | None) -> str:
    lines = []
    for word, what in rows:
        shown = f"<strong>{_inline(word)}</strong>"
        if reply is not None:
            shown = f'<a href="{html.escape(reply.href(word))}" style="{_BUTTON}">{_inline(word)}</a>'
        lines.append(f'<p style="margin:0 0 10px">{shown}&ensp;{_inline(what)}</p>')
    return "\n".join(lines)


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    columns = range(max(len(row) for row in rows))
    right = {n for n in columns if is_right(rows, n)}
    sides = [_CELL + (";text-align:right" if n in right else ";text-align:left") for n in columns]
    styles = [side + (";white-space:nowrap" if n in right or n == 0 else "") for n, side in enumerate(sides)]
    head = "".join(f'<th style="{sides[n]};font-weight:600">{_inline(c)}</th>' for n, c in enumerate(rows[0]))
    lines = [
        "<tr>" + "".join(f'<td style="{styles[n]}">{_inline(c)}</td>' for n, c in enumerate(row)) + "</tr>"
        for row in rows[1:]
    ]
    table = '<table style="border-collapse:collapse;width:100%;margin:0 0 16px;font-size:15px">'
    return "\n".join([table, f"<tr>{head}</tr>", *lines, "</table>"])


def _html_pairs(rows: Sequence[Sequence[str]]) -> str:
    label = "padding:3px 14px 3px 0;color:#595959;vertical-align:top;white-space:nowrap"
    lines = [
        f'<tr><td style="{label}">{_inline(name)}</td>'
        f'<td style="padding:3px 0;vertical-align:top">{_inline(value)}</td></tr>'
        for name, value in rows
    ]
    return "\n".join(['<table style="border-collapse:collapse;margin:0 0 16px">', *lines, "</table>"])


def _html_quote(rows: Sequence[Sequence[str]]) -> str:
    inner = "<br>\n".join(_inline(row[0]) for row in rows)
    style = "margin:0 0 16px;padding:2px 0 2px 12px;border-left:3px solid #b5b5b5;color:#404040"
    return f'<blockquote style="{style}">{inner}</blockquote>'


def _html_list(rows: Sequence[Sequence[str]]) -> str:
    items = "\n".join(f'<li style="margin:0 0 4px">{_inline(row[0])}</li>' for row in rows)
    return f'<ul style="margin:0 0 16px;padding-left:22px">\n{items}\n</ul>'


_HTML: dict[str, Callable[[Sequence[Sequence[str]]], str]] = {
    "text": lambda rows: f'<p style="margin:0 0 16px">{_inline(rows[0][0])}</p>',
    "list": _html_list,
    "table": _html_table,
    "pairs": _html_pairs,
    "quote": _html_quote,
    "rule": lambda _: '<hr style="border:0;border-top:1px solid #d9d9d9;margin:16px 0">',
}
