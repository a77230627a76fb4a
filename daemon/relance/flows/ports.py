"""What the flows need of the outside world: the mailbox, the SMTP courier, the store, the clock.

The adapters do not import this page; they fit by shape, and mypy proves it in `relance.bootstrap`.
All methods of `Mailbox` and of the store are plain blocking functions: a flow calls them in a worker thread, a unit
of work as a whole.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from relance.domain.case import Case
from relance.domain.intents import Intent
from relance.domain.model import (
    Client,
    Contact,
    Hold,
    Invoice,
    Letter,
    Mail,
    MailStatus,
    Phase,
    Plan,
    PlanStatus,
    Task,
)
from relance.domain.records import (
    Fetched,
    InvoiceCache,
    JournalLine,
    Outcome,
    Position,
    ReadResult,
    Received,
    ReceivedView,
    SearchResult,
)
from relance.flows.ledgers import Ledger, Movements

T = TypeVar("T")


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """This instant, aware, in the firm's time zone."""
        ...


class Mailbox(Protocol):
    """The firm's mailbox: only read (EXAMINE, BODY.PEEK); blocking, used from one thread at a time."""

    def search(
        self, position: Position | None, keep: Callable[[Fetched], None], *, resync_since: date
    ) -> SearchResult:
        """Hand over every mail after `position`, ascending, one by one; `keep` commits it before the next is asked.

        Without a position: nothing is handed over, the position is the end of the folder. When UIDVALIDITY changed or
        UIDNEXT went down: every mail since `resync_since` is handed over again (the store knows them by SHA-256).

        Raises:
            MailboxError: the server could not be used; what was kept stays kept.
            MailboxRefusedError: wrong credentials.

        """
        ...

    def history(self, addresses: frozenset[str], since: date, keep: Callable[[Fetched], None]) -> int:
        """Hand over the mails since a day whose From is one of the addresses (one pass over headers), count them."""
        ...

    def wait(self, seconds: float) -> None:
        """Wait for new mail (IDLE, or NOOP polling) at most that long; returning says nothing: search again."""
        ...

    def interrupt(self) -> None:
        """End `wait` from another thread."""
        ...

    def find_sent(self, message_id: str, since: date) -> bool:
        """Whether the Sent folder holds a mail with that Message-ID (or whose provider kept it as original)."""
        ...

    def file_sent(self, raw: bytes, message_id: str, at: datetime) -> str | None:
        """Copy a sent mail to the Sent folder unless it is there; the folder's name, or None when none is kept."""
        ...

    def close(self) -> None:
        """Drop the connection."""
        ...


class Courier(Protocol):
    """Hands one mail to the SMTP server."""

    async def send(
        self,
        sender: str,
        recipients: Sequence[str],
        raw: bytes,
        before_dot: Callable[[], Awaitable[None]],
    ) -> Outcome:
        """Try once. `before_dot` commits the second mark; it is awaited just before the final dot is written.

        Never raises for what the server or the network does: that is an `Outcome`.
        """
        ...


class Herald(Protocol):
    """Tells the service manager how things stand."""

    def status(self, text: str) -> bool: ...
    def watchdog(self) -> bool: ...
    def stopping(self) -> bool: ...
    @property
    def watchdog_seconds(self) -> float | None: ...


class Backoff(Protocol):
    """How long to wait after a failure of the mailbox."""

    def failed(self, chance: float, *, refused: bool = False, retry_after: float | None = None) -> float: ...
    def worked(self, at: float) -> None: ...


