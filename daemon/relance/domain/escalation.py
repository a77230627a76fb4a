"""Climbing the ladder: which step of an invoice comes next, on which day, and what one client gets today.

The rules are those of the interface ("Stages of the default policy"): no step is skipped but those of before the due
date and the due date itself once a later one's date has come; a step keeps the policy's distance from the day the
one before it was really carried out; `preventive` delays nothing; a day on which the firm does not write moves to
the next one on which it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.case import Case, Standing, concerns, in_force, live, standing
from relance.domain.decisions import Action, Decision, DropMail, OpenTask, PlanMail, ReachStage
from relance.domain.intents import Intent
from relance.domain.model import REMINDERS, Approves, Invoice, Letter, Mail, MailItem, MailStatus, State, TaskKind
from relance.domain.money import euros
from relance.domain.policy import Means, Policy, Stage, Step

DAY = timedelta(days=1)
POST_WORKING_DAYS = 3
"""Working days a registered letter takes before its delay runs (interface)."""

NOTICE_DAYS = {"professional": 8}
"""Days a formal notice leaves, by kind of client; 15 for all others (reference/droit.md 3.3: no legal number)."""

NOTICE_DAYS_DEFAULT = 15


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next for an invoice if nothing happens.

    Attributes:
        stage: the rung.
        on: the day it is due; it may have passed.
        means: how it is carried out.
        reason: why that day, French.

    """

    stage: Stage
    on: date
    means: Means
    reason: str


def next_step(case: Case, invoice: Invoice, day: date, policy: Policy) -> NextStep | None:
    """The next step of an invoice, seen from a day.

    Args:
        case: its client.
        invoice: the invoice.
        day: today; decides which early steps are overtaken.
        policy: the ladder.

    Returns:
        None when nothing comes by itself: closed, waiting for a person, under a schedule, balance not worth chasing,
        or the ladder is climbed.

    """
    stand = standing(case, invoice, day)
    if stand.state not in (State.ACTIVE, State.PAUSED) or invoice.balance < policy.min_balance:
        return None
    floor = _not_before(case, invoice, day, stand)
    hastened = broken_promise_on(case, invoice)
    for step in policy.steps:
        if invoice.stage is not None and step.stage.rank <= invoice.stage.rank:
            continue
        on, reason = _date_of(step, invoice, policy), _why(step, invoice)
        if hastened is not None and hastened < on:
            on, reason = _not_before_deadline(step, invoice, hastened), "promesse de règlement non tenue"
        on = policy.calendar.working(max(on, floor) if floor else on)
        if not _overtaken(step, invoice, max(on, day), policy):
            return NextStep(step.stage, on, step.means, reason)
    return None


def _not_before(case: Case, invoice: Invoice, day: date, stand: Standing) -> date | None:
    deferrals = [h.until for h in in_force(case, invoice, day, quiet=True) if h.until]
    return max([*deferrals, *([stand.until] if stand.until else [])], default=None)


def _date_of(step: Step, invoice: Invoice, policy: Policy) -> date:
    on = invoice.due_on + timedelta(days=step.offset)
    done = policy.step(invoice.stage) if invoice.stage is not None else None
    if done is not None and done.stage is not Stage.PREVENTIVE and invoice.stage_on is not None:
        on = max(on, invoice.stage_on + timedelta(days=step.offset - done.offset))
    return policy.calendar.working(_not_before_deadline(step, invoice, on))


def _not_before_deadline(step: Step, invoice: Invoice, on: date) -> date:
    """The hand-over waits for the date printed in the formal notice, whatever makes it due."""
    if step.stage is Stage.HANDOVER and invoice.deadline_on is not None:
        return max(on, invoice.deadline_on)
    return on


def _why(step: Step, invoice: Invoice) -> str:
    sign = "-" if step.offset < 0 else "+"
    place = f"J{sign}{abs(step.offset)}" if step.offset else "J"
    return f"étape {place} (échéance du {invoice.due_on:%d/%m/%Y})"


def _overtaken(step: Step, invoice: Invoice, day: date, policy: Policy) -> bool:
    """Whether an early step has lost its sense on the day it would be carried out."""
    if step.offset > 0:
        return False
    if step.offset < 0 and (invoice.due_on - day).days < policy.preventive_min_days:
        return True
    later = [s for s in policy.steps if s.offset > step.offset]
    return any(policy.calendar.working(invoice.due_on + timedelta(days=s.offset)) <= day for s in later)


