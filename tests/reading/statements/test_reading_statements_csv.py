# ruff: noqa: E501  documents of examples read better unbroken
from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from relance.domain.evidence import Form, Nature, Statement
from relance.errors import RelanceError
from relance.reading.statements import CsvMapping, read_statement

ROW = (date(2026, 3, 12), Decimal("1200.00"), "ROUX ELISE", "FACT 2026-0142")


def _read(text: str, encoding: str = "utf-8", **how: CsvMapping) -> Statement:
    return read_statement("releve.csv", text.encode(encoding), tuple(how.values()))


EXPORTS = (
    "Statut;Date de la valeur (UTC);Date de l'opération (UTC);Montant total (TTC);Devise;Nom de la contrepartie;Méthode de paiement;Référence;Note;Identifiant de transaction\nExécuté;12-03-2026 10:11:12;12-03-2026 10:11:12;1200,00;EUR;ROUX ELISE;Virement;FACT 2026-0142;;q-1\n",
    '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Amount (EUR)"\n2026-03-12,2026-03-12,"ROUX ELISE",FR761,"Credit Transfer","FACT 2026-0142",1200.0\n',
    "id,Description,Amount,Fee,Net,Currency,Created (UTC),Customer Name,Type\nch_1,FACT 2026-0142,1200.00,17.20,1182.80,eur,2026-03-12 10:00,ROUX ELISE,charge\n",
    '"Date","Heure","Nom","Type","État","Devise","Avant commission","Commission","Net","Numéro de transaction","Objet"\n"12/03/2026","10:00:00","ROUX ELISE","Paiement standard","Terminé","EUR","1 200,00","-17,20","1 182,80","8X","FACT 2026-0142"\n',
    "12/03/2026;1200,00;Virement;;VIR RECU ROUX ELISE FACT 2026-0142;0;Divers\n13/03/2026;-46,00;Carte;;CB STATION;0;Divers\n",
)


@pytest.mark.parametrize("text", EXPORTS)
def test_exports_of_services_and_of_banks_without_names_for_columns(text: str) -> None:
    found = _read(text)
    assert not found.problems
    assert _brief(found) == [ROW]


def test_what_a_client_calls_costs_is_a_payment() -> None:
    text = "Date;Libellé;Montant\n12/03/2026;FRAIS ET HONORAIRES FACT 12 ROUX;10,00\n12/03/2026;EXTOURNE FRAIS;2,00\n12/03/2026;FRAIS TENUE;-2,00\n"
    assert [m.nature for m in _read(text).movements] == [Nature.RECEIVED, Nature.FEE, Nature.FEE]


def _brief(found: Statement) -> list[tuple[date, Decimal, str, str]]:
    return [(m.on, m.amount, m.payer, m.reference) for m in found.movements if m.nature is Nature.RECEIVED]


@pytest.mark.parametrize(
    "text",
    [
        "Date;Libellé;Débit;Crédit\n12/03/2026;VIR DE ROUX ELISE FACT 2026-0142;;1 200,00\n13/03/2026;CB STATION;46,00;\n",
        "Date opération;Date valeur;libellé;Débit;Crédit;\n12/03/2026;12/03/2026;VIR ROUX ELISE FACT 2026-0142;;1200,00;\n",
        "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n12/03/26;12/03/26;;1.200,00;VIR ROUX ELISE FACT 2026-0142;9 000,00\n",
        "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;Type operation;Debit;Credit;Date operation;Date de valeur;Pointage operation\n12/03/2026;VIR ROUX;VIR ROUX ELISE;X12;FACT 2026-0142;Virement recu;;+1200,00;12/03/2026;12/03/2026;0\n",
        'dateOp;dateVal;label;category;amount;comment;accountNum;accountbalance\n2026-03-12;2026-03-13;"VIR DE ROUX ELISE";"Virements";1 200,00;"FACT 2026-0142";0001;9226.68\n',
        '"Date","Type","Tiers","Motif","Montant","État"\n"12-03-2026","Virement","ROUX ELISE","FACT 2026-0142","+1200,00 €","Comptabilisé"\n',
        "Completed Date,Type,Description,Counterparty name,Amount,Currency,State,Reference\n2026-03-12 10:11:12,TRANSFER,,ROUX ELISE,1200.00,EUR,COMPLETED,FACT 2026-0142\n",
        "Compte n° 00000000123\tau 15/03/2026\n\nDate\tNature de l'opération\tMontant (EUR)\tSens\n12.03.2026\tVIREMENT DE ROUX ELISE - FACT 2026-0142\t1200,00\tC\n",
        "Banque du Port\nRelevé du 01/03/2026 au 15/03/2026\n\nDate;Opération;Montant\n12/03/2026;VIR RECU 1234567S DE: ROUX ELISE MOTIF: FACT 2026-0142;1200,00\nSolde au 15/03/2026;;9 000,00\n",
    ],
)
def test_the_headers_of_french_banks_are_recognised(text: str) -> None:
    found = _read(text)
    assert found.form is Form.CSV
    assert not found.problems
    assert _brief(found) == [ROW]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    found = _read("Date;Libellé;Crédit\n12/03/2026;VIR DE HÉLÈNE;1\u00a0200,00\n", encoding)
    assert [(m.payer, m.amount) for m in found.movements] == [("HÉLÈNE", Decimal("1200.00"))]


def test_the_preamble_gives_account_and_period() -> None:
    found = _read(
        "IBAN : FR76 9901 1000 0100 0000 0001 234\nOpérations du 01/03/2026 au 15/03/2026\nDate;Libellé;Montant\n12/03/2026;VIR X;1,00\n"
    )
    assert found.known_until == date(2026, 3, 15)
    assert found.movements[0].account == "FR7699011000010000000001234"


