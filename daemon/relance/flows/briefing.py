"""A task becomes the mail that asks a person of the firm: what it is about, what to know, what can be answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.case import Case, standing
from relance.domain.commands import offered
from relance.domain.correction_words import example
from relance.domain.escalation import notice_deadline
from relance.domain.intents import PRECEDENCE
from relance.domain.model import Approves, Invoice, Letter, Mail, Task, TaskKind
from relance.domain.policy import Policy
from relance.domain.words import REASONS, STATES
from relance.flows.firm import Firm
from relance.flows.papers import client_facts, history, invoice_facts, missing_for_notice, notice_facts
from relance.flows.ports import Unit
from relance.writing.compose import Attachment
from relance.writing.facts import ItemFacts, LetterFacts, TaskFacts
from relance.writing.gabarits import date_fr
from relance.writing.letter_pdf import formal_notice_pdf

LABELS: Mapping[TaskKind, str] = {
    TaskKind.CALL: "Appel à passer",
    TaskKind.POST: "Lettre recommandée à poster",
    TaskKind.REPLY: "Réponse à lire",
    TaskKind.PAYMENT: "Règlement à vérifier",
    TaskKind.ADDRESS: "Adresse à trouver",
    TaskKind.DOUBTFUL: "Message peut-être parti",
    TaskKind.HANDOVER: "Suite à choisir",
    TaskKind.OTHER: "À faire",
    TaskKind.APPROVAL: "Accord demandé",
}
"""What the subject of a task's mail says."""

APPROVAL_LABELS: Mapping[Approves, str] = {
    Approves.FORMAL_NOTICE: "Mise en demeure à valider",
    Approves.SCHEDULE: "Échéancier à valider",
    Approves.BRAKE: "Relances du jour à confirmer",
    Approves.IBAN: "Nouvel IBAN à confirmer",
}

QUOTE_LENGTH = 1500
"""Characters of the client's own words shown in a mail to the firm; the whole mail is in the mailbox."""


@dataclass(frozen=True, slots=True)
class TaskMail:
    """What a mail to the firm is made of.

    Attributes:
        shown_sha: SHA-256 of the letter shown, to which an approval binds; "" when none is.
        bound: facts to keep with the task beside it.
        thread: Message-IDs of the exchange it goes on with.

    """

    facts: LetterFacts
    attachments: tuple[Attachment, ...] = ()
    shown_sha: str = ""
    bound: Mapping[str, str] = field(default_factory=dict)
    thread: tuple[str, ...] = ()


def brief(unit: Unit, mail: Mail, now: datetime, firm: Firm, *, reference: str, reply_to: str) -> TaskMail:
    """The facts of a mail to one person of the firm.

    Args:
        unit: the open transaction.
        mail: a planned mail to the firm, with its task or its notice.
        now: this instant.
        firm: its people and papers.
        reference: the one-time reference to answer by, "" for a notice.
        reply_to: where an answer goes.

    """
    member = firm.member(mail.to[0])
    base = LetterFacts(
        firm=firm.facts,
        today=now.date(),
        person=member.name if member else "",
        reference=reference,
        reply_to=reply_to,
    )
    if mail.letter is Letter.NOTICE or mail.task_id is None:
        return _notice(unit, mail, base)
    task = unit.tasks.get(mail.task_id)
    if task is None:
        raise LookupError(mail.task_id)
    case = unit.case(task.client_id) if task.client_id is not None else None
    return _task_mail(unit, task, case, base, firm)


def _notice(unit: Unit, mail: Mail, base: LetterFacts) -> TaskMail:
    answered = unit.inbox.view(mail.received_id).result if mail.received_id is not None else None
    thread = (*reversed(answered.references), answered.message_id) if answered and answered.message_id else ()
    lines = tuple(("", line) for line in mail.data.get("text", "").split("\n") if line)
    facts = replace(base, notice=lines, notice_label=mail.data.get("label", "Pour information"))
    return TaskMail(facts, thread=tuple(t for t in thread if t))


def _task_mail(unit: Unit, task: Task, case: Case | None, base: LetterFacts, firm: Firm) -> TaskMail:
    invoices = about(task, case)
    attachments, sha, bound, missing = _letter_shown(task, case, invoices, base.today, firm)
    quote, evidence = _quote(unit, task)
    facts = TaskFacts(
        id=f"T{task.id}",
        kind=task.kind.value,
        label=label_of(task),
        title=task.title,
        due_on=task.due_on,
        opened_on=task.opened_on,
        facts=_worth_knowing(task, case, invoices, base.today, firm.policy),
        items=(ItemFacts(1, task.title, (*_proposals(task), *offered(task.kind, task.approves))),),
        quote=quote,
        evidence=evidence,
        missing=missing,
        reminders=task.reminded,
        urgent=task.urgent,
        correction=example(task.data.get("intent", "")) if reply_asked_about(unit, task) else "",
    )
    letter = replace(
        base,
        client=client_facts(case) if case else None,
        overdue=tuple(invoice_facts(case, i, base.today) for i in invoices) if case else (),
        subject_numbers=tuple(i.number for i in invoices),
        task=facts,
        attached=tuple(a.name for a in attachments),
    )
    return TaskMail(letter, attachments, sha, bound)


def _proposals(task: Task) -> tuple[tuple[str, str], ...]:
    """The numbers that answer which invoices a payment pays."""
    sets = [numbers.replace("+", " + ") for numbers in task.data.get("candidates", "").split(";") if numbers]
    return tuple((str(n), f"affecter ce règlement à {numbers}") for n, numbers in enumerate(sets[:9], 1))


