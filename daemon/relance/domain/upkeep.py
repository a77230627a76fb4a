"""What time and other changes make due on one case, whatever caused them: ends of holds, closed invoices, schedules.

Run after every decision and at every pass. It also holds promise 7 (no silent stall): an unpaid invoice always has a
next step with a date, or an open task with an owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.calendar import WorkCalendar
from relance.domain.case import Case, concerns, is_open, standing, waits
from relance.domain.decisions import (
    Action,
    CloseHold,
    CloseTask,
    Decision,
    DropMail,
    MovePlan,
    Note,
    OpenHold,
    OpenTask,
    RemindTask,
)
from relance.domain.escalation import next_step
from relance.domain.intents import Intent
from relance.domain.model import (
    TO_FIRM,
    ZERO,
    Approves,
    Hold,
    Invoice,
    MailStatus,
    Plan,
    PlanStatus,
    Reason,
    State,
    Task,
    TaskKind,
)
from relance.domain.money import euros
from relance.domain.policy import Means, Policy
from relance.domain.schedules import missed
from relance.domain.words import REASONS

REVIEW_DAYS = 30
"""An invoice that nothing and nobody moves is shown to a person again after that."""

MISSED_GRACE = 5
"""Working days after a missed instalment before the schedule counts as broken."""

REMINDS_AFTER = (2, 5, 10)
"""Working days after which an open task is recalled; then every 10."""

SOON_DAYS = 7
"""A task due within a week is recalled from its opening on, one due later from its date on."""


def decide_upkeep(case: Case, day: date, policy: Policy) -> Decision:
    """Everything that is due on the case by itself, but the steps of the ladder.

    Args:
        case: the client.
        day: today.
        policy: the firm's numbers.

    """
    actions = [*_closed(case, day, policy), *_ended(case, day), *_plans(case, day, policy)]
    return Decision(tuple(actions))


def decide_guard(case: Case, day: date, policy: Policy) -> Decision:
    """A task for every unpaid invoice that has neither a next step nor an open task (promise 7)."""
    return Decision(
        tuple(
            _review(case, invoice, day) for invoice in case.open_invoices if not attended(case, invoice, day, policy)
        )
    )


def attended(case: Case, invoice: Invoice, day: date, policy: Policy) -> bool:
    """Whether something will happen to an unpaid invoice: a step with a date, a running schedule, an open task."""
    if invoice.balance < policy.min_balance:
        return True
    if any(t.invoice_id == invoice.id or t.invoice_id is None for t in case.tasks):
        return True
    if standing(case, invoice, day).state is State.PLAN:
        return True
    return _moves(case, invoice, day, policy)


def _moves(case: Case, invoice: Invoice, day: date, policy: Policy) -> bool:
    """Whether a next step exists and can be carried out: a mail needs an address."""
    step = next_step(case, invoice, day, policy)
    return step is not None and (step.means is not Means.MAIL or bool(case.reachable))


def _review(case: Case, invoice: Invoice, day: date) -> OpenTask:
    state = standing(case, invoice, day)
    why = f"en attente ({REASONS[state.reason]})" if state.reason else "sans prochaine étape"
    if state.state in (State.ACTIVE, State.PAUSED) and not case.reachable:
        why = "aucune adresse utilisable"
    return OpenTask(
        TaskKind.OTHER,
        f"Facture à revoir, {why} : {case.client.name}, {invoice.number}, {euros(invoice.balance)}",
        case.client.id,
        invoice.id,
        day + timedelta(days=REVIEW_DAYS),
        cause=f"guard:{invoice.id}",
        data={"label": "Facture à revoir"},
    )


def _closed(case: Case, day: date, policy: Policy) -> Iterable[Action]:
    """What must stop when an invoice is paid or cancelled: its holds, its tasks, its mails that have not left."""
    closed = {i.id for i in case.invoices if not is_open(i)}
    nothing_left = not case.open_invoices
    for hold in case.holds:
        if hold.closed_at is None and hold.client_id is not None and hold.invoice_id in closed:
            yield CloseHold(hold.id, "facture soldée ou annulée")
    for task in case.tasks:
        if task.cause.startswith("guard:") and _moves_again(case, task, day, policy):
            yield CloseTask(task.id, "sans objet : la facture suit de nouveau son cours", "relance")
        elif _pointless(task, closed, nothing_left=nothing_left):
            yield CloseTask(task.id, "sans objet : facture soldée ou annulée", "relance")
    for mail in case.mails:
        waiting = mail.status in (MailStatus.PLANNED, MailStatus.READY) and mail.phase is None
        if waiting and mail.items and mail.letter not in TO_FIRM and all(i.invoice_id in closed for i in mail.items):
            yield DropMail(mail.id, "facture soldée ou annulée")


_NEEDS_OPEN = (TaskKind.CALL, TaskKind.APPROVAL, TaskKind.HANDOVER, TaskKind.PAYMENT)


def _pointless(task: Task, closed: set[int], *, nothing_left: bool) -> bool:
    if task.approves in (Approves.BRAKE, Approves.IBAN) or "movement" in task.data:
        return False  # money that came in stays a question, whatever is settled meanwhile
    if task.cause.startswith("guard:"):
        return task.invoice_id in closed
    return task.kind in _NEEDS_OPEN and (task.invoice_id in closed or (task.invoice_id is None and nothing_left))


def _moves_again(case: Case, task: Task, day: date, policy: Policy) -> bool:
    """Whether the invoice of a review task climbs again or is in another task."""
    if task.invoice_id is None or not is_open(case.invoice(task.invoice_id)):
        return False
    others = any(t.id != task.id and t.invoice_id in (task.invoice_id, None) for t in case.tasks)
    return others or _moves(case, case.invoice(task.invoice_id), day, policy)


def _ended(case: Case, day: date) -> Iterable[Action]:
    """Holds whose date has come: they end, or become a person's affair when a question is still open."""
    for hold in case.holds:
        if hold.closed_at is not None or hold.until is None or hold.until > day or hold.client_id is None:
            continue
        if waits(hold, day, case.tasks) and not hold.quiet:
            yield CloseHold(hold.id, "date atteinte sans réponse du cabinet")
            yield OpenHold(
                hold.client_id,
                hold.invoice_id,
                hold.reason,
                None,
                grave=hold.grave,
                cause=hold.cause,
                evidence=hold.evidence,
            )
            if hold.then_waits and not any(t.cause == hold.cause for t in case.tasks):
                yield _undecided(case, hold, day)
        else:
            yield CloseHold(hold.id, "date atteinte")
            yield _broken(case, hold)


