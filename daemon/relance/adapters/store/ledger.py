"""Payments, their allocations, and credit notes: only added, never rewritten; a provisional payment is confirmed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, money, primary, text
from relance.domain.model import Payment
from relance.domain.records import Credit


class PaymentRow(Row, table=True):
    """Money received, or taken back."""

    __tablename__: ClassVar[str] = "payment"

    id: int = primary()
    paid_on: date
    amount: Decimal = money()
    payer: str | None = text()
    reference: str | None = text()
    source: str = text()
    fingerprint: str = text(unique=True)
    provisional: bool = False


class AllocationRow(Row, table=True):
    """How much of a payment is for which invoice."""

    __tablename__: ClassVar[str] = "allocation"

    id: int = primary()
    payment_id: int = Field(foreign_key="payment.id", index=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    amount: Decimal = money()


class CreditRow(Row, table=True):
    """A credit note."""

    __tablename__: ClassVar[str] = "credit"

    id: int = primary()
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    amount: Decimal = money()
    credited_on: date


class Ledger(Repository):
    """See `relance.flows.ports.Ledger`."""

    def book(self, payment: Payment) -> int | None:
        """Book a payment with its allocations; None when its fingerprint is known."""
        known = select(PaymentRow.id).where(col(PaymentRow.fingerprint) == payment.fingerprint)
        if self.session.exec(known).first() is not None:
            return None
        row = PaymentRow(
            paid_on=payment.on,
            amount=payment.amount,
            payer=payment.payer,
            reference=payment.reference,
            source=payment.source,
            fingerprint=payment.fingerprint,
            provisional=payment.provisional,
        )
        self.insert(row)
        for invoice_id, amount in payment.allocations:
            self.insert(AllocationRow(payment_id=row.id, invoice_id=invoice_id, amount=amount))
        return row.id

    def confirm(self, payment_id: int) -> None:
        """A statement shows a payment that only a notice had told."""
        self.row(PaymentRow, payment_id, "le règlement").provisional = False

    def credit(self, credit: Credit) -> None:
        """Book a credit note."""
        self.insert(CreditRow(invoice_id=credit.invoice_id, amount=credit.amount, credited_on=credit.on))

    def payments(self, invoice_id: int) -> list[Payment]:
        """Payments of which a part is for the invoice, with all their allocations, oldest booking first."""
        mine = select(AllocationRow.payment_id).where(col(AllocationRow.invoice_id) == invoice_id)
        parts = select(AllocationRow).where(col(AllocationRow.payment_id).in_(mine)).order_by(col(AllocationRow.id))
        allocations: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
        for part in self.session.exec(parts):
            allocations[part.payment_id].append((part.invoice_id, part.amount))
        rows = select(PaymentRow).where(col(PaymentRow.id).in_(mine)).order_by(col(PaymentRow.id))
        return [_payment_of(row, tuple(allocations[row.id])) for row in self.session.exec(rows)]

    def credits(self, invoice_id: int) -> list[Credit]:
        """Credit notes of the invoice, oldest booking first."""
        rows = select(CreditRow).where(col(CreditRow.invoice_id) == invoice_id).order_by(col(CreditRow.id))
        return [Credit(row.invoice_id, row.amount, row.credited_on) for row in self.session.exec(rows)]


def _payment_of(row: PaymentRow, allocations: tuple[tuple[int, Decimal], ...]) -> Payment:
    return Payment(
        id=row.id,
        on=row.paid_on,
        amount=row.amount,
        payer=row.payer,
        reference=row.reference,
        source=row.source,
        fingerprint=row.fingerprint,
        provisional=row.provisional,
        allocations=allocations,
    )
