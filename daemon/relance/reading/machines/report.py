# ruff: noqa: E501  patterns that list words of many mail systems read better unbroken
"""What a report on a delivery holds: its fields (RFC 3464), its words, the mail it returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from relance.domain.dates import fold_line
from relance.reading.addresses import message_ids
from relance.reading.message import Message
from relance.reading.mime import Part, decode_words, parse_part

# ASCII only: words of a script without spaces stand against the address. No leading quote, bracket or slash.
MAILBOX = (
    r"""(?a:(?:"[^"\s@]{1,62}"|[\w.!#$%&+^~-][\w.!#$%&'*+/=?^`{|}~-]{0,63})"""
    r"""@(?:[A-Za-z0-9_](?:[\w-]{0,62})(?:\.[\w-]{1,63}){0,8}|\[\d{1,3}(?:\.\d{1,3}){3}\]))"""
)
MOST = 50
"""Recipients read of one report: a reminder has a few, and what a stranger sends must not cost minutes."""

_MAILBOX = re.compile(MAILBOX)
_FIELD = re.compile(r"[ \t>|]{0,12}([A-Za-z][A-Za-z-]{3,40})[ \t]*:[ \t]*(.*)")
_RECIPIENT = ("final-recipient", "original-recipient")
_ONCE = frozenset([*_RECIPIENT, "action", "status"])
_KNOWN = frozenset([*_ONCE, "diagnostic-code", "remote-mta", "reporting-mta", "arrival-date", "received-from-mta",
                    "last-attempt-date", "will-retry-until", "final-log-id", "original-envelope-id", "dsn-gateway"])  # fmt: skip
_STATUS_PARTS = frozenset(["message/delivery-status", "message/global-delivery-status"])
_RETURNED = frozenset(["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
                       "message/global-headers"])  # fmt: skip
