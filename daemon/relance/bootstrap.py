"""The composition root: configuration -> real adapters -> flows. The only place that chooses."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.adapters import files
from relance.adapters.clock import FixedClock, SystemClock
from relance.adapters.secrets import PasswordSource
from relance.adapters.store.store import Store, open_store
from relance.config import Settings, load
from relance.errors import BusyError, ConfigError
from relance.flows.firm import Firm
from relance.flows.ports import Clock
from relance.flows.world import World
from relance.writing.gabarits import Gabarits

if TYPE_CHECKING:  # each command imports what it uses: status needs no IMAP
    from relance.adapters.imap import ImapSettings
    from relance.adapters.smtp import SmtpSettings
    from relance.adapters.store.lease import Lease
    from relance.adapters.systemd import Notifier
    from relance.domain.owed.claim import Terms
    from relance.flows.bank import BankResult
    from relance.flows.imports import ImportResult
    from relance.flows.orders import Orders
    from relance.flows.passes import PassResult
    from relance.reading.model import Model

STANDBY_SECONDS = 10.0
"""How often a standby looks whether it may take over: well under the minute the design allows."""

TICK_WAIT = 60.0
"""Seconds a `tick` waits for another pass that holds the database (interface)."""

Progress = Callable[[int, int], None]


def make_firm(settings: Settings) -> Firm:
    """The firm as the flows know it."""
    return Firm(
        facts=settings.firm_facts(),
        staff=settings.staff,
        policy=settings.policy(),
        gabarits=Gabarits(files.gabarits(settings.gabarits)),
        trusted_authserv=tuple(settings.imap.trusted_authserv),
        notice_senders=frozenset(s.lower() for s in settings.payments.notice_senders),
        accounts=(settings.firm.iban, *settings.payments.accounts),
        plus_addressing=settings.imap.plus_addressing,
        per_minute=settings.sending.per_minute,
        per_day=settings.sending.per_day,
        inbox=settings.imap.inbox,
        keeps_sent=settings.imap.sent != "",
        model=_model,
    )


@cache
def _model() -> Model:
    """The weights, read once in a process."""
    from relance.reading.model import read_model

    return read_model(files.packaged_weights())


def terms(settings: Settings) -> Terms:
    """What lateness is reckoned by: the rates of the program, the firm's own before them, and what it agreed."""
    from relance.domain.owed.claim import Terms
    from relance.domain.owed.rates import read_table

    given = (rate for row in settings.penalties.rates for rate in row.rates)
    table = read_table(files.packaged_rates()).replaced(given)
    return Terms(table, settings.penalties.agreed_percent or None)


def imap_account(settings: Settings, timeout: float = 60) -> ImapSettings:
    """The account of [imap]."""
    from relance.adapters.imap import ImapSettings

    imap = settings.imap
    source = PasswordSource("imap", imap.password_file, imap.password_env)
    return ImapSettings(
        host=imap.host,
        port=imap.real_port,
        security=imap.security,
        username=imap.username,
        password=source.read,
        inbox=imap.inbox,
        sent=imap.sent,
        ca_file=imap.ca_file,
        timeout=timeout,
    )


def smtp_account(settings: Settings) -> SmtpSettings:
    """The account of [smtp]."""
    from relance.adapters.smtp import SmtpSettings

    smtp = settings.smtp
    source = PasswordSource("smtp", smtp.password_file, smtp.password_env)
    return SmtpSettings(
        host=smtp.host,
        port=smtp.real_port,
        security=smtp.security,
        username=smtp.username,
        password=source.read,
        ca_file=smtp.ca_file,
    )


