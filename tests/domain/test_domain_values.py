"""Money as typed and printed, names and numbers as compared, the future as forecast, orders from the shell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from firm_in_memory import FirmInMemory, at, case_of, invoice, said
from hypothesis import given
from hypothesis import strategies as st

from relance.domain import manual
from relance.domain.forecast import forecast
from relance.domain.intents import Intent
from relance.domain.model import Cancelled, State
from relance.domain.money import cents, euros, parse_amount
from relance.domain.policy import Means, Policy
from relance.domain.text import fold, fold_number, plain

DUE = date(2026, 3, 2)

# --------------------------------------------------------------------------------------------------- money


@pytest.mark.parametrize(
    "typed",
    [
        "1234.56", "1234,56", "1 234,56 €",
        "1\u202f234,56\u00a0€", "1.234,56", "1,234.56", "+1234.56", "1'234,56 EUR",
        " 1234,56 euros",
    ],
)  # fmt: skip
def test_the_same_amount_typed_in_many_ways(typed: str) -> None:
    assert parse_amount(typed) == Decimal("1234.56")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1.234", "1234"), ("1 200", "1200"), ("-20", "-20"), ("0,5", "0.50"), ("1.234.567", "1234567")],
)
def test_three_digits_after_the_last_mark_are_thousands(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "€", "abc", "12,3456", "1,2,", "12-3", "0x10", "NaN", "1e3", "--5", "12 / 3"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_amount(typed)


@given(st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2))
def test_what_is_printed_is_read_again_to_the_cent(amount: Decimal) -> None:
    printed = euros(amount)
    assert parse_amount(printed) == amount
    assert " " not in printed


def test_money_is_printed_the_french_way() -> None:
    assert euros(Decimal(1200)) == "1\u202f200,00\u00a0€"
    assert euros(Decimal("-1234567.5")) == "-1\u202f234\u202f567,50\u00a0€"
    assert cents(Decimal("0.005")) == Decimal("0.01")


# ---------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SARL Exemple", "exemple s.a.r.l.".replace(".", "")),
        ("Société Générale de Bâtiment", "GENERALE DE BATIMENT"),
        ("Mme Hélène Œuvrard", "Helene OEUVRARD"),
        ("M. Dupont-Martin", "dupont martin"),
    ],
)
def test_a_name_typed_twice_is_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_name_that_is_only_a_legal_form_stays_itself() -> None:
    assert fold("SAS") == "sas"
    assert fold("Association") != fold("Société")


@pytest.mark.parametrize(
    "typed", ["2026-0142", "2026/142", "FACT 2026 0142", "facture n° 2026-0142", "Fac. 2026.0142", "n°2026-142"]
)
def test_a_number_typed_in_many_ways_is_one_number(typed: str) -> None:
    assert fold_number(typed) == "2026-142"


def test_different_numbers_stay_different() -> None:
    numbers = ["2026-0142", "2026-1420", "20260142", "A-142", "B-142", "2026-0142-A"]
    assert len({fold_number(n) for n in numbers}) == len(numbers)


@given(st.text(max_size=40))
def test_folding_is_stable_and_never_raises(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert fold_number(fold_number(text)) == fold_number(text)


# ------------------------------------------------------------------------------------------------ forecast


def test_the_forecast_is_what_then_happens_when_nobody_answers() -> None:
    other = invoice("2026-0003", due_on=date(2026, 3, 6))
    start = at(date(2026, 2, 20))
    f = FirmInMemory(case_of(invoice(), other), start)
    coming = list(forecast(f.case, start, date(2026, 6, 30), Policy()))
    f.until(date(2026, 6, 30))
    mails = [(c.at.date(), c.stage.value) for c in coming if c.means is Means.MAIL]
    assert mails == [(left.day, left.mail.letter.value) for left in f.sent]
    tasks = sorted(c.at.date() for c in coming if c.means is not Means.MAIL)
    assert tasks == sorted(day for day, task in f.opened_tasks if task.cause.startswith("step:"))


def test_a_pause_is_assumed_to_end_and_the_first_sending_hour_is_told() -> None:
    f = FirmInMemory(case_of(), at(DUE, 8))
    f.hears(said(Intent.ACKNOWLEDGEMENT))
    first = next(iter(forecast(f.case, f.now, date(2026, 12, 31), Policy())))
    assert (first.at, first.numbers) == (at(date(2026, 3, 9), 9), ("2026-0142",))


def test_a_waiting_client_gets_nothing() -> None:
    f = FirmInMemory(case_of(), at(DUE, 8))
    f.hears(said(Intent.DISPUTE))
    assert list(forecast(f.case, f.now, date(2026, 12, 31), Policy())) == []


# -------------------------------------------------------------------------------------------------- orders


def test_releasing_one_invoice_keeps_the_others_of_the_client_held() -> None:
    f = FirmInMemory(case_of(invoice(), invoice("2026-0003")), at(DUE))
    f.hears(said(Intent.DISPUTE))
    f.orders(*manual.release(f.case, f.case.invoice(2), grave=True, why="repris"))
    assert (f.state(2), f.state(3)) == (State.ACTIVE, State.WAITING)


def test_one_invoice_does_not_lift_the_hold_on_everything_and_an_assistant_no_grave_one() -> None:
    f = FirmInMemory(case_of(), at(DUE))
    f.orders(*manual.hold_client(None, None, "person:shell"))
    f.orders(*manual.release(f.case, f.case.invoice(2), grave=True, why="repris"))
    assert f.state() is State.WAITING
    g = FirmInMemory(case_of(), at(DUE))
    g.hears(said(Intent.SENSITIVE))
    g.orders(*manual.release_client(g.case, grave=False, why="repris"))
    assert g.state() is State.WAITING
    g.orders(*manual.release_client(g.case, grave=True, why="repris"))
    assert g.state() is State.ACTIVE


def test_the_same_payment_has_the_same_fingerprint_and_another_one_another() -> None:
    owed = invoice()
    marks = [
        manual.pay(owed, Decimal(amount), DUE + timedelta(days=n), ref, "person").fingerprint
        for amount, n, ref in [
            ("10.00", 0, ""),
            ("10.00", 0, ""),
            ("10.00", 1, ""),
            ("11.00", 0, ""),
            ("10.00", 0, "x"),
        ]
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


def test_a_payment_is_told_with_what_is_left_or_too_much() -> None:
    assert "reste dû 200,00" in manual.paid_note(invoice(), Decimal(1000), DUE).reason
    assert "trop-perçu de 50,00" in manual.paid_note(invoice(), Decimal(1250), DUE).reason


def test_a_closed_invoice_is_not_cancelled_again() -> None:
    assert manual.cancel(invoice(paid=Decimal(1200)), Cancelled.ANNULLED) == []
    assert len(manual.cancel(invoice(), Cancelled.WRITTEN_OFF)) == 2
