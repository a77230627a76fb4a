"""What `status` and `show` say: the JSON of the interface, computed from the facts and not from the cache."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from relance.domain.case import Case, is_open, standing
from relance.domain.escalation import comes_next
from relance.domain.model import Invoice, Plan, PlanStatus, Task
from relance.domain.policy import Policy
from relance.domain.records import Movement
from relance.domain.schedules import paid_of
from relance.domain.text import fold_number
from relance.errors import WorldError
from relance.flows.ports import Unit
from relance.flows.timeline import timeline


def status(unit: Unit, now: datetime, policy: Policy, *, include_closed: bool) -> dict[str, Any]:
    """Every open invoice and task.

    Args:
        unit: a snapshot.
        now: the instant it is seen from; states are those of its day.
        policy: the ladder.
        include_closed: settled and cancelled invoices and done tasks too.

    """
    day = now.astimezone(policy.calendar.zone).date()
    invoices: list[dict[str, Any]] = []
    for client_id in unit.all_clients(open_only=not include_closed):
        case = unit.case(client_id)
        invoices += [invoice_facts(case, i, day, policy) for i in case.invoices if include_closed or is_open(i)]
    tasks = unit.tasks.all() if include_closed else unit.tasks.all_open()
    return {
        "as_of": now.astimezone(policy.calendar.zone).isoformat(timespec="seconds"),
        "invoices": sorted(invoices, key=lambda i: (i["due_on"], i["number"])),
        "tasks": [task_facts(unit, task, policy) for task in sorted(tasks, key=lambda t: (t.due_on, t.id))],
        "unallocated": [_unallocated(movement) for movement in unit.movements.unallocated()],
    }


def _unallocated(movement: Movement) -> dict[str, Any]:
    """Money that belongs to no invoice yet."""
    told = movement.told
    return {
        "date": told.on.isoformat(),
        "amount": money(movement.unallocated),
        "payer": told.payer or told.ultimate_payer or None,
        "reference": told.reference or None,
        "reason": movement.why,
    }


def show(unit: Unit, number: str, now: datetime, policy: Policy) -> dict[str, Any]:
    """One invoice and its whole story.

    Args:
        unit: a snapshot.
        number: as printed on the invoice, or as a person types it ("2026/142").
        now: the instant it is seen from.
        policy: the ladder.

    Raises:
        WorldError: no invoice, or more than one, has that number.

    """
    invoice = find_invoice(unit, number)
    case = unit.case(invoice.client_id)
    invoice = case.invoice(invoice.id)
    day = now.astimezone(policy.calendar.zone).date()
    tasks = [t for t in unit.tasks.all() if t.invoice_id == invoice.id or _of_client_alone(t, case)]
    return {
        "invoice": invoice_facts(case, invoice, day, policy),
        "tasks": [task_facts(unit, task, policy) for task in tasks],
        "timeline": timeline(unit, case, invoice, policy.calendar.zone),
    }


def _of_client_alone(task: Task, case: Case) -> bool:
    return task.invoice_id is None and task.client_id == case.client.id


def find_invoice(unit: Unit, number: str) -> Invoice:
    """The invoice a person means.

    Raises:
        WorldError: none, or more than one.

    """
    exact = unit.invoices.by_number(number.strip())
    if exact is not None:
        return exact
    near = unit.invoices.matching(fold_number(number)) if fold_number(number) else []
    if len(near) == 1:
        return near[0]
    if near:
        names = ", ".join(f"« {i.number} »" for i in near)
        raise WorldError(f"Facture « {number} » : plusieurs numéros y ressemblent ({names}). Écrivez-le en entier.")
    raise WorldError(f"Facture « {number} » : inconnue. « relance status --all » donne la liste des numéros.")


def invoice_facts(case: Case, invoice: Invoice, day: date, policy: Policy) -> dict[str, Any]:
    """One invoice as the interface shows it (JSON of `status`), and what else is known of it."""
    stand = standing(case, invoice, day)
    step = comes_next(case, invoice, day, policy)
    return {
        "number": invoice.number,
        "client": case.client.name,
        "email": _address(case),
        "amount": money(invoice.amount),
        "paid": money(invoice.paid),
        "credited": money(invoice.credited),
        "balance": money(invoice.balance),
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "state": stand.state.value,
        "reason": stand.reason,
        "until": _iso(stand.until),
        "stage": invoice.stage.value if invoice.stage else None,
        "stage_on": _iso(invoice.stage_on),
        "next_stage": step.stage.value if step else None,
        "next_on": _iso(step.on) if step else None,
        "plan": _plan(case, invoice),
    }


def _address(case: Case) -> str | None:
    """The first address that may be written to, else the first one known."""
    usable = case.reachable or tuple(c for c in case.contacts if not c.copy) or case.contacts
    return usable[0].address if usable else None


def _plan(case: Case, invoice: Invoice) -> dict[str, Any] | None:
    plan = case.plan_of(invoice.id) or _suspended(case, invoice)
    if plan is None:
        return None
    covered = [case.invoice(invoice_id) for invoice_id in plan.invoice_ids]
    parts = paid_of(plan, sum((i.paid + i.credited for i in covered), Decimal(0)))
    return {
        "instalments": [
            {"due_on": part.due_on.isoformat(), "amount": money(part.amount), "paid": money(paid)}
            for part, paid in zip(plan.instalments, parts, strict=True)
        ],
        "accepted_on": _iso(plan.accepted_on),
        "invoices": [i.number for i in covered],
        "status": plan.status.value,
    }


def _suspended(case: Case, invoice: Invoice) -> Plan | None:
    """A schedule that a dispute has suspended is still the agreement."""
    return next((p for p in case.plans if p.status is PlanStatus.SUSPENDED and invoice.id in p.invoice_ids), None)


def task_facts(unit: Unit, task: Task, policy: Policy) -> dict[str, Any]:
    """One task as the interface shows it, and who is asked."""
    done = task.done_at.astimezone(policy.calendar.zone).date() if task.done_at else None
    return {
        "id": f"T{task.id}",
        "kind": task.kind.value,
        "invoice": unit.invoices.get(task.invoice_id).number if task.invoice_id is not None else None,
        "client": unit.clients.get(task.client_id).name if task.client_id is not None else None,
        "due_on": task.due_on.isoformat(),
        "title": task.title,
        "done_on": _iso(done),
        "owner": list(task.owner),
        "urgent": task.urgent,
        "answer": task.answer,
    }


def money(value: Decimal) -> str:
    """Euros with two decimals and a point."""
    return f"{value:.2f}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
