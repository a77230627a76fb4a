"""A received mail as a value: who, to whom, when, what; read so that no broken mail stops the next one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from relance.errors import WorldError
from relance.reading.addresses import ADDRESS, has_loose_comma, header_date, mailboxes, message_ids
from relance.reading.html import html_to_text
from relance.reading.mime import Part, decode_words, parse_part, walk

MAX_TEXT = 400_000

_OPAQUE = frozenset(
    ["application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"]
)
_STUB = re.compile(
    r"(?is)\s*(?:votre (?:logiciel|client|messagerie)|your (?:e-?mail|mail) (?:client|reader)"
    r"|this (?:is an? )?(?:message|html)"
    r"|ce message est au format html|this is a multi-?part|to view this|pour (?:lire|visualiser) ce).{0,300}"
)


class UnreadableMailError(WorldError):
    """A file that is no mail at all: it has no header."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the mail. `name` is the sender's word, never a path; `size` in bytes."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Message:
    """A received mail. Everything is computed from `root` when it is asked for, and never raises."""

    root: Part

    def header(self, name: str) -> str:
        """Decoded value of the topmost header of that name, or ""."""
        return decode_words(self.root.raw(name))

    def headers(self, name: str) -> tuple[str, ...]:
        """Decoded values of a header, topmost first."""
        return tuple(decode_words(v) for v in self.root.raw_all(name))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts in reading order; those of a nested mail are not among them."""
        return tuple(walk(self.root))

    @cached_property
    def senders(self) -> tuple[tuple[str, str], ...]:
        """(name, address) of every From address; more than one is suspect (RFC 7489 section 6.6.1)."""
        return tuple(box for value in self.root.raw_all("from") for box in mailboxes(value))

    @property
    def sender(self) -> str:
        """Lower-case address of From; Return-Path when From has none; else ""."""
        if self.senders:
            return self.senders[0][1]
        found = ADDRESS.search(self.root.raw("return-path"))
        return found[0].lower() if found else ""

    @property
    def sender_name(self) -> str:
        """Name typed before the address of From."""
        return self.senders[0][0] if self.senders else self.header("from")

    @property
    def sender_uncertain(self) -> bool:
        """From is missing, broken or has several addresses: `sender` is a guess."""
        values = self.root.raw_all("from")
        return len(values) != 1 or len(self.senders) != 1 or has_loose_comma(values[0])

    def _addresses(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for v in self.root.raw_all(name) for _, a in mailboxes(v)))

    @property
    def reply_to(self) -> tuple[str, ...]:
        """Addresses of Reply-To, lower case."""
        return self._addresses("reply-to")

    @property
    def to(self) -> tuple[str, ...]:
        """Addresses of To, lower case."""
        return self._addresses("to")

    @property
    def cc(self) -> tuple[str, ...]:
        """Addresses of Cc, lower case."""
        return self._addresses("cc")

    @cached_property
    def subject(self) -> str:
        """Decoded subject on one line."""
        return self.header("subject")

    @cached_property
    def date(self) -> datetime | None:
        """Aware instant of the Date header; None when absent or broken."""
        return header_date(self.root.raw("date"))

    @property
    def message_id(self) -> str | None:
        """In angle brackets, or None."""
        return next(iter(message_ids(self.root.raw("message-id"))), None)

    @property
    def in_reply_to(self) -> tuple[str, ...]:
        """Ids of In-Reply-To, in angle brackets."""
        return message_ids(self.root.raw("in-reply-to"))

    @property
    def references(self) -> tuple[str, ...]:
        """Ids of References, oldest first, in angle brackets."""
        return message_ids(self.root.raw("references"))

    @cached_property
    def text(self) -> str:
        """Best plain text: the text parts, else the HTML as lines (quotes with `> `), else ""."""
        plain = "\n".join(p.text for p in self._bodies("text/plain"))[:MAX_TEXT]
        if plain.strip() and not (self.html and _STUB.fullmatch(plain)):
            return _clean(plain)
        return _clean(html_to_text(self.html)[:MAX_TEXT] if self.html else plain)

    @cached_property
    def html(self) -> str:
        """The HTML parts as they came, or ""."""
        return "\n".join(p.text for p in self._bodies("text/html"))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Files that came with the mail, nested mails included."""
        return tuple(Attachment(p.filename, p.content_type, len(p.content)) for p in self.parts if _is_attachment(p))

    @property
    def unreadable_body(self) -> bool:
        """Encrypted or opaquely signed (S/MIME, PGP): there may be words, and nobody here can read them."""
        sealed = any(p.content_type in _OPAQUE for p in self.parts) or "-----BEGIN PGP MESSAGE-----" in self.text
        return sealed and (not self.text.strip() or "BEGIN PGP MESSAGE" in self.text)

    def _bodies(self, content_type: str) -> list[Part]:
        return [p for p in self.parts if p.content_type == content_type and not _is_attachment(p)]


def _is_attachment(part: Part) -> bool:
    if part.content_type.startswith("multipart/"):
        return False
    if part.disposition == "attachment":
        return True
    return not part.content_type.startswith("text/") or bool(part.filename)


def _clean(text: str) -> str:
    """Without zero-width and control characters; every kind of space is a plain one."""
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]|[\x00-\x08\x0b-\x1f\x7f]", "", text)
    return re.sub(r"[\u00a0\u202f\u2007\u2009\u2002\u2003]", " ", text).replace("\u2028", "\n")


def parse(raw: bytes) -> Message:
    """Read a mail as it came.

    Raises:
        UnreadableMailError: the bytes hold no mail header at all.

    """
    root = parse_part(raw.lstrip(b"\r\n\xef\xbb\xbf") if raw[:3].strip(b"\r\n\xef\xbb\xbf") != raw[:3] else raw)
    if not root.headers:
        raise UnreadableMailError(
            "Ce fichier n’est pas un courriel : il ne contient aucun en-tête (From, Subject…). "
            "Vérifiez qu’il s’agit bien d’un message enregistré au format .eml."
        )
    return Message(root)
