"""kill -9 at any line: nothing leaves twice, nothing is lost, and what may have left is shown to a person."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, database, point, query, spawn

from servers import crashing
from servers.embedded import ImapServer, SmtpSink
from servers.office import Office, answer, at, to_clients
from servers.stalling_smtp import Point, StallingSmtp

NOW = at("2026-03-09 09:30").isoformat()


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    office = Office(tmp_path, imap_server, smtp_sink)
    big = b"%PDF-1.4\n" + b"% a page that is long\n" * 200_000
    (tmp_path / "f.pdf").write_bytes(big)  # 4 MB: more than the buffers of a connection hold
    assert office.take_in(ROW + "f.pdf\n", "2026-03-09 09:00").returncode == 0
    return office


def killed(office: Office, server: StallingSmtp) -> None:
    """A tick that is killed when the server has come to its point."""
    point(office, smtp=server.port)
    process = spawn(office, "tick", "--now", NOW)
    try:
        assert server.reached.wait(30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -9
    point(office, smtp=office.sink.port)


@pytest.mark.parametrize("where", ["mail", "data", "body"])
def test_a_tick_killed_before_the_dot_is_made_good_by_the_next(office: Office, where: Point) -> None:
    with StallingSmtp(where) as server:
        killed(office, server)
        assert query(office, "SELECT status, phase FROM mail") == [("attempting", "attempt")]
        office.ok("tick", now=at("2026-03-09 09:31"))
        later = to_clients(office.tick("2026-03-09 09:40"))
    assert server.taken == []
    assert len(later) + len(to_clients(office.new_mails())) == 1
    assert office.tick("2026-03-09 10:00") == []
    assert office.invoice(NUMBER, "2026-03-09 10:01")["stage"] == "friendly"


def test_a_tick_killed_after_the_dot_leaves_a_doubt_and_no_second_mail(office: Office) -> None:
    with StallingSmtp("dot") as server:
        killed(office, server)
    assert len(server.taken) == 1
    assert query(office, "SELECT status, phase FROM mail") == [("attempting", "dot")]
    assert to_clients(office.tick("2026-03-09 09:31")) == []
    assert "doubtful" in office.tasks("2026-03-09 09:32")
    assert to_clients(office.tick("2026-03-16 09:30")) == []
    assert office.invoice(NUMBER, "2026-03-16 09:31")["state"] == "waiting"


def test_a_tick_killed_between_the_servers_yes_and_its_commit_sends_nothing_twice(office: Office) -> None:
    with database(office) as db, StallingSmtp("ok", lambda: db.execute("BEGIN IMMEDIATE")) as server:
        killed(office, server)  # it knows that the mail was taken, and cannot write it down
        db.execute("ROLLBACK")
    assert len(server.taken) == 1
    assert query(office, "SELECT status, phase FROM mail") == [("attempting", "dot")]
    assert to_clients(office.tick("2026-03-09 09:31")) == []
    assert "doubtful" in office.tasks("2026-03-09 09:32")


def test_what_the_dead_tick_sent_is_known_when_the_provider_filed_it(office: Office) -> None:
    with StallingSmtp("dot") as server:
        killed(office, server)
    office.imap.append(server.taken[0], folder="Sent")
    assert to_clients(office.tick("2026-03-09 09:31")) == []
    assert office.tasks("2026-03-09 09:32") == {}
    shown = office.invoice(NUMBER, "2026-03-09 09:32")
    assert (shown["state"], shown["stage"], shown["next_on"]) == ("active", "friendly", "2026-03-16")


def test_two_ticks_at_the_same_time_send_once(office: Office) -> None:
    both = [spawn(office, "tick", "--now", NOW) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0, out + err
    assert len(to_clients(office.new_mails())) == 1


def test_a_second_tick_waits_for_the_first(office: Office) -> None:
    with StallingSmtp("dot") as server:
        point(office, smtp=server.port)
        first = spawn(office, "tick", "--now", NOW)
        assert server.reached.wait(30)
        second = spawn(office, "tick", "--now", NOW)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(3)
        server.go.set()
        for process in (first, second):
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, out + err
    assert len(server.taken) == 1


# ------------------------------------------------------------------------------------ at every commit


@pytest.fixture
def crasher() -> Iterator[subprocess.Popen[str]]:
    """A process that runs commands and dies where it is told."""
    process = subprocess.Popen(
        [sys.executable, crashing.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    yield process
    process.communicate(timeout=10)


@pytest.mark.parametrize("when", ["BEFORE", "AFTER"])
def test_a_tick_may_die_at_any_commit(
    tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink, crasher: subprocess.Popen[str], when: str
) -> None:
    """One client's reminder is due, another's reply waits in the mailbox: each is dealt with once."""
    other = "2026-0150;SCI Autre;gerance@autre.test;300,00;2026-01-30;2026-03-02;professionnel;\n"
    (tmp_path / "first").mkdir()
    first = Office(tmp_path / "first", imap_server, smtp_sink)
    assert first.take_in(ROW + "\n" + other, "2026-03-08 09:00").returncode == 0
    first.ok("tick", now=at("2026-03-08 09:30"))  # a Sunday: the mailbox is searched, nothing leaves
    first.receive(answer(None, "Je refuse de payer 2026-0150.", sender="gerance@autre.test", when="2026-03-09 08:00"))
    count = 0
    status = -9
    while status == -9:
        count += 1
        shutil.copytree(first.folder, tmp_path / f"{count}")
        office = Office(tmp_path / f"{count}", imap_server, smtp_sink, seen=len(smtp_sink.box))
        assert crasher.stdin is not None
        assert crasher.stdout is not None
        words = f"--config {office.folder}/config.toml tick --now {NOW}"
        print(when, count, words, file=crasher.stdin, flush=True)
        status = int(crasher.stdout.readline())
        _made_good(office, f"{when} {count}")
    assert status == 100
    assert count > 12


def _made_good(office: Office, where: str) -> None:
    """A tick that was killed, then two more: each mail at most once, each reply exactly once."""
    office.ok("tick", now=at("2026-03-09 09:31"))
    office.ok("tick", now=at("2026-03-09 09:45"))
    delivered = [m for m in to_clients(office.new_mails()) if m["To"] == CLIENT]
    status = office.status("2026-03-09 09:46")
    tasks = [t["kind"] for t in status["tasks"]]
    invoices = {i["number"]: i for i in status["invoices"]}
    shown, refused = invoices[NUMBER], invoices["2026-0150"]
    assert len(delivered) <= 1, where
    assert shown["stage"] == "friendly", where
    if "doubtful" in tasks:
        assert shown["state"] == "waiting", where
    else:
        assert len(delivered) == 1, where
        assert shown["state"] == "active", where
    assert (refused["state"], refused["reason"]) == ("waiting", "refusal"), where
    assert tasks.count("reply") == 1, where
    assert query(office, "SELECT count(*) FROM hold WHERE reason = 'refusal'") == [1], where
    assert query(office, "SELECT count(*) FROM received") == [1], where
