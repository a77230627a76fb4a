"""The daemon as a process: start, watch, stop, die and come back."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, point, query, reminded, rows

from relance.adapters.imap import Backoff
from relance.adapters.systemd import Notifier
from relance.adapters.wakes import SchedulerWakes
from relance.bootstrap import open_app
from relance.flows.loops import Daemon
from relance.flows.outbox import Pace
from servers.dovecot import DovecotServer, installed
from servers.embedded import ImapServer, Script, SmtpSink
from servers.office import Office, answer, at, to_clients
from servers.scripted_imap import ScriptedImap, Session
from servers.service import Service
from servers.stalling_smtp import Point, StallingSmtp

NOW = ("--now", at("2026-03-10 10:00").isoformat())
DUE = ("--now", at("2026-03-09 09:30").isoformat())


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


def until(seen: Callable[[], object], seconds: float = 15) -> float:
    """Seconds until something is so."""
    start = time.monotonic()
    while not seen():
        assert time.monotonic() - start < seconds
        time.sleep(0.05)
    return time.monotonic() - start


def test_it_is_ready_within_seconds_feeds_the_watchdog_and_stops_cleanly(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-02 09:00").returncode == 0
    with Service(office.folder, *NOW) as service:
        assert service.wait_for("READY=1") < 5
        service.wait_for("WATCHDOG=1", times=3)
        service.wait_for("STATUS=boîte surveillée")
        started = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - started < 5
        assert service.wait_for("STOPPING=1") > 0
        assert "Traceback" not in service.log()


@pytest.mark.dovecot
def test_a_mail_is_heard_within_seconds_through_idle(
    tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink
) -> None:
    office = Office(tmp_path, dovecot, smtp_sink)
    mail = reminded(office)
    with Service(office.folder, *NOW) as service:
        service.wait_for("STATUS=boîte surveillée")
        time.sleep(1.5)  # it idles now
        office.receive(answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 09:55"))
        # Far below the 20 seconds of the scheduler.
        assert until(lambda: query(office, "SELECT 1 FROM hold WHERE reason = 'dispute'"), 8) < 8
        assert service.stop() == 0
    assert office.invoice(NUMBER, "2026-03-10 10:01")["state"] == "waiting"
    assert all(flags == frozenset() for flags in dovecot.flags().values())


def test_what_is_due_leaves_and_is_filed_under_sent(office: Office, imap_server: ImapServer) -> None:
    assert office.take_in(rows(2), "2026-03-08 10:00").returncode == 0
    with Service(office.folder, *DUE) as service:
        office.sink.wait_for(2, 20)
        until(lambda: len(imap_server.mails("Sent")) == 2)
        assert service.stop() == 0
    office.ok("tick", now=at("2026-03-09 09:31"))
    assert len(office.sink.box) == 2
    assert sorted(imap_server.mails("Sent")) == sorted(d.raw for d in office.sink.box)


@pytest.mark.parametrize("where", ["body", "dot"])
def test_it_stops_in_ten_seconds_while_the_smtp_server_sleeps(office: Office, where: Point) -> None:
    (office.folder / "f.pdf").write_bytes(b"%PDF-1.4\n" + b"% a page that is long\n" * 200_000)
    assert office.take_in(ROW + "f.pdf\n", "2026-03-08 10:00").returncode == 0
    with StallingSmtp(where) as server:
        point(office, smtp=server.port)
        with Service(office.folder, *DUE) as service:
            assert server.reached.wait(20)
            started = time.monotonic()
            assert service.stop(15) == 0
            assert time.monotonic() - started < 10
            assert service.wait_for("STOPPING=1") > 0
            assert "Traceback" not in service.log()
        point(office, smtp=office.sink.port)
        office.ok("tick", now=at("2026-03-09 09:31"))
        office.ok("tick", now=at("2026-03-09 09:45"))
        later = to_clients(office.new_mails())
        if where == "dot":
            assert len(server.taken) == 1
            assert later == []
            assert "doubtful" in office.tasks("2026-03-09 09:46")
        else:
            assert server.taken == []
            assert len(later) == 1


async def _listen(ear: socket.socket, told: list[bytes]) -> None:
    while True:
        told.append(await asyncio.get_running_loop().sock_recv(ear, 4096))


@pytest.mark.parametrize("asleep", ["LOGIN", "IDLE"])
def test_it_stops_in_ten_seconds_while_the_imap_server_sleeps(office: Office, asleep: str) -> None:
    heard, go = threading.Event(), threading.Event()

    def sleep(_session: Session, _tag: bytes, _rest: bytes) -> None:
        heard.set()
        go.wait(20)

    with ScriptedImap() as server:
        server.on[asleep] = sleep
        point(office, imap=server.port)
        with Service(office.folder, *NOW) as service:
            assert heard.wait(20)
            started = time.monotonic()
            assert service.stop(15) == 0
            assert time.monotonic() - started < 10
            assert "Traceback" not in service.log()
        go.set()


def test_a_refused_password_is_no_reason_for_the_watchdog_to_start_it_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest after a refusal (5 minutes to an hour) is longer than what counts as stuck."""
    monkeypatch.setattr("relance.flows.loops.WAKE_SECONDS", 1)
    monkeypatch.setattr("relance.flows.loops.STUCK", timedelta(seconds=2))
    (office.folder / "imap.secret").write_text("faux", encoding="utf-8")
    address = f"relance-test-{os.getpid()}-refused"
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear,
        open_app(office.folder / "config.toml", at("2026-03-10 10:00")) as app,
    ):
        ear.bind("\0" + address)
        ear.setblocking(False)  # noqa: FBT003  takes it by position only
        herald = Notifier({"NOTIFY_SOCKET": "@" + address, "WATCHDOG_USEC": "600000"})
        daemon = Daemon(app.world(), herald, Backoff(), SchedulerWakes(), lambda: True, Pace(20))

        async def live() -> list[bytes]:
            told: list[bytes] = []
            listening = asyncio.create_task(_listen(ear, told))
            running = asyncio.create_task(daemon.run())
            await asyncio.sleep(3)
            told.clear()  # what was told while it was young
            await asyncio.sleep(1.5)
            late = list(told)
            daemon.stop()
            await running
            listening.cancel()
            return late

        assert b"WATCHDOG=1" in asyncio.run(live())


