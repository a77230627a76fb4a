"""The only place where a decision becomes a transaction: each action is carried out, journalled, and seen to the end.

`apply` runs inside a unit of work that its caller opened. After the actions, every client they touched is brought up
to date: what became due by itself is decided, an unpaid invoice without a future gets a task, the cache is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from relance.domain import decisions as d
from relance.domain.case import Case, standing
from relance.domain.decisions import Action, Decision
from relance.domain.escalation import next_step
from relance.domain.model import (
    ZERO,
    Hold,
    Letter,
    Mail,
    MailStatus,
    Payment,
    Plan,
    PlanStatus,
    Task,
    TaskKind,
)
from relance.domain.money import euros
from relance.domain.records import Credit, InvoiceCache, JournalLine, movement_of
from relance.domain.upkeep import decide_guard, decide_upkeep
from relance.domain.words import LETTERS, PLANS, REASONS, STAGES
from relance.flows.firm import Firm, owners
from relance.flows.ports import Unit

_ROUNDS = 4
"""Upkeep may make more upkeep due (a kept schedule closes a hold); it settles within so many rounds."""


@dataclass(slots=True)
class Work:
    """One decision being carried out."""

    unit: Unit
    now: datetime
    firm: Firm
    decision: Decision
    touched: set[int] = field(default_factory=set)

    def note(
        self, event: str, reason: str, client_id: int | None, invoice_id: int | None = None, **data: str
    ) -> None:
        """Write a line of the journal."""
        self.unit.journal.note(
            JournalLine(
                self.now, event, reason, self.decision.actor, self.decision.cause, client_id, invoice_id, data
            )
        )
        if client_id is not None:
            self.touched.add(client_id)


def apply(unit: Unit, decision: Decision, now: datetime, firm: Firm) -> None:
    """Carry a decision out and bring the clients it touched up to date.

    Args:
        unit: the open transaction.
        decision: what to do.
        now: this instant.
        firm: whose people and policy.

    """
    for client_id in carry(unit, decision, now, firm):
        bring_up_to_date(unit, client_id, now, firm)


def carry(unit: Unit, decision: Decision, now: datetime, firm: Firm) -> set[int]:
    """Carry the actions out, without what follows from them; the clients they touched."""
    work = Work(unit, now, firm, decision)
    for action in decision.actions:
        _CARRIERS[type(action)](work, action)
    return work.touched


def bring_up_to_date(unit: Unit, client_id: int, now: datetime, firm: Firm) -> Case:
    """Decide what is due by itself, leave no unpaid invoice without a future, write the cache; the case as it is."""
    day, case = now.date(), unit.case(client_id)
    for _ in range(_ROUNDS):
        upkeep = decide_upkeep(case, day, firm.policy)
        if not upkeep:
            break
        carry(unit, upkeep, now, firm)
        case = unit.case(client_id)
    guard = decide_guard(case, day, firm.policy)
    if guard:
        carry(unit, guard, now, firm)
        case = unit.case(client_id)
    for invoice in case.invoices:
        stand = standing(case, invoice, day)
        step = next_step(case, invoice, day, firm.policy)
        cache = InvoiceCache(
            stand.state, stand.reason, stand.until, step.stage if step else None, step.on if step else None
        )
        unit.invoices.set_cache(invoice.id, cache)
    return case


# --------------------------------------------------------------------------------------------- one by one


def _open_hold(work: Work, a: d.OpenHold) -> None:
    hold = Hold(
        0,
        a.client_id,
        a.invoice_id,
        a.reason,
        work.now.date(),
        a.until,
        a.grave,
        a.cause,
        a.quiet,
        a.then_waits,
        a.automatic,
        evidence=a.evidence,
    )
    hold_id = work.unit.holds.open(hold)
    until = f"jusqu’au {a.until:%d/%m/%Y}" if a.until else "jusqu’à la décision d’une personne"
    word = "prochaine étape repoussée" if a.quiet else "relances suspendues"
    work.note("hold_opened", f"{word} ({REASONS[a.reason]}), {until}", a.client_id, a.invoice_id, hold=str(hold_id))


def _close_hold(work: Work, a: d.CloseHold) -> None:
    hold = work.unit.holds.get(a.hold_id)
    work.unit.holds.close(a.hold_id, work.now, a.why)
    work.note(
        "hold_closed",
        f"fin de suspension ({REASONS[hold.reason]}) : {a.why}",
        hold.client_id,
        hold.invoice_id,
        hold=str(hold.id),
    )


def _open_task(work: Work, a: d.OpenTask) -> None:
    asked = a.owner or _asked(work, a)
    task = Task(
        0,
        a.kind,
        a.title,
        a.client_id,
        a.invoice_id,
        asked,
        work.now.date(),
        a.due_on,
        a.urgent,
        a.cause,
        a.approves,
        data=a.data,
    )
    task_id = work.unit.tasks.open(task)
    work.note(
        "task_opened", f"T{task_id} : {a.title}", a.client_id, a.invoice_id, task=str(task_id), kind=a.kind.value
    )
    if a.cause.startswith("guard:"):
        return  # a review in 30 days is recalled when it is due, not announced now
    letter = Letter.APPROVAL if a.kind is TaskKind.APPROVAL else Letter.TASK
    for address in asked:
        _tell(work, letter, task_id, a.client_id, address)


def _asked(work: Work, a: d.OpenTask) -> tuple[str, ...]:
    client = work.unit.clients.get(a.client_id) if a.client_id is not None else None
    invoice = work.unit.invoices.get(a.invoice_id) if a.invoice_id is not None else None
    responsible = (invoice.owner if invoice else None, client.owner if client else None)
    return work.firm.asked(a.kind, responsible, everyone=bool(a.data.get("everyone")))


def _tell(work: Work, letter: Letter, task_id: int, client_id: int | None, address: str) -> None:
    mail = Mail(
        0,
        letter,
        MailStatus.PLANNED,
        client_id,
        to=(address,),
        planned_at=work.now,
        not_before=work.now,
        task_id=task_id,
    )
    work.unit.outbox.plan(mail)


def _close_task(work: Work, a: d.CloseTask) -> None:
    task = work.unit.tasks.get(a.task_id)
    if task is None or task.done_at is not None:
        return
    work.unit.tasks.close(a.task_id, work.now, a.answer, a.by)
    for mail in work.unit.outbox.by_task(a.task_id):
        if mail.status is MailStatus.PLANNED:
            work.unit.outbox.finish(mail.id, MailStatus.DROPPED, work.now, why="tâche close")
    work.note("task_closed", f"T{a.task_id} close : {a.answer}", task.client_id, task.invoice_id, task=str(a.task_id))


def _remind_task(work: Work, a: d.RemindTask) -> None:
    task = work.unit.tasks.get(a.task_id)
    if task is None or task.done_at is not None:
        return
    work.unit.tasks.reminded(a.task_id, work.now.date())
    for address in owners(task, work.firm):
        _tell(work, Letter.TASK_REMINDER, task.id, task.client_id, address)
    work.note("task_recalled", f"T{a.task_id} rappelée", task.client_id, task.invoice_id, task=str(a.task_id))


def _plan_mail(work: Work, a: d.PlanMail) -> None:
    mail = Mail(
        0,
        a.letter,
        MailStatus.PLANNED,
        a.client_id,
        a.items,
        a.to,
        work.now,
        a.not_before,
        task_id=a.task_id,
        received_id=a.received_id,
        data=a.data,
    )
    mail_id = work.unit.outbox.plan(mail)
    about = a.items[0].invoice_id if len(a.items) == 1 else None
    if mail_id is None:
        work.note(
            "mail_refused", f"{LETTERS[a.letter.value]} : déjà envoyé ou prévu, rien de plus", a.client_id, about
        )
        return
    when = f"{a.not_before:%d/%m/%Y %H:%M}"
    why = f", {a.why}" if a.why else ""
    told = f"{LETTERS[a.letter.value]} : prévu le {when}{why}"
    work.note("mail_planned", told, a.client_id, about, mail=str(mail_id))


def _drop_mail(work: Work, a: d.DropMail) -> None:
    mail = work.unit.outbox.get(a.mail_id)
    work.unit.outbox.finish(a.mail_id, MailStatus.DROPPED, work.now, why=a.why)
    about = mail.items[0].invoice_id if len(mail.items) == 1 else None
    work.note(
        "mail_dropped", f"{LETTERS[mail.letter.value]} : abandonné, {a.why}", mail.client_id, about, mail=str(mail.id)
    )


def _settle_mail(work: Work, a: d.SettleMail) -> None:
    mail = work.unit.outbox.get(a.mail_id)
    if mail.status is not MailStatus.DOUBTFUL:
        return
    work.unit.outbox.finish(a.mail_id, a.status, work.now, why=a.why, not_before=work.now)
    work.note("doubt_settled", f"message douteux : {a.why}", mail.client_id, mail=str(mail.id))


def _reach_stage(work: Work, a: d.ReachStage) -> None:
    invoice = work.unit.invoices.get(a.invoice_id)
    deadline = a.deadline_on or invoice.deadline_on
    work.unit.invoices.update(replace(invoice, stage=a.stage, stage_on=a.on, deadline_on=deadline))
    told = f"étape faite : {STAGES[a.stage.value]}, le {a.on:%d/%m/%Y}" + (f", {a.why}" if a.why else "")
    work.note("stage_reached", told, invoice.client_id, invoice.id, stage=a.stage.value)


def _restart_ladder(work: Work, a: d.RestartLadder) -> None:
    invoice = work.unit.invoices.get(a.invoice_id)
    again = replace(invoice, stage=a.stage, stage_on=a.stage_on, round=invoice.round + 1, deadline_on=None)
    work.unit.invoices.update(again)
    work.note("ladder_restarted", "les relances repartent de l’échéance", invoice.client_id, invoice.id)


def _block_contact(work: Work, a: d.BlockContact) -> None:
    work.unit.clients.block(a.client_id, a.address, work.now.date(), a.why)
    work.note("address_blocked", f"plus aucun envoi à une adresse ({REASONS.get(a.why, a.why)})", a.client_id)


def _unblock_contact(work: Work, a: d.UnblockContact) -> None:
    work.unit.clients.unblock(a.client_id, a.address)
    work.note("address_unblocked", "envois de nouveau permis à une adresse", a.client_id)


def _correct_reading(work: Work, a: d.CorrectReading) -> None:
    work.unit.inbox.correct(a.received_id, a.intent, work.decision.actor)


def _book_payment(work: Work, a: d.BookPayment) -> None:
    payment = Payment(0, a.on, a.amount, a.payer, a.reference, a.source, a.fingerprint, a.provisional, a.allocations)
    payment_id = work.unit.ledger.book(payment)
    if payment_id is not None and (movement_id := movement_of(a.fingerprint)) is not None:
        rest = a.amount - sum((amount for _, amount in a.allocations), ZERO)
        work.unit.movements.booked(movement_id, payment_id, rest)
    for invoice_id, amount in a.allocations:
        invoice = work.unit.invoices.get(invoice_id)
        word = "règlement enregistré" if payment_id is not None else "règlement déjà connu"
        work.note(
            "payment_allocated" if payment_id is not None else "payment_known",
            f"{word} : {euros(amount)} du {a.on:%d/%m/%Y}",
            invoice.client_id,
            invoice_id,
            amount=str(amount),
            source=a.source,
        )


def _book_credit(work: Work, a: d.BookCredit) -> None:
    work.unit.ledger.credit(Credit(a.invoice_id, a.amount, a.on))
    work.touched.add(work.unit.invoices.get(a.invoice_id).client_id)


def _cancel_invoice(work: Work, a: d.CancelInvoice) -> None:
    invoice = work.unit.invoices.get(a.invoice_id)
    work.unit.invoices.update(replace(invoice, cancelled=a.why))
    work.touched.add(invoice.client_id)


def _propose_plan(work: Work, a: d.ProposePlan) -> None:
    plan = Plan(0, a.client_id, PlanStatus.PROPOSED, a.invoice_ids, a.instalments, a.proposed_on)
    plan_id = work.unit.plans.add(plan)
    count = len(a.instalments)
    work.note("plan_drafted", f"échéancier calculé : {count} versement(s)", a.client_id, plan=str(plan_id))


def _move_plan(work: Work, a: d.MovePlan) -> None:
    work.unit.plans.move(a.plan_id, a.status, a.on, a.paid_before)
    work.note("plan_moved", f"échéancier {PLANS[a.status.value]}", None, plan=str(a.plan_id))


def _set_flag(work: Work, a: d.SetFlag) -> None:
    work.unit.set_flag(a.key, a.value)
    work.note("firm_decided", f"décision du cabinet : {a.key}", None, key=a.key)


def _note(work: Work, a: d.Note) -> None:
    work.note(a.event, a.reason, a.client_id, a.invoice_id, **dict(a.data))


_CARRIERS: Mapping[type[Action], Callable[[Work, Any], None]] = {
    d.OpenHold: _open_hold,
    d.CloseHold: _close_hold,
    d.OpenTask: _open_task,
    d.CloseTask: _close_task,
    d.RemindTask: _remind_task,
    d.PlanMail: _plan_mail,
    d.DropMail: _drop_mail,
    d.SettleMail: _settle_mail,
    d.ReachStage: _reach_stage,
    d.RestartLadder: _restart_ladder,
    d.BlockContact: _block_contact,
    d.UnblockContact: _unblock_contact,
    d.CorrectReading: _correct_reading,
    d.BookPayment: _book_payment,
    d.BookCredit: _book_credit,
    d.CancelInvoice: _cancel_invoice,
    d.ProposePlan: _propose_plan,
    d.MovePlan: _move_plan,
    d.SetFlag: _set_flag,
    d.Note: _note,
}
"""One carrier an action; a test proves that none is missing."""
