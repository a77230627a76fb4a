"""One client and its firm in memory: the actions of a decision carried out on a `Case`, mails sent on a moved clock.

What `flows.apply` and `flows.outbox` do with a database and a server, done with values, so that a test can play years
of events in milliseconds. It checks nothing: the tests read `sent` and `case`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from relance.domain import decisions as d
from relance.domain import manual
from relance.domain.case import Case, live, standing
from relance.domain.commands import Command, StaffAnswer, understand_about_reply
from relance.domain.decisions import Action, Decision, DropMail, OpenTask, ReachStage
from relance.domain.desk.base import Desk, Ruling
from relance.domain.desk.corrections import with_words
from relance.domain.desk.rulings import rule
from relance.domain.escalation import decide_steps
from relance.domain.hearing import Hearing, Reply
from relance.domain.intents import Bounce, Entities, Intent, Standing, Understanding, Verdict
from relance.domain.lastlook import Look, last_look
from relance.domain.machines import MachineMail, decide_machine
from relance.domain.model import (
    REMINDERS,
    TO_FIRM,
    Client,
    ClientKind,
    Contact,
    Hold,
    Invoice,
    Letter,
    Mail,
    MailStatus,
    Phase,
    Plan,
    PlanStatus,
    ReceivedSummary,
    State,
    Task,
    TaskKind,
)
from relance.domain.outcomes import decide_outcome, retry_at
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Policy, Stage
from relance.domain.records import Outcome, Refusal
from relance.domain.replies import decide_reply
from relance.domain.upkeep import decide_guard, decide_reminders, decide_upkeep

PARIS = ZoneInfo("Europe/Paris")
LAWYER = StaffMember("Me Exemple", "associee@cabinet.test", Role.LAWYER)
ADDRESS = "compta@exemple.test"
SENT = Outcome(MailStatus.SENT, 250)
Server = Callable[[Mail], Outcome]


def invoice(
    number: str = "2026-0142", amount: str = "1200.00", due_on: date = date(2026, 3, 2), **more: Any
) -> Invoice:
    """An invoice of client 1; its key is the last figure of its number unless given."""
    fields: dict[str, Any] = {
        "id": int(number[-1]),
        "issued_on": due_on - timedelta(days=30),
        "document_id": 1,
    } | more
    return Invoice(client_id=1, number=number, amount=Decimal(amount), due_on=due_on, **fields)


def case_of(*invoices: Invoice, kind: ClientKind = ClientKind.PROFESSIONAL, **more: Any) -> Case:
    """The case of client 1 with one address."""
    client = Client(1, "id:C1", "SARL Exemple", kind)
    return Case(client, more.pop("contacts", (Contact(1, ADDRESS),)), invoices or (invoice(),), **more)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of that day in Paris."""
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)


def said(
    intent: Intent, confidence: float = 0.99, secondary: tuple[Intent, ...] = (), **entities: Any
) -> Understanding:
    """A human mail that says so."""
    return Understanding(intent, secondary, confidence, ("mots",), Entities(**entities), "mots")


def reply(understanding: Understanding, received_id: int = 1, **more: Any) -> Reply:
    """That mail, from the recorded address."""
    fields: dict[str, Any] = {"sender": ADDRESS, "standing": Standing.CONTACT, "verdict": Verdict.PASS} | more
    return Reply(understanding, received_id, **fields)


