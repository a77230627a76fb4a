"""The rehearsal: the real daemon, pass after pass, on a clock that is moved over the weeks of the play."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from relance.adapters.clock import FixedClock
from relance.bootstrap import App, open_app
from relance.demo.interruption import Interruption, remembered
from relance.demo.keeping import Keeper
from relance.demo.papers import LIST
from relance.demo.play import Arriving, Known, Play, Sent
from relance.demo.scenario import STAFF, Scenario
from relance.demo.servers import Delivered
from relance.demo.stage import ZONE, Stage, open_stage
from relance.domain.calendar import WorkCalendar
from relance.domain.model import Mail
from relance.errors import WorldError
from relance.flows.outbox import Pace
from relance.flows.passes import whole_pass
from relance.flows.ports import Unit
from relance.flows.world import World


class View(Protocol):
    """Who watches."""

    def opens(self, folder: Path, imported: int) -> None:
        """The papers are written, the invoices imported."""

    def moves(self, now: datetime, done: int, total: int) -> None:
        """The clock shows another instant: pass `done` of `total` begins."""

    def arrives(self, mail: Arriving) -> None:
        """A mail has come into the INBOX."""

    def leaves(self, sent: Sent) -> None:
        """A mail has left."""

    async def stands(self, status: Callable[[], Mapping[str, Any]]) -> None:
        """The pass is over; `status` gives how things stand (JSON of `status --all`). May take its time."""

    def closes(self) -> None:
        """The play is over, or was interrupted."""


@dataclass(frozen=True, slots=True)
class Story:
    """What a rehearsal gave.

    Attributes:
        ends_at: the last instant of the moved clock.
        instants: of every pass.
        status: JSON of `status --all` at that instant.
        shown: JSON of `show`, by invoice number.
        flags: flags of the INBOX by UID: before, after.
        inbox: the bytes in the INBOX at the end.
        problems: sentences of passes that went wrong.
        copies: mails in the Sent folder.

    """

    scenario: Scenario
    folder: Path
    config: Path
    ends_at: datetime
    calendar: WorkCalendar
    instants: tuple[datetime, ...]
    sent: tuple[Sent, ...]
    arrived: tuple[Arriving, ...]
    status: Mapping[str, Any]
    shown: Mapping[str, Mapping[str, Any]]
    flags: tuple[Mapping[int, frozenset[str]], Mapping[int, frozenset[str]]]
    inbox: tuple[bytes, ...]
    copies: int
    problems: tuple[str, ...]


def rehearse(scenario: Scenario, view: View, parent: Path | None = None) -> Story:
    """Play a scenario from beginning to end.

    Args:
        scenario: who owes and answers what.
        view: who watches.
        parent: where the folder is made; None = the system's place for temporary files.

    Raises:
        RelanceError: the program refused its own rehearsal.
        KeyboardInterrupt: it was interrupted; nothing is left behind.

    """
    try:
        with remembered() as interruption, open_stage(scenario, parent) as stage:
            start = datetime.combine(scenario.starts_on, scenario.watches[0], tzinfo=ZONE)
            with open_app(stage.config, start) as app, app.store.lease().acquire():
                _import(app, stage, view)
                world = app.world()
                try:
                    return asyncio.run(_Rehearsal(scenario, stage, app, world, view, interruption).run())
                finally:
                    world.mailbox.close()  # only now: until the loop has ended a thread may still be talking on it
    finally:
        view.closes()


def _import(app: App, stage: Stage, view: View) -> None:
    result = app.import_files([stage.folder / LIST])
    if result.rejected:
        raise WorldError(*(f"{row.file}, ligne {row.row} : {row.reason}" for row in result.rejected))
    view.opens(stage.folder, len(result.created))


@dataclass(slots=True)
class _Rehearsal:
    """One performance."""

    scenario: Scenario
    stage: Stage
    app: App
    world: World
    view: View
    interruption: Interruption
    seen: int = 0
    problems: list[str] = field(default_factory=list)

    async def run(self) -> Story:
        clock = self.app.clock
        assert isinstance(clock, FixedClock)  # noqa: S101  it was opened with an instant
        calendar = self.app.firm.policy.calendar
        play, keeper = Play(self.scenario, calendar), Keeper(self.stage.folder)
        instants = tuple(passes(self.scenario, calendar))
        pace = Pace(self.app.firm.per_minute)
        for done, now in enumerate(instants, 1):
            self.interruption.obey()
            clock.move(now)
            self.view.moves(now, done, len(instants))
            play.bring(now, lambda mail: self._deliver(mail, keeper))
            await self._pass(pace, play, keeper, now)
            await self.view.stands(lambda: self.app.status(everything=True))
        return self._story(play, instants)

    def _deliver(self, mail: Arriving, keeper: Keeper) -> None:
        self.stage.imap.append(mail.raw, at=mail.at)
        keeper.keep_arrived(mail, _group(mail))
        self.view.arrives(mail)

    async def _pass(self, pace: Pace, play: Play, keeper: Keeper, now: datetime) -> None:
        result = await whole_pass(self.world, pace)
        self.problems += result.problems
        taken = self.stage.smtp.box[self.seen :]
        self.seen += len(taken)
        for sent in play.hand_over(taken, self._known(taken), now):
            keeper.keep_sent(sent)
            self.view.leaves(sent)

    def _known(self, taken: list[Delivered]) -> Mapping[str, Known]:
        """What the outbox says of mails that were taken, by Message-ID."""
        if not taken:
            return {}
        return self.app.store.read(lambda unit: {m.message_id or "": _known(unit, m) for m in _all_sent(unit, taken)})

    def _story(self, play: Play, instants: tuple[datetime, ...]) -> Story:
        imap = self.stage.imap
        return Story(
            self.scenario,
            self.stage.folder,
            self.stage.config,
            instants[-1],
            play.calendar,
            instants,
            tuple(play.sent),
            tuple(play.arrived),
            self.app.status(everything=True),
            {bill.number: self.app.show(bill.number) for bill in self.scenario.bills},
            (self.stage.flags, imap.flags()),
            tuple(imap.mails()),
            len(imap.uids("Sent")),
            tuple(self.problems),
        )


def _all_sent(unit: Unit, taken: list[Delivered]) -> list[Mail]:
    ids = [_message_id(delivered.raw) for delivered in taken]
    return unit.outbox.by_message_ids(ids)


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
    return found[0].partition(b":")[2].strip().decode("ascii")


def _known(unit: Unit, mail: Mail) -> Known:
    stages = tuple((unit.invoices.get(i.invoice_id).number, i.stage.value) for i in mail.items if i.stage)
    return Known(mail.letter, stages)


def _group(mail: Arriving) -> str:
    if mail.who == "la banque":
        return "banque"
    return "cabinet" if mail.forged or any(p.name == mail.who for p in STAFF) else "clients"


def passes(scenario: Scenario, calendar: WorkCalendar) -> Iterator[datetime]:
    """The instants of the passes: every watch of a working day, the first one on the others.

    The last two days are a weekend on which nobody would look.
    """
    for n in range(7 * scenario.weeks - 2):
        day = scenario.starts_on + timedelta(days=n)
        watches = scenario.watches if calendar.is_working(day) else scenario.watches[:1]
        for at in watches:
            yield datetime.combine(day, at, tzinfo=ZONE)
