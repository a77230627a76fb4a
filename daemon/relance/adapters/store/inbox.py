"""Received mails: their bytes are kept before anything is decided."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func
from sqlalchemy.orm import defer
from sqlmodel import col, select

from relance.adapters.store.inbox_rows import (
    CursorRow,
    ReceivedClientRow,
    ReceivedRow,
    result_of,
    summary_of,
)
from relance.adapters.store.repository import Repository
from relance.domain.intents import Intent
from relance.domain.model import ReceivedSummary
from relance.domain.records import Fetched, Position, ReadResult, Received, ReceivedView

UNREAD = "unread"


class Inbox(Repository):
    """See `relance.flows.ports.Inbox`."""

    def keep(self, mail: Fetched) -> int | None:
        """Store raw bytes as `unread`; None when this position (or, after a resync, this SHA-256) is known.

        The same bytes under the same UIDVALIDITY are a second mail; under another one they are the mail that was
        read before the server numbered its folder anew.
        """
        sha256 = hashlib.sha256(mail.raw).hexdigest()
        same_folder = col(ReceivedRow.folder) == mail.folder
        here = same_folder & (col(ReceivedRow.uidvalidity) == mail.uidvalidity) & (col(ReceivedRow.uid) == mail.uid)
        before = (
            same_folder & (col(ReceivedRow.sha256) == sha256) & (col(ReceivedRow.uidvalidity) != mail.uidvalidity)
        )
        for known in (here, before):
            if self.session.exec(select(ReceivedRow.id).where(known).limit(1)).first() is not None:
                return None
        row = ReceivedRow(
            folder=mail.folder,
            uidvalidity=mail.uidvalidity,
            uid=mail.uid,
            sha256=sha256,
            raw=mail.raw,
            internal_date=mail.internal_date,
            oversize=mail.oversize,
            history=mail.history,
            status=UNREAD,
        )
        self.insert(row)
        return row.id

    def unread(self) -> list[int]:
        """Keys of the mails that the reader has not seen, in the order in which they were kept."""
        query = select(ReceivedRow.id).where(col(ReceivedRow.status) == UNREAD).order_by(col(ReceivedRow.id))
        return list(self.session.exec(query))

    def get(self, received_id: int) -> Received:
        """The mail with its bytes (empty when they were erased)."""
        row = self._row(received_id)
        return Received(
            id=row.id,
            folder=row.folder,
            uidvalidity=row.uidvalidity,
            uid=row.uid,
            raw=row.raw or b"",
            internal_date=self.local(row.internal_date),
            history=row.history,
            status=row.status,
            sha256=row.sha256,
        )

    def set_result(self, received_id: int, result: ReadResult, at: datetime) -> None:
        """Write what reading gave; without `keep_body` only position, hash and the labels stay."""
        row = self._row(received_id)
        row.status = result.status
        row.read_at = at
        row.verdict = result.verdict.value
        row.intent = result.intent.value if result.intent else None
        row.secondary = tuple(intent.value for intent in result.secondary)
        row.confidence = result.confidence
        row.body_kept = result.keep_body
        if result.keep_body:
            _write_texts(row, result)
        else:
            _write_texts(row, ReadResult(status=result.status))
            row.raw = None
        self.session.flush()
        self.session.exec(delete(ReceivedClientRow).where(col(ReceivedClientRow.received_id) == received_id))
        for rank, client_id in enumerate(dict.fromkeys(result.client_ids)):
            self.insert(ReceivedClientRow(received_id=received_id, client_id=client_id, rank=rank))

    def correct(self, received_id: int, intent: Intent, by: str) -> None:
        """A person says what the mail means; what was read stays beside it."""
        row = self._row(received_id)
        row.corrected_intent = intent.value
        row.corrected_by = by

    def view(self, received_id: int) -> ReceivedView:
        """The mail as `show` tells it.

        Raises:
            StoreError: there is none.

        """
        row = self._row(received_id)
        return self._view(row, self._clients(col(ReceivedRow.id) == received_id)[row.id])

    def of_client(self, client_id: int) -> list[ReceivedView]:
        """Mails that concern a client, oldest first."""
        mine = _concerning(client_id)
        clients = self._clients(mine)
        return [self._view(row, clients[row.id]) for row in self._rows(mine)]

    def summaries(self, client_id: int) -> tuple[ReceivedSummary, ...]:
        """Mails that concern a client as its case sees them, newest first."""
        mine = _concerning(client_id)
        clients = self._clients(mine)
        return tuple(summary_of(row, clients[row.id], self.zone) for row in reversed(self._rows(mine)))

    def forget_bodies(self, before: datetime) -> int:
        """Erase the body of `unrelated` mail read before an instant; how many."""
        intent = func.coalesce(col(ReceivedRow.corrected_intent), col(ReceivedRow.intent))
        query = select(ReceivedRow).where(
            intent == Intent.UNRELATED.value,
            col(ReceivedRow.read_at) < before,
            col(ReceivedRow.body_kept),
        )
        rows = list(self.session.exec(query))
        for row in rows:
            row.raw = None
            row.evidence = ()
            row.new_text = ""
            row.body_kept = False
        self.session.flush()
        return len(rows)

    def position(self, folder: str) -> Position | None:
        """How far the folder has been read."""
        row = self.session.get(CursorRow, folder)
        return Position(row.folder, row.uidvalidity, row.last_uid) if row else None

    def set_position(self, position: Position, searched_at: datetime) -> None:
        """Record how far a folder has been read, and when it was searched."""
        row = self.session.get(CursorRow, position.folder)
        if row is None:
            row = CursorRow(
                folder=position.folder,
                uidvalidity=position.uidvalidity,
                last_uid=position.last_uid,
                searched_at=searched_at,
            )
            self.session.add(row)
        row.uidvalidity = position.uidvalidity
        row.last_uid = position.last_uid
        row.searched_at = searched_at
        self.session.flush()

    def last_search(self) -> datetime | None:
        """When a folder was last searched with success."""
        return self.local(self.session.exec(select(func.max(col(CursorRow.searched_at)))).first())

    def _row(self, received_id: int) -> ReceivedRow:
        return self.row(ReceivedRow, received_id, "le courriel reçu")

    def _rows(self, *conditions: ColumnElement[bool]) -> list[ReceivedRow]:
        query = (
            select(ReceivedRow)
            .where(*conditions)
            .order_by(col(ReceivedRow.internal_date), col(ReceivedRow.id))
            .options(defer(col(ReceivedRow.raw)))  # type: ignore[arg-type]  # the stub knows no mapped column
        )
        return list(self.session.exec(query))

    def _clients(self, *conditions: ColumnElement[bool]) -> dict[int, tuple[int, ...]]:
        links = select(ReceivedClientRow).join(ReceivedRow).where(*conditions).order_by(col(ReceivedClientRow.rank))
        found: dict[int, tuple[int, ...]] = defaultdict(tuple)
        for link in self.session.exec(links):
            found[link.received_id] += (link.client_id,)
        return found

    def _view(self, row: ReceivedRow, client_ids: Iterable[int]) -> ReceivedView:
        result = result_of(row, tuple(client_ids), self.zone)
        return ReceivedView(row.id, self.local(row.internal_date), row.status, result)


def _write_texts(row: ReceivedRow, result: ReadResult) -> None:
    row.sender = result.sender
    row.message_id = result.message_id
    row.refs = result.references
    row.subject = result.subject
    row.written_at = result.written_at
    row.evidence = result.evidence
    row.new_text = result.new_text
    row.why = result.why


def _concerning(client_id: int) -> ColumnElement[bool]:
    mine = select(ReceivedClientRow.received_id).where(col(ReceivedClientRow.client_id) == client_id)
    return col(ReceivedRow.id).in_(mine)
