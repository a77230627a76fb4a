"""Sets of invoices that give an amount: none, exactly one, or several; never one where there may be another."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.matching.sums import MOST, SHOWN, sets_of


def entries(*cents: int) -> list[tuple[int, str]]:
    return [(c, f"F{i}") for i, c in enumerate(cents)]


def test_exactly_one_set() -> None:
    assert sets_of(entries(684, 1134, 1572), 2256).only == ("F0", "F2")


def test_several_sets_are_told_fewest_invoices_first() -> None:
    found = sets_of(entries(450, 750, 350, 850, 1200), 1200)
    assert found.only is None
    assert found.sets == (("F4",), ("F0", "F1"), ("F2", "F3"))


def test_none() -> None:
    assert sets_of(entries(450, 750), 500).sets == ()
    assert sets_of(entries(450, 750), 9999).sets == ()
    assert sets_of(entries(450), 0).sets == ()


def test_very_many_invoices_are_never_certain_unless_all_are_paid() -> None:
    many = entries(*range(1000, 1000 + MOST + 5))
    assert sets_of(many, 1003).only == ("F3",)
    assert sets_of(many, 2001).sets == (("F0", "F1"),)
    assert sets_of(many, 2001).only is None
    assert sets_of(many, sum(c for c, _ in many)).only == tuple(n for _, n in many)


@given(st.lists(st.integers(1, 40), max_size=10), st.integers(1, 120))
def test_it_finds_what_trying_all_finds(cents: list[int], amount: int) -> None:
    listed = entries(*cents)
    all_sets = {
        tuple(n for _, n in chosen)
        for size in range(1, len(listed) + 1)
        for chosen in combinations(listed, size)
        if sum(c for c, _ in chosen) == amount
    }
    found = sets_of(listed, amount)
    assert set(found.sets) <= all_sets
    assert len(found.sets) == min(len(all_sets), SHOWN)
    assert found.complete == (len(all_sets) <= SHOWN)
