"""Outgoing mails: planned once a purpose, their bytes fixed once, their result known or doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from relance.adapters.store.outbox_rows import MailAliasRow, MailItemRow, MailRow, item_of, mail_of
from relance.adapters.store.repository import Repository
from relance.domain.model import TO_FIRM, Letter, Mail, MailItem, MailStatus, Phase
from relance.errors import StoreError

COPY_TRIES = 3
_WAITING = (MailStatus.PLANNED, MailStatus.READY)
# Columns, not entities: a client of many years has a thousand mails, and nobody changes what a list gives.
_COLUMNS: tuple[Any, ...] = tuple(getattr(MailRow, name) for name in MailRow.model_fields if name != "raw")
_LEFT = (MailStatus.SENT, MailStatus.DOUBTFUL)


class Outbox(Repository):
    """See `relance.flows.ports.Outbox`."""

    def plan(self, mail: Mail) -> int | None:
        """Store a planned mail; None when one of its item keys is taken by a mail that was not dropped."""
        keys = [item.key for item in mail.items]
        if len(set(keys)) < len(keys):
            return None
        taken = select(MailItemRow.id).where(col(MailItemRow.key).in_(keys))
        if keys and self.session.exec(taken).first() is not None:
            return None
        row = MailRow(
            letter=mail.letter.value,
            status=MailStatus.PLANNED.value,
            client_id=mail.client_id,
            recipients=mail.to,
            planned_at=mail.planned_at,
            not_before=mail.not_before or mail.planned_at,
            task_id=mail.task_id,
            received_id=mail.received_id,
            subject=mail.subject,
            data=dict(mail.data),
        )
        self.insert(row)
        for item in mail.items:
            stage = item.stage.value if item.stage else None
            self.insert(
                MailItemRow(mail_id=row.id, invoice_id=item.invoice_id, stage=stage, purpose=item.key, key=item.key)
            )
        return row.id

    def get(self, mail_id: int) -> Mail:
        """The mail with that key.

        Raises:
            StoreError: there is none.

        """
        found = self.where(col(MailRow.id) == mail_id)
        if not found:
            raise StoreError(f"Base de données : le courriel n° {mail_id} n’existe pas.")
        return found[0]

    def raw(self, mail_id: int) -> bytes | None:
        """Its exact bytes, once they are fixed."""
        return self._row(mail_id).raw

    def sendable(self, now: datetime) -> list[Mail]:
        """Planned and ready mails whose time has come, oldest first."""
        come = or_(col(MailRow.not_before).is_(None), col(MailRow.not_before) <= now)
        order = (col(MailRow.not_before).nulls_first(), col(MailRow.id))
        return self.where(col(MailRow.status).in_(_WAITING), come, order=order)

    def live(self) -> list[Mail]:
        """Mails that are planned, ready or attempting."""
        return self.where(col(MailRow.status).in_((*_WAITING, MailStatus.ATTEMPTING)))

    def attempting(self) -> list[Mail]:
        """Mails whose attempt has no result yet."""
        return self.with_status(MailStatus.ATTEMPTING)

    def with_status(self, status: MailStatus) -> list[Mail]:
        """Mails of one status, oldest first."""
        return self.where(col(MailRow.status) == status.value)

    def freeze(
        self,
        mail_id: int,
        *,
        raw: bytes,
        message_id: str,
        ref: str,
        subject: str,
        to: Sequence[str],
        reply_ref_sha: str | None,
    ) -> None:
        """Fix the bytes and what they say.

        Raises:
            StoreError: they are fixed already; making them again could send one purpose under two Message-IDs.

        """
        row = self._row(mail_id)
        if row.raw is not None:
            raise StoreError(f"Courriel n° {mail_id} : son contenu est déjà fixé et ne peut plus être refait.")
        row.raw = raw
        row.message_id = message_id
        row.ref = ref
        row.subject = subject
        row.recipients = tuple(to)
        row.reply_ref_sha = reply_ref_sha

    def mark(self, mail_id: int, phase: Phase, at: datetime) -> None:
        """Set the mark of an attempt.

        Raises:
            StoreError: the mail is not one that may be attempted (another pass took it), or has no attempt to mark.

        """
        row = self._row(mail_id)
        allowed = _WAITING if phase is Phase.ATTEMPT else (MailStatus.ATTEMPTING,)
        if row.status not in allowed:
            raise StoreError(
                f"Courriel n° {mail_id} : il ne peut pas partir, son état est « {row.status} » (une autre passe ?)."
            )
        row.phase = phase.value
        if phase is Phase.ATTEMPT:
            row.status = MailStatus.ATTEMPTING.value
            row.attempts += 1
            row.attempted_at = at
            row.dot_at = None
        else:
            row.dot_at = at

    def finish(
        self,
        mail_id: int,
        status: MailStatus,
        at: datetime,
        *,
        why: str = "",
        not_before: datetime | None = None,
        provider_id: str | None = None,
    ) -> None:
        """Write the result; DROPPED frees the keys of its items.

        A doubtful mail that proves to be sent keeps the instant at which it may have left.

        Raises:
            StoreError: a sent mail cannot be dropped or tried again: its purpose would be free for a second one.

        """
        row = self._row(mail_id)
        if row.status == MailStatus.SENT and status is not MailStatus.SENT:
            raise StoreError(f"Courriel n° {mail_id} : il est parti, son état ne peut plus changer.")
        left = row.sent_at if row.status in _LEFT else None
        row.sent_at = (left or at) if status in _LEFT else None
        row.status = status.value
        row.finished_at = at
        row.why = why
        if status is MailStatus.READY:
            row.phase = None
        if not_before is not None:
            row.not_before = not_before
        if provider_id is not None:
            row.provider_id = provider_id
            if "@" in provider_id:  # some providers send under that id in place of our Message-ID
                self.add_alias(mail_id, f"<{provider_id.strip('<>')}>")
        if status is MailStatus.DROPPED:
            for item in self.session.exec(select(MailItemRow).where(col(MailItemRow.mail_id) == mail_id)):
                item.key = None
        self.session.flush()

    def add_alias(self, mail_id: int, message_id: str) -> None:
        """A further Message-ID under which providers know the mail."""
        known = select(MailAliasRow.id).where(
            col(MailAliasRow.mail_id) == mail_id, col(MailAliasRow.message_id) == message_id
        )
        if self.session.exec(known).first() is None:
            self.insert(MailAliasRow(mail_id=mail_id, message_id=message_id))

    def copied(self, mail_id: int, *, done: bool) -> None:
        """The copy in the Sent folder was made, or failed once more."""
        row = self._row(mail_id)
        row.copied = done
        row.copy_failures += 0 if done else 1

    def to_copy(self) -> list[Mail]:
        """Sent mails without their copy in Sent, tried fewer than 3 times."""
        return self.where(
            col(MailRow.status) == MailStatus.SENT.value,
            col(MailRow.copied).is_(other=False),
            col(MailRow.copy_failures) < COPY_TRIES,
        )

    def by_message_ids(self, message_ids: Iterable[str]) -> list[Mail]:
        """Mails known under one of the Message-IDs, aliases included, oldest first."""
        wanted = list(message_ids)
        alias = select(MailAliasRow.mail_id).where(col(MailAliasRow.message_id).in_(wanted))
        return self.where(or_(col(MailRow.message_id).in_(wanted), col(MailRow.id).in_(alias))) if wanted else []

    def by_ref(self, ref: str) -> Mail | None:
        """The mail with that reference."""
        return next(iter(self.where(col(MailRow.ref) == ref)), None)

    def by_reply_ref(self, sha256: str) -> Mail | None:
        """The mail whose one-time answer reference has that SHA-256."""
        return next(iter(self.where(col(MailRow.reply_ref_sha) == sha256)), None)

    def by_task(self, task_id: int) -> list[Mail]:
        """Mails about a task, oldest first."""
        return self.where(col(MailRow.task_id) == task_id)

    def thread(self, invoice_ids: Iterable[int]) -> list[str]:
        """Message-IDs of the mails sent (or perhaps sent) to the client for these invoices, oldest first."""
        carrying = select(MailItemRow.mail_id).where(col(MailItemRow.invoice_id).in_(list(invoice_ids)))
        query = (
            select(MailRow.message_id)
            .where(
                col(MailRow.id).in_(carrying),
                col(MailRow.status).in_(_LEFT),
                col(MailRow.letter).not_in(sorted(TO_FIRM)),
                col(MailRow.message_id).is_not(None),
            )
            .order_by(col(MailRow.sent_at), col(MailRow.id))
        )
        return [message_id for message_id in self.session.exec(query) if message_id]

    def sent_since(self, at: datetime, letters: frozenset[Letter] | None = None) -> int:
        """How many mails (of these letters) were attempted since an instant, each counted once."""
        query = select(func.count()).select_from(MailRow).where(col(MailRow.attempted_at) >= at)
        if letters is not None:
            query = query.where(col(MailRow.letter).in_([letter.value for letter in letters]))
        return int(self.session.exec(query).one())

    def where(self, *conditions: ColumnElement[bool], order: Sequence[Any] = ()) -> list[Mail]:
        """Mails with their items and without their bytes, oldest first unless ordered, in two queries."""
        items: dict[int, list[MailItem]] = defaultdict(list)
        carried = select(MailItemRow).join(MailRow).where(*conditions).order_by(col(MailItemRow.id))
        for item in self.session.exec(carried):
            items[item.mail_id].append(item_of(item))
        query: Any = select(*_COLUMNS).where(*conditions).order_by(*(order or (col(MailRow.id),)))
        return [mail_of(row, tuple(items[row.id]), self.zone) for row in self.session.exec(query)]

    def _row(self, mail_id: int) -> MailRow:
        return self.row(MailRow, mail_id, "le courriel")
