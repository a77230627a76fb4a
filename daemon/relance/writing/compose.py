"""A letter and its envelope become the bytes of a mail: fixed once, stored, sent as they are.

Header lines are written here and not by `email.policy`: it turns a long `References` into encoded words, which no
mail program threads (cpython #79986), and encoded words longer than the 75 characters of RFC 2047, section 2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from relance.writing.letters import Written

POLICY = SMTP.clone(max_line_length=998, refold_source="none")
LONGEST_LINE = 998
"""RFC 5322, section 2.1.1, without CRLF."""
LONGEST_REFERENCES = 900
"""Relays refuse very long ones; one line holds them without folding."""
_ID = re.compile(r"<[!-;=?-~]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    content: bytes
    maintype: str = "application"
    subtype: str = "pdf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """All of a mail that is not the letter.

    Attributes:
        to, cc: addresses without names.
        reply_to: "" = From.
        date: aware.
        message_id: with its angle brackets; also makes the MIME boundaries, so the bytes depend on nothing else.
        in_reply_to: Message-ID answered, "" = none.
        references: Message-IDs of the thread, oldest first.
        relance_ref: opaque reference of our own (no number, no name).
        auto_submitted: RFC 3834; "auto-replied" for an answer to a mail, "" = no such header.
        headers: further (name, value) pairs.

    """

    from_name: str
    from_address: str
    to: tuple[str, ...]
    date: datetime
    message_id: str
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    relance_ref: str = ""
    auto_submitted: str = "auto-generated"
    headers: tuple[tuple[str, str], ...] = ()


def compose(written: Written, envelope: Envelope, attachments: Sequence[Attachment] = ()) -> bytes:
    """The mail as it is stored and sent: ASCII, CRLF, lines under 998 characters; same arguments, same bytes.

    Raises:
        ValueError: an address, a Message-ID or a header value is not one (line breaks above all), the date is
            naive, or nobody is addressed.

    """
    lines = [_header(name, value) for name, value in _headers(written.subject, envelope) if value]
    raw = "".join(line + "\r\n" for line in lines).encode("ascii") + _body(written, envelope, attachments)
    if any(len(line) > LONGEST_LINE for line in raw.split(b"\r\n")):
        raise ValueError("a line is longer than 998 characters")
    return raw


def _headers(subject: str, envelope: Envelope) -> list[tuple[str, str]]:
    if not envelope.to:
        raise ValueError("a mail needs an address")
    if envelope.date.tzinfo is None:
        raise ValueError("the date of a mail needs its time zone")
    if not _ID.fullmatch(envelope.message_id):
        raise ValueError(f"not a Message-ID: {envelope.message_id!r}")
    thread = trimmed((*envelope.references, envelope.in_reply_to))
    return [
        ("From", _mailbox(envelope.from_name, envelope.from_address)),
        ("To", _addresses(envelope.to)),
        ("Cc", _addresses(envelope.cc)),
        ("Reply-To", _addresses((envelope.reply_to,) if envelope.reply_to else ())),
        ("Subject", _encoded("Subject", subject)),
        ("Date", format_datetime(envelope.date)),
        ("Message-ID", envelope.message_id),
        ("In-Reply-To", " ".join(_ids([envelope.in_reply_to]))),
        ("References", " ".join(thread)),
        ("Auto-Submitted", _clean(envelope.auto_submitted)),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Relance-Ref", _clean(envelope.relance_ref)),
        *((name, _clean(value)) for name, value in envelope.headers),
    ]


def _header(name: str, value: str) -> str:
    """One header line, already encoded; only the folding made here may hold a line break."""
    if not _NAME.fullmatch(name) or not value.isascii():
        raise ValueError(f"not a header: {name!r}")
    return f"{name}: {value}"


def _clean(text: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\u2028\u2029]", text):
        raise ValueError("a line break or control character in a header")
    return text


def _encoded(name: str, text: str) -> str:
    if _clean(text).isascii() and len(text) < 70:
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=75).encode(linesep="\r\n")


def _mailbox(name: str, address: str) -> str:
    (spec,) = _specs((address,))
    if _clean(name).isascii():
        return formataddr((name, spec))
    words = Header(name, "utf-8", header_name="From", maxlinelen=75).encode(linesep="\r\n")
    return f"{words}\r\n <{spec}>"


def _addresses(addresses: Iterable[str]) -> str:
    return ",\r\n ".join(_specs(addresses))


def _specs(addresses: Iterable[str]) -> list[str]:
    """Addresses with the domain in ASCII (RFC 5890); a local part that is not ASCII needs SMTPUTF8: refused."""
    specs = []
    for address in addresses:
        local, _, domain = _clean(address).rpartition("@")
        spec = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
        if not _ADDRESS.fullmatch(spec):
            raise ValueError(f"not an address: {address!r}")
        specs.append(spec)
    return specs


def _ids(values: Iterable[str]) -> list[str]:
    """The values that are Message-IDs. Those of other programs may be anything: what is none is left out."""
    return [value for value in values if _ID.fullmatch(_clean(value)) and len(value) <= 250]


def trimmed(references: Iterable[str]) -> list[str]:
    """The thread in at most 900 characters: its first id, and as many of the last as there is room for."""
    ids = list(dict.fromkeys(_ids(references)))
    kept: list[str] = []
    room = LONGEST_REFERENCES - len(ids[0]) if ids else 0
    for value in reversed(ids[1:]):
        room -= len(value) + 1
        if room < 0:
            break
        kept.insert(0, value)
    return ids[:1] + kept


def _body(written: Written, envelope: Envelope, attachments: Sequence[Attachment]) -> bytes:
    message = EmailMessage(policy=POLICY)
    message.set_content(written.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for file in attachments:
        name = _clean(file.name)
        message.add_attachment(file.content, maintype=file.maintype, subtype=file.subtype, filename=name)
    # "=_" stands in no quoted-printable or base64 text (RFC 2045, section 6.7)
    seed = hashlib.sha256(envelope.message_id.encode("ascii")).hexdigest()[:24]
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{seed}_{number}")
    return message.as_bytes()
