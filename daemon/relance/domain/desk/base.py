"""An answer on a task, and the ruling on it: what all rooms of the desk share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from relance.domain.case import Case
from relance.domain.commands import StaffAnswer
from relance.domain.decisions import (
    Action,
    CloseHold,
    CloseTask,
    Decision,
    Note,
)
from relance.domain.hearing import Reply
from relance.domain.model import Invoice, Task
from relance.domain.people import StaffMember
from relance.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an answer leads to, and the sentence that tells its author.

    Attributes:
        decision: empty when nothing is changed.
        sentence: French, for the confirmation.
        done: whether the answer was carried out.

    """

    decision: Decision
    sentence: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """An answer on a task: who says what about which case, when.

    Attributes:
        case: the client of the task; None for a task of the whole firm.
        still_stands: whether what was shown is what would leave (bytes and balance), for approvals.
        written_on: day of the answer, None = today.
        reply: for a correction, the client's reply as it says that it is meant; None when it cannot be read again.

    """

    case: Case | None
    task: Task
    answer: StaffAnswer
    member: StaffMember
    now: datetime
    policy: Policy
    still_stands: bool = True
    written_on: date | None = None
    reply: Reply | None = None

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    @property
    def said_on(self) -> date:
        """The day the answer was written: what « envoyé ce jour » and « payé » mean by today."""
        return self.written_on or self.day

    @property
    def by(self) -> str:
        """The person, as the journal names him."""
        return f"person:{self.member.email}"

    @property
    def about_reply(self) -> bool:
        """Whether the task asks about what a client wrote."""
        return self.task.cause.startswith("received:") and "intent" in self.task.data

    @property
    def invoice(self) -> Invoice | None:
        """The invoice of the task."""
        if self.case is None or self.task.invoice_id is None:
            return None
        return self.case.invoice(self.task.invoice_id)

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """The open invoices the task is about: its own, else those its cause holds, else all of the client."""
        if self.case is None:
            return ()
        own = self.invoice
        if own is not None:
            return (own,)
        return self.case.open_invoices


def nothing(sentence: str) -> Ruling:
    """The ruling that changes nothing and says why."""
    return Ruling(Decision(), sentence, done=False)


def done(desk: Desk, sentence: str, *actions: Action, close: bool = True) -> Ruling:
    """The ruling that carries actions out, closes the task and tells the journal."""
    client_id = desk.task.client_id
    told = Note(
        "task_answered",
        f"réponse à T{desk.task.id} : {sentence}",
        client_id,
        desk.task.invoice_id,
        {"task": str(desk.task.id), "command": desk.answer.command.value},
    )
    ending = (CloseTask(desk.task.id, desk.answer.command.value, desk.by),) if close else ()
    return Ruling(Decision((told, *ending, *actions), f"task:{desk.task.id}", desk.by), sentence)


def close_caused(desk: Desk, why: str) -> list[Action]:
    """Close the holds that came from what the task is about."""
    if desk.case is None or not desk.task.cause:
        return []
    return [CloseHold(h.id, why) for h in desk.case.holds if h.closed_at is None and h.cause == desk.task.cause]


def read_date(text: str | None) -> date | None:
    """An ISO date of an answer, or None."""
    return date.fromisoformat(text) if text else None


def read_amount(text: str | None) -> Decimal | None:
    """An amount of an answer, or None when it is missing or is none."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
