from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from relance.errors import WorldError
from relance.reading.tables import cell_text, read_sheet

WORDS = frozenset({"numero", "client", "montant"})


def texts(content: bytes) -> list[tuple[int, list[str]]]:
    return [(line.row, [cell_text(c) for c in line.cells]) for line in read_sheet("f.csv", content, WORDS).lines]


def workbook(*rows: list[object], title: str = "Factures") -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_encoding_a_firm_exports(codec: str) -> None:
    content = "Numéro;Client\nF-1;Société Œuvre & Cie €\n".encode(codec)
    assert texts(content) == [(1, ["Numéro", "Client"]), (2, ["F-1", "Société Œuvre & Cie €"])]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_the_one_that_gives_known_columns(separator: str) -> None:
    content = (
        separator.join(["Numéro", "Client", "Montant"]) + "\r\n" + separator.join(["F-1", "X", "12.50"]) + "\r\n"
    )
    assert texts(content.encode()) == [(1, ["Numéro", "Client", "Montant"]), (2, ["F-1", "X", "12.50"])]


def test_commas_in_a_header_of_semicolons_do_not_win() -> None:
    assert texts(b"numero;client, societe, etc., a, b;montant\n1;2;3\n")[1] == (2, ["1", "2", "3"])


def test_empty_lines_are_counted_but_not_given() -> None:
    assert [row for row, _ in texts(b"numero;client\r\n\r\nF-1;X\r\n;\r\nF-2;Y\r\n")] == [1, 3, 5]


def test_quoted_cells_keep_separators_quotes_and_lines() -> None:
    assert texts(b'numero;client\nF-1;"A; ""B""\nC"\nF-2;D\n') == [
        (1, ["numero", "client"]),
        (2, ["F-1", 'A; "B"\nC']),
        (3, ["F-2", "D"]),
    ]


def test_an_unclosed_quote_loses_its_own_line_only() -> None:
    lines = read_sheet("f.csv", b'numero;client\nF-1;"Le Bon Coin\nF-2;Y\nF-3;Z\n', WORDS).lines
    assert [(line.row, line.broken is not None) for line in lines] == [(1, False), (2, True), (3, False), (4, False)]
    assert [cell_text(c) for c in lines[3].cells] == ["F-3", "Z"]


def test_the_separator_that_excel_writes_on_top_is_obeyed() -> None:
    assert texts(b"sep=;\nnumero;client\n1;2\n") == [(2, ["numero", "client"]), (3, ["1", "2"])]


def test_a_workbook_gives_numbers_and_days_not_their_float_or_time() -> None:
    rows = read_sheet(
        "f.xlsx",
        saved(workbook(["a"], [20260142], [20260142.0], [0.1 + 0.2], [1234.567], [date(2026, 3, 2)])),
    ).lines
    values = [line.cells[0] for line in rows[1:]]
    assert values == [Decimal(20260142), Decimal(20260142), Decimal("0.3"), Decimal("1234.567"), date(2026, 3, 2)]
    assert [cell_text(v) for v in values] == ["20260142", "20260142", "0.3", "1234.567", "2026-03-02"]


def test_empty_rows_of_a_workbook_are_counted() -> None:
    book = workbook(["a", "b"])
    sheet = book["Factures"]
    sheet["A4"] = "F-1"
    assert [line.row for line in read_sheet("f.xlsx", saved(book)).lines] == [1, 4]


def test_other_filled_sheets_are_named_and_hidden_ones_are_not_read() -> None:
    book = workbook(["numero"], ["F-1"])
    book.create_sheet("Notes").append(["à voir"])
    hidden = book.create_sheet("Secret")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    sheet = read_sheet("f.xlsx", saved(book))
    assert [cell_text(line.cells[0]) for line in sheet.lines] == ["numero", "F-1"]
    assert len(sheet.remarks) == 1
    assert "« Notes »" in sheet.remarks[0]
    assert "Secret" not in sheet.remarks[0]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "vide"),
        (b"\n\n", "vide"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "mot de passe"),
        (b"PK\x03\x04 nothing", "illisible"),
        (b"\x00\x01\x02\x03", "CSV"),
    ],
)
def test_what_is_no_table_is_refused_in_french_with_its_name(content: bytes, word: str) -> None:
    with pytest.raises(WorldError) as caught:
        read_sheet("mars.csv", content)
    assert str(caught.value).startswith("mars.csv")
    assert word in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = read_sheet("f", content, WORDS)
    except WorldError:
        return
    assert [line.row for line in sheet.lines] == sorted({line.row for line in sheet.lines})


_CELL = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=12).map(str.strip)


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, str]], codec: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([("numero", "client"), *rows])
    read = texts(out.getvalue().encode(codec))[1:]
    assert [cells for _, cells in read] == [list(row) for row in rows if any(row)]
