"""Schedules (échéanciers): the proposal computed inside the firm's limits, and what is paid of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from relance.domain.calendar import WorkCalendar
from relance.domain.model import ZERO, Instalment, Plan
from relance.domain.money import CENT
from relance.domain.policy import PlanLimits

MONTH = timedelta(days=30)


def split(total: Decimal, count: int) -> tuple[Decimal, ...]:
    """A sum in equal parts to the cent; the odd cents go to the first: 1000.00 in 3 = 333.34, 333.33, 333.33."""
    part = (total / count).quantize(CENT, rounding=ROUND_DOWN)
    return (total - part * (count - 1), *([part] * (count - 1)))


def propose(
    total: Decimal,
    *,
    asked: int | None,
    first_on: date | None,
    today: date,
    limits: PlanLimits,
    calendar: WorkCalendar,
) -> tuple[Instalment, ...]:
    """The schedule the firm could agree to.

    Args:
        total: what is owed.
        asked: number of payments asked for, None when not said (a delay asked for is a schedule of one).
        first_on: first date asked for, None when not said.
        today: the day of the proposal.
        limits: of the firm.
        calendar: its working days.

    Returns:
        Instalments whose amounts sum exactly to `total`, within the limits even if more was asked for.

    """
    count = min(max(asked or (1 if first_on else limits.max_instalments), 1), limits.max_instalments)
    latest = today + timedelta(days=limits.max_days)
    start = first_on if first_on and today < first_on <= latest else today + timedelta(days=8)
    room = (latest - start).days
    gap = min(MONTH, timedelta(days=room // (count - 1))) if count > 1 else MONTH
    amounts = _amounts(total, count, limits.first_percent)
    days = [calendar.working(start + n * gap) for n in range(count)]
    return tuple(Instalment(day, amount) for day, amount in zip(days, amounts, strict=True))


def _amounts(total: Decimal, count: int, first_percent: int) -> Sequence[Decimal]:
    equal = split(total, count)
    least = (total * first_percent / 100).quantize(CENT)
    if count == 1 or equal[0] >= least:
        return equal
    return (least, *split(total - least, count - 1))


def paid_of(plan: Plan, paid_now: Decimal) -> tuple[Decimal, ...]:
    """What is paid of each instalment, in order.

    Args:
        plan: the schedule.
        paid_now: what is paid (and credited) on its invoices today.

    """
    left = max(paid_now - plan.paid_before, ZERO)
    parts: list[Decimal] = []
    for instalment in plan.instalments:
        part = min(left, instalment.amount)
        parts.append(part)
        left -= part
    return tuple(parts)


def missed(plan: Plan, paid_now: Decimal, day: date) -> Instalment | None:
    """The first instalment whose day has passed and that is not wholly paid."""
    for instalment, part in zip(plan.instalments, paid_of(plan, paid_now), strict=True):
        if part < instalment.amount:
            return instalment if instalment.due_on < day else None
    return None