def test_a_dead_imap_server_keeps_nothing_from_being_ready_and_is_found_when_it_is_back(
    tmp_path: Path, smtp_sink: SmtpSink
) -> None:
    if installed() is None:
        pytest.skip("Dovecot is not installed")
    server = DovecotServer()
    office = Office(tmp_path, server, smtp_sink)
    assert office.take_in(ROW + "\n", "2026-03-08 10:00").returncode == 0
    with Service(office.folder, *DUE) as service:
        service.wait_for("READY=1")
        service.wait_for("STATUS=boîte injoignable")
        service.wait_for("WATCHDOG=1", times=3)
        assert smtp_sink.box == []  # never searched: nothing leaves for clients
        with server:
            smtp_sink.wait_for(1, 30)
            service.wait_for("STATUS=boîte surveillée", 30)
            assert service.stop() == 0
    assert "mailbox_unusable" in (tmp_path / "service.log").read_text(encoding="utf-8")


def test_a_lost_connection_is_made_again(office: Office, imap_server: ImapServer) -> None:
    mail = reminded(office)
    with Service(office.folder, *NOW) as service:
        service.wait_for("STATUS=boîte surveillée")
        time.sleep(1)
        imap_server.disconnect()
        office.receive(answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 09:55"))
        until(lambda: query(office, "SELECT 1 FROM hold WHERE reason = 'dispute'"), 20)
        assert service.stop() == 0


def test_a_second_daemon_on_one_database_is_refused_in_french(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-02 09:00").returncode == 0
    with Service(office.folder, *NOW) as first:
        first.wait_for("READY=1")
        done = office.run("run", *NOW)
        assert done.returncode == 1
        assert "déjà au travail" in done.stderr
        assert "Traceback" not in done.stderr
        assert first.stop() == 0


def test_orders_are_taken_while_it_runs(office: Office) -> None:
    reminded(office)
    with Service(office.folder, *NOW) as service:
        service.wait_for("STATUS=boîte surveillée")
        office.ok("hold", NUMBER, now=at("2026-03-10 10:00"))
        assert office.invoice(NUMBER, "2026-03-10 10:00")["state"] == "waiting"
        office.ok("pay", NUMBER, "200", now=at("2026-03-10 10:00"))
        office.ok("release", NUMBER, now=at("2026-03-10 10:00"))
        office.ok("backup", str(office.folder / "copie.db"))
        assert service.process.poll() is None
        assert service.stop() == 0
    assert office.invoice(NUMBER, "2026-03-10 10:01")["balance"] == "1000.00"


def test_killed_and_started_again_it_loses_and_repeats_nothing(office: Office) -> None:
    assert office.take_in(rows(2), "2026-03-08 10:00").returncode == 0
    with Service(office.folder, *DUE) as first:
        office.sink.wait_for(2, 20)
        time.sleep(0.5)
        first.kill()
    office.receive(
        answer(None, "Je refuse de payer F-001.", sender="client001@exemple.test", when="2026-03-09 09:20")
    )
    with Service(office.folder, *DUE) as second:  # the lease ended with the process
        until(lambda: query(office, "SELECT 1 FROM hold WHERE reason = 'refusal'"), 20)
        assert second.stop() == 0
    assert len([d for d in office.sink.box if d.rcpts[0].startswith("client")]) == 2


def test_the_log_holds_no_word_of_a_mail_and_no_name(office: Office) -> None:
    mail = reminded(office)
    text = "Mirabelle et quetsche : je conteste cette facture, voyez Maître Quincampoix."
    office.receive(answer(mail, text, sender=CLIENT, when="2026-03-10 09:55", subject="Réclamation Mirabelle"))
    poison = f"From: {CLIENT}\r\nSubject: Coing\r\nContent-Type: text/plain; charset=x\r\n\r\nCoing"
    office.imap.append(poison.encode())
    with Service(office.folder, *NOW) as service:
        until(lambda: query(office, "SELECT 1 FROM hold WHERE reason = 'dispute'"), 20)
        until(lambda: not query(office, "SELECT 1 FROM received WHERE status = 'unread'"), 20)
        assert service.stop() == 0
        said = service.log()
    assert "ready" in said
    for word in ("irabelle", "quetsche", "Quincampoix", "oing", CLIENT, "SARL", "Exemple"):
        assert word not in said


def test_a_servers_words_are_logged_without_the_address_they_name(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 10:00").returncode == 0
    office.sink.script = Script(refuse={CLIENT: f"421 4.7.0 <{CLIENT}>: too many mails from you"})
    with Service(office.folder, *DUE) as service:
        until(lambda: "too many mails" in service.log(), 20)
        assert service.stop() == 0
        assert "exemple.test" not in service.log()
