"""What servers answer to FETCH and SEARCH, taken from what imaplib leaves of it; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from relance.reading.addresses import header_date

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_DATE_PARTS = re.compile(r" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_SECTION = re.compile(rb"\bBODY\[([^\]]*)\](?:<\d+>)? \{\d+\}$", re.IGNORECASE)
_QUOTED_SECTION = re.compile(rb'\bBODY\[([^\]]*)\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STATUS_UIDNEXT = re.compile(rb"\bUIDNEXT (\d+)")


@dataclass(slots=True)
class Answer:
    """One FETCH answer; what the server did not say is None."""

    uid: int | None = None
    size: int | None = None
    internal_date: datetime | None = None
    body: bytes | None = None


def fetched(data: Iterable[object]) -> list[Answer]:
    """The answers in imaplib's data of a FETCH.

    imaplib gives an answer without literal as bytes, and one with literals as tuples (text before, literal) followed
    by bytes (text after). Flag changes that the server tells unasked stand among them: they have no body, and often
    no UID.
    """
    answers: list[Answer] = []
    current: Answer | None = None
    for piece in data:
        if isinstance(piece, tuple) and len(piece) == 2:
            text, literal = bytes(piece[0]), bytes(piece[1])
            if current is None:
                current = Answer()
            _note(current, text)
            if _SECTION.search(text):
                current.body = literal
        elif isinstance(piece, bytes):
            answer = current or Answer()
            _note(answer, piece)
            answers.append(answer)
            current = None
    return answers


def _note(answer: Answer, text: bytes) -> None:
    # Sender-controlled text never stands here: sections come as literals, and a quoted one is cut out first.
    if answer.body is None and (quoted := _QUOTED_SECTION.search(text)):
        answer.body = re.sub(rb"\\(.)", rb"\1", quoted[2])
        text = text[: quoted.start()] + text[quoted.end() :]
    if found := _UID.search(text):
        answer.uid = int(found[1])
    if found := _SIZE.search(text):
        answer.size = int(found[1])
    if found := _DATE.search(text):
        answer.internal_date = internal_date(found[1].decode("ascii", "replace"))


def internal_date(text: str) -> datetime | None:
    """An INTERNALDATE (RFC 3501 section 9, date-time), aware; None when it is not one. Never by locale."""
    parts = _DATE_PARTS.fullmatch(text)
    if parts is None or parts[2].lower() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, zone_h, zone_m = parts.groups()
    offset = timedelta(hours=int(zone_h), minutes=int(zone_m)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset)
        return datetime(
            int(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
    except ValueError:
        return None


def date_of(answer: Answer, raw: bytes) -> datetime:
    """When the mail came: INTERNALDATE, else its Date header, else 1970 (a date is compulsory, a guess is not)."""
    if answer.internal_date is not None:
        return answer.internal_date
    written = header_date(header(raw, "date"))
    return written or datetime(1970, 1, 1, tzinfo=UTC)


def header(raw: bytes, name: str) -> str:
    """The first header of that name, unfolded, as the bytes say it; "" when there is none."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    found = re.search(rb"(?im)^" + name.encode() + rb"[ \t]*:((?:.*(?:\r?\n[ \t])?)*)", head[:100_000])
    if found is None:
        return ""
    value = re.sub(rb"\r?\n(?=[ \t])", b"", found[1]).strip()
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def searched(data: Sequence[object]) -> list[int]:
    """UIDs of a SEARCH answer, ascending; none, an empty line and several lines are all seen in the field."""
    words = [word for line in data if isinstance(line, bytes) for word in line.split()]
    return sorted({int(word) for word in words if word.isdigit()})


def last_number(data: Sequence[object] | None) -> int | None:
    """The last number in the untagged answers of a kind (EXISTS, UIDNEXT, UIDVALIDITY)."""
    for line in reversed(data or ()):
        if isinstance(line, bytes) and line.isdigit():
            return int(line)
    return None


def status_uidnext(data: Sequence[object]) -> int | None:
    """UIDNEXT in a STATUS answer."""
    for line in data:
        if isinstance(line, bytes) and (found := _STATUS_UIDNEXT.search(line)):
            return int(found[1])
    return None
