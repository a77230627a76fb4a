"""The sets of invoices worth proposing to a person who is asked, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relance.domain.evidence import Evidence
from relance.domain.matching.ledger import Ledger, in_cents
from relance.domain.matching.signs import Signs

SHOWN = 8
Sets = tuple[tuple[str, ...], ...]


def candidates(movement: Evidence, signs: Signs, ledger: Ledger, first: Iterable[Sequence[str]] = ()) -> Sets:
    """`first`, then what the signs suggest: open invoices only, each set once, no more than a person reads."""
    found: dict[tuple[str, ...], None] = {}
    for numbers in (*first, *_suggested(movement, signs, ledger)):
        kept = tuple(number for number in dict.fromkeys(numbers) if ledger[number].is_open)
        if kept:
            found[kept] = None
    return tuple(found)[:SHOWN]


def _suggested(movement: Evidence, signs: Signs, ledger: Ledger) -> Iterable[Sequence[str]]:
    cents = in_cents(movement.amount)
    clients = [*signs.payer.clients]
    related = [c for c in ledger.names.related(f"{movement.payer} {movement.ultimate_payer}") if c not in clients]
    owners = [ledger[number].client for number in signs.named]
    alike = [n for n in ledger.of_amount(cents) if ledger[n].client in related]
    for client in dict.fromkeys((*clients, *owners)):
        yield from ledger.sets(client, cents).sets
    yield from ([number] for number in alike)
    for client in related:
        yield from ledger.sets(client, cents).sets
    yield signs.named
    for numbers in signs.doubtful:
        yield from ([number] for number in numbers)
    if not clients and not signs.named:
        yield from ([number] for number in ledger.of_amount(cents)[: SHOWN + 1])
    for client in clients:
        yield _oldest(client, cents, ledger)
    for client in related:
        yield from ([number] for number in ledger.open_of(client))


def _oldest(client: str, cents: int, ledger: Ledger) -> Sequence[str]:
    """The client's oldest debts up to the amount (C. civ. 1342-10)."""
    chosen: list[str] = []
    for number in ledger.open_of(client):
        if cents <= 0:
            break
        chosen.append(number)
        cents -= ledger.balance([number])
    return chosen
