"""Sent once, or known to be doubtful: what an SMTP server may do, and what the firm is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, point, query, reconfigure, reminded, rows

from servers.embedded import ImapServer, Script, SmtpSink, free_port
from servers.office import LAWYER, Office, answer, at, to_clients, to_firm


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


def doubtful(office: Office) -> bytes:
    """A friendly reminder whose server hung up after the final dot; its bytes as the server has them."""
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(drop="dot")
    office.ok("tick", now=at("2026-03-09 09:30"))
    office.sink.script = Script()
    assert len(to_clients(office.new_mails())) == 1
    return office.sink.box[0].raw


def test_a_mail_whose_answer_was_lost_is_doubtful_and_never_sent_again(office: Office) -> None:
    doubtful(office)
    task = office.tasks("2026-03-09 09:31")["doubtful"]
    shown = office.invoice(NUMBER, "2026-03-09 09:31")
    assert (shown["state"], shown["stage"]) == ("waiting", "friendly")
    for day in ("03-09 10:00", "03-10 09:30", "03-16 09:30", "03-30 09:30", "04-09 09:30"):
        assert to_clients(office.tick(f"2026-{day}")) == []
    assert office.tasks("2026-04-09 09:31")["doubtful"]["id"] == task["id"]


def test_the_firm_is_asked_about_a_doubtful_mail_in_the_same_pass(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(drop="dot")
    office.sink._on_mail = lambda _mail: setattr(office.sink, "script", Script())
    told = to_firm(office.tick("2026-03-09 09:30"))
    assert "peut-être parti" in told[0]["Subject"]


def test_a_doubtful_mail_that_a_person_knows_to_have_left_lets_the_ladder_go_on(office: Office) -> None:
    doubtful(office)
    task = office.tasks("2026-03-09 09:31")["doubtful"]["id"]
    office.ok("answer", task, "ok", now=at("2026-03-09 11:00"))
    assert to_clients(office.tick("2026-03-09 11:05")) == []
    shown = office.invoice(NUMBER, "2026-03-09 11:06")
    assert (shown["state"], shown["stage"], shown["next_stage"], shown["next_on"]) == (
        "active", "friendly", "formal", "2026-03-16",
    )  # fmt: skip
    assert to_clients(office.tick("2026-03-15 09:30")) == []
    assert len(to_clients(office.tick("2026-03-16 09:30"))) == 1


def test_a_doubtful_mail_that_did_not_leave_is_sent_again_byte_for_byte(office: Office) -> None:
    first = doubtful(office)
    task = office.tasks("2026-03-09 09:31")["doubtful"]["id"]
    office.ok("answer", task, "non", now=at("2026-03-09 11:00"))
    again = to_clients(office.tick("2026-03-09 11:05"))
    assert len(again) == 1
    assert office.sink.box[-1].raw == first
    assert to_clients(office.tick("2026-03-09 11:30")) == []
    shown = office.invoice(NUMBER, "2026-03-09 11:31")
    assert (shown["state"], shown["stage"], shown["next_on"]) == ("active", "friendly", "2026-03-16")
    assert len(to_clients(office.tick("2026-03-16 09:30"))) == 1


def test_a_doubtful_mail_is_asked_about_by_mail_and_answered_by_mail(office: Office) -> None:
    first = doubtful(office)
    office.seen = 0
    asked = next(m for m in to_firm(office.new_mails()) if "parti" in m["Subject"])
    office.receive(answer(asked, "non", sender=LAWYER, when="2026-03-09 10:00", verdict="pass"))
    assert len(to_clients(office.tick("2026-03-09 10:05"))) == 1
    assert [d.raw for d in office.sink.box if d.rcpts == (CLIENT,)] == [first, first]


def test_a_mail_that_the_provider_filed_under_sent_has_left(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(drop="dot")
    sent = office.imap

    def file_it(delivered: object) -> None:
        sent.append(delivered.raw, folder="Sent")  # type: ignore[attr-defined]

    office.sink._on_mail = file_it
    office.ok("tick", now=at("2026-03-09 09:30"))
    assert "doubtful" not in office.tasks("2026-03-09 09:31")
    shown = office.invoice(NUMBER, "2026-03-09 09:31")
    assert (shown["state"], shown["stage"]) == ("active", "friendly")
    assert len(sent.mails("Sent")) == 1


# ------------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize("answered", ["450 4.2.0 greylisted, try later", "451 4.3.0 local error"])
def test_a_temporary_refusal_is_tried_again_after_five_minutes_and_not_before(office: Office, answered: str) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(refuse={CLIENT: answered})
    assert office.tick("2026-03-09 09:30") == []
    office.sink.script = Script()
    assert office.tick("2026-03-09 09:34") == []
    assert len(to_clients(office.tick("2026-03-09 09:35"))) == 1
    assert office.tick("2026-03-09 09:50") == []
    assert office.invoice(NUMBER, "2026-03-09 09:51")["stage"] == "friendly"


def test_a_temporary_refusal_after_the_dot_is_tried_again_with_the_same_bytes(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(after_dot="451 4.3.0 try later")
    assert office.tick("2026-03-09 09:30") == []
    before = query(office, "SELECT raw FROM mail WHERE letter = 'friendly'")
    office.sink.script = Script()
    assert len(to_clients(office.tick("2026-03-09 09:40"))) == 1
    assert query(office, "SELECT raw FROM mail WHERE letter = 'friendly'") == before


def test_a_refused_recipient_waits_for_another_address(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(refuse={CLIENT: "550 5.1.1 no such user"})
    told = office.tick("2026-03-09 09:30")
    assert to_clients(told) == []
    shown = office.invoice(NUMBER, "2026-03-09 09:31")
    assert (shown["state"], shown["reason"], shown["stage"]) == ("waiting", "bounce_hard", None)
    assert "address" in office.tasks("2026-03-09 09:31")
    office.sink.script = Script()
    assert to_clients(office.tick("2026-03-16 09:30")) == []


@pytest.mark.parametrize(
    "script",
    [
        Script(at_mail="554 5.2.0 SubmissionQuotaExceeded; daily quota"),
        Script(after_dot="550 5.4.5 Daily user sending limit exceeded"),
        Script(at_mail="530 5.7.0 authentication required"),
    ],
    ids=["quota", "daily limit", "authentication"],
)
def test_trouble_of_the_firms_own_account_keeps_the_mail_and_blames_nobody(office: Office, script: Script) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = script
    done = office.run("tick", now=at("2026-03-09 09:30"))
    assert done.returncode == 1
    assert "Serveur SMTP" in done.stderr
    office.sink.script = Script()
    assert office.invoice(NUMBER, "2026-03-09 09:31")["state"] == "active"
    assert len(to_clients(office.tick("2026-03-09 09:40"))) == 1


def test_a_server_that_refuses_connections_costs_nothing_but_time(office: Office) -> None:
    assert office.take_in(rows(3), "2026-03-09 09:00").returncode == 0
    point(office, smtp=free_port())
    done = office.run("tick", now=at("2026-03-09 09:30"))
    assert done.returncode == 1
    assert done.stderr.count("Serveur SMTP") == 1  # one try, not one a mail
    point(office, smtp=office.sink.port)
    assert len(to_clients(office.tick("2026-03-09 09:40"))) == 3


def test_a_refused_login_is_the_firms_trouble(tmp_path: Path, imap_server: ImapServer) -> None:
    with SmtpSink(login=("cabinet", "juste")) as sink:
        office = Office(tmp_path, imap_server, sink)
        secret = tmp_path / "smtp.secret"
        secret.write_text("faux", encoding="utf-8")
        secret.chmod(0o600)
        reconfigure(
            office,
            f"port = {sink.port}\n",
            f'port = {sink.port}\nusername = "cabinet"\npassword_file = "smtp.secret"\n',
        )
        assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
        done = office.run("tick", now=at("2026-03-09 09:30"))
        assert done.returncode == 1
        assert "faux" not in done.stdout + done.stderr
        assert sink.logins == ["cabinet"]  # one guess, not three
        secret.write_text("juste", encoding="utf-8")
        assert len(to_clients(office.tick("2026-03-09 09:40"))) == 1


# ------------------------------------------------------------------------------------------- limits


def test_no_more_than_per_minute_leave_in_a_minute(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relance.flows.outbox.MINUTE", 1.5)  # a short minute, in real time
    reconfigure(office, "[payments]", "[sending]\nper_minute = 2\n\n[payments]")
    assert office.take_in(rows(5), "2026-03-09 09:00").returncode == 0
    assert len(to_clients(office.tick("2026-03-09 09:30"))) == 5
    left = [d.at for d in office.sink.box]
    assert all((later - early).total_seconds() > 1.2 for early, later in zip(left, left[2:], strict=False))


def test_no_more_than_per_day_leave_in_a_day(office: Office) -> None:
    reconfigure(office, "[payments]", "[sending]\nper_day = 3\n\n[payments]")
    assert office.take_in(rows(5), "2026-03-09 09:00").returncode == 0
    assert len(to_clients(office.tick("2026-03-09 09:30"))) == 3
    assert to_clients(office.tick("2026-03-09 14:30")) == []
    assert len(to_clients(office.tick("2026-03-10 10:30"))) == 2


def test_a_day_of_51_reminders_sends_none_and_a_day_of_50_sends_them(office: Office) -> None:
    reconfigure(office, "[payments]", "[sending]\nper_minute = 100\n\n[payments]")
    assert office.take_in(rows(51), "2026-03-09 08:00").returncode == 0
    assert office.run("tick", now=at("2026-03-09 09:30")).returncode == 1
    assert to_clients(office.new_mails()) == []
    office.ok("pay", "F-051", "100", now=at("2026-03-09 09:40"))
    assert len(to_clients(office.tick("2026-03-09 09:50"))) == 50


@pytest.fixture
def braked(office: Office) -> Office:
    """Four reminders due on one day, where the firm allows three."""
    reconfigure(office, "[payments]", "[sending]\nbrake = 3\n\n[payments]")
    assert office.take_in(rows(4), "2026-03-09 08:00").returncode == 0
    done = office.run("tick", now=at("2026-03-09 09:30"))
    assert done.returncode == 1
    assert "Frein" in done.stderr
    return office


def test_the_brake_lets_none_leave_before_the_yes_from_the_shell(braked: Office) -> None:
    told = braked.new_mails()
    assert to_clients(told) == []
    assert len(to_firm(told)) == 1
    assert braked.run("tick", now=at("2026-03-09 09:40")).returncode == 1
    assert braked.new_mails() == []
    task = braked.tasks("2026-03-09 09:41")["approval"]["id"]
    braked.ok("answer", task, "ok", now=at("2026-03-09 10:00"))
    assert len(to_clients(braked.tick("2026-03-09 10:01"))) == 4
    assert braked.tick("2026-03-09 10:30") == []


def test_the_brake_yields_to_an_authenticated_mail_of_the_same_day_only(braked: Office) -> None:
    asked = to_firm(braked.new_mails())[0]
    braked.receive(answer(asked, "ok", sender=LAWYER, when="2026-03-09 09:50", verdict="fail"))
    assert braked.run("tick", now=at("2026-03-09 09:55")).returncode == 1
    assert to_clients(braked.new_mails()) == []
    braked.receive(answer(asked, "ok", sender=LAWYER, when="2026-03-09 11:58", verdict="pass"))
    # Said a minute before the pause at noon: the list is freed for the afternoon.
    assert to_clients(braked.tick("2026-03-09 12:05")) == []
    assert len(to_clients(braked.tick("2026-03-09 14:00"))) == 4


def test_a_brake_that_nobody_answered_asks_again_the_next_day(braked: Office) -> None:
    assert to_clients(braked.new_mails()) == []
    done = braked.run("tick", now=at("2026-03-10 09:30"))
    assert done.returncode == 1
    assert to_clients(braked.new_mails()) == []
    old = [t["id"] for t in braked.status("2026-03-10 09:31")["tasks"]]
    for task in old:
        braked.run("answer", task, "ok", now=at("2026-03-10 09:45"))
    assert len(to_clients(braked.tick("2026-03-10 10:00"))) == 4


# -------------------------------------------------------------------------- between decision and sending


def test_a_payment_between_the_evening_and_the_morning_drops_the_reminder(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 07:00") == []
    assert query(office, "SELECT status FROM mail") == ["planned"]
    office.ok("pay", NUMBER, "1200", now=at("2026-03-09 08:00"))
    assert to_clients(office.tick("2026-03-09 09:00")) == []
    assert office.invoice(NUMBER, "2026-03-09 09:01")["state"] == "settled"


def test_a_part_paid_in_the_night_is_what_the_morning_claims(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 07:00") == []
    office.ok("pay", NUMBER, "200", now=at("2026-03-09 08:00"))
    mails = to_clients(office.tick("2026-03-09 09:00"))
    text = mails[0].get_body(("plain",)).get_content()
    assert "1 000,00" in text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_reply_between_decision_and_sending_drops_the_reminder(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 07:00") == []
    office.receive(answer(None, "Je conteste la facture 2026-0142.", sender=CLIENT, when="2026-03-09 08:00"))
    assert to_clients(office.tick("2026-03-09 09:00")) == []
    assert office.invoice(NUMBER, "2026-03-09 09:01")["reason"] == "dispute"


def test_a_retry_too_is_looked_at_again_before_it_leaves(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-09 09:00").returncode == 0
    office.sink.script = Script(refuse={CLIENT: "450 4.2.0 later"})
    assert office.tick("2026-03-09 09:30") == []
    office.sink.script = Script()
    office.ok("pay", NUMBER, "1200", now=at("2026-03-09 09:32"))
    assert office.tick("2026-03-09 09:40") == []


def test_a_second_pass_sends_nothing(office: Office) -> None:
    reminded(office)
    assert [office.tick(f"2026-03-09 09:{m}") for m in (31, 35, 59)] == [[], [], []]