def broken_promise_on(case: Case, invoice: Invoice) -> date | None:
    """Day from which an unkept promise made since the last stage makes the next one due at once, if any."""
    days = [
        h.until
        for h in case.holds
        if h.reason == Intent.PROMISE_TO_PAY.value
        and h.until is not None
        and not h.then_waits
        and concerns(h, invoice)
        and (h.closed_at is None or h.closed_at.date() >= h.until)
        and (invoice.stage_on is None or h.since >= invoice.stage_on)
    ]
    return max(days, default=None)


# ------------------------------------------------------------------------------------------ one client, one day


@dataclass(frozen=True, slots=True)
class Reminder:
    """The one mail a client would get today: its letter (the tone of the highest step), what advances, and why."""

    letter: Letter
    items: tuple[MailItem, ...]
    why: str = ""


def due_steps(case: Case, day: date, policy: Policy) -> tuple[tuple[Invoice, NextStep], ...]:
    """Steps of active invoices whose day has come; none on a day on which the firm does not write."""
    if not policy.calendar.is_working(day):
        return ()
    steps = ((i, next_step(case, i, day, policy)) for i in case.open_invoices)
    return tuple(
        (i, s) for i, s in steps if s is not None and s.on <= day and standing(case, i, day).state is State.ACTIVE
    )


def item_key(invoice: Invoice, stage: Stage) -> str:
    """Purpose of a stage's mail: at most one that was not dropped exists for it."""
    return f"{invoice.id}:{stage.value}:{invoice.round}"


def purpose(case: Case, invoice: Invoice, stage: Stage) -> str:
    """`item_key`, numbered once a mail of that purpose has certainly failed: its own key stays taken for ever."""
    key = item_key(invoice, stage)
    failed = len(_failed(case, key))
    return f"{key}/retry{failed}" if failed else key


def _failed(case: Case, key: str) -> list[Mail]:
    return [
        m
        for m in case.mails
        if m.status is MailStatus.FAILED and "again" not in m.data and key in {base(i.key) for i in m.items}
    ]


def base(key: str) -> str:
    """The purpose without the number of its tries."""
    return key.partition("/")[0]


def _in_question(case: Case, invoice: Invoice, stage: Stage) -> bool:
    """Whether a mail of that purpose failed and the person asked about it has not answered."""
    causes = {f"mail:{m.id}" for m in _failed(case, item_key(invoice, stage))}
    return any(t.cause in causes for t in case.tasks)


def reminder_due(case: Case, day: date, policy: Policy) -> Reminder | None:
    """The reminder a client is to get on a day; None: nothing due, too soon after the last, nobody to write to."""
    due = [
        (i, s)
        for i, s in due_steps(case, day, policy)
        if s.means is Means.MAIL and not _in_question(case, i, s.stage)
    ]
    last = case.last_reminder_on()
    if not due or not case.reachable or (last is not None and (day - last).days < policy.min_days_between):
        return None
    highest = max((s.stage for _, s in due), key=lambda stage: stage.rank)
    items = tuple(MailItem(i.id, s.stage, purpose(case, i, s.stage)) for i, s in due)
    why = " ; ".join(f"{i.number} : {s.reason}" for i, s in due)
    return Reminder(Letter(highest.value), items, why)


def claimed(case: Case, day: date, policy: Policy) -> tuple[tuple[Invoice, ...], tuple[Invoice, ...]]:
    """Invoices a reminder lists: (overdue, not yet due), active ones only; noticed ones are not claimed again."""
    active = [
        i
        for i in case.open_invoices
        if standing(case, i, day).state is State.ACTIVE
        and i.balance >= policy.min_balance
        and (i.stage is None or i.stage.rank < Stage.FORMAL_NOTICE.rank)
    ]
    return tuple(i for i in active if i.due_on <= day), tuple(i for i in active if i.due_on > day)


def decide_steps(case: Case, now: datetime, policy: Policy) -> Decision:
    """What the ladder asks of one client now: at most one reminder, tasks for calls and hand-overs, approvals.

    Args:
        case: the client.
        now: this instant, in the firm's zone.
        policy: the ladder.

    """
    day = now.date()
    actions: list[Action] = list(_reminder(case, now, policy))
    for invoice, step in due_steps(case, day, policy):
        if step.means is Means.TASK:
            actions += _task_step(case, invoice, step, day)
        elif step.means is Means.APPROVED_LETTER and not _asked(case, invoice):
            actions.append(ask_formal_notice(case, invoice, day))
    return Decision(tuple(actions))