@dataclass(frozen=True)
class Left:
    """A mail that left, or may have left, with the state of its invoices at that moment."""

    at: datetime
    mail: Mail
    status: MailStatus
    states: Mapping[int, State]

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass
class FirmInMemory:
    """A client, its firm, a clock and a mail server that does as it is told."""

    case: Case
    now: datetime
    policy: Policy = field(default_factory=Policy)
    server: Server = lambda _: SENT
    sent: list[Left] = field(default_factory=list)
    events: list[tuple[date, str]] = field(default_factory=list)
    closed_tasks: list[Task] = field(default_factory=list)
    opened_tasks: list[tuple[date, Task]] = field(default_factory=list)
    refused_plans: list[tuple[datetime, d.PlanMail]] = field(default_factory=list)
    approved: list[tuple[int, Decimal]] = field(default_factory=list)
    said_not_left: set[int] = field(default_factory=set)
    waiting: tuple[MailStatus, ...] = (MailStatus.PLANNED, MailStatus.READY)
    _ids: int = 100

    # ------------------------------------------------------------------------------------------ the clock

    @property
    def today(self) -> date:
        return self.now.date()

    def morning(self, day: date) -> None:
        """Go to 10:00 of a day and do a whole pass."""
        self.now = at(day)
        self.work()

    def until(self, day: date) -> FirmInMemory:
        """Pass every morning up to and including a day."""
        while self.today < day:
            self.morning(self.today + timedelta(days=1))
        return self

    def work(self) -> None:
        """What a pass does: upkeep, steps, recalled tasks, sending."""
        self.bring_up_to_date()
        self.apply(decide_steps(self.case, self.now, self.policy))
        self.apply(decide_reminders(self.case.tasks, self.today, self.policy.calendar))
        self.send_due()

    # ---------------------------------------------------------------------------------------- what happens

    def hears(self, understanding: Understanding, **more: Any) -> Decision:
        """A human mail comes in."""
        received_id = self._id()
        heard = reply(understanding, received_id, written_at=self.now, **more)
        decision = decide_reply(Hearing(self.case, heard, self.now, self.policy))
        self._received(received_id, understanding.intent, decision)
        return decision

    def hears_machine(
        self, intent: Intent, about: Mail | None = None, bounce: Bounce | None = None, **entities: Any
    ) -> Decision:
        """A machine's mail comes in."""
        received_id = self._id()
        secondary = entities.pop("secondary", ())
        understanding = Understanding(intent, secondary, 1.0, entities=Entities(**entities), bounce=bounce)
        decision = decide_machine(self.case, MachineMail(understanding, received_id, about), self.now, self.policy)
        self._received(received_id, intent, decision)
        return decision

    def _received(self, received_id: int, intent: Intent, decision: Decision) -> None:
        self.apply(decision)
        told = ReceivedSummary(received_id, self.now, intent, (1,))
        self.case = replace(self.case, received=(told, *self.case.received))

    def answers(self, task: Task, command: Command, **fields: str) -> Ruling:
        """A lawyer answers a task."""
        ruling = rule(Desk(self.case, task, StaffAnswer(command, fields), LAWYER, self.now, self.policy))
        if ruling.done:
            for action in ruling.decision.actions:
                if isinstance(action, d.PlanMail) and action.letter is Letter.FORMAL_NOTICE:
                    self.approved.append((action.items[0].invoice_id, Decimal(action.data["balance"])))
            self.apply(ruling.decision)
        return ruling

    def corrects(self, task: Task, text: str, member: StaffMember = LAWYER, **entities: Any) -> Ruling:
        """A person says what the reply of a task means; the client's own words state `entities`."""
        answer = understand_about_reply(text, self.today)
        meant = None
        if answer.command is Command.CORRECT:
            read = with_words(said(Intent(answer.fields["intent"]), 1.0, **entities), answer.fields)
            meant = reply(read, int(task.cause.removeprefix("received:")), written_at=self.now)
        ruling = rule(Desk(self.case, task, answer, member, self.now, self.policy, reply=meant))
        if ruling.done:
            self.apply(ruling.decision)
        return ruling

    def orders(self, *actions: Action) -> None:
        """A person orders something from the shell."""
        self.apply(Decision(actions, "person:shell", "shell"))

    def pays(self, invoice_id: int, amount: Decimal) -> None:
        """A payment is booked."""
        owed = self.case.invoice(invoice_id)
        self.orders(manual.pay(owed, amount, self.today, f"ref{self._id()}", "person"))

    def task(self, kind: TaskKind) -> Task:
        """The open task of that kind."""
        return next(t for t in self.case.tasks if t.kind is kind)

    def state(self, invoice_id: int = 2) -> State:
        """State of an invoice today."""
        return standing(self.case, self.case.invoice(invoice_id), self.today).state

    def stages(self, invoice_id: int = 2) -> list[tuple[date, str]]:
        """The reminders and the formal notice that left for an invoice."""
        return [
            (left.day, item.stage.value)
            for left in self.sent
            for item in left.mail.items
            if item.invoice_id == invoice_id and item.stage is not None
        ]

    # ------------------------------------------------------------------------------------------- decisions

    def apply(self, decision: Decision) -> None:
        """Carry a decision out, and what follows from it."""
        for action in decision.actions:
            _CARRIERS[type(action)](self, action)
        if decision:
            self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        for _ in range(4):
            upkeep = decide_upkeep(self.case, self.today, self.policy)
            if not upkeep:
                break
            for action in upkeep.actions:
                _CARRIERS[type(action)](self, action)
        for action in decide_guard(self.case, self.today, self.policy).actions:
            _CARRIERS[type(action)](self, action)

    # ---------------------------------------------------------------------------------------------- sending

    def send_due(self) -> None:
        """Send what is due, one mail after the other, each after its last look."""
        while (mail := self._next_mail()) is not None:
            self._set_mail(
                replace(mail, status=MailStatus.ATTEMPTING, phase=Phase.ATTEMPT, attempts=mail.attempts + 1)
            )
            self._finish(self._mail(mail.id), self.server(mail))

    def _next_mail(self) -> Mail | None:
        for mail in sorted(self.case.mails, key=lambda m: (m.not_before or self.now, m.id)):
            if self._mail(mail.id).status not in self.waiting or (mail.not_before and mail.not_before > self.now):
                continue
            if not self.policy.calendar.is_open(self.now):
                return None
            seen = last_look(mail, self.case, self.now, self.policy)
            if seen.look is Look.GO:
                return mail
            self.apply(_given_up(mail, self.case, seen.reason, self.now))
            if mail.letter in REMINDERS:
                self.apply(decide_steps(self.case, self.now, self.policy))
        return None

    def _finish(self, mail: Mail, outcome: Outcome) -> None:
        if outcome.status is MailStatus.READY:
            again = retry_at(mail.attempts, mail.planned_at or self.now, self.now)
            if again is not None:
                self._set_mail(replace(mail, status=MailStatus.READY, phase=None, not_before=again))
                return
            outcome = replace(outcome, status=MailStatus.FAILED)
        left = outcome.status in (MailStatus.SENT, MailStatus.DOUBTFUL)
        if left:
            states = {i.id: standing(self.case, i, self.today).state for i in self.case.invoices}
            self.sent.append(Left(self.now, mail, outcome.status, states))
        self._set_mail(replace(mail, status=outcome.status, sent_at=self.now if left else None))
        self.apply(decide_outcome(self.case, self._mail(mail.id), outcome, self.now, self.policy))

    # ---------------------------------------------------------------------------------------------- values

    def _id(self) -> int:
        self._ids += 1
        return self._ids

    def _mail(self, mail_id: int) -> Mail:
        return next(m for m in self.case.mails if m.id == mail_id)

    def _set_mail(self, mail: Mail) -> None:
        self.case = replace(self.case, mails=tuple(mail if m.id == mail.id else m for m in self.case.mails))

    def _set_invoice(self, changed: Invoice) -> None:
        invoices = tuple(changed if i.id == changed.id else i for i in self.case.invoices)
        self.case = replace(self.case, invoices=invoices)

    def _set_holds(self, change: Callable[[Hold], Hold]) -> None:
        self.case = replace(self.case, holds=tuple(change(h) for h in self.case.holds))


