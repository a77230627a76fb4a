from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from owed_samples import DAYS, SUMS, day

from relance.domain.owed.imputation import (
    BY_LAW,
    PRINCIPAL_FIRST,
    Allocation,
    Debt,
    Money,
    Part,
    allocate,
    allocate_all,
    impute,
)

OWED = {Part.PRINCIPAL: Decimal("1000.00"), Part.INTEREST: Decimal("55.12"), Part.INDEMNITY: Decimal("40.00")}
TODAY = day("2026-11-30")


def debt(
    key: int, balance: str, due_on: str = "2026-05-15", issued_on: str = "2026-04-15", percent: str = "0"
) -> Debt:
    return Debt(key, Decimal(balance), day(due_on), day(issued_on), Decimal(percent))


def shared(amount: str, *debts: Debt, chosen: tuple[int, ...] = ()) -> list[tuple[int, str]]:
    found = allocate(Money("p", TODAY, Decimal(amount), chosen), debts)
    assert sum(s.amount for s in found.shares) + found.left == Decimal(amount)
    return [(s.debt, str(s.amount)) for s in found.shares]


def test_interest_comes_before_principal_and_the_forty_euros_last() -> None:
    parts, left = impute(Decimal("100.00"), OWED, BY_LAW)
    assert parts == {Part.INTEREST: Decimal("55.12"), Part.PRINCIPAL: Decimal("44.88"), Part.INDEMNITY: Decimal(0)}
    assert left == 0


def test_a_firm_that_only_mentions_penalties_takes_the_principal_first() -> None:
    parts, left = impute(Decimal("1060.00"), OWED, PRINCIPAL_FIRST)
    assert [parts[p] for p in PRINCIPAL_FIRST] == [Decimal("1000.00"), Decimal("55.12"), Decimal("4.88")]
    assert impute(Decimal("1100.00"), OWED, PRINCIPAL_FIRST)[1] == Decimal("4.88")
    assert left == 0


@given(amount=SUMS, sums=st.tuples(SUMS, SUMS, SUMS), order=st.permutations(list(Part)))
def test_nothing_is_lost_between_parts_and_none_gets_more_than_it_owes(
    amount: Decimal, sums: tuple[Decimal, ...], order: list[Part]
) -> None:
    owed = dict(zip(Part, sums, strict=True))
    parts, left = impute(amount, owed, order)
    assert sum(parts.values()) + left == amount
    assert all(0 <= parts[p] <= owed[p] for p in Part)
    assert left == 0 or parts == owed


def test_what_the_debtor_names_is_settled_first_and_the_rest_follows_the_law() -> None:
    debts = (debt(1, "100.00", "2026-01-31"), debt(2, "100.00", "2026-06-30"), debt(3, "100.00", "2026-12-31"))
    assert shared("250.00", *debts, chosen=(3, 2)) == [(3, "100.00"), (2, "100.00"), (1, "50.00")]
    assert shared("50.00", *debts, chosen=(9, 2, 2)) == [(2, "50.00")]


def test_due_debts_come_first_then_the_dearest_then_the_oldest() -> None:
    later = debt(1, "10.00", "2026-12-15", percent="12.40")
    free = debt(2, "10.00", "2026-01-31")
    old, older = debt(3, "10.00", "2026-06-30", percent="12.40"), debt(4, "10.00", "2026-03-31", percent="12.40")
    assert [key for key, _ in shared("40.00", later, free, old, older)] == [4, 3, 2, 1]


def test_a_debt_is_due_on_its_due_date_and_the_older_bill_comes_first_that_day() -> None:
    today = debt(1, "10.00", "2026-11-30", "2026-10-30")
    older = debt(2, "10.00", "2026-11-30", "2026-10-15")
    tomorrow = debt(3, "10.00", "2026-12-01", "2026-09-01", "12.40")
    assert [key for key, _ in shared("30.00", tomorrow, today, older)] == [2, 1, 3]


