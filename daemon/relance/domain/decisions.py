"""What a decision is made of: plain actions with their reason. Only `flows.apply` carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from relance.domain.intents import Intent
from relance.domain.model import Approves, Cancelled, Instalment, Letter, MailItem, MailStatus, PlanStatus, TaskKind
from relance.domain.policy import Stage


@dataclass(frozen=True, slots=True)
class OpenHold:
    """Keep an invoice (or the client, or everything) from climbing. Fields as in `model.Hold`."""

    client_id: int | None
    invoice_id: int | None
    reason: str
    until: date | None
    grave: bool = False
    cause: str = ""
    quiet: bool = False
    then_waits: bool = False
    automatic: bool = True
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CloseHold:
    """End a hold."""

    hold_id: int
    why: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Ask a person of the firm; a mail to each owner follows. `owner` () = by the kind's role (flows.apply)."""

    kind: TaskKind
    title: str
    client_id: int | None
    invoice_id: int | None
    due_on: date
    owner: tuple[str, ...] = ()
    urgent: bool = False
    cause: str = ""
    approves: Approves = Approves.NONE
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloseTask:
    """A task is answered, or overtaken by what happened."""

    task_id: int
    answer: str
    by: str


@dataclass(frozen=True, slots=True)
class RemindTask:
    """Remind the owner of an open task."""

    task_id: int


@dataclass(frozen=True, slots=True)
class PlanMail:
    """A mail to leave at or after an instant; rendered only when it is claimed.

    Attributes:
        to: addresses; () = the client's reachable contacts at the moment of the last look.
        received_id: the received mail it answers.
        why: the rule or event that asks for it, French, for the journal.

    """

    letter: Letter
    client_id: int | None
    not_before: datetime
    items: tuple[MailItem, ...] = ()
    to: tuple[str, ...] = ()
    task_id: int | None = None
    received_id: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class DropMail:
    """A mail that has not left must not leave any more."""

    mail_id: int
    why: str


@dataclass(frozen=True, slots=True)
class SettleMail:
    """A doubtful mail is known now: it left (SENT), or it did not and leaves again byte for byte (READY)."""

    mail_id: int
    status: MailStatus
    why: str


@dataclass(frozen=True, slots=True)
class ReachStage:
    """A stage is carried out: its mail was sent (or may have been), or its task is made."""

    invoice_id: int
    stage: Stage
    on: date
    deadline_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RestartLadder:
    """The ladder is taken back (later due date): a new round, with the stage it stands on now."""

    invoice_id: int
    stage: Stage | None
    stage_on: date | None


@dataclass(frozen=True, slots=True)
class BlockContact:
    """Nothing more is sent to an address."""

    client_id: int
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class UnblockContact:
    """An address is used again: what blocked it was a wrong reading."""

    client_id: int
    address: str


@dataclass(frozen=True, slots=True)
class CorrectReading:
    """A person of the firm says what a received mail means; what was read stays beside it."""

    received_id: int
    intent: Intent


@dataclass(frozen=True, slots=True)
class BookPayment:
    """Money received (negative: taken back). `fingerprint` makes the same payment seen again a no-op."""

    on: date
    amount: Decimal
    source: str
    fingerprint: str
    allocations: tuple[tuple[int, Decimal], ...]
    payer: str | None = None
    reference: str | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class BookCredit:
    """A credit note (avoir): reduces the principal, is not a payment."""

    invoice_id: int
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class CancelInvoice:
    """The invoice is annulled or written off."""

    invoice_id: int
    why: Cancelled


@dataclass(frozen=True, slots=True)
class ProposePlan:
    """Store a schedule; `status` PROPOSED before the client's answer."""

    client_id: int
    invoice_ids: tuple[int, ...]
    instalments: tuple[Instalment, ...]
    proposed_on: date | None


@dataclass(frozen=True, slots=True)
class MovePlan:
    """A schedule changes status (accepted, broken, kept...)."""

    plan_id: int
    status: PlanStatus
    on: date
    paid_before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SetFlag:
    """A fact of the whole firm (released brake list, approved IBAN)."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the journal: ids, dates and words of the table, never the text of a mail.

    Attributes:
        event: a stable word of docs/glossary.md.
        reason: French, for `show` and the evidence file.

    """

    event: str
    reason: str
    client_id: int | None = None
    invoice_id: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)


Action = (
    OpenHold
    | CloseHold
    | OpenTask
    | CloseTask
    | RemindTask
    | PlanMail
    | DropMail
    | SettleMail
    | ReachStage
    | RestartLadder
    | BlockContact
    | UnblockContact
    | CorrectReading
    | BookPayment
    | BookCredit
    | CancelInvoice
    | ProposePlan
    | MovePlan
    | SetFlag
    | Note
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, in order, and why.

    Attributes:
        actions: carried out in one transaction.
        cause: what led to it ("received:12", "tick", "person:a@b", "mail:7"); stands in each journal line.
        actor: "relance", or the person.

    """

    actions: tuple[Action, ...] = ()
    cause: str = "tick"
    actor: str = "relance"

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.actions)
