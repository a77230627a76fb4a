"""Of the sums, days and counts a mail names, the ones it means: each is weighed by the words of its clause."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from relance.domain.dates import Day, days, owned
from relance.domain.intents import PRECEDENCE, Entities, Intent
from relance.reading.clauses import MAX_TEXT, Clauses, clauses, weigh
from relance.reading.entities import Sum, bare_sums, counts, invoices, other_address, sums
from relance.reading.stated_words import DAY_WORDS, LOOSE, SUM_WORDS, TO_ME, TURNED_DOWN
from relance.reading.words import Sentence

_DONE = frozenset({Intent.PAID, Intent.PARTIAL_PAYMENT})
_SCHEDULES = frozenset({Intent.SCHEDULE_REQUEST, Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})
_COMING = _SCHEDULES | {Intent.PROMISE_TO_PAY}
_TOLD = frozenset(
    {Intent.WRONG_CONTACT, Intent.NOT_RECEIVED, Intent.REPRESENTED, Intent.SENSITIVE, Intent.INSOLVENCY}
)
"""Labels whose mail may say where to write instead."""


def entities_of(
    intent: Intent,
    secondary: Collection[Intent],
    said: Sequence[Sentence],
    deciding: Sequence[tuple[int, int]],
    today: date | None,
    *,
    own: Collection[str],
    sender: str = "",
    numbers: Sequence[str] = (),
) -> Entities:
    """What a mail with these labels states.

    Args:
        intent: the primary label.
        secondary: the labels also expressed.
        said: sentences of the new words.
        deciding: the sentences that decided, most telling first: index, and position of the words in the sentence.
        today: the day the mail was written, in the firm's zone; without it no day is resolved.
        own: lower-case addresses that are no new contact: the firm's and those the mail was sent to.
        sender: the address it came from.
        numbers: invoice numbers of the client, as printed.

    """
    mail = clauses(said, deciding)
    labels = {intent, *secondary}
    sense = _sense(intent, secondary)
    contested = Intent.DISPUTE in labels
    named = days(mail.text, today or _ANY_DAY, past=sense in _DONE) if sense or contested else ()
    text = "\n".join(s.text for s in said)[:MAX_TEXT]
    least = _LEAST_DAY if intent is Intent.SENSITIVE else None
    return Entities(
        amount=_amount(mail, sense, named, contested=contested),
        date=_day(mail, sense, named, today, least) if sense and today else None,
        instalments=_instalments(mail, labels),
        new_contact=_contact(labels, mail, text, own, sender),
        invoices=invoices(text, numbers),
    )


def _contact(labels: Collection[Intent], mail: Clauses, text: str, own: Collection[str], sender: str) -> str | None:
    """Where to write instead; who stands for the client may name the address he writes from."""
    if not _TOLD & set(labels):
        return None
    found = other_address(text, {*own, sender})
    if found or not {Intent.REPRESENTED, Intent.SENSITIVE} & set(labels):
        return found
    return sender if sender and TO_ME.search(mail.text) else None


def _sense(intent: Intent, secondary: Collection[Intent]) -> Intent | None:
    """The label that says what sums and days are: the primary one, beside a grave one the first of money."""
    money = _DONE | _COMING
    if intent in money:
        return intent
    grave = intent in PRECEDENCE and PRECEDENCE.index(intent) < PRECEDENCE.index(Intent.SCHEDULE_REFUSED)
    return next((i for i in secondary if i in money), None) if grave else None


def _amount(mail: Clauses, sense: Intent | None, named: Sequence[Day], *, contested: bool) -> Decimal | None:
    if contested:
        written = {s.amount for s in sums(mail.text)}
        found = _best_sum("contested", mail, named) or (sense and _amount(mail, sense, named, contested=False))
        # « nous avions convenu de 800 € » is all that some say of the sum they contest.
        return found or (written.pop() if len(written) == 1 and not sense else None)
    if sense is None:
        return None
    kind = "paid" if sense in _DONE else "each" if sense in _SCHEDULES else "coming"
    return _best_sum(kind, mail, named)


def _best_sum(kind: str, mail: Clauses, named: Sequence[Day]) -> Decimal | None:
    with_currency = sums(mail.text)
    taken = [*((s.start, s.end) for s in with_currency), *((d.start, d.end) for d in named)]
    bare = [s for s in bare_sums(mail.text) if not any(a < s.end and s.start < b for a, b in taken)]
    weighed = [(_sum_weight(kind, mail, s) + _CURRENCY, -s.start, s.amount) for s in with_currency]
    weighed += [(_sum_weight(kind, mail, s), -s.start, s.amount) for s in bare]
    best = max(weighed, default=None)
    return best[2] if best and best[0] >= _LEAST_SUM else None


_CURRENCY, _PRINTED, _ALONE = 2.5, 1.0, 1.5
"""Added to a sum with its currency, with cents or thousands set apart, or alone in its clause: « vendredi, 640 »."""
_LEAST_SUM = 2.0
"""Weight under which a sum is none of the debt's."""


