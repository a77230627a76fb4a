"""The mailbox is searched: every new mail is committed raw before the next is asked for. Runs in the IMAP thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from relance.domain.decisions import Action, Decision, Note, OpenTask
from relance.domain.model import TaskKind
from relance.domain.records import Fetched, SearchResult
from relance.flows.apply import apply
from relance.flows.firm import Firm
from relance.flows.ports import Unit
from relance.flows.world import World

Keep = Callable[[Fetched], None]

HISTORY = timedelta(days=30)
"""How far back the mails of a new client are looked for."""

OVERLAP = timedelta(days=30)
"""How far back a folder is read again when its UIDs have changed; what is known by its SHA-256 is not kept twice."""


def collect(world: World) -> int:
    """Search the mailbox once; how many mails are new in the store.

    Raises:
        MailboxError: the server could not be used; what was kept stays kept.

    """
    kept = 0

    def keep(mail: Fetched) -> None:
        nonlocal kept
        kept += world.store.transact(lambda unit: unit.inbox.keep(mail)) is not None

    now = world.clock.now()
    position = world.store.read(lambda unit: unit.inbox.position(world.firm.inbox))
    result = world.mailbox.search(position, keep, resync_since=(now - OVERLAP).date())
    world.store.transact(lambda unit: _searched(unit, result, world.clock.now(), world.firm))
    _look_back(world, now, keep)
    return kept


def _searched(unit: Unit, result: SearchResult, now: datetime, firm: Firm) -> None:
    unit.inbox.set_position(result.position, now)
    actions: list[Action] = []
    if result.resynced:
        actions.append(Note("mailbox_resynced", "numérotation du dossier changée par le serveur : dossier relu"))
    if result.lost:
        label = "Message que le serveur ne livre pas"
        uids = ", ".join(str(u) for u in result.lost)
        actions.append(
            OpenTask(
                TaskKind.OTHER,
                f"{label} : à lire dans la messagerie (UID {uids})",
                None,
                None,
                now.date(),
                urgent=True,
                cause=f"lost:{result.position.uidvalidity}:{uids}",
                data={"label": label},
            )
        )
    if actions:
        apply(unit, Decision(tuple(actions), "mailbox"), now, firm)


def _look_back(world: World, now: datetime, keep: Keep) -> None:
    """For new clients: their mails of the last 30 days, in one pass over the headers."""
    new = world.store.read(lambda unit: unit.clients.without_history())
    if not new:
        return
    addresses = frozenset(a for _, known in new for a in known)
    if addresses:
        world.mailbox.history(addresses, (now - HISTORY).date(), keep)
    world.store.transact(lambda unit: unit.clients.history_read([client_id for client_id, _ in new]))
