# ruff: noqa: E501  documents of examples read better unbroken
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.errors import RelanceError
from relance.reading.statements import read_statement
from relance.reading.statements.figures import french_iban

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
ACCOUNT = "<BANKACCTFROM><BANKID>99011<BRANCHID>00001<ACCTID>00000000123<ACCTTYPE>CHECKING</BANKACCTFROM>"


def _row(more: str = "", *, kind: str = "CREDIT", amount: str = "1200.00", on: str = "20260312") -> str:
    return f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{on}<TRNAMT>{amount}<FITID>F1{more}</STMTTRN>\n"


def _sgml(rows: str, end: str = "20260314", currency: str = "EUR") -> bytes:
    period = f"<BANKTRANLIST><DTSTART>20260301<DTEND>{end}\n{rows}</BANKTRANLIST>"
    balance = "<LEDGERBAL><BALAMT>10.00<DTASOF>20260313</LEDGERBAL>"
    body = f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}{ACCOUNT}{period}{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    return (HEAD + body).encode("cp1252")


def _read(rows: str) -> Statement:
    return read_statement("export.ofx", _sgml(rows))


def _one(rows: str) -> Evidence:
    found = _read(rows)
    assert not found.problems
    assert len(found.movements) == 1
    return found.movements[0]


def test_open_tags_are_read() -> None:
    assert _one(_row("<NAME>VIR DE ROUX ELISE<MEMO>Réglement note 12")) == Evidence(
        Form.OFX,
        Nature.RECEIVED,
        date(2026, 3, 12),
        Decimal("1200.00"),
        "écriture 1",
        payer="ROUX ELISE",
        reference="Réglement note 12",
        bank_id="F1",
        account=french_iban("99011", "00001", "00000000123"),
    )


def test_the_xml_of_version_two_is_read_alike() -> None:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX><STMTRS><CURDEF>EUR</CURDEF>'
        "<BANKTRANLIST><DTEND>20260314120000.000[+1:CET]</DTEND><STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260312</DTPOSTED>"
        "<TRNAMT>+1200.5</TRNAMT><FITID>F1</FITID><NAME>ROUX &amp; FILS</NAME><MEMO><![CDATA[Réf <12> 2026-0142]]></MEMO></STMTTRN>"
        "</BANKTRANLIST></STMTRS></OFX>"
    )
    found = read_statement("x", body.encode())
    assert found.known_until == date(2026, 3, 14)
    assert [(m.payer, m.amount, m.reference) for m in found.movements] == [
        ("ROUX & FILS", Decimal("1200.50"), "Réf <12> 2026-0142")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_the_declared_encoding_may_be_wrong(encoding: str) -> None:
    data = _sgml(_row("<NAME>VIR DE HÉLÈNE")).decode("cp1252").encode(encoding)
    assert read_statement("x", data).movements[0].payer == "HÉLÈNE"


@pytest.mark.parametrize(
    ("label", "payer", "reference"),
    [
        ("<NAME>VIR RECU 1234567890S<MEMO>DE: ROUX ELISE MOTIF: FACT 12 REF: R-5", "ROUX ELISE", "FACT 12"),
        ("<NAME>VIR SEPA RECU /DE ROUX ELISE /M<MEMO>VIR SEPA RECU /DE ROUX ELISE /MOTIF FACT 12 /REF X", "ROUX ELISE", "FACT 12"),
        ("<NAME>VIR INST ROUX ELISE<MEMO>", "ROUX ELISE", ""),
        ("<NAME>VIREMENT EN VOTRE FAVEUR<MEMO>ROUX ELISE - FACT 12", "ROUX ELISE", "FACT 12"),
        ("<NAME>VIRT ROUX ELISE FACT 2026-012<MEMO>", "ROUX ELISE", "FACT 2026-012"),
        ("<NAME>ROUX ELISE<MEMO>FACT 12", "ROUX ELISE", "FACT 12"),
        ("<PAYEE><NAME>ROUX ELISE<ADDR1>3 rue X</PAYEE><MEMO>FACT 12", "ROUX ELISE", "FACT 12"),
        ("<NAME>VIREMENT RECU<MEMO>", "", ""),
        ("<MEMO>FACT 12", "", "FACT 12"),
    ],
)  # fmt: skip
def test_labels_of_french_banks(label: str, payer: str, reference: str) -> None:
    one = _one(_row(label))
    assert (one.payer, one.reference) == (payer, reference)


def test_a_cheque_has_its_number_and_a_transfer_has_none() -> None:
    assert _one(_row("<CHECKNUM>0001234<NAME>REMISE CHQ ROUX", kind="CHECK")).cheque == "0001234"
    assert _one(_row("<NAME>REM CHQ N° 7654321 ROUX ELISE")).cheque == "7654321"
    assert not _one(_row("<CHECKNUM>0001234<NAME>VIR DE ROUX")).cheque


@pytest.mark.parametrize(
    ("more", "kind", "amount", "nature"),
    [
        ("<NAME>CHEQUE REVENU IMPAYE 7654321", "DEBIT", "-990,00", Nature.REVERSAL),
        ("<NAME>REJET PRLV SEPA ROUX ELISE", "DEBIT", "-990,00", Nature.REVERSAL),
        ("<NAME>IMPAYE REMISE CHEQUE", "OTHER", "-990,00", Nature.REVERSAL),
        ("<NAME>COM. CHEQUE IMPAYE", "DEBIT", "-15,00", Nature.FEE),
        ("<NAME>TENUE", "SRVCHG", "-2,00", Nature.FEE),
        ("<NAME>VIR EMIS ROUX", "XFER", "-660.00", Nature.SENT),
        ("<NAME>REJET VIR EMIS ROUX", "CREDIT", "660.00", Nature.SENT),
        ("<NAME>VIR DE ROUX", "HOLD", "660.00", Nature.PENDING),
    ],
)
def test_what_a_line_is(more: str, kind: str, amount: str, nature: Nature) -> None:
    one = _one(_row(more, kind=kind, amount=amount))
    assert one.nature is nature
    assert one.amount == Decimal(amount.replace(",", "."))


def test_pending_lists_are_pending() -> None:
    row = _row("<NAME>VIR DE ROUX").replace("STMTTRN>", "STMTTRNP>")
    assert _one(row).nature is Nature.PENDING


def test_the_period_is_known_only_as_far_as_the_balance() -> None:
    assert _read(_row()).known_until == date(2026, 3, 13)


def test_bad_lines_are_problems_and_the_rest_goes_through() -> None:
    rows = (
        _row(amount="12x")
        + _row(on="99999999")
        + _row("<CORRECTFITID>F0<CORRECTACTION>DELETE")
        + _row("<NAME>VIR DE ROUX")
    )
    found = _read(rows)
    assert [p.split(" : ")[0] for p in found.problems] == ["écriture 1", "écriture 2", "écriture 3"]
    assert [m.place for m in found.movements] == ["écriture 4"]


def test_another_currency_is_a_problem() -> None:
    found = read_statement("x", _sgml(_row(), currency="CHF"))
    assert not found.movements
    assert "CHF" in found.problems[0]


def test_entities_and_empty_files_are_refused() -> None:
    with pytest.raises(RelanceError, match="DOCTYPE"):
        read_statement("x", b'<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "b">]><OFX><STMTRS></STMTRS></OFX>')
    with pytest.raises(RelanceError, match="aucun relevé"):
        read_statement("x", b"OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>")
