"""A planned mail becomes bytes: the last thing before its attempt, in the transaction that records it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from relance.domain.case import Case
from relance.domain.escalation import notice_deadline
from relance.domain.model import TO_FIRM, Letter, Mail
from relance.flows.briefing import TaskMail, brief
from relance.flows.firm import Firm
from relance.flows.papers import documents_of, letter_facts, notice_facts
from relance.flows.ports import Unit
from relance.flows.references import digest, new_mark, new_message_id, new_reference
from relance.writing.compose import Attachment, Envelope, compose
from relance.writing.letter_pdf import formal_notice_pdf
from relance.writing.letters import Written, render


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it will leave.

    Attributes:
        recipients: envelope recipients, To first.

    """

    raw: bytes
    message_id: str
    mark: str
    subject: str
    recipients: tuple[str, ...]
    reply_ref_sha: str | None = None


def render_for_client(unit: Unit, case: Case, mail: Mail, now: datetime, firm: Firm) -> Rendered:
    """Write a mail to a client: letter, documents, thread.

    Raises:
        GabaritError: the gabarit cannot be used.

    """
    written = render(mail.letter, letter_facts(case, mail, now.date(), firm), firm.gabarits)
    to = tuple(c.address for c in case.reachable)
    cc = tuple(c.address for c in case.contacts if c.copy and c.blocked_on is None)
    answered = unit.inbox.view(mail.received_id).result if mail.received_id is not None else None
    earlier = unit.outbox.thread(tuple(i.invoice_id for i in mail.items))
    thread = [*earlier]
    reply_to_id = earlier[-1] if earlier else ""
    if answered is not None and answered.message_id:
        thread = [*dict.fromkeys((*reversed(answered.references), answered.message_id))]
        reply_to_id = answered.message_id
    message_id, mark = new_message_id(firm.address), new_mark()
    envelope = Envelope(
        from_name=firm.facts.name,
        from_address=firm.address,
        to=to,
        date=now,
        message_id=message_id,
        cc=cc,
        in_reply_to=reply_to_id,
        references=tuple(thread),
        relance_ref=mark,
    )
    raw = compose(written, envelope, _attachments(unit, case, mail, now, firm))
    return Rendered(raw, message_id, mark, written.subject, (*to, *cc))


def _attachments(unit: Unit, case: Case, mail: Mail, now: datetime, firm: Firm) -> list[Attachment]:
    files = []
    if mail.letter is Letter.FORMAL_NOTICE:
        invoice = case.invoice(mail.items[0].invoice_id)
        facts = letter_facts(case, mail, now.date(), firm)
        deadline = facts.deadline_on or notice_deadline(case, now.date(), firm.policy)
        pdf = formal_notice_pdf(notice_facts(case, invoice, now.date(), deadline, firm), firm.gabarits)
        files.append(Attachment(f"lettre-{_file_name(invoice.number)}.pdf", pdf))
    for invoice in documents_of(case, mail):
        if invoice.document_id is not None:
            _, content = unit.invoices.document(invoice.document_id)
            files.append(Attachment(f"facture-{_file_name(invoice.number)}.pdf", content))
    return files


def _file_name(number: str) -> str:
    """An invoice number as a file name: a name out of a file is never used as a path."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in number).strip(".") or "facture"


def render_for_firm(unit: Unit, mail: Mail, now: datetime, firm: Firm) -> Rendered:
    """Write a mail to a person of the firm, with a one-time reference to answer it by.

    Raises:
        GabaritError: the gabarit cannot be used.

    """
    reference = new_reference() if mail.task_id is not None else ""
    reply_to = plus_address(firm, reference)
    told: TaskMail = brief(unit, mail, now, firm, reference=reference, reply_to=reply_to)
    written: Written = render(mail.letter, told.facts, firm.gabarits)
    if mail.letter is Letter.APPROVAL and mail.task_id is not None:
        unit.tasks.bind(mail.task_id, told.shown_sha, told.bound)
    message_id, mark = new_message_id(firm.address), new_mark()
    envelope = Envelope(
        from_name=firm.facts.name,
        from_address=firm.address,
        to=mail.to,
        date=now,
        message_id=message_id,
        reply_to=reply_to,
        in_reply_to=told.thread[-1] if told.thread else "",
        references=told.thread,
        relance_ref=mark,
    )
    raw = compose(written, envelope, told.attachments)
    return Rendered(raw, message_id, mark, written.subject, mail.to, digest(reference) if reference else None)


def plus_address(firm: Firm, reference: str) -> str:
    """Where an answer goes: the mailbox, with the reference as a tag where the server takes one (RFC 5233)."""
    local, _, domain = firm.address.rpartition("@")
    if not reference or not firm.plus_addressing:
        return firm.address
    return f"{local}+{reference.lower()}@{domain}"


def shown_sha(pdf: bytes) -> str:
    """What an approval binds to."""
    return hashlib.sha256(pdf).hexdigest()


def rendered(unit: Unit, mail: Mail, case: Case | None, now: datetime, firm: Firm) -> Rendered:
    """Write any planned mail."""
    if mail.letter in TO_FIRM or case is None:
        return render_for_firm(unit, mail, now, firm)
    return render_for_client(unit, case, mail, now, firm)
