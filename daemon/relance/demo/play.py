"""The play itself: mails that leave are handed to their readers, whose answers come into the INBOX in due time.

Nothing here touches the daemon's data. Its outbox is read, to know which letter a mail is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from relance.demo.clients import Original, absence, bank_notice, bounce, forged, original, reply
from relance.demo.scenario import STAFF, Act, Debtor, Does, Person, Scenario, StaffCue
from relance.demo.servers import Delivered
from relance.demo.words import LETTERS
from relance.domain.calendar import WorkCalendar
from relance.domain.model import Letter
from relance.domain.money import euros


@dataclass(frozen=True, slots=True)
class Known:
    """What the daemon's outbox says of a mail.

    Attributes:
        stages: (invoice number, stage) of what it carries out.

    """

    letter: Letter
    stages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that the SMTP server took.

    Attributes:
        at: of the moved clock.
        who: its reader.
        numbers: the invoices its subject names.

    """

    at: datetime
    to: str
    who: str
    mail: Original
    known: Known
    numbers: tuple[str, ...]

    @property
    def to_firm(self) -> bool:
        """Whether it went to a person of the firm."""
        return any(self.to == person.email for person in STAFF)

    @property
    def told(self) -> str:
        """One line about it."""
        shown = ", ".join(self.numbers)
        return f"{LETTERS[self.known.letter]}{f' {shown}' if shown else ''} → {self.who}"


@dataclass(frozen=True, slots=True, order=True)
class Arriving:
    """A mail on its way to the INBOX.

    Attributes:
        at: when it comes; `turn` keeps the order of what comes at the same time.
        who: its writer.
        told: one line about it.
        settles: the invoice that this notice of the bank pays in full.
        forged: it only imitates a person of the firm.

    """

    at: datetime
    turn: int
    raw: bytes = field(compare=False)
    who: str = field(compare=False)
    told: str = field(compare=False)
    numbers: tuple[str, ...] = field(compare=False, default=())
    settles: str = field(compare=False, default="")
    forged: bool = field(compare=False, default=False)


Deliver = Callable[[Arriving], None]


