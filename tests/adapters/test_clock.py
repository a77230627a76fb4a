from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from relance.adapters.clock import FixedClock, SystemClock

PARIS = ZoneInfo("Europe/Paris")


def test_the_system_clock_is_aware_and_in_the_firm_s_zone() -> None:
    now = SystemClock(PARIS).now()
    assert now.tzinfo is PARIS
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)  # noqa: TID251  compared with the real thing


def test_a_fixed_clock_stays_put_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 3, 1, 8, 0, tzinfo=UTC), PARIS)
    assert clock.now().isoformat() == "2026-03-01T09:00:00+01:00"
    assert clock.now() == clock.now()
    clock.move(datetime(2026, 6, 1, 10, 0))  # noqa: DTZ001  wall time of the firm
    assert clock.now().isoformat() == "2026-06-01T10:00:00+02:00"


def test_advancing_over_the_change_to_summer_time_counts_elapsed_hours() -> None:
    clock = FixedClock(datetime(2026, 3, 28, 12, 0, tzinfo=PARIS), PARIS)
    clock.advance(timedelta(hours=24))
    assert clock.now().isoformat() == "2026-03-29T13:00:00+02:00"
