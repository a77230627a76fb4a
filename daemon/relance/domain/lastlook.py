"""The last look: may this mail still leave? Asked in the transaction that records its attempt, retries included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.case import Case, is_open, standing
from relance.domain.escalation import base, still_due
from relance.domain.model import REMINDERS, Letter, Mail, MailStatus, PlanStatus, State
from relance.domain.policy import Policy, Stage


class Look(StrEnum):
    """What the last look says."""

    GO = "go"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Seen:
    """A last look and its reason (French)."""

    look: Look
    reason: str = ""


GO = Seen(Look.GO)


def last_look(mail: Mail, case: Case, now: datetime, policy: Policy) -> Seen:
    """Whether a mail to a client may leave now, all facts read again.

    Args:
        mail: planned, or ready for another try.
        case: its client, under lock.
        now: this instant.
        policy: the firm's numbers.

    """
    if not case.reachable:
        return Seen(Look.DROP, "plus aucune adresse utilisable")
    blocked = {c.address for c in case.contacts if c.blocked_on is not None}
    if mail.to and blocked & set(mail.to):
        return Seen(Look.DROP, "une adresse du message a été bloquée")
    if mail.letter in REMINDERS:
        return _reminder(mail, case, now, policy)
    return _letter(mail, case, now)


def _letter(mail: Mail, case: Case, now: datetime) -> Seen:
    if not all(is_open(case.invoice(i.invoice_id)) for i in mail.items):
        return Seen(Look.DROP, "facture soldée ou annulée entre-temps")
    if mail.letter is Letter.FORMAL_NOTICE:
        return _formal_notice(mail, case, now)
    if mail.letter in (Letter.SCHEDULE_PROPOSED, Letter.SCHEDULE_CONFIRMED):
        return _schedule(mail, case)
    return _answer(mail, case)


def _reminder(mail: Mail, case: Case, now: datetime, policy: Policy) -> Seen:
    day = now.date()
    if "again" not in mail.data and not _resent(mail, case):
        due = still_due(mail, case, day, policy)
        return GO if due else Seen(Look.DROP, "la situation a changé depuis la décision")
    same = all(
        standing(case, case.invoice(i.invoice_id), day).state is State.ACTIVE
        and case.invoice(i.invoice_id).stage is i.stage
        for i in mail.items
    )
    if not same:
        return Seen(Look.DROP, "la facture a changé d’étape ou d’état")
    return Seen(Look.DROP, "un autre rappel vient de partir") if _crowded(mail, case, day, policy) else GO


def _resent(mail: Mail, case: Case) -> bool:
    """Whether a person said that a doubtful mail did not leave: its stages count as done, it leaves once more."""
    return mail.status is MailStatus.READY and all(case.invoice(i.invoice_id).stage is i.stage for i in mail.items)


def _crowded(mail: Mail, case: Case, day: date, policy: Policy) -> bool:
    """Whether a reminder for another purpose left too short a time ago; the tries of one purpose are one reminder."""
    own = {base(i.key) for i in mail.items}
    return any(
        m.letter in REMINDERS
        and m.sent_at is not None
        and (day - m.sent_at.date()).days < policy.min_days_between
        and not own & {base(i.key) for i in m.items}
        for m in case.mails
    )


def _formal_notice(mail: Mail, case: Case, now: datetime) -> Seen:
    invoice = case.invoice(mail.items[0].invoice_id)
    if mail.data.get("balance") != str(invoice.balance):
        return Seen(Look.DROP, "le solde a changé depuis l’accord")
    if standing(case, invoice, now.date()).state is not State.ACTIVE:
        return Seen(Look.DROP, "la facture n’est plus relancée depuis l’accord")
    if invoice.stage is not None and invoice.stage.rank >= Stage.FORMAL_NOTICE.rank and not _resent(mail, case):
        return Seen(Look.DROP, "la mise en demeure est déjà partie")
    return GO


def _schedule(mail: Mail, case: Case) -> Seen:
    wanted = PlanStatus.PROPOSED if mail.letter is Letter.SCHEDULE_PROPOSED else PlanStatus.ACTIVE
    plan = next((p for p in case.plans if str(p.id) == mail.data.get("plan")), None)
    if plan is None or plan.status is not wanted:
        return Seen(Look.DROP, "l’échéancier n’est plus en cours")
    return GO


def _answer(mail: Mail, case: Case) -> Seen:
    """An automatic answer loses its sense when the client has written again."""
    newest = max((r.id for r in case.received), default=0)
    if mail.received_id is not None and newest > mail.received_id:
        return Seen(Look.DROP, "le client a écrit de nouveau")
    return GO
