"""A received mail before it is understood: its marks, whom it concerns, and what stands around it on one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from relance.domain.case import Case
from relance.domain.desk.corrections import with_words
from relance.domain.hearing import Reply
from relance.domain.intents import Intent, Standing, Understanding, Verdict
from relance.domain.model import TO_FIRM, Mail
from relance.domain.records import Received
from relance.domain.text import fold_number
from relance.flows.firm import Firm
from relance.flows.ports import Unit
from relance.reading.answerable import wants_no_answer
from relance.reading.auth import verdict
from relance.reading.keys import Keys, keys
from relance.reading.message import Message, parse
from relance.reading.understand import Context, understand_as


@dataclass(frozen=True, slots=True)
class Gathered:
    """A mail, parsed, before any case is read."""

    received: Received
    message: Message
    keys: Keys
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Bearing:
    """Whom a mail concerns.

    Attributes:
        clients: keys of the clients, the most certain way of finding them first.
        mails: our mails that it answers.

    """

    clients: tuple[int, ...]
    mails: tuple[Mail, ...]

    def mails_to(self, case: Case) -> tuple[Mail, ...]:
        """Those that went to one of these clients."""
        return tuple(m for m in self.mails if m.client_id == case.client.id)


def gather(received: Received, firm: Firm) -> Gathered:
    """Parse a mail and take its marks, without any knowledge of the clients."""
    message = parse(received.raw)
    return Gathered(received, message, keys(message), verdict(message, firm.trusted_authserv))


def context_of(case: Case, mail: Gathered, firm: Firm) -> Context:
    """What the case knows and the mail does not say."""
    return Context(
        pending_proposal=case.pending_plan() is not None,
        numbers=tuple(i.number for i in case.invoices),
        own_addresses=frozenset({firm.address, *(m.email for m in firm.staff)}),
        received_at=mail.received.internal_date,
        model=firm.model(),
    )


def reply_of(case: Case, understood: Understanding, mail: Gathered, bearing: Bearing) -> Reply:
    """A human mail as it concerns one case."""
    known = any(c.address == mail.keys.sender for c in case.contacts)
    return Reply(
        understood,
        mail.received.id,
        mail.keys.sender,
        Standing.CONTACT if known else Standing.OUTSIDER,
        mail.verdict,
        mail.message.date,
        tuple(dict.fromkeys(i.invoice_id for m in bearing.mails_to(case) for i in m.items)),
        mail.received.history,
        unanswerable=wants_no_answer(mail.message),
    )


def read_again(unit: Unit, received_id: int, case: Case, words: Mapping[str, str], firm: Firm) -> Reply | None:
    """A client's reply, read as a person of the firm says it must be; None when its text is no longer kept.

    Args:
        unit: the open transaction.
        received_id: its key.
        case: the client it concerns.
        words: fields of the correction; what they leave out comes from the client's own words.
        firm: its people and addresses.

    """
    received = unit.inbox.get(received_id)
    if not received.raw:
        return None
    mail = gather(received, firm)
    told = understand_as(mail.message, context_of(case, mail, firm), Intent(words["intent"]))
    bearing = find_clients(unit, mail, told)
    reply = reply_of(case, with_words(told, words), mail, bearing)
    shared = len(bearing.clients) > 1  # an address of two clients gets no automatic answer
    return replace(reply, unanswerable=reply.unanswerable or shared)


def find_clients(unit: Unit, mail: Gathered, first: Understanding) -> Bearing:
    """Whose mail it may be: by the thread, the bounce, our mark, the sender's address, then an invoice number.

    Threads and marks are proof that the writer holds a mail of ours; an address is a recorded one; a bare invoice
    number only lets an outsider pause (promise 5).
    """
    mails = _answered(unit, mail.keys, first)
    by_thread = tuple(dict.fromkeys(m.client_id for m in mails if m.client_id is not None))
    by_address = tuple(unit.clients.by_address(mail.keys.sender)) if mail.keys.sender else ()
    if by_thread:
        agreed = tuple(c for c in by_thread if c in by_address)
        return Bearing(agreed or by_thread, mails)
    by_number = _by_number(unit, mail.keys)
    if by_address:
        agreed = tuple(c for c in by_address if c in by_number)
        return Bearing(agreed or by_address, mails)
    if first.bounce is not None:
        failed = (c for a in (*first.bounce.recipients, *first.bounce.asked) for c in unit.clients.by_address(a))
        return Bearing(tuple(dict.fromkeys(failed)), mails)
    return Bearing(by_number, mails)


def _answered(unit: Unit, found: Keys, first: Understanding) -> tuple[Mail, ...]:
    """Mails of ours that are named, the one answered first."""
    ids: Sequence[str] = found.thread_ids
    refs: Sequence[str] = found.relance_refs
    if first.bounce is not None:
        ids = (*first.bounce.original_ids, *ids)
        refs = (*([first.bounce.original_ref] if first.bounce.original_ref else []), *refs)
    order = {message_id: n for n, message_id in enumerate(ids)}
    mails = [m for m in unit.outbox.by_message_ids(ids) if m.letter not in TO_FIRM]
    mails.sort(key=lambda m: order.get(m.message_id or "", len(order)))
    marked = (unit.outbox.by_ref(ref) for ref in refs)
    found_by_mark = [m for m in marked if m is not None and m.letter not in TO_FIRM]
    return tuple({m.id: m for m in (*mails, *found_by_mark)}.values())


def _by_number(unit: Unit, found: Keys) -> tuple[int, ...]:
    invoices = (i for n in found.numbers for i in unit.invoices.matching(fold_number(n)))
    return tuple(dict.fromkeys(i.client_id for i in invoices))