_ORIGINAL = re.compile(
    r"^[ \t>|]*(?:[-=*_]{2,}[^\n]{0,40}(?:copy of|original|returned|undelivered|unsent|your|header of|message text|ursprungliche|originale?) ?(?:the |die )?(?:message|mail|nachricht|headers?|follows|e-mail)[^\n]{0,80}"
    r"|[-=*_]{2,} ?(?:message (?:header|follows|d'origine|original|retourne)|en-tetes?|returned mail|unsent message|start of returned|non-delivered information)[^\n]{0,80}"
    r"|(?:the )?(?:original|returned|undelivered|your) (?:message|mail)(?: headers?)?[^\n]{0,20}(?:follows|below|headers?)[^\n]{0,20}|original message:?|below (?:this line )?is a copy[^\n]{0,60}"
    r"|message headers follow\.?|here is a copy of the (?:first part of the )?message[^\n]{0,40}|included is a copy of the message header[^\n]{0,10}"
    r"|(?:en-tetes? (?:de message )?d'origine|en-tetes du message d'origine|message d'origine|message original|encabezados? (?:de|del) mensaje|ursprungliche nachrichtenkopfzeilen|kopfzeilen der nachricht|intestazioni originali)[^\n]{0,40}"
    r"|received: ?(?:from|by|\(qmail)[^\n]*|return-path: ?<[^\n]*)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Failing:
    """One recipient of a report.

    Attributes:
        address: lower case; the last one tried (Final-Recipient).
        asked: the address written to, where a forwarding or an alias changed it (Original-Recipient), or "".
        action: RFC 3464 section 2.3.3, lower case, or "".
        status: enhanced status code or "".
        words: what the server says of it.

    """

    address: str
    asked: str = ""
    action: str = ""
    status: str = ""
    words: str = ""


@dataclass(frozen=True)
class Report:
    """A mail looked at as a report; computed when asked for, never raises."""

    message: Message

    @cached_property
    def whole(self) -> str:
        """Text of the mail, what it returns included."""
        return self.message.text[:60_000]

    @cached_property
    def text(self) -> str:
        """What the server says, without the returned mail."""
        cut = _ORIGINAL.search(self.folded_whole)
        return self.whole[: cut.start()] if cut and cut.start() > 20 else self.whole

    @cached_property
    def folded_whole(self) -> str:
        """`whole` folded."""
        return fold_line(self.whole)

    @cached_property
    def folded(self) -> str:
        """`text` folded on one line, so that words cut by the end of a line are found."""
        return re.sub(r"\s+", " ", self.folded_whole[: len(self.text)])

    @cached_property
    def returned(self) -> Part | None:
        """The mail that came back, or its headers, or None."""
        for part in self.message.parts:
            if part.content_type in _RETURNED:
                return parse_part(part.content.lstrip(b"\r\n \t"))
        return None

    @property
    def is_standard(self) -> bool:
        """Whether a part of the mail is made for programs (RFC 3464)."""
        return any(p.content_type in _STATUS_PARTS for p in self.message.parts)

    @cached_property
    def failing(self) -> tuple[Failing, ...]:
        """Recipients of the fields of RFC 3464, from their part, or from the text where a relay lost the parts."""
        texts = [p.text for p in self.message.parts if p.content_type in _STATUS_PARTS]
        if not texts and "-recipient:" in self.folded_whole:
            texts = [self.whole]
        found = [_failing(g) for t in texts for g in _groups(t)[:MOST]]
        return tuple({f.address: f for f in reversed(found)}.values())[: -MOST - 1 : -1]

    @cached_property
    def sent_to(self) -> tuple[str, ...]:
        """Recipients of the returned mail, where the report itself names none."""
        part = self.returned
        head = f"To: {part.raw('to')}" if part else self.whole[len(self.text) :]
        found = re.search(r"(?im)^[ \t>]*to:((?:.*)(?:\n[ \t]+\S.*)*)", head) or re.search(
            r"(?im)^[ \t>]*to:((?:.*)(?:\n[ \t]+\S.*)*)", self.whole
        )
        return mailboxes_in(found[1]) if found else ()

    @property
    def original_ids(self) -> tuple[str, ...]:
        """Message-IDs of the mail that came back."""
        if self.returned:
            return message_ids(self.returned.raw("message-id"))
        lines = re.findall(r"(?im)^[\s>]*message-id:\s*(<[^<>\s]+>)", self.whole)
        return tuple(dict.fromkeys(i for line in lines for i in message_ids(line)))

    @property
    def original_ref(self) -> str | None:
        """The `X-Relance-Ref` of the mail that came back."""
        if self.returned:
            return self.returned.raw("x-relance-ref").strip() or None
        found = re.search(r"(?im)^[\s>]*x-relance-ref:\s*(\S+)", self.whole)
        return found[1] if found else None


def mailboxes_in(text: str) -> tuple[str, ...]:
    """Addresses in a text, lower case, in order, each once."""
    return tuple(dict.fromkeys(a.lower() for a in _MAILBOX.findall(text)))


def _groups(text: str) -> list[dict[str, str]]:
    """Groups of fields that name a recipient; blank lines may be missing, or stand where none belongs."""
    groups: list[dict[str, str]] = [{}]
    last = ""
    for line in text[:60_000].splitlines():
        found = _FIELD.match(line)
        name = found[1].lower() if found else ""
        if found and (name in _KNOWN or name.startswith("x-")):
            if name in _ONCE and name in groups[-1]:
                groups.append({})
            groups[-1][name] = f"{groups[-1].get(name, '')} {found[2]}".strip()
            last = name
        elif not line.strip():
            if any(n in groups[-1] for n in _RECIPIENT) and ("action" in groups[-1] or "status" in groups[-1]):
                groups.append({})
            last = ""
        elif last and (line[:1] in " \t" or last == "diagnostic-code"):
            groups[-1][last] += " " + line.strip()
    return [g for g in groups if any(n in g for n in _RECIPIENT)]


def _failing(group: dict[str, str]) -> Failing:
    final, original = (_address(group.get(n, "")) for n in _RECIPIENT)
    status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", group.get("status", ""))
    action = group.get("action", "").split() or [""]
    return Failing(
        address=final or original,
        asked=original if original != final else "",
        action=action[0].lower().strip(";,."),
        status=status[0] if status else "",
        words=re.sub(r"^[\w-]+\s*;\s*", "", decode_words(group.get("diagnostic-code", ""))),
    )


def _address(value: str) -> str:
    """Address of `rfc822; user@host`; letters beyond ASCII are kept (RFC 6533 section 3)."""
    bare = decode_words(value.partition(";")[2] or value).strip().strip("<>")
    found = _MAILBOX.search(bare)
    if found:
        return found[0].lower()
    wide = re.fullmatch(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}", bare)
    return wide[0].lower() if wide and "*" not in bare else ""