@dataclass(frozen=True, slots=True)
class App:
    """The program put together; every method is one command, prints nothing and gives a plain result."""

    settings: Settings
    firm: Firm
    clock: Clock
    store: Store

    # ------------------------------------------------------------------------------------------ at work

    def world(self) -> World:
        """The flows' view of the outside."""
        from relance.adapters.imap import ImapMailbox
        from relance.adapters.logs import configure
        from relance.adapters.smtp import SmtpCourier

        configure()
        mailbox = ImapMailbox(imap_account(self.settings))
        return World(self.store, mailbox, SmtpCourier(smtp_account(self.settings)), self.clock, self.firm)

    def tick(self, progress: Progress | None = None) -> PassResult:
        """One whole pass.

        Raises:
            BusyError: another pass held the database for a minute.

        """
        from relance.flows.outbox import Pace
        from relance.flows.passes import whole_pass

        self._require_staff()
        world = self.world()
        with self.store.lease().acquire(TICK_WAIT):
            try:
                return asyncio.run(whole_pass(world, Pace(self.firm.per_minute), progress))
            finally:
                world.mailbox.close()

    def run(self) -> None:
        """The daemon, until SIGTERM or Ctrl-C.

        Raises:
            BusyError: another daemon is active on this database; on PostgreSQL this one stands by instead.

        """
        from relance.adapters.systemd import Notifier

        self._require_staff()
        lease = self.store.lease()
        try:
            lease.acquire()
        except BusyError:
            if not self.settings.storage_url.startswith("postgresql"):
                raise  # on one machine a second daemon is a mistake
            self._stand_by(lease)
        with lease:
            # The store is open and ours: systemd may go on. The mail libraries are read while it does, and a
            # provider that does not answer must never make it restart us.
            herald = Notifier()
            signal.signal(signal.SIGTERM, _leave)  # until the loop takes it over
            herald.ready()
            asyncio.run(_serve(self.world(), herald, lease.held))

    def _stand_by(self, lease: Lease) -> None:
        """Wait until the active daemon is gone; systemd must not take the wait for a failed start."""
        from relance.adapters.systemd import Notifier

        herald = Notifier()
        herald.ready()
        while not lease.held():
            herald.watchdog()
            herald.status("en réserve : un autre service est actif sur cette base")
            with contextlib.suppress(BusyError):
                lease.acquire(STANDBY_SECONDS)

    def _require_staff(self) -> None:
        if not self.firm.lawyers():
            raise ConfigError(
                f'{self.settings.path} : [[firm.staff]] ne nomme aucun avocat (role = "lawyer") ; '
                "les mises en demeure et les réponses difficiles n’auraient pas de destinataire. Ajoutez-en un."
            )

    # ---------------------------------------------------------------------------------------- to look at

    def status(self, *, everything: bool = False) -> dict[str, Any]:
        """Open invoices and tasks; closed ones too with `everything`."""
        from relance.flows.views import status

        now = self.clock.now()
        return self.store.read(lambda unit: status(unit, now, self.firm.policy, include_closed=everything))

    def show(self, number: str) -> dict[str, Any]:
        """One invoice and its whole story."""
        from relance.flows.views import show

        now = self.clock.now()
        return self.store.read(lambda unit: show(unit, number, now, self.firm.policy))

    def preview(self, until: date | None) -> dict[str, Any]:
        """What would leave if nobody answered."""
        from relance.flows.previews import preview

        now = self.clock.now()
        return self.store.read(lambda unit: preview(unit, now, until, self.firm.policy))

    # -------------------------------------------------------------------------------------------- orders

    @property
    def _orders(self) -> Orders:
        from relance.flows.orders import Orders

        return Orders(self.store, self.firm, self.clock.now())

    def hold(self, number: str | None, client: str | None, until: date | None, reason: str) -> str:
        """Stop the escalation of an invoice, a client, or (neither named) everything."""
        if number is not None:
            return self._orders.hold(number, until, reason)
        return (
            self._orders.hold_all(until, reason)
            if client is None
            else self._orders.hold_client(client, until, reason)
        )

    def release(self, number: str | None, client: str | None) -> str:
        """Resume it."""
        if number is not None:
            return self._orders.release(number)
        return self._orders.release_all() if client is None else self._orders.release_client(client)

    def answer(self, task: str, text: str) -> str:
        """Answer a task as a mail would."""
        from relance.flows.desk import answer_task

        bare = task.strip().upper().removeprefix("T")
        if not bare.isdecimal():
            raise ConfigError(f"« {task} » n’est pas une tâche : écrivez son numéro, par exemple T7.")
        return answer_task(self.store, int(bare), text, self.clock.now(), self.firm)

    def pay(self, number: str, amount: Decimal, on: date | None, ref: str, *, again: bool) -> str:
        """Book a payment seen by a person."""
        return self._orders.pay(number, amount, on, ref, again=again)

    def credit(self, number: str, amount: Decimal) -> str:
        """Book a credit note."""
        return self._orders.credit(number, amount)

    def cancel(self, number: str, *, written_off: bool) -> str:
        """Annul or write off an invoice."""
        return self._orders.cancel(number, written_off=written_off)

    # -------------------------------------------------------------------------------------- files in and out

    def import_files(
        self, paths: Sequence[Path], *, complete: bool = False, progress: Progress | None = None
    ) -> ImportResult:
        """Take invoice files in."""
        from relance.flows.imports import ImportFile, import_files

        given = [ImportFile(str(p), files.read_bytes(p), files.reader_beside(p)) for p in paths]
        return import_files(
            self.store, given, firm=self.firm, now=self.clock.now(), complete=complete, progress=progress
        )

    def bank(self, paths: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None) -> BankResult:
        """Take evidence of payment in; a file that cannot be read is told, and the others go in."""
        from relance.flows.bank import BankFile, take_in

        given = [BankFile(str(p), files.reader(p)) for p in paths]
        return take_in(self.store, given, firm=self.firm, now=self.clock.now(), dry_run=dry_run, progress=progress)

    def backup(self, target: Path) -> str:
        """A consistent copy of the database."""
        from relance.adapters.store.backup import backup

        backup(self.settings.storage_url, self.settings.base_dir, target)
        return f"Copie de la base écrite : {target}"


@contextlib.contextmanager
def open_app(config: Path, now: datetime | None = None) -> Iterator[App]:
    """Put the program together.

    Args:
        config: the configuration file.
        now: the instant that stands for the clock (rehearsals), None = the real one.

    Raises:
        ConfigError: the configuration cannot be used.
        StoreError: the database cannot be used.

    """
    settings = load(config)
    clock: Clock = FixedClock(now, settings.zone) if now is not None else SystemClock(settings.zone)
    store = open_store(settings.storage_url, settings.base_dir, settings.zone)
    try:
        yield App(settings, make_firm(settings), clock, store)
    finally:
        store.close()


def _leave(*_: object) -> None:
    """A stop asked for before the loop runs: nothing is under way, so nothing is to be finished."""
    raise SystemExit(0)


async def _serve(world: World, herald: Notifier, held: Callable[[], bool]) -> None:
    """Run the daemon until a signal asks it to stop."""
    from relance.adapters.imap import Backoff
    from relance.adapters.threads import DaemonThreads
    from relance.adapters.wakes import SchedulerWakes
    from relance.flows.loops import Daemon
    from relance.flows.outbox import Pace

    daemon = Daemon(world, herald, Backoff(), SchedulerWakes(), held, Pace(world.firm.per_minute))
    loop = asyncio.get_running_loop()
    loop.set_default_executor(DaemonThreads())
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, daemon.stop)
    await daemon.run()
