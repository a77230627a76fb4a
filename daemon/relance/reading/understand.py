"""One mail, one meaning: the seam between reading and deciding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from relance.domain.dates import days, free_days
from relance.domain.intents import Entities, Intent, Understanding
from relance.reading.entities import Sum, bare_sums, instalments, invoices, other_address, sums
from relance.reading.intents import Reading, fire, read
from relance.reading.intents.rule import Signal
from relance.reading.judge import Heard, judge
from relance.reading.machines.kinds import machine
from relance.reading.message import Message
from relance.reading.model import Model
from relance.reading.quoting import new_words
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


_DONE = frozenset({Intent.PAID, Intent.PARTIAL_PAYMENT})
_DATED = _DONE | {
    Intent.PROMISE_TO_PAY,
    Intent.SCHEDULE_REQUEST,
    Intent.SCHEDULE_ACCEPTED,
    Intent.SCHEDULE_REFUSED,
    Intent.NOT_RECEIVED,
}
_COUNTED = frozenset({Intent.SCHEDULE_REQUEST, Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})


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
    own = {*context.own_addresses, message.sender, *message.to, *message.cc}
    heard = listen(said, pending=context.pending_proposal, from_subject=from_subject, today=today)
    reading = judge(heard, context.model) if context.model else heard.rules
    return Understanding(
        intent=reading.intent,
        secondary=reading.secondary,
        confidence=reading.confidence,
        evidence=reading.evidence,
        entities=_entities(reading, said, today, own=frozenset(own), context=context),
        new_text=new_text,
        by_invoice=_by_invoice(reading, said, context),
        from_subject=from_subject,
    )


def listen(said: tuple[Sentence, ...], *, pending: bool, from_subject: bool, today: date | None) -> Heard:
    """What the rules hear in a mail, ready to be judged."""
    fired = fire(said, pending_proposal=pending)
    return Heard(said, fired, read(said, fired, pending_proposal=pending), pending, from_subject, today)


def _entities(
    reading: Reading, said: tuple[Sentence, ...], today: date | None, *, own: frozenset[str], context: Context
) -> Entities:
    text = "\n".join(s.text for s in said)
    signals = [s for s in reading.signals if s.label is reading.intent] or list(reading.signals)
    return Entities(
        amount=_amount(reading.intent, signals, said, today),
        date=_date(reading.intent, signals, said, today) if today else None,
        instalments=_count(reading, said),
        new_contact=_contact(reading, text, own),
        invoices=invoices(text, context.numbers),
    )


def _order(signals: list[Signal], said: tuple[Sentence, ...]) -> list[tuple[Sentence, int]]:
    """Sentences to look in, each with the position of the deciding words; deciding ones first, then neighbours."""
    deciding = {s.sentence: (s.start + s.end) // 2 for s in reversed(signals)}
    near = [n for s in deciding for n in (s + 1, s - 1) if 0 <= n < len(said) and n not in deciding]
    rest = [n for n in range(len(said)) if n not in deciding and n not in near]
    return [(said[n], deciding.get(n, 0)) for n in (*deciding, *near, *rest)]


def _date(intent: Intent, signals: list[Signal], said: tuple[Sentence, ...], today: date) -> date | None:
    if intent not in _DATED:
        return None
    past = intent in _DONE
    for sentence, position in _order(signals, said):
        found = [d for d in free_days(sentence.folded, today, past=past) if (d.on <= today) == past or d.on == today]
        if found:
            return min(found, key=lambda d: abs((d.start + d.end) // 2 - position)).on
    return None


def _bare(sentence: Sentence, today: date | None) -> tuple[Sum, ...]:
    """Figures without currency that are no part of a date."""
    taken = days(sentence.folded, today or date(2000, 1, 1), past=True)
    return tuple(s for s in bare_sums(sentence.folded) if not any(d.start < s.end and s.start < d.end for d in taken))


def _amount(intent: Intent, signals: list[Signal], said: tuple[Sentence, ...], today: date | None) -> Decimal | None:
    if intent not in _DATED | {Intent.DISPUTE}:
        return None
    for bare in (False, True):
        for sentence, position in _order(signals, said)[: None if not bare else len(signals)]:
            found = _bare(sentence, today) if bare else sums(sentence.folded)
            if bare and not any(s.label in _DONE | {Intent.DISPUTE} for s in signals):
                continue
            if found:
                return min(found, key=lambda s: abs((s.start + s.end) // 2 - position)).amount
    return None


def _count(reading: Reading, said: tuple[Sentence, ...]) -> int | None:
    if not _COUNTED & {reading.intent, *reading.secondary}:
        return None
    return next((n for s in said if (n := instalments(s.folded))), None)


def _contact(reading: Reading, text: str, own: frozenset[str]) -> str | None:
    if Intent.WRONG_CONTACT not in {reading.intent, *reading.secondary} and reading.intent is not Intent.NOT_RECEIVED:
        return None
    return other_address(text, own)


def _by_invoice(reading: Reading, said: tuple[Sentence, ...], context: Context) -> tuple[tuple[str, Intent], ...]:
    """Fates of invoices, where each sentence that decides names one number and the fates differ."""
    fates: dict[str, set[Intent]] = defaultdict(set)
    for signal in reading.signals:
        numbers = invoices(said[signal.sentence].text, context.numbers)
        if len(numbers) == 1 and not signal.rule.sign:
            fates[numbers[0]].add(signal.label)
    plain = {number: next(iter(labels)) for number, labels in fates.items() if len(labels) == 1}
    if len(plain) != len(fates) or len(set(plain.values())) < 2:
        return ()
    return tuple(plain.items())
