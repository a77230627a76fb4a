"""Payment schedules."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ColumnElement
from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, money, primary, text
from relance.domain.model import ZERO, Instalment, Plan, PlanStatus


class PlanRow(Row, table=True):
    """A schedule of a client."""

    __tablename__: ClassVar[str] = "plan"

    id: int = primary()
    client_id: int = Field(foreign_key="client.id", index=True)
    status: str = text(index=True)
    proposed_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    paid_before: Decimal = money(default=ZERO)


class PlanInvoiceRow(Row, table=True):
    """An invoice that a schedule covers."""

    __tablename__: ClassVar[str] = "plan_invoice"

    plan_id: int = Field(foreign_key="plan.id", primary_key=True)
    invoice_id: int = Field(foreign_key="invoice.id", primary_key=True, index=True)
    rank: int


class InstalmentRow(Row, table=True):
    """One payment of a schedule."""

    __tablename__: ClassVar[str] = "instalment"

    id: int = primary()
    plan_id: int = Field(foreign_key="plan.id", index=True)
    due_on: date = Field(index=True)
    amount: Decimal = money()


class Plans(Repository):
    """See `relance.flows.ports.Plans`."""

    def add(self, plan: Plan) -> int:
        """Store a schedule; its key."""
        row = PlanRow(
            client_id=plan.client_id,
            status=plan.status.value,
            proposed_on=plan.proposed_on,
            accepted_on=plan.accepted_on,
            paid_before=plan.paid_before,
        )
        self.insert(row)
        for rank, invoice_id in enumerate(plan.invoice_ids):
            self.insert(PlanInvoiceRow(plan_id=row.id, invoice_id=invoice_id, rank=rank))
        for part in plan.instalments:
            self.insert(InstalmentRow(plan_id=row.id, due_on=part.due_on, amount=part.amount))
        return row.id

    def move(self, plan_id: int, status: PlanStatus, on: date, paid_before: Decimal | None) -> None:
        """Change the status; a schedule that goes on after a suspension keeps the day of its acceptance."""
        row = self.row(PlanRow, plan_id, "l’échéancier")
        row.status = status.value
        if status is PlanStatus.PROPOSED:
            row.proposed_on = on
        elif status is PlanStatus.ACTIVE:
            row.accepted_on = row.accepted_on or on
        row.ended_on = on if status in _ENDED else None
        if paid_before is not None:
            row.paid_before = paid_before

    def where(self, *conditions: ColumnElement[bool]) -> tuple[Plan, ...]:
        """Schedules with their invoices and instalments, oldest first, in three queries."""
        rows = list(self.session.exec(select(PlanRow).where(*conditions).order_by(col(PlanRow.id))))
        if not rows:
            return ()
        invoices: dict[int, list[int]] = defaultdict(list)
        covered = select(PlanInvoiceRow).join(PlanRow).where(*conditions).order_by(col(PlanInvoiceRow.rank))
        for link in self.session.exec(covered):
            invoices[link.plan_id].append(link.invoice_id)
        parts: dict[int, list[Instalment]] = defaultdict(list)
        owed = select(InstalmentRow).join(PlanRow).where(*conditions).order_by(col(InstalmentRow.id))
        for part in self.session.exec(owed):
            parts[part.plan_id].append(Instalment(part.due_on, part.amount))
        return tuple(
            Plan(
                id=row.id,
                client_id=row.client_id,
                status=PlanStatus(row.status),
                invoice_ids=tuple(invoices[row.id]),
                instalments=tuple(parts[row.id]),
                proposed_on=row.proposed_on,
                accepted_on=row.accepted_on,
                paid_before=row.paid_before,
            )
            for row in rows
        )


_ENDED = frozenset({PlanStatus.KEPT, PlanStatus.BROKEN, PlanStatus.REFUSED, PlanStatus.LAPSED})
