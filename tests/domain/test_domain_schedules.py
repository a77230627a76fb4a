from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.calendar import WorkCalendar
from relance.domain.model import Instalment, Plan, PlanStatus
from relance.domain.policy import PlanLimits
from relance.domain.schedules import missed, paid_of, propose, split

DAY = date(2026, 3, 9)
CALENDAR = WorkCalendar()
SUMS = st.decimals(Decimal("5.00"), Decimal("99999.99"), places=2)


def proposed(total: str = "1200.00", **more: object) -> tuple[Instalment, ...]:
    fields: dict[str, object] = {"asked": None, "first_on": None, "today": DAY, "limits": PlanLimits()} | more
    return propose(Decimal(total), calendar=CALENDAR, **fields)  # type: ignore[arg-type]


def test_odd_cents_go_to_the_first_part() -> None:
    assert split(Decimal("1000.00"), 3) == (Decimal("333.34"), Decimal("333.33"), Decimal("333.33"))


def test_a_delay_asked_for_is_a_schedule_of_one_on_that_day() -> None:
    assert proposed(first_on=date(2026, 4, 15)) == (Instalment(date(2026, 4, 15), Decimal("1200.00")),)


@pytest.mark.parametrize(("asked", "count"), [(None, 3), (2, 2), (3, 3), (12, 3), (0, 3), (1, 1)])
def test_more_payments_than_the_firm_allows_are_never_proposed(asked: int | None, count: int) -> None:
    assert len(proposed(asked=asked)) == count


@pytest.mark.parametrize("first_on", [DAY, DAY - timedelta(days=3), DAY + timedelta(days=91)])
def test_an_impossible_first_day_is_replaced_by_one_in_eight_days(first_on: date) -> None:
    assert proposed(first_on=first_on, asked=2)[0].due_on == date(2026, 3, 17)


@given(
    total=SUMS,
    asked=st.one_of(st.none(), st.integers(-3, 60)),
    shift=st.one_of(st.none(), st.integers(-400, 400)),
    limits=st.builds(
        PlanLimits,
        max_instalments=st.integers(1, 12),
        max_days=st.integers(10, 365),
        first_percent=st.integers(0, 90),
    ),
)
def test_a_proposal_sums_to_the_cent_and_stays_inside_the_limits(
    total: Decimal, asked: int | None, shift: int | None, limits: PlanLimits
) -> None:
    first_on = None if shift is None else DAY + timedelta(days=shift)
    parts = propose(total, asked=asked, first_on=first_on, today=DAY, limits=limits, calendar=CALENDAR)
    assert sum(p.amount for p in parts) == total
    assert 1 <= len(parts) <= limits.max_instalments
    assert all(p.amount > 0 for p in parts)
    assert parts[0].amount * 100 >= total * min(limits.first_percent, 100) - 1
    assert [p.due_on for p in parts] == sorted(p.due_on for p in parts)
    assert all(CALENDAR.is_working(p.due_on) and p.due_on > DAY for p in parts)
    last_allowed = DAY + timedelta(days=limits.max_days)
    assert parts[-1].due_on <= CALENDAR.working(last_allowed)


PARTS = (
    Instalment(date(2026, 3, 17), Decimal("400.00")),
    Instalment(date(2026, 4, 16), Decimal("400.00")),
    Instalment(date(2026, 5, 18), Decimal("400.00")),
)
PLAN = Plan(1, 1, PlanStatus.ACTIVE, (2,), PARTS, paid_before=Decimal("100.00"))


@pytest.mark.parametrize(
    ("paid", "parts"),
    [
        ("100.00", ["0.00", "0.00", "0.00"]),
        ("50.00", ["0.00", "0.00", "0.00"]),
        ("600.00", ["400.00", "100.00", "0.00"]),
        ("1300.00", ["400.00", "400.00", "400.00"]),
        ("2000.00", ["400.00", "400.00", "400.00"]),
    ],
)
def test_what_is_paid_fills_the_instalments_in_order(paid: str, parts: list[str]) -> None:
    assert paid_of(PLAN, Decimal(paid)) == tuple(Decimal(p) for p in parts)


def test_an_instalment_is_missed_after_its_day_and_only_while_it_is_not_whole() -> None:
    assert missed(PLAN, Decimal("100.00"), date(2026, 3, 17)) is None
    assert missed(PLAN, Decimal("100.00"), date(2026, 3, 18)) == PARTS[0]
    assert missed(PLAN, Decimal("499.99"), date(2026, 3, 18)) == PARTS[0]
    assert missed(PLAN, Decimal("500.00"), date(2026, 3, 18)) is None
    assert missed(PLAN, Decimal("500.00"), date(2026, 4, 17)) == PARTS[1]
    assert missed(PLAN, Decimal("1300.00"), date(2027, 1, 1)) is None
