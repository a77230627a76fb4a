"""Evidence of payment in: read, matched to the invoices, booked or asked; what was seen before changes nothing.

One transaction a document: the ledger is read, the movements are matched and what follows is carried out, all or
nothing, so that the same document again goes on where a crash left it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from relance.domain.evidence import Evidence
from relance.domain.intents import Verdict
from relance.domain.matching.decide import match
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.values import Choice, Match, Owed, Status
from relance.domain.model import ZERO, Invoice
from relance.domain.receipts import disbelieved, unvouched
from relance.errors import RelanceError
from relance.flows.documents import BankFile, Document, documents
from relance.flows.firm import Firm
from relance.flows.ports import Store, Unit
from relance.flows.receipts import Cashier

__all__ = ["BankFile", "BankLine", "BankResult", "take_document", "take_in"]

Progress = Callable[[int, int], None]

_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment: booked on the invoice, or the balance of one that is proposed."""

    invoice: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BankLine:
    """What became of one movement (interface, JSON of `bank`).

    Attributes:
        file: as given.
        told: the movement.
        found: what becomes of it.
        allocations: what is booked; for a question, the invoices proposed.

    """

    file: str
    told: Evidence
    found: Match
    allocations: tuple[Share, ...] = ()


@dataclass(slots=True)
class BankResult:
    """What became of the files.

    Attributes:
        lines: one for each movement, in the order of the files.
        problems: French sentences about what could not be read; the rest went in.

    """

    lines: list[BankLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def take_in(
    store: Store,
    files: Sequence[BankFile],
    *,
    firm: Firm,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> BankResult:
    """Take statements and notices in.

    Args:
        store: the database.
        files: in the order in which they are taken.
        firm: its accounts, senders of notices and people.
        now: this instant, aware.
        dry_run: nothing is written; a file then knows of the ones before it.
        progress: told (movements done, movements to do) of the document at hand.

    Raises:
        StoreError: the database could not be used; what stands before the document at hand is in.

    """
    result = BankResult()
    read = _read(files, firm, result)
    if dry_run:
        result.lines = store.read(lambda unit: _rehearsed(unit, list(read), firm, progress))
        return result
    for document in read:
        work = partial(take_document, document=document, now=now, firm=firm, progress=progress)
        result.lines += store.transact(work)
    return result


def _read(files: Sequence[BankFile], firm: Firm, result: BankResult) -> Iterator[Document]:
    """The documents one by one; what cannot be read is told."""
    for file in files:
        try:
            found = documents(file, firm)
        except RelanceError as error:
            result.problems += error.problems
            continue
        for document in found:
            result.problems += (_placed(file.name, problem) for problem in document.statement.problems)
            yield document


def _placed(name: str, problem: str) -> str:
    return problem if problem.startswith(name) else f"{name}, {problem}"


def _rehearsed(unit: Unit, read: Sequence[Document], firm: Firm, progress: Progress | None) -> list[BankLine]:
    ledger = ledger_of(unit, firm)
    return [line for document in read for line in _matched(document, ledger, progress)]


def take_document(
    unit: Unit, document: Document, now: datetime, firm: Firm, progress: Progress | None = None
) -> list[BankLine]:
    """Take one document in.

    Args:
        unit: the open transaction.
        document: what it tells, and how far it is believed.
        now: this instant.
        firm: its accounts and people.
        progress: as in `take_in`.

    """
    if not document.statement.movements:
        return []
    lines = _matched(document, ledger_of(unit, firm), progress)
    cashier = Cashier(unit, document, now, firm)
    if document.verdict is Verdict.FAIL:
        cashier.disbelieve(disbelieved(document.verdict))
    for line in lines:
        cashier.take(line.told, line.found)
    cashier.close()
    return lines


def _matched(document: Document, ledger: Ledger, progress: Progress | None) -> list[BankLine]:
    movements = document.statement.movements
    if document.verdict in (None, Verdict.FAIL):
        left = Match(Choice.IGNORE, disbelieved(document.verdict))
        return [BankLine(document.name, told, left) for told in movements]
    found = match(_counted(movements, progress), ledger)
    if not document.believed:
        found = tuple(unvouched(one) for one in found)
    return [
        BankLine(document.name, told, one, _shares(one, ledger)) for told, one in zip(movements, found, strict=True)
    ]


def _counted(movements: Sequence[Evidence], progress: Progress | None) -> Iterator[Evidence]:
    for done, movement in enumerate(movements):
        if progress is not None and done % _TOLD_EVERY == 0:
            progress(done, len(movements))
        yield movement


def _shares(found: Match, ledger: Ledger) -> tuple[Share, ...]:
    if found.decision is Choice.APPLY:
        return tuple(Share(a.invoice, a.amount) for a in found.allocations)
    numbers = dict.fromkeys(number for numbers in found.candidates for number in numbers)
    return tuple(Share(number, max(ledger[number].balance, ZERO)) for number in numbers if number in ledger)


def ledger_of(unit: Unit, firm: Firm) -> Ledger:
    """All invoices and all payments known, as matching wants them."""
    clients = {client.id: (client, addresses) for client, addresses in unit.clients.all()}
    owed = []
    for invoice in unit.invoices.all(closed=True):
        client, addresses = clients[invoice.client_id]
        owed.append(
            Owed(
                invoice.number,
                str(client.id),
                (client.name,),
                invoice.balance,
                invoice.issued_on,
                invoice.due_on,
                client.kind,
                _status(invoice),
                addresses,
            )
        )
    holders = (firm.facts.account_holder, firm.facts.name)
    ledger = Ledger.of(owed, unit.movements.known(), accounts=firm.accounts, holders=holders)
    for told in unit.movements.told_again():
        ledger.seen.pay_out(told)
    return ledger


def _status(invoice: Invoice) -> Status:
    if invoice.cancelled is not None:
        return Status.CANCELLED
    return Status.OPEN if invoice.balance > ZERO else Status.SETTLED
