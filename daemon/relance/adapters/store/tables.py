"""All tables: importing this page fills the metadata that the migrations are compared with."""

from __future__ import annotations

from relance.adapters.store.clients import ClientRow, ContactRow
from relance.adapters.store.holds import HoldRow
from relance.adapters.store.inbox_rows import CursorRow, ReceivedClientRow, ReceivedRow
from relance.adapters.store.invoices import DocumentRow, InvoiceRow
from relance.adapters.store.journal import JournalRow
from relance.adapters.store.ledger import AllocationRow, CreditRow, PaymentRow
from relance.adapters.store.movements import MovementRow
from relance.adapters.store.outbox_rows import MailAliasRow, MailItemRow, MailRow
from relance.adapters.store.plans import InstalmentRow, PlanInvoiceRow, PlanRow
from relance.adapters.store.settings import FlagRow
from relance.adapters.store.tasks import TaskRow
from relance.adapters.store.types import Row

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "AllocationRow",
    "ClientRow",
    "ContactRow",
    "CreditRow",
    "CursorRow",
    "DocumentRow",
    "FlagRow",
    "HoldRow",
    "InstalmentRow",
    "InvoiceRow",
    "JournalRow",
    "MailAliasRow",
    "MailItemRow",
    "MailRow",
    "MovementRow",
    "PaymentRow",
    "PlanInvoiceRow",
    "PlanRow",
    "ReceivedClientRow",
    "ReceivedRow",
    "TaskRow",
]
