"""Invoices, their documents and the indexed cache of what comes next."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, LargeBinary, func
from sqlmodel import Field, col, select

from relance.adapters.store.ledger import AllocationRow, CreditRow
from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, money, primary, text
from relance.domain.model import ZERO, Cancelled, Invoice, Nature, State
from relance.domain.policy import Stage
from relance.domain.records import InvoiceCache
from relance.domain.text import fold_number
from relance.errors import StoreError


class DocumentRow(Row, table=True):
    """The bytes of an invoice document, once a SHA-256."""

    __tablename__: ClassVar[str] = "document"

    id: int = primary()
    name: str = text()
    sha256: str = text(unique=True)
    content: bytes = Field(sa_type=LargeBinary)


class InvoiceRow(Row, table=True):
    """One claim.

    `state` to `next_on` are a cache, written with each decision. A new invoice is due from its date of issue on, so
    that no invoice can be forgotten between its import and its first decision.
    """

    __tablename__: ClassVar[str] = "invoice"

    id: int = primary()
    client_id: int = Field(foreign_key="client.id", index=True)
    number: str = text(unique=True)
    folded: str = text(index=True)
    amount: Decimal = money()
    issued_on: date
    due_on: date
    nature: str = text()
    agreement_on: date | None = None
    mission_end_on: date | None = None
    subject: str | None = text()
    matter: str | None = text()
    owner: str | None = text()
    document_id: int | None = Field(default=None, foreign_key="document.id")
    stage: str | None = text()
    stage_on: date | None = None
    round: int = 0
    cancelled: str | None = text()
    deadline_on: date | None = None
    state: str = text(default=State.ACTIVE.value)
    reason: str | None = text()
    until: date | None = None
    next_stage: str | None = text()
    next_on: date | None = Field(default=None, index=True)


def _sum(amount: Any, invoice_id: Any) -> Any:
    """Correlated sum of a ledger over one invoice: an index search, not a query a row."""
    return (
        select(func.coalesce(func.sum(amount), ZERO))
        .where(col(invoice_id) == col(InvoiceRow.id))
        .correlate(InvoiceRow)
        .scalar_subquery()
    )


PAID = _sum(col(AllocationRow.amount), AllocationRow.invoice_id)
CREDITED = _sum(col(CreditRow.amount), CreditRow.invoice_id)
OWED: ColumnElement[bool] = col(InvoiceRow.cancelled).is_(None) & (col(InvoiceRow.amount) > PAID + CREDITED)
"""Whether an invoice is still owed: `domain.case.is_open` in SQL."""


def _write(row: InvoiceRow, invoice: Invoice) -> InvoiceRow:
    row.number = invoice.number
    row.folded = fold_number(invoice.number)
    row.amount = invoice.amount
    row.issued_on = invoice.issued_on
    row.due_on = invoice.due_on
    row.nature = invoice.nature.value
    row.agreement_on = invoice.agreement_on
    row.mission_end_on = invoice.mission_end_on
    row.subject = invoice.subject
    row.matter = invoice.matter
    row.owner = invoice.owner
    row.document_id = invoice.document_id
    row.stage = invoice.stage.value if invoice.stage else None
    row.stage_on = invoice.stage_on
    row.round = invoice.round
    row.cancelled = invoice.cancelled.value if invoice.cancelled else None
    row.deadline_on = invoice.deadline_on
    return row


def _invoice_of(row: InvoiceRow, paid: Decimal, credited: Decimal) -> Invoice:
    return Invoice(
        id=row.id,
        client_id=row.client_id,
        number=row.number,
        amount=row.amount,
        issued_on=row.issued_on,
        due_on=row.due_on,
        nature=Nature(row.nature),
        agreement_on=row.agreement_on,
        mission_end_on=row.mission_end_on,
        subject=row.subject,
        matter=row.matter,
        owner=row.owner,
        document_id=row.document_id,
        paid=paid,
        credited=credited,
        stage=Stage(row.stage) if row.stage else None,
        stage_on=row.stage_on,
        round=row.round,
        cancelled=Cancelled(row.cancelled) if row.cancelled else None,
        deadline_on=row.deadline_on,
    )


class Invoices(Repository):
    """See `relance.flows.ports.Invoices`."""

    def add(self, invoice: Invoice) -> int:
        """Store a new invoice; its key."""
        row = InvoiceRow(
            client_id=invoice.client_id,
            issued_on=invoice.issued_on,
            due_on=invoice.due_on,
            next_on=invoice.issued_on,
        )
        self.insert(_write(row, invoice))
        return row.id

    def update(self, invoice: Invoice) -> None:
        """Write everything but the client, the ledgers and the cache.

        Raises:
            StoreError: the invoice is another client's.

        """
        row = self.row(InvoiceRow, invoice.id, "la facture")
        if row.client_id != invoice.client_id:
            raise StoreError(f"Facture {row.number} : elle ne peut pas passer d’un client à un autre.")
        _write(row, invoice)

    def get(self, invoice_id: int) -> Invoice:
        """The invoice with that key.

        Raises:
            StoreError: there is none.

        """
        found = self.where(col(InvoiceRow.id) == invoice_id)
        if not found:
            raise StoreError(f"Base de données : la facture n° {invoice_id} n’existe pas.")
        return found[0]

    def by_number(self, number: str) -> Invoice | None:
        """The invoice with exactly that number."""
        return next(iter(self.where(col(InvoiceRow.number) == number)), None)

    def matching(self, folded: str) -> list[Invoice]:
        """Invoices whose folded number is this one."""
        return self.where(col(InvoiceRow.folded) == folded)

    def all(self, *, closed: bool = False) -> list[Invoice]:
        """Invoices still owed, or all of them, oldest due date first."""
        return self.where() if closed else self.where(OWED)

    def where(self, *conditions: ColumnElement[bool]) -> list[Invoice]:
        """Invoices with what is paid and credited, oldest due date first, in one query."""
        query = (
            select(InvoiceRow, PAID, CREDITED).where(*conditions).order_by(col(InvoiceRow.due_on), col(InvoiceRow.id))
        )
        return [_invoice_of(row, paid, credited) for row, paid, credited in self.session.exec(query)]

    def set_cache(self, invoice_id: int, cache: InvoiceCache) -> None:
        """Write what `status` and the due query read."""
        row = self.row(InvoiceRow, invoice_id, "la facture")
        row.state = cache.state.value
        row.reason = cache.reason
        row.until = cache.until
        row.next_stage = cache.next_stage.value if cache.next_stage else None
        row.next_on = cache.next_on

    def cache(self, invoice_id: int) -> InvoiceCache:
        """What was last written by `set_cache`."""
        row = self.row(InvoiceRow, invoice_id, "la facture")
        stage = Stage(row.next_stage) if row.next_stage else None
        return InvoiceCache(State(row.state), row.reason, row.until, stage, row.next_on)

    def store_document(self, name: str, content: bytes) -> int:
        """Keep the bytes (once a SHA-256, under the first name); the document's key."""
        sha256 = hashlib.sha256(content).hexdigest()
        known = self.session.exec(select(DocumentRow.id).where(col(DocumentRow.sha256) == sha256)).first()
        if known is not None:
            return known
        row = DocumentRow(name=name, sha256=sha256, content=content)
        self.insert(row)
        return row.id

    def document(self, document_id: int) -> tuple[str, bytes]:
        """Name and bytes."""
        row = self.row(DocumentRow, document_id, "le document")
        return row.name, row.content
