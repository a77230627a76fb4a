"""The entities a decision is made on: plain values, read together as a `Case` (`relance.domain.case`).

Money is Decimal euros to the cent, dates are calendar dates of the firm, instants are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from relance.domain.intents import Intent
from relance.domain.policy import Stage

ZERO = Decimal("0.00")


class ClientKind(StrEnum):
    """Who owes: decides penalties, the 40 EUR and the delay of a formal notice. Unknown owes no penalty."""

    PROFESSIONAL = "professional"
    CONSUMER = "consumer"
    PUBLIC = "public"
    UNKNOWN = "unknown"


class Nature(StrEnum):
    """What is invoiced. A `provision` (RIN 11.6) is not an earned fee: no penalty, no 40 EUR."""

    FEES = "honoraires"
    PROVISION = "provision"


class Cancelled(StrEnum):
    """Why an invoice is no longer owed."""

    ANNULLED = "annulled"
    WRITTEN_OFF = "written_off"


class State(StrEnum):
    """Where an invoice stands (interface, JSON of `status`)."""

    ACTIVE = "active"
    PAUSED = "paused"
    WAITING = "waiting"
    PLAN = "plan"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Reasons of a hold that are not an intent; a hold's reason is one of these or an `Intent` value."""

    REPLY = "reply"
    MANUAL = "manual"
    PLAN_BROKEN = "plan_broken"
    DOUBTFUL = "doubtful"
    PAYMENT = "payment"
    ABSENT_FROM_LIST = "absent_from_list"
    QUARANTINE = "quarantine"


class TaskKind(StrEnum):
    """What a person of the firm is asked to do (interface, JSON of `status`)."""

    CALL = "call"
    APPROVAL = "approval"
    POST = "post"
    REPLY = "reply"
    PAYMENT = "payment"
    ADDRESS = "address"
    DOUBTFUL = "doubtful"
    HANDOVER = "handover"
    OTHER = "other"


class Approves(StrEnum):
    """What the yes to an approval task (or to a task with a yes) sets off; the word stored in the task."""

    FORMAL_NOTICE = "formal_notice"
    SCHEDULE = "schedule"
    BRAKE = "brake"
    IBAN = "iban"
    NONE = "none"


class Letter(StrEnum):
    """Every mail the daemon writes; the value is the name of its gabarit."""

    # to clients: reminders (values equal the stages)
    PREVENTIVE = "preventive"
    DUE = "due"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    FIRM = "firm"
    # to clients: approved
    FORMAL_NOTICE = "formal_notice"
    SCHEDULE_PROPOSED = "schedule_proposed"
    SCHEDULE_CONFIRMED = "schedule_confirmed"
    # to clients: automatic answers
    INVOICE_AGAIN = "invoice_again"
    PAYMENT_CHECKED = "payment_checked"
    PROMISE_NOTED = "promise_noted"
    PROMISE_DATE_ASKED = "promise_date_asked"
    REFERENCE_ASKED = "reference_asked"
    # to the firm
    TASK = "firm_task"
    APPROVAL = "firm_approval"
    TASK_REMINDER = "firm_task_reminder"
    NOTICE = "firm_notice"


REMINDERS: frozenset[Letter] = frozenset({Letter.PREVENTIVE, Letter.DUE, Letter.FRIENDLY, Letter.FORMAL, Letter.FIRM})
"""Letters that count as reminders: spacing and the brake are about these."""

TO_FIRM: frozenset[Letter] = frozenset({Letter.TASK, Letter.APPROVAL, Letter.TASK_REMINDER, Letter.NOTICE})
"""Letters to people of the firm: they leave at once, at any hour."""


class MailStatus(StrEnum):
    """Life of an outgoing mail: planned -> (ready) -> attempting -> sent | failed | doubtful, or dropped.

    `ready` has its bytes and waits for another try; `dropped` was overtaken before it could leave.
    """

    PLANNED = "planned"
    READY = "ready"
    ATTEMPTING = "attempting"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    DROPPED = "dropped"


