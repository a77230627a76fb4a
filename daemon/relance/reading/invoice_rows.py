"""Invoice files: the columns of the interface, and each row as an `InvoiceRow` or a `Rejection` with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from relance.domain.import_rows import InvoiceRow, Rejection
from relance.domain.text import plain
from relance.errors import WorldError
from relance.reading import invoice_cells as cells
from relance.reading.invoice_cells import Known
from relance.reading.tables import Cell, Line, cell_text, read_sheet

T = TypeVar("T")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("numero",),
    "client": (),
    "email": (),
    "amount": ("montant",),
    "issued_on": ("date_facture",),
    "due_on": ("echeance",),
    "client_id": ("code_client",),
    "kind": ("type",),
    "cc": (),
    "phone": ("telephone",),
    "address": ("adresse",),
    "language": ("langue",),
    "paid": ("regle",),
    "agreement_on": ("date_convention",),
    "mission_end_on": ("fin_mission",),
    "subject": ("objet",),
    "matter": ("dossier",),
    "nature": (),
    "document": ("fichier",),
    "policy": ("politique",),
    "responsible": ("avocat",),
    "stage": ("etape",),
    "stage_on": ("relance_le",),
    "currency": ("devise",),
    "aide_juridictionnelle": (),
}
"""Columns of the interface: name -> its other names."""

REQUIRED = ("number", "client", "email", "amount", "issued_on", "due_on")

_BY_WORD = {plain(word): name for name, others in COLUMNS.items() for word in (name, *others)}
_NO_LEGAL_AID = frozenset(["", "non", "no", "aucune", "sans", "partielle", "partiel", "0"])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an invoice file under the names of the interface.

    Attributes:
        row: as a person counts it, the header being 1 in a file that starts with it.
        cells: column name of the interface -> value.
        broken: French: why it cannot be read, or None.

    """

    row: int
    cells: Mapping[str, Cell]
    broken: str | None = None

    def text(self, column: str) -> str:
        """A cell as text, words separated by one space; "" where there is none."""
        return " ".join(cell_text(self.cells.get(column, "")).split())


@dataclass(frozen=True, slots=True)
class Table:
    """An invoice file.

    Attributes:
        columns: column name of the interface -> name as the file writes it, in its order.
        remarks: French sentences: columns and sheets that were not read.

    """

    file: str
    columns: Mapping[str, str]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def read_table(file: str, content: bytes) -> Table:
    """Read an invoice file.

    Raises:
        WorldError: it cannot be read, a required column is missing, or one stands in it twice.

    """
    sheet = read_sheet(file, content, frozenset(_BY_WORD))
    header = sheet.lines[0]
    if header.broken:
        raise WorldError(f"{file}, ligne {header.row} : {header.broken}.")
    names = [cell_text(cell) for cell in header.cells]
    places = _places(file, names)
    unknown = [name for name in names if name and plain(name) not in _BY_WORD]
    remarks = list(sheet.remarks)
    if unknown:
        remarks.append(f"{file} : colonnes non lues : {', '.join(f'« {name} »' for name in unknown)}.")
    rows = tuple(_row(line, places, len(names)) for line in sheet.lines[1:])
    return Table(file, {name: names[place] for name, place in places.items()}, rows, tuple(remarks))


