"""« ok » and « non »: what they set off for each kind of task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from relance.domain import manual
from relance.domain.case import is_open
from relance.domain.decisions import (
    MovePlan,
    OpenHold,
    OpenTask,
    PlanMail,
    SetFlag,
    SettleMail,
)
from relance.domain.desk.base import Desk, Ruling, close_caused, done
from relance.domain.desk.orders import paid
from relance.domain.escalation import notice_deadline, purpose
from relance.domain.intents import Intent
from relance.domain.model import (
    Approves,
    Letter,
    MailItem,
    MailStatus,
    Plan,
    PlanStatus,
    TaskKind,
)
from relance.domain.policy import Stage

PROPOSAL_DAYS = 10
"""Days a client has to answer a proposed schedule before the ladder resumes."""

REFERENCE_WORKING_DAYS = 5
"""Working days left to a client to name the reference of a payment that did not arrive."""

POST_DUE_WORKING_DAYS = 1


def approve(desk: Desk) -> Ruling:
    """« ok »: what a yes to this task sets off."""
    if desk.task.approves is not Approves.NONE:
        return _APPROVALS[desk.task.approves](desk)
    return _YES.get(desk.task.kind, _seen)(desk)


def _approve_notice(desk: Desk) -> Ruling:
    case, invoice = desk.case, desk.invoice
    if case is None or invoice is None or not is_open(invoice):
        return done(desk, "sans objet : la facture n’est plus due")
    if not desk.still_stands:
        return done(desk, "accord caduc : la lettre ou le solde a changé depuis ; une nouvelle demande suit")
    deadline = notice_deadline(case, desk.day, desk.policy)
    key = purpose(case, invoice, Stage.FORMAL_NOTICE)
    data = {"deadline_on": deadline.isoformat(), "balance": str(invoice.balance), "task": str(desk.task.id)}
    mail = PlanMail(
        Letter.FORMAL_NOTICE,
        case.client.id,
        desk.policy.calendar.next_open(desk.now),
        (MailItem(invoice.id, Stage.FORMAL_NOTICE, key),),
        data=data,
    )
    post = OpenTask(
        TaskKind.POST,
        f"Lettre recommandée à poster : {case.client.name}, facture {invoice.number}",
        case.client.id,
        invoice.id,
        desk.policy.calendar.add_working_days(desk.day, POST_DUE_WORKING_DAYS),
        cause=f"task:{desk.task.id}",
        data={**data, "label": "Lettre recommandée à poster", "approved_on": desk.day.isoformat()},
    )
    return done(desk, f"mise en demeure {invoice.number} : elle part, délai au {deadline:%d/%m/%Y}", mail, post)


def _approve_schedule(desk: Desk) -> Ruling:
    case = desk.case
    plan = _draft_plan(desk)
    if case is None or plan is None:
        return done(desk, "sans objet : cette proposition n’est plus en cours")
    until = desk.day + timedelta(days=PROPOSAL_DAYS)
    items = tuple(MailItem(i, None, f"{i}:schedule_proposed:{plan.id}") for i in plan.invoice_ids)
    mail = PlanMail(
        Letter.SCHEDULE_PROPOSED,
        case.client.id,
        desk.policy.calendar.next_open(desk.now),
        items,
        received_id=int(desk.task.data.get("received", "0")) or None,
        data={"plan": str(plan.id), "deadline_on": until.isoformat()},
    )
    again = [
        OpenHold(case.client.id, i, Intent.SCHEDULE_REQUEST.value, until, cause=f"plan:{plan.id}")
        for i in plan.invoice_ids
    ]
    ended = close_caused(desk, "proposition validée")
    return done(
        desk,
        "échéancier proposé au client",
        MovePlan(plan.id, PlanStatus.PROPOSED, desk.day),
        *ended,
        *again,
        mail,
    )


def _draft_plan(desk: Desk) -> Plan | None:
    if desk.case is None:
        return None
    wanted = {int(i) for i in desk.task.data.get("invoices", "").split(",") if i}
    drafts = [p for p in desk.case.plans if p.status is PlanStatus.PROPOSED and set(p.invoice_ids) == wanted]
    return drafts[-1] if drafts and all(is_open(desk.case.invoice(i)) for i in wanted) else None


def _approve_flag(key: str, sentence: str) -> Callable[[Desk], Ruling]:
    def approve(desk: Desk) -> Ruling:
        return done(desk, sentence, SetFlag(key, desk.task.data["value"]))

    return approve


_APPROVALS: Mapping[Approves, Callable[[Desk], Ruling]] = {
    Approves.FORMAL_NOTICE: _approve_notice,
    Approves.SCHEDULE: _approve_schedule,
    Approves.BRAKE: _approve_flag("brake", "les relances du jour peuvent partir"),
    Approves.IBAN: _approve_flag("iban", "nouvel IBAN confirmé, les relances reprennent"),
}


def _received_yes(desk: Desk) -> Ruling:
    """« ok » to "has this payment arrived?": the balance of the invoice, or the amount announced."""
    return paid(desk)


def _left_yes(desk: Desk) -> Ruling:
    mail_id = int(desk.task.data["mail"])
    settled = SettleMail(mail_id, MailStatus.SENT, "confirmé par une personne")
    return done(desk, "noté : le message est parti", settled, *close_caused(desk, "envoi confirmé"))


def _seen(desk: Desk) -> Ruling:
    return done(desk, f"{desk.task.title} : fait")


_YES: Mapping[TaskKind, Callable[[Desk], Ruling]] = {
    TaskKind.PAYMENT: _received_yes,
    TaskKind.DOUBTFUL: _left_yes,
}


def reject(desk: Desk) -> Ruling:
    """« non »: what a no to this task leads to."""
    if desk.task.approves is Approves.SCHEDULE:
        return _reject_schedule(desk)
    if desk.task.approves is Approves.FORMAL_NOTICE and desk.invoice is not None:
        wait = manual.hold(desk.invoice, None, f"task:{desk.task.id}", "mise en demeure refusée")
        return done(desk, "la mise en demeure ne part pas ; la facture attend votre décision", *wait)
    if desk.task.approves in (Approves.BRAKE, Approves.IBAN):
        return done(desk, "rien ne part aujourd’hui")
    return _NO.get(desk.task.kind, _refused)(desk)


def _refused(desk: Desk) -> Ruling:
    return done(desk, f"{desk.task.title} : sans suite")


def _reject_schedule(desk: Desk) -> Ruling:
    plan = _draft_plan(desk)
    moved = (MovePlan(plan.id, PlanStatus.LAPSED, desk.day),) if plan is not None else ()
    waits = [
        OpenHold(i.client_id, i.id, Intent.SCHEDULE_REQUEST.value, None, cause=f"task:{desk.task.id}")
        for i in desk.invoices
        if is_open(i)
    ]
    ended = close_caused(desk, "proposition refusée")
    return done(desk, "aucune proposition n’est envoyée ; à vous de répondre au client", *moved, *ended, *waits)


def _nothing_received(desk: Desk) -> Ruling:
    """« rien reçu »: the client is asked for the reference once, then a person decides."""
    case = desk.case
    if case is None:
        return _refused(desk)
    until = desk.policy.calendar.add_working_days(desk.day, REFERENCE_WORKING_DAYS)
    held = {h.invoice_id for h in case.holds if h.cause == desk.task.cause and h.closed_at is None}
    about = [i for i in case.open_invoices if i.id in held] or list(desk.invoices)
    waits = [
        OpenHold(case.client.id, i.id, Intent.PAID.value, until, cause=f"task:{desk.task.id}", then_waits=True)
        for i in about
    ]
    mail = PlanMail(
        Letter.REFERENCE_ASKED,
        case.client.id,
        desk.policy.calendar.next_open(desk.now),
        tuple(MailItem(i.id, None, f"{i.id}:{Letter.REFERENCE_ASKED.value}") for i in about),
        received_id=int(desk.task.data.get("received", "0")) or None,
    )
    asks = (mail,) if case.reachable and about else ()
    ended = close_caused(desk, "rien reçu")
    return done(desk, "la référence du règlement est demandée au client", *ended, *waits, *asks)


def _did_not_leave(desk: Desk) -> Ruling:
    mail_id = int(desk.task.data["mail"])
    again = SettleMail(mail_id, MailStatus.READY, "renvoi demandé par une personne")
    return done(desk, "le même message est renvoyé à l’identique", again, *close_caused(desk, "renvoi"))


_NO: Mapping[TaskKind, Callable[[Desk], Ruling]] = {
    TaskKind.PAYMENT: _nothing_received,
    TaskKind.DOUBTFUL: _did_not_leave,
}
