"""Money that went back: the payment it takes back, found by cheque, end-to-end id, invoice number or payer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.evidence import Evidence
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.seen import Entry, cents_of
from relance.domain.matching.signs import Signs


@dataclass(frozen=True, slots=True)
class Taken:
    """The payments a reversal may take back.

    Attributes:
        entries: the last first.
        by: what they were found by, in French.

    """

    entries: tuple[Entry, ...] = ()
    by: str = ""

    @property
    def only(self) -> Entry | None:
        """The one taken back; of several booked alike the last, as it makes no difference."""
        booked = {frozenset(e.known.allocations) for e in self.entries}
        return self.entries[0] if len(booked) == 1 else None


def taken_back(movement: Evidence, signs: Signs, ledger: Ledger) -> Taken:
    """What the first sign that finds any finds; nothing by the sum alone."""
    cents = -cents_of(movement)
    for by, entries in _found(movement, signs, ledger, cents):
        fitting = ledger.seen.undone_by(movement, entries)
        if fitting:
            return Taken(tuple(fitting), by)
    return Taken()


def _found(movement: Evidence, signs: Signs, ledger: Ledger, cents: int) -> Iterator[tuple[str, list[Entry]]]:
    seen = ledger.seen
    cheques = {c.lstrip("0") for c in (movement.cheque, *re.findall(r"\d{5,}", movement.reference)) if c}
    yield "numéro de chèque", [e for c in sorted(cheques) for e in seen.by_cheque.get((c, cents), ())]
    ids = dict.fromkeys([movement.end_to_end, *movement.reference.split()])
    yield "référence de bout en bout", [e for i in ids if i for e in seen.by_end_to_end.get((i, cents), ())]
    yield "numéro de facture", [e for n in signs.named for e in seen.by_invoice.get((n, cents), ())]
    if movement.payer:
        clients = signs.payer.clients
        theirs = [e for c in clients for n in ledger.invoices_of(c) for e in seen.by_invoice.get((n, cents), ())]
        yield "nom du payeur", [*seen.of_payer(movement.payer, cents), *theirs]
