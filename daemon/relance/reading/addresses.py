"""Addresses, dates and ids of headers, as senders really write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from relance.reading.mime import decode_words

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_ID = re.compile(r"<([^<>]{1,500})>")


def mailboxes(value: str) -> list[tuple[str, str]]:
    """(name, lower-case address) of a raw From, To or Cc value; a piece without address is dropped.

    A comma left unquoted in a name (`Dupont, Jean <j@x>`) does not lose the address: the pieces are joined again.
    """
    found: list[tuple[str, str]] = []
    name_start = ""
    for piece in _pieces(value):
        name, address = _mailbox(piece)
        if address:
            found.append((", ".join(x for x in (name_start, name) if x), address))
            name_start = ""
        elif name:
            name_start = ", ".join(x for x in (name_start, name) if x)
    return found


def has_loose_comma(value: str) -> bool:
    """Whether a piece between commas holds no address: the header is not what RFC 5322 allows."""
    pieces = [p for p in _pieces(value) if p.strip()]
    return bool(pieces) and any(not _mailbox(p)[1] for p in pieces)


def _pieces(value: str) -> list[str]:
    pieces: list[str] = []
    current: list[str] = []
    quoted, depth, escaped = False, 0, False
    for char in value[:20_000]:
        if escaped:
            escaped = False
        elif char == "\\" and (quoted or depth):
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif not quoted and char in "(<":
            depth += 1
        elif not quoted and char in ")>":
            depth = max(0, depth - 1)
        elif char in ",;" and not quoted and not depth:
            pieces.append("".join(current))
            current = []
            continue
        current.append(char)
    return [*pieces, "".join(current)]


def _mailbox(piece: str) -> tuple[str, str]:
    angle = re.search(r"<\s*([^<>]*)\s*>[^<>]*$", piece)
    inside = ADDRESS.search(angle[1]) if angle else None
    if angle and inside:
        return _name(piece[: angle.start()]), inside[0].lower()
    bare = re.sub(r"\([^()]*\)", " ", piece)
    found = ADDRESS.search(re.sub(r'"[^"]*"', " ", bare))
    if found:
        comment = re.search(r"\(([^()]*)\)", piece)
        return _name(comment[1] if comment else bare.replace(found[0], "")), found[0].lower()
    return _name(piece), ""


def _name(text: str) -> str:
    return decode_words(re.sub(r'\\(.)|"', r"\1", text)).strip(" <>:'\t")


def header_date(value: str) -> datetime | None:
    """Aware instant of a Date header; None when it is absent, broken or absurd. Without a zone it is read as UTC."""
    try:
        fields = parsedate_tz(value[:200])
        if fields is None or not 1990 <= fields[0] <= 2100:
            return None
        naive = datetime(*fields[:6])  # noqa: DTZ001  the zone is put on below
        offset = fields[9] or 0
        stamp = naive.replace(tzinfo=UTC).timestamp() - offset
        return datetime.fromtimestamp(stamp, UTC).astimezone(_zone(offset))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _zone(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else UTC


def message_ids(value: str) -> tuple[str, ...]:
    """Ids in angle brackets, in order; those broken by encoded words or folding (mail_failures C4) are repaired."""
    decoded = decode_words(re.sub(r"\?=\s+=\?", "?==?", value)) if "=?" in value else value
    ids = ["<" + re.sub(r"\s+", "", i) + ">" for i in _ID.findall(decoded)]
    return tuple(dict.fromkeys(i for i in ids if len(i) > 2))


_SENDER_LINES = re.compile(rb"(?im)^(?:from|sender|reply-to|return-path)[ \t]*:((?:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*)")


def addresses_in_raw(raw: bytes) -> tuple[str, ...]:
    """Addresses in the sender headers of a mail that nothing else could read, lower case.

    Works on the bytes alone, up to the first empty line: it is what is left when the parser breaks.
    """
    head = re.split(rb"\r?\n\r?\n", raw[:200_000], maxsplit=1)[0]
    lines = (m[1].decode("latin-1") for m in _SENDER_LINES.finditer(head))
    return tuple(dict.fromkeys(a.lower() for line in lines for a in ADDRESS.findall(line)))
