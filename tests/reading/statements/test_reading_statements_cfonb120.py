from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.errors import RelanceError
from relance.reading.statements import read_statement
from relance.reading.statements.figures import french_iban

ACCOUNT = ("99011", "00001", "00000000123")


def _zoned(cents: int) -> str:
    digits = f"{abs(cents):014d}"
    return digits[:-1] + ("}JKLMNOPQR" if cents < 0 else "{ABCDEFGHI")[int(digits[-1])]


def _record(
    kind: str, *, label: str = "", amount: str = "", on: str = "120326", value: str = "", reject: str = ""
) -> str:
    bank, branch, account = ACCOUNT
    line = f"{kind}{bank}    {branch}EUR2 {account}"
    line = f"{line:<32}05{on}{reject:<2}{value:<6}"
    line = f"{line:<48}{label:<31}"
    return f"{line:<81}0000007  {amount:>14}{'OPE-9' if kind == '04' else '':<16}"


def _movement(cents: int, label: str = "VIREMENT RECU", **more: str) -> str:
    return _record("04", label=label, amount=_zoned(cents), value="130326", **more)


def _more(qualifier: str, text: str) -> str:
    return f"{_record('05')[:45]}{qualifier}{text:<70}"[:118].ljust(120)


def _read(*records: str, between: str = "\r\n") -> Statement:
    return read_statement("releve.txt", between.join(records).encode("cp1252"))


def test_a_movement_with_its_complements_is_read_whole() -> None:
    found = _read(
        _movement(120005),
        _more("NPY", "ROUX ELISE"),
        _more("NPO", "SCI ROUX"),
        _more("LCC", "NOTE 2026-0142"),
        _more("RCN", "ROUX-5".ljust(35) + "SUPP"),
        _more("REF", "BQ-1"),
        _more("IPY", "FR7699118002300004412009994"),
    )
    assert found.movements == (
        Evidence(
            Form.CFONB120,
            Nature.RECEIVED,
            date(2026, 3, 12),
            Decimal("1200.05"),
            "enregistrement 1",
            value_on=date(2026, 3, 13),
            payer="ROUX ELISE",
            ultimate_payer="SCI ROUX",
            reference="NOTE 2026-0142",
            end_to_end="ROUX-5",
            bank_id="BQ-1",
            account=french_iban(*ACCOUNT),
            payer_iban="FR7699118002300004412009994",
        ),
    )


@pytest.mark.parametrize("between", ["\n", "\r\n", "", "\r\n\r\n"])
def test_line_ends_may_be_missing(between: str) -> None:
    found = _read(
        _record("01", amount=_zoned(0)),
        _movement(100),
        _movement(200),
        _record("07", amount=_zoned(300)),
        between=between,
    )
    assert [m.amount for m in found.movements] == [Decimal("1.00"), Decimal("2.00")]
    assert found.known_until == date(2026, 3, 12)
    assert not found.problems


def test_spaces_at_the_end_may_be_missing() -> None:
    found = _read(_movement(100).rstrip(), _more("LCC", "NOTE").rstrip())
    assert [(m.amount, m.reference) for m in found.movements] == [(Decimal("1.00"), "NOTE")]


@pytest.mark.parametrize("cents", [0, 1, 19, 1234567890, -1, -10, -999])
def test_the_last_figure_carries_the_sign(cents: int) -> None:
    assert _read(_movement(cents)).movements[0].amount == Decimal(cents) / 100


def test_the_french_seven_bit_code_is_known() -> None:
    found = _read(_movement(100).replace("{", "é"), _movement(-100, "VIR EMIS").replace("}", "è"))
    assert [m.amount for m in found.movements] == [Decimal("1.00"), Decimal("-1.00")]


def test_a_number_cut_between_two_lines_is_whole() -> None:
    found = _read(_movement(100), _more("LCC", "X" * 62 + " 2026-01"[:8]), _more("LC2", "42 MERCI"))
    assert found.movements[0].reference.endswith("2026-0142 MERCI")
    found = _read(_movement(100), _more("LCC", "NOTE 2026"), _more("LC2", "MERCI"), _more("LIB", "AUTRE"))
    assert found.movements[0].reference == "NOTE 2026 MERCI"


def test_without_complements_the_label_tells() -> None:
    one = _read(_movement(100, "VIREMENT DE ROUX ELISE")).movements[0]
    assert (one.payer, one.reference) == ("ROUX ELISE", "")


@pytest.mark.parametrize(
    ("cents", "label", "reject", "nature"),
    [
        (-99000, "PRLV ROUX ELISE", "04", Nature.REVERSAL),
        (-99000, "CHEQUE IMPAYE 7654321", "", Nature.REVERSAL),
        (-1500, "FRAIS CHEQUE IMPAYE", "", Nature.FEE),
        (-1500, "VIR EMIS ROUX", "", Nature.SENT),
        (1500, "VIR SEPA", "57", Nature.SENT),
        (1500, "VIR SEPA", "", Nature.RECEIVED),
    ],
)
def test_what_a_movement_is(cents: int, label: str, reject: str, nature: Nature) -> None:
    one = _read(_movement(cents, label, reject=reject)).movements[0]
    assert (one.nature, one.reason) == (nature, reject)


def test_balances_that_do_not_add_up_are_told() -> None:
    found = _read(_record("01", amount=_zoned(0)), _movement(100), _record("07", amount=_zoned(500)))
    assert "il manque peut-être des lignes" in found.problems[0]


def test_bad_records_are_problems_and_the_rest_goes_through() -> None:
    bad = [
        _movement(100).replace("120326", "992626"),
        _movement(100)[:103] + "9" + _movement(100)[104:],
        _more("LCC", "x"),
        "99" + "X" * 118,
    ]
    found = _read(*bad, _movement(100).replace("EUR2", "USD2"), _movement(300))
    assert {p.split(" : ")[0] for p in found.problems} == {f"enregistrement {n}" for n in (1, 2, 4, 5)}
    assert [m.amount for m in found.movements] == [Decimal("3.00")]


def test_a_text_without_records_is_refused() -> None:
    with pytest.raises(RelanceError):
        _read("0123")
