"""What a person of the firm orders, from the shell or by answering a mail: hold, release, payment, credit, cancel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from relance.domain.case import Case, concerns, is_open
from relance.domain.decisions import (
    Action,
    BookCredit,
    BookPayment,
    CancelInvoice,
    CloseHold,
    Note,
    OpenHold,
)
from relance.domain.model import ZERO, Cancelled, Hold, Invoice, Reason
from relance.domain.money import euros


def hold(invoice: Invoice, until: date | None, cause: str, reason: str = "") -> list[Action]:
    """Stop the escalation of one invoice."""
    return [
        OpenHold(
            invoice.client_id,
            invoice.id,
            Reason.MANUAL.value,
            until,
            cause=cause,
            automatic=False,
            evidence=reason,
        )
    ]


def hold_client(client_id: int | None, until: date | None, cause: str, reason: str = "") -> list[Action]:
    """Stop the escalation of a whole client, or of everything (None)."""
    return [
        OpenHold(client_id, None, Reason.MANUAL.value, until, cause=cause, automatic=False, evidence=reason),
    ]


def release(case: Case, invoice: Invoice, *, grave: bool, why: str) -> list[Action]:
    """Resume the escalation of one invoice.

    A hold of the whole client is replaced by one for each of its other open invoices: releasing one invoice says
    nothing of them. A hold on everything (`hold --all`) is not lifted by one invoice.

    Args:
        case: the client.
        invoice: the one released.
        grave: whether the person may lift grave holds (a lawyer).
        why: for the journal.

    """
    actions: list[Action] = []
    for item in _open(case, invoice, grave=grave):
        actions.append(CloseHold(item.id, why))
        if item.invoice_id is None:
            actions += _kept_for_others(case, invoice, item)
    return actions


def _open(case: Case, invoice: Invoice, *, grave: bool) -> list[Hold]:
    return [
        h
        for h in case.holds
        if h.closed_at is None and h.client_id is not None and concerns(h, invoice) and (grave or not h.grave)
    ]


def _kept_for_others(case: Case, released: Invoice, item: Hold) -> Iterable[Action]:
    for other in case.open_invoices:
        if other.id != released.id:
            yield OpenHold(
                item.client_id,
                other.id,
                item.reason,
                item.until,
                grave=item.grave,
                cause=item.cause,
                quiet=item.quiet,
                then_waits=item.then_waits,
                automatic=item.automatic,
                evidence=item.evidence,
            )


def release_client(case: Case, *, grave: bool, why: str) -> list[Action]:
    """Resume the escalation of a whole client."""
    return [
        CloseHold(h.id, why)
        for h in case.holds
        if h.closed_at is None and h.client_id is not None and (grave or not h.grave)
    ]


def fingerprint(*parts: str) -> str:
    """Identity of a payment seen by a person: the same facts again are the same payment."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def pay(invoice: Invoice, amount: Decimal, on: date, ref: str, source: str) -> BookPayment:
    """A payment seen by a person; negative takes back. Reference and day make it itself."""
    mark = fingerprint("person", invoice.number, str(amount), on.isoformat(), ref)
    return BookPayment(on, amount, source, mark, ((invoice.id, amount),), reference=ref or None)


def paid_note(invoice: Invoice, amount: Decimal, on: date) -> Note:
    """The journal line of a payment."""
    left = invoice.balance - amount
    reason = f"règlement de {euros(amount)} du {on:%d/%m/%Y}, reste dû {euros(max(left, ZERO))}"
    if left < ZERO:
        reason += f", trop-perçu de {euros(-left)}"
    return Note("payment_booked", reason, invoice.client_id, invoice.id, {"amount": str(amount)})


def credit(invoice: Invoice, amount: Decimal, on: date) -> list[Action]:
    """A credit note (avoir)."""
    reason = f"avoir de {euros(amount)}, reste dû {euros(max(invoice.balance - amount, ZERO))}"
    return [
        BookCredit(invoice.id, amount, on),
        Note("credit_booked", reason, invoice.client_id, invoice.id, {"amount": str(amount)}),
    ]


def cancel(invoice: Invoice, why: Cancelled) -> list[Action]:
    """The invoice is annulled or written off: nothing more is asked for it."""
    word = "passée en perte" if why is Cancelled.WRITTEN_OFF else "annulée"
    if not is_open(invoice):
        return []
    return [
        CancelInvoice(invoice.id, why),
        Note("invoice_cancelled", f"facture {word}", invoice.client_id, invoice.id, {"why": why.value}),
    ]