def _given_up(mail: Mail, case: Case, reason: str, now: datetime) -> Decision:
    """As the outbox decides it: an approved letter is never given up in silence."""
    drop = DropMail(mail.id, reason)
    if mail.letter is Letter.FORMAL_NOTICE and not case.reachable:
        deadline = date.fromisoformat(mail.data["deadline_on"])
        reached = ReachStage(mail.items[0].invoice_id, Stage.FORMAL_NOTICE, now.date(), deadline)
        return Decision((drop, reached), f"mail:{mail.id}")
    if mail.letter in (Letter.FORMAL_NOTICE, Letter.SCHEDULE_PROPOSED):
        about = mail.items[0].invoice_id
        task = OpenTask(TaskKind.OTHER, "Accord devenu caduc", 1, about, now.date(), cause=f"mail:{mail.id}")
        return Decision((drop, task), f"mail:{mail.id}")
    return Decision((drop,), f"mail:{mail.id}")


def _open_hold(f: FirmInMemory, a: d.OpenHold) -> None:
    hold = Hold(
        f._id(),
        a.client_id,
        a.invoice_id,
        a.reason,
        f.today,
        a.until,
        a.grave,
        a.cause,
        a.quiet,
        a.then_waits,
        a.automatic,
    )
    f.case = replace(f.case, holds=(*f.case.holds, hold))


