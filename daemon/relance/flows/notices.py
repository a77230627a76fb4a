"""A mail of a configured notice sender: read, matched to the invoice it names, booked or asked."""

from __future__ import annotations

from datetime import datetime

from relance.domain.case import is_open
from relance.domain.decisions import Decision, PlanMail
from relance.domain.intents import Verdict
from relance.domain.model import Letter
from relance.domain.notices import Notice, decide_notice, disbelieved
from relance.domain.records import ReadResult
from relance.domain.text import fold_number
from relance.flows.apply import apply
from relance.flows.firm import Firm
from relance.flows.ports import Unit
from relance.reading.message import Message
from relance.reading.notices import PaymentNotice, payment_notice


def hear_notice(  # noqa: PLR0917  the mail, who vouches for it, its key, when, and the firm
    unit: Unit, message: Message, verdict: Verdict, received_id: int, now: datetime, firm: Firm
) -> ReadResult:
    """Book, ask for, or ignore what a payment notice tells.

    Args:
        unit: the open transaction.
        message: a mail whose From is a notice sender.
        verdict: a failed one is ignored and shown: it only imitates the sender.
        received_id: its key in the store.
        now: this instant.
        firm: its calendar and people.

    """
    if verdict is Verdict.FAIL:
        note = disbelieved(received_id, "authentification en échec, expéditeur imité")
        apply(unit, Decision((note, *_shown(received_id, now, firm)), f"received:{received_id}"), now, firm)
        return ReadResult("ignored", why="avis de paiement non authentique")
    told = payment_notice(message)
    if told is None or not told.incoming:
        apply(unit, Decision((disbelieved(received_id, "aucun règlement reçu n’y est annoncé"),)), now, firm)
        return ReadResult("ignored", why="aucun règlement reçu annoncé")
    notice = _notice(unit, told, verdict, received_id, message.date or now)
    case = unit.case(notice.invoices[0].client_id) if notice.invoices else None
    apply(unit, decide_notice(notice, case, now.date(), firm.policy), now, firm)
    clients = tuple(dict.fromkeys(i.client_id for i in notice.invoices))
    return ReadResult("read", client_ids=clients, why="avis de paiement")


def _notice(unit: Unit, told: PaymentNotice, verdict: Verdict, received_id: int, written: datetime) -> Notice:
    named = [i for n in told.numbers for i in unit.invoices.matching(fold_number(n)) if is_open(i)]
    invoices = tuple({i.id: i for i in named}.values())
    one_client = len({i.client_id for i in invoices}) == 1
    return Notice(
        received_id,
        told.amount,
        told.on or written.date(),
        told.payer or "",
        told.reference or "",
        verdict,
        invoices if one_client else (),
    )


def _shown(received_id: int, now: datetime, firm: Firm) -> tuple[PlanMail, ...]:
    text = (
        "Un message imite un expéditeur d’avis de paiement : il a été ignoré.\nIl est dans votre boîte de réception."
    )
    return tuple(
        PlanMail(
            Letter.NOTICE,
            None,
            now,
            to=(m.email,),
            received_id=received_id,
            data={"label": "Avis de paiement non authentique", "text": text},
        )
        for m in firm.lawyers()[:1]
    )
