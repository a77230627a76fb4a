"""One mail, one meaning: the seam between reading and deciding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from relance.domain.intents import Entities, Intent, Understanding
from relance.reading.fates import fates
from relance.reading.intents import Reading, fire, read
from relance.reading.judge import Heard, judge
from relance.reading.machines.kinds import machine
from relance.reading.message import Message
from relance.reading.model import Model
from relance.reading.quoting import new_words
from relance.reading.stated import entities_of
from relance.reading.words import Sentence, sentences


def _paris() -> ZoneInfo:
    return ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Context:
    """What the case knows and the mail does not say.

    Attributes:
        pending_proposal: the firm has proposed a schedule and waits.
        numbers: invoice numbers of the client, as printed.
        zone: the firm's time zone: « vendredi » is resolved in it.
        own_addresses: lower-case addresses of the firm.
        received_at: aware; used where the mail has no Date.
        model: the trained weights; None = rules alone.

    """

    pending_proposal: bool = False
    numbers: tuple[str, ...] = ()
    zone: ZoneInfo = field(default_factory=_paris)
    own_addresses: frozenset[str] = frozenset()
    received_at: datetime | None = None
    model: Model | None = None


def understand(message: Message, context: Context) -> Understanding:
    """What a mail means; never raises, and says `unclear` where no plain rule applies."""
    written = message.date or context.received_at
    today = written.astimezone(context.zone).date() if written else None
    automatic = machine(message, today)
    if automatic:
        return automatic
    text, from_subject = new_words(message)
    new_text = "" if from_subject else text
    if message.unreadable_body:
        return Understanding(Intent.UNCLEAR, confidence=0.9, evidence=("corps chiffré ou scellé",), new_text=new_text)
    said = sentences(text)
    own = frozenset({*context.own_addresses, *message.to, *message.cc})
    heard = listen(said, pending=context.pending_proposal, from_subject=from_subject, today=today)
    reading = judge(heard, context.model) if context.model else heard.rules
    return Understanding(
        intent=reading.intent,
        secondary=reading.secondary,
        confidence=reading.confidence,
        evidence=reading.evidence,
        entities=_entities(reading, said, today, own=own, sender=message.sender, context=context),
        new_text=new_text,
        by_invoice=fates((reading.intent, *reading.secondary), said, heard.fired, context.numbers),
        from_subject=from_subject,
    )


def understand_as(message: Message, context: Context, intent: Intent) -> Understanding:
    """A mail whose meaning a person has told: the label is his, what it states is looked for in its new words."""
    written = message.date or context.received_at
    today = written.astimezone(context.zone).date() if written else None
    text, from_subject = new_words(message)
    said = sentences("" if message.unreadable_body else text)
    own = frozenset({*context.own_addresses, *message.to, *message.cc})
    heard = listen(said, pending=context.pending_proposal, from_subject=from_subject, today=today)
    signals = tuple(s for s in heard.rules.signals if s.label is intent)
    reading = Reading(intent, (), 1.0, signals)
    return Understanding(
        intent=intent,
        confidence=1.0,
        evidence=reading.evidence,
        entities=_entities(reading, said, today, own=own, sender=message.sender, context=context),
        new_text="" if from_subject else text,
        from_subject=from_subject,
    )


def listen(said: tuple[Sentence, ...], *, pending: bool, from_subject: bool, today: date | None) -> Heard:
    """What the rules hear in a mail, ready to be judged."""
    fired = fire(said, pending_proposal=pending)
    return Heard(said, fired, read(said, fired, pending_proposal=pending), pending, from_subject, today)


def _entities(
    reading: Reading,
    said: tuple[Sentence, ...],
    today: date | None,
    *,
    own: frozenset[str],
    sender: str,
    context: Context,
) -> Entities:
    own_words = [s for s in reading.signals if s.label is reading.intent]
    ruled = [(s.sentence, (s.start + s.end) // 2) for s in own_words or (() if reading.deciding else reading.signals)]
    told = [(n, len(said[n].text) // 2) for n in reading.deciding if n not in dict(ruled)]
    deciding = [*ruled, *told]
    return entities_of(
        reading.intent,
        reading.secondary,
        said,
        deciding,
        today,
        own=own,
        sender=sender,
        numbers=context.numbers,
    )
