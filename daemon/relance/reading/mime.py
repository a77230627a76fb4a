"""Bytes of a mail as a tree of parts, for mail as it really arrives: no input raises, nothing recurses without bound.

The standard parser is not used: a deep nesting raises RecursionError in it and some headers raise while decoded.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from dataclasses import dataclass
from email.message import Message as HeaderReader

MAX_DEPTH = 30
MAX_PARTS = 1000

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_GAP = re.compile(r"(\?=)[ \t\r\n]+(=\?[^?\s]{1,60}\?[bq]\?)", re.IGNORECASE)
_NO_TEXT = frozenset(["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"])


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail.

    Attributes:
        headers: (lower-case name, raw unfolded value), in order.
        body: bytes as they stand, transfer encoding not undone.
        children: parts of a multipart; a nested mail (message/rfc822) is not taken apart.

    """

    headers: tuple[tuple[str, str], ...]
    body: bytes
    children: tuple[Part, ...] = ()

    def raw_all(self, name: str) -> tuple[str, ...]:
        """Raw values of a header, topmost first."""
        return tuple(v for n, v in self.headers if n == name.lower())

    def raw(self, name: str) -> str:
        """Raw value of the topmost header of that name, or ""."""
        return next((v for n, v in self.headers if n == name.lower()), "")

    @property
    def content_type(self) -> str:
        """Lower case, "text/plain" when absent or broken (RFC 2045 section 5.2)."""
        found = re.match(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)", self.raw("content-type"))
        return found[1].lower() if found else "text/plain"

    @property
    def disposition(self) -> str:
        """Word of Content-Disposition ("inline", "attachment"), or ""."""
        return self.raw("content-disposition").split(";")[0].strip().lower()

    def param(self, name: str, header: str = "content-type") -> str:
        """A parameter of a header, RFC 2231 undone, or ""."""
        reader = HeaderReader()
        reader[header] = re.sub(r"[\r\n\x00]+", " ", self.raw(header))
        try:
            value = reader.get_param(name, "", header)
            if isinstance(value, tuple):
                charset, _, raw = value
                return decode_bytes(raw.encode("latin-1", "replace"), charset or "")
        except (LookupError, UnicodeError, ValueError, TypeError):
            return ""
        return decode_words(str(value))

    @property
    def filename(self) -> str:
        """Name a sender gave to the part, without any folder (never used as a path), or ""."""
        name = self.param("filename", "content-disposition") or self.param("name")
        return re.split(r"[\\/]", re.sub(r"[\x00-\x1f]", "", name))[-1].strip()[:200]

    @property
    def content(self) -> bytes:
        """Body with its transfer encoding undone; what cannot be undone stays."""
        encoding = self.raw("content-transfer-encoding").split(";")[0].strip().lower()
        if encoding == "base64":
            return _base64(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        return self.body

    @property
    def text(self) -> str:
        """Content as text: declared charset, else UTF-8, cp1252, latin-1."""
        return decode_bytes(self.content, self.param("charset")).replace("\r\n", "\n").replace("\r", "\n")


def _base64(body: bytes) -> bytes:
    bare = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return body


def decode_bytes(data: bytes, declared: str = "") -> str:
    """Text of bytes whose declared charset may be wrong, unknown or absent; NUL is dropped."""
    name = declared.strip().strip("\"'").lower().replace(" ", "")
    if name in {"us-ascii", "ascii", "unknown-8bit", "x-unknown"} or "\x00" in name:
        name = ""
    if name in {"iso-8859-1", "latin1", "latin-1"}:
        name = "cp1252"  # what senders mean by it: WHATWG Encoding, labels of windows-1252
    for charset in (name, "utf-8", "cp1252"):
        if not charset:
            continue
        try:
            codec = codecs.lookup(charset)
            if codec.name not in _NO_TEXT:
                return data.decode(charset).replace("\x00", "")
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("latin-1").replace("\x00", "")


def decode_words(value: str) -> str:
    """A raw header value with its encoded words (RFC 2047) undone, tolerating what senders do to them."""
    if "=?" not in value:
        return " ".join(value.split())
    joined = _GAP.sub(r"\1\2", value)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None  # a character may be cut between two words of one charset
    position = 0
    for found in _WORD.finditer(joined):
        between = joined[position : found.start()]
        charset, data = found[1].split("*")[0], _word_bytes(found[2], found[3])
        if pending and not between and pending[0].lower() == charset.lower():
            pending = (charset, pending[1] + data)
        else:
            out.append(decode_bytes(pending[1], pending[0]) if pending else "")
            out.append(between)
            pending = (charset, data)
        position = found.end()
    out.append(decode_bytes(pending[1], pending[0]) if pending else "")
    out.append(joined[position:])
    return " ".join("".join(out).split())


def _word_bytes(kind: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    return _base64(data) if kind in "bB" else quopri.decodestring(data.replace(b"_", b" "))


def parse_part(raw: bytes) -> Part:
    """The tree of a mail or of a returned mail; never raises."""
    budget = [MAX_PARTS]
    return _part(raw, 0, budget, default="text/plain")


def _part(raw: bytes, depth: int, budget: list[int], default: str) -> Part:
    budget[0] -= 1
    headers, body = _split_headers(raw)
    if default != "text/plain" and not any(n == "content-type" for n, _ in headers):
        headers = (*headers, ("content-type", default))
    part = Part(headers, body)
    if not part.content_type.startswith("multipart/") or depth >= MAX_DEPTH:
        return part
    inner = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for chunk in _split_body(body, part.param("boundary")):
        if budget[0] <= 0:
            break
        children.append(_part(chunk, depth + 1, budget, inner))
    return Part(headers, body, tuple(children))


def _split_headers(raw: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    if raw.startswith((b"\n", b"\r\n")):
        return (), raw.lstrip(b"\r\n") if len(raw) < len(b"\r\n") else raw.split(b"\n", 1)[1]
    cut = _BLANK.search(raw)
    head, body = (raw[: cut.start()], raw[cut.end() :]) if cut else (raw, b"")
    lines = re.split(rb"\r\n|\n|\r", head)
    headers: list[tuple[str, bytearray]] = []
    for number, line in enumerate(lines):
        found = _HEADER.fullmatch(line)
        if line[:1] in {b" ", b"\t"} and headers:
            headers[-1][1].extend(b" " + line.strip())
        elif found:
            headers.append((found[1].decode("ascii").lower(), bytearray(found[2].strip())))
        elif not (number == 0 and line.startswith((b"From ", b">From "))):
            if not headers:
                return (), raw
            # A line that is no header ends them (the blank line was lost): what follows is the body.
            body = b"\n".join(lines[number:]) + (b"\n\n" + body if body else b"")
            break
    return tuple((n, decode_bytes(bytes(v))) for n, v in headers), body


def _split_body(body: bytes, boundary: str) -> list[bytes]:
    mark = boundary.encode("utf-8", "replace")
    if not mark:
        found = re.search(rb"^--([^\s-][^\r\n]{0,70}?)[ \t]*\r?$", body, re.MULTILINE)
        if not found:
            return [b"\n" + body] if body.strip() else []
        mark = found[1]
    pieces = re.split(rb"(?:\A|\r?\n|\r)--" + re.escape(mark) + rb"(--)?[ \t]*(?=\r|\n|\Z)", body)
    chunks: list[bytes] = []
    for end, chunk in zip(pieces[1::2], pieces[2::2], strict=True):
        if end:
            break
        chunks.append(re.sub(rb"\A(?:\r\n|\n|\r)", b"", chunk))
    return chunks or ([b"\n" + body] if body.strip() else [])


def walk(part: Part) -> list[Part]:
    """The part and all parts under it, in reading order."""
    found: list[Part] = []
    stack = [part]
    while stack:
        top = stack.pop()
        found.append(top)
        stack.extend(reversed(top.children))
    return found
