"""Tables of the received mails and of the position in each folder, and the values made of them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint
from sqlmodel import Field

from relance.adapters.store.types import Row, primary, text, words
from relance.domain.intents import Intent, Verdict
from relance.domain.model import ReceivedSummary
from relance.domain.records import ReadResult


class ReceivedRow(Row, table=True):
    """A received mail: raw first, what it was understood to say afterwards.

    UIDVALIDITY and UID are unsigned 32-bit numbers (RFC 9051 section 2.3.1.1): too large for INTEGER.
    """

    __tablename__: ClassVar[str] = "received"
    __table_args__ = (UniqueConstraint("folder", "uidvalidity", "uid"),)

    id: int = primary()
    folder: str = text()
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    sha256: str = text(index=True)
    raw: bytes | None = Field(default=None, sa_type=LargeBinary)
    internal_date: datetime
    oversize: bool = False
    history: bool = False
    status: str = text(index=True)
    sender: str = text(default="")
    message_id: str | None = text(index=True)
    refs: tuple[str, ...] = words()
    subject: str = text(default="")
    written_at: datetime | None = None
    verdict: str = text(default=Verdict.NONE.value)
    intent: str | None = text()
    secondary: tuple[str, ...] = words()
    confidence: float | None = None
    evidence: tuple[str, ...] = words()
    new_text: str = text(default="")
    why: str = text(default="")
    body_kept: bool = True
    read_at: datetime | None = None
    corrected_intent: str | None = text()
    corrected_by: str | None = text()


class ReceivedClientRow(Row, table=True):
    """A client that a received mail concerns."""

    __tablename__: ClassVar[str] = "received_client"

    received_id: int = Field(foreign_key="received.id", primary_key=True)
    client_id: int = Field(foreign_key="client.id", primary_key=True, index=True)
    rank: int


class CursorRow(Row, table=True):
    """How far a folder has been read, and when it was last searched with success."""

    __tablename__: ClassVar[str] = "cursor"

    folder: str = text(primary_key=True)
    uidvalidity: int = Field(sa_type=BigInteger)
    last_uid: int = Field(sa_type=BigInteger)
    searched_at: datetime


def intent_of(row: ReceivedRow) -> Intent | None:
    """The intent in force: a person's correction, else what was read."""
    word = row.corrected_intent or row.intent
    return Intent(word) if word else None


def result_of(row: ReceivedRow, client_ids: tuple[int, ...], zone: ZoneInfo) -> ReadResult:
    """What reading gave; a corrected mail has the corrected intent alone, with certainty, on no words of its own."""
    corrected = row.corrected_intent is not None
    return ReadResult(
        status=row.status,
        sender=row.sender,
        message_id=row.message_id,
        references=tuple(row.refs),
        subject=row.subject,
        written_at=row.written_at.astimezone(zone) if row.written_at else None,
        verdict=Verdict(row.verdict),
        intent=intent_of(row),
        secondary=() if corrected else tuple(Intent(word) for word in row.secondary),
        confidence=1.0 if corrected else row.confidence,
        evidence=() if corrected else tuple(row.evidence),
        new_text=row.new_text,
        client_ids=client_ids,
        keep_body=row.body_kept,
        why=row.why,
    )


def summary_of(row: ReceivedRow, client_ids: tuple[int, ...], zone: ZoneInfo) -> ReceivedSummary:
    """The mail as a case sees it."""
    return ReceivedSummary(
        id=row.id,
        received_at=row.internal_date.astimezone(zone),
        intent=intent_of(row),
        client_ids=client_ids,
        sender=row.sender,
        message_id=row.message_id,
        references=tuple(row.refs),
        subject=row.subject,
    )
