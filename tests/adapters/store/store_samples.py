"""Plain values for the store's tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from relance.adapters.store.unit import Unit
from relance.domain.model import Client, Contact, Invoice, Letter, Mail, MailItem, MailStatus
from relance.domain.policy import Stage
from relance.domain.records import Fetched

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=PARIS)
DAY = NOON.date()


def add_client(unit: Unit, key: str = "durand", *addresses: str) -> int:
    contacts = [Contact(0, address) for address in addresses or (f"{key}@example.fr",)]
    return unit.clients.add(Client(0, key, f"SARL {key.title()}"), contacts)


def invoice(client_id: int, number: str = "2026-001", amount: str = "1200.00", due: date = DAY) -> Invoice:
    return Invoice(0, client_id, number, Decimal(amount), due - timedelta(days=30), due)


def add_invoice(unit: Unit, client_id: int, number: str = "2026-001", amount: str = "1200.00") -> int:
    return unit.invoices.add(invoice(client_id, number, amount))


def reminder(client_id: int | None, *items: MailItem, letter: Letter = Letter.DUE, at: datetime = NOON) -> Mail:
    return Mail(0, letter, MailStatus.PLANNED, client_id, items, planned_at=at, not_before=at)


def item(invoice_id: int, stage: Stage = Stage.DUE, turn: int = 0) -> MailItem:
    return MailItem(invoice_id, stage, f"{invoice_id}/{stage}/{turn}")


def freeze(unit: Unit, mail_id: int, message_id: str = "<a@cabinet.example>") -> None:
    unit.outbox.freeze(
        mail_id,
        raw=b"Subject: x\r\n\r\n\x00\xff",
        message_id=message_id,
        ref=f"R{mail_id}",
        subject="Facture",
        to=("durand@example.fr",),
        reply_ref_sha=f"sha-{mail_id}",
    )


def fetched(
    uid: int, raw: bytes = b"From: a@b.fr\r\n\r\nBonjour", uidvalidity: int = 7, folder: str = "INBOX"
) -> Fetched:
    return Fetched(folder, uidvalidity, uid, raw, NOON)
