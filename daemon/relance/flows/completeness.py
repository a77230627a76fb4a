"""`import --complete`: the file lists all unpaid invoices; one that is absent may be settled elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from relance.domain.case import Case
from relance.domain.decisions import Decision, Note, OpenHold, OpenTask
from relance.domain.importing import Frame
from relance.domain.model import Invoice, Reason, TaskKind
from relance.errors import WorldError
from relance.flows.ports import Unit

MANY = 5
"""Up to that many absent invoices are no sign of a truncated list, however few are open."""

ANSWER_DAYS = 2
"""Working days to say whether an absent invoice was settled elsewhere."""


def absent_invoices(unit: Unit, numbers: frozenset[str]) -> list[Invoice]:
    """Open invoices that the list does not name and that are not already held for it.

    Args:
        unit: a snapshot.
        numbers: every number that stands in the files, rejected rows included.

    Raises:
        WorldError: more than half of the open invoices are missing: the list looks truncated.

    """
    owed = unit.invoices.all()
    absent = [i for i in owed if i.number not in numbers]
    cases = {client_id: unit.case(client_id) for client_id in {i.client_id for i in absent}}
    new = [i for i in absent if not _held(cases[i.client_id], i)]
    if len(new) > MANY and 2 * len(new) > len(owed):
        raise WorldError(
            f"Import --complete : {len(new)} des {len(owed)} factures ouvertes manquent dans la liste ; elle paraît "
            "tronquée. Rien n’a été importé ni suspendu. Vérifiez le fichier, ou importez-le sans --complete."
        )
    return new


def _held(case: Case, invoice: Invoice) -> bool:
    return any(
        h.reason == Reason.ABSENT_FROM_LIST.value and h.invoice_id == invoice.id and h.closed_at is None
        for h in case.holds
    )


def hold_absent(client_name: str, invoice: Invoice, files: Sequence[str], frame: Frame) -> Decision:
    """Stop an invoice that is absent from the list until a person says whether it was settled elsewhere."""
    cause = absence_cause(invoice, frame.today)
    listed = ", ".join(files)
    title = f"Facture {invoice.number} ({client_name}) absente de la liste des impayés ({listed}) : soldée ailleurs ?"
    due_on = frame.policy.calendar.add_working_days(frame.today, ANSWER_DAYS)
    actions = (
        OpenHold(invoice.client_id, invoice.id, Reason.ABSENT_FROM_LIST.value, None, cause=cause),
        OpenTask(TaskKind.PAYMENT, title, invoice.client_id, invoice.id, due_on, cause=cause),
        Note("invoice_absent", f"absente de la liste complète {listed}", invoice.client_id, invoice.id),
    )
    return Decision(actions, cause=cause)


def absence_cause(invoice: Invoice, today: date) -> str:
    """What the hold and the task of one absence have in common."""
    return f"import:absent:{invoice.id}:{today.isoformat()}"
