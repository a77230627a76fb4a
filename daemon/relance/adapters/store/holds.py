"""Holds: opened and closed, never overwritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ColumnElement
from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, primary, text
from relance.domain.model import Hold


class HoldRow(Row, table=True):
    """Something that keeps the ladder from climbing."""

    __tablename__: ClassVar[str] = "hold"

    id: int = primary()
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    reason: str = text()
    since: date
    until: date | None = Field(default=None, index=True)
    grave: bool = False
    cause: str = text(default="")
    quiet: bool = False
    then_waits: bool = False
    automatic: bool = True
    evidence: str = text(default="")
    closed_at: datetime | None = None
    closed_why: str | None = text()


class Holds(Repository):
    """See `relance.flows.ports.Holds`."""

    def open(self, hold: Hold) -> int:
        """Store a hold; its key."""
        row = HoldRow(
            client_id=hold.client_id,
            invoice_id=hold.invoice_id,
            reason=hold.reason,
            since=hold.since,
            until=hold.until,
            grave=hold.grave,
            cause=hold.cause,
            quiet=hold.quiet,
            then_waits=hold.then_waits,
            automatic=hold.automatic,
            evidence=hold.evidence,
            closed_at=hold.closed_at,
        )
        self.insert(row)
        return row.id

    def close(self, hold_id: int, at: datetime, why: str) -> None:
        """End a hold; one that has ended keeps its first end."""
        row = self.row(HoldRow, hold_id, "la suspension")
        if row.closed_at is None:
            row.closed_at = at
            row.closed_why = why

    def get(self, hold_id: int) -> Hold:
        """The hold with that key."""
        return self._value(self.row(HoldRow, hold_id, "la suspension"))

    def general(self) -> list[Hold]:
        """Open holds on everything."""
        return list(self.where(col(HoldRow.client_id).is_(None), col(HoldRow.closed_at).is_(None)))

    def caused(self, cause: str) -> list[int]:
        """Keys of the open holds of one cause."""
        query = select(HoldRow.id).where(col(HoldRow.cause) == cause, col(HoldRow.closed_at).is_(None))
        return list(self.session.exec(query.order_by(col(HoldRow.id))))

    def where(self, *conditions: ColumnElement[bool]) -> tuple[Hold, ...]:
        """Holds, oldest first."""
        query = select(HoldRow).where(*conditions).order_by(col(HoldRow.id))
        return tuple(self._value(row) for row in self.session.exec(query))

    def _value(self, row: HoldRow) -> Hold:
        return Hold(
            id=row.id,
            client_id=row.client_id,
            invoice_id=row.invoice_id,
            reason=row.reason,
            since=row.since,
            until=row.until,
            grave=row.grave,
            cause=row.cause,
            quiet=row.quiet,
            then_waits=row.then_waits,
            automatic=row.automatic,
            evidence=row.evidence,
            closed_at=self.local(row.closed_at),
        )
