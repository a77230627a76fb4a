from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.imap import Backoff

MIDDLE = 0.5


def test_delays_double_up_to_a_quarter_of_an_hour() -> None:
    backoff = Backoff()
    assert [backoff.failed(MIDDLE) for _ in range(10)] == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


@given(st.integers(0, 2000), st.floats(0, 1, exclude_max=True))
def test_chance_spreads_a_delay_by_a_fifth_and_years_of_failures_stay_finite(failures: int, chance: float) -> None:
    backoff, middle = Backoff(), Backoff()
    for _ in range(failures):
        backoff.failed(chance)
        middle.failed(MIDDLE)
    assert 0.79 <= backoff.failed(chance) / middle.failed(MIDDLE) <= 1.21


def test_only_ten_minutes_of_health_forget_the_failures() -> None:
    backoff = Backoff()
    for _ in range(4):
        backoff.failed(MIDDLE)
    backoff.worked(1000)
    backoff.worked(1599)
    assert backoff.failed(MIDDLE) == 80, "a login that worked is not health"
    backoff.worked(2000)
    backoff.worked(2600)
    assert backoff.failed(MIDDLE) == 5


def test_a_failure_starts_the_ten_minutes_anew() -> None:
    backoff = Backoff()
    backoff.failed(MIDDLE)
    backoff.worked(0)
    backoff.failed(MIDDLE)
    backoff.worked(590)
    backoff.worked(700)
    assert backoff.failed(MIDDLE) == 20


def test_refused_credentials_wait_minutes_then_an_hour_each() -> None:
    backoff = Backoff()
    assert [backoff.failed(0.9, refused=True) for _ in range(4)] == [300, 600, 3600, 3600]
    assert backoff.failed(MIDDLE) == 5, "the other ladder was not climbed"


def test_the_server_s_wish_wins_when_it_is_longer() -> None:
    backoff = Backoff()
    assert backoff.failed(MIDDLE, retry_after=299.91) == 299.91
    assert backoff.failed(MIDDLE, retry_after=1) == 10
