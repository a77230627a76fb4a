"""One whole pass: recover, search, read, decide, send, file. `tick` is one of these; the daemon is many."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from relance.errors import MailboxError
from relance.flows.collect import collect
from relance.flows.incoming import read_all
from relance.flows.outbox import Gate, Pace, copy_sent, recover, send_due
from relance.flows.reminders import Progress, account_changed, braked, decide_day
from relance.flows.world import World

FORGET = timedelta(days=7)
"""`unrelated` mail keeps no body after that (secret professionnel)."""


@dataclass(slots=True)
class PassResult:
    """What a pass did.

    Attributes:
        problems: French sentences; any makes `tick` exit with 1.

    """

    fetched: int = 0
    read: int = 0
    decided: int = 0
    sent: int = 0
    doubtful: int = 0
    failed: int = 0
    waiting: int = 0
    problems: list[str] = field(default_factory=list)


async def whole_pass(world: World, pace: Pace, progress: Progress | None = None) -> PassResult:
    """Search the mailbox, then do everything else once.

    Args:
        world: adapters, clock, firm.
        pace: of mails to clients.
        progress: told how many clients are decided.

    """
    result = PassResult()
    try:
        result.fetched = await asyncio.to_thread(collect, world)
    except MailboxError as error:
        result.problems.extend(error.problems)
    await work(world, pace, result, progress)
    return result


async def work(world: World, pace: Pace, result: PassResult, progress: Progress | None = None) -> None:
    """Everything of a pass but the search: what the daemon does while its IMAP thread searches."""
    store, firm = world.store, world.firm
    await recover(world)
    now = world.clock.now()
    result.read = await asyncio.to_thread(read_all, store, now, firm)
    result.decided = await asyncio.to_thread(decide_day, store, now, firm, progress)
    closed = ""
    if await asyncio.to_thread(store.transact, lambda unit: account_changed(unit, now, firm)):
        closed = "L’IBAN a changé dans la configuration : rien ne part aux clients avant l’accord d’un avocat."
    held = await asyncio.to_thread(store.transact, lambda unit: braked(unit, now, firm))
    if held:
        result.problems.append(
            f"Frein : {held} relances partiraient aujourd’hui, plus que le seuil de {firm.policy.brake} ; "
            "aucune ne part avant l’accord demandé par e-mail (ou « relance answer »)."
        )
    report = await send_due(world, pace, Gate(closed))
    result.sent, result.doubtful, result.failed = report.sent, report.doubtful, report.failed
    result.waiting = report.later
    result.problems += [p for p in (closed, *report.problems) if p]
    await copy_sent(world)
    await asyncio.to_thread(store.transact, lambda unit: unit.inbox.forget_bodies(now - FORGET))
