"""An answer of the firm's people: who says it, may he, to what, and what follows.

Only the firm commands (promise 5): the sender is of the staff, the one-time reference is the one written to him, and
the firm's own mail server says that the mail is really his. Whatever lacks one of these changes nothing and is
journalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.case import Case
from relance.domain.commands import Command, StaffAnswer, understand_about_reply, understand_answer
from relance.domain.decisions import Action, Decision, Note, PlanMail
from relance.domain.desk.base import Desk, Ruling
from relance.domain.desk.rulings import rule
from relance.domain.hearing import Reply
from relance.domain.intents import Verdict
from relance.domain.model import Letter, Mail, Task
from relance.domain.people import StaffMember
from relance.domain.records import ReadResult
from relance.errors import ConfigError, RelanceError
from relance.flows.apply import apply
from relance.flows.assigning import assigned, proposal
from relance.flows.bearing import read_again
from relance.flows.briefing import reply_asked_about, still_stands
from relance.flows.firm import Firm
from relance.flows.ports import Store, Unit
from relance.reading.commands import staff_answer, staff_words
from relance.reading.message import Message

REFERENCE_DAYS = 10
"""Days a one-time reference lives; it dies sooner with its task."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A mail that answers a mail to the firm.

    Attributes:
        asked: the mail that carried the reference.
        received_id: key of the answer in the store.

    """

    message: Message
    asked: Mail
    verdict: Verdict
    received_id: int
    now: datetime

    @property
    def written_on(self) -> date:
        """The day the answer was written, in the firm's zone; a date in the future is not believed."""
        written = self.message.date
        if written is None or written > self.now:
            return self.now.date()
        return written.astimezone(self.now.tzinfo).date()

    @property
    def cause(self) -> str:
        """How the journal names it."""
        return f"received:{self.received_id}"


def hear_staff(unit: Unit, heard: Heard, firm: Firm) -> ReadResult:
    """Carry out, or refuse, an answer that bears a one-time reference.

    Args:
        unit: the open transaction.
        heard: the answer.
        firm: its people.

    """
    refusal = _refusal(unit, heard, firm)
    task = unit.tasks.get(heard.asked.task_id) if heard.asked.task_id is not None else None
    member = firm.member(heard.message.sender)
    if refusal or task is None or member is None:
        return _refused(unit, heard, refusal or "tâche inconnue", task, firm)
    answer = staff_answer(heard.message, heard.written_on, about_reply=reply_asked_about(unit, task) is not None)
    number = proposal(task, staff_words(heard.message, heard.written_on))
    if number is None:
        ruling = _ruling(unit, task, answer, member, heard, firm)
    else:
        ruling = assigned(unit, task, number, member, heard.now, firm)
    confirmation = _tell(member, heard, ruling, task)
    decision = Decision((*ruling.decision.actions, confirmation), heard.cause, f"person:{member.email}")
    apply(unit, decision, heard.now, firm)
    return ReadResult("read", why=f"réponse à T{task.id} : {answer.command.value}")


def _refusal(unit: Unit, heard: Heard, firm: Firm) -> str:
    """Why the answer must not be believed, "" when it may."""
    sent = heard.asked.sent_at or heard.asked.planned_at
    if firm.member(heard.message.sender) is None or heard.message.sender not in heard.asked.to:
        return "la référence n’appartient pas à l’expéditeur"
    if sent is not None and heard.now - sent > timedelta(days=REFERENCE_DAYS):
        return "la référence a expiré"
    if heard.verdict is not Verdict.PASS:
        return "l’expéditeur n’est pas authentifié par le serveur du cabinet"
    task = unit.tasks.get(heard.asked.task_id) if heard.asked.task_id is not None else None
    if task is None or task.done_at is not None:
        return "la demande est déjà close"
    return ""


