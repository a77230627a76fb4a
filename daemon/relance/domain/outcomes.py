"""What the result of a sending leads to: stages reached, addresses dead, doubt handed to a person, another try."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from relance.domain.case import Case
from relance.domain.decisions import Action, Decision, Note, OpenHold, OpenTask, ReachStage
from relance.domain.escalation import notice_deadline
from relance.domain.machines import dead_addresses
from relance.domain.model import TO_FIRM, Letter, Mail, MailStatus, Reason, TaskKind
from relance.domain.policy import Policy, Stage
from relance.domain.records import Outcome

RETRIES = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 240, 480))
"""After a temporary refusal: again after 5 minutes (greylisting), then longer."""

GIVE_UP = timedelta(hours=48)
"""After that a mail that is still refused for the time being is a person's affair."""


def retry_at(attempts: int, planned_at: datetime, now: datetime) -> datetime | None:
    """When a mail refused for the time being is tried again; None = no more."""
    if now - planned_at > GIVE_UP:
        return None
    return now + RETRIES[min(attempts, len(RETRIES)) - 1]


def decide_outcome(case: Case | None, mail: Mail, outcome: Outcome, now: datetime, policy: Policy) -> Decision:
    """What follows from the final result of one mail (`outcome.status` SENT, DOUBTFUL or FAILED).

    Args:
        case: the client, None for a mail to the firm.
        mail: as it was sent.
        outcome: what the server said.
        now: this instant.
        policy: the firm's numbers.

    """
    cause = f"mail:{mail.id}"
    if case is None or mail.letter in TO_FIRM:
        failed = outcome.status is MailStatus.FAILED
        note = Note(
            "firm_mail_failed", f"message au cabinet refusé : {outcome.text[:200]}", data={"mail": str(mail.id)}
        )
        return Decision((note,) if failed else (), cause)
    actions: list[Action] = []
    if outcome.status in (MailStatus.SENT, MailStatus.DOUBTFUL):
        actions += _reached(case, mail, now.date(), policy)
    if outcome.status is MailStatus.DOUBTFUL:
        actions += _doubt(case, mail, cause, now.date())
    refused = {r.address for r in outcome.refusals if r.permanent}
    gone = dead_addresses(case, tuple(c for c in case.contacts if c.address in refused), cause, now)
    actions += gone
    if outcome.status is MailStatus.FAILED and not gone:
        actions += _failed(case, mail, outcome, cause, now.date())
    return Decision(tuple(actions), cause)


def _reached(case: Case, mail: Mail, day: date, policy: Policy) -> list[Action]:
    actions: list[Action] = []
    for item in mail.items:
        invoice = case.invoice(item.invoice_id)
        if item.stage is None or (invoice.stage is not None and invoice.stage.rank >= item.stage.rank):
            continue
        deadline = _deadline(mail) if item.stage is Stage.FORMAL_NOTICE else None
        if item.stage is Stage.FORMAL_NOTICE and deadline is None:
            deadline = notice_deadline(case, day, policy)
        actions.append(ReachStage(invoice.id, item.stage, day, deadline))
    return actions


def _deadline(mail: Mail) -> date | None:
    stated = mail.data.get("deadline_on")
    return date.fromisoformat(stated) if stated else None


def _doubt(case: Case, mail: Mail, cause: str, day: date) -> list[Action]:
    hold = OpenHold(case.client.id, None, Reason.DOUBTFUL.value, None, cause=cause)
    return [hold, doubt_task(case, mail, cause, day)]


def doubt_task(case: Case, mail: Mail, cause: str, day: date) -> OpenTask:
    """Ask a person whether a mail left: it is never sent again blindly."""
    label = "Message peut-être parti : l’est-il ?"
    return OpenTask(
        TaskKind.DOUBTFUL,
        f"{label} {case.client.name}, {mail.subject or mail.letter.value}",
        case.client.id,
        mail.items[0].invoice_id if len(mail.items) == 1 else None,
        day,
        cause=cause,
        data={"label": label, "mail": str(mail.id)},
    )


def _failed(case: Case, mail: Mail, outcome: Outcome, cause: str, day: date) -> list[Action]:
    label = "Message refusé par le serveur"
    task = OpenTask(
        TaskKind.OTHER,
        f"{label} : {case.client.name}, {mail.subject or mail.letter.value}",
        case.client.id,
        mail.items[0].invoice_id if len(mail.items) == 1 else None,
        day,
        cause=cause,
        data={"label": label, "server": outcome.text[:200], "mail": str(mail.id)},
    )
    if mail.letter is Letter.FORMAL_NOTICE or any(i.stage for i in mail.items):
        return [OpenHold(case.client.id, None, Reason.MANUAL.value, None, cause=cause), task]
    return [task]
