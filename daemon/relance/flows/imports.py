"""Invoice files in: read, checked row by row, stored client by client; the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from relance.domain.import_rows import InvoiceRow, Rejection, group, without_doubles
from relance.domain.importing import Frame, Outcome
from relance.errors import BusyError, RelanceError, StoreError
from relance.flows.apply import apply
from relance.flows.completeness import absent_invoices, hold_absent
from relance.flows.firm import Firm
from relance.flows.imported import Importer, Prepared, Taken
from relance.flows.ports import Store, Unit
from relance.reading.invoice_cells import Known
from relance.reading.invoice_rows import Table, parse_row, read_table

BATCH = 200
"""Rows a transaction: few enough to let a daemon in between, many enough that 5,000 rows take seconds."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to take in.

    Attributes:
        name: as the person gave it, for messages.
        content: its bytes.
        read_document: bytes of an invoice document by its path as written in the file (relative to it).

    Raises of `read_document`: OSError, ValueError or RelanceError when there is none.

    """

    name: str
    content: bytes
    read_document: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Updated:
    """An invoice that an import changed, and each change in French."""

    number: str
    changes: tuple[str, ...]


@dataclass(slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        created: invoice numbers, in the order of the files.
        updated: invoices with what changed.
        unchanged: invoice numbers.
        rejected: rows that changed nothing, and why.
        held: numbers held because a complete list does not name them.
        remarks: French sentences about what is odd.

    """

    created: list[str] = field(default_factory=list)
    updated: list[Updated] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def import_files(
    store: Store,
    files: Sequence[ImportFile],
    *,
    firm: Firm,
    now: datetime,
    complete: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Take invoice files in.

    Args:
        store: the database.
        files: CSV and XLSX files.
        firm: its people, addresses and policy: rows are checked against them, and its lawyers are asked.
        now: this instant, aware.
        complete: together the files list all unpaid invoices.
        progress: told (rows done, rows to do) after each transaction.

    Raises:
        RelanceError: a file cannot be read at all, or a complete list looks truncated; nothing was changed.
        StoreError: the database could not be used; what is before it is in, and the same import again goes on.

    """
    files = _told_apart(files)
    frame = _frame(firm, now)
    tables = _tables(files)
    result = ImportResult(remarks=[remark for table in tables for remark in table.remarks])
    rows = _rows(tables, _known(firm, frame), result)
    numbers = frozenset(row.text("number") for table in tables for row in table.rows)
    absent = store.read(lambda unit: absent_invoices(unit, numbers)) if complete else []
    readers = {file.name: file.read_document for file in files}
    importer = Importer(now, frame, firm)
    outcomes: list[Taken | Rejection] = []
    for batch in _batches(rows):
        outcomes += _take_batch(store, importer, batch, readers)
        if progress is not None:
            progress(len(outcomes), len(rows))
    _sum_up(result, outcomes, {file.name: n for n, file in enumerate(files)})
    for start in range(0, len(absent), BATCH):
        ids = [i.id for i in absent[start : start + BATCH]]
        result.held += store.transact(partial(_hold, ids=ids, importer=importer, files=[f.name for f in files]))
    return result


def _told_apart(files: Sequence[ImportFile]) -> list[ImportFile]:
    """Files of one name in two folders are two files: a row is known by the name of its file and its place in it."""
    seen: Counter[str] = Counter()
    apart: list[ImportFile] = []
    for file in files:
        seen[file.name] += 1
        count = seen[file.name]
        apart.append(file if count == 1 else replace(file, name=f"{file.name} ({count})"))
    return apart


def _frame(firm: Firm, now: datetime) -> Frame:
    today = now.astimezone(firm.policy.calendar.zone).date()
    return Frame(today, firm.policy, tuple(m.email for m in firm.lawyers()))


def _known(firm: Firm, frame: Frame) -> Known:
    staff = frozenset(m.email.lower() for m in firm.staff)
    return Known(staff, frozenset({firm.address}), frozenset({firm.policy.name}), frame.today)


def _tables(files: Sequence[ImportFile]) -> list[Table]:
    """Every file, or the problems of all that cannot be read."""
    tables: list[Table] = []
    problems: list[str] = []
    for file in files:
        try:
            tables.append(read_table(file.name, file.content))
        except RelanceError as error:
            problems += error.problems
    if problems:
        raise RelanceError(*problems)
    return tables


def _rows(tables: Sequence[Table], known: Known, result: ImportResult) -> list[InvoiceRow]:
    parsed = [parse_row(table, row, known) for table in tables for row in table.rows]
    rows, doubles, remarks = without_doubles([p for p in parsed if isinstance(p, InvoiceRow)])
    result.rejected += [p for p in parsed if isinstance(p, Rejection)] + doubles
    result.remarks += remarks
    return rows


def _batches(rows: Sequence[InvoiceRow]) -> Iterator[list[list[InvoiceRow]]]:
    """The rows of whole clients, about `BATCH` rows at a time."""
    groups = group(rows)
    clients: dict[int, list[InvoiceRow]] = {}
    for row in rows:
        clients.setdefault(groups.of(row), []).append(row)
    batch: list[list[InvoiceRow]] = []
    for of_client in clients.values():
        batch.append(of_client)
        if sum(map(len, batch)) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _take_batch(
    store: Store,
    importer: Importer,
    batch: Sequence[Sequence[InvoiceRow]],
    readers: dict[str, Callable[[str], bytes]],
) -> list[Taken | Rejection]:
    results: list[Taken | Rejection] = []
    clients: list[list[Prepared]] = []
    for rows in batch:
        prepared = [_prepare(row, readers[row.file]) for row in rows]
        results += [p for p in prepared if isinstance(p, Rejection)]
        good = [p for p in prepared if isinstance(p, Prepared)]
        if good:
            clients.append(good)
    return results + _store_batch(store, importer, clients)


def _store_batch(store: Store, importer: Importer, clients: Sequence[Sequence[Prepared]]) -> list[Taken | Rejection]:
    """All clients in one transaction; if that fails each in its own, so that one does not lose the others."""

    def all_of_them(unit: Unit) -> list[Taken | Rejection]:
        return [result for rows in clients for result in importer.take(unit, rows)]

    if not clients:
        return []
    try:
        return store.transact(all_of_them)
    except BusyError:
        raise
    except StoreError:
        if len(clients) == 1:
            raise
    results: list[Taken | Rejection] = []
    failed: list[StoreError] = []
    for rows in clients:
        try:
            results += store.transact(partial(importer.take, rows=rows))
        except StoreError as error:
            failed.append(error)
            results += [Rejection(p.row.file, p.row.row, "", str(error), p.row.number) for p in rows]
    if len(failed) == len(clients):
        raise failed[0]
    return results


_UNREAD: dict[type[Exception], str] = {
    FileNotFoundError: "fichier introuvable",
    PermissionError: "lecture interdite",
    IsADirectoryError: "c’est un dossier",
}


def _prepare(row: InvoiceRow, read_document: Callable[[str], bytes]) -> Prepared | Rejection:
    if row.document is None:
        return Prepared(row)
    try:
        content = read_document(row.document)
    except RelanceError as error:
        why = str(error)
    except (OSError, ValueError) as error:
        words = next((words for kind, words in _UNREAD.items() if isinstance(error, kind)), "lecture impossible")
        why = f"ne peut pas être lu ({words}) ; corrigez le chemin, relatif au fichier d’import"
    else:
        if content:
            return Prepared(row, content)
        why = "est vide ; exportez la facture de nouveau"
    return Rejection(row.file, row.row, "document", f"« {row.document} » {why}", row.number)


def _sum_up(result: ImportResult, outcomes: Sequence[Taken | Rejection], order: dict[str, int]) -> None:
    result.rejected += [o for o in outcomes if isinstance(o, Rejection)]
    result.rejected.sort(key=lambda r: (order[r.file], r.row))
    taken = sorted((o for o in outcomes if isinstance(o, Taken)), key=lambda t: (order[t.row.file], t.row.row))
    for done in taken:
        result.remarks += done.remarks
        if done.outcome is Outcome.CREATED:
            result.created.append(done.row.number)
        elif done.outcome is Outcome.UPDATED:
            result.updated.append(Updated(done.row.number, done.changes))
        else:
            result.unchanged.append(done.row.number)


def _hold(unit: Unit, *, ids: Sequence[int], importer: Importer, files: Sequence[str]) -> list[str]:
    held = []
    for invoice_id in ids:
        invoice = unit.invoices.get(invoice_id)
        name = unit.clients.get(invoice.client_id).name
        decision = hold_absent(name, invoice, files, importer.frame)
        apply(unit, decision, importer.now, importer.firm)
        held.append(invoice.number)
    return held
