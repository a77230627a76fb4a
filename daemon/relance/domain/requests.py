"""The tasks a reply makes for the firm, with the schedule an approval is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from relance.domain.case import is_open
from relance.domain.decisions import Action, OpenHold, OpenTask, ProposePlan
from relance.domain.hearing import Hearing, Pairs, scope
from relance.domain.intents import Intent, Understanding
from relance.domain.model import ZERO, Approves, Invoice, PlanStatus, TaskKind
from relance.domain.pauses import promise_broken_before, promised_on, said_before, too_far
from relance.domain.rules import TaskRule
from relance.domain.schedules import propose


def tasks(h: Hearing, intent: Intent, pairs: Pairs) -> list[Action]:
    """One task an intent, of the first situation that asks for one, and the schedule an approval is about."""
    asking = [(i, r.task) for i, r in pairs if r.task is not None]
    rule = asking[0][1] if asking else unforeseen(h, intent, pairs)
    if rule is None:
        return []
    invoices = tuple(i for i, _ in asking if i is not None) or scope(h.case, h.reply)
    data = {"intent": intent.value, "received": str(h.reply.received_id), **_stated(h.said)}
    if any(r.suspends_plan for _, r in pairs):
        data["suspends"] = ",".join(str(p.id) for p in h.case.plans if p.status is PlanStatus.ACTIVE)
    if rule.approves is not Approves.SCHEDULE:
        return [_task(h, rule, invoices, data)]
    plan = _proposal(h, invoices)
    data["instalments"] = ";".join(f"{i.due_on.isoformat()}={i.amount}" for i in plan.instalments)
    data["invoices"] = ",".join(str(i) for i in plan.invoice_ids)
    return [plan, _task(h, rule, invoices, data)]


def unforeseen(h: Hearing, intent: Intent, pairs: Pairs) -> TaskRule | None:
    """Tasks that depend on the past and not on the table: a far or second promise, a copy asked twice or missing."""
    invoices = [i for i, r in pairs if i is not None and (r.hold is not None or r.answer is not None)]
    if intent is Intent.PROMISE_TO_PAY:
        if any(promise_broken_before(h.case, i, h.day) for i in invoices):
            return TaskRule(TaskKind.REPLY, "Nouvelle promesse après une promesse non tenue")
        if too_far(promised_on(h.said, h.day), h.day):
            return TaskRule(TaskKind.REPLY, "Promesse de règlement à plus de 30 jours")
    if intent is Intent.NOT_RECEIVED and invoices:
        return _copy(h, invoices)
    return None


def worn_out(h: Hearing, decided: Sequence[Action]) -> list[Action]:
    """A question for the firm when a mail stops an invoice for good and nobody is asked: its pauses are used up."""
    stopped = [a.invoice_id for a in decided if isinstance(a, OpenHold) and a.until is None and not a.quiet]
    if not stopped or any(isinstance(a, OpenTask) for a in decided):
        return []
    rule = TaskRule(TaskKind.REPLY, f"Plus de {h.policy.max_pause_days} jours de pause : suite à décider")
    invoices = tuple(i for i in h.case.invoices if i.id in stopped)
    return [_task(h, rule, invoices, {"intent": h.said.intent.value, "received": str(h.reply.received_id)})]


def _copy(h: Hearing, invoices: Sequence[Invoice]) -> TaskRule | None:
    if any(said_before(h.case, i, Intent.NOT_RECEIVED) for i in invoices):
        return TaskRule(TaskKind.REPLY, "Facture dite non reçue pour la seconde fois")
    if not all(i.document_id for i in invoices):
        return TaskRule(TaskKind.REPLY, "Copie de la facture à envoyer (aucun document enregistré)")
    if Intent.WRONG_CONTACT in h.said.secondary:
        return TaskRule(TaskKind.REPLY, "Copie de la facture demandée, adresse à confirmer")
    return None


def _task(h: Hearing, rule: TaskRule, invoices: Sequence[Invoice], data: Mapping[str, str]) -> OpenTask:
    numbers = ", ".join(i.number for i in invoices)
    about_one = len(invoices) == 1 or rule.kind in (TaskKind.PAYMENT, TaskKind.APPROVAL)
    return OpenTask(
        rule.kind,
        f"{rule.label} : {h.case.client.name}" + (f", {numbers}" if numbers else ""),
        h.case.client.id,
        invoices[0].id if invoices and about_one else None,
        h.day + timedelta(days=rule.due_days),
        urgent=rule.urgent,
        cause=h.reply.cause,
        approves=rule.approves,
        data={**data, "label": rule.label, "numbers": numbers, "everyone": "1" if rule.everyone else ""},
    )


def _stated(understanding: Understanding) -> dict[str, str]:
    entities = understanding.entities
    stated = {
        "amount": str(entities.amount) if entities.amount is not None else "",
        "date": entities.date.isoformat() if entities.date else "",
        "new_contact": entities.new_contact or "",
    }
    return {k: v for k, v in stated.items() if v}


def _proposal(h: Hearing, invoices: Sequence[Invoice]) -> ProposePlan:
    chosen = [i for i in invoices if is_open(i)]
    instalments = propose(
        sum((i.balance for i in chosen), ZERO),
        asked=h.said.entities.instalments,
        first_on=h.said.entities.date,
        today=h.day,
        limits=h.policy.plans,
        calendar=h.policy.calendar,
    )
    return ProposePlan(h.case.client.id, tuple(i.id for i in chosen), instalments, None)
