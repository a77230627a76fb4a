"""Movements of money that statements and notices told, each with what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlmodel import Field, col, select

from relance.adapters.store.invoices import InvoiceRow
from relance.adapters.store.ledger import AllocationRow, PaymentRow
from relance.adapters.store.repository import Repository
from relance.adapters.store.tasks import TaskRow
from relance.adapters.store.types import Row, money, primary, text
from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.values import Allocation, Choice, Known
from relance.domain.model import ZERO
from relance.domain.records import Movement, movement_cause

_NOTED = ("person", "notice")
"""Sources of payments that may have no movement: what a person saw, and notices booked before movements were kept."""


class MovementRow(Row, table=True):
    """One movement, as the document that tells most of it writes it."""

    __tablename__: ClassVar[str] = "movement"

    id: int = primary()
    form: str = text()
    nature: str = text()
    dated: date = Field(index=True)
    amount: Decimal = money()
    place: str = text()
    value_on: date | None = None
    payer: str = text()
    ultimate_payer: str = text()
    reference: str = text()
    end_to_end: str = text()
    cheque: str = text()
    bank_id: str = text()
    account: str = text()
    payer_iban: str = text()
    fee: Decimal = money()
    payout: str = text()
    reason: str = text()
    decision: str = text(index=True)
    why: str = text()
    document: str = text()
    unallocated: Decimal = money()
    payment_id: int | None = Field(default=None, foreign_key="payment.id", index=True)
    same_as: int | None = Field(default=None, foreign_key="movement.id", index=True)


class Movements(Repository):
    """See `relance.flows.ports.Movements`."""

    def add(self, movement: Movement) -> int:
        """Store a movement seen for the first time; its key."""
        row = _write(MovementRow(dated=movement.told.on), movement)
        self.insert(row)
        return row.id

    def replace(self, movement: Movement) -> None:
        """What is known of a stored movement now."""
        _write(self.row(MovementRow, movement.id, "le mouvement"), movement)
        self.session.flush()

    def booked(self, movement_id: int, payment_id: int, unallocated: Decimal) -> None:
        """A movement became this payment."""
        row = self.row(MovementRow, movement_id, "le mouvement")
        row.decision, row.payment_id, row.unallocated = Choice.APPLY.value, payment_id, unallocated

    def get(self, movement_id: int) -> Movement:
        """The movement with that key."""
        return _movement_of(self.row(MovementRow, movement_id, "le mouvement"))

    def known(self) -> list[Known]:
        """Payments that movements told, in the order they were seen; then those that only a person noted.

        The id of a person's payment is that of the payment, negative.
        """
        rows = select(MovementRow).where(col(MovementRow.decision) != Choice.IGNORE.value)
        query = rows.order_by(col(MovementRow.id))
        parts, asked = self._allocations(), self._asked()
        found = [
            Known(_evidence_of(row), row.id, parts.get(row.payment_id or 0, ()), asked=_waits(row, asked))
            for row in self.session.exec(query)
        ]
        return found + [Known(_noted(row), -row.id, parts.get(row.id, ())) for row in self._persons()]

    def told_again(self) -> Iterator[Evidence]:
        """Movements that told again of a payment and name the payout it came with."""
        query = select(MovementRow).where(
            col(MovementRow.decision) == Choice.IGNORE.value, col(MovementRow.payout) != ""
        )
        return (_evidence_of(row) for row in self.session.exec(query))

    def unallocated(self) -> list[Movement]:
        """Money received of which a part belongs to no invoice, oldest first, while nobody has said what it is."""
        query = select(MovementRow).where(
            col(MovementRow.decision) != Choice.IGNORE.value, col(MovementRow.unallocated) != ZERO
        )
        open_causes = self._asked()
        rows = self.session.exec(query.order_by(col(MovementRow.dated), col(MovementRow.id)))
        return [_movement_of(row) for row in rows if movement_cause(row.id) in open_causes]

    def _allocations(self) -> dict[int, tuple[Allocation, ...]]:
        query = (
            select(AllocationRow, InvoiceRow.number)
            .join(InvoiceRow, col(InvoiceRow.id) == col(AllocationRow.invoice_id))
            .order_by(col(AllocationRow.id))
        )
        found: defaultdict[int, list[Allocation]] = defaultdict(list)
        for row, number in self.session.exec(query):
            found[row.payment_id].append(Allocation(number, row.amount))
        return {payment_id: tuple(parts) for payment_id, parts in found.items()}

    def _asked(self) -> frozenset[str]:
        query = select(TaskRow.cause).where(
            col(TaskRow.done_at).is_(None), col(TaskRow.cause).startswith(movement_cause(""))
        )
        return frozenset(self.session.exec(query))

    def _persons(self) -> list[PaymentRow]:
        told = select(MovementRow.payment_id).where(col(MovementRow.payment_id).is_not(None))
        query = select(PaymentRow).where(col(PaymentRow.source).in_(_NOTED), col(PaymentRow.id).not_in(told))
        return list(self.session.exec(query.order_by(col(PaymentRow.id))))


def _waits(row: MovementRow, asked: frozenset[str]) -> bool:
    return row.decision == Choice.ASK.value and movement_cause(row.id) in asked


def _noted(row: PaymentRow) -> Evidence:
    """A payment that a person saw, as good as a notice: the line of the statement is still to come."""
    nature = Nature.RECEIVED if row.amount > 0 else Nature.REVERSAL
    return Evidence(Form.NOTICE, nature, row.paid_on, row.amount, reference=row.reference or "")


def _write(row: MovementRow, movement: Movement) -> MovementRow:
    told = movement.told
    row.form, row.nature = told.form.value, told.nature.value
    row.dated, row.amount, row.place, row.value_on = told.on, told.amount, told.place, told.value_on
    row.payer, row.ultimate_payer, row.reference = told.payer, told.ultimate_payer, told.reference
    row.end_to_end, row.cheque, row.bank_id = told.end_to_end, told.cheque, told.bank_id
    row.account, row.payer_iban = told.account, told.payer_iban
    row.fee, row.payout, row.reason = told.fee, told.payout, told.reason
    row.decision, row.why, row.document = movement.decision.value, movement.why, movement.document
    row.unallocated, row.payment_id, row.same_as = movement.unallocated, movement.payment_id, movement.same_as
    return row


def _evidence_of(row: MovementRow) -> Evidence:
    return Evidence(
        form=Form(row.form),
        nature=Nature(row.nature),
        on=row.dated,
        amount=row.amount,
        place=row.place,
        value_on=row.value_on,
        payer=row.payer,
        ultimate_payer=row.ultimate_payer,
        reference=row.reference,
        end_to_end=row.end_to_end,
        cheque=row.cheque,
        bank_id=row.bank_id,
        account=row.account,
        payer_iban=row.payer_iban,
        fee=row.fee,
        payout=row.payout,
        reason=row.reason,
    )


def _movement_of(row: MovementRow) -> Movement:
    return Movement(
        row.id,
        _evidence_of(row),
        Choice(row.decision),
        row.why,
        row.document,
        row.unallocated,
        row.payment_id,
        row.same_as,
    )
