"""What follows from a movement of money that was matched: a booking, a question to the firm, an invoice that is back.

Matching (`relance.domain.matching`) says what a movement is; this page says what is done about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.case import is_open
from relance.domain.decisions import Action, BookPayment, Note, OpenHold, OpenTask, RestartLadder
from relance.domain.evidence import Evidence, Form
from relance.domain.intents import Verdict
from relance.domain.manual import paid_note
from relance.domain.matching.values import Allocation, Choice, Match
from relance.domain.model import ZERO, Invoice, Reason, TaskKind
from relance.domain.money import euros
from relance.domain.policy import Policy
from relance.domain.records import movement_cause

PAUSE_WORKING_DAYS = 5
"""How long the invoices proposed for a payment are left in peace before a person must have answered."""

_MOST_HELD = 5
"""A question with more proposals than that names nobody, and pauses nothing."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A movement that is stored, and what matching says of it.

    Attributes:
        movement_id: its key in the store.
        told: what the document writes.
        found: what becomes of it.
        provisional: only a notice tells of it.
        received_id: the mail it came with, None for a file handed in.

    """

    movement_id: int
    told: Evidence
    found: Match
    provisional: bool = False
    received_id: int | None = None

    @property
    def cause(self) -> str:
        """How its tasks, holds and payment name it."""
        return movement_cause(self.movement_id)


def unvouched(found: Match) -> Match:
    """What becomes of a movement whose sender nobody vouches for: what was certain is asked, nothing is answered."""
    if found.decision is not Choice.APPLY:
        return found
    if found.duplicate_of is not None:
        return Match(Choice.IGNORE, "Avis non authentifié d’un règlement déjà soumis à une personne.")
    sets = (tuple(a.invoice for a in found.allocations),)
    rest = sum((a.amount for a in found.allocations), found.unallocated)
    return Match(Choice.ASK, f"Avis non authentifié, à confirmer. {found.reason}", candidates=sets, unallocated=rest)


def disbelieved(verdict: Verdict | None) -> str:
    """Why nothing of a mail is believed; None = it is from no sender of notices."""
    if verdict is None:
        return "Message d’un expéditeur qui n’est pas dans [payments] notice_senders."
    return "Message non authentique : il imite un expéditeur d’avis de paiement."


def booked(receipt: Receipt, invoices: Mapping[str, Invoice], day: date) -> list[Action]:
    """Book what is certain.

    Args:
        receipt: an `apply`.
        invoices: those of its allocations, by number.
        day: today.

    """
    told = receipt.told
    shares = tuple((invoices[a.invoice].id, a.amount) for a in receipt.found.allocations)
    source = "notice" if told.form is Form.NOTICE else "statement"
    payer, reference = told.payer or told.ultimate_payer or None, told.reference or None
    booking = BookPayment(
        told.on, told.amount, source, receipt.cause, shares, payer, reference, provisional=receipt.provisional
    )
    actions: list[Action] = [booking]
    for share in receipt.found.allocations:
        actions += _told_of(receipt, share, invoices[share.invoice])
    if receipt.found.unallocated > ZERO:
        actions.append(_too_much(receipt, invoices, day))
    return actions


def _told_of(receipt: Receipt, share: Allocation, invoice: Invoice) -> list[Action]:
    if share.amount >= ZERO:
        return [paid_note(invoice, share.amount, receipt.told.on)]
    owed = invoice.balance - share.amount
    reason = f"règlement de {euros(-share.amount)} rejeté le {receipt.told.on:%d/%m/%Y}, reste dû {euros(owed)}"
    actions: list[Action] = [
        Note("payment_returned", reason, invoice.client_id, invoice.id, {"amount": str(share.amount)})
    ]
    if not is_open(invoice) and invoice.cancelled is None and invoice.stage is not None:
        actions.append(RestartLadder(invoice.id, None, None))
    return actions


def _too_much(receipt: Receipt, invoices: Mapping[str, Invoice], day: date) -> OpenTask:
    label = "Trop-perçu à rendre ou à affecter"
    first = next(iter(invoices.values()))
    rest = euros(receipt.found.unallocated)
    title = f"{label} : {rest}{_by(receipt.told)}, {', '.join(invoices)}"
    data = {"label": label, "movement": str(receipt.movement_id)}
    return OpenTask(
        TaskKind.OTHER, title, first.client_id, None, day + timedelta(days=1), cause=receipt.cause, data=data
    )


def confirmed(told: Evidence, invoices: Sequence[Invoice]) -> list[Action]:
    """A statement shows what a notice had told."""
    reason = f"règlement de {euros(told.amount)} confirmé par le relevé, le {told.on:%d/%m/%Y}"
    return [Note("payment_confirmed", reason, i.client_id, i.id, {"amount": str(told.amount)}) for i in invoices]


def asked(receipt: Receipt, invoices: Mapping[str, Invoice], day: date, policy: Policy) -> list[Action]:
    """Ask a person which invoices a payment pays, and leave those proposed in peace meanwhile.

    Args:
        receipt: an `ask`.
        invoices: those of its candidates, by number.
        day: today.
        policy: the firm's calendar.

    """
    sets = receipt.found.candidates
    back = receipt.told.amount < ZERO
    named = list(dict.fromkeys(invoices[number] for numbers in sets for number in numbers))
    clients = {invoice.client_id for invoice in named}
    client_id = named[0].client_id if len(clients) == 1 else None
    alone = named[0] if len(named) == 1 and is_open(named[0]) else None
    until = policy.calendar.add_working_days(day, PAUSE_WORKING_DAYS)
    actions: list[Action] = []
    if not back and len(sets) <= _MOST_HELD:
        actions += [
            OpenHold(i.client_id, i.id, Reason.PAYMENT.value, until, cause=receipt.cause) for i in named if is_open(i)
        ]
    label = "Règlement rejeté à rattacher" if back else "Règlement à affecter"
    proposals = "".join(f" ({n}) {' + '.join(numbers)}" for n, numbers in enumerate(sets[:_MOST_HELD], 1))
    title = f"{label} : {euros(receipt.told.amount)}{_by(receipt.told)} du {receipt.told.on:%d/%m/%Y}"
    data = {
        "label": label,
        "movement": str(receipt.movement_id),
        "amount": str(receipt.told.amount),
        "candidates": ";".join("+".join(numbers) for numbers in sets),
        "intent": "partial_payment" if alone and not back else "",
    }
    if receipt.received_id is not None:
        data["received"] = str(receipt.received_id)
    task = OpenTask(
        TaskKind.PAYMENT,
        title + (f" :{proposals}" if proposals else ""),
        client_id,
        alone.id if alone else None,
        day + timedelta(days=1),
        cause=receipt.cause,
        data=data,
    )
    return [*actions, task]


def _by(told: Evidence) -> str:
    payer = told.payer or told.ultimate_payer
    return f" de {payer}" if payer else ""