def _reminder(case: Case, now: datetime, policy: Policy) -> Sequence[Action]:
    reminder = reminder_due(case, now.date(), policy)
    waiting = [m for m in case.mails if m.letter in REMINDERS and live(m) and "again" not in m.data]
    if reminder is None:
        return [DropMail(m.id, "plus rien n’est dû par ce rappel") for m in waiting if not _leaving(m)]
    if any(_same(m, reminder) or _leaving(m) for m in waiting):
        return []
    mail = PlanMail(reminder.letter, case.client.id, policy.calendar.next_open(now), reminder.items, why=reminder.why)
    return [*(DropMail(m.id, "remplacé par un rappel à jour") for m in waiting), mail]


def _leaving(mail: Mail) -> bool:
    return mail.phase is not None


def _same(mail: Mail, reminder: Reminder) -> bool:
    return mail.letter is reminder.letter and {i.key for i in mail.items} == {i.key for i in reminder.items}


def still_due(mail: Mail, case: Case, day: date, policy: Policy) -> bool:
    """The last look at a reminder: would exactly this mail be decided now?"""
    reminder = reminder_due(case, day, policy)
    return reminder is not None and _same(mail, reminder)


def _asked(case: Case, invoice: Invoice) -> bool:
    return any(
        t.kind is TaskKind.APPROVAL and t.approves is Approves.FORMAL_NOTICE and t.invoice_id == invoice.id
        for t in case.tasks
    ) or any(m.letter is Letter.FORMAL_NOTICE and live(m) and m.items[0].invoice_id == invoice.id for m in case.mails)


def ask_formal_notice(case: Case, invoice: Invoice, day: date) -> OpenTask:
    """The request for a lawyer's yes to a formal notice; it binds to the letter shown and to the balance."""
    return OpenTask(
        TaskKind.APPROVAL,
        f"Mise en demeure à valider : {case.client.name}, facture {invoice.number}, {euros(invoice.balance)}",
        case.client.id,
        invoice.id,
        day,
        cause=f"step:{item_key(invoice, Stage.FORMAL_NOTICE)}",
        approves=Approves.FORMAL_NOTICE,
        data={"balance": str(invoice.balance), "as_of": day.isoformat()},
    )


def notice_deadline(case: Case, approved_on: date, policy: Policy) -> date:
    """Last day printed in a formal notice: approval + 3 working days of post + 8 days (15 unless professional)."""
    arrives = policy.calendar.add_working_days(approved_on, POST_WORKING_DAYS)
    days = NOTICE_DAYS.get(case.client.kind.value, NOTICE_DAYS_DEFAULT)
    return policy.calendar.working(arrives + timedelta(days=days))


_TASKS = {
    Stage.CALL: (TaskKind.CALL, "Appel à passer"),
    Stage.HANDOVER: (TaskKind.HANDOVER, "Suite à choisir"),
}


def _task_step(case: Case, invoice: Invoice, step: NextStep, day: date) -> list[Action]:
    kind, label = _TASKS.get(step.stage, (TaskKind.OTHER, "À faire"))
    title = f"{label} : {case.client.name}, facture {invoice.number}, {euros(invoice.balance)}"
    key = item_key(invoice, step.stage)
    return [
        OpenTask(kind, title, case.client.id, invoice.id, day, cause=f"step:{key}"),
        ReachStage(invoice.id, step.stage, day, why=step.reason),
    ]


def comes_next(case: Case, invoice: Invoice, day: date, policy: Policy) -> NextStep | None:
    """`next_step` as people are told: never in the past, spaced from the last reminder."""
    step = next_step(case, invoice, day, policy)
    while step is not None:
        on = max(step.on, day)
        last = case.last_reminder_on()
        if step.means is Means.MAIL and last is not None:
            on = max(on, last + policy.min_days_between * DAY)
        on = policy.calendar.working(on)
        then = next_step(case, invoice, on, policy)  # spaced so far, an early step may be overtaken by a later one
        if then is None or then.stage is step.stage:
            return NextStep(step.stage, on, step.means, step.reason)
        step = then
    return None
