"""Orders that any task takes: pause, resume, paid, credit note, cancelled, called, posted, note."""

from __future__ import annotations

from decimal import Decimal

from relance.domain import manual
from relance.domain.case import is_open
from relance.domain.decisions import (
    Action,
    Note,
    OpenHold,
    OpenTask,
)
from relance.domain.desk.base import Desk, Ruling, close_caused, done, nothing, read_amount, read_date
from relance.domain.intents import Intent
from relance.domain.model import ZERO, Cancelled, Invoice, TaskKind
from relance.domain.money import euros
from relance.domain.people import Role


def hold(desk: Desk) -> Ruling:
    """« pause … »: stop the escalation until a day, or until further notice."""
    until = read_date(desk.answer.fields.get("until"))
    if not desk.invoices or (until is not None and until <= desk.day):
        return nothing("aucune facture à suspendre, ou date déjà passée ; rien n’a été changé")
    holds = [a for i in desk.invoices for a in manual.hold(i, until, f"task:{desk.task.id}")]
    told = f"jusqu’au {until:%d/%m/%Y}" if until else "jusqu’à nouvel ordre"
    replaced = close_caused(desk, "pause fixée par une personne")
    return done(desk, f"relances suspendues {told}", *replaced, *holds)


def release(desk: Desk) -> Ruling:
    """« on reprend »: lift the holds; grave ones only for a lawyer."""
    case = desk.case
    if case is None:
        return nothing("rien à reprendre ; rien n’a été changé")
    grave = desk.member.role is Role.LAWYER
    if desk.invoice is not None:
        actions = manual.release(case, desk.invoice, grave=grave, why="repris par une personne")
    else:
        actions = manual.release_client(case, grave=grave, why="repris par une personne")
    return done(desk, "les relances reprennent", *actions)


def paid(desk: Desk) -> Ruling:
    """« payé … »: book the amount said, else the one announced in part, else the balance."""
    invoice = desk.invoice
    if invoice is None or not is_open(invoice):
        return nothing("je ne sais pas à quelle facture affecter ce règlement ; rien n’a été changé")
    stated = desk.answer.fields.get("amount") or _announced(desk)
    amount = read_amount(stated) if stated else invoice.balance
    on = read_date(desk.answer.fields.get("date")) or desk.said_on
    if amount is None or amount <= ZERO or on > desk.day:
        return nothing("montant ou date du règlement non compris ; rien n’a été changé")
    booked = manual.pay(invoice, amount, on, f"T{desk.task.id}", "person")
    told = manual.paid_note(invoice, amount, on)
    ended = close_caused(desk, "règlement enregistré")
    return done(desk, f"règlement de {euros(amount)} enregistré sur {invoice.number}", booked, told, *ended)


def _announced(desk: Desk) -> str | None:
    """The amount a client announced, when only a part was said to be paid."""
    return desk.task.data.get("amount") if desk.task.data.get("intent") == Intent.PARTIAL_PAYMENT.value else None


def credit(desk: Desk) -> Ruling:
    """« avoir … »: book a credit note."""
    invoice = desk.invoice
    if invoice is None or not is_open(invoice):
        return nothing("je ne sais pas sur quelle facture établir cet avoir ; rien n’a été changé")
    percent = read_amount(desk.answer.fields.get("percent"))
    amount = read_amount(desk.answer.fields.get("amount"))
    if amount is None and percent is not None:
        amount = (invoice.amount * percent / 100).quantize(Decimal("0.01"))
    if amount is None or not ZERO < amount <= invoice.balance:
        return nothing("montant de l’avoir non compris ou supérieur au solde ; rien n’a été changé")
    return done(desk, f"avoir de {euros(amount)} sur {invoice.number}", *manual.credit(invoice, amount, desk.day))


def cancel(desk: Desk) -> Ruling:
    """« annule la facture », « passe en perte »."""
    invoice = desk.invoice
    if invoice is None:
        return nothing("je ne sais pas quelle facture annuler ; rien n’a été changé")
    why = Cancelled.WRITTEN_OFF if desk.answer.fields.get("why") == "written_off" else Cancelled.ANNULLED
    return done(desk, f"facture {invoice.number} retirée des relances", *manual.cancel(invoice, why))


def called(desk: Desk) -> Ruling:
    """« appelé … »: note the outcome of a call and hold accordingly."""
    outcome = desk.answer.fields.get("outcome", "other")
    on = read_date(desk.answer.fields.get("date"))
    invoice = desk.invoice
    actions: list[Action] = [
        Note("called", f"appel passé ({outcome})", desk.task.client_id, desk.task.invoice_id, {"outcome": outcome})
    ]
    if invoice is not None and outcome == "promise" and on is not None:
        until = desk.policy.calendar.add_working_days(on, 3)
        actions.append(
            OpenHold(invoice.client_id, invoice.id, Intent.PROMISE_TO_PAY.value, until, cause=f"task:{desk.task.id}")
        )
    elif invoice is not None and outcome in ("dispute", "schedule"):
        actions += _stopped_by_telephone(desk, invoice, Intent.DISPUTE if outcome == "dispute" else _SCHEDULE)
    return done(desk, "appel noté", *actions)


_SCHEDULE = Intent.SCHEDULE_REQUEST


def _stopped_by_telephone(desk: Desk, invoice: Invoice, reason: Intent) -> list[Action]:
    """What a client said on the telephone stops as his mail would, and a lawyer is asked."""
    cause = f"task:{desk.task.id}"
    label = "Contestation au téléphone" if reason is Intent.DISPUTE else "Délai demandé au téléphone"
    title = f"{label} : {desk.case.client.name if desk.case else ''}, facture {invoice.number}"
    return [
        OpenHold(invoice.client_id, None, reason.value, None, cause=cause),
        OpenTask(TaskKind.REPLY, title, invoice.client_id, invoice.id, desk.day, cause=cause, data={"label": label}),
    ]


def posted(desk: Desk) -> Ruling:
    """« recommandé envoyé … »: record the registered letter."""
    tracking = desk.answer.fields.get("tracking", "")
    on = read_date(desk.answer.fields.get("date")) or desk.said_on
    told = f"recommandé posté le {on:%d/%m/%Y}" + (f", n° {tracking}" if tracking else "")
    data = {"tracking": tracking, "on": on.isoformat()}
    return done(desk, told, Note("letter_posted", told, desk.task.client_id, desk.task.invoice_id, data))


def noted(desk: Desk) -> Ruling:
    """« note : … »: keep a remark; the task stays open."""
    text = desk.answer.fields.get("text", "")[:300]
    told = Note("person_noted", f"note : {text}", desk.task.client_id, desk.task.invoice_id)
    return done(desk, "note enregistrée", told, close=False)