def _close_hold(f: FirmInMemory, a: d.CloseHold) -> None:
    f._set_holds(lambda h: replace(h, closed_at=f.now) if h.id == a.hold_id else h)


def _open_task(f: FirmInMemory, a: d.OpenTask) -> None:
    task = Task(
        f._id(), a.kind, a.title, a.client_id, a.invoice_id, (LAWYER.email,), f.today, a.due_on, a.urgent, a.cause,
        a.approves, data=a.data,
    )  # fmt: skip
    f.opened_tasks.append((f.today, task))
    f.case = replace(f.case, tasks=(*f.case.tasks, task))


def _close_task(f: FirmInMemory, a: d.CloseTask) -> None:
    f.closed_tasks += [replace(t, done_at=f.now, answer=a.answer) for t in f.case.tasks if t.id == a.task_id]
    f.case = replace(f.case, tasks=tuple(t for t in f.case.tasks if t.id != a.task_id))


def _remind_task(f: FirmInMemory, a: d.RemindTask) -> None:
    tasks = (
        replace(t, reminded=t.reminded + 1, reminded_on=f.today) if t.id == a.task_id else t for t in f.case.tasks
    )
    f.case = replace(f.case, tasks=tuple(tasks))
    f.events.append((f.today, f"recalled:{a.task_id}"))


def _plan_mail(f: FirmInMemory, a: d.PlanMail) -> None:
    taken = {i.key for m in f.case.mails if m.status is not MailStatus.DROPPED for i in m.items}
    if taken & {i.key for i in a.items}:
        f.refused_plans.append((f.now, a))
        return
    if a.letter in TO_FIRM:
        return
    mail = Mail(
        f._id(),
        a.letter,
        MailStatus.PLANNED,
        a.client_id,
        a.items,
        a.to,
        f.now,
        a.not_before,
        received_id=a.received_id,
        data=a.data,
    )
    f.case = replace(f.case, mails=(mail, *f.case.mails))


def _drop_mail(f: FirmInMemory, a: d.DropMail) -> None:
    mail = f._mail(a.mail_id)
    if not live(mail) and mail.status is not MailStatus.FAILED:
        raise AssertionError(f"a mail that is {mail.status} cannot be dropped")
    f._set_mail(replace(mail, status=MailStatus.DROPPED))


def _settle_mail(f: FirmInMemory, a: d.SettleMail) -> None:
    mail = f._mail(a.mail_id)
    if mail.status is MailStatus.DOUBTFUL:
        sent_at = mail.sent_at if a.status is MailStatus.SENT else None
        f._set_mail(replace(mail, status=a.status, phase=None, not_before=f.now, sent_at=sent_at))
        if a.status is MailStatus.READY:
            f.said_not_left.add(mail.id)


def _reach_stage(f: FirmInMemory, a: d.ReachStage) -> None:
    reached = f.case.invoice(a.invoice_id)
    f.events.append((f.today, f"reached:{a.invoice_id}:{a.stage.value}:{reached.round}"))
    f._set_invoice(replace(reached, stage=a.stage, stage_on=a.on, deadline_on=a.deadline_on or reached.deadline_on))


