"""One transaction over all repositories; the case; the due query."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import or_, union
from sqlmodel import Session, col, select

from relance.adapters.store.clients import ClientRow, Clients, client_of
from relance.adapters.store.holds import HoldRow, Holds
from relance.adapters.store.inbox import Inbox
from relance.adapters.store.invoices import OWED, InvoiceRow, Invoices
from relance.adapters.store.journal import Journal
from relance.adapters.store.ledger import Ledger
from relance.adapters.store.movements import Movements
from relance.adapters.store.outbox import Outbox
from relance.adapters.store.outbox_rows import MailRow
from relance.adapters.store.plans import InstalmentRow, PlanRow, Plans
from relance.adapters.store.settings import Flags
from relance.adapters.store.tasks import TaskRow, Tasks
from relance.domain.case import Case
from relance.domain.model import PlanStatus
from relance.errors import StoreError


class Unit:
    """See `relance.flows.ports.Unit`.

    Args:
        session: of the transaction.
        zone: the firm's time zone.
        writable: False in `Store.read`: a case is then read without lock.

    """

    def __init__(self, session: Session, zone: ZoneInfo, *, writable: bool) -> None:
        self._session = session
        self._writable = writable
        self.clients = Clients(session, zone)
        self.invoices = Invoices(session, zone)
        self.holds = Holds(session, zone)
        self.tasks = Tasks(session, zone)
        self.outbox = Outbox(session, zone)
        self.inbox = Inbox(session, zone)
        self.ledger = Ledger(session, zone)
        self.movements = Movements(session, zone)
        self.plans = Plans(session, zone)
        self.journal = Journal(session, zone)
        self._flags = Flags(session, zone)

    def case(self, client_id: int) -> Case:
        """The client with all that bears on it, under lock until the transaction ends: 15 queries whatever its size.

        Raises:
            StoreError: there is no such client.

        """
        query = select(ClientRow).where(col(ClientRow.id) == client_id)
        row = self._session.exec(query.with_for_update() if self._writable else query).first()
        if row is None:
            raise StoreError(f"Base de données : le client n° {client_id} n’existe pas.")
        of_client = select(InvoiceRow.id).where(col(InvoiceRow.client_id) == client_id)
        return Case(
            client=client_of(row),
            contacts=self.clients.contacts(client_id),
            invoices=tuple(self.invoices.where(col(InvoiceRow.client_id) == client_id)),
            holds=self.holds.where(or_(col(HoldRow.client_id) == client_id, col(HoldRow.client_id).is_(None))),
            tasks=self.tasks.where(
                col(TaskRow.done_at).is_(None),
                or_(col(TaskRow.client_id) == client_id, col(TaskRow.invoice_id).in_(of_client)),
            ),
            plans=self.plans.where(col(PlanRow.client_id) == client_id),
            mails=tuple(self.outbox.where(col(MailRow.client_id) == client_id, order=(col(MailRow.id).desc(),))),
            received=self.inbox.summaries(client_id),
        )

    def clients_due(self, day: date) -> list[int]:
        """Clients with a next step, an ending hold or an instalment by that day (indexed, never a scan)."""
        ended = col(HoldRow.closed_at).is_(None) & (col(HoldRow.until) <= day)
        steps = select(InvoiceRow.client_id).where(
            col(InvoiceRow.next_on) <= day, col(InvoiceRow.cancelled).is_(None)
        )
        holds = select(HoldRow.client_id).where(ended, col(HoldRow.client_id).is_not(None))
        parts = (
            select(PlanRow.client_id)
            .join(InstalmentRow)
            .where(col(InstalmentRow.due_on) <= day, col(PlanRow.status) == PlanStatus.ACTIVE.value)
        )
        self._session.flush()  # a connection, unlike the session, does not flush what waits to be written
        due = set(self._session.connection().execute(union(steps, holds, parts)).scalars())
        everything = select(HoldRow.id).where(ended, col(HoldRow.client_id).is_(None)).limit(1)
        if self._session.exec(everything).first() is not None:
            due.update(self.all_clients())
        return sorted(due)

    def all_clients(self, *, open_only: bool = True) -> list[int]:
        """Keys of the clients that owe something, or of all."""
        query = select(ClientRow.id).order_by(col(ClientRow.id))
        if open_only:
            query = query.where(col(ClientRow.id).in_(select(InvoiceRow.client_id).where(OWED)))
        return list(self._session.exec(query))

    def flag(self, key: str) -> str | None:
        """The word under a key, a fact of the whole firm."""
        return self._flags.get(key)

    def set_flag(self, key: str, value: str) -> None:
        """Put a word under a key."""
        self._flags.set(key, value)
