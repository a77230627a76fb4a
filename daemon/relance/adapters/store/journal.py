"""The journal: append-only (triggers of the database refuse the rest), each line chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import or_
from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, clean, facts, facts_text, text
from relance.domain.model import Invoice
from relance.domain.records import JournalLine


class JournalRow(Row, table=True):
    """One line.

    The chain is over the SHA-256 of the reason, not over the reason: its words could be erased one day by an order of
    the law, and the chain would still hold.
    """

    __tablename__: ClassVar[str] = "journal"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    event: str = text()
    reason: str = text()
    reason_sha: str = text()
    actor: str = text()
    cause: str = text()
    client_id: int | None = Field(default=None, index=True)
    invoice_id: int | None = Field(default=None, index=True)
    data: Mapping[str, str] = facts()
    previous: str = text()
    hash: str = text()


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def line_hash(row: JournalRow) -> str:
    """SHA-256 over ids, date, event, hash of the reason, data and hash of the line before."""
    fields = [
        row.id,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.event,
        row.actor,
        row.cause,
        row.client_id,
        row.invoice_id,
        row.reason_sha,
        facts_text(row.data),
        row.previous,
    ]
    return _sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))


class Journal(Repository):
    """See `relance.flows.ports.Journal`; one transaction at a time writes, so that the chain never forks."""

    _last: JournalRow | None = None

    def note(self, line: JournalLine) -> None:
        """Add a line."""
        last = (
            self._last or self.session.exec(select(JournalRow).order_by(col(JournalRow.id).desc()).limit(1)).first()
        )
        row = JournalRow(
            id=last.id + 1 if last else 1,
            at=line.at,
            event=clean(line.event),
            reason=clean(line.reason),
            reason_sha=_sha256(clean(line.reason)),
            actor=clean(line.actor),
            cause=clean(line.cause),
            client_id=line.client_id,
            invoice_id=line.invoice_id,
            data={clean(key): clean(value) for key, value in line.data.items()},
            previous=last.hash if last else "",
        )
        row.hash = line_hash(row)
        self.insert(row)
        self._last = row

    def of_invoice(self, invoice: Invoice) -> list[JournalLine]:
        """Lines of the invoice and of its client as a whole, oldest first."""
        of_client = (col(JournalRow.client_id) == invoice.client_id) & col(JournalRow.invoice_id).is_(None)
        query = (
            select(JournalRow)
            .where(or_(col(JournalRow.invoice_id) == invoice.id, of_client))
            .order_by(col(JournalRow.id))
        )
        return [self._value(row) for row in self.session.exec(query)]

    def verify(self) -> int | None:
        """Id of the first line whose hash does not fit (changed, or the line before it is missing), or None."""
        previous, expected_id = "", 1
        query = select(JournalRow).order_by(col(JournalRow.id)).execution_options(yield_per=500)
        with closing(self.session.exec(query)) as rows:
            for row in rows:
                fits = row.id == expected_id and row.previous == previous and row.hash == line_hash(row)
                if not fits or row.reason_sha != _sha256(row.reason):
                    return row.id
                previous, expected_id = row.hash, row.id + 1
        return None

    def _value(self, row: JournalRow) -> JournalLine:
        return JournalLine(
            at=self.local(row.at),
            event=row.event,
            reason=row.reason,
            actor=row.actor,
            cause=row.cause,
            client_id=row.client_id,
            invoice_id=row.invoice_id,
            data=dict(row.data),
        )