@dataclass(slots=True)
class Play:
    """Everybody outside the daemon.

    Attributes:
        sent: what the daemon has sent, oldest first.
        arrived: what has come into the INBOX, oldest first.

    """

    scenario: Scenario
    calendar: WorkCalendar
    sent: list[Sent] = field(default_factory=list)
    arrived: list[Arriving] = field(default_factory=list)
    _coming: list[Arriving] = field(default_factory=list)
    _played: set[tuple[str, Letter]] = field(default_factory=set)
    _turn: int = 0

    def bring(self, now: datetime, deliver: Deliver) -> None:
        """Deliver every mail whose time has come."""
        while self._coming and self._coming[0].at <= now:
            mail = heapq.heappop(self._coming)
            deliver(mail)
            self.arrived.append(mail)

    def hand_over(self, taken: Sequence[Delivered], known: Mapping[str, Known], now: datetime) -> list[Sent]:
        """Give mails to their readers, who answer later; what was handed over.

        Args:
            taken: what the SMTP server took since the last time.
            known: by Message-ID.
            now: of the moved clock.

        """
        new: list[Sent] = []
        for delivered in taken:
            mail = original(delivered.raw)
            for address in delivered.rcpts:
                sent = self._sent(address, mail, known[mail.message_id], now)
                new.append(sent)
                self._answer(sent)
        self.sent += new
        return new

    def _sent(self, address: str, mail: Original, known: Known, now: datetime) -> Sent:
        named = tuple(b.number for b in self.scenario.bills if b.number in mail.subject)
        people: list[Debtor | Person] = [*self.scenario.debtors, *STAFF]
        who = next((p.name for p in people if p.email == address), address)
        return Sent(now, address, who, mail, known, named)

    # --------------------------------------------------------------------------------------------- answers

    def _answer(self, sent: Sent) -> None:
        member = next((p for p in STAFF if p.email == sent.to), None)
        if member is not None:
            self._staff(sent, member)
            return
        debtor = next((d for d in self.scenario.debtors if d.email == sent.to), None)
        if debtor is None or (debtor.email, sent.known.letter) in self._played:
            return
        self._played.add((debtor.email, sent.known.letter))
        for cue in debtor.cues:
            if cue.letter is sent.known.letter:
                for act in cue.acts:
                    self._act(sent, debtor, act)

    def _staff(self, sent: Sent, member: Person) -> None:
        if sent.known.letter not in (Letter.TASK, Letter.APPROVAL):
            return
        for cue in self.scenario.staff_cues:
            if cue.label in sent.mail.subject and cue.number in sent.numbers:
                self._staff_answers(sent, member, cue)

    def _staff_answers(self, sent: Sent, member: Person, cue: StaffCue) -> None:
        at = self._when(sent.at, cue.days, cue, working=True)
        write = forged if cue.forged else reply
        raw = write(sent.mail, member.name, member.email, at, cue.says)
        who = f"un faussaire, au nom de {member.name}" if cue.forged else member.name
        self._comes(at, raw, who, f"« {cue.says} » {cue.number}", (cue.number,), is_forged=cue.forged)

    def _act(self, sent: Sent, debtor: Debtor, act: Act) -> None:
        at = self._when(sent.at, act.days, act, working=act.does is Does.PAYS)
        numbers = sent.numbers
        match act.does:
            case Does.WRITES:
                raw = reply(sent.mail, debtor.writer, debtor.email, at, act.text)
                self._comes(at, raw, debtor.name, f"« {_gist(act.text)} »", numbers)
            case Does.IS_ABSENT:
                raw = absence(sent.mail, debtor.writer, debtor.email, at, act.text)
                self._comes(at, raw, debtor.name, "réponse automatique d’absence", numbers)
            case Does.BOUNCES:
                self._comes(at, bounce(sent.mail, debtor.email, at), debtor.name, "adresse inconnue", numbers)
            case Does.PAYS:
                self._pays(debtor, act, at)

    def _pays(self, debtor: Debtor, act: Act, at: datetime) -> None:
        bill = next(b for b in debtor.bills if b.number == act.number)
        amount = act.amount if act.amount is not None else bill.amount
        raw = bank_notice(debtor.name, amount, bill.number, at)
        told = f"avis de virement, {euros(amount)}, {debtor.name}"
        settles = bill.number if amount == bill.amount else ""
        self._comes(at, raw, "la banque", told, (bill.number,), settles=settles)

    def _when(self, sent_at: datetime, days: int, what: Act | StaffCue, *, working: bool) -> datetime:
        """The moment of an answer: never before the mail; banks and people of the firm keep to working days."""
        at = datetime.combine(sent_at.date() + timedelta(days=days), what.at, tzinfo=sent_at.tzinfo)
        if at <= sent_at:
            at += timedelta(days=1)
        day = self.calendar.working(at.date()) if working else at.date()
        return datetime.combine(day, what.at, tzinfo=sent_at.tzinfo)

    def _comes(
        self,
        at: datetime,
        raw: bytes,
        who: str,
        told: str,
        numbers: tuple[str, ...],
        *,
        settles: str = "",
        is_forged: bool = False,
    ) -> None:
        self._turn += 1
        told = f"{who} : {told}" if who != "la banque" else told
        heapq.heappush(self._coming, Arriving(at, self._turn, raw, who, told, numbers, settles, is_forged))


def _gist(text: str) -> str:
    """The first words of a mail after its greeting."""
    parts = [p for p in text.split("\n\n") if len(p.split()) > 3]
    words = " ".join(parts[0].split())
    return words if len(words) <= 70 else f"{words[:69].rsplit(' ', 1)[0]}…"
