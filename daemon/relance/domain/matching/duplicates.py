"""Whether a movement tells again of a payment known: notice and line, two formats, two exports, payouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from relance.domain.evidence import Evidence, Form
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.persons import parts
from relance.domain.matching.seen import WEEK, Entry, cents_of, told
from relance.domain.matching.signs import Signs
from relance.domain.matching.written import flat

_LATE, _EARLY = 7, 3
"""A line stands up to seven days behind the notice of it (weekends, holidays), up to three before."""
_MOST = 200
"""So many payments with one id or one text are compared."""


class Likeness(IntEnum):
    """How sure it is that two movements are one payment."""

    OTHER = 0
    VAGUE = 1
    """Nothing but sum and day, and nothing against it."""
    ALIKE = 2
    SAME_ID = 3


@dataclass(frozen=True, slots=True)
class Again:
    """A payment told again; `vague` = sum and day agree, and nothing else is known of one of them."""

    entry: Entry
    vague: bool


def find(movement: Evidence, signs: Signs, ledger: Ledger, document: int) -> Again | None:
    """The payment known before that this movement tells again, the most alike; None when it is another one."""
    best: tuple[int, int, Entry] | None = None
    for entry in _near(movement, ledger):
        if document in {entry.document, entry.met_in}:
            if not (entry.document == document and _same_line(entry.known.seen, movement)):
                continue
            return Again(entry, vague=False)
        likeness = _likeness(entry, movement, signs, ledger)
        days = abs((movement.on - entry.known.seen.on).days)
        if likeness and (best is None or (likeness, -days) > best[:2]):
            best = (likeness, -days, entry)
    return Again(best[2], vague=best[0] == Likeness.VAGUE) if best else None


def twin(movement: Evidence, ledger: Ledger, document: int) -> Entry | None:
    """A line of the same document that says exactly the same, where neither has an id that would tell them apart."""
    if movement.bank_id or movement.end_to_end or movement.cheque:
        return None
    key = (movement.form, cents_of(movement), movement.on, told(movement))
    for entry in ledger.seen.by_text.get(key, ())[-1:]:
        if entry.document == document and not entry.known.seen.bank_id:
            return entry
    return None


def _near(movement: Evidence, ledger: Ledger) -> Iterator[Entry]:
    seen, cents = ledger.seen, cents_of(movement)
    ids = seen.by_id.get((movement.bank_id, cents), ()) if movement.bank_id else ()
    ends = seen.by_end_to_end.get((movement.end_to_end, cents), ()) if movement.end_to_end else ()
    lines = seen.by_text.get((movement.form, cents, movement.on, told(movement)), ())
    return chain(ids[:_MOST], ends[:_MOST], lines[:_MOST], seen.around(movement))


def _same_line(known: Evidence, movement: Evidence) -> bool:
    """Within one document only the bank's own id makes two lines one, and nothing else may differ."""
    same = bool(movement.bank_id) and known.bank_id == movement.bank_id and known.form is movement.form
    return same and known.end_to_end == movement.end_to_end and told(known) == told(movement)


def _likeness(entry: Entry, movement: Evidence, signs: Signs, ledger: Ledger) -> Likeness:
    known = entry.known.seen
    days = (movement.on - known.on).days
    if entry.undone and days > 0 and known.bank_id != movement.bank_id:
        return Likeness.OTHER  # what went back may be paid again, by the same cheque even
    by_id = _by_id(known, movement)
    if by_id is not None:
        return Likeness.SAME_ID if by_id and abs(days) <= WEEK else Likeness.OTHER
    if not _in_time(known, movement, days):
        return Likeness.OTHER
    payer = _same_name(known.payer, movement.payer)
    booked = {allocation.invoice for allocation in entry.known.allocations}
    named = bool(booked and signs.named)
    text = bool(set(signs.named) & booked) if named else _same_text(known.reference, movement.reference)
    if payer is False and _same_client(known.payer, movement.payer, ledger):
        payer = True
    if payer is False or text is False:
        return Likeness.OTHER
    if payer or text:
        return Likeness.ALIKE
    return _vaguely(entry, movement, signs, booked, ledger)


def _vaguely(entry: Entry, movement: Evidence, signs: Signs, booked: set[str], ledger: Ledger) -> Likeness:
    """One of them tells a sum and a day only."""
    silent = not movement.payer and not movement.reference
    clients = {ledger[number].client for number in booked if number in ledger}
    agrees = bool(booked & set(signs.named)) or bool(clients & set(signs.payer.clients))
    return Likeness.VAGUE if silent or agrees or entry.known.asked else Likeness.OTHER


def _by_id(known: Evidence, movement: Evidence) -> bool | None:
    """What ids say: the same, another, or nothing."""
    if known.account and movement.account and _bare(known.account) != _bare(movement.account):
        return False
    if known.cheque and movement.cheque:
        return known.cheque.lstrip("0") == movement.cheque.lstrip("0")
    comparable = known.form is movement.form and bool(known.bank_id and movement.bank_id)
    if known.end_to_end and movement.end_to_end:
        if known.end_to_end != movement.end_to_end:
            return False
        if not comparable:
            return _same_text(known.reference, movement.reference) is not False
    if movement.bank_id and known.bank_id == movement.bank_id:
        return _same_name(known.payer, movement.payer) is not False
    return False if comparable else None


def _in_time(known: Evidence, movement: Evidence, days: int) -> bool:
    if known.form is Form.NOTICE and movement.form is Form.NOTICE:
        return abs(days) <= 2
    if known.form is Form.NOTICE:
        return -_EARLY <= days <= _LATE
    if movement.form is Form.NOTICE:
        return -_LATE <= days <= _EARLY
    if known.form is movement.form:
        return days == 0
    return bool({known.on, known.value_on} & {movement.on, movement.value_on} - {None})


def _same_name(one: str, other: str) -> bool | None:
    """Whether two spellings may be one name; None where one document gives none."""
    if not one.strip() or not other.strip():
        return None
    if one == other:
        return True
    first, second = parts(one, person=False)[0].words, parts(other, person=False)[0].words
    short, long = sorted((first, second), key=len)
    if set(short) <= set(long):
        return True
    joined = sorted(("".join(first), "".join(second)), key=len)
    return len(joined[0]) >= 6 and joined[1].startswith(joined[0])


def _same_client(one: str, other: str, ledger: Ledger) -> bool:
    client = ledger.who(one, "").only
    return client is not None and client == ledger.who(other, "").only


def _same_text(one: str, other: str) -> bool | None:
    """Whether two labels may be one, cut or put differently; None where one document gives none."""
    first, second = flat(one), flat(other)
    if not first or not second:
        return None
    short, long = sorted((first, second), key=len)
    if set(short) <= set(long):
        return True
    joined = sorted(("".join(first), "".join(second)), key=len)
    return len(joined[0]) >= 6 and joined[0] in joined[1]


def _bare(account: str) -> str:
    return account.replace(" ", "").upper()
