"""A case becomes the facts of a letter: what a client is told, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from relance.domain.case import Case
from relance.domain.escalation import claimed
from relance.domain.model import REMINDERS, ZERO, Invoice, Letter, Mail, MailStatus, Plan
from relance.domain.policy import Stage
from relance.flows.firm import Firm
from relance.writing.facts import ClientFacts, InvoiceFacts, LetterFacts, ReminderLine

_TOLD = {
    Letter.PREVENTIVE: "rappel de l’échéance à venir, par e-mail",
    Letter.DUE: "rappel de l’échéance, par e-mail",
    Letter.FRIENDLY: "première relance, par e-mail",
    Letter.FORMAL: "deuxième relance, par e-mail",
    Letter.FIRM: "dernier rappel avant mise en demeure, par e-mail",
    Letter.INVOICE_AGAIN: "nouvel envoi de la facture, par e-mail",
    Letter.SCHEDULE_PROPOSED: "proposition d’échéancier, par e-mail",
}


def history(case: Case, invoice: Invoice) -> tuple[ReminderLine, ...]:
    """What was sent about an invoice, oldest first; the call is dated by its stage."""
    lines = [
        ReminderLine(m.sent_at.date(), _TOLD[m.letter])
        for m in reversed(case.mails)
        if m.letter in _TOLD
        and m.sent_at is not None
        and m.status in (MailStatus.SENT, MailStatus.DOUBTFUL)
        and any(i.invoice_id == invoice.id for i in m.items)
    ]
    return tuple(lines)


def invoice_facts(
    case: Case,
    invoice: Invoice,
    day: date,
    advancing: Iterable[int] = (),
    attached: Iterable[int] = (),
    *,
    next_formal: bool = False,
) -> InvoiceFacts:
    """One invoice as printed; `attached` are the invoices whose document goes with the mail."""
    return InvoiceFacts(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        amount=invoice.amount,
        paid=invoice.paid,
        credited=invoice.credited,
        balance=invoice.balance,
        nature=invoice.nature,
        agreement_on=invoice.agreement_on,
        subject=invoice.subject or "",
        stage=invoice.stage,
        advancing=invoice.id in set(advancing),
        days_late=max((day - invoice.due_on).days, 0),
        has_document=invoice.id in set(attached),
        next_is_formal_notice=next_formal,
        history=history(case, invoice),
    )


def client_facts(case: Case) -> ClientFacts:
    """The client as addressed."""
    client = case.client
    return ClientFacts(client.name, client.kind, client.postal_address or "", client.phone or "")


def letter_facts(case: Case, mail: Mail, day: date, firm: Firm) -> LetterFacts:
    """Everything the gabarit of a mail to a client may name.

    A reminder lists every active overdue invoice of the client, and apart those to come; any other letter is about
    its own invoices only.
    """
    advancing = tuple(i.invoice_id for i in mail.items)
    if mail.letter in REMINDERS:
        late, later = claimed(case, day, firm.policy)
        named = tuple(case.invoice(i) for i in advancing)
    else:
        named = tuple(case.invoice(i) for i in advancing)
        late, later = named, ()
    attached = tuple(i.id for i in documents_of(case, mail))
    firm_ones = {i.invoice_id for i in mail.items if i.stage is Stage.FIRM}
    plan = _plan(case, mail)
    promised = mail.data.get("promised_on")
    deadline = mail.data.get("deadline_on")
    return LetterFacts(
        firm=firm.facts,
        today=day,
        client=client_facts(case),
        overdue=tuple(
            invoice_facts(case, i, day, advancing, attached, next_formal=i.id in firm_ones or i.stage is Stage.FIRM)
            for i in late
        ),
        upcoming=tuple(invoice_facts(case, i, day, advancing) for i in later),
        total_due=sum((i.balance for i in late), start=ZERO),
        subject_numbers=tuple(i.number for i in named),
        deadline_on=date.fromisoformat(deadline) if deadline else None,
        first_sent_on=first_sent_on(case, named),
        instalments=plan.instalments if plan else (),
        promised_on=date.fromisoformat(promised) if promised else None,
    )


def _plan(case: Case, mail: Mail) -> Plan | None:
    wanted = mail.data.get("plan")
    return next((p for p in case.plans if wanted is not None and p.id == int(wanted)), None)


_WITH_DOCUMENT = frozenset({Letter.DUE, Letter.FRIENDLY, Letter.FIRM, Letter.INVOICE_AGAIN})
"""Letters that carry the invoice document when there is one."""


def first_sent_on(case: Case, invoices: Iterable[Invoice]) -> date | None:
    """When the daemon first sent the document of the (single) invoice; None if it never did."""
    ids = [i.id for i in invoices if i.document_id is not None]
    if len(ids) != 1:
        return None
    days = [
        m.sent_at.date()
        for m in case.mails
        if m.letter in _WITH_DOCUMENT and m.sent_at is not None and any(i.invoice_id == ids[0] for i in m.items)
    ]
    return min(days, default=None)


def documents_of(case: Case, mail: Mail) -> tuple[Invoice, ...]:
    """Invoices whose document goes with a mail: those that advance at due, friendly, firm, and a copy asked for."""
    if mail.letter not in _WITH_DOCUMENT:
        return ()
    about = (case.invoice(i.invoice_id) for i in mail.items)
    return tuple(i for i in about if i.document_id is not None)


def missing_for_notice(case: Case, invoice: Invoice, firm: Firm) -> tuple[str, ...]:
    """What a formal notice lacks; none of it prevents the yes (reference/droit.md 3.3)."""
    facts = firm.facts
    wanted = (
        (case.client.postal_address, "adresse postale du client"),
        (invoice.agreement_on, "date de la convention d’honoraires"),
        (invoice.document_id, "copie de la facture (annexe)"),
        (facts.address, "adresse du cabinet"),
        (facts.siren, "SIREN du cabinet"),
        (facts.bar, "barreau"),
        (case.client.kind.value == "professional" or facts.mediator, "médiateur de la consommation"),
        (case.client.kind.value != "unknown", "type du client (professionnel ou particulier)"),
        (case.reachable, "adresse e-mail utilisable"),
    )
    return tuple(label for value, label in wanted if not value)


def notice_facts(case: Case, invoice: Invoice, day: date, deadline: date, firm: Firm) -> LetterFacts:
    """Facts of the formal notice letter of one invoice, as dated and with the deadline given."""
    facts = invoice_facts(case, invoice, day, (invoice.id,))
    return LetterFacts(
        firm=firm.facts,
        today=day,
        client=client_facts(case),
        overdue=(facts,),
        total_due=invoice.balance,
        subject_numbers=(invoice.number,),
        deadline_on=deadline,
        person=signatory(case, invoice, firm),
    )


def signatory(case: Case, invoice: Invoice, firm: Firm) -> str:
    """The lawyer whose name stands under a formal notice: the one responsible, else the first of the firm."""
    named = [m for a in (invoice.owner, case.client.owner) if a and (m := firm.member(a)) is not None]
    lawyers = firm.lawyers()
    chosen = next((m for m in named if m in lawyers), None) or next(iter(lawyers), None)
    return chosen.name if chosen else ""