class Wakes(Protocol):
    """The scheduler: calls a function every so many seconds until it is stopped."""

    def start(self, every_seconds: int, wake: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


class Clients(Protocol):
    """Clients and their addresses."""

    def add(self, client: Client, contacts: Iterable[Contact]) -> int: ...
    def update(self, client: Client) -> None: ...
    def set_contacts(self, client_id: int, contacts: Iterable[Contact]) -> None:
        """Add new addresses and remove those no longer listed; what is blocked stays blocked."""
        ...

    def block(self, client_id: int, address: str, on: date, why: str) -> None: ...
    def unblock(self, client_id: int, address: str) -> None:
        """Use a listed address again."""
        ...

    def get(self, client_id: int) -> Client: ...
    def all(self) -> list[tuple[Client, tuple[str, ...]]]:
        """Every client with its addresses."""
        ...

    def by_key(self, key: str) -> Client | None: ...
    def by_name(self, folded: str) -> list[Client]:
        """Clients whose name, folded by `domain.text.fold`, is this one."""
        ...

    def contacts(self, client_id: int) -> tuple[Contact, ...]: ...
    def by_address(self, address: str) -> list[int]: ...
    def without_history(self) -> list[tuple[int, tuple[str, ...]]]:
        """Clients whose last 30 days have not been looked at, with their addresses."""
        ...

    def history_read(self, client_ids: Iterable[int]) -> None: ...


class Invoices(Protocol):
    """Invoices, their documents and the indexed cache of what comes next."""

    def add(self, invoice: Invoice) -> int: ...
    def update(self, invoice: Invoice) -> None:
        """Write amount, dates, names, document, stage, stage_on, round, cancelled, deadline_on."""
        ...

    def get(self, invoice_id: int) -> Invoice: ...
    def by_number(self, number: str) -> Invoice | None: ...
    def matching(self, folded: str) -> list[Invoice]:
        """Invoices whose number, folded by `domain.text.fold_number`, is this one."""
        ...

    def all(self, *, closed: bool = False) -> list[Invoice]: ...
    def set_cache(self, invoice_id: int, cache: InvoiceCache) -> None: ...
    def store_document(self, name: str, content: bytes) -> int:
        """Keep the bytes (once a SHA-256); the document's id."""
        ...

    def document(self, document_id: int) -> tuple[str, bytes]: ...


class Holds(Protocol):
    """Holds: opened and closed, never overwritten."""

    def open(self, hold: Hold) -> int: ...
    def close(self, hold_id: int, at: datetime, why: str) -> None: ...
    def get(self, hold_id: int) -> Hold: ...
    def general(self) -> list[Hold]:
        """Open holds on everything (`hold --all`)."""
        ...

    def caused(self, cause: str) -> list[int]:
        """Keys of the open holds of one cause."""
        ...


class Tasks(Protocol):
    """Tasks for people of the firm."""

    def open(self, task: Task) -> int: ...
    def close(self, task_id: int, at: datetime, answer: str, by: str) -> None: ...
    def reminded(self, task_id: int, on: date) -> None: ...
    def bind(self, task_id: int, sha256: str, data: Mapping[str, str]) -> None:
        """Record what was shown to the person who is asked."""
        ...

    def get(self, task_id: int) -> Task | None: ...
    def all_open(self) -> list[Task]: ...
    def all(self) -> list[Task]: ...


class Outbox(Protocol):
    """Outgoing mails with their exact bytes."""

    def plan(self, mail: Mail) -> int | None:
        """Store a planned mail; None when one of its item keys is taken by a mail that was not dropped."""
        ...

    def get(self, mail_id: int) -> Mail: ...
    def raw(self, mail_id: int) -> bytes | None: ...
    def sendable(self, now: datetime) -> list[Mail]:
        """Planned and ready mails whose time has come, oldest first."""
        ...

    def live(self) -> list[Mail]:
        """Mails that are planned, ready or attempting."""
        ...

    def attempting(self) -> list[Mail]: ...
    def with_status(self, status: MailStatus) -> list[Mail]: ...
    def freeze(
        self,
        mail_id: int,
        *,
        raw: bytes,
        message_id: str,
        ref: str,
        subject: str,
        to: Sequence[str],
        reply_ref_sha: str | None,
    ) -> None:
        """Fix the bytes; they are never made again. `reply_ref_sha` finds the mail a person of the firm answers."""
        ...

    def mark(self, mail_id: int, phase: Phase, at: datetime) -> None:
        """Set the mark of an attempt; ATTEMPT also sets the status and counts the attempt."""
        ...

    def finish(
        self,
        mail_id: int,
        status: MailStatus,
        at: datetime,
        *,
        why: str = "",
        not_before: datetime | None = None,
        provider_id: str | None = None,
    ) -> None:
        """Write the result; DROPPED frees the keys of its items."""
        ...

    def add_alias(self, mail_id: int, message_id: str) -> None:
        """A further Message-ID under which providers know the mail."""
        ...

    def copied(self, mail_id: int, *, done: bool) -> None:
        """The copy in the Sent folder was made, or failed once more."""
        ...

    def to_copy(self) -> list[Mail]:
        """Sent mails without their copy in Sent, tried fewer than 3 times."""
        ...

    def by_message_ids(self, message_ids: Iterable[str]) -> list[Mail]: ...
    def by_ref(self, ref: str) -> Mail | None: ...
    def by_reply_ref(self, sha256: str) -> Mail | None: ...
    def by_task(self, task_id: int) -> list[Mail]: ...
    def thread(self, invoice_ids: Iterable[int]) -> list[str]:
        """Message-IDs of the mails sent for these invoices, oldest first."""
        ...

    def sent_since(self, at: datetime, letters: frozenset[Letter] | None = None) -> int:
        """How many mails (of these letters) were attempted since an instant."""
        ...


class Inbox(Protocol):
    """Received mails: committed before anything is decided."""

    def keep(self, mail: Fetched) -> int | None:
        """Store raw bytes as `unread`; None when this position (or, after a resync, this SHA-256) is known."""
        ...

    def unread(self) -> list[int]: ...
    def get(self, received_id: int) -> Received: ...
    def set_result(self, received_id: int, result: ReadResult, at: datetime) -> None: ...
    def correct(self, received_id: int, intent: Intent, by: str) -> None: ...
    def view(self, received_id: int) -> ReceivedView: ...
    def of_client(self, client_id: int) -> list[ReceivedView]: ...
    def forget_bodies(self, before: datetime) -> int:
        """Erase the body of `unrelated` mail read before an instant; how many."""
        ...

    def position(self, folder: str) -> Position | None: ...
    def set_position(self, position: Position, searched_at: datetime) -> None: ...
    def last_search(self) -> datetime | None:
        """When the folder was last searched with success."""
        ...


class Plans(Protocol):
    """Payment schedules."""

    def add(self, plan: Plan) -> int: ...
    def move(self, plan_id: int, status: PlanStatus, on: date, paid_before: Decimal | None) -> None: ...


class Journal(Protocol):
    """Append-only, hash-chained."""

    def note(self, line: JournalLine) -> None: ...
    def of_invoice(self, invoice: Invoice) -> list[JournalLine]:
        """Lines of the invoice and of its client as a whole, oldest first."""
        ...

    def verify(self) -> int | None:
        """Id of the first line whose hash does not fit, or None."""
        ...


class Unit(Protocol):
    """One transaction over all repositories."""

    @property
    def clients(self) -> Clients: ...
    @property
    def invoices(self) -> Invoices: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def movements(self) -> Movements: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def journal(self) -> Journal: ...

    def case(self, client_id: int) -> Case:
        """The client with all that bears on it, under lock until the transaction ends."""
        ...

    def clients_due(self, day: date) -> list[int]:
        """Clients with a next step, an ending hold or an instalment by that day (indexed, never a scan)."""
        ...

    def all_clients(self, *, open_only: bool = True) -> list[int]: ...
    def flag(self, key: str) -> str | None: ...
    def set_flag(self, key: str, value: str) -> None: ...


class Store(Protocol):
    """The database."""

    def transact(self, work: Callable[[Unit], T]) -> T:
        """Run a unit of work in one write transaction (BEGIN IMMEDIATE on SQLite); commit, or undo and raise."""
        ...

    def read(self, work: Callable[[Unit], T]) -> T:
        """Run a unit of work on a consistent snapshot; it must not write."""
        ...