def reply_asked_about(unit: Unit, task: Task) -> int | None:
    """The client's reply that a task came of, whose reading an answer may correct; None when it came of no reply."""
    word, _, number = task.cause.partition(":")
    if word != "received" or not number.isdigit() or task.client_id is None:
        return None
    view = unit.inbox.view(int(number))
    return view.id if view.status == "read" and view.result.intent in PRECEDENCE else None


def label_of(task: Task) -> str:
    """What a task is about, for a subject: never a word of the client."""
    return task.data.get("label") or APPROVAL_LABELS.get(task.approves) or LABELS[task.kind]


def about(task: Task, case: Case | None) -> tuple[Invoice, ...]:
    """The invoices a task is about: its own, those of its schedule, those its cause holds, else the open ones."""
    if case is None:
        return ()
    if task.approves is Approves.SCHEDULE:
        wanted = {int(i) for i in task.data.get("invoices", "").split(",") if i}
        return tuple(i for i in case.invoices if i.id in wanted)
    if task.invoice_id is not None:
        return (case.invoice(task.invoice_id),)
    held = {h.invoice_id for h in case.holds if h.cause == task.cause and h.invoice_id is not None}
    return tuple(i for i in case.invoices if i.id in held) or case.open_invoices


def _letter_shown(
    task: Task, case: Case | None, invoices: tuple[Invoice, ...], day: date, firm: Firm
) -> tuple[tuple[Attachment, ...], str, Mapping[str, str], tuple[str, ...]]:
    """The draft a formal notice's approval binds to: (attachment, its SHA-256, facts to keep, what is missing)."""
    if case is None or task.approves is not Approves.FORMAL_NOTICE or not invoices:
        return (), "", {}, ()
    invoice = invoices[0]
    pdf = draft_of(case, invoice, day, firm)
    name = "".join(c if c.isalnum() or c in "-_." else "-" for c in invoice.number)
    bound = {**task.data, "as_of": day.isoformat(), "balance": str(invoice.balance)}
    draft = Attachment(f"projet-mise-en-demeure-{name}.pdf", pdf)
    return (draft,), hashlib.sha256(pdf).hexdigest(), bound, missing_for_notice(case, invoice, firm)


def draft_of(case: Case, invoice: Invoice, day: date, firm: Firm) -> bytes:
    """The formal notice as it would leave if it were approved on that day; the same facts give the same bytes."""
    deadline = notice_deadline(case, day, firm.policy)
    return formal_notice_pdf(notice_facts(case, invoice, day, deadline, firm), firm.gabarits)


def still_stands(task: Task, case: Case, firm: Firm) -> bool:
    """Whether what a person was shown is what would leave: same bytes for the day of the request, same balance."""
    if task.approves is not Approves.FORMAL_NOTICE or task.invoice_id is None:
        return True
    invoice = case.invoice(task.invoice_id)
    shown_on = date.fromisoformat(task.data["as_of"])
    same_balance = task.data.get("balance") == str(invoice.balance)
    if not task.approves_sha:
        return same_balance
    return same_balance and hashlib.sha256(draft_of(case, invoice, shown_on, firm)).hexdigest() == task.approves_sha


def _quote(unit: Unit, task: Task) -> tuple[str, tuple[str, ...]]:
    received = task.data.get("received")
    if not received:
        return "", ()
    result = unit.inbox.view(int(received)).result
    text = result.new_text
    return (text[:QUOTE_LENGTH] + (" […]" if len(text) > QUOTE_LENGTH else "")), result.evidence


def _worth_knowing(
    task: Task, case: Case | None, invoices: tuple[Invoice, ...], day: date, policy: Policy
) -> tuple[tuple[str, str], ...]:
    lines: list[tuple[str, str]] = []
    if task.data.get("amount"):
        lines.append(("Montant annoncé", task.data["amount"].replace(".", ",") + "\u00a0€"))
    if task.data.get("date"):
        lines.append(("Date annoncée", date_fr(date.fromisoformat(task.data["date"]))))
    if task.data.get("new_contact"):
        lines.append(("Adresse indiquée (à confirmer)", task.data["new_contact"]))
    if task.data.get("server"):
        lines.append(("Réponse du serveur", task.data["server"]))
    lines += [(f"Versement {n}", f"{amount} le {on}") for n, (on, amount) in enumerate(_instalments(task), 1)]
    if task.approves is Approves.FORMAL_NOTICE and case is not None:
        lines.append(
            ("Délai imprimé, si l’accord est donné aujourd’hui", date_fr(notice_deadline(case, day, policy)))
        )
    for invoice in invoices[:3]:
        lines += _told(case, invoice, day) if case else []
    return tuple(lines)


def _instalments(task: Task) -> list[tuple[str, str]]:
    parts = [p.partition("=") for p in task.data.get("instalments", "").split(";") if p]
    return [(date_fr(date.fromisoformat(on)), amount.replace(".", ",") + "\u00a0€") for on, _, amount in parts]


def _told(case: Case, invoice: Invoice, day: date) -> list[tuple[str, str]]:
    state = standing(case, invoice, day)
    lines = [(f"Facture {invoice.number}, retard", f"{max((day - invoice.due_on).days, 0)} jours")]
    if state.reason:
        lines.append((f"Facture {invoice.number}, état", f"{STATES[state.state.value]} ({REASONS[state.reason]})"))
    sent = history(case, invoice)
    if sent:
        lines.append(("Dernier envoi", f"{date_fr(sent[-1].on)}, {sent[-1].what}"))
    return lines
