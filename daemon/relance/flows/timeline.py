"""The whole story of one invoice: the journal's lines, what was sent and what was received, oldest first.

Decisions (holds, tasks, payments, credits, stages) are told by their journal lines; mails by what is stored of them,
because the journal holds ids and no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from relance.domain.case import Case
from relance.domain.events import MAIL_EVENTS, STATUS_WORDS, mail_event
from relance.domain.intents import MACHINE, Intent
from relance.domain.model import Invoice, Mail
from relance.domain.records import JournalLine, ReceivedView
from relance.domain.words import INTENTS, LETTERS
from relance.flows.ports import Unit

Entry = dict[str, Any]


def timeline(unit: Unit, case: Case, invoice: Invoice, zone: ZoneInfo) -> list[Entry]:
    """Every step, mail, reply, payment, decision and command about an invoice.

    Args:
        unit: a snapshot.
        case: its client.
        invoice: the invoice.
        zone: the firm's time zone; instants are written in it.

    Returns:
        Entries with `at` (ISO, milliseconds, offset), `event`, `reason`, and what else is known; oldest first.

    """
    lines = unit.journal.of_invoice(invoice)
    told = ((n, line) for n, line in enumerate(lines) if line.event not in MAIL_EVENTS)
    found = [((line.at, n, 1), _of_line(line)) for n, line in told]
    found += [
        (_before(f"mail:{mail.id}", at, lines), _of_mail(mail, invoice))
        for mail in reversed(case.mails)
        if (at := _left_at(mail)) is not None and _about(unit, mail, invoice)
    ]
    found += [
        (_before(f"received:{view.id}", view.internal_date, lines), _of_received(view))
        for view in unit.inbox.of_client(case.client.id)
    ]
    found.sort(key=lambda pair: pair[0])
    return [{"at": key[0].astimezone(zone).isoformat(timespec="milliseconds"), **entry} for key, entry in found]


def _before(cause: str, at: datetime, lines: Sequence[JournalLine]) -> tuple[datetime, int, int]:
    """Where a mail stands: at its instant, but before what it caused.

    A whole pass may have one instant, and a server's clock may be ahead of the daemon's.
    """
    first = next((n for n, line in enumerate(lines) if line.cause == cause), None)
    if first is None:
        return at, len(lines), 0
    return min(at, lines[first].at), first, 0


def _of_line(line: JournalLine) -> Entry:
    fixed = {"event": line.event, "reason": line.reason, "actor": line.actor, "cause": line.cause}
    return fixed | {key: value for key, value in line.data.items() if key not in fixed and key != "at"}


def _about(unit: Unit, mail: Mail, invoice: Invoice) -> bool:
    """Whether a mail was attempted and is about the invoice or its client as a whole."""
    if mail.status not in STATUS_WORDS:
        return False
    if mail.items:
        return any(item.invoice_id == invoice.id for item in mail.items)
    task = unit.tasks.get(mail.task_id) if mail.task_id is not None else None
    return task is None or task.invoice_id in (None, invoice.id)


def _left_at(mail: Mail) -> datetime | None:
    return mail.sent_at or mail.planned_at


def _of_mail(mail: Mail, invoice: Invoice) -> Entry:
    stage = next((i.stage for i in mail.items if i.invoice_id == invoice.id), None)
    return {
        "event": mail_event(mail.letter, mail.status),
        "reason": f"{LETTERS[mail.letter.value]} : {STATUS_WORDS[mail.status]}"
        + (f" à {', '.join(mail.to)}" if mail.to else ""),
        "letter": mail.letter.value,
        "stage": stage.value if stage else None,
        "to": list(mail.to),
        "subject": mail.subject,
        "message_id": mail.message_id,
        "attempts": mail.attempts,
        "mail": str(mail.id),
    }


def _of_received(view: ReceivedView) -> Entry:
    """A received mail; its text is not told, and nothing at all of an `unrelated` one."""
    result = view.result
    machine = result.intent in MACHINE
    told = result.intent is not Intent.UNRELATED
    return {
        "event": "machine_mail_received" if machine else "reply_received",
        "reason": _received_reason(view),
        "from": result.sender if told else None,
        "subject": result.subject if told else None,
        "intent": result.intent.value if result.intent else None,
        "secondary": [intent.value for intent in result.secondary],
        "confidence": result.confidence,
        "evidence": list(result.evidence) if told else [],
        "authentication": result.verdict.value,
        "message_id": result.message_id,
        "received": str(view.id),
    }


def _received_reason(view: ReceivedView) -> str:
    if view.result.intent is not None:
        return f"message reçu, compris comme : {INTENTS[view.result.intent.value]}"
    if view.status == "read":
        return f"message reçu et traité ({view.result.why})"
    words = {"unread": "message reçu, pas encore lu", "quarantined": "message reçu, illisible : mis en quarantaine"}
    return words.get(view.status, f"message reçu, sans suite ({view.result.why or view.status})")
