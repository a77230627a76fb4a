"""One day's steps: clients with something due -> the case -> decide -> apply; the brake; recalled tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from relance.domain.decisions import Decision, Note, OpenTask, SetFlag
from relance.domain.escalation import decide_steps
from relance.domain.model import REMINDERS, Approves, TaskKind
from relance.domain.upkeep import decide_reminders
from relance.flows.apply import apply, bring_up_to_date
from relance.flows.firm import Firm
from relance.flows.ports import Store, Unit

IBAN = "iban"
BRAKE = "brake"
"""Flags of the store: the account a lawyer confirmed, the day whose reminders were freed."""

BRAKED = "braked"
"""Flag: the day whose reminders are held back."""

Progress = Callable[[int, int], None]


def decide_day(store: Store, now: datetime, firm: Firm, progress: Progress | None = None) -> int:
    """Decide every step that is due, client by client; how many clients were looked at.

    Args:
        store: the database.
        now: this instant, in the firm's zone.
        firm: its policy.
        progress: told (done, of how many).

    """
    due = store.read(lambda unit: unit.clients_due(now.date()))
    for done, client_id in enumerate(due, 1):
        store.transact(lambda unit, c=client_id: decide_client(unit, c, now, firm))  # type: ignore[misc]
        if progress is not None:
            progress(done, len(due))
    store.transact(lambda unit: _recall(unit, now, firm))
    return len(due)


def decide_client(unit: Unit, client_id: int, now: datetime, firm: Firm) -> None:
    """Bring one client up to date, then take the steps of its ladder."""
    case = bring_up_to_date(unit, client_id, now, firm)
    apply(unit, decide_steps(case, now, firm.policy), now, firm)


def _recall(unit: Unit, now: datetime, firm: Firm) -> None:
    apply(unit, decide_reminders(unit.tasks.all_open(), now.date(), firm.policy.calendar), now, firm)


# -------------------------------------------------------------------------------------------------- brakes


def account_changed(unit: Unit, now: datetime, firm: Firm) -> bool:
    """Whether the printed account is not the one the firm confirmed: then nothing leaves before a lawyer's yes.

    The first account seen is taken as it is; a changed IBAN in a configuration file is how transfer fraud works.
    """
    printed = f"{firm.facts.iban}|{firm.facts.account_holder}"
    confirmed = unit.flag(IBAN)
    if confirmed is None:
        unit.set_flag(IBAN, printed)
        return False
    if confirmed == printed:
        return False
    if not _open_request(unit, Approves.IBAN, printed):
        title = f"Nouvel IBAN à confirmer : {firm.facts.iban} ({firm.facts.account_holder})"
        apply(unit, Decision((_request(Approves.IBAN, title, printed, now.date()),), "configuration"), now, firm)
    return True


def braked(unit: Unit, now: datetime, firm: Firm) -> int:
    """How many reminders are held back today by the brake; 0 when they may leave.

    A day that would send more than the firm's brake sends none and asks; a yes frees that day's list.
    """
    day = now.date()
    freed = unit.flag(BRAKE) == day.isoformat()
    count = _reminders_of(unit, day, firm)
    if not firm.policy.brake or count <= firm.policy.brake or freed:
        if unit.flag(BRAKED) == day.isoformat():
            unit.set_flag(BRAKED, "")
        return 0
    if unit.flag(BRAKED) != day.isoformat():
        told = Note("brake_pulled", f"{count} relances pour ce jour : aucune ne part sans accord")
        apply(unit, Decision((SetFlag(BRAKED, day.isoformat()), told), "brake"), now, firm)
    if not _open_request(unit, Approves.BRAKE, day.isoformat()):
        title = f"{count} relances partiraient le {day:%d/%m/%Y} (seuil : {firm.policy.brake})"
        apply(unit, Decision((_request(Approves.BRAKE, title, day.isoformat(), day),), "brake"), now, firm)
    return count


def held_back(unit: Unit, day: date) -> bool:
    """Whether the brake holds that day's reminders."""
    return unit.flag(BRAKED) == day.isoformat() and unit.flag(BRAKE) != day.isoformat()


def _reminders_of(unit: Unit, day: date, firm: Firm) -> int:
    zone = firm.policy.calendar.zone
    last = datetime.combine(day, time.max, tzinfo=zone)
    waiting = [
        m for m in unit.outbox.live() if m.letter in REMINDERS and m.not_before is not None and m.not_before <= last
    ]
    midnight = datetime.combine(day, time(), tzinfo=zone)
    return len(waiting) + unit.outbox.sent_since(midnight, REMINDERS)


def _open_request(unit: Unit, approves: Approves, value: str) -> bool:
    return any(t.approves is approves and t.data.get("value") == value for t in unit.tasks.all_open())


def _request(approves: Approves, title: str, value: str, day: date) -> OpenTask:
    return OpenTask(
        TaskKind.APPROVAL,
        title,
        None,
        None,
        day,
        urgent=True,
        cause=f"{approves.value}:{value}",
        approves=approves,
        data={"value": value},
    )
