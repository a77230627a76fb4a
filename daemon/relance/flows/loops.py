"""The daemon: one thread that watches the mailbox, one loop that works; a scheduler and the mailbox wake it.

The scheduler only wakes; the database decides. The watchdog is fed only while the loop is on time and both workers
make progress, so that a hang is a restart and not a silence.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from relance.errors import MailboxError, MailboxRefusedError, RelanceError
from relance.flows.collect import collect
from relance.flows.outbox import Pace
from relance.flows.passes import PassResult, work
from relance.flows.ports import Backoff, Herald, Wakes
from relance.flows.world import World

IDLE_SECONDS = 285.0
"""One IDLE cycle: under five minutes, so that a dead NAT entry costs no more than that."""

WAKE_SECONDS = 20
LATE_SECONDS = 5.0
GRACE_SECONDS = 6.0
"""What is under way may end within that after a stop is asked for (clean stop under 10 s: interface). A mail cut off
then is what a crash leaves behind: ready again before its dot, doubtful after it."""

GOODBYE_SECONDS = 2.0
"""For the log-out from the mailbox."""

STUCK = timedelta(minutes=15)
"""A worker that made no progress for so long keeps the watchdog from being fed: it is restarted."""

_ADDRESS = re.compile(r"[^\s<>«»:;,]+@[^\s<>«»:;,]+")

log = structlog.get_logger("relance")


@dataclass(slots=True)
class Daemon:
    """The running daemon.

    Attributes:
        lease_held: whether this process is still the active one.

    """

    world: World
    herald: Herald
    backoff: Backoff
    wakes: Wakes
    lease_held: Callable[[], bool]
    pace: Pace
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    watched_at: float = 0.0
    worked_at: float = 0.0
    mailbox_state: str = "connexion"

    def stop(self) -> None:
        """Ask for a clean stop: the mail under way is finished, nothing new is begun."""
        self.stopping.set()
        self.woken.set()
        self.pace.stopped = True
        self.world.mailbox.interrupt()

    async def run(self) -> None:
        """Work until `stop`."""
        loop = asyncio.get_running_loop()
        self.watched_at = self.worked_at = loop.time()
        self.wakes.start(WAKE_SECONDS, self.woken.set)
        log.info("ready")
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(w) for w in (self._watch(), self._work(), self._feed())]
                await self.stopping.wait()
                self.herald.stopping()
                _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
                for task in late:
                    log.warning("cut_off")
                    task.cancel()
        finally:
            self.wakes.stop()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.to_thread(self.world.mailbox.close), GOODBYE_SECONDS)
            log.info("stopped")

    # --------------------------------------------------------------------------------------------- watching

    async def _watch(self) -> None:
        """Search, wait for a hint, search again, whatever the hint said."""
        while not self.stopping.is_set():
            try:
                kept = await asyncio.to_thread(collect, self.world)
                self._searched(kept)
                await asyncio.to_thread(self.world.mailbox.wait, IDLE_SECONDS)
                self.backoff.worked(asyncio.get_running_loop().time())
            except MailboxError as error:
                if self.stopping.is_set():
                    return
                await self._rest(error)
            self.watched_at = asyncio.get_running_loop().time()

    def _searched(self, kept: int) -> None:
        self.watched_at = asyncio.get_running_loop().time()
        self.mailbox_state = "boîte surveillée"
        if kept:
            log.info("mail_kept", count=kept)
        self.woken.set()

    async def _rest(self, error: MailboxError) -> None:
        refused = isinstance(error, MailboxRefusedError)
        chance = random.random()  # noqa: S311  spreads reconnections, guards nothing
        rest = self.backoff.failed(chance, refused=refused, retry_after=error.retry_after)
        self.mailbox_state = "boîte injoignable"
        # A rest is no hang: the watchdog would restart us, and a refused password would be tried again at once.
        self.watched_at = asyncio.get_running_loop().time() + rest
        log.warning("mailbox_unusable", seconds=round(rest), problem=str(error))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), rest)

    # ---------------------------------------------------------------------------------------------- working

    async def _work(self) -> None:
        """One pass a wake, one at a time."""
        while not self.stopping.is_set():
            self.woken.clear()
            await self._pass()
            self.worked_at = asyncio.get_running_loop().time()
            await self.woken.wait()

    async def _pass(self) -> None:
        if not await asyncio.to_thread(self.lease_held):
            raise RelanceError("Le verrou de la base a été perdu : un autre service a pris la suite.")
        result = PassResult()
        try:
            await work(self.world, self.pace, result)
        except RelanceError as error:
            log.error("pass_failed", problem=str(error))  # noqa: TRY400  a sentence, not a traceback
            return
        for problem in result.problems:
            # A server's words may name the client it refused: no address goes into the log (secret professionnel).
            log.warning("problem", problem=_ADDRESS.sub("…@…", problem))
        if result.read or result.sent:
            log.info("pass", read=result.read, sent=result.sent, doubtful=result.doubtful, failed=result.failed)
        self.herald.status(f"{self.mailbox_state} ; {result.waiting} message(s) en attente")

    # --------------------------------------------------------------------------------------------- watchdog

    async def _feed(self) -> None:
        """Feed the watchdog while the loop is on time and both workers make progress."""
        loop = asyncio.get_running_loop()
        period = (self.herald.watchdog_seconds or 60.0) / 3
        while not self.stopping.is_set():
            before = loop.time()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), period)
            late = loop.time() - before - period
            oldest = min(self.watched_at, self.worked_at)
            if late < LATE_SECONDS and loop.time() - oldest < STUCK.total_seconds():
                self.herald.watchdog()
            else:
                log.error("not_on_time", late_seconds=round(late, 1))
