from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from firm_in_memory import at
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.calendar import REGIONS, WorkCalendar, public_holidays

CALENDAR = WorkCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "day", ["2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14"]
)
def test_a_public_holiday_is_no_working_day(day: str) -> None:
    holiday = date.fromisoformat(day)
    assert not CALENDAR.is_working(holiday)
    assert CALENDAR.working(holiday) > holiday


def test_the_regions_have_holidays_of_their_own() -> None:
    good_friday, second_christmas_day = date(2026, 4, 3), date(2026, 12, 26)
    assert good_friday in public_holidays(2026, "Alsace-Moselle")
    assert second_christmas_day in public_holidays(2026, "Alsace-Moselle")
    assert good_friday not in public_holidays(2026, "")


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_a_firm_may_write_is_known(region: str) -> None:
    assert public_holidays(2026, region) >= public_holidays(2026, "")


def test_days_on_which_the_firm_is_closed_are_no_working_days_first_and_last_included() -> None:
    august = WorkCalendar(closed=((date(2026, 8, 3), date(2026, 8, 21)),))
    assert august.is_working(date(2026, 7, 31))
    assert august.working(date(2026, 8, 3)) == date(2026, 8, 24)


def test_working_days_after_a_day_do_not_count_that_day() -> None:
    assert CALENDAR.add_working_days(date(2026, 4, 9), 3) == date(2026, 4, 14)
    assert CALENDAR.add_working_days(date(2026, 4, 2), 2) == date(2026, 4, 7)  # over Easter
    assert CALENDAR.add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 4)
    assert CALENDAR.working_days_between(date(2026, 4, 2), date(2026, 4, 7)) == 2
    assert CALENDAR.working_days_between(date(2026, 4, 7), date(2026, 4, 2)) == 0


@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_working_days_are_inverse(day: date, count: int) -> None:
    later = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working(later)
    assert CALENDAR.working_days_between(day, later) == count


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (13, 59, False), (14, 0, True), (18, 0, False)],
)
def test_an_hour_is_open_from_its_start_to_before_its_end(hour: int, minute: int, *, is_open: bool) -> None:
    assert CALENDAR.is_open(at(date(2026, 3, 9), hour, minute)) is is_open


def test_the_next_open_instant_is_now_or_the_start_of_a_sending_hour() -> None:
    assert CALENDAR.next_open(at(date(2026, 3, 9), 10, 30)) == at(date(2026, 3, 9), 10, 30)
    assert CALENDAR.next_open(at(date(2026, 3, 9), 12, 30)) == at(date(2026, 3, 9), 14)
    assert CALENDAR.next_open(at(date(2026, 3, 6), 19)) == at(date(2026, 3, 9), 9)
    assert CALENDAR.next_open(at(date(2026, 4, 4), 10)) == at(date(2026, 4, 7), 9)


@given(st.integers(0, 5 * 365 * 24 * 60))
def test_the_next_open_instant_is_open_and_never_before(minutes: int) -> None:
    instant = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = CALENDAR.next_open(instant)
    assert opens >= instant
    assert CALENDAR.is_open(opens)
    assert CALENDAR.next_open(opens) == opens


def test_the_hours_are_those_of_the_firm_wherever_the_machine_stands() -> None:
    noumea = WorkCalendar(zone=ZoneInfo("Pacific/Noumea"))
    instant = datetime(2026, 3, 8, 22, 30, tzinfo=UTC)  # a Sunday in Europe, Monday 9:30 there
    assert noumea.is_open(instant)
    assert not CALENDAR.is_open(instant)


def test_the_night_on_which_the_clocks_change_loses_no_day() -> None:
    whole_day = WorkCalendar(days=frozenset(range(7)), hours=((time(0), time(23, 59)),))
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        instant = datetime.combine(day, time(), tzinfo=CALENDAR.zone)
        opens = {whole_day.next_open(instant + timedelta(hours=n)).date() for n in range(23)}
        assert opens == {day}
