"""The case: one client with all that bears on it, and the state of its invoices as a pure function of these facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from relance.domain.intents import PRECEDENCE
from relance.domain.model import (
    REMINDERS,
    ZERO,
    Client,
    Contact,
    Hold,
    Invoice,
    Mail,
    MailStatus,
    Plan,
    PlanStatus,
    ReceivedSummary,
    State,
    Task,
)
from relance.domain.policy import Stage


@dataclass(frozen=True, slots=True)
class Case:
    """One client, read under lock and decided as a whole; never stored.

    Attributes:
        client: who owes.
        contacts: its addresses, blocked ones included.
        invoices: all its invoices, closed ones included, oldest due date first.
        holds: every hold that concerns it, closed and global ones included, oldest first.
        tasks: its open tasks.
        plans: its payment schedules.
        mails: its outgoing mails, newest first.
        received: the mails it sent, newest first.

    """

    client: Client
    contacts: tuple[Contact, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    holds: tuple[Hold, ...] = ()
    tasks: tuple[Task, ...] = ()
    plans: tuple[Plan, ...] = ()
    mails: tuple[Mail, ...] = ()
    received: tuple[ReceivedSummary, ...] = ()

    def invoice(self, invoice_id: int) -> Invoice:
        """The invoice with that key.

        Raises:
            KeyError: it is not of this client.

        """
        for invoice in self.invoices:
            if invoice.id == invoice_id:
                return invoice
        raise KeyError(invoice_id)

    @property
    def open_invoices(self) -> tuple[Invoice, ...]:
        """Invoices that are still owed."""
        return tuple(i for i in self.invoices if is_open(i))

    @property
    def reachable(self) -> tuple[Contact, ...]:
        """Addresses that may still be written to as `To`."""
        return tuple(c for c in self.contacts if not c.copy and c.blocked_on is None)

    def last_reminder_on(self) -> date | None:
        """Day of the last reminder that left, or may have left."""
        days = [m.sent_at.date() for m in self.mails if m.letter in REMINDERS and m.sent_at is not None]
        return max(days, default=None)

    def pending_plan(self) -> Plan | None:
        """The schedule proposed to the client and not yet answered."""
        return next((p for p in reversed(self.plans) if p.status is PlanStatus.PROPOSED and p.proposed_on), None)

    def plan_of(self, invoice_id: int) -> Plan | None:
        """The active schedule that covers the invoice."""
        return next((p for p in self.plans if p.status is PlanStatus.ACTIVE and invoice_id in p.invoice_ids), None)


def is_open(invoice: Invoice) -> bool:
    """Whether the invoice is still owed."""
    return invoice.cancelled is None and invoice.balance > ZERO


@dataclass(frozen=True, slots=True)
class Standing:
    """State of one invoice on one day (interface, JSON of `status`).

    Attributes:
        state: the first that is true.
        reason: of a pause or wait: the gravest hold's, else the latest's.
        until: of a pause: the first day on which it no longer holds.

    """

    state: State
    reason: str | None = None
    until: date | None = None


_GRAVITY = {intent.value: len(PRECEDENCE) - n for n, intent in enumerate(PRECEDENCE)}


def gravity(hold: Hold) -> tuple[bool, bool, int, date, int]:
    """Sort key of holds: grave, then without date, then by precedence of the intent, then the latest."""
    return (hold.grave, hold.until is None, _GRAVITY.get(hold.reason, 0), hold.since, hold.id)


def concerns(hold: Hold, invoice: Invoice) -> bool:
    """Whether an (open or closed) hold is about the invoice."""
    if hold.client_id is None:
        return True
    return hold.client_id == invoice.client_id and hold.invoice_id in (None, invoice.id)


def waits(hold: Hold, day: date, tasks: Iterable[Task]) -> bool:
    """Whether an open hold needs a person: no date, or its date has come while a task it caused is open.

    A question that the firm did not answer never ends in a reminder.
    """
    if hold.until is None:
        return True
    if hold.until > day:
        return False
    return hold.then_waits or any(t.cause == hold.cause and t.done_at is None for t in tasks if hold.cause)


def in_force(case: Case, invoice: Invoice, day: date, *, quiet: bool = False) -> tuple[Hold, ...]:
    """Holds that keep the invoice from climbing on that day.

    Args:
        case: the client.
        invoice: one of its invoices.
        day: the day asked about.
        quiet: give the deferring holds (absences) instead of the others.

    """
    return tuple(
        h
        for h in case.holds
        if h.closed_at is None
        and h.quiet is quiet
        and concerns(h, invoice)
        and (waits(h, day, case.tasks) or (h.until is not None and h.until > day))
    )


def standing(case: Case, invoice: Invoice, day: date) -> Standing:
    """State of an invoice on a day: cancelled, settled, waiting, paused, plan, active; the first that is true."""
    if invoice.cancelled is not None:
        return Standing(State.CANCELLED, invoice.cancelled.value)
    if invoice.balance <= ZERO:
        return Standing(State.SETTLED)
    holds = in_force(case, invoice, day)
    reason = max(holds, key=gravity).reason if holds else None
    if any(waits(h, day, case.tasks) for h in holds):
        return Standing(State.WAITING, reason)
    if holds:
        return Standing(State.PAUSED, reason, max(h.until for h in holds if h.until is not None))
    if case.plan_of(invoice.id):
        return Standing(State.PLAN)
    return Standing(State.ACTIVE)


def paused_days(case: Case, invoice: Invoice) -> frozenset[date]:
    """Days on which an automatic hold with a date kept, or keeps, the invoice from climbing."""
    days: set[date] = set()
    for h in case.holds:
        if not h.automatic or h.quiet or h.until is None or not concerns(h, invoice):
            continue
        end = min(h.closed_at.date(), h.until) if h.closed_at else h.until
        days.update(h.since + timedelta(days=n) for n in range((end - h.since).days))
    return frozenset(days)


def pause_limit(case: Case, invoice: Invoice, day: date, most: int) -> date:
    """First day on which a pause that begins on a day would make the automatic pauses of an invoice too long.

    Days that another pause covers already cost nothing.

    Args:
        case: the client.
        invoice: one of its invoices.
        day: first day of the pause.
        most: days all automatic pauses of one invoice may last together.

    """
    paused = paused_days(case, invoice)
    left = most - len(paused)
    while day in paused or left > 0:
        left -= day not in paused
        day += timedelta(days=1)
    return day


class Situation(StrEnum):
    """Column of the table of decisions; see `situation`."""

    LADDER = "ladder"
    PLAN = "plan"
    NOTICED = "noticed"
    CLOSED = "closed"


def situation(case: Case, invoice: Invoice) -> Situation:
    """Which column of the table applies to an invoice: closed, noticed (formal notice sent), plan, ladder."""
    if not is_open(invoice):
        return Situation.CLOSED
    if case.plan_of(invoice.id):
        return Situation.PLAN
    if invoice.stage is not None and invoice.stage.rank >= Stage.FORMAL_NOTICE.rank:
        return Situation.NOTICED
    return Situation.LADDER


def live(mail: Mail) -> bool:
    """Whether a mail may still leave, or is leaving."""
    return mail.status in (MailStatus.PLANNED, MailStatus.READY, MailStatus.ATTEMPTING)
