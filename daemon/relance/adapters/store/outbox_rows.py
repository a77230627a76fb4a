"""Tables of the outgoing mails, and their value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from relance.adapters.store.types import Row, facts, primary, text, words
from relance.domain.model import Letter, Mail, MailItem, MailStatus, Phase
from relance.domain.policy import Stage


class MailRow(Row, table=True):
    """An outgoing mail with its exact bytes."""

    __tablename__: ClassVar[str] = "mail"
    __table_args__ = (Index(None, "status", "not_before"),)

    id: int = primary()
    letter: str = text()
    status: str = text()
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    recipients: tuple[str, ...] = words()
    planned_at: datetime | None = None
    not_before: datetime | None = None
    attempts: int = 0
    attempted_at: datetime | None = Field(default=None, index=True)
    dot_at: datetime | None = None
    phase: str | None = text()
    message_id: str | None = text(index=True)
    ref: str | None = text(index=True)
    reply_ref_sha: str | None = text(index=True)
    sent_at: datetime | None = None
    finished_at: datetime | None = None
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    received_id: int | None = Field(default=None, foreign_key="received.id")
    subject: str | None = text()
    data: Mapping[str, str] = facts()
    raw: bytes | None = Field(default=None, sa_type=LargeBinary)
    why: str = text(default="")
    provider_id: str | None = text()
    copied: bool = False
    copy_failures: int = 0


class MailItemRow(Row, table=True):
    """What a mail carries for an invoice.

    `key` is the purpose while the mail may count for it, and NULL once the mail is dropped: the database itself
    refuses a second mail of one purpose. `purpose` stays.
    """

    __tablename__: ClassVar[str] = "mail_item"

    id: int = primary()
    mail_id: int = Field(foreign_key="mail.id", index=True)
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    stage: str | None = text()
    purpose: str = text()
    key: str | None = text(unique=True)


class MailAliasRow(Row, table=True):
    """A further Message-ID under which a provider knows a mail."""

    __tablename__: ClassVar[str] = "mail_alias"
    __table_args__ = (UniqueConstraint("mail_id", "message_id"),)

    id: int = primary()
    mail_id: int = Field(foreign_key="mail.id")
    message_id: str = text(index=True)


def item_of(row: MailItemRow) -> MailItem:
    """The value of a row; a dropped mail still says what it was for."""
    return MailItem(row.invoice_id, Stage(row.stage) if row.stage else None, row.purpose)


def mail_of(row: MailRow, items: tuple[MailItem, ...], zone: ZoneInfo) -> Mail:
    """The value of a row, without its bytes."""

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at else None

    return Mail(
        id=row.id,
        letter=Letter(row.letter),
        status=MailStatus(row.status),
        client_id=row.client_id,
        items=items,
        to=tuple(row.recipients),
        planned_at=local(row.planned_at),
        not_before=local(row.not_before),
        attempts=row.attempts,
        phase=Phase(row.phase) if row.phase else None,
        message_id=row.message_id,
        ref=row.ref,
        sent_at=local(row.sent_at),
        task_id=row.task_id,
        received_id=row.received_id,
        subject=row.subject,
        data=dict(row.data),
    )
