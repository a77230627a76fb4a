"""What is owed on an invoice on a day, line by line: each line has its reason, and the lines add up to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from relance.domain.model import ZERO
from relance.domain.money import NBSP
from relance.domain.owed import penalties
from relance.domain.owed.claim import Claim, Entry, Terms
from relance.domain.owed.imputation import PRINCIPAL_FIRST, Part, impute
from relance.domain.owed.penalties import Ground, Segment


class LineKind(StrEnum):
    """What a line of a breakdown is."""

    PRINCIPAL = "principal"
    CREDIT = "credit"
    PAYMENT = "payment"
    PENALTY = "penalty"
    INTEREST = "interest"
    INDEMNITY = "indemnity"
    OVERPAID = "overpaid"


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        amount: euros; what lowers the debt is negative.
        reason: what it is and how it was reckoned, in French.

    """

    kind: LineKind
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What is owed on an invoice.

    Attributes:
        on: the day it is reckoned for, included.
        lines: they add up to `total`.
        remaining: what is left of each part; adds up to `total` as well.
        daily: what one more day adds, euros; 0 when nothing runs.
        notes: what the firm should know, in French; not for the client.

    """

    number: str
    on: date
    lines: tuple[Line, ...]
    remaining: tuple[tuple[Part, Decimal], ...]
    daily: Decimal = ZERO
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """What is owed, never negative: money beyond it is a line of its own."""
        return sum((line.amount for line in self.lines), ZERO)

    def of(self, *kinds: LineKind) -> Decimal:
        """The sum of the lines of some kinds."""
        return sum((line.amount for line in self.lines if line.kind in kinds), ZERO)

    def left(self, part: Part) -> Decimal:
        """What is left of a part."""
        return dict(self.remaining)[part]


def break_down(
    claim: Claim,
    on: date,
    terms: Terms,
    order: Sequence[Part] = PRINCIPAL_FIRST,
) -> Breakdown:
    """What is owed on an invoice at the end of a day.

    Args:
        claim: the invoice; payments and credit notes of later days are not yet known.
        on: the day.
        terms: the rates.
        order: which part a payment settles first. It changes on what amount interest runs.

    Raises:
        MissingRateError: interest runs in a semester whose rate is not known.

    """
    account = _Account(claim, on, terms, order)
    lines = _lines(claim, on, account)
    over = -sum((line.amount for line in lines), ZERO)
    if over > ZERO:
        lines.append(Line(LineKind.OVERPAID, over, f"Versé au-delà de ce qui est dû{NBSP}: au crédit du client"))
    return Breakdown(
        number=claim.number,
        on=on,
        lines=tuple(lines),
        remaining=account.remaining(),
        daily=account.daily(),
        notes=penalties.notes_on(claim, on, tuple(account.segments)),
    )


class _Account:
    """The parts of an invoice as its payments come in, day by day up to a day.

    Attributes:
        segments: interest so far, oldest first.

    """

    def __init__(self, claim: Claim, on: date, terms: Terms, order: Sequence[Part]) -> None:
        self._claim, self._on, self._terms, self._order = claim, on, terms, order
        self._owed = dict.fromkeys(Part, ZERO) | {Part.PRINCIPAL: claim.net(on)}
        self._paid = dict.fromkeys(Part, ZERO)
        self._over = ZERO  # paid beyond everything; negative: taken back beyond what was paid
        self._since = penalties.starts_after(claim)
        self.segments: list[Segment] = []
        for day, entries in groupby(_known(claim.payments, on), key=lambda e: e.on):
            if net := sum((e.amount for e in entries), ZERO):
                self._advance(day)
                self._pour(net)
        self._advance(on)

    def remaining(self) -> tuple[tuple[Part, Decimal], ...]:
        """What is left of each part; money taken back beyond what was paid is owed again."""
        back = -min(self._over, ZERO)
        return tuple((part, owed + (back if part is Part.PRINCIPAL else ZERO)) for part, owed in self._owed.items())

    def daily(self) -> Decimal:
        """What one more day costs at the rate of the last one."""
        if not self.segments or self.segments[-1].last != self._on:
            return ZERO
        return replace(self.segments[-1], base=self._owed[Part.PRINCIPAL]).daily

    def _advance(self, day: date) -> None:
        """Let interest run up to the end of a day: money that comes that day ends it."""
        base = self._owed[Part.PRINCIPAL]
        new = penalties.accrue(self._claim, base, self._since, day, self._terms)
        if new and not self.segments and penalties.owes_indemnity(self._claim, self._on):
            self._owed[Part.INDEMNITY] = penalties.INDEMNITY
        self.segments += new
        self._owed[Part.INTEREST] += sum((s.amount for s in new), ZERO)
        self._since = max(self._since, day)

    def _pour(self, amount: Decimal) -> None:
        """Money in by the order of imputation; money taken back comes off what it had settled last."""
        self._over += amount
        if self._over > ZERO:
            parts, self._over = impute(self._over, self._owed, self._order)
        else:
            back, rest = impute(-self._over, self._paid, self._order[::-1])
            parts, self._over = {part: -taken for part, taken in back.items()}, -rest
        for part, settled in parts.items():
            self._owed[part] -= settled
            self._paid[part] += settled


def _lines(claim: Claim, on: date, account: _Account) -> list[Line]:
    invoice = f"Facture n°{NBSP}{claim.number}, échéance du {claim.due_on:%d/%m/%Y}"
    lines = [Line(LineKind.PRINCIPAL, claim.principal, invoice)]
    lines += [Line(LineKind.CREDIT, -c.amount, _told("Avoir", c)) for c in _known(claim.credits, on)]
    for s in account.segments:
        lines.append(Line(LineKind.INTEREST if s.ground is Ground.LEGAL else LineKind.PENALTY, s.amount, s.reason))
    if account.segments and penalties.owes_indemnity(claim, on):
        lines.append(Line(LineKind.INDEMNITY, penalties.INDEMNITY, penalties.indemnity_reason(claim)))
    for p in _known(claim.payments, on):
        word = "Règlement" if p.amount >= ZERO else "Règlement repris ou rejeté"
        lines.append(Line(LineKind.PAYMENT, -p.amount, _told(word, p)))
    return lines


def _known(entries: Iterable[Entry], on: date) -> list[Entry]:
    """Entries up to a day, by date; those of one day in an order that does not depend on how they arrived."""
    return sorted((e for e in entries if e.on <= on), key=lambda e: (e.on, -e.amount, e.reference))


def _told(word: str, entry: Entry) -> str:
    return f"{word} du {entry.on:%d/%m/%Y}" + (f" ({entry.reference})" if entry.reference else "")
