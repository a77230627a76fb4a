from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from owed_samples import TABLE

from relance.adapters import files
from relance.domain.owed.penalties import floor
from relance.domain.owed.rates import MissingRateError, Rate, RateClass, RateTable, Semester, read_table
from relance.errors import WorldError

# The refinancing rate as the ECB moved it: each figure of the table must be the one in force that morning.
MOVES = [
    ("2015-12-09", "0.05"), ("2016-03-16", "0.00"), ("2022-07-27", "0.50"), ("2022-09-14", "1.25"),
    ("2022-11-02", "2.00"), ("2022-12-21", "2.50"), ("2023-02-08", "3.00"), ("2023-03-22", "3.50"),
    ("2023-05-10", "3.75"), ("2023-06-21", "4.00"), ("2023-08-02", "4.25"), ("2023-09-20", "4.50"),
    ("2024-06-12", "4.25"), ("2024-09-18", "3.65"), ("2024-10-23", "3.40"), ("2024-12-18", "3.15"),
    ("2025-02-05", "2.90"), ("2025-03-12", "2.65"), ("2025-04-23", "2.40"), ("2025-06-11", "2.15"),
    ("2026-06-17", "2.40"), ("2026-09-16", "2.65"),
]  # fmt: skip
FLOORS = {
    "2016-S1": "3.03", "2018-S1": "2.67", "2019-S1": "2.58", "2022-S2": "2.31", "2023-S1": "6.18", "2023-S2": "12.66",
    "2024-S1": "15.21", "2024-S2": "14.76", "2025-S1": "11.13", "2025-S2": "8.28", "2026-S1": "7.86",
    "2026-S2": "8.25",
}  # fmt: skip
ROW = "2027-S1;legal;2.70;2027-01-01;2027-06-30;verified;arrêté du 20 décembre 2026"
HEAD = "semester;class;percent;valid_from;valid_to;checked;source"
SHIPPED = sorted({semester for semester, _ in TABLE.rates})


def test_every_semester_from_2016_has_both_rates_and_each_its_source() -> None:
    years = [(y, h) for y in range(2016, 2027) for h in (1, 2)]
    assert [(s.year, s.half) for s in SHIPPED] == years
    assert TABLE.missing(SHIPPED) == ()
    assert all(rate.source for rate in TABLE.rates.values())


@pytest.mark.parametrize("semester", SHIPPED, ids=str)
def test_the_refinancing_rate_is_the_one_in_force_on_the_first_day(semester: Semester) -> None:
    in_force = [percent for on, percent in MOVES if date.fromisoformat(on) <= semester.first_day][-1]
    assert TABLE.rate(semester, RateClass.REFINANCING).percent == Decimal(in_force)


@pytest.mark.parametrize(("semester", "least"), FLOORS.items())
def test_the_least_agreed_rate_is_three_times_the_legal_interest(semester: str, least: str) -> None:
    assert floor(Semester.read(semester), TABLE) == Decimal(least)


def test_what_only_others_quote_is_marked() -> None:
    assert {str(r.semester) for r in TABLE.rates.values() if not r.verified} == {"2022-S1", "2026-S2"}


def test_a_missing_semester_is_named_with_what_to_add() -> None:
    with pytest.raises(MissingRateError) as caught:
        TABLE.rate(Semester(2027, 1), RateClass.REFINANCING)
    said = str(caught.value)
    for word in ("1er semestre 2027", "01/01/2027", "[penalties]", 'semester = "2027-S1"', "refinancing = …"):
        assert word in said
    assert caught.value.exit_status == 1
    legal = str(MissingRateError(Semester(2027, 2), RateClass.LEGAL))
    assert "fin juin 2027" in legal
    assert "fin décembre 2026" in str(MissingRateError(Semester(2027, 1), RateClass.LEGAL))


def test_the_rate_of_the_firm_comes_before_the_shipped_one_and_fills_a_gap() -> None:
    mine = [Rate(Semester(2026, 2), RateClass.LEGAL, Decimal("2.80"), "x"),
            Rate(Semester(2027, 1), RateClass.LEGAL, Decimal("2.70"), "y")]  # fmt: skip
    table = TABLE.replaced(mine)
    assert table.rate(Semester(2026, 2), RateClass.LEGAL).percent == Decimal("2.80")
    assert [e.rate_class for e in table.missing([Semester(2027, 1)])] == [RateClass.REFINANCING]
    assert TABLE.rate(Semester(2026, 2), RateClass.LEGAL).percent == Decimal("2.75")


@pytest.mark.parametrize(
    ("text", "first", "last", "before", "name"),
    [
        ("2026-S1", "2026-01-01", "2026-06-30", "2025-S2", "1er semestre 2026"),
        ("2026-S2", "2026-07-01", "2026-12-31", "2026-S1", "2e semestre 2026"),
    ],
)
def test_a_semester_knows_its_days(text: str, first: str, last: str, before: str, name: str) -> None:
    semester = Semester.read(text)
    assert (str(semester), str(semester.before), semester.name) == (text, before, name)
    assert (semester.first_day.isoformat(), semester.last_day.isoformat()) == (first, last)
    assert Semester.of(semester.first_day) == Semester.of(semester.last_day) == semester


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-S", "2026-S3", "2026-S12", "26-S1", "2026S1", "20a6-S1", "２０２６-S1"]
)
def test_what_is_no_semester_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Semester.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD.replace("source", "note") + "\n" + ROW.replace("source", "note"),
        f"{HEAD}\n{ROW}\n{ROW}",
        f"{HEAD}\n{ROW.replace('06-30', '06-29')}",
        f"{HEAD}\n{ROW.replace('2.70', 'deux')}",
        f"{HEAD}\n{ROW.replace('2.70', 'NaN')}",
        f"{HEAD}\n{ROW.replace('2.70', '-2.70')}",
        f"{HEAD}\n{ROW.replace('legal', 'loyal')}",
        f"{HEAD}\n{ROW.replace('verified', 'peut-être')}",
        f"{HEAD}\n{ROW.rpartition(';')[0]};",
        f"{HEAD}\n2027-S1;legal",
    ],
)
def test_a_damaged_table_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(WorldError, match=r"rates\.csv"):
        read_table(text)


def test_a_good_row_is_read() -> None:
    assert read_table(f"{HEAD}\n{ROW}\n") == RateTable(
        {
            (Semester(2027, 1), RateClass.LEGAL): Rate(
                Semester(2027, 1), RateClass.LEGAL, Decimal("2.70"), "arrêté du 20 décembre 2026"
            )
        }
    )


def test_the_shipped_file_is_packaged() -> None:
    assert files.packaged_rates().startswith(HEAD)