class Phase(StrEnum):
    """The two durable marks of an attempt. After ATTEMPT alone the server certainly has nothing."""

    ATTEMPT = "attempt"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class Contact:
    """A client's address.

    Attributes:
        id: key in the store, 0 before it is stored.
        address: lower case.
        copy: a `cc` address (its mails are the client's, but it accepts nothing).
        blocked_on: since when nothing is sent there, or None.
        blocked_why: reason of the block (an intent value, or a server's words).

    """

    id: int
    address: str
    copy: bool = False
    blocked_on: date | None = None
    blocked_why: str | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """Who owes: one voice for all its invoices. `key` identifies it across imports; `owner` is a staff e-mail."""

    id: int
    key: str
    name: str
    kind: ClientKind = ClientKind.UNKNOWN
    language: str = "fr"
    policy: str = "cabinet"
    phone: str | None = None
    postal_address: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """One claim. The principal is never rewritten by a payment: `paid` and `credited` come from the ledgers.

    Attributes:
        amount: principal incl. VAT.
        stage: last stage carried out, None before the first.
        stage_on: day it was really carried out (sent, or task made).
        round: how often the ladder was taken back; part of a mail's purpose.
        deadline_on: date printed in the formal notice sent, or None.
        document_id: stored invoice document, or None.

    """

    id: int
    client_id: int
    number: str
    amount: Decimal
    issued_on: date
    due_on: date
    nature: Nature = Nature.FEES
    agreement_on: date | None = None
    mission_end_on: date | None = None
    subject: str | None = None
    matter: str | None = None
    owner: str | None = None
    document_id: int | None = None
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    stage: Stage | None = None
    stage_on: date | None = None
    round: int = 0
    cancelled: Cancelled | None = None
    deadline_on: date | None = None

    @property
    def balance(self) -> Decimal:
        """What is still owed of the principal; negative when too much was paid."""
        return self.amount - self.paid - self.credited


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that keeps the ladder from climbing; opened and closed, never overwritten.

    Attributes:
        invoice_id: one invoice; None = the whole client, later invoices included.
        client_id: None (with invoice_id None) = everything (`hold --all`).
        reason: an `Intent` value or a `Reason` value.
        grave: only a lawyer releases it.
        since: day it was opened.
        until: first day on which it no longer holds; None = a person decides.
        cause: what opened it ("received:12", "mail:7", "person:…"); tasks of the same cause keep it from ending.
        quiet: only defers the next step (an absence): the state of the invoice is not changed.
        then_waits: at `until` it does not end: a person must decide.
        closed_at: when it was closed, None while open.
        automatic: opened by the daemon; counts towards the 45 days.

    """

    id: int
    client_id: int | None
    invoice_id: int | None
    reason: str
    since: date
    until: date | None = None
    grave: bool = False
    cause: str = ""
    quiet: bool = False
    then_waits: bool = False
    automatic: bool = True
    closed_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person of the firm must do or decide; open until answered.

    Attributes:
        owner: staff e-mails that are asked, comma-separated order of preference kept.
        due_on: when it should be done; it reminds 2, 5 and 10 working days after `opened_on`.
        urgent: reminds every day.
        cause: as in `Hold`.
        approves: what a yes sets off.
        approves_sha: SHA-256 of what was shown, "" when nothing was.
        data: facts the yes needs (JSON values), never text of a mail.

    """

    id: int
    kind: TaskKind
    title: str
    client_id: int | None = None
    invoice_id: int | None = None
    owner: tuple[str, ...] = ()
    opened_on: date = date.min
    due_on: date = date.min
    urgent: bool = False
    cause: str = ""
    approves: Approves = Approves.NONE
    approves_sha: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    reminded: int = 0
    reminded_on: date | None = None
    done_at: datetime | None = None
    answer: str | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class MailItem:
    """What one mail carries for one invoice. `key` is unique among mails that are not dropped."""

    invoice_id: int
    stage: Stage | None
    key: str


@dataclass(frozen=True, slots=True)
class Mail:
    """An outgoing mail without its bytes."""

    id: int
    letter: Letter
    status: MailStatus
    client_id: int | None = None
    items: tuple[MailItem, ...] = ()
    to: tuple[str, ...] = ()
    planned_at: datetime | None = None
    not_before: datetime | None = None
    attempts: int = 0
    phase: Phase | None = None
    message_id: str | None = None
    ref: str | None = None
    sent_at: datetime | None = None
    task_id: int | None = None
    received_id: int | None = None
    subject: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan."""

    due_on: date
    amount: Decimal


class PlanStatus(StrEnum):
    """Life of a payment schedule."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    KEPT = "kept"
    BROKEN = "broken"
    REFUSED = "refused"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Plan:
    """A payment schedule (échéancier) of a client for named invoices. What is paid of it is computed.

    Attributes:
        paid_before: what had been paid on its invoices when it was accepted.

    """

    id: int
    client_id: int
    status: PlanStatus
    invoice_ids: tuple[int, ...]
    instalments: tuple[Instalment, ...]
    proposed_on: date | None = None
    accepted_on: date | None = None
    paid_before: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received (or taken back: negative), with what it was allocated to.

    Attributes:
        source: "person", "import", "notice".
        fingerprint: unique; the same payment seen again has the same one.
        provisional: a notice; a statement will confirm it.

    """

    id: int
    on: date
    amount: Decimal
    payer: str | None
    reference: str | None
    source: str
    fingerprint: str
    provisional: bool = False
    allocations: tuple[tuple[int, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedSummary:
    """A received mail as the case sees it: what it was understood to say, not its text."""

    id: int
    received_at: datetime
    intent: Intent | None
    client_ids: tuple[int, ...] = ()
    sender: str = ""
    message_id: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""
