from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from relance.domain.import_rows import InvoiceRow, Rejection
from relance.domain.model import ClientKind, Nature
from relance.domain.policy import Stage
from relance.errors import WorldError
from relance.reading.invoice_rows import COLUMNS, Known, parse_row, read_table

KNOWN = Known(
    staff=frozenset({"associee@cabinet.test"}),
    own=frozenset({"comptabilite@cabinet.test"}),
    policies=frozenset({"cabinet"}),
    today=date(2026, 3, 10),
)
GOOD = {
    "number": "2026-0142",
    "client": "SARL Exemple",
    "email": "compta@exemple.test",
    "amount": "1200,00",
    "issued_on": "30/01/2026",
    "due_on": "2026-03-02",
}


def parsed(**cells: str) -> InvoiceRow | Rejection:
    row = GOOD | cells
    content = ";".join(row) + "\n" + ";".join('"' + v.replace('"', '""') + '"' for v in row.values()) + "\n"
    table = read_table("mars.csv", content.encode())
    return parse_row(table, table.rows[0], KNOWN)


def taken(**cells: str) -> InvoiceRow:
    row = parsed(**cells)
    assert isinstance(row, InvoiceRow), row
    return row


def test_the_least_row_is_taken() -> None:
    row = taken()
    assert (row.number, row.client, row.to) == ("2026-0142", "SARL Exemple", ("compta@exemple.test",))
    assert (row.amount, row.issued_on, row.due_on) == (Decimal("1200.00"), date(2026, 1, 30), date(2026, 3, 2))
    assert (row.kind, row.nature, row.paid, row.copy_given, row.remarks) == (None, None, None, False, ())
    assert (row.file, row.row) == ("mars.csv", 2)


def test_every_column_of_the_interface_is_read() -> None:
    row = taken(
        code_client="C12",
        type="Professionnel",
        cc="a@exemple.test; b@exemple.test",
        téléphone="01 02 03 04 05",
        Adresse="1 rue X\n75001 Paris",
        langue="FR",
        réglé="200",
        date_convention="01/12/2025",
        fin_mission="15/01/2026",
        objet="Honoraires de janvier",
        dossier="X c/ Y",
        nature="Provision",
        fichier="pdf/2026-0142.pdf",
        politique="cabinet",
        avocat="Associee@cabinet.test",
        étape="formal",
        relance_le="05/03/2026",
        devise="€",
        aide_juridictionnelle="partielle",
    )
    assert (row.client_id, row.kind, row.phone) == ("C12", ClientKind.PROFESSIONAL, "01 02 03 04 05")
    assert row.copy == ("a@exemple.test", "b@exemple.test")
    assert row.address == "1 rue X\n75001 Paris"
    assert (row.language, row.paid, row.nature) == ("fr", Decimal("200.00"), Nature.PROVISION)
    assert (row.agreement_on, row.mission_end_on) == (date(2025, 12, 1), date(2026, 1, 15))
    assert (row.subject, row.matter, row.document) == ("Honoraires de janvier", "X c/ Y", "pdf/2026-0142.pdf")
    assert (row.policy, row.responsible) == ("cabinet", "associee@cabinet.test")
    assert (row.stage, row.stage_on) == (Stage.FORMAL, date(2026, 3, 5))


@pytest.mark.parametrize("words", [{**{n: n for n in COLUMNS}}, {n: (o or (n,))[0] for n, o in COLUMNS.items()}])
def test_each_header_name_is_known_in_both_languages(words: dict[str, str]) -> None:
    header = ";".join(word.upper().replace("_", " ") for word in words.values())
    table = read_table("f.csv", f"{header}\n".encode())
    assert set(table.columns) == set(COLUMNS)
    assert table.remarks == ()


def test_an_unknown_column_is_remarked_once_and_changes_nothing() -> None:
    content = ";".join([*GOOD, "Couleur"]) + "\n" + 2 * (";".join([*GOOD.values(), "bleu"]) + "\n")
    table = read_table("mars.csv", content.encode())
    assert table.remarks == ("mars.csv : colonnes non lues : « Couleur ».",)
    assert isinstance(parse_row(table, table.rows[0], KNOWN), InvoiceRow)


def test_missing_columns_are_all_named_with_both_names() -> None:
    with pytest.raises(WorldError) as caught:
        read_table("mars.csv", b"numero;client;email\n")
    text = str(caught.value)
    assert "mars.csv" in text
    assert "amount ou montant, issued_on ou date_facture, due_on ou echeance" in text