def _restart(f: FirmInMemory, a: d.RestartLadder) -> None:
    i = f.case.invoice(a.invoice_id)
    f._set_invoice(replace(i, stage=a.stage, stage_on=a.stage_on, round=i.round + 1, deadline_on=None))


def _block(f: FirmInMemory, a: d.BlockContact) -> None:
    contacts = (
        replace(c, blocked_on=f.today, blocked_why=a.why) if c.address == a.address else c for c in f.case.contacts
    )
    f.case = replace(f.case, contacts=tuple(contacts))


def _unblock(f: FirmInMemory, a: d.UnblockContact) -> None:
    contacts = (
        replace(c, blocked_on=None, blocked_why=None) if c.address == a.address else c for c in f.case.contacts
    )
    f.case = replace(f.case, contacts=tuple(contacts))


def _correct(f: FirmInMemory, a: d.CorrectReading) -> None:
    told = (replace(r, intent=a.intent) if r.id == a.received_id else r for r in f.case.received)
    f.case = replace(f.case, received=tuple(told))


def _book(f: FirmInMemory, a: d.BookPayment) -> None:
    for invoice_id, amount in a.allocations:
        i = f.case.invoice(invoice_id)
        f._set_invoice(replace(i, paid=i.paid + amount))


def _credit(f: FirmInMemory, a: d.BookCredit) -> None:
    i = f.case.invoice(a.invoice_id)
    f._set_invoice(replace(i, credited=i.credited + a.amount))


def _cancel(f: FirmInMemory, a: d.CancelInvoice) -> None:
    f._set_invoice(replace(f.case.invoice(a.invoice_id), cancelled=a.why))


def _propose(f: FirmInMemory, a: d.ProposePlan) -> None:
    plan = Plan(f._id(), a.client_id, PlanStatus.PROPOSED, a.invoice_ids, a.instalments, a.proposed_on)
    f.case = replace(f.case, plans=(*f.case.plans, plan))


def _move_plan(f: FirmInMemory, a: d.MovePlan) -> None:
    def moved(p: Plan) -> Plan:
        changes: dict[str, Any] = {"status": a.status}
        if a.status is PlanStatus.PROPOSED:
            changes["proposed_on"] = a.on
        if a.status is PlanStatus.ACTIVE:
            changes |= {"accepted_on": a.on, "paid_before": a.paid_before}
        return replace(p, **changes)

    f.case = replace(f.case, plans=tuple(moved(p) if p.id == a.plan_id else p for p in f.case.plans))


def _note(f: FirmInMemory, a: d.Note) -> None:
    f.events.append((f.today, a.event))


_CARRIERS: Mapping[type[Action], Callable[[FirmInMemory, Any], None]] = {
    d.OpenHold: _open_hold,
    d.CloseHold: _close_hold,
    d.OpenTask: _open_task,
    d.CloseTask: _close_task,
    d.RemindTask: _remind_task,
    d.PlanMail: _plan_mail,
    d.DropMail: _drop_mail,
    d.SettleMail: _settle_mail,
    d.ReachStage: _reach_stage,
    d.RestartLadder: _restart,
    d.BlockContact: _block,
    d.UnblockContact: _unblock,
    d.CorrectReading: _correct,
    d.BookPayment: _book,
    d.BookCredit: _credit,
    d.CancelInvoice: _cancel,
    d.ProposePlan: _propose,
    d.MovePlan: _move_plan,
    d.SetFlag: lambda _f, _a: None,
    d.Note: _note,
}


def refused(*addresses: str, permanent: bool = True) -> Outcome:
    """The server refuses these recipients, all that there are."""
    refusals = tuple(Refusal(a, 550 if permanent else 450, "no such user", permanent) for a in addresses)
    return Outcome(MailStatus.FAILED if permanent else MailStatus.READY, 550, "refused", refusals)