def test_balances_and_totals_are_no_movements_but_a_label_may_say_solde() -> None:
    text = "Date;Libellé;Débit;Crédit\n01/03/2026;Solde initial;;500,00\n12/03/2026;SOLDE FACT 12 ROUX;;1,00\n;Total;0,00;1,00\n15/03/2026;Nouveau solde;;501,00\n"
    assert [(m.amount, m.reference) for m in _read(text).movements] == [(Decimal("1.00"), "SOLDE FACT 12 ROUX")]


def test_pending_and_refused_rows_are_pending() -> None:
    text = "Date;Libellé;Montant;Statut\n" + "".join(
        f"12/03/2026;VIR DE ROUX;1,00;{state}\n" for state in ("En attente", "PENDING", "Refusé", "Exécuté")
    )
    assert [m.nature for m in _read(text).movements] == [Nature.PENDING] * 3 + [Nature.RECEIVED]


def test_debits_are_told_apart() -> None:
    text = "Date;Libellé;Débit;Crédit\n12/03/2026;CHEQUE IMPAYE 7654321;990,00;\n12/03/2026;FRAIS IMPAYE;-15,00;\n12/03/2026;VIR EMIS ROUX;660,00;\n"
    assert [(m.nature, m.amount) for m in _read(text).movements] == [
        (Nature.REVERSAL, Decimal("-990.00")),
        (Nature.FEE, Decimal("-15.00")),
        (Nature.SENT, Decimal("-660.00")),
    ]


def test_gross_fee_and_net_of_a_payment_service() -> None:
    text = (
        'Date,Client,Description,Brut,Frais,Net\n12/03/2026,ROUX ELISE,FACT 2026-0142,"1200,00","-17,20","1182,80"\n'
    )
    found = _read(text)
    assert _brief(found) == [ROW]
    assert found.movements[0].fee == Decimal("17.20")


def test_a_label_goes_on_in_the_next_row() -> None:
    found = _read(
        'Date;Libellé;Montant\n12/03/2026;VIREMENT DE ROUX ELISE;1200,00\n;FACT 2026-0142;\n13/03/2026;"VIREMENT EN VOTRE FAVEUR\nROUX ELISE\nFACT 2026-0142";5,00\n'
    )
    assert [(m.payer, m.reference) for m in found.movements] == [("ROUX ELISE", "FACT 2026-0142")] * 2


def test_no_header_at_all() -> None:
    rows = "Compte 1;9 000,00\n12/03/2026;VIREMENT;RECU;VIR DE ROUX ELISE FACT 2026-0142;1 200,00\n13/03/2026;CB;ACHAT;CB STATION SERVICE 12;-46,00\n"
    assert _brief(_read(rows)) == [ROW]


def test_a_described_mapping_by_name_and_by_number() -> None:
    text = "J;Wer;Was;Wieviel\n12|03|2026;ROUX ELISE;FACT 2026-0142;1200,00\n"
    named = CsvMapping({"date": "J", "payer": "Wer", "reference": "was", "amount": "Wieviel"}, day_format="%d|%m|%Y")
    assert _brief(_read(text, mapping=named)) == [ROW]
    counted = CsvMapping({"date": "1", "payer": "2", "reference": "3", "amount": "4"}, skip=1, day_format="%d|%m|%Y")
    assert _brief(_read(text, mapping=counted)) == [ROW]


def test_a_mapping_that_does_not_fit_leaves_the_headers_to_be_recognised() -> None:
    other = CsvMapping({"date": "Tag", "amount": "Betrag"})
    assert _brief(
        _read("Date;Tiers;Motif;Montant\n12/03/2026;ROUX ELISE;FACT 2026-0142;1200,00\n", mapping=other)
    ) == [ROW]


def test_a_workbook_is_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Banque du Port"],
        ["Date", "Tiers", "Motif", "Montant"],
        [date(2026, 3, 12), "ROUX ELISE", "FACT 2026-0142", 1200.0],
    ):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    assert _brief(read_statement("releve.xlsx", target.getvalue())) == [ROW]


def test_bad_rows_are_problems_with_their_line() -> None:
    text = "Date;Libellé;Montant;Devise\n32/03/2026;X;1,00;EUR\n12/03/2026;X;un;EUR\n12/03/2026;X;;EUR\n12/03/2026;X;1,00;GBP\n12/03/2026;VIR DE ROUX;1,00;EUR\n"
    found = _read(text)
    assert [p.split(" : ")[0] for p in found.problems] == ["ligne 2", "ligne 3", "ligne 4", "ligne 5"]
    assert [m.place for m in found.movements] == ["ligne 6"]


def test_many_problems_are_counted() -> None:
    found = _read("Date;Libellé;Montant\n" + "12/03/2026;X;un\n" * 300)
    assert len(found.problems) == 201
    assert "100 autres lignes" in found.problems[-1]


def test_an_open_quote_swallows_nothing() -> None:
    found = _read('Date;Libellé;Montant\n12/03/2026;"VIR DE ROUX;1,00\n13/03/2026;VIR DE PETIT;2,00\n')
    assert [m.amount for m in found.movements] == [Decimal("1.00"), Decimal("2.00")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Bonjour,\nvoici le relev\xe9.\n",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0abc",
        b"!Type:Bank\nD12/03/2026\n",
        b":20:X\n:25:Y\n",
        b"<html><body>",
        b"Nom;Prix\nA;1,00\n",
    ],
)
def test_what_is_no_statement_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(RelanceError, match=r"^piece\.bin : .+\."):
        read_statement("piece.bin", data)