def _places(file: str, names: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        column = _BY_WORD.get(plain(name))
        if column is None:
            continue
        if column in places:
            raise WorldError(
                f"{file} : les colonnes « {names[places[column]]} » et « {name} » disent la même chose ; "
                "gardez-en une seule."
            )
        places[column] = place
    missing = [" ou ".join((c, *COLUMNS[c])) for c in REQUIRED if c not in places]
    if missing:
        found = ", ".join(f"« {name} »" for name in names if name) or "aucune"
        raise WorldError(
            f"{file} : il manque {'la colonne' if len(missing) == 1 else 'les colonnes'} {', '.join(missing)}. "
            f"En-têtes trouvés sur la première ligne : {found}."
        )
    return places


def _row(line: Line, places: Mapping[str, int], width: int) -> Row:
    if line.broken:
        return Row(line.row, {}, line.broken)
    cells = {name: line.cells[place] for name, place in places.items() if place < len(line.cells)}
    if any(cell != "" for cell in line.cells[width:]):
        reason = (
            f"{len(line.cells)} valeurs pour {width} colonnes : une valeur contient le séparateur ; "
            "mettez-la entre guillemets"
        )
        return Row(line.row, cells, reason)
    return Row(line.row, cells)


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    table: Table
    row: Row
    problems: list[tuple[str, str]] = field(default_factory=list)

    def need(self, column: str, parse: Callable[[Cell], T], otherwise: T) -> T:
        """A required value; the problem is noted and `otherwise` given when there is none."""
        value = self.maybe(column, parse)
        if value is None and not any(name == column for name, _ in self.problems):
            self.problems.append((column, "la case est vide"))
        return otherwise if value is None else value

    def maybe(self, column: str, parse: Callable[[Cell], T]) -> T | None:
        """An optional value; None when the cell is empty or wrong (and noted)."""
        cell = self.row.cells.get(column, "")
        if cell_text(cell).strip() == "":
            return None
        try:
            return parse(cell)
        except cells.Wrong as wrong:
            self.problems.append((column, str(wrong)))
            return None

    def words(self, column: str) -> str | None:
        """Text on one line, None when empty."""
        return self.row.text(column) or None

    def rejection(self) -> Rejection:
        """All that is wrong, in the order of the columns, as one rejection."""
        order = list(self.table.columns)
        self.problems.sort(key=lambda problem: order.index(problem[0]) if problem[0] in order else len(order))
        names = ", ".join(self.table.columns.get(column, column) for column, _ in self.problems)
        reasons = " ; ".join(f"{self.table.columns.get(column, column)} : {why}" for column, why in self.problems)
        return Rejection(self.table.file, self.row.row, names, reasons, self.row.text("number"))


def parse_row(table: Table, row: Row, known: Known) -> InvoiceRow | Rejection:
    """One row as typed values.

    Returns:
        The row, or all that is wrong with it in one `Rejection`.

    """
    if row.broken:
        return Rejection(table.file, row.row, "", row.broken, row.text("number"))
    read = _Reader(table, row)
    taken = _read_row(read, known)
    _refused(read)
    _check_stage(read, taken)
    return read.rejection() if read.problems else taken


def _read_row(read: _Reader, known: Known) -> InvoiceRow:
    def addresses(cell: Cell) -> tuple[str, ...]:
        return cells.addresses(cell, known)

    def day(cell: Cell) -> date:
        return cells.day(cell, known.today)

    row = read.row
    nobody: tuple[str, ...] = ()
    to = read.need("email", addresses, nobody)
    copy = read.maybe("cc", addresses) or ()
    issued_on = read.need("issued_on", day, known.today)
    due_on = read.need("due_on", day, known.today)
    odd = issued_on > due_on and not read.problems
    remark = (
        f"{read.table.file}, ligne {row.row} : l’échéance ({due_on:%d/%m/%Y}) précède la date de la facture "
        f"({issued_on:%d/%m/%Y}) ; vérifiez-les."
    )
    return InvoiceRow(
        file=read.table.file,
        row=row.row,
        number=read.need("number", cells.number, ""),
        client=read.need("client", lambda cell: " ".join(cell_text(cell).split()), ""),
        to=to,
        amount=read.need("amount", cells.positive, Decimal(1)),
        issued_on=issued_on,
        due_on=due_on,
        client_id=read.words("client_id"),
        kind=read.maybe("kind", cells.kind),
        copy=tuple(a for a in copy if a not in to),
        copy_given="cc" in read.table.columns,
        phone=read.words("phone"),
        address=cells.postal(cell_text(row.cells.get("address", ""))),
        language=read.maybe("language", cells.language),
        paid=read.maybe("paid", cells.paid),
        agreement_on=read.maybe("agreement_on", day),
        mission_end_on=read.maybe("mission_end_on", day),
        subject=read.words("subject"),
        matter=read.words("matter"),
        nature=read.maybe("nature", cells.nature),
        document=read.words("document"),
        policy=read.maybe("policy", lambda cell: cells.policy(cell, known)),
        responsible=read.maybe("responsible", lambda cell: cells.responsible(cell, known)),
        stage=read.maybe("stage", cells.stage),
        stage_on=read.maybe("stage_on", lambda cell: cells.past_day(cell, known.today)),
        remarks=(remark,) if odd else (),
    )


def _refused(read: _Reader) -> None:
    """Claims that are not chased: another currency, total legal aid (loi 91-647 of 10/07/1991, art. 32)."""
    currency = plain(read.row.text("currency").replace("€", "eur"))
    if currency not in ("", "eur", "euro", "euros"):
        read.problems.append(("currency", f"« {read.row.text('currency')} » : seul l’euro est accepté (EUR)"))
    aid = plain(read.row.text("aide_juridictionnelle"))
    if "total" in aid:
        read.problems.append(
            ("aide_juridictionnelle", "totale : aucun honoraire ne peut être demandé au client ; retirez la ligne")
        )
    elif aid not in _NO_LEGAL_AID and "partiel" not in aid:
        shown = read.row.text("aide_juridictionnelle")
        read.problems.append(
            ("aide_juridictionnelle", f"« {shown} » n’est pas connu : écrivez totale, partielle, ou rien")
        )


def _check_stage(read: _Reader, row: InvoiceRow) -> None:
    wrong = {column for column, _ in read.problems}
    if row.stage is not None and row.stage_on is None and "stage_on" not in wrong:
        read.problems.append(("stage_on", f"l’étape {row.stage.value} demande le jour où elle a été faite"))
    if row.stage is None and row.stage_on is not None and "stage" not in wrong:
        read.problems.append(("stage", "une date de relance demande l’étape qui a été faite"))


__all__ = ["COLUMNS", "REQUIRED", "Known", "Row", "Table", "parse_row", "read_table"]
