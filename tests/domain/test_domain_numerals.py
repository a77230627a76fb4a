from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.numerals import spelled


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("quatre cent vingt euros", "420 euros"),
        ("mille deux cent quarante", "1240"),
        ("douze cent six euros et dix centimes", "1206 euros et 10 centimes"),
        ("deux cent quatre-vingt-quinze", "295"),
        ("septante-huit euros", "78 euros"),
        ("vingt et un", "21"),
        ("deux mille vingt-six", "2026"),
        ("trois fois deux cent cinq", "3 fois 205"),
        ("cent trente et cent trente", "130 et 130"),
        ("deux trois mots", "2 3 mots"),
        ("le trois juin", "le 3 juin"),
        ("drei raten", "3 raten"),
    ],
)
def test_a_number_in_words_is_read_as_figures(words: str, figures: str) -> None:
    assert spelled(words).split() == figures.split()


@pytest.mark.parametrize(
    "words", ["le 12 sept. 2026", "15 sept", "un virement", "une dizaine", "sixieme", "centimes"]
)
def test_what_is_no_number_stands_as_typed(words: str) -> None:
    assert spelled(words) == words


WORDS = ["un", "deux", "six", "dix", "vingt", "quatre", "cent", "cents", "mille", "et", "-", "euros", "neuf", "sept"]


@given(st.lists(st.sampled_from(WORDS)))
def test_every_position_stays(words: list[str]) -> None:
    text = " ".join(words)
    read = spelled(text)
    assert len(read) == len(text)
    assert [n for n, c in enumerate(text) if c == "e" and text[n : n + 5] == "euros"] == [
        n for n in range(len(read)) if read[n : n + 5] == "euros"
    ]
