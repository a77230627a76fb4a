"""Whose mail it may be: everything in a mail that may point to a client, an invoice or a mail of ours."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from relance.reading.addresses import ADDRESS
from relance.reading.entities import number_like
from relance.reading.message import Message
from relance.reading.mime import parse_part
from relance.reading.quoting import new_words, quoted_text

_FIRM_REF = re.compile(r"\[\s*R-([0-9A-Z]{8})\s*\]", re.IGNORECASE)
_PLUS_REF = re.compile(r"\+R-([0-9A-Z]{8})@", re.IGNORECASE)
_ECHO = re.compile(r"(?im)^[\s>*]*x-relance-ref\s*:\s*(\S{1,200})")
_RECIPIENT_HEADERS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a mail can be found by; all hints, none a proof.

    Attributes:
        sender: lower-case From address, or "".
        thread_ids: ids of In-Reply-To, then of References from the last to the first.
        firm_refs: one-time references of mails to the firm ("R-0A1B2C3D"), from the subject or a plus-address.
        relance_refs: X-Relance-Ref of a mail of ours that is echoed somewhere (a bounce, a forward).
        numbers: tokens like invoice numbers in subject, new words and quotes, as typed.
        recipients: addresses the mail was for, lower case.

    """

    sender: str
    thread_ids: tuple[str, ...]
    firm_refs: tuple[str, ...]
    relance_refs: tuple[str, ...]
    numbers: tuple[str, ...]
    recipients: tuple[str, ...]


def keys(message: Message) -> Keys:
    """Everything a mail can be found by."""
    text = message.text
    words = "\n".join((message.subject, new_words(message)[0], quoted_text(text)))
    return Keys(
        sender=message.sender,
        thread_ids=tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references)))),
        firm_refs=_firm_refs(message),
        relance_refs=_relance_refs(message, text),
        numbers=number_like(words),
        recipients=_recipients(message),
    )


def is_own_copy(message: Message, own_addresses: Collection[str]) -> bool:
    """Whether the daemon's own mail came back into the mailbox (a copy, a list, a redirection), not an answer to it.

    Args:
        message: the mail.
        own_addresses: lower-case addresses the daemon sends from.

    """
    return bool(message.root.raw("x-relance-ref").strip()) and message.sender in own_addresses


def _recipients(message: Message) -> tuple[str, ...]:
    values = (v for name in _RECIPIENT_HEADERS for v in message.root.raw_all(name))
    return tuple(dict.fromkeys(a.lower() for v in values for a in ADDRESS.findall(v)))


def _firm_refs(message: Message) -> tuple[str, ...]:
    found = [*_FIRM_REF.findall(message.subject)]
    found += [r for address in _recipients(message) for r in _PLUS_REF.findall(address)]
    return tuple(dict.fromkeys(f"R-{r.upper()}" for r in found))


def _relance_refs(message: Message, text: str) -> tuple[str, ...]:
    found = list(message.headers("x-relance-ref"))
    for part in message.parts:
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}:
            found += parse_part(part.content).raw_all("x-relance-ref")
    found += _ECHO.findall(text)
    return tuple(dict.fromkeys(f.strip() for f in found if f.strip()))
