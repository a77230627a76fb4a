from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from owed_samples import CLAIMS, DAYS, LAW, TABLE, claim, day, entry

from relance.domain.model import ClientKind, Nature
from relance.domain.owed.breakdown import Breakdown, LineKind, break_down
from relance.domain.owed.claim import Claim, Entry, Terms
from relance.domain.owed.imputation import BY_LAW, PRINCIPAL_FIRST, Part

ORDERS = st.sampled_from([BY_LAW, PRINCIPAL_FIRST])


def figures(found: Breakdown) -> list[tuple[str, str]]:
    return [(line.kind.value, str(line.amount)) for line in found.lines]


def test_a_professional_owes_principal_penalties_by_semester_and_the_forty_euros() -> None:
    found = break_down(claim("3600.00", "2026-05-15"), day("2026-09-10"), LAW)
    assert figures(found) == [
        ("principal", "3600.00"), ("penalty", "55.12"), ("penalty", "88.06"), ("indemnity", "40.00"),
    ]  # fmt: skip
    assert found.of(LineKind.PENALTY) == Decimal("143.18")
    assert found.total == Decimal("3783.18")
    assert found.daily == Decimal("1.22")
    assert found.notes == ()


def test_a_consumer_owes_legal_interest_from_the_formal_notice_and_no_indemnity() -> None:
    owed = claim("1800.00", "2026-03-31", ClientKind.CONSUMER)
    before = break_down(owed, day("2026-10-01"), LAW)
    assert figures(before) == [("principal", "1800.00")]
    assert "mise en demeure" in before.notes[0]
    after = break_down(replace(owed, notice_on=day("2026-06-10")), day("2026-10-01"), LAW)
    assert after.of(LineKind.INTEREST) == Decimal("15.19")
    assert after.total == Decimal("1815.19")
    assert after.notes == ()


def test_a_partial_payment_lowers_what_bears_penalties_from_the_day_after() -> None:
    owed = claim("3650.00", "2026-10-31", payments=(entry("2026-11-10", "1825.00", "VIR 12"),))
    found = break_down(owed, day("2026-11-20"), LAW)
    assert figures(found) == [
        ("principal", "3650.00"), ("penalty", "12.40"), ("penalty", "6.20"), ("indemnity", "40.00"),
        ("payment", "-1825.00"),
    ]  # fmt: skip
    assert found.lines[-1].reason == "Règlement du 10/11/2026 (VIR 12)"
    assert dict(found.remaining) == {
        Part.PRINCIPAL: Decimal("1825.00"), Part.INTEREST: Decimal("18.60"), Part.INDEMNITY: Decimal("40.00"),
    }  # fmt: skip


def test_by_the_law_a_partial_payment_settles_interest_first() -> None:
    owed = claim("3650.00", "2026-10-31", payments=(entry("2026-11-10", "1837.40"),))
    found = break_down(owed, day("2026-11-20"), LAW, order=BY_LAW)
    assert found.left(Part.PRINCIPAL) == Decimal("1825.00")
    assert found.left(Part.INTEREST) == Decimal("6.20")
    assert found.total == Decimal("1871.20")


def test_a_credit_note_bears_nothing_from_the_first_day() -> None:
    owed = claim("4650.00", "2026-10-31", credits=(entry("2026-11-15", "1000.00", "A-7"),))
    assert break_down(owed, day("2026-11-20"), LAW).of(LineKind.PENALTY) == Decimal("24.80")
    assert break_down(owed, day("2026-11-10"), LAW).of(LineKind.CREDIT) == 0


def test_what_is_paid_in_time_costs_nothing_even_if_the_table_ends() -> None:
    owed = claim("1000.00", "2026-10-31", payments=(entry("2026-10-31", "1000.00"),))
    found = break_down(owed, day("2027-03-01"), LAW)
    assert figures(found) == [("principal", "1000.00"), ("payment", "-1000.00")]
    assert (found.total, found.daily) == (0, 0)


def test_one_late_day_costs_the_forty_euros_even_when_all_is_paid_then() -> None:
    owed = claim("1000.00", "2026-10-31", payments=(entry("2026-11-01", "1000.00"),))
    found = break_down(owed, day("2026-11-30"), LAW)
    assert found.total == Decimal("40.34")
    assert (found.left(Part.PRINCIPAL), found.daily) == (0, 0)


def test_a_payment_taken_back_bears_penalties_again() -> None:
    owed = claim("3650.00", "2026-10-31", payments=(entry("2026-10-20", "3650.00"), entry("2026-11-10", "-3650.00")))
    found = break_down(owed, day("2026-11-20"), LAW)
    assert figures(found) == [
        ("principal", "3650.00"), ("penalty", "12.40"), ("indemnity", "40.00"),
        ("payment", "-3650.00"), ("payment", "3650.00"),
    ]  # fmt: skip
    assert found.left(Part.PRINCIPAL) == Decimal("3650.00")
    assert "repris ou rejeté" in found.lines[-1].reason


