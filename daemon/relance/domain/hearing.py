"""One reply before one case: what is decided on, and which invoices and rules it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.case import Case, Situation, is_open, situation
from relance.domain.intents import PRECEDENCE, Intent, Standing, Understanding, Verdict
from relance.domain.model import Invoice
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS, Policy
from relance.domain.rules import TABLE, Rule
from relance.domain.text import fold_number

Pairs = Sequence[tuple[Invoice | None, Rule]]
"""The rule of one intent for each invoice it concerns; (None, rule) when the client has no invoice at all."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A human mail, understood, as it concerns one case.

    Attributes:
        understanding: what it says.
        received_id: its key in the store.
        sender: address, lower case.
        standing: a recorded address of the client, or an outsider.
        verdict: of the firm's own mail server.
        written_at: its Date, or None.
        thread: invoices of the mail it answers, () when it answers none of ours.
        history: written before the daemon knew the client: no automatic answer.
        unanswerable: its headers ask that no machine answer (RFC 3834).

    """

    understanding: Understanding
    received_id: int
    sender: str
    standing: Standing
    verdict: Verdict = Verdict.NONE
    written_at: datetime | None = None
    thread: tuple[int, ...] = ()
    history: bool = False
    unanswerable: bool = False

    @property
    def cause(self) -> str:
        """How the holds and tasks of this mail name it."""
        return f"received:{self.received_id}"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A reply, the case it is heard on, the instant and the firm's numbers."""

    case: Case
    reply: Reply
    now: datetime
    policy: Policy

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    @property
    def said(self) -> Understanding:
        """What the mail says."""
        return self.reply.understanding


def effective(understanding: Understanding) -> tuple[Intent, ...]:
    """The intents to act on, primary first: below its threshold the primary one is `unclear`."""
    primary = understanding.intent
    if understanding.confidence < THRESHOLDS.get(primary, DEFAULT_THRESHOLD):
        primary = Intent.UNCLEAR
    # "Not received, I shall pay once I have it": the payment waits for the copy, so the promise has no date to hold.
    waits_for_copy = primary is Intent.NOT_RECEIVED
    others = (
        i
        for i in understanding.secondary
        if i is not primary and not (waits_for_copy and i is Intent.PROMISE_TO_PAY) and i in PRECEDENCE
    )
    return (primary, *others)


def scope(case: Case, reply: Reply) -> tuple[Invoice, ...]:
    """Invoices a mail is about: those named in the new words, else those of the mail answered, else all open ones."""
    named = {fold_number(n) for n in reply.understanding.entities.invoices}
    found = tuple(i for i in case.invoices if fold_number(i.number) in named)
    if found:
        return found
    threaded = tuple(i for i in case.invoices if i.id in reply.thread)
    return threaded or case.open_invoices or case.invoices


def pairs_of(h: Hearing, intent: Intent) -> Pairs:
    """The cells of the table that an intent meets on this case."""
    by_invoice = {fold_number(n): i for n, i in h.said.by_invoice}
    invoices = scope(h.case, h.reply)
    if TABLE[intent, Situation.LADDER].whole_client:
        invoices = h.case.invoices
    elif by_invoice:
        invoices = tuple(i for i in invoices if by_invoice.get(fold_number(i.number), intent) is intent)
    still_open = tuple(i for i in invoices if is_open(i)) or invoices
    return [(i, TABLE[intent, situation(h.case, i)]) for i in still_open] or [(None, TABLE[intent, Situation.CLOSED])]
