"""What matching reads and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from relance.domain.evidence import Evidence
from relance.domain.model import ZERO, ClientKind


class Status(StrEnum):
    """Whether an invoice still asks for money."""

    OPEN = "open"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """What becomes of a movement (interface, JSON of `bank`)."""

    APPLY = "apply"
    ASK = "ask"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice as matching sees it.

    Attributes:
        number: as printed; unique in the ledger.
        client: key of the client; invoices of one client share it.
        names: how the client is called, its own name first.
        balance: euros still owed; what a settled or cancelled invoice owes is never looked at.
        emails: known addresses of the client, lower case.

    """

    number: str
    client: str
    names: tuple[str, ...]
    balance: Decimal
    issued_on: date
    due_on: date
    kind: ClientKind = ClientKind.UNKNOWN
    status: Status = Status.OPEN
    emails: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a payment of it is expected."""
        return self.status is Status.OPEN and self.balance > 0


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that an invoice takes, in euros; negative when it is taken back."""

    invoice: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """A payment seen before.

    Attributes:
        seen: the movement that told of it last (the line of the statement once it confirmed a notice).
        id: key in the store, 0 for one of this run.
        allocations: what of it was booked.
        asked: a person has not yet said what it is.

    """

    seen: Evidence
    id: int = 0
    allocations: tuple[Allocation, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of one movement.

    Attributes:
        decision: booked, asked or left.
        reason: why, a French sentence.
        allocations: what is booked; empty unless `decision` is `apply`.
        candidates: for a question, sets of invoice numbers worth proposing, best first.
        unallocated: euros of the movement that no invoice takes (all of it when asked, 0 when ignored).
        duplicate_of: the payment already known that this movement tells again. An `apply` that has one answers the
            question that payment had left open, and takes its place.

    """

    decision: Choice
    reason: str
    allocations: tuple[Allocation, ...] = ()
    candidates: tuple[tuple[str, ...], ...] = ()
    unallocated: Decimal = ZERO
    duplicate_of: Known | None = None
