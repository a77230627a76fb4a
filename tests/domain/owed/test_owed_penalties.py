from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from owed_samples import DAYS, LAW, SUMS, TABLE, claim, day

from relance.domain.model import ClientKind, Nature
from relance.domain.owed.claim import Claim, Terms
from relance.domain.owed.penalties import Segment, accrue, owes_indemnity, percent_fr, starts_after
from relance.domain.owed.rates import MissingRateError, RateClass, Semester

BEARING = [ClientKind.PROFESSIONAL, ClientKind.PUBLIC, ClientKind.CONSUMER]


def reckoned(owed: Claim, until: str, terms: Terms = LAW) -> list[tuple[int, str, str]]:
    """(days, percent, amount) of each segment."""
    segments = accrue(owed, owed.principal, owed.due_on, day(until), terms)
    return [(s.days, f"{s.percent:.2f}", str(s.amount)) for s in segments]


@pytest.mark.parametrize(
    ("principal", "due_on", "paid_on", "segments"),
    [
        ("3600.00", "2026-05-15", "2026-09-10", [(46, "12.15", "55.12"), (72, "12.40", "88.06")]),
        (
            "1200.00",
            "2024-12-16",
            "2025-07-20",
            [(15, "14.25", "7.03"), (181, "13.15", "78.25"), (20, "12.15", "7.99")],
        ),
        ("960.00", "2026-10-31", "2026-11-30", [(30, "12.40", "9.78")]),
        ("2400.00", "2023-12-31", "2024-03-01", [(61, "14.50", "58.16")]),
    ],
)
def test_the_reference_of_professionals_is_reproduced_to_the_cent(
    principal: str, due_on: str, paid_on: str, segments: list[tuple[int, str, str]]
) -> None:
    assert reckoned(claim(principal, due_on), paid_on) == segments


def test_the_reference_of_a_consumer_is_reproduced_to_the_cent() -> None:
    owed = claim("1800.00", "2026-03-31", ClientKind.CONSUMER, notice_on=day("2026-06-10"))
    assert reckoned(owed, "2026-10-01") == [(20, "2.62", "2.58"), (93, "2.75", "12.61")]


def test_a_leap_year_counts_its_days_and_divides_by_365() -> None:
    assert reckoned(claim("1000.00", "2023-12-31"), "2024-12-31") == [
        (182, "14.50", "72.30"),
        (184, "14.25", "71.84"),
    ]


def test_the_day_of_payment_is_the_last_one_and_the_due_day_bears_nothing() -> None:
    owed = claim("3650.00", "2026-10-31")
    assert reckoned(owed, "2026-10-31") == []
    assert reckoned(owed, "2026-11-01") == [(1, "12.40", "1.24")]


@pytest.mark.parametrize(
    "owed",
    [
        claim("1000.00", "2026-01-31", ClientKind.UNKNOWN, notice_on=day("2026-02-15")),
        claim("1000.00", "2026-01-31", ClientKind.CONSUMER),
        claim("1000.00", "2026-01-31", ClientKind.CONSUMER, notice_on=day("2026-11-01")),
        *(
            claim("1000.00", "2026-01-31", k, nature=Nature.PROVISION, notice_on=day("2026-02-15"))
            for k in ClientKind
        ),
    ],
)
def test_who_owes_no_interest(owed: Claim) -> None:
    assert reckoned(owed, "2026-10-31") == []


def test_a_formal_notice_before_the_due_date_starts_nothing_before_it() -> None:
    owed = claim("1000.00", "2026-03-31", ClientKind.CONSUMER, notice_on=day("2026-03-01"))
    assert starts_after(owed) == owed.due_on


def test_a_public_buyer_keeps_the_rate_of_the_semester_in_which_interest_began() -> None:
    owed = claim("1000.00", "2025-06-30", ClientKind.PUBLIC)
    assert [percent for _, percent, _ in reckoned(owed, "2026-10-31")] == ["10.15", "10.15", "10.15"]
    began_in_spring = claim("1000.00", "2025-06-15", ClientKind.PUBLIC)
    assert {percent for _, percent, _ in reckoned(began_in_spring, "2026-10-31")} == {"11.15"}


def test_an_agreed_rate_replaces_the_default_and_is_never_raised_to_the_least() -> None:
    terms = Terms(TABLE, Decimal("15.00"))
    segments = accrue(claim("1000.00", "2023-11-30"), Decimal(1000), day("2023-11-30"), day("2025-02-01"), terms)
    assert {s.percent for s in segments} == {Decimal("15.00")}
    assert [s.below_floor for s in segments] == [False, True, False, False]
    consumer = claim("1000.00", "2026-01-31", ClientKind.CONSUMER, notice_on=day("2026-02-15"))
    assert {s.percent for s in accrue(consumer, Decimal(1000), day("2026-01-31"), day("2026-06-01"), terms)} == {
        Decimal("2.62")
    }