def test_equal_debts_share_in_proportion_and_the_odd_cent_goes_to_the_largest_fraction() -> None:
    assert shared("100.00", debt(1, "100.00"), debt(2, "100.00"), debt(3, "100.00")) == [
        (1, "33.34"), (2, "33.33"), (3, "33.33"),
    ]  # fmt: skip
    assert shared("0.01", debt(1, "1.00"), debt(2, "2.00")) == [(2, "0.01")]
    assert shared("90.00", debt(1, "100.00"), debt(2, "200.00")) == [(1, "30.00"), (2, "60.00")]


@pytest.mark.parametrize(
    ("debts", "chosen", "why"),
    [
        ((debt(1, "10.00"),), (1,), "désignée par le débiteur"),
        ((debt(1, "10.00"),), (), "dette échue, la seule"),
        ((debt(1, "10.00", "2026-12-31"),), (), "dette non échue"),
        ((debt(1, "10.00"), debt(2, "10.00", "2026-06-30")), (), "la plus ancienne"),
        ((debt(1, "10.00", percent="12.40"), debt(2, "10.00", "2026-01-31")), (), "le plus d’intérêt"),
        ((debt(1, "10.00"), debt(2, "10.00")), (), "à proportion"),
    ],
)
def test_a_share_says_by_which_rule(debts: tuple[Debt, ...], chosen: tuple[int, ...], why: str) -> None:
    share = allocate(Money("p", TODAY, Decimal("10.00"), chosen), debts).shares[0]
    assert why in share.reason
    assert "1342-10" in share.reason


def test_what_no_debt_takes_is_left() -> None:
    found = allocate(Money("p", TODAY, Decimal("30.00")), [debt(1, "10.00"), debt(2, "0.00")])
    assert ([s.debt for s in found.shares], found.left) == ([1], Decimal("20.00"))


def test_money_taken_back_is_not_shared_out() -> None:
    with pytest.raises(ValueError, match="-1"):
        allocate(Money("p", TODAY, Decimal(-1)), [])


DEBTS = st.lists(
    st.builds(
        Debt, st.integers(1, 9), SUMS, st.sampled_from([TODAY, day("2026-12-31"), day("2026-01-31")]), st.just(TODAY),
        st.sampled_from([Decimal(0), Decimal("12.40")]),
    ),
    max_size=6,
    unique_by=lambda d: d.key,
)  # fmt: skip
MONEYS = st.lists(
    st.builds(
        Money,
        st.text("ab", max_size=2),
        DAYS | st.just(TODAY),
        SUMS,
        st.lists(st.integers(1, 9), max_size=2).map(tuple),
    ),
    max_size=5,
)


def told(allocations: tuple[Allocation, ...]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for share in (s for a in allocations for s in a.shares):
        sums[share.debt] = sums.get(share.debt, Decimal(0)) + share.amount
    return sums


@given(debts=DEBTS, moneys=MONEYS)
def test_payments_are_conserved_and_no_invoice_gets_more_than_it_owes(debts: list[Debt], moneys: list[Money]) -> None:
    found = allocate_all(moneys, debts)
    got = told(found)
    assert sum(got.values()) + sum(a.left for a in found) == sum(m.amount for m in moneys)
    assert all(0 < got[d.key] <= d.balance for d in debts if d.key in got)
    unpaid = sum(d.balance for d in debts) - sum(got.values())
    assert unpaid == 0 or all(a.left == 0 for a in found)
    assert all(s.amount > 0 for a in found for s in a.shares)


@given(debts=DEBTS, moneys=MONEYS, data=st.data())
def test_the_order_of_arrival_changes_nothing(debts: list[Debt], moneys: list[Money], data: st.DataObject) -> None:
    other = data.draw(st.permutations(moneys))
    assert allocate_all(moneys, debts) == allocate_all(other, data.draw(st.permutations(debts)))


def test_each_payment_meets_the_debts_of_its_own_day() -> None:
    debts = [debt(1, "10.00", "2026-06-30", percent="12.40"), debt(2, "10.00", "2026-03-31")]
    early = Money("a", date(2026, 4, 15), Decimal("10.00"))
    late = Money("b", date(2026, 7, 15), Decimal("10.00"))
    assert [[s.debt for s in a.shares] for a in allocate_all([late, early], debts)] == [[2], [1]]
