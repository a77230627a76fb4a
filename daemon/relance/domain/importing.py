"""What a row of an invoice file changes: a new invoice, named changes of a stored one, or nothing.

What a person or a payment did since the last import is never undone: holds, ledgers and closed invoices stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from relance.domain.case import Case, is_open
from relance.domain.decisions import Action, BookPayment, CloseTask, OpenTask, RestartLadder
from relance.domain.import_rows import InvoiceRow
from relance.domain.model import ZERO, Approves, Invoice, Nature, TaskKind
from relance.domain.money import euros
from relance.domain.policy import Policy, Stage

LAWYER_DAYS = 2
"""Working days a lawyer has to look at a claim that changed under a formal notice."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The day and the rules of one import.

    Attributes:
        today: the day of the import.
        policy: the ladder and the firm's calendar.
        lawyers: e-mails of those who look at a claim that changed after a formal notice.

    """

    today: date
    policy: Policy
    lawyers: tuple[str, ...] = ()

    def lawyer_task(self, title: str, client_id: int, invoice_id: int) -> OpenTask:
        """A question to the lawyers about what the import changed."""
        due_on = self.policy.calendar.add_working_days(self.today, LAWYER_DAYS)
        cause = f"import:{invoice_id}:{self.today.isoformat()}"
        return OpenTask(TaskKind.OTHER, title, client_id, invoice_id, due_on, owner=self.lawyers, cause=cause)


class Outcome(StrEnum):
    """What became of a row that was taken."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What one row changes.

    Attributes:
        invoice: as it is to be stored; its id is 0 when it is new.
        changes: French, one a changed field ("montant : 100,00 € → 120,00 €").
        actions: carried out after the invoice is written.
        remarks: French sentences for the person who imports.

    """

    outcome: Outcome
    invoice: Invoice
    changes: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    remarks: tuple[str, ...] = ()


def new_invoice(row: InvoiceRow, client_id: int, document_id: int | None) -> Invoice:
    """An invoice seen for the first time, on the stage where the firm stood with it."""
    return Invoice(
        id=0,
        client_id=client_id,
        number=row.number,
        amount=row.amount,
        issued_on=row.issued_on,
        due_on=row.due_on,
        nature=row.nature or Nature.FEES,
        agreement_on=row.agreement_on,
        mission_end_on=row.mission_end_on,
        subject=row.subject,
        matter=row.matter,
        owner=row.responsible,
        document_id=document_id,
        stage=row.stage,
        stage_on=row.stage_on,
    )


def settlement(row: InvoiceRow, invoice: Invoice, today: date) -> BookPayment | None:
    """What the billing program knows to be paid beyond the ledger; its fingerprint makes it a no-op the next time."""
    if row.paid is None or invoice.cancelled is not None:
        return None
    excess = row.paid - invoice.paid
    if excess <= ZERO:
        return None
    return BookPayment(
        on=today,
        amount=excess,
        source="import",
        fingerprint=f"import:{invoice.number}:{row.paid}",
        allocations=((invoice.id, excess),),
    )


def update_invoice(
    row: InvoiceRow,
    case: Case,
    stored: Invoice,
    document_id: int | None,
    frame: Frame,
) -> ImportDecision:
    """What a row changes of a stored invoice.

    Args:
        row: the row.
        case: the client of the invoice; only its open tasks and plans are looked at.
        stored: the invoice before.
        document_id: the document of the row as stored, None when it names none.
        frame: the day and the rules.

    """
    if not is_open(stored):
        return ImportDecision(Outcome.UNCHANGED, stored, remarks=_closed_remarks(row, stored))
    after = _merged_invoice(row, stored, document_id)
    changes = _changes(stored, after)
    actions: list[Action] = []
    booking = settlement(row, after, frame.today)
    if booking is not None:
        actions.append(booking)
        changes = (
            *changes,
            f"réglé selon la facturation : {euros(stored.paid)} → {euros(stored.paid + booking.amount)}",
        )
    restart = _restart(stored, after, frame)
    if restart is not None:
        actions.append(restart)
    claimed = (stored.amount, stored.due_on, stored.nature) != (after.amount, after.due_on, after.nature)
    if claimed or booking is not None:
        actions += lapsed(case, stored)
    if claimed:
        actions += _after_notice(case, stored, changes, frame)
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    return ImportDecision(outcome, after, changes, tuple(actions), _paid_remarks(row, stored))


def _merged_invoice(row: InvoiceRow, stored: Invoice, document_id: int | None) -> Invoice:
    return replace(
        stored,
        amount=row.amount,
        issued_on=row.issued_on,
        due_on=row.due_on,
        nature=row.nature or stored.nature,
        agreement_on=row.agreement_on or stored.agreement_on,
        mission_end_on=row.mission_end_on or stored.mission_end_on,
        subject=row.subject or stored.subject,
        matter=row.matter or stored.matter,
        owner=row.responsible or stored.owner,
        document_id=document_id or stored.document_id,
    )


_INVOICE_LABELS = {
    "amount": "montant",
    "issued_on": "date de facture",
    "due_on": "échéance",
    "nature": "nature",
    "agreement_on": "date de la convention",
    "mission_end_on": "fin de mission",
    "subject": "objet",
    "matter": "dossier",
    "owner": "responsable",
    "document_id": "document",
}
_UNTOLD = frozenset(["subject", "matter", "document_id"])
"""Fields whose values stay out of the journal: text about the matter, and keys that mean nothing to a person."""


def _changes(before: Invoice, after: Invoice) -> tuple[str, ...]:
    return tuple(
        f"{label} modifié"
        if name in _UNTOLD
        else f"{label} : {_told(getattr(before, name))} → {_told(getattr(after, name))}"
        for name, label in _INVOICE_LABELS.items()
        if getattr(before, name) != getattr(after, name)
    )


def _told(value: object) -> str:
    if value is None:
        return "rien"
    if isinstance(value, Decimal):
        return euros(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _restart(before: Invoice, after: Invoice, frame: Frame) -> RestartLadder | None:
    """Take the ladder back to the stage whose date has come under a later due date, if that is a lower one."""
    if before.stage is None or after.due_on <= before.due_on:
        return None
    dates = {
        s.stage: frame.policy.calendar.working(after.due_on + timedelta(days=s.offset)) for s in frame.policy.steps
    }
    come = [stage for stage, on in dates.items() if on <= frame.today and stage.rank <= before.stage.rank]
    stage = come[-1] if come else None
    if stage is before.stage:
        return None
    return RestartLadder(after.id, stage, dates[stage] if stage else None)


def lapsed(case: Case, invoice: Invoice) -> list[Action]:
    """An approval binds to what was shown: it lapses with the figures."""
    return [
        CloseTask(task.id, "caduque : la facture a changé à l’import", "relance")
        for task in case.tasks
        if task.invoice_id == invoice.id and task.approves is Approves.FORMAL_NOTICE and task.done_at is None
    ]


def _after_notice(case: Case, stored: Invoice, changes: Sequence[str], frame: Frame) -> list[Action]:
    """A claim that changed under a formal notice or an agreed schedule is a lawyer's question."""
    if noticed(stored):
        what = "après la mise en demeure"
    elif case.plan_of(stored.id):
        what = "pendant l’échéancier"
    else:
        return []
    title = (
        f"Facture {stored.number} ({case.client.name}) modifiée {what} : {', '.join(changes)}. "
        "Dites ce qu’il faut en faire."
    )
    return [frame.lawyer_task(title, case.client.id, stored.id)]


def noticed(invoice: Invoice) -> bool:
    """Whether the formal notice of an invoice has left."""
    return invoice.stage is not None and invoice.stage.rank >= Stage.FORMAL_NOTICE.rank


def _paid_remarks(row: InvoiceRow, stored: Invoice) -> tuple[str, ...]:
    if row.paid is None or row.paid >= stored.paid:
        return ()
    remark = (
        f"{row.file}, ligne {row.row} : facture {row.number}, {euros(row.paid)} réglés selon le fichier, "
        f"{euros(stored.paid)} selon relance ; le total connu est gardé."
    )
    return (remark,)


def _closed_remarks(row: InvoiceRow, stored: Invoice) -> tuple[str, ...]:
    """A closed invoice stays as it is; what the file says otherwise is told."""
    same = row.amount == stored.amount and row.due_on == stored.due_on
    if same and (row.paid is None or row.paid >= stored.paid):
        return ()
    state = "annulée" if stored.cancelled else "soldée"
    remark = (
        f"{row.file}, ligne {row.row} : la facture {row.number} est {state} ({euros(stored.amount)}, échéance du "
        f"{stored.due_on:%d/%m/%Y}) ; ce que le fichier dit d’autre n’a rien changé."
    )
    return (remark,)