def _broken(case: Case, hold: Hold) -> Note:
    unpaid = any(concerns(hold, i) for i in case.open_invoices)
    if hold.reason == Intent.PROMISE_TO_PAY.value and unpaid:
        return Note("promise_broken", "promesse de règlement non tenue", hold.client_id, hold.invoice_id)
    return Note("hold_ended", f"fin de pause ({REASONS[hold.reason]})", hold.client_id, hold.invoice_id)


def _undecided(case: Case, hold: Hold, day: date) -> OpenTask:
    label = "Pause terminée sans résultat"
    return OpenTask(
        TaskKind.REPLY,
        f"{label} ({REASONS[hold.reason]}) : {case.client.name}",
        hold.client_id,
        hold.invoice_id,
        day,
        cause=hold.cause,
        data={"label": label},
    )


# ------------------------------------------------------------------------------------------------ schedules


def paid_on(case: Case, plan: Plan) -> Decimal:
    """What is paid and credited today on the invoices of a schedule."""
    return sum((case.invoice(i).paid + case.invoice(i).credited for i in plan.invoice_ids), ZERO)


def _plans(case: Case, day: date, policy: Policy) -> Iterable[Action]:
    for plan in case.plans:
        if plan.status is not PlanStatus.ACTIVE:
            continue
        if all(not is_open(case.invoice(i)) for i in plan.invoice_ids):
            yield MovePlan(plan.id, PlanStatus.KEPT, day)
            continue
        late = missed(plan, paid_on(case, plan), day)
        if late and policy.calendar.working_days_between(late.due_on, day) >= MISSED_GRACE:
            yield from _plan_broken(case, plan, day)


def _plan_broken(case: Case, plan: Plan, day: date) -> Iterable[Action]:
    cause = f"plan:{plan.id}"
    label = "Échéancier non respecté"
    yield MovePlan(plan.id, PlanStatus.BROKEN, day)
    for invoice_id in plan.invoice_ids:
        if is_open(case.invoice(invoice_id)):
            yield OpenHold(case.client.id, invoice_id, Reason.PLAN_BROKEN.value, None, cause=cause)
    yield OpenTask(
        TaskKind.REPLY,
        f"{label} : {case.client.name}",
        case.client.id,
        None,
        day,
        cause=cause,
        data={"label": label},
    )


# ------------------------------------------------------------------------------------------- open tasks


def decide_reminders(tasks: Iterable[Task], day: date, calendar: WorkCalendar) -> Decision:
    """Open tasks to recall today: after 2, 5 and 10 working days, then every 10; urgent ones daily."""
    if not calendar.is_working(day):
        return Decision()
    return Decision(tuple(RemindTask(t.id) for t in tasks if _recall(t, day, calendar)))


def _recall(task: Task, day: date, calendar: WorkCalendar) -> bool:
    if task.reminded_on is not None and task.reminded_on >= day:
        return False
    soon = (task.due_on - task.opened_on).days <= SOON_DAYS
    passed = calendar.working_days_between(task.opened_on if soon else task.due_on, day)
    if task.urgent:
        return passed >= 1
    done = task.reminded
    due_after = REMINDS_AFTER[done] if done < len(REMINDS_AFTER) else 10 * (done - len(REMINDS_AFTER) + 2)
    return passed >= due_after
