"""A mail of a configured notice sender: what it tells is matched to all invoices, booked, asked or ignored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from relance.domain.decisions import Action, Decision, Note, PlanMail
from relance.domain.intents import Verdict
from relance.domain.matching.values import Choice
from relance.domain.model import Letter
from relance.domain.receipts import disbelieved
from relance.domain.records import ReadResult
from relance.flows.apply import apply
from relance.flows.bank import BankLine, take_document
from relance.flows.documents import Document, of_mail
from relance.flows.firm import Firm
from relance.flows.ports import Unit
from relance.reading.message import Message

_IMITATED = (
    "Un message imite un expéditeur d’avis de paiement : il a été ignoré.\nIl est dans votre boîte de réception."
)


def hear_notice(  # noqa: PLR0917  the mail, who vouches for it, its key, when, and the firm
    unit: Unit, message: Message, verdict: Verdict, received_id: int, now: datetime, firm: Firm
) -> ReadResult:
    """Book, ask for, or ignore what a payment notice, or the statements that came with it, tell.

    Args:
        unit: the open transaction.
        message: a mail whose From is a notice sender.
        verdict: a failed one is ignored and shown: it only imitates the sender.
        received_id: its key in the store.
        now: this instant.
        firm: its calendar and people.

    """
    cause = f"received:{received_id}"
    if verdict is Verdict.FAIL:
        shown = _shown(received_id, "Avis de paiement non authentique", _IMITATED, now, firm)
        apply(unit, Decision((_ignored(received_id, disbelieved(verdict)), *shown), cause), now, firm)
        return ReadResult("ignored", why="avis de paiement non authentique")
    found = [replace(d, received_id=received_id) for d in of_mail(cause, message, verdict)]
    lines = [line for document in found for line in take_document(unit, document, now, firm)]
    problems = [problem for document in found for problem in document.statement.problems]
    actions: list[Action] = []
    if problems:
        text = "\n".join(["Un relevé reçu par courriel n’a pas été lu en entier :", *problems[:20]])
        actions += _shown(received_id, "Relevé de compte mal lu", text, now, firm)
    kept = [line for line in lines if line.found.decision is not Choice.IGNORE]
    if not kept and not any(line.found.duplicate_of for line in lines):
        actions.append(_ignored(received_id, "aucun règlement reçu n’y est annoncé"))
        apply(unit, Decision(tuple(actions), cause), now, firm)
        return ReadResult("ignored", why="aucun règlement reçu annoncé")
    apply(unit, Decision(tuple(actions), cause), now, firm)
    return ReadResult("read", client_ids=_clients(unit, kept), why=_told(found))


def _told(found: Sequence[Document]) -> str:
    return "avis de paiement" if all(d.statement.known_until is None for d in found) else "relevé de compte"


def _clients(unit: Unit, lines: Sequence[BankLine]) -> tuple[int, ...]:
    numbers = dict.fromkeys(share.invoice for line in lines for share in line.allocations)
    invoices = [unit.invoices.by_number(number) for number in numbers]
    return tuple(dict.fromkeys(i.client_id for i in invoices if i is not None))


def _ignored(received_id: int, why: str) -> Note:
    """The journal line of a notice that is not believed."""
    return Note("notice_ignored", f"avis de paiement ignoré : {why}", data={"received": str(received_id)})


def _shown(received_id: int, label: str, text: str, now: datetime, firm: Firm) -> tuple[PlanMail, ...]:
    return tuple(
        PlanMail(
            Letter.NOTICE, None, now, to=(m.email,), received_id=received_id, data={"label": label, "text": text}
        )
        for m in firm.lawyers()[:1]
    )