def test_the_default_under_the_least_agreed_rate_of_2024_still_applies() -> None:
    (segment,) = accrue(claim("1000.00", "2024-01-31"), Decimal(1000), day("2024-01-31"), day("2024-02-29"), LAW)
    assert (segment.percent, segment.below_floor) == (Decimal("14.50"), False)


def test_interest_stops_on_the_eve_of_an_insolvency() -> None:
    owed = claim("1000.00", "2026-01-31", judgment_on=day("2026-02-11"))
    assert reckoned(owed, "2026-10-31") == [(10, "12.15", "3.33")]


def test_a_semester_without_rate_stops_the_reckoning() -> None:
    owed = claim("1000.00", "2026-12-15")
    with pytest.raises(MissingRateError) as caught:
        reckoned(owed, "2027-01-01")
    assert (caught.value.semester, caught.value.rate_class) == (Semester(2027, 1), RateClass.REFINANCING)
    assert len(reckoned(owed, "2026-12-31")) == 1


@pytest.mark.parametrize(
    ("kind", "nature", "judgment_on", "owes"),
    [
        (ClientKind.PROFESSIONAL, Nature.FEES, None, True),
        (ClientKind.PUBLIC, Nature.FEES, None, True),
        (ClientKind.CONSUMER, Nature.FEES, None, False),
        (ClientKind.UNKNOWN, Nature.FEES, None, False),
        (ClientKind.PROFESSIONAL, Nature.PROVISION, None, False),
        (ClientKind.PROFESSIONAL, Nature.FEES, "2026-02-01", False),
        (ClientKind.PROFESSIONAL, Nature.FEES, "2026-03-02", True),
    ],
)
def test_who_owes_the_forty_euros(kind: ClientKind, nature: Nature, judgment_on: str | None, *, owes: bool) -> None:
    judged = day(judgment_on) if judgment_on else None
    owed = claim("1000.00", "2026-01-31", kind, nature=nature, notice_on=day("2026-02-01"), judgment_on=judged)
    assert owes_indemnity(owed, day("2026-03-01")) is owes


@pytest.mark.parametrize(("percent", "said"), [("12.15", "12,15"), ("8", "8,00"), ("7.125", "7,125")])
def test_a_rate_is_said_in_french(percent: str, said: str) -> None:
    assert percent_fr(Decimal(percent)) == f"{said}\u00a0%"


def test_a_segment_says_how_it_was_reckoned() -> None:
    (segment,) = accrue(claim("960.00", "2026-10-31"), Decimal("960.00"), day("2026-10-31"), day("2026-11-30"), LAW)
    assert segment.reason.replace("\u00a0", " ") == (
        "Pénalités de retard du 01/11/2026 au 30/11/2026 : 30 jours à 12,40 % l’an sur 960,00 € "
        "(taux de la BCE au 1er juillet 2026, plus 10 points ; C. com., art. L. 441-10, II)"
    )
    assert segment.daily == Decimal("0.33")


@pytest.mark.parametrize("kind", BEARING)
def test_each_class_of_client_reads_the_article_of_its_interest(kind: ClientKind) -> None:
    owed = claim("960.00", "2026-10-01", kind, notice_on=day("2026-10-01"))
    reason = accrue(owed, Decimal("960.00"), owed.due_on, day("2026-10-02"), LAW)[0].reason
    article = {ClientKind.CONSUMER: "1231-6", ClientKind.PUBLIC: "R. 2192-31"}.get(kind, "L. 441-10")
    assert article in reason
    assert "1\u00a0jour à" in reason


@given(kind=st.sampled_from(BEARING), base=SUMS, due_on=DAYS, days=st.integers(0, 900), data=st.data())
def test_a_span_cut_at_any_day_weighs_the_same(
    kind: ClientKind, base: Decimal, due_on: date, days: int, data: st.DataObject
) -> None:
    until = min(due_on + timedelta(days=days), date(2026, 12, 31))
    cut = due_on + timedelta(days=data.draw(st.integers(0, (until - due_on).days)))
    owed = Claim("1", kind, base, due_on, notice_on=due_on)

    def weight(after: date, last: date) -> Decimal:
        return sum((s.weight for s in accrue(owed, base, after, last, LAW)), Decimal(0))

    assert weight(due_on, until) == weight(due_on, cut) + weight(cut, until)


@given(kind=st.sampled_from(BEARING), base=SUMS, due_on=DAYS, days=st.integers(-30, 900))
def test_segments_are_contiguous_inside_one_semester_each_and_never_negative(
    kind: ClientKind, base: Decimal, due_on: date, days: int
) -> None:
    until = min(due_on + timedelta(days=days), date(2026, 12, 31))
    segments: tuple[Segment, ...] = accrue(Claim("1", kind, base, due_on, notice_on=due_on), base, due_on, until, LAW)
    assert sum(s.days for s in segments) == max((until - due_on).days, 0)
    for s in segments:
        assert Semester.of(s.first) == Semester.of(s.last)
        assert s.amount >= 0
