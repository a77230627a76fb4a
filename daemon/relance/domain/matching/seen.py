"""Payments seen before, ready to be found again: by their ids, by cheque, by day and sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.evidence import Evidence, Form
from relance.domain.matching.values import Known
from relance.domain.matching.written import flat

_MOST = 200
"""So many payments of one day, sum and form are compared."""

WEEK = 7
_DAYS = sorted(range(-WEEK, WEEK + 1), key=abs)


def cents_of(movement: Evidence) -> int:
    """The amount in cents."""
    return int(movement.amount.scaleb(2))


def told(movement: Evidence) -> str:
    """All that a document writes of a movement: equal for the same line of two exports."""
    text = f"{movement.payer}/{movement.ultimate_payer}/{movement.reference}/{movement.cheque}"
    return " ".join(text.upper().split())


@dataclass(slots=True, eq=False)
class Entry:
    """A payment in the index.

    Attributes:
        document: which document of this run told it last, 0 for what was known before.
        met_in: the last document that told it again; one document tells each payment once.
        undone: a reversal took it back.

    """

    known: Known
    document: int
    met_in: int = -1
    undone: bool = False


@dataclass(slots=True)
class _Payout:
    net: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    on: date = date.min
    parts: set[tuple[str, Decimal]] = field(default_factory=set)


class Seen:
    """The index."""

    def __init__(self) -> None:
        self.by_id: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
        self.by_end_to_end: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
        self.by_text: defaultdict[tuple[Form, int, date, str], list[Entry]] = defaultdict(list)
        self.by_cheque: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
        self.by_invoice: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
        self._by_payer: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
        self._unread: list[Entry] = []
        """Not yet in `_by_payer`, which only reversals ask."""
        self._by_day: defaultdict[tuple[Form, int, date], list[Entry]] = defaultdict(list)
        self._forms: set[Form] = set()
        self._payouts: defaultdict[str, _Payout] = defaultdict(_Payout)
        self._by_net: defaultdict[Decimal, set[str]] = defaultdict(set)

    def add(self, known: Known, document: int) -> Entry:
        """One more payment; a reversal finds what it takes back."""
        entry = Entry(known, document)
        self._index(entry)
        self.pay_out(known.seen)
        self.book(entry, known)
        if known.seen.amount < 0 and document == 0:
            self._undo(entry)
        return entry

    def book(self, entry: Entry, known: Known) -> None:
        """The payment as it is booked now."""
        entry.known = known
        for allocation in known.allocations:
            self.by_invoice[allocation.invoice, cents_of(known.seen)].append(entry)

    def confirm(self, entry: Entry, movement: Evidence, document: int) -> None:
        """The payment was told again: a statement's word replaces a notice's."""
        entry.met_in = document
        if entry.known.seen.form is Form.NOTICE and movement.form is not Form.NOTICE:
            entry.known = replace(entry.known, seen=movement)
            entry.document = document
            self._index(entry)

    def _index(self, entry: Entry) -> None:
        seen = entry.known.seen
        cents = cents_of(seen)
        if seen.bank_id:
            self.by_id[seen.bank_id, cents].append(entry)
        if seen.end_to_end:
            self.by_end_to_end[seen.end_to_end, cents].append(entry)
        if seen.cheque:
            self.by_cheque[seen.cheque.lstrip("0"), cents].append(entry)
        if seen.payer:
            self._unread.append(entry)
        self.by_text[seen.form, cents, seen.on, told(seen)].append(entry)
        self._by_day[seen.form, cents, seen.on].append(entry)
        self._forms.add(seen.form)

    def _undo(self, reversal: Entry) -> None:
        taken = {(a.invoice, -a.amount) for a in reversal.known.allocations}
        for number, _ in sorted(taken):
            for entry in reversed(self.by_invoice.get((number, -cents_of(reversal.known.seen)), ())):
                if not entry.undone and taken == {(a.invoice, a.amount) for a in entry.known.allocations}:
                    entry.undone = True
                    return

    def around(self, movement: Evidence) -> Iterator[Entry]:
        """Payments of the same sum that other forms told in the week before or after it, the nearest day first."""
        cents = cents_of(movement)
        for form in sorted(self._forms):
            if form is not movement.form or form is Form.NOTICE:
                for day in _DAYS:
                    try:
                        on = movement.on + timedelta(days=day)
                    except OverflowError:
                        continue
                    yield from self._by_day.get((form, cents, on), ())[:_MOST]

    # payouts

    def pay_out(self, movement: Evidence) -> None:
        """A part of a payout was told; told again, it changes nothing."""
        payout = self._payouts[movement.payout]
        part = (movement.bank_id or f"{movement.on} {told(movement)}", movement.amount)
        if not movement.payout or part in payout.parts:
            return
        payout.parts.add(part)
        self._by_net[payout.net].discard(movement.payout)
        payout.net += movement.amount - movement.fee
        payout.fee += movement.fee
        payout.on = max(payout.on, movement.value_on or movement.on)
        self._by_net[payout.net].add(movement.payout)

    def payout_of(self, movement: Evidence) -> str | None:
        """The payout whose parts are known and whose net sum this is."""
        for name in sorted(self._by_net.get(movement.amount, ())):
            payout = self._payouts[name]
            near = abs((movement.on - payout.on).days) <= WEEK
            if near and (payout.fee > 0 or "".join(flat(name)) in "".join(flat(told(movement)))):
                return name
        return None

    # reversals

    def undone_by(self, movement: Evidence, entries: list[Entry]) -> list[Entry]:
        """Of these payments, those the reversal may take back, the last first."""
        found = [e for e in entries if not e.undone and e.known.seen.on <= movement.on and e.known.seen.amount > 0]
        found = [e for e in dict.fromkeys(found) if not _other_cheque(e.known.seen, movement)]
        return sorted(found, key=lambda e: e.known.seen.on, reverse=True)

    def of_payer(self, payer: str, cents: int) -> list[Entry]:
        """Payments of that sum by that very name."""
        for entry in self._unread:
            self._by_payer[_payer_key(entry.known.seen.payer), cents_of(entry.known.seen)].append(entry)
        self._unread.clear()
        return self._by_payer.get((_payer_key(payer), cents), [])


def _payer_key(payer: str) -> str:
    return " ".join(sorted(flat(payer)))


def _other_cheque(one: Evidence, other: Evidence) -> bool:
    return bool(one.cheque and other.cheque and one.cheque.lstrip("0") != other.cheque.lstrip("0"))
