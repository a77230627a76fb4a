"""Values that cross the edge: what the mailbox, the courier and the store give and take.

They stand here, and not in `relance.flows.ports`, because adapters and flows do not import each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from relance.domain.evidence import Evidence
from relance.domain.intents import Intent, Verdict
from relance.domain.matching.values import Choice
from relance.domain.model import ZERO, MailStatus, State
from relance.domain.policy import Stage


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been read: never a flag, never Message-ID."""

    folder: str
    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server gave it, before anything is understood.

    Attributes:
        internal_date: when the server received it, aware.
        oversize: only headers and a text part were fetched.
        history: found by the look back at a new client's last 30 days: no automatic answer.

    """

    folder: str
    uidvalidity: int
    uid: int
    raw: bytes
    internal_date: datetime
    oversize: bool = False
    history: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What one search did.

    Attributes:
        position: up to where everything is kept.
        fetched: how many mails were handed over.
        resynced: UIDVALIDITY had changed; the folder was read again over an overlap.
        lost: UIDs the server announced and could not deliver.

    """

    position: Position
    fetched: int
    resynced: bool = False
    lost: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A recipient that the server refused."""

    address: str
    code: int
    text: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    Attributes:
        status: SENT, FAILED (the server certainly did not take it, and trying again is useless), READY (certainly
            not taken, try again later) or DOUBTFUL (it may have).
        code: SMTP code of the deciding answer, or None.
        text: the server's words.
        refusals: recipients refused while others were taken, or all of them.
        account: the trouble is the firm's account (quota, authentication, connection): no recipient is to blame,
            and no other mail should be tried now.
        provider_id: an id of the mail found in the server's 250 text.

    """

    status: MailStatus
    code: int | None = None
    text: str = ""
    refusals: tuple[Refusal, ...] = ()
    account: bool = False
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A stored mail with its bytes."""

    id: int
    folder: str
    uidvalidity: int
    uid: int
    raw: bytes
    internal_date: datetime
    history: bool = False
    status: str = "unread"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading a mail gave, to be stored with it.

    Attributes:
        client_ids: clients it concerns.
        keep_body: False: only position and hash stay (unknown sender without our reference or an invoice number).
        evidence: the words that decided (kept in the store, never in the logs).

    """

    status: str
    sender: str = ""
    message_id: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""
    written_at: datetime | None = None
    verdict: Verdict = Verdict.NONE
    intent: Intent | None = None
    secondary: tuple[Intent, ...] = ()
    confidence: float | None = None
    evidence: tuple[str, ...] = ()
    new_text: str = ""
    client_ids: tuple[int, ...] = ()
    keep_body: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """A received mail as `show` tells it, without bytes."""

    id: int
    internal_date: datetime
    status: str
    result: ReadResult


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the append-only journal."""

    at: datetime
    event: str
    reason: str
    actor: str = "relance"
    cause: str = ""
    client_id: int | None = None
    invoice_id: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvoiceCache:
    """What `status` and the due query read without a case."""

    state: State
    reason: str | None
    until: date | None
    next_stage: Stage | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note."""

    invoice_id: int
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of money that a statement or a notice told, as it is stored.

    Attributes:
        id: key in the store, 0 before it is stored.
        told: what the document that tells most of it writes.
        decision: what became of it; an `ask` stays one until a person has answered.
        why: French, as the command said it.
        document: name of the file, or "received:12" for a mail.
        unallocated: euros of it that no invoice took.
        payment_id: the payment it was booked as.
        same_as: the movement it tells again.

    """

    id: int
    told: Evidence
    decision: Choice
    why: str
    document: str
    unallocated: Decimal = ZERO
    payment_id: int | None = None
    same_as: int | None = None


def movement_cause(movement_id: object) -> str:
    """How the tasks, holds and payments of a movement name it; with "", how all of these names begin."""
    return f"movement:{movement_id}"


def movement_of(cause: str) -> int | None:
    """The movement that a cause names, None when it names something else."""
    word, _, number = cause.partition(":")
    return int(number) if word == "movement" and number.isdigit() else None
