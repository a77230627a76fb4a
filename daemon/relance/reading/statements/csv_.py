"""Statements in CSV or a workbook: by a described mapping, by the headers of French banks, or without a header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.dates import fold_line
from relance.domain.evidence import Evidence, Form, Nature, Statement
from relance.domain.text import plain
from relance.errors import WorldError
from relance.reading.statements.columns import is_header, roles_of
from relance.reading.statements.figures import bounded, decoded, read_day, written_sum
from relance.reading.statements.labels import squeezed
from relance.reading.statements.table_rows import TableRow, movement
from relance.reading.tables import cell_text, read_sheet

SEPARATORS = (";", "\t", ",", "|")
_PREAMBLE = 60
_UNTIL = re.compile(r"\b(?:au|jusqu'au|to)\s+(?:\w+\s+)?(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b")
_ACCOUNT = re.compile(r"\bcompte\b[^;\n]{0,60}?\bn[°o. ]{1,3}\s*(\d[\d ]{6,20}\d)")


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """How a firm describes the CSV of its bank.

    Attributes:
        columns: what (`columns.ROLES`) → name of the column, or its number from 1.
        separator: between cells; "" = found.
        encoding: "" = found.
        skip: rows above the header, or above the first movement where columns are numbers.
        day_format: of dates, as `strptime` has it; "" = the usual ones.

    """

    columns: Mapping[str, str]
    separator: str = ""
    encoding: str = ""
    skip: int = 0
    day_format: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows with what their columns hold: (number as a person counts, cells)."""

    roles: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]]
    above: str = ""
    day_format: str = ""


def read_csv(name: str, data: bytes, mappings: Sequence[CsvMapping] = ()) -> Statement:
    """The movements of a table.

    Args:
        name: of the file, for messages.
        data: its bytes, a text or a workbook .xlsx.
        mappings: described by the firm; the first that fits the file is taken.

    Raises:
        WorldError: no column of dates and sums is found in it.

    """
    table = next((t for m in mappings if (t := _mapped(name, data, m))), None) or _found(name, data)
    if table is None:
        raise WorldError(
            f"{name} : aucun relevé n’y est reconnu. Sont lus : CAMT.053, CAMT.054, OFX, CFONB 120 et un CSV dont "
            "les en-têtes nomment la date, le libellé et le montant (ou débit et crédit). "
            "Sinon, décrivez ses colonnes dans la configuration."
        )
    return _read(table)


def is_table(name: str, data: bytes, mappings: Sequence[CsvMapping] = ()) -> bool:
    """Whether columns of dates and sums are found in it."""
    try:
        return any(_mapped(name, data, m) for m in mappings) or _found(name, data) is not None
    except WorldError:
        return False


def _rows(name: str, data: bytes, separator: str, encoding: str = "") -> list[tuple[int, tuple[str, ...]]]:
    if data.startswith(b"PK\x03\x04"):
        return [(line.row, tuple(cell_text(c) for c in line.cells)) for line in read_sheet(name, data).lines]
    text = decoded(data, encoding).replace("\x00", "")
    return list(_cut(text, separator))


