"""Tasks for people of the firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ColumnElement
from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, facts, primary, text, words
from relance.domain.model import Approves, Task, TaskKind


class TaskRow(Row, table=True):
    """Something a person must do or decide."""

    __tablename__: ClassVar[str] = "task"

    id: int = primary()
    kind: str = text()
    title: str = text()
    client_id: int | None = Field(default=None, foreign_key="client.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    owner: tuple[str, ...] = words()
    opened_on: date
    due_on: date
    urgent: bool = False
    cause: str = text(default="")
    approves: str = text(default=Approves.NONE.value)
    approves_sha: str = text(default="")
    data: Mapping[str, str] = facts()
    reminded: int = 0
    reminded_on: date | None = None
    done_at: datetime | None = Field(default=None, index=True)
    answer: str | None = text()
    answered_by: str | None = text()


class Tasks(Repository):
    """See `relance.flows.ports.Tasks`."""

    def open(self, task: Task) -> int:
        """Store a task; its key."""
        row = TaskRow(
            kind=task.kind.value,
            title=task.title,
            client_id=task.client_id,
            invoice_id=task.invoice_id,
            owner=task.owner,
            opened_on=task.opened_on,
            due_on=task.due_on,
            urgent=task.urgent,
            cause=task.cause,
            approves=task.approves.value,
            approves_sha=task.approves_sha,
            data=dict(task.data),
            reminded=task.reminded,
            reminded_on=task.reminded_on,
            done_at=task.done_at,
            answer=task.answer,
            answered_by=task.answered_by,
        )
        self.insert(row)
        return row.id

    def close(self, task_id: int, at: datetime, answer: str, by: str) -> None:
        """Record the answer; the first one stays."""
        row = self.row(TaskRow, task_id, "la tâche")
        if row.done_at is None:
            row.done_at = at
            row.answer = answer
            row.answered_by = by

    def reminded(self, task_id: int, on: date) -> None:
        """Count a reminder."""
        row = self.row(TaskRow, task_id, "la tâche")
        row.reminded += 1
        row.reminded_on = on

    def bind(self, task_id: int, sha256: str, data: Mapping[str, str]) -> None:
        """Record what was shown to the person who is asked; `data` is added to the task's facts."""
        row = self.row(TaskRow, task_id, "la tâche")
        row.approves_sha = sha256
        row.data = {**row.data, **data}

    def get(self, task_id: int) -> Task | None:
        """The task with that key."""
        row = self.session.get(TaskRow, task_id)
        return self._value(row) if row else None

    def all_open(self) -> list[Task]:
        """Tasks without an answer, oldest first."""
        return list(self.where(col(TaskRow.done_at).is_(None)))

    def all(self) -> list[Task]:
        """All tasks, oldest first."""
        return list(self.where())

    def where(self, *conditions: ColumnElement[bool]) -> tuple[Task, ...]:
        """Tasks, oldest first."""
        query = select(TaskRow).where(*conditions).order_by(col(TaskRow.id))
        return tuple(self._value(row) for row in self.session.exec(query))

    def _value(self, row: TaskRow) -> Task:
        return Task(
            id=row.id,
            kind=TaskKind(row.kind),
            title=row.title,
            client_id=row.client_id,
            invoice_id=row.invoice_id,
            owner=tuple(row.owner),
            opened_on=row.opened_on,
            due_on=row.due_on,
            urgent=row.urgent,
            cause=row.cause,
            approves=Approves(row.approves),
            approves_sha=row.approves_sha,
            data=dict(row.data),
            reminded=row.reminded,
            reminded_on=row.reminded_on,
            done_at=self.local(row.done_at),
            answer=row.answer,
            answered_by=row.answered_by,
        )
