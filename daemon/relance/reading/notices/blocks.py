"""Payments told in tables and in labelled lines: « Montant : 1 200,00 € », « Date | Payeur | Brut | Frais | Net »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from relance.domain.dates import days, fold_line
from relance.reading.entities import sums
from relance.reading.notices.rows import Row
from relance.reading.statements.columns import SUMS, role_of, roles_of
from relance.reading.statements.figures import read_day, written_sum
from relance.reading.statements.table_rows import TableRow

_LABELLED = re.compile(r"\s*(?:[-*•·–]\s*)?(?P<label>[^:=]{2,45}?)\s*[:=]\s*(?P<value>\S.*)")
_DEBITED = re.compile(r"(?:montants?|sommes?) (?:debitee?s?|preleves?|envoyee?s?|viree?s?)")
_SUM = re.compile(r"[+-]? ?(?:€|EUR)? ?\d[\d .,\u202f\u00a0]*[.,]\d\d ?(?:€|EUR|euros?)?", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2} [^\W\d]{3,9}\.?(?: \d{4})?|\d{4}-\d\d-\d\d")
_TOLD_ONCE = frozenset([*SUMS, "payer", "reference", "label", "date", "kind", "end_to_end"])


@dataclass(frozen=True, slots=True)
class Block:
    """One payment as rows tell it.

    Attributes:
        row: its values by role.
        first: number of the row where it begins.
        last: number of its last row.
        head: number of the row where the table or the first block begins; what stands above speaks of all.

    """

    row: TableRow
    first: int
    last: int
    head: int

    @property
    def roles(self) -> frozenset[str]:
        """What it tells."""
        return frozenset(r for r, c in zip(self.row.roles, self.row.cells, strict=False) if r and c)


def table_blocks(rows: Sequence[Row], sent: date | None) -> list[Block]:
    """The payments of the tables: one for each row beneath a row of headers that has a sum."""
    found: list[Block] = []
    head: tuple[int, list[str]] | None = None
    for number, row in enumerate(rows):
        roles = roles_of(row.cells) if len(row.cells) >= 2 else []
        if _heads(roles):
            head = (number, roles)
        elif head and len(row.cells) >= 2:
            cells = _aligned(rows[head[0]], row)
            if cells is None:
                head = None
                continue
            made = _table_row(head[1], cells, f"ligne {len(found) + 1}", sent)
            if made is not None:
                found.append(Block(made, number, number, head[0]))
        elif row.cells:
            head = None
    return found or _bare_blocks(rows, sent)


def _bare_blocks(rows: Sequence[Row], sent: date | None) -> list[Block]:
    """Tables without headers: two rows or more, each with one sum, a name before all other words, and maybe a day."""
    found: list[Block] = []
    for number, row in enumerate(rows):
        roles = _bare_roles(row.cells)
        made = _table_row(roles, row.cells, f"ligne {len(found) + 1}", sent) if roles else None
        if made is not None:
            found.append(Block(made, number, number, found[0].head if found else number))
    return found if len(found) > 1 else []


def _bare_roles(cells: Sequence[str]) -> list[str]:
    """What cells hold by their looks, nothing where they are no payment."""
    roles = []
    for cell in cells:
        if _LABELLED.fullmatch(cell) or _field_role(cell.rstrip(" :")):
            return []
        if _SUM.fullmatch(cell):
            roles.append("amount")
        elif _DAY.fullmatch(cell):
            roles.append("date")
        else:
            roles.append("reference" if "payer" in roles or not cell else "payer")
    return roles if len(cells) >= 3 and roles.count("amount") == 1 and "payer" in roles else []


def _heads(roles: Sequence[str]) -> bool:
    told = [r for r in roles if r]
    return bool(set(told) & SUMS) and len(told) >= 2 and len(told) * 3 >= len(roles) * 2


def _aligned(head: Row, row: Row) -> list[str] | None:
    """The cells beneath the headers; in aligned text a cell stands beneath the one it overlaps most."""
    if len(row.cells) == len(head.cells):
        return list(row.cells)
    if not head.starts or not row.starts or len(row.cells) > len(head.cells):
        return None
    ends = [s + len(c) for s, c in zip(head.starts, head.cells, strict=True)]
    cells = [""] * len(head.cells)
    for start, cell in zip(row.starts, row.cells, strict=True):
        middle = (start + start + len(cell)) / 2
        place = min(range(len(ends)), key=lambda n: abs((head.starts[n] + ends[n]) / 2 - middle))
        cells[place] = f"{cells[place]} {cell}".strip()
    return cells


def _table_row(roles: Sequence[str], cells: Sequence[str], place: str, sent: date | None) -> TableRow | None:
    tidy = [_tidy(r, c, sent) for r, c in zip(roles, cells, strict=True)]
    has_sum = any(r in SUMS and re.search(r"\d", c) for r, c in zip(roles, tidy, strict=True))
    total = any(re.match(r"(?:sous-)?tota(?:l|ux)\b", fold_line(c)) for c in cells)
    return TableRow(roles, tidy, place) if has_sum and not total else None


def _tidy(role: str, value: str, sent: date | None) -> str:
    """A value in the form that rows of a statement have: the sum alone, the day as ISO."""
    if role in SUMS or role == "fee":
        try:
            return str(written_sum(value))
        except ValueError:
            found = sums(fold_line(value))
            return str(found[0].amount) if found else ""
    if role in {"date", "value"}:
        try:
            return read_day(value).isoformat()
        except ValueError:
            named = days(fold_line(value), sent or date(2000, 1, 1), past=True) if value else ()
            return named[0].on.isoformat() if named else ""
    return value.strip(' «»"')


@dataclass(frozen=True, slots=True)
class _Field:
    role: str
    value: str
    number: int


def labelled_blocks(rows: Sequence[Row], sent: date | None) -> list[Block]:
    """The payments of labelled lines; a label told again begins the next one. Without a sum: one block."""
    fields = _fields(rows, sent)
    groups: list[list[_Field]] = []
    for field in fields:
        told = {f.role: f.value for f in groups[-1]} if groups else {}
        if not groups or (
            field.role in _TOLD_ONCE and field.role in told and told.keys() & SUMS and told[field.role] != field.value
        ):
            groups.append([])
        groups[-1].append(field)
    kept: list[list[_Field]] = []
    for group in groups:
        if kept and not {f.role for f in group} & SUMS:
            kept[-1].extend(group)
        else:
            kept.append(group)
    return [_block(group, number, fields[0].number) for number, group in enumerate(kept, 1)]


def _block(group: Sequence[_Field], number: int, head: int) -> Block:
    told: dict[str, str] = {}
    for field in group:
        told.setdefault(field.role, field.value)
    row = TableRow(tuple(told), tuple(told.values()), f"paiement {number}")
    return Block(row, group[0].number, group[-1].number, head)


def _fields(rows: Sequence[Row], sent: date | None) -> list[_Field]:
    found: list[_Field] = []
    taken = -1
    for number, row in enumerate(rows):
        if number <= taken or not row.cells:
            continue
        for label, value in _pairs(row):
            role = _field_role(label)
            if role and value:
                found.append(_Field(role, _tidy(role, value, sent), number))
        following = _beneath(rows, number)
        if following is not None:
            role = _field_role(row.cells[0].rstrip(" :"))
            found.append(_Field(role, _tidy(role, rows[following].cells[0], sent), following))
            taken = following
    return [f for f in found if f.value]


def _pairs(row: Row) -> list[tuple[str, str]]:
    """(label, value) of a row: « Motif : x », « Motif | x », « Date : x | Montant : y »."""
    if len(row.cells) == 2 and not row.cells[1].startswith((":", "=")) and ":" not in row.cells[0].rstrip(" :"):
        return [(row.cells[0].rstrip(" :"), row.cells[1])]
    if len(row.cells) > 2 and all(_LABELLED.fullmatch(c) for c in row.cells):
        return [(m["label"], m["value"]) for c in row.cells if (m := _LABELLED.fullmatch(c))]
    match = _LABELLED.fullmatch(row.line)
    return [(match["label"], match["value"])] if match else []


def _beneath(rows: Sequence[Row], number: int) -> int | None:
    """The row that holds the value of a label that stands alone on its own."""
    row = rows[number]
    label = row.line.rstrip(" :")
    if len(row.cells) != 1 or len(label.split()) > 5 or ":" in label or not _field_role(label):
        return None
    after = next((n for n in range(number + 1, min(number + 4, len(rows))) if rows[n].cells), None)
    if after is None or len(rows[after].cells) != 1 or _field_role(rows[after].line.rstrip(" :")):
        return None
    return None if _LABELLED.fullmatch(rows[after].line) else after


def _field_role(label: str) -> str:
    if _DEBITED.fullmatch(fold_line(label.strip())):
        return "debit"
    return "payer" if fold_line(label.strip(" :")) in {"de", "par", "emis par"} else role_of(label)