def test_a_column_given_twice_is_an_error() -> None:
    with pytest.raises(WorldError, match="« montant » et « Amount »"):
        read_table("f.csv", b"numero;client;email;montant;Amount;date_facture;echeance\n")


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"number": ""}, "number", "vide"),
        ({"client": " "}, "client", "vide"),
        ({"amount": "0"}, "amount", "positive"),
        ({"amount": "-12"}, "amount", "positive"),
        ({"amount": "douze"}, "amount", "« douze »"),
        ({"amount": "1200.000"}, "amount", "« 1200.000 »"),
        ({"amount": "0,500"}, "amount", "« 0,500 »"),
        ({"amount": "12,345"}, "", ""),
        ({"due_on": "31/02/2026"}, "due_on", "« 31/02/2026 »"),
        ({"due_on": "02/03/26"}, "due_on", "30/11/2026"),
        ({"due_on": "02/03/2226"}, "due_on", "2226"),
        ({"issued_on": "hier"}, "issued_on", "« hier »"),
        ({"email": "compta.exemple.test"}, "email", "« compta.exemple.test »"),
        ({"email": "a@b.test; c"}, "email", "« c »"),
        ({"email": "a@localhost"}, "email", "« a@localhost »"),
        ({"email": "a..b@exemple.test"}, "email", "a..b@exemple.test"),
        ({"email": "Associee@cabinet.test"}, "email", "cabinet"),
        ({"cc": "comptabilite@cabinet.test"}, "cc", "cabinet"),
        ({"cc": "xx"}, "cc", "« xx »"),
        ({"kind": "ami"}, "kind", "professionnel"),
        ({"nature": "frais"}, "nature", "provision"),
        ({"policy": "dure"}, "policy", "cabinet"),
        ({"responsible": "x@y.test"}, "responsible", "x@y.test"),
        ({"currency": "USD"}, "currency", "« USD »"),
        ({"aide_juridictionnelle": "Totale"}, "aide_juridictionnelle", "aucun honoraire"),
        ({"aide_juridictionnelle": "peut-être"}, "aide_juridictionnelle", "partielle"),
        ({"stage": "dernière", "stage_on": "01/03/2026"}, "stage", "friendly"),
        ({"stage": "friendly"}, "stage_on", "jour"),
        ({"stage_on": "01/03/2026"}, "stage", "étape"),
        ({"stage": "friendly", "stage_on": "11/03/2026"}, "stage_on", "à venir"),
        ({"paid": "-1"}, "paid", "négatif"),
    ],
)
def test_a_wrong_value_is_named_with_its_column_and_what_to_write(
    cells: dict[str, str], column: str, says: str
) -> None:
    row = parsed(**cells)
    if not column:
        assert isinstance(row, InvoiceRow)  # 12,345: three digits after one mark are thousands everywhere
        return
    assert isinstance(row, Rejection)
    assert (row.file, row.row, row.column) == ("mars.csv", 2, column)
    assert says in row.reason


def test_all_that_is_wrong_in_a_row_is_told_at_once() -> None:
    row = parsed(amount="x", email="y")
    assert isinstance(row, Rejection)
    assert row.column == "email, amount"
    assert "« x »" in row.reason
    assert "« y »" in row.reason


def test_several_addresses_are_all_written_to() -> None:
    row = taken(email="Jean Martin <J.Martin@Exemple.test>, b@exemple.test c@exemple.test", cc="b@exemple.test")
    assert row.to == ("j.martin@exemple.test", "b@exemple.test", "c@exemple.test")
    assert row.copy == ()
    assert row.copy_given


def test_an_address_with_an_accented_domain_is_written_as_servers_do() -> None:
    assert taken(email="x@société.test").to == ("x@xn--socit-esab.test",)


def test_a_due_date_before_the_issue_is_remarked_not_rejected() -> None:
    row = taken(due_on="01/01/2026")
    assert len(row.remarks) == 1
    assert "ligne 2" in row.remarks[0]


def test_a_value_with_the_separator_in_it_rejects_the_row() -> None:
    content = "numero,client,email,montant,date_facture,echeance\nF-1,X,a@b.test,1200,50,01/02/2026,01/03/2026\n"
    table = read_table("f.csv", content.encode())
    row = parse_row(table, table.rows[0], KNOWN)
    assert isinstance(row, Rejection)
    assert "guillemets" in row.reason


def test_a_short_row_lacks_its_last_columns() -> None:
    table = read_table("f.csv", b"numero;client;email;montant;date_facture;echeance\nF-1;X;a@b.test\n")
    row = parse_row(table, table.rows[0], KNOWN)
    assert isinstance(row, Rejection)
    assert row.column == "montant, date_facture, echeance"


def book_row(**cells: object) -> InvoiceRow | Rejection:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    row = GOOD | cells
    sheet.append(list(row))
    sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    table = read_table("f.xlsx", out.getvalue())
    return parse_row(table, table.rows[0], KNOWN)


def test_a_workbook_row_with_numbers_and_days_is_taken() -> None:
    row = book_row(number=20260142, amount=1200.5, issued_on=date(2026, 1, 30), due_on=date(2026, 3, 2))
    assert isinstance(row, InvoiceRow)
    assert (row.number, row.amount, row.due_on) == ("20260142", Decimal("1200.50"), date(2026, 3, 2))


def test_thousandths_of_a_workbook_are_not_read_as_thousands() -> None:
    row = book_row(amount=12.345)
    assert isinstance(row, Rejection)
    assert "centime" in row.reason


def test_a_number_that_the_workbook_turned_into_a_day_is_explained() -> None:
    row = book_row(number=date(2026, 1, 1))
    assert isinstance(row, Rejection)
    assert "format Texte" in row.reason
