"""Plain payment notices: which one settles an invoice, which one only pauses and asks.

First version: an authenticated notice of a configured sender that names an open invoice and its exact balance
settles it, provisionally; everything else that speaks of money received is a person's to assign. The issue on money
replaces this by matching against the whole ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.case import Case
from relance.domain.decisions import Action, BookPayment, Decision, Note, OpenHold, OpenTask
from relance.domain.intents import Verdict
from relance.domain.manual import fingerprint, paid_note
from relance.domain.model import Invoice, Reason, TaskKind
from relance.domain.money import euros
from relance.domain.policy import Policy

PAUSE_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says, with the case of the invoice it names.

    Attributes:
        amount: euros received, None when it does not say.
        invoices: the open invoices it names.

    """

    received_id: int
    amount: Decimal | None
    on: date
    payer: str
    reference: str
    verdict: Verdict
    invoices: tuple[Invoice, ...]

    @property
    def cause(self) -> str:
        """How the hold and the task name it."""
        return f"received:{self.received_id}"


def settles(notice: Notice) -> bool:
    """Whether the notice is certain: authenticated, one open invoice named, its balance to the cent."""
    return (
        notice.verdict is Verdict.PASS
        and len(notice.invoices) == 1
        and notice.amount is not None
        and notice.amount == notice.invoices[0].balance
    )


def decide_notice(notice: Notice, case: Case | None, day: date, policy: Policy) -> Decision:
    """Book what is certain, ask for the rest.

    Args:
        notice: an incoming payment, not failed by authentication.
        case: the client of the invoices named, None when none is.
        day: today.
        policy: the firm's calendar.

    """
    if settles(notice) and notice.amount is not None:
        return Decision((*_booked(notice, notice.invoices[0], notice.amount),), notice.cause)
    return Decision((*_paused(notice, case, day, policy), _ask(notice, case, day)), notice.cause)


def _booked(notice: Notice, invoice: Invoice, amount: Decimal) -> list[Action]:
    mark = fingerprint("notice", invoice.number, str(amount), notice.on.isoformat(), notice.reference)
    booking = BookPayment(
        notice.on,
        amount,
        "notice",
        mark,
        ((invoice.id, amount),),
        payer=notice.payer or None,
        reference=notice.reference or None,
        provisional=True,
    )
    return [booking, paid_note(invoice, amount, notice.on)]


def _paused(notice: Notice, case: Case | None, day: date, policy: Policy) -> list[Action]:
    if case is None:
        return []
    until = policy.calendar.add_working_days(day, PAUSE_WORKING_DAYS)
    return [OpenHold(case.client.id, i.id, Reason.PAYMENT.value, until, cause=notice.cause) for i in notice.invoices]


def _ask(notice: Notice, case: Case | None, day: date) -> OpenTask:
    label = "Règlement à affecter"
    amount = euros(notice.amount) if notice.amount is not None else "montant non lu"
    numbers = ", ".join(i.number for i in notice.invoices)
    unsure = "" if notice.verdict is Verdict.PASS else ", avis non authentifié"
    title = f"{label} : {amount}{f' de {notice.payer}' if notice.payer else ''}{f', {numbers}' if numbers else ''}"
    return OpenTask(
        TaskKind.PAYMENT,
        title + unsure,
        case.client.id if case else None,
        notice.invoices[0].id if len(notice.invoices) == 1 else None,
        day + timedelta(days=1),
        cause=notice.cause,
        data={
            "label": label,
            "received": str(notice.received_id),
            "amount": str(notice.amount or ""),
            "intent": "partial_payment" if notice.amount is not None else "",
        },
    )


def disbelieved(received_id: int, why: str) -> Note:
    """The journal line of a notice that is not believed."""
    return Note("notice_ignored", f"avis de paiement ignoré : {why}", data={"received": str(received_id)})
