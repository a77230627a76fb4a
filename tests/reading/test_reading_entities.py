from __future__ import annotations

from decimal import Decimal

import pytest

from relance.domain.dates import fold_line
from relance.domain.numerals import spelled
from relance.reading.entities import bare_sums, counts, invoices, other_address, sums


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("1 250,50 €", "1250.50"),
        ("EUR 5,250.00", "5250"),
        ("87 € 40", "87.40"),
        ("960 balles", "960"),
        ("six cent trois euros quatre-vingts", "603.80"),
        ("1.200,- euros", "1200"),
        ("2,5 k€", "2500"),
    ],
)
def test_a_sum_is_read_however_it_is_typed(words: str, amount: str) -> None:
    assert [s.amount for s in sums(spelled(fold_line(words)))] == [Decimal(amount)]


@pytest.mark.parametrize("words", ["la 3e comme prévu", "secteur 2", "mon 13e mois"])
def test_an_ordinal_is_no_sum(words: str) -> None:
    assert sums(fold_line(words)) == ()


@pytest.mark.parametrize(
    "words", ["chèque n° 3390271", "1 270 francs", "en 2026", "4 x", "12 rue Haute", "06:30", "la 1344"]
)
def test_a_figure_that_names_or_counts_is_no_bare_sum(words: str) -> None:
    assert bare_sums(fold_line(words)) == ()


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("en 3 fois", 3),
        ("en cinq versements égaux", 5),
        ("4 x 240", 4),
        ("étaler en six", 6),
        ("60 € par mois pendant 5 mois", 5),
        ("la moitié maintenant, la moitié à Noël", 2),
        ("cinq termes de 480 €", 5),
        ("in 5 vezes", 5),
        ("10 rate, nu 3", 10),
        ("four instalments", 4),
    ],
)
def test_a_number_of_payments_is_counted(words: str, number: int) -> None:
    assert counts(spelled(fold_line(words)))[0].number == number


@pytest.mark.parametrize(
    "words", ["50 euros par mois", "relu trois fois", "ça fait déjà deux fois que vous écrivez", "deux fois moins"]
)
def test_what_counts_no_payments_is_no_count(words: str) -> None:
    assert counts(spelled(fold_line(words))) == ()


@pytest.mark.parametrize(
    "number",
    ["2026-0142", "26/0128", "FA26-003", "26-044", "25-AV-0098", "NH-26-0347", "2026/H/131", "P 2026 15", "2512-09"],
)
def test_a_number_that_looks_like_an_invoice_is_cited_as_typed(number: str) -> None:
    assert invoices(f"Pour la {number}, c’est noté.", ()) == (number,)


@pytest.mark.parametrize(
    "words",
    [
        "sinistre SIN-774120",
        "réf. REGL-771902",
        "le contrat n° 77-410",
        "votre avoir A-26-017",
        "bon de commande BC-77",
        "le 12/03/2026",
        "en 2025-2026",
    ],
)
def test_a_number_of_something_else_is_not_cited(words: str) -> None:
    assert invoices(words, ()) == ()


@pytest.mark.parametrize("words", ["la 142 est payée", "facture 0142", "26/142", "n° 2026 142"])
def test_a_known_number_is_known_by_its_end(words: str) -> None:
    assert len(invoices(words, ("2026-0142",))) == 1


def test_a_known_number_typed_by_its_end_is_given_as_printed() -> None:
    assert invoices("la 0142 et la 0150", ("2026-0142", "2026-0150")) == ("2026-0142", "2026-0150")


def test_a_dictated_address_is_an_address() -> None:
    assert other_address("écrivez à compta arobase dupont tiret bois point fr", ()) == "compta@dupont-bois.fr"


def test_the_letters_of_a_known_number_are_part_of_it() -> None:
    assert invoices("Votre FA-2025-122 en fait partie", ("FA-2025-122",)) == ("FA-2025-122",)