def test_more_money_taken_back_than_came_is_owed_again() -> None:
    owed = claim("100.00", "2026-10-31", payments=(entry("2026-11-10", "-20.00"),))
    found = break_down(owed, day("2026-11-20"), LAW)
    assert found.left(Part.PRINCIPAL) == Decimal("120.00")
    assert sum(left for _, left in found.remaining) == found.total


def test_money_beyond_what_is_owed_is_a_line_of_its_own() -> None:
    owed = claim("1000.00", "2026-10-31", payments=(entry("2026-10-15", "1200.00"),))
    found = break_down(owed, day("2026-11-20"), LAW)
    assert figures(found)[-1] == ("overpaid", "200.00")
    assert found.total == 0


def test_what_came_after_the_day_is_not_known_on_it() -> None:
    owed = claim("1000.00", "2026-10-31", payments=(entry("2026-11-21", "1000.00"),))
    assert break_down(owed, day("2026-11-20"), LAW).of(LineKind.PAYMENT) == 0


@pytest.mark.parametrize(
    ("owed", "word"),
    [
        (claim("1000.00", "2026-01-31", ClientKind.UNKNOWN), "type du client"),
        (claim("1000.00", "2026-01-31", nature=Nature.PROVISION), "provision"),
        (claim("1000.00", "2026-01-31", judgment_on=day("2026-02-15")), "15/02/2026"),
    ],
)
def test_the_firm_is_told_why_nothing_runs(owed: Claim, word: str) -> None:
    found = break_down(owed, day("2026-11-20"), LAW)
    assert word in found.notes[0]
    assert found.daily == 0
    assert found.of(LineKind.INDEMNITY) == 0


def test_an_agreed_rate_under_the_least_is_told_to_the_firm() -> None:
    found = break_down(claim("1000.00", "2026-01-31"), day("2026-02-20"), Terms(TABLE, Decimal("5.00")))
    assert "trois fois l’intérêt légal" in found.notes[0]
    assert "taux convenu" in found.lines[1].reason


@given(owed=CLAIMS, on=DAYS, order=ORDERS)
def test_lines_and_parts_add_up_to_the_cent_and_nothing_is_negative(
    owed: Claim, on: date, order: tuple[Part, ...]
) -> None:
    found = break_down(owed, on, LAW, order)
    assert found.total == sum(left for _, left in found.remaining) >= 0
    assert all(left >= 0 for _, left in found.remaining)
    assert all(line.amount == round(line.amount, 2) for line in found.lines)
    assert found.of(LineKind.PENALTY, LineKind.INTEREST, LineKind.INDEMNITY, LineKind.OVERPAID) >= 0
    assert found.daily >= 0
    if owed.kind in (ClientKind.CONSUMER, ClientKind.UNKNOWN):
        assert found.of(LineKind.PENALTY, LineKind.INDEMNITY) == 0


@given(owed=CLAIMS, on=DAYS, order=ORDERS, data=st.data())
def test_the_order_in_which_entries_arrive_changes_nothing(
    owed: Claim, on: date, order: tuple[Part, ...], data: st.DataObject
) -> None:
    back = [Entry(p.on, -p.amount, "rejet") for p in owed.payments if data.draw(st.booleans())]
    paid = [*owed.payments, *back]
    one = replace(owed, payments=tuple(paid))
    other = replace(
        owed,
        payments=tuple(data.draw(st.permutations(paid))),
        credits=tuple(data.draw(st.permutations(owed.credits))),
    )
    assert break_down(one, on, LAW, order) == break_down(other, on, LAW, order)


@given(owed=CLAIMS, on=DAYS, order=ORDERS)
def test_a_payment_cut_in_two_on_its_day_settles_the_same(owed: Claim, on: date, order: tuple[Part, ...]) -> None:
    cut = [Entry(p.on, part) for p in owed.payments for part in (p.amount - Decimal("0.01"), Decimal("0.01")) if part]
    whole, halves = break_down(owed, on, LAW, order), break_down(replace(owed, payments=tuple(cut)), on, LAW, order)
    assert (whole.total, whole.remaining, whole.daily) == (halves.total, halves.remaining, halves.daily)


@given(owed=CLAIMS, on=DAYS)
def test_paying_more_never_leaves_more_to_pay(owed: Claim, on: date) -> None:
    more = replace(owed, payments=(*owed.payments, Entry(on, Decimal("10.00"))))
    assert break_down(more, on, LAW).total <= break_down(owed, on, LAW).total
