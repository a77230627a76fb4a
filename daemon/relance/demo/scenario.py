"""The play of a rehearsal as plain data: who owes what, who answers what to which mail, what the firm's people say.

Nothing here acts. A cue names the mail that sets an act off; an act says what is written or paid, and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from relance.domain.model import Letter


class Does(StrEnum):
    """What a client does."""

    WRITES = "writes"
    PAYS = "pays"
    IS_ABSENT = "is_absent"
    BOUNCES = "bounces"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody does after a mail.

    Attributes:
        does: what it is.
        days: calendar days after the mail that set it off.
        at: the time of that day; when it has passed already, the next day. A bank moves it to a working day.
        text: the words of a mail.
        number: the invoice a transfer names.
        amount: of a transfer, euros; None = the whole invoice.

    """

    does: Does
    days: int
    at: time
    text: str = ""
    number: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A letter of the daemon, the first of its kind that reaches the client, and what follows it."""

    letter: Letter
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of the firm's list.

    Attributes:
        ends: the state it must be in when the curtain falls (`state` of the interface).
        stage, stage_on: where the firm stood with it when it took the daemon over ("" = nowhere).

    """

    number: str
    amount: Decimal
    issued_on: date
    due_on: date
    subject: str
    ends: str
    stage: str = ""
    stage_on: date | None = None


@dataclass(frozen=True, slots=True)
class Debtor:
    """A client of the firm.

    Attributes:
        writer: the person who answers.
        story: what he does, in a few words for the summary (French).

    """

    name: str
    kind: str
    email: str
    writer: str
    phone: str
    address: str
    story: str
    bills: tuple[Bill, ...]
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffCue:
    """What a person of the firm answers to one of the daemon's mails.

    Attributes:
        label: words of the subject.
        number: the invoice it must name.
        says: the answer.
        forged: the mail only pretends to come from him: the firm's server says so.

    """

    label: str
    number: str
    says: str
    days: int
    at: time
    forged: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the firm."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole play.

    Attributes:
        starts_on: day of the import and of the first pass.
        weeks: how long it lasts.
        watches: times of the passes of a working day.

    """

    starts_on: date
    weeks: int
    debtors: tuple[Debtor, ...]
    staff_cues: tuple[StaffCue, ...]
    watches: tuple[time, ...] = (time(9, 30), time(15, 0))

    @property
    def bills(self) -> tuple[Bill, ...]:
        """Every invoice."""
        return tuple(bill for debtor in self.debtors for bill in debtor.bills)

    def debtor_of(self, number: str) -> Debtor:
        """Who owes an invoice.

        Raises:
            StopIteration: nobody does.

        """
        return next(d for d in self.debtors if any(b.number == number for b in d.bills))


FIRM_NAME = "Cabinet Delcourt & Associés"
FIRM_EMAIL = "comptabilite@cabinet-delcourt.test"
FIRM_IBAN = "FR7630006000011234567890189"
"""The specimen IBAN of French banks: nobody's account."""

LAWYER = Person("Me Anne Delcourt", "anne.delcourt@cabinet-delcourt.test", "lawyer")
ASSISTANT = Person("Camille Roux", "camille.roux@cabinet-delcourt.test", "assistant")
STAFF = (LAWYER, ASSISTANT)

BANK_EMAIL = "ne-pas-repondre@banque-exemple.test"
AUTHSERV = "mx.cabinet-delcourt.test"
"""Whose Authentication-Results the firm believes."""