def _cut(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        # An unclosed quote would swallow every row behind it.
        records = [line.replace('"', "").split(separator) for line in text.splitlines()]
    for number, record in enumerate(records, 1):
        if any(cell.strip() for cell in record):
            yield number, tuple(cell.strip() for cell in record)


def _mapped(name: str, data: bytes, mapping: CsvMapping) -> _Table | None:
    """The table as described, None where the description does not fit the file."""
    wanted = {role: column.strip() for role, column in mapping.columns.items()}
    for separator in (mapping.separator,) if mapping.separator else SEPARATORS:
        rows = [r for r in _rows(name, data, separator, mapping.encoding) if r[0] > mapping.skip]
        if rows and all(column.isdecimal() for column in wanted.values()):
            table = _Table(_numbered(wanted), rows, day_format=mapping.day_format)
            if any(_is_row(table, cells) for _, cells in rows[:_PREAMBLE]):
                return table
            continue
        for position, (_, cells) in enumerate(rows[:_PREAMBLE]):
            heads = [plain(cell) for cell in cells]
            if all(plain(column) in heads for column in wanted.values()):
                roles = [""] * len(heads)
                for role, column in wanted.items():
                    roles[heads.index(plain(column))] = role
                above = "\n".join(" ".join(c) for _, c in rows[:position])
                return _Table(tuple(roles), rows[position + 1 :], above, mapping.day_format)
    return None


def _numbered(wanted: Mapping[str, str]) -> tuple[str, ...]:
    numbers = {role: int(column[:4]) for role, column in wanted.items()}
    by_number = {number: role for role, number in numbers.items()}
    return tuple(by_number.get(n, "") for n in range(1, min(max(numbers.values(), default=0), 1000) + 1))


def _is_row(table: _Table, cells: Sequence[str]) -> bool:
    row = TableRow(table.roles, cells, day_format=table.day_format)
    try:
        return row.day("date") is not None and row.amount() is not None
    except ValueError:
        return False


def _found(name: str, data: bytes) -> _Table | None:
    best: tuple[int, str, int, list[str]] | None = None
    head = data[:65536]
    workbook = data.startswith(b"PK\x03\x04")
    for separator in SEPARATORS:
        rows = _rows(name, data if workbook else head, separator)[:_PREAMBLE]
        for position, (_, cells) in enumerate(rows):
            roles = roles_of(cells)
            score = sum(bool(r) for r in roles)
            if is_header(roles) and (best is None or score > best[0]):
                best = (score, separator, position, roles)
    if best is None:
        return _headless(name, data)
    rows = _rows(name, data, best[1])
    above = "\n".join(" ".join(cells) for _, cells in rows[: best[2]])
    return _Table(tuple(best[3]), rows[best[2] + 1 :], above)


def _headless(name: str, data: bytes) -> _Table | None:
    """A table without a header: a day first, one sum at the end or two of which each row has one, text between."""
    for separator in SEPARATORS[:-1]:
        rows = _rows(name, data, separator)
        body = [cells for _, cells in rows if len(cells) >= 3 and _is_day(cells[0])]
        if len(body) < 2 or len(body) * 3 < len(rows) * 2 or len({len(c) for c in body}) != 1:
            continue
        width = len(body[0])
        sums = [
            c for c in range(1, width) if all(not r[c] or _is_sum(r[c]) for r in body) and any(r[c] for r in body)
        ]
        texts = [c for c in range(1, width) if c not in sums and not all(_is_day(r[c]) for r in body)]
        if not texts or not sums:
            continue
        roles = ["date", *[""] * (width - 1)]
        roles[max(texts, key=lambda c: sum(len(r[c]) for r in body))] = "label"
        filled = [c for c in sums if all(r[c] for r in body)]
        if len(filled) > 1:  # counts and flags have no cents
            filled = [c for c in filled if any(re.search(r"[.,]\d\d\b", r[c]) for r in body)]
        if len(filled) == 1:
            roles[filled[0]] = "amount"
        elif not filled and len(sums) == 2 and all(bool(r[sums[0]]) != bool(r[sums[1]]) for r in body):
            roles[sums[0]], roles[sums[1]] = "debit", "credit"
        else:
            continue
        first = next(n for n, (_, cells) in enumerate(rows) if len(cells) >= 3 and _is_day(cells[0]))
        return _Table(tuple(roles), rows[first:], "\n".join(" ".join(c) for _, c in rows[:first]))
    return None


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except ValueError:
        return False
    return True


def _is_sum(text: str) -> bool:
    try:
        written_sum(text)
    except ValueError:
        return False
    return bool(re.search(r"\d[.,]\d\d\b", text)) or bool(re.fullmatch(r"[+-]?\d{1,6}", text.strip()))


def _read(table: _Table) -> Statement:
    movements: list[Evidence] = []
    problems: list[str] = []
    beside = [table.above]
    account = _account(table.above)
    for number, cells in table.rows:
        row = TableRow(table.roles, cells, f"ligne {number}", table.day_format)
        try:
            made = movement(row, Form.CSV)
        except ValueError as error:
            problems.append(f"ligne {number} : {error}")
            continue
        if made:
            movements.append(replace(made, account=account))
        elif row.continues and movements:
            last = movements[-1]
            movements[-1] = replace(last, reference=squeezed(f"{last.reference} {row.told('label')}"))
        else:
            beside.append(" ".join(cells))
    booked = [m.on for m in movements if m.nature is not Nature.PENDING]
    return Statement(Form.CSV, tuple(movements), _known_until(beside, booked), bounded(problems))


def _known_until(beside: Sequence[str], booked: Sequence[date]) -> date | None:
    days = list(booked)
    for text in _UNTIL.findall(fold_line("\n".join(beside))[:20000]):
        try:
            days.append(read_day(text))
        except ValueError:
            continue  # « au 31/02/2026 » : no day, and nothing depends on it
    return max(days, default=None)


def _account(above: str) -> str:
    if found := _IBAN.search(above):
        return found[0].replace(" ", "")
    found = _ACCOUNT.search(fold_line(above))
    return found[1].replace(" ", "") if found else ""
