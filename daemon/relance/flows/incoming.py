"""A received mail: raw bytes that are kept -> what it means -> what is decided, in one transaction a mail.

Gather (parse, verdict, whose mail it may be) outside the transaction, then read the cases under lock, understand in
their light, decide, apply, and mark the mail read: all or nothing. A mail that breaks the reader is quarantined,
holds the clients whose address stands in its headers, and does not stop the next one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from relance.domain.case import Case
from relance.domain.commands import Command
from relance.domain.decisions import Action, Decision, Note, OpenHold, OpenTask, PlanMail
from relance.domain.hearing import Hearing
from relance.domain.intents import Intent, Understanding
from relance.domain.machines import MachineMail, decide_machine
from relance.domain.model import Mail, Reason, TaskKind
from relance.domain.records import ReadResult, Received
from relance.domain.replies import decide_reply
from relance.errors import RelanceError
from relance.flows.apply import apply
from relance.flows.bearing import Bearing, Gathered, context_of, find_clients, gather, reply_of
from relance.flows.desk import Heard, hear_staff
from relance.flows.firm import Firm
from relance.flows.notices import hear_notice
from relance.flows.ports import Store, Unit
from relance.flows.references import digest
from relance.reading.addresses import addresses_in_raw
from relance.reading.commands import staff_answer
from relance.reading.keys import Keys, is_own_copy
from relance.reading.message import UnreadableMailError
from relance.reading.understand import Context, understand

log = structlog.get_logger("relance")


def read_all(store: Store, now: datetime, firm: Firm) -> int:
    """Read every stored mail that is unread, oldest first; how many."""
    waiting = store.read(lambda unit: unit.inbox.unread())
    for received_id in waiting:
        read_one(store, received_id, now, firm)
    return len(waiting)


def read_one(store: Store, received_id: int, now: datetime, firm: Firm) -> None:
    """Read one stored mail; what breaks the reader is quarantined and shown to the firm."""
    received = store.read(lambda unit: unit.inbox.get(received_id))
    try:
        gathered = gather(received, firm)
        store.transact(lambda unit: hear(unit, gathered, now, firm))
    except UnreadableMailError:
        store.transact(lambda unit: quarantine(unit, received, "pas un message", now, firm))
    except RelanceError:
        raise  # the store: the mail stays unread and nothing leaves before it is read
    except Exception as error:  # noqa: BLE001  whatever a mail breaks, it must not stop the next one
        why = type(error).__name__
        log.error("mail_broke_the_reader", received=received_id, error=why)  # noqa: TRY400  ids and words, no text
        store.transact(lambda unit: quarantine(unit, received, why, now, firm))


def hear(unit: Unit, mail: Gathered, now: datetime, firm: Firm) -> None:
    """Give a mail to the room it belongs to, and store what it gave."""
    if is_own_copy(mail.message, {firm.address}):
        result = _result(mail, "ignored", why="copie de notre propre message")
    elif mail.keys.firm_refs and (asked := _asked_by(unit, mail.keys)) is not None:
        result = hear_staff(unit, Heard(mail.message, asked, mail.verdict, mail.received.id, now), firm)
        if firm.member(mail.keys.sender) is None and _is_clients_reply(unit, mail, now):
            result = _hear_client(unit, mail, now, firm)
    elif mail.keys.sender in firm.notice_senders:
        result = hear_notice(unit, mail.message, mail.verdict, mail.received.id, now, firm)
    elif firm.member(mail.keys.sender) is not None:
        result = _result(mail, "ignored", why="message d’une personne du cabinet sans référence")
    else:
        result = _hear_client(unit, mail, now, firm)
    unit.inbox.set_result(mail.received.id, _with_head(result, mail), now)


def _is_clients_reply(unit: Unit, mail: Gathered, now: datetime) -> bool:
    """Whether a client answers what the firm forwarded to him: a reply pauses, a forged « ok » does nothing."""
    orders = staff_answer(mail.message, now.date()).command is Command.APPROVE
    return not orders and bool(unit.clients.by_address(mail.keys.sender))


def _asked_by(unit: Unit, found: Keys) -> Mail | None:
    """The mail to the firm that carries one of these one-time references."""
    for ref in found.firm_refs:
        asked = unit.outbox.by_reply_ref(digest(ref))
        if asked is not None:
            return asked
    return None


def _result(mail: Gathered, status: str, *, why: str = "", keep_body: bool = True) -> ReadResult:
    return ReadResult(status, sender=mail.keys.sender, verdict=mail.verdict, why=why, keep_body=keep_body)


def _with_head(result: ReadResult, mail: Gathered) -> ReadResult:
    message = mail.message
    return replace(
        result,
        sender=mail.keys.sender,
        message_id=message.message_id,
        references=mail.keys.thread_ids,
        subject=message.subject,
        written_at=message.date,
        verdict=mail.verdict,
    )


# ------------------------------------------------------------------------------------------- clients' mails


def _hear_client(unit: Unit, mail: Gathered, now: datetime, firm: Firm) -> ReadResult:
    first = understand(mail.message, Context(own_addresses=frozenset({firm.address}), model=firm.model()))
    bearing = find_clients(unit, mail, first)
    if not bearing.clients:
        # Secret professionnel: of a stranger's mail only position and hash stay.
        return _result(mail, "ignored", why="expéditeur inconnu, aucune référence", keep_body=False)
    cases = [unit.case(client_id) for client_id in bearing.clients]
    if all(_heard_before(unit, case, mail, first) for case in cases):
        return _result(mail, "ignored", why="autre exemplaire d’un message déjà lu")
    understood = first
    for case in cases:
        understood = understand(mail.message, context_of(case, mail, firm))
        apply(unit, decide(case, understood, mail, bearing, now, firm), now, firm)
    return ReadResult(
        "read",
        intent=understood.intent,
        secondary=understood.secondary,
        confidence=understood.confidence,
        evidence=understood.evidence,
        new_text=understood.new_text,
        client_ids=bearing.clients,
    )


def _heard_before(unit: Unit, case: Case, mail: Gathered, said: Understanding) -> bool:
    """Whether this is one mail that came twice (to two addresses of the firm, or again by a server that retried).

    A Message-ID alone proves nothing, careless programs use theirs again: sender, date and words are the same too.
    """
    same = (
        unit.inbox.view(r.id).result
        for r in case.received
        if r.message_id and r.message_id == mail.message.message_id and r.sender == mail.keys.sender
    )
    return any(r.written_at == mail.message.date and r.new_text == said.new_text for r in same)


def decide(  # noqa: PLR0917  one call site; the six are the mail, what it says, whom it concerns, and when
    case: Case, understood: Understanding, mail: Gathered, bearing: Bearing, now: datetime, firm: Firm
) -> Decision:
    """What a client's (or a machine's) mail leads to on one case."""
    if understood.is_machine:
        ours = bearing.mails_to(case)
        machine = MachineMail(understood, mail.received.id, ours[0] if ours else None)
        return decide_machine(case, machine, now, firm.policy)
    reply = reply_of(case, understood, mail, bearing)
    decision = decide_reply(Hearing(case, reply, now, firm.policy))
    if len(bearing.clients) > 1:
        decision = _shared_address(case, decision, mail)
    return decision


def _shared_address(case: Case, decision: Decision, mail: Gathered) -> Decision:
    """Two clients write from one address and the mail names neither: both are held, nothing is answered."""
    kept = tuple(a for a in decision.actions if not isinstance(a, PlanMail))
    note = Note(
        "reply_ambiguous",
        "adresse commune à plusieurs clients : chacun est suspendu",
        case.client.id,
        data={"received": str(mail.received.id)},
    )
    return Decision((*kept, note), decision.cause, decision.actor)


# ----------------------------------------------------------------------------------------------- quarantine


def quarantine(unit: Unit, received: Received, why: str, now: datetime, firm: Firm) -> None:
    """A mail that cannot be read: kept, shown to the firm, its possible clients held; the next one goes on."""
    cause = f"received:{received.id}"
    clients = tuple(dict.fromkeys(c for a in addresses_in_raw(received.raw) for c in unit.clients.by_address(a)))
    label = "Message illisible, à ouvrir dans la messagerie"
    task = OpenTask(
        TaskKind.REPLY,
        f"{label} (reçu le {received.internal_date:%d/%m/%Y})",
        clients[0] if len(clients) == 1 else None,
        None,
        now.date(),
        urgent=True,
        cause=cause,
        data={"label": label, "received": str(received.id)},
    )
    holds: list[Action] = [
        OpenHold(c, None, Intent.UNCLEAR.value, None, cause=cause, evidence=Reason.QUARANTINE.value) for c in clients
    ]
    note = Note("mail_quarantined", f"message illisible ({why}) : gardé, client suspendu", data={"cause": cause})
    apply(unit, Decision((note, *holds, task), cause), now, firm)
    unit.inbox.set_result(received.id, ReadResult("quarantined", client_ids=clients, why=why), now)
