"""A payment told twice is booked once; two payments alike are two; what went back reopens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from matching_cases import DAY, applied, booked, known, ledger, one, paid

from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.decide import match
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.values import Choice

VAUBRUN = "SCIERIE VAUBRUN"
NOTICE = paid("500.00", "Scierie Vaubrun", "Acompte facture 142", form=Form.NOTICE)
LINE = paid("500.00", VAUBRUN, "ACOMPTE FACTURE 142", bank_id="B1", on=DAY + timedelta(days=1))


def decisions(*documents: list[Evidence], on: Ledger | None = None) -> list[list[str]]:
    read = on or ledger()
    return [[found.decision.value for found in match(document, read)] for document in documents]


def test_a_line_confirms_the_notice() -> None:
    found = one(LINE, known(NOTICE, ("2026-0142", "500.00"), id=7))
    assert found.decision is Choice.IGNORE
    assert found.duplicate_of is not None
    assert found.duplicate_of.id == 7
    assert "l’avis du 12/05/2026" in found.reason


def test_notice_then_line_in_one_run() -> None:
    assert decisions([NOTICE], [LINE]) == [["apply"], ["ignore"]]
    assert decisions([LINE], [NOTICE]) == [["apply"], ["ignore"]]


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, on=DAY + timedelta(days=20)),
        replace(LINE, amount=Decimal("400.00")),
        replace(LINE, reference="DEUXIEME ACOMPTE 2026-0142 JUIN", payer="NEGOCE BELAIR"),
    ],
)
def test_another_day_sum_or_payer_is_another_payment(other: Evidence) -> None:
    assert one(other, known(NOTICE, ("2026-0142", "500.00"))).duplicate_of is None


def test_a_second_payment_alike_is_not_the_notice_again() -> None:
    second = replace(LINE, bank_id="B2", on=LINE.on + timedelta(days=2))
    assert decisions([NOTICE], [LINE, second]) == [["apply"], ["ignore", "apply"]]
    assert decisions([NOTICE], [LINE], [second]) == [["apply"], ["ignore"], ["apply"]]


def test_two_formats_of_one_account() -> None:
    credit = replace(LINE, form=Form.CAMT054, end_to_end="E-9")
    assert decisions([credit], [replace(credit, form=Form.CAMT053, bank_id="X77")]) == [["apply"], ["ignore"]]
    assert decisions([credit], [replace(credit, form=Form.CAMT053, end_to_end="E-10")]) == [["apply"], ["apply"]]
    assert decisions([LINE], [replace(LINE, form=Form.CSV, bank_id="")]) == [["apply"], ["ignore"]]


def test_the_banks_id_decides() -> None:
    assert decisions([LINE], [LINE]) == [["apply"], ["ignore"]]
    assert decisions([LINE, LINE]) == [["apply", "ignore"]]
    assert decisions([LINE, replace(LINE, bank_id="B2")]) == [["apply", "apply"]]
    assert decisions([LINE], [replace(LINE, bank_id="B2")]) == [["apply"], ["apply"]]


def test_an_id_that_a_bank_uses_again_is_another_payment() -> None:
    assert decisions([LINE], [replace(LINE, on=LINE.on + timedelta(days=30))]) == [["apply"], ["apply"]]


def test_parts_of_one_batch_may_share_its_id() -> None:
    other = replace(LINE, payer="QUESNEL THEO", reference="facture 151")
    assert decisions([LINE, other]) == [["apply", "apply"]]


def test_exports_overlap() -> None:
    line = paid("500.00", VAUBRUN, "ACOMPTE FACTURE 142", form=Form.CSV)
    other = paid("240.00", "ROYER INES", "2026-0155", form=Form.CSV)
    assert decisions([line], [line, other]) == [["apply"], ["ignore", "apply"]]


def test_identical_lines_without_id_are_asked() -> None:
    line = paid("500.00", VAUBRUN, "ACOMPTE FACTURE 142", form=Form.CSV)
    read = ledger()
    first, second = match([line, line], read)
    assert [first.decision, second.decision] == [Choice.APPLY, Choice.ASK]
    assert decisions([line, line], on=read) == [["ignore", "ignore"]]


def test_a_line_that_says_more_answers_the_question() -> None:
    silent = paid("870.00", form=Form.NOTICE)
    read = ledger()
    assert match([silent], read)[0].decision is Choice.ASK
    found = match([paid("870.00", "GARNIER LOPEZ ELODIE", "2026-0150")], read)[0]
    assert booked(found) == {"2026-0150": "870.00"}
    assert found.duplicate_of is not None
    assert found.duplicate_of.seen == silent


def test_a_question_is_not_asked_twice() -> None:
    assert decisions([paid("870.00", "INCONNU", form=Form.NOTICE)], [paid("870.00", "INCONNU")]) == [
        ["ask"],
        ["ignore"],
    ]


def test_a_silent_line_is_the_notice_of_that_sum() -> None:
    assert decisions([NOTICE], [paid("500.00")]) == [["apply"], ["ignore"]]


def test_accounts_are_told_apart() -> None:
    here, there = replace(LINE, account="FR761"), replace(LINE, account="FR762")
    assert decisions([here], [there]) == [["apply"], ["apply"]]


def test_a_line_that_names_another_invoice_is_another_payment() -> None:
    notice = known(paid("240.00", "Ines Royer", "honoraires", form=Form.NOTICE), ("2026-0155", "240.00"))
    assert applied(paid("240.00", "ROYER INES", "honoraires 2026-0156"), notice) == {"2026-0156": "240.00"}
    assert one(paid("240.00", "ROYER INES", "honoraires 2026-0155"), notice).duplicate_of == notice


PARTS = [
    paid("240.00", "Ines Royer", "2026-0155", form=Form.NOTICE, fee=Decimal("3.61"), payout="PO-31", bank_id="ch_1"),
    paid(
        "870.00",
        "Elodie Garnier",
        "facture 150",
        form=Form.NOTICE,
        fee=Decimal("12.43"),
        payout="PO-31",
        bank_id="ch_2",
    ),
]


def test_the_net_sum_of_a_known_payout_is_left() -> None:
    net = paid("1093.96", "PAYSERVICE SA", "virement hebdomadaire", on=DAY + timedelta(days=2))
    assert decisions(PARTS, [net]) == [["apply", "apply"], ["ignore"]]
    assert decisions(PARTS, PARTS, [net]) == [["apply", "apply"], ["ignore", "ignore"], ["ignore"]]
    assert decisions([net]) == [["ask"]]
    assert decisions(PARTS[:1], [net]) == [["apply"], ["ask"]]


def test_payout_parts_booked_before_are_known() -> None:
    before = [known(p, (n, str(p.amount))) for p, n in zip(PARTS, ("2026-0155", "2026-0150"), strict=True)]
    assert one(paid("1093.96", "PAYSERVICE SA"), *before).decision is Choice.IGNORE


# reversals


def back(amount: str, payer: str = "", reference: str = "", **more: object) -> Evidence:
    values = {"nature": Nature.REVERSAL, "on": DAY + timedelta(days=9), **more}
    return paid(amount, payer, reference, **values)


CHEQUE = known(paid("1999.90", "AUBERT", "PV/26/007", cheque="0044321"), ("PV/26/007", "1999.90"), id=3)


@pytest.mark.parametrize(
    "movement",
    [
        back("-1999.90", cheque="44321"),
        back("-1999.90", reference="CHQ IMPAYE 0044321"),
        back("-1999.90", reference="REJET PV 26 007"),
        back("-1999.90", "AUBERT"),
        back("-1999.90", "M OU MME AUBERT DENIS"),
    ],
)
def test_what_went_back_is_found_again(movement: Evidence) -> None:
    found = one(movement, CHEQUE)
    assert booked(found) == {"PV/26/007": "-1999.90"}
    assert "à nouveau en attente" in found.reason


@pytest.mark.parametrize(
    "movement",
    [
        back("-1999.90"),
        back("-1999.90", cheque="77777"),
        back("-1999.00", "AUBERT"),
        back("-1999.90", "ROYER INES"),
        back("-1999.90", cheque="44321", on=DAY - timedelta(days=1)),
    ],
)
def test_what_is_not_found_is_asked(movement: Evidence) -> None:
    assert one(movement, CHEQUE).decision is Choice.ASK


def test_a_rejected_debit_is_found_by_its_end_to_end_id() -> None:
    debit = known(paid("300.00", "X", "acompte", end_to_end="SDD-2026-7"), ("2026-0142", "300.00"))
    assert applied(back("-300.00", end_to_end="SDD-2026-7"), debit) == {"2026-0142": "-300.00"}


def test_one_payment_goes_back_once_and_may_be_paid_again() -> None:
    invoice = paid("1450.00", "QUESNEL THEO", "2026-0151", cheque="5550001", bank_id="B1")
    gone = back("-1450.00", cheque="5550001", bank_id="B2", on=DAY + timedelta(days=3))
    twice = back("-1450.00", cheque="5550001", bank_id="B3", on=DAY + timedelta(days=30))
    anew = replace(invoice, bank_id="B4", on=DAY + timedelta(days=5))
    assert decisions([invoice, gone, gone, anew]) == [["apply", "apply", "ignore", "apply"]]
    assert decisions([invoice], [gone], [twice]) == [["apply"], ["apply"], ["ask"]]


def test_rest_of_an_overpayment_goes_back_too() -> None:
    read = ledger()
    match([paid("1500.00", VAUBRUN, "fact 142", bank_id="B1")], read)
    found = match([back("-1500.00", VAUBRUN, "REJET FACT 142")], read)[0]
    assert booked(found) == {"2026-0142": "-1450.00"}
    assert found.unallocated == Decimal("-50.00")
    assert read["2026-0142"].balance == Decimal("1450.00")
    assert read["2026-0142"].is_open


def test_several_that_may_have_gone_back_are_asked() -> None:
    one_paid = known(paid("240.00", "ROYER INES", "2026-0155"), ("2026-0155", "240.00"), id=1)
    other = known(paid("240.00", "ROYER INES", "2026-0156"), ("2026-0156", "240.00"), id=2)
    found = one(back("-240.00", "ROYER INES"), one_paid, other)
    assert found.decision is Choice.ASK
    assert set(found.candidates) == {("2026-0155",), ("2026-0156",)}


def test_what_went_back_before_is_not_taken_twice() -> None:
    gone = known(back("-1999.90", cheque="44321"), ("PV/26/007", "-1999.90"), id=4)
    later = back("-1999.90", "AUBERT", on=DAY + timedelta(days=40))
    assert one(later, CHEQUE, gone).decision is Choice.ASK
