"""What the law asks of an invoice before it says what lateness costs: plain facts, dates passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance.domain.model import ZERO, ClientKind, Nature
from relance.domain.owed.rates import RateTable


@dataclass(frozen=True, slots=True)
class Entry:
    """What was paid or credited on the invoice.

    Attributes:
        on: day the money was available to the firm, or date of the credit note.
        amount: euros; negative for a payment that was taken back.

    """

    on: date
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One invoice as the law looks at it.

    Attributes:
        principal: euros incl. VAT.
        payments: what was allocated to it.
        credits: credit notes; they reduce the principal from the first day, because what is credited was not owed.
        notice_on: day the formal notice was first presented or received, None before it.
        judgment_on: day an insolvency was opened, None otherwise.

    """

    number: str
    kind: ClientKind
    principal: Decimal
    due_on: date
    nature: Nature = Nature.FEES
    payments: tuple[Entry, ...] = ()
    credits: tuple[Entry, ...] = ()
    notice_on: date | None = None
    judgment_on: date | None = None

    def net(self, on: date) -> Decimal:
        """The principal less the credit notes known on a day, never negative."""
        return max(self.principal - sum((c.amount for c in self.credits if c.on <= on), ZERO), ZERO)


@dataclass(frozen=True, slots=True)
class Terms:
    """By what rates a firm reckons.

    Attributes:
        table: the dated rates.
        agreed_percent: late-payment rate of its agreements with professional clients, a year; None = that of the law.

    """

    table: RateTable
    agreed_percent: Decimal | None = None
