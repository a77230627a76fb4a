"""Which debt a payment settles: among the parts of one invoice (C. civ. 1343-1), and among invoices (1342-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from itertools import groupby

from relance.domain.model import ZERO
from relance.domain.money import CENT


class Part(StrEnum):
    """What an invoice is made of once it is late."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    INDEMNITY = "indemnity"


BY_LAW = (Part.INTEREST, Part.PRINCIPAL, Part.INDEMNITY)
"""C. civ. 1343-1: interest, then principal. The 40 EUR are a debt apart that bears nothing: the debtor had more
interest to pay the principal (1342-10). No other cost can be asked (CPCE L111-8)."""

PRINCIPAL_FIRST = (Part.PRINCIPAL, Part.INTEREST, Part.INDEMNITY)
"""What a creditor may agree to, and what is done as long as a firm only mentions penalties."""

Sums = Mapping[Part, Decimal]


def impute(amount: Decimal, owed: Sums, order: Sequence[Part] = BY_LAW) -> tuple[dict[Part, Decimal], Decimal]:
    """A payment over the parts of one invoice.

    Args:
        amount: euros, not negative.
        owed: what each part still owes, not negative.
        order: which part comes first.

    Returns:
        What each part gets, and what is left.

    """
    parts: dict[Part, Decimal] = {}
    for part in order:
        parts[part] = min(amount, owed[part])
        amount -= parts[part]
    return parts, amount


@dataclass(frozen=True, slots=True)
class Debt:
    """An invoice that a payment may settle.

    Attributes:
        key: of the invoice.
        balance: euros owed, not negative, to the cent.
        percent: what it costs the debtor to leave it unpaid, a year; his interest to pay it.

    """

    key: int
    balance: Decimal
    due_on: date
    issued_on: date
    percent: Decimal = ZERO

    def rank(self, on: date) -> tuple[bool, Decimal, date, date]:
        """Its place in the order of the law on a day: due ones first, the dearest, the oldest."""
        return self.due_on > on, -self.percent, self.due_on, self.issued_on


@dataclass(frozen=True, slots=True)
class Money:
    """A payment to be shared out.

    Attributes:
        key: tells it from others; decides nothing but the order of two that are alike.
        amount: euros, not negative.
        chosen: invoices that the debtor named, in his order.

    """

    key: str
    on: date
    amount: Decimal
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What an invoice gets of a payment, and why, in French."""

    debt: int
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """A payment shared out; `left` is what no debt took."""

    money: Money
    shares: tuple[Share, ...]
    left: Decimal


def allocate(money: Money, debts: Iterable[Debt]) -> Allocation:
    """One payment among the invoices of a client: his choice, else the order of C. civ. 1342-10.

    What he chose is settled first; what exceeds it follows the law: debts that are due, then the one he had most
    interest to pay, then the oldest, and in proportion between equal ones. Debts not yet due come last.

    Raises:
        ValueError: the amount is negative (money taken back comes off what it had settled).

    """
    if money.amount < ZERO:
        raise ValueError(money.amount)
    opened = [d for d in debts if d.balance > ZERO]
    left = money.amount
    shares: list[Share] = []
    for group, reason in _groups(money, opened):
        for debt, part in zip(group, _proportional(left, [d.balance for d in group]), strict=True):
            if part > ZERO:
                shares.append(Share(debt.key, part, reason))
                left -= part
    return Allocation(money, tuple(shares), left)


def allocate_all(moneys: Iterable[Money], debts: Iterable[Debt]) -> tuple[Allocation, ...]:
    """Payments among the invoices of a client, each on what those before it left.

    Returns:
        One allocation for each payment, by date. Among payments of one day those with a choice come first; the order
        they arrived in changes nothing.

    """
    open_debts = {d.key: d for d in debts}
    done = []
    for money in sorted(moneys, key=lambda m: (m.on, not m.chosen, m.chosen, m.amount, m.key)):
        allocation = allocate(money, open_debts.values())
        for share in allocation.shares:
            debt = open_debts[share.debt]
            open_debts[share.debt] = replace(debt, balance=debt.balance - share.amount)
        done.append(allocation)
    return tuple(done)


def _groups(money: Money, debts: Sequence[Debt]) -> Iterable[tuple[list[Debt], str]]:
    """The debts in the order they are settled; those of one group share in proportion."""
    by_key = {d.key: d for d in debts}
    for key in dict.fromkeys(money.chosen):
        if key in by_key:
            yield [by_key.pop(key)], "dette désignée par le débiteur (C. civ., art. 1342-10, al. 1)"
    rest = sorted(by_key.values(), key=lambda d: (*d.rank(money.on), d.key))
    for rank, same in groupby(rest, key=lambda d: d.rank(money.on)):
        yield list(same), _reason(rank, [d.rank(money.on) for d in rest])


def _reason(rank: tuple[bool, Decimal, date, date], ranks: Sequence[tuple[bool, Decimal, date, date]]) -> str:
    """What set a group apart from the others, in French."""
    later, cost = rank[:2]
    others = [r for r in ranks if r[0] is later]
    if others.count(rank) > 1:
        why = "à proportion, toutes choses égales"
    elif any(r[1] != cost for r in others):
        why = "celle que le débiteur avait le plus d’intérêt à payer, puis la plus ancienne"
    else:
        why = "la plus ancienne" if len(others) > 1 else "la seule"
    return f"{'dette non échue' if later else 'dette échue'}, {why} (C. civ., art. 1342-10, al. 2)"


def _proportional(amount: Decimal, balances: Sequence[Decimal]) -> list[Decimal]:
    """An amount over balances in proportion, to the cent, none above its balance; odd cents by largest fraction."""
    total = sum(balances, ZERO)
    if amount >= total:
        return list(balances)
    exact = [amount * balance / total for balance in balances]
    parts = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
    odd = int((amount - sum(parts, ZERO)) / CENT)
    for place in sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))[:odd]:
        parts[place] += CENT
    return parts
