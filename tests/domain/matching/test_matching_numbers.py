"""Invoice numbers are found however they are typed, and only where they stand."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.matching.numbers import Numbers

ISSUED = date(2026, 3, 2)
MIXED = ("2026-0142", "2026-0143", "2026-0147", "2026-0207", "PV/26/011", "A2026-00031", "26-0512", "26-0520")


def read(text: str, *numbers: str, written: bool = True) -> list[tuple[str, ...]]:
    index = Numbers.of((number, ISSUED) for number in numbers or MIXED)
    return [mention.invoices for mention in index.read(text, written=written)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-0142",
        "règlement 2026 0142",
        "2026/142 VAUBRUN",
        "FACT20260142",
        "FACT2026-0142",
        "fact n° 142",
        "Facture No 0142",
        "INV 142",
        "n°142",
        "NO142",
        "2O26-O142",
        "2026_0142",
        "20 26 01 42",
        "honoraires facture 142 du 12/05/2026",
        "FACT 142/2026",
        "26-0142",
        "0142",
        "PAIEMENT 0142",
        "note d'honoraires n° 142 de 1 450,00 EUR",
    ],
)
def test_one_number_is_read_in_many_spellings(text: str) -> None:
    assert read(text) == [("2026-0142",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-0142/0143", ["2026-0142", "2026-0143"]),
        ("2026-0142/43", ["2026-0142", "2026-0143"]),
        ("FACT 142 ET 143", ["2026-0142", "2026-0143"]),
        ("factures 142, 143 + 147", ["2026-0142", "2026-0143", "2026-0147"]),
        ("2026014220260143", ["2026-0142", "2026-0143"]),
        ("202601420143", ["2026-0142", "2026-0143"]),
        ("0142 0147", ["2026-0142", "2026-0147"]),
        ("2026-0142 & 26-0512", ["2026-0142", "26-0512"]),
        ("PV 26 11", ["PV/26/011"]),
        ("A2026-OOO31", ["A2026-00031"]),
        ("RF38260512", ["26-0512"]),
    ],
)
def test_lists_and_series_are_read(text: str, found: list[str]) -> None:
    assert read(text) == [(number,) for number in found]


@pytest.mark.parametrize(
    "text",
    [
        "VIR DU 26/11",
        "honoraires 2026-11",
        "le 26/05/12",
        "dossier 142",
        "contrat n° 2026-0142",
        "chèque 0142",
        "2 chèques, bordereau 142-143",
        "acompte no 2",
        "142,00 EUR",
        "1 142,00",
        "tel 0142014300",
        "solde honoraires mai 2026",
        "facture 2026",
        "RF00260512",
        "14 rue des Lilas",
        "FACT 999",
        "VIR 142",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert read(text) == []


def test_a_serial_of_two_series_names_both() -> None:
    assert set(read("fact 12", "2025-0012", "PV/26/012")[0]) == {"2025-0012", "PV/26/012"}


def test_the_letters_typed_choose_the_series() -> None:
    assert read("PV 26-012", "FA/26/012", "PV/26/012") == [("PV/26/012",)]
    assert read("PV 26-012", "FA/26/012", "PV/26/099") == []


def test_a_number_cut_at_the_end_may_be_any_that_goes_on_so() -> None:
    found = read("SCIERIE VAUBRUN 2026-0147 2026-014")
    assert found[0] == ("2026-0147",)
    assert set(found[1]) == {"2026-0142", "2026-0143", "2026-0147"}


def test_zeros_left_out_are_no_cut() -> None:
    assert read("scierie vaubrun facture 2026-7 merci", "2026-0007", "2026-0071") == [("2026-0007",)]


def test_an_id_made_by_a_machine_names_whole_numbers_only() -> None:
    assert read("VAUBRUN-2026-0142", written=False) == [("2026-0142",)]
    assert read("F142", written=False) == []


def test_plain_running_numbers_need_a_word_before_them() -> None:
    assert read("facture 318", "318", "319") == [("318",)]
    assert read("appartement 318", "318", "319") == []
    assert read("318 et 319", "318", "319") == [("318",), ("319",)]


@pytest.mark.parametrize("text", ["26-051226-0520", "260512260520", "26/051226/0520", "PAYE 26-051226-0520 MERCI"])
def test_two_numbers_written_on(text: str) -> None:
    assert read(text) == [("26-0512",), ("26-0520",)]


def test_an_id_with_a_label_may_hold_a_number_that_looks_like_a_day() -> None:
    assert read("FAC260512", written=False) == [("26-0512",)]
    assert read("260512", written=False) == []
    assert read("F318", "318", written=False) == []
