"""Sets of invoices whose balances add up to an amount: none, exactly one, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

MOST = 18
"""So many invoices are searched in full (two halves of 512 sums); of more, only all together is certain."""
SHOWN = 6
"""So many sets are told apart and proposed to a person."""

Entry = tuple[int, str]
"""Balance in cents (> 0), invoice number."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sets found, fewest invoices first and at most `SHOWN`; `complete` = there is no other."""

    sets: tuple[tuple[str, ...], ...]
    complete: bool = True

    @property
    def only(self) -> tuple[str, ...] | None:
        """The one set there is, if no other fits."""
        return self.sets[0] if self.complete and len(self.sets) == 1 else None


def sets_of(entries: Sequence[Entry], amount: int) -> Sums:
    """The non-empty sets of these invoices that add up to `amount` cents, each in the order of `entries`."""
    fitting = [entry for entry in entries if entry[0] <= amount]
    total = sum(cents for cents, _ in fitting)
    if amount <= 0 or total < amount:
        return Sums(())
    if total == amount:
        return Sums((tuple(number for _, number in fitting),))
    if len(fitting) > MOST:
        return Sums(_few(fitting, amount), complete=False)
    half = len(fitting) // 2
    left, right = _sums(fitting[:half]), _sums(fitting[half:])
    masks = [
        a | (b << half)
        for one, firsts in left.items()
        if (seconds := right.get(amount - one)) is not None
        for a in firsts
        for b in seconds
    ]
    masks.sort(key=lambda mask: (mask.bit_count(), mask))
    found = (tuple(number for i, (_, number) in enumerate(fitting) if mask >> i & 1) for mask in masks[:SHOWN])
    return Sums(tuple(found), complete=len(masks) <= SHOWN)


def _sums(entries: Sequence[Entry]) -> dict[int, list[int]]:
    """Each sum with the first sets that give it, as bits; more than can be shown are not kept."""
    sums: dict[int, list[int]] = {0: [0]}
    for i, (cents, _) in enumerate(entries):
        for so_far, masks in [(known, tuple(sets)) for known, sets in sums.items()]:
            more = [mask | 1 << i for mask in masks]
            kept = sums.setdefault(so_far + cents, [])
            kept.extend(more[: SHOWN + 1 - len(kept)])
    return sums


def _few(entries: Sequence[Entry], amount: int) -> tuple[tuple[str, ...], ...]:
    """Sets of one or two, for a question only."""
    found = [(number,) for cents, number in entries if cents == amount][:SHOWN]
    pairs = ((a, b) for a, b in combinations(entries[:200], 2) if a[0] + b[0] == amount)
    return (*found, *((a[1], b[1]) for (a, b), _ in zip(pairs, range(SHOWN - len(found)), strict=False)))