def _sum_weight(kind: str, mail: Clauses, found: Sum) -> float:
    before, after, clause, sentence = SUM_WORDS[kind]
    first, last = mail.clause(found.start, found.end)
    start, end = mail.sentence_of(found.start)
    near = mail.text[max(start, found.start - 40) : found.start]
    return (
        weigh(before, near)
        + weigh(after, mail.text[found.end : min(end, found.end + 40)].lstrip("€ "))
        + weigh(clause, mail.text[first:last])
        + weigh(sentence, mail.text[start:end])
        + mail.nearness(found.start) / 2
        + (_PRINTED if re.search(r"[ .,]\d\d", mail.text[found.start : found.end]) else 0.0)
        + (_ALONE if kind in {"paid", "coming"} and last - first <= found.end - found.start + 14 else 0.0)
    )


_ANY_DAY = date(2000, 1, 1)
"""Stands for the day of a mail that has none: where its days stand is known all the same."""
_LEAST_DAY = 2.0
"""Weight under which a day told beside an illness or a death is none of a payment."""


def _day(mail: Clauses, sense: Intent, named: Sequence[Day], today: date, least: float | None) -> date | None:
    past, schedule = sense in _DONE, sense in _SCHEDULES
    fitting = [d for d in named if (d.on <= today if past else d.on >= today) and not owned(mail.text, d)]
    if not fitting:
        return None
    # Of days that weigh the same, a payment made is the first one told, and a schedule begins with the earliest.
    weighed = [(_day_weight(mail, d, past=past), d.on) for d in fitting]
    top = max(weight for weight, _ in weighed)
    if least is not None and top < least:
        return None
    if schedule:
        return min(on for weight, on in weighed if weight >= top - 0.5)
    return next(on for weight, on in weighed if weight == top)


def _day_weight(mail: Clauses, day: Day, *, past: bool) -> float:
    words = DAY_WORDS["paid" if past else "coming"]
    first, last = mail.clause(day.start, day.end)
    start, end = mail.sentence_of(day.start)
    return weigh(words, mail.text[first:last]) + weigh(words, mail.text[start:end]) / 4 + mail.nearness(day.start)


def _instalments(mail: Clauses, labels: Collection[Intent]) -> int | None:
    if not _SCHEDULES & set(labels):
        return None
    refused = Intent.SCHEDULE_REFUSED in labels
    found = [(_count_weight(mail, c.start, c.end, refused=refused), c.start, c.number) for c in counts(mail.text)]
    if refused or (Intent.SCHEDULE_ACCEPTED in labels and not found):
        for match in LOOSE.finditer(mail.text):
            number = 1 if match["one"] else int(match["n"] or match["first"])
            if 2 <= number <= 36 or (match["one"] and refused):
                weight = _count_weight(mail, match.start(), match.end(), refused=refused) - 0.5
                found.append((weight, match.start(), number))
    if not found:
        return None
    return max(found, key=lambda c: (c[0], c[1] if refused else -c[1]))[2]


def _count_weight(mail: Clauses, start: int, end: int, *, refused: bool) -> float:
    if not refused:
        return mail.nearness(start)
    if TURNED_DOWN.search(mail.text, *mail.clause(start, end)):
        return -3.0
    return -1.0 if TURNED_DOWN.search(mail.text, *mail.sentence_of(start)) else 0.0