def _refused(unit: Unit, heard: Heard, why: str, task: Task | None, firm: Firm) -> ReadResult:
    """Nothing is done; the journal says so, and the person really written to is told when it may be his own mail."""
    note = Note(
        "answer_refused",
        f"réponse sans effet : {why}",
        task.client_id if task else None,
        task.invoice_id if task else None,
        {"received": str(heard.received_id), "verdict": heard.verdict.value},
    )
    actions: list[Action] = [note]
    member = firm.member(heard.message.sender)
    may_be_his = member is not None and member.email in heard.asked.to and heard.verdict is not Verdict.FAIL
    if may_be_his and member is not None:
        text = (
            f"Votre réponse n’a pas été exécutée : {why}.\n"
            "Rien n’a été changé. La commande « relance answer » permet de répondre depuis le serveur."
        )
        actions.append(_notice(member, heard, "Réponse sans effet", text))
    apply(unit, Decision(tuple(actions), heard.cause), heard.now, firm)
    return ReadResult("ignored", why=why)


def _ruling(  # noqa: PLR0917  one ruling: what is asked, what is said, by whom, in which mail, under which policy
    unit: Unit, task: Task, answer: StaffAnswer, member: StaffMember, heard: Heard, firm: Firm
) -> Ruling:
    case, stands = _stands(unit, task, answer, firm)
    meant = _as_meant(unit, task, case, answer, firm)
    return rule(Desk(case, task, answer, member, heard.now, firm.policy, stands, heard.written_on, meant))


def _stands(unit: Unit, task: Task, answer: StaffAnswer, firm: Firm) -> tuple[Case | None, bool]:
    """The case of a task, and whether what an approval was shown is still what would leave."""
    case = unit.case(task.client_id) if task.client_id is not None else None
    return case, case is None or answer.command is not Command.APPROVE or still_stands(task, case, firm)


def _as_meant(unit: Unit, task: Task, case: Case | None, answer: StaffAnswer, firm: Firm) -> Reply | None:
    """The client's reply, read as a correction says."""
    received_id = reply_asked_about(unit, task)
    if case is None or received_id is None or answer.command is not Command.CORRECT:
        return None
    return read_again(unit, received_id, case, answer.fields, firm)


def _tell(member: StaffMember, heard: Heard, ruling: Ruling, task: Task) -> PlanMail:
    label = "C’est noté" if ruling.done else "Réponse sans effet"
    return _notice(member, heard, label, f"T{task.id} : {ruling.sentence}.")


def _notice(member: StaffMember, heard: Heard, label: str, text: str) -> PlanMail:
    return PlanMail(
        Letter.NOTICE,
        None,
        heard.now,
        to=(member.email,),
        received_id=heard.received_id,
        data={"label": label, "text": text},
    )


# --------------------------------------------------------------------------------------------- from the shell


def answer_task(store: Store, task_id: int, text: str, now: datetime, firm: Firm) -> str:
    """Answer a task as a mail of the first lawyer would; the sentence that says what was done.

    Raises:
        ConfigError: no such task.
        RelanceError: the answer was not understood, or changes nothing.

    """
    return store.transact(lambda unit: _answered(unit, task_id, text, now, firm))


def _answered(unit: Unit, task_id: int, text: str, now: datetime, firm: Firm) -> str:
    task = unit.tasks.get(task_id)
    if task is None:
        raise ConfigError(
            f"La tâche T{task_id} n’existe pas : « relance status » donne la liste des tâches ouvertes."
        )
    if (number := proposal(task, text)) is not None:
        return _carried_out(unit, task, assigned(unit, task, number, firm.lawyers()[0], now, firm), now, firm)
    about_reply = reply_asked_about(unit, task) is not None
    answer = understand_about_reply(text, now.date()) if about_reply else understand_answer(text, now.date())
    case, stands = _stands(unit, task, answer, firm)
    meant = _as_meant(unit, task, case, answer, firm)
    ruling = rule(Desk(case, task, answer, firm.lawyers()[0], now, firm.policy, stands, reply=meant))
    return _carried_out(unit, task, ruling, now, firm)


def _carried_out(unit: Unit, task: Task, ruling: Ruling, now: datetime, firm: Firm) -> str:
    if not ruling.done:
        raise RelanceError(f"T{task.id} : {ruling.sentence}.")
    apply(unit, Decision(ruling.decision.actions, f"task:{task.id}", "shell"), now, firm)
    return f"T{task.id} : {ruling.sentence}."
