"""One client's rows of an invoice file become stored facts: inside one transaction, with their journal lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from relance.domain.case import Case
from relance.domain.decisions import Action, Decision
from relance.domain.import_clients import ClientChange, change_client, kind_tasks, new_client
from relance.domain.import_rows import ClientRow, InvoiceRow, Rejection, as_row, merged, of_row, same_client
from relance.domain.importing import Frame, ImportDecision, Outcome, new_invoice, settlement, update_invoice
from relance.domain.model import Client, Invoice
from relance.domain.money import euros
from relance.domain.records import JournalLine
from relance.domain.text import fold
from relance.flows.apply import bring_up_to_date, carry
from relance.flows.firm import Firm
from relance.flows.ports import Unit


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row with the bytes of its document, read before the transaction."""

    row: InvoiceRow
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row."""

    row: InvoiceRow
    outcome: Outcome
    changes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """Takes the rows of one client in.

    Attributes:
        now: the instant of the import, aware.
        frame: its day and rules.
        firm: whose people are asked what follows.

    """

    now: datetime
    frame: Frame
    firm: Firm

    def take(self, unit: Unit, rows: Sequence[Prepared]) -> list[Taken | Rejection]:
        """Store what the rows of one client say.

        Args:
            unit: the transaction.
            rows: all rows of the import about this client.

        Returns:
            One result a row, in their order.

        """
        stored = {p.row.number: unit.invoices.by_number(p.row.number) for p in rows}
        said = reduce(merged, (of_row(p.row) for p in rows))
        client = find_client(unit, said, [i for i in stored.values() if i is not None])
        foreign = {n for n, i in stored.items() if i is not None and (client is None or i.client_id != client.id)}
        kept = [p for p in rows if p.row.number not in foreign]
        if kept:
            said = reduce(merged, (of_row(p.row) for p in kept))
            client, touched = self._client(unit, said, client, kept[0].row)
        results: list[Taken | Rejection] = []
        for prepared in rows:
            invoice = stored[prepared.row.number]
            if prepared.row.number in foreign and invoice is not None:
                results.append(_foreign(unit, prepared.row, invoice))
            elif client is not None:
                results.append(self._invoice(unit, prepared, client, invoice))
        if kept and client is not None and (touched or any(_updated(r) for r in results)):
            # a new client needs nothing: a new invoice is looked at by the next pass in any case
            bring_up_to_date(unit, client.id, self.now, self.firm)
        return results

    # ---------------------------------------------------------------------------------------------- the client

    def _client(self, unit: Unit, said: ClientRow, client: Client | None, row: InvoiceRow) -> tuple[Client, bool]:
        """The client as stored from now on, and whether it was there and has changed."""
        if client is None:
            new, contacts = new_client(said)
            return replace(new, id=unit.clients.add(new, contacts)), False
        change = change_client(said, client, unit.clients.contacts(client.id))
        if change.client.key != client.key and unit.clients.by_key(change.client.key) is not None:
            change = replace(change, client=replace(change.client, key=client.key))
        if change.client != client:
            unit.clients.update(change.client)
        if change.contacts is not None:
            unit.clients.set_contacts(client.id, change.contacts)
        if change.changes:
            self._tell_client(unit, change, row)
        return change.client, bool(change.changes)

    def _tell_client(self, unit: Unit, change: ClientChange, row: InvoiceRow) -> None:
        reason = f"client mis à jour par l’import de {row.file} : {', '.join(change.changes)}"
        unit.journal.note(self._line("client_updated", reason, row, change.client.id, None))
        if change.kind_changed is not None:
            self._carry_out(unit, kind_tasks(unit.case(change.client.id), change, self.frame), row)

    # --------------------------------------------------------------------------------------------- the invoice

    def _invoice(self, unit: Unit, prepared: Prepared, client: Client, stored: Invoice | None) -> Taken:
        document_id = _stored_document(unit, prepared)
        if stored is None:
            return self._create(unit, prepared.row, client, document_id)
        return self._update(unit, prepared.row, client, stored, document_id)

    def _create(self, unit: Unit, row: InvoiceRow, client: Client, document_id: int | None) -> Taken:
        new = new_invoice(row, client.id, document_id)
        invoice = replace(new, id=unit.invoices.add(new))
        reason = f"importée de {row.file}, ligne {row.row} : {euros(row.amount)}, échéance du {row.due_on:%d/%m/%Y}"
        if row.stage is not None and row.stage_on is not None:
            reason += f", reprise à l’étape {row.stage.value} du {row.stage_on:%d/%m/%Y}"
        unit.journal.note(self._line("invoice_created", reason, row, client.id, invoice.id))
        booking = settlement(row, invoice, self.frame.today)
        if booking is not None:
            self._carry_out(unit, (booking,), row)
        return Taken(row, Outcome.CREATED, remarks=row.remarks)

    def _update(self, unit: Unit, row: InvoiceRow, client: Client, stored: Invoice, document_id: int | None) -> Taken:
        # most rows of a second import change nothing: the case (a dozen queries) is read for those that do
        decision = update_invoice(row, Case(client), stored, document_id, self.frame)
        if decision.outcome is Outcome.UPDATED:
            decision = update_invoice(row, unit.case(client.id), stored, document_id, self.frame)
            self._write(unit, row, stored, decision)
        return Taken(row, decision.outcome, decision.changes, (*row.remarks, *decision.remarks))

    def _write(self, unit: Unit, row: InvoiceRow, stored: Invoice, decision: ImportDecision) -> None:
        if decision.invoice != stored:
            unit.invoices.update(decision.invoice)
        reason = f"mise à jour par l’import de {row.file}, ligne {row.row} : {', '.join(decision.changes)}"
        unit.journal.note(self._line("invoice_updated", reason, row, stored.client_id, stored.id))
        self._carry_out(unit, decision.actions, row)

    def _carry_out(self, unit: Unit, actions: tuple[Action, ...], row: InvoiceRow) -> None:
        if actions:
            carry(unit, Decision(actions, cause=_cause(row)), self.now, self.firm)

    def _line(self, event: str, reason: str, row: InvoiceRow, client_id: int, invoice_id: int | None) -> JournalLine:
        return JournalLine(self.now, event, reason, cause=_cause(row), client_id=client_id, invoice_id=invoice_id)


def _cause(row: InvoiceRow) -> str:
    return f"import:{row.file}:{row.row}"


def _updated(result: Taken | Rejection) -> bool:
    return isinstance(result, Taken) and result.outcome is Outcome.UPDATED


def _stored_document(unit: Unit, prepared: Prepared) -> int | None:
    if prepared.document is None or prepared.row.document is None:
        return None
    name = re.split(r"[\\/]", prepared.row.document)[-1]
    return unit.invoices.store_document(name, prepared.document)


def _foreign(unit: Unit, row: InvoiceRow, invoice: Invoice) -> Rejection:
    name = unit.clients.get(invoice.client_id).name
    reason = (
        f"la facture {row.number} est déjà enregistrée au nom de « {name} », et la ligne la donne à "
        f"« {row.client} » ; corrigez le numéro ou le client"
    )
    return Rejection(row.file, row.row, "number, client", reason, row.number)


def find_client(unit: Unit, said: ClientRow, invoices: Sequence[Invoice]) -> Client | None:
    """The stored client that rows are about.

    Its code decides; else the client of one of its invoices, if the name is the same (he may have moved); else its
    key; else a client that `domain.import_rows.same_client` accepts.
    """
    if said.code and (known := unit.clients.by_key(f"id:{said.code}")):
        return known
    holders = (unit.clients.get(client_id) for client_id in dict.fromkeys(i.client_id for i in invoices))
    for client in holders:
        if fold(client.name) == fold(said.name) and not (said.code and client.key.startswith("id:")):
            return client
    keyed = unit.clients.by_key(said.key)
    if keyed is not None:
        return keyed
    near = unit.clients.by_name(fold(said.name))
    return next((c for c in near if same_client(said, as_row(c, unit.clients.contacts(c.id)))), None)
