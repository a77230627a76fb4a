"""What the flows need of the ledgers: payments, credit notes, and the movements of money that documents told."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from relance.domain.evidence import Evidence
from relance.domain.matching.values import Known
from relance.domain.model import Payment
from relance.domain.records import Credit, Movement


class Ledger(Protocol):
    """Payments, allocations, credit notes."""

    def book(self, payment: Payment) -> int | None:
        """Book a payment; None when its fingerprint is known."""
        ...

    def confirm(self, payment_id: int) -> None:
        """A statement shows a payment that only a notice had told."""
        ...

    def credit(self, credit: Credit) -> None:
        """Book a credit note."""
        ...

    def payments(self, invoice_id: int) -> list[Payment]:
        """Payments of which a part is for the invoice, oldest booking first."""
        ...

    def credits(self, invoice_id: int) -> list[Credit]:
        """Credit notes of the invoice, oldest booking first."""
        ...


class Movements(Protocol):
    """Movements of money that statements and notices told."""

    def add(self, movement: Movement) -> int:
        """Store a movement seen for the first time; its key."""
        ...

    def replace(self, movement: Movement) -> None:
        """What is known of a stored movement now."""
        ...

    def booked(self, movement_id: int, payment_id: int, unallocated: Decimal) -> None:
        """A movement became this payment."""
        ...

    def get(self, movement_id: int) -> Movement:
        """The movement with that key."""
        ...

    def known(self) -> list[Known]:
        """Payments as matching knows them; one that only a person noted has its payment's id, negative."""
        ...

    def told_again(self) -> Iterable[Evidence]:
        """Movements that told again of a payment and name the payout it came with."""
        ...

    def unallocated(self) -> list[Movement]:
        """Money received of which a part belongs to no invoice, oldest first."""
        ...
