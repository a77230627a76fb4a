"""What every flow knows of the firm: its people, its policy, its papers. Made once, from the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.domain.model import Task, TaskKind
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Policy
from relance.writing.facts import FirmFacts
from relance.writing.gabarits import Gabarits

if TYPE_CHECKING:  # commands that read no mail load no reader
    from relance.reading.model import Model


def _no_model() -> None:
    """The reader's rules alone."""


@dataclass(frozen=True, slots=True)
class Firm:
    """The firm.

    Attributes:
        facts: as printed.
        staff: its people; the first lawyer is asked when nobody else is named.
        policy: the ladder and its numbers.
        gabarits: the letters' sources, the firm's own over the packaged ones.
        trusted_authserv: authserv-ids whose Authentication-Results are believed.
        notice_senders: addresses whose mails are payment notices, lower case.
        accounts: the firm's own IBANs: moves between them are not payments.
        plus_addressing: whether the mailbox takes name+tag@domain.
        per_minute: mails to clients in a minute, at most.
        per_day: mails in 24 hours, at most.
        inbox: the watched folder.
        keeps_sent: whether a copy of each mail goes to the Sent folder.
        model: gives the trained weights of the reader, asked for with the first mail; None = its rules alone.

    """

    facts: FirmFacts
    staff: tuple[StaffMember, ...]
    policy: Policy
    gabarits: Gabarits
    trusted_authserv: tuple[str, ...] = ()
    notice_senders: frozenset[str] = field(default_factory=frozenset)
    accounts: tuple[str, ...] = ()
    plus_addressing: bool = False
    per_minute: int = 20
    per_day: int = 500
    inbox: str = "INBOX"
    keeps_sent: bool = True
    model: Callable[[], Model | None] = field(default=_no_model, repr=False)

    @property
    def address(self) -> str:
        """The watched mailbox, From of every mail, lower case."""
        return self.facts.email.lower()

    def member(self, address: str) -> StaffMember | None:
        """The person with that e-mail address."""
        return next((m for m in self.staff if m.email == address.lower()), None)

    def lawyers(self) -> tuple[StaffMember, ...]:
        """The lawyers, in the order of the configuration."""
        return tuple(m for m in self.staff if m.role is Role.LAWYER)

    def asked(self, kind: TaskKind, responsible: tuple[str | None, ...], *, everyone: bool) -> tuple[str, ...]:
        """Who is asked to do a task.

        Args:
            kind: of the task: what has legal weight goes to lawyers, the rest to assistants where there are some.
            responsible: staff e-mails recorded for the invoice and the client, first one first.
            everyone: every lawyer is asked.

        """
        lawyers = self.lawyers()
        if everyone and lawyers:
            return tuple(m.email for m in lawyers)
        pool = lawyers if kind in _LAWYERS else tuple(m for m in self.staff if m.role is Role.ASSISTANT) or lawyers
        named = [m for a in responsible if a and (m := self.member(a)) is not None]
        chosen = next((m for m in named if m in lawyers or m in pool), None)
        if chosen is not None and (kind not in _LAWYERS or chosen in lawyers):
            return (chosen.email,)
        return tuple(m.email for m in (pool or self.staff)[:1])


_LAWYERS = frozenset({TaskKind.APPROVAL, TaskKind.REPLY, TaskKind.HANDOVER})


def owners(task: Task, firm: Firm) -> tuple[str, ...]:
    """The people a stored task asks who are still of the firm; the first lawyer when none is."""
    left = tuple(o for o in task.owner if firm.member(o) is not None)
    return left or tuple(m.email for m in firm.lawyers()[:1])
