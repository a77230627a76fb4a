"""What would happen if nobody answered: the ladder played forward on copies, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from relance.domain.case import Case
from relance.domain.escalation import due_steps, reminder_due
from relance.domain.model import Letter, Mail, MailStatus
from relance.domain.policy import Means, Policy, Stage


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that would leave, or be asked of the firm.

    Attributes:
        at: when it would leave: the first sending hour of its day.
        stage: the rung; of a grouped mail the highest.
        to: addresses of the client; () for a task of the firm.
        numbers: invoices that advance.

    """

    at: datetime
    stage: Stage
    means: Means
    to: tuple[str, ...]
    numbers: tuple[str, ...]


def forecast(case: Case, now: datetime, until: date, policy: Policy) -> Iterator[Coming]:
    """What one client would get from now to a day, and what would be asked of the firm about it.

    Silence is assumed of everybody: pauses end, questions stay open, a formal notice waits for its yes for ever.

    Args:
        case: the client.
        now: this instant, in the firm's zone.
        until: last day looked at.
        policy: the ladder.

    """
    asked: set[tuple[int, Stage]] = set()
    day = now.date()
    while day <= until:
        at = policy.calendar.next_open(max(now, datetime.combine(day, time(), tzinfo=now.tzinfo)))
        if at.date() == day:
            case, coming = _one_day(case, at, policy, asked)
            yield from coming
        day += timedelta(days=1)


def _one_day(case: Case, at: datetime, policy: Policy, asked: set[tuple[int, Stage]]) -> tuple[Case, list[Coming]]:
    day, coming = at.date(), []
    reached: dict[int, Stage] = {}
    reminder = reminder_due(case, day, policy)
    if reminder is not None:
        numbers = tuple(case.invoice(i.invoice_id).number for i in reminder.items)
        to = tuple(c.address for c in case.reachable)
        coming.append(Coming(at, Stage(reminder.letter.value), Means.MAIL, to, numbers))
        reached.update({i.invoice_id: i.stage for i in reminder.items if i.stage is not None})
        case = replace(case, mails=(_sent(case, reminder.letter, at), *case.mails))
    for invoice, step in due_steps(case, day, policy):
        if step.means is Means.MAIL or (invoice.id, step.stage) in asked:
            continue
        asked.add((invoice.id, step.stage))
        coming.append(Coming(at, step.stage, step.means, (), (invoice.number,)))
        if step.means is Means.TASK:
            reached[invoice.id] = step.stage
    invoices = tuple(replace(i, stage=reached[i.id], stage_on=day) if i.id in reached else i for i in case.invoices)
    return replace(case, invoices=invoices), coming


def _sent(case: Case, letter: Letter, at: datetime) -> Mail:
    return Mail(0, letter, MailStatus.SENT, case.client.id, planned_at=at, sent_at=at)
