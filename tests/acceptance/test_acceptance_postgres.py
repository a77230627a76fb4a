"""The same firm on PostgreSQL: the whole ladder, a killed tick, two ticks, a standby."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, point, spawn
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from servers.embedded import ImapServer, SmtpSink
from servers.office import LAWYER, Office, answer, at, to_clients, to_firm
from servers.service import Service
from servers.stalling_smtp import StallingSmtp

SERVER = os.environ.get("RELANCE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
DUE = ("--now", at("2026-03-09 09:30").isoformat())

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    """A database of this test's own."""
    admin = create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"relance_test_{uuid.uuid4().hex}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as error:
        if os.environ.get("RELANCE_CI") == "1":
            pytest.fail(f"no PostgreSQL server: {error}")
        pytest.skip(f"no PostgreSQL server (RELANCE_TEST_POSTGRES): {str(error.orig).splitlines()[0]}")
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def office(tmp_path: Path, url: str, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink, extra=f'[storage]\nurl = "{url}"\n')


def test_an_invoice_climbs_the_whole_ladder(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-02-20 10:00").returncode == 0
    days = ("02-22", "02-23", "03-02", "03-09", "03-10", "03-16", "03-30")
    sent = []
    for day in days:
        sent += [day for _ in to_clients(office.tick(f"2026-{day} 09:30"))]
    assert office.tick("2026-03-30 09:31") == []
    assert sent == ["02-23", "03-02", "03-09", "03-16", "03-30"]
    assert "Appel à passer" in to_firm(office.tick("2026-04-01 09:30"))[0]["Subject"]
    request = next(m for m in office.tick("2026-04-09 09:30") if "Mise en demeure à valider" in m["Subject"])
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-04-09 10:00", verdict="fail"))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-04-09 10:10", verdict="pass"))
    assert len(to_clients(office.tick("2026-04-09 10:15"))) == 1
    office.tick("2026-04-24 09:30")
    assert "handover" in office.tasks("2026-04-24 09:31")
    told = [line["event"] for line in office.show(NUMBER, "2026-04-24 09:32")["timeline"]]
    assert told.count("reminder_sent") == 5
    assert told.count("formal_notice_sent") == 1
    assert "answer_refused" in told


def test_a_reply_and_a_payment_are_heard(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    mail = to_clients(office.tick("2026-03-09 09:30"))[0]
    office.receive(answer(mail, "Je conteste \x00 cette facture \U0001f620.", sender=CLIENT, when="2026-03-10 10:00"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert office.invoice(NUMBER, "2026-03-10 10:06")["reason"] == "dispute"
    office.ok("pay", NUMBER, "1 200,00", now=at("2026-03-10 10:10"))
    assert office.invoice(NUMBER, "2026-03-10 10:11")["state"] == "settled"


def test_a_tick_killed_after_the_dot_sends_nothing_twice(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    with StallingSmtp("dot") as server:
        point(office, smtp=server.port)
        process = spawn(office, "tick", *DUE)
        assert server.reached.wait(30)
        process.kill()
        process.communicate()
    point(office, smtp=office.sink.port)
    assert to_clients(office.tick("2026-03-09 09:31")) == []
    assert "doubtful" in office.tasks("2026-03-09 09:32")


def test_two_ticks_at_the_same_time_send_once(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    for process in [spawn(office, "tick", *DUE) for _ in range(2)]:
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0, out + err
    assert len(to_clients(office.new_mails())) == 1


def test_a_standby_takes_over_when_the_active_daemon_dies(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 09:00").returncode == 0
    (office.folder / "second").mkdir()
    for name in ("config.toml", "imap.secret"):
        copy = office.folder / "second" / name
        copy.write_bytes((office.folder / name).read_bytes())
        copy.chmod(0o600)
    with Service(office.folder, *DUE) as active:
        office.sink.wait_for(1, 20)
        with Service(office.folder / "second", *DUE) as standby:
            time.sleep(3)
            assert standby.process.poll() is None
            assert not [text for _, text in standby.told if "boîte" in text]
            active.kill()
            started = time.monotonic()
            standby.wait_for("STATUS=boîte surveillée", 60)
            assert time.monotonic() - started < 60
            assert standby.stop() == 0
    assert len(office.sink.box) == 1
