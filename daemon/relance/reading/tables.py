"""CSV and XLSX files as rows of cells: bytes in, values out; no column is interpreted here."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zipfile import BadZipFile

from relance.domain.text import plain
from relance.errors import WorldError

Cell = str | Decimal | date
"""What stands in a cell: text ("" when empty), a number or a date of a spreadsheet."""

SEPARATORS = (";", ",", "\t")
_XLSX = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file.

    Attributes:
        row: as a person counts it: the first row of the file is 1, empty ones count.
        cells: left to right.
        broken: French: why the row cannot be cut into cells, or None.

    """

    row: int
    cells: tuple[Cell, ...]
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that are not empty; the first is its header.

    Attributes:
        file: name as given.
        remarks: French sentences about what was not read.

    """

    file: str
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()


def read_sheet(file: str, content: bytes, header_words: frozenset[str] = frozenset()) -> Sheet:
    """Rows of a CSV or XLSX file, told apart by the bytes and not by the name.

    Args:
        file: name, for messages.
        content: the whole file.
        header_words: names that a header may hold, as `domain.text.plain` gives them; the separator under which
            most are found is taken.

    Raises:
        WorldError: the file is empty, or neither a text nor a workbook that can be read.

    """
    if content.startswith(_OLD_OFFICE):
        raise WorldError(
            f"{file} : classeur protégé par un mot de passe, ou ancien format .xls. "
            "Enregistrez-le sans mot de passe au format .xlsx, ou en CSV."
        )
    if content.startswith(_XLSX):
        sheet = _read_workbook(file, content)
    else:
        sheet = Sheet(file, tuple(_text_lines(_decoded(file, content), header_words)))
    if not sheet.lines:
        raise WorldError(f"{file} : le fichier est vide. Il faut une ligne d’en-têtes, puis une ligne par facture.")
    return sheet


def _decoded(file: str, content: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM (Excel's "Unicode text"), else Windows-1252."""
    codecs = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise WorldError(
        f"{file} : ce n’est ni un classeur .xlsx ni un texte en UTF-8 ou Windows-1252. "
        "Enregistrez le fichier en CSV (UTF-8) ou en .xlsx."
    )


def _text_lines(text: str, header_words: frozenset[str]) -> Iterator[Line]:
    separator, skipped = _separator(text, header_words)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        # An unclosed quote would swallow every row after it: cut by physical lines, so that only its own is lost.
        yield from _loose_lines(text, separator, skipped)
        return
    for number, record in enumerate(records, start=1):
        if number > skipped and any(cell.strip() for cell in record):
            yield Line(number, tuple(cell.strip() for cell in record))


def _loose_lines(text: str, separator: str, skipped: int) -> Iterator[Line]:
    for number, physical in enumerate(io.StringIO(text, newline=None), start=1):
        if number <= skipped or not physical.strip(f" \t\r\n{separator}"):
            continue
        try:
            record = next(csv.reader([physical.rstrip("\r\n")], delimiter=separator, strict=True))
        except csv.Error:
            yield Line(
                number, (), 'guillemet (") ouvert et non fermé, ou seul au milieu d’une valeur : doublez-le ("")'
            )
        else:
            yield Line(number, tuple(cell.strip() for cell in record))


def _separator(text: str, header_words: frozenset[str]) -> tuple[str, int]:
    """The separator of a text, and how many of its first rows are Excel's own "sep=;"."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first[4], text.splitlines().index(first) + 1

    def found(separator: str) -> tuple[int, int]:
        cells = first.split(separator)
        return sum(plain(cell) in header_words for cell in cells), len(cells)

    return max(SEPARATORS, key=found), 0


def _read_workbook(file: str, content: bytes) -> Sheet:
    from openpyxl import load_workbook  # noqa: PLC0415  0.2 s that only an import of a workbook pays

    try:
        with warnings.catch_warnings():
            # the library warns of extensions it drops (validation lists, styles): none holds a value
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            try:
                sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
                for sheet in sheets:
                    # some programs write a wrong size (A1): rows beyond it would be lost
                    sheet.reset_dimensions()
                lines = [tuple(_sheet_lines(s.iter_rows(values_only=True))) for s in sheets]
                names = [s.title for s in sheets]
            finally:
                book.close()
    except (BadZipFile, KeyError, ValueError, TypeError, IndexError, EOFError, SyntaxError, OSError) as error:
        raise WorldError(f"{file} : classeur illisible. Ouvrez-le et enregistrez-le de nouveau en .xlsx.") from error
    return _chosen(file, names, lines)


def _chosen(file: str, names: Sequence[str], lines: Sequence[tuple[Line, ...]]) -> Sheet:
    """The first sheet that holds anything; the others are named in a remark."""
    filled = [n for n, rows in enumerate(lines) if rows]
    if not filled:
        return Sheet(file, ())
    others = ", ".join(f"« {names[n]} »" for n in filled[1:])
    remark = f"{file} : seule la feuille « {names[filled[0]]} » a été lue (autres feuilles : {others})."
    return Sheet(file, lines[filled[0]], (remark,) if others else ())


def _sheet_lines(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = tuple(_cell(value) for value in row)
        if any(cell != "" for cell in cells):
            yield Line(number, cells)


def _cell(value: object) -> Cell:
    match value:
        case None:
            cell: Cell = ""
        case datetime():
            cell = value.date()
        case date():
            cell = value
        case bool():
            cell = "oui" if value else "non"
        case int():
            cell = Decimal(value)
        case float():
            # a spreadsheet keeps 15 significant digits (Excel specifications and limits): 0.1 + 0.2 is 0.3
            cell = Decimal(f"{value:.15g}")
        case _:
            cell = str(value).strip()
    return cell


def cell_text(cell: Cell) -> str:
    """A cell as a person typed it: a whole number without ".0", a date as ISO."""
    if isinstance(cell, Decimal):
        return format(cell.normalize() if cell == cell.to_integral_value() else cell, "f")
    return cell.isoformat() if isinstance(cell, date) else cell
