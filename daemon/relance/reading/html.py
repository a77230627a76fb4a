"""HTML mail as plain text lines: quotes get `> `, what is hidden is left out, a signature block gets `-- `."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
_CUT_ID = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|olk_src_body_section|appendonsend_quote|mail-editor-reference-message-container|zwchr|reply-intro)",
    re.IGNORECASE,
)


def html_to_text(html: str) -> str:
    """Readable lines of an HTML mail; broken HTML gives what can be read of it."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415  heavy, and most mails have a text part
    from lxml import html as lxml_html  # noqa: PLC0415  idem

    cleaned = re.sub(r"<!\[[^\]>]{0,200}\]>|<\?xml[^>]{0,500}>|<!--.*?-->", "", html[:MAX_HTML], flags=re.DOTALL)
    if not cleaned.strip():
        return ""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, recover=True)
    try:
        root = lxml_html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^>]{0,2000}>", " ", cleaned)
    return _Writer().write(root)


class _Writer:
    """Walks the tree without recursion and writes lines with their quote depth."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0

    def write(self, root: HtmlElement) -> str:
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
        return "\n".join(self._lines)

    def _skipped(self, element: HtmlElement) -> bool:
        return (
            element.tag in _SKIP
            or element.get("hidden") is not None
            or bool(_HIDDEN.search((element.get("style") or "")[:2000]))
        )

    def _open(self, element: HtmlElement) -> None:
        if element.tag in _BLOCK:
            self._break()
        if _is_quote(element):
            self._depth += 1
        elif _is_signature(element) and not any(line.strip() in {"--", "> --"} for line in self._lines[-2:]):
            self._break()
            self._lines.append("> " * self._depth + "-- ")
        if _CUT_ID.fullmatch(element.get("id") or ""):
            self._lines.append("> " * self._depth + "-----Message d'origine-----")
        if element.tag == "br":
            self._break(keep=True)
        elif element.tag in {"td", "th"}:
            self._line.append(" ")
        elif element.tag == "li":
            self._line.append("- ")

    def _close(self, element: HtmlElement) -> None:
        if element.tag in _BLOCK:
            self._break()
            if element.tag in {"p", "ul", "ol", "table", "h1", "h2", "h3", "blockquote"}:
                self._lines.append("> " * self._depth)
        if _is_quote(element):
            self._depth = max(0, self._depth - 1)

    def _text(self, text: str | None, element: HtmlElement) -> None:
        if text:
            if element.tag == "pre":
                self._line.append(text)
            else:
                self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _break(self, *, keep: bool = False) -> None:
        text = "".join(self._line)
        self._line = []
        if text.strip() or keep:
            for line in text.split("\n"):
                self._lines.append("> " * self._depth + line.strip())


def _is_quote(element: HtmlElement) -> bool:
    if element.tag == "blockquote":
        plain = not element.get("type") and not element.get("cite") and not element.get("class")
        return not (plain and _INDENT.search(element.get("style") or ""))
    named = (element.get("name") or "").lower() in _QUOTE_NAME and element.tag == "div"
    return named or bool(_QUOTE_CLASS.search(element.get("class") or ""))


def _is_signature(element: HtmlElement) -> bool:
    marks = element.get("class") or "", element.get("data-smartmail") or ""
    return any(_SIGNATURE.search(m) for m in marks) or (element.get("id") or "").lower() in _SIGNATURE_ID
