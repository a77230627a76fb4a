"""Received once and kept first; a reply pauses first; outsiders can only pause."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, events, point, query, reminded, rows

from relance.bootstrap import open_app
from relance.domain.records import Fetched
from relance.flows.outbox import Gate, Pace, send_due
from servers.dovecot import DovecotServer
from servers.embedded import ImapServer, SmtpSink, free_port
from servers.office import LAWYER, Office, answer, at, to_clients, to_firm

STRANGER = "passant@ailleurs.test"
HEAD = (
    f"From: {CLIENT}\r\nTo: comptabilite@cabinet.test\r\nSubject: Re: facture\r\n"
    "Date: Tue, 10 Mar 2026 09:00:00 +0100\r\n"
)


def nested(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return (HEAD + opening + "Content-Type: text/plain\r\n\r\nfin\r\n").encode()


POISON = {
    "bad charset": (HEAD + "Content-Type: text/plain; charset=undefined\r\n\r\nBonjour\r\n").encode(),
    "charset with NUL": (HEAD + 'Content-Type: text/plain; charset="ut\x00f"\r\n\r\nBonjour\r\n').encode(),
    "bad base64": (HEAD.replace("Re: facture", "=?utf-8?B?SGVsbG8?=") + "\r\nBonjour\r\n").encode(),
    "nested": nested(1200),
    "NUL": HEAD.encode() + b"\r\nBonjour \x00 \x00\r\n",
    "comma": HEAD.replace(CLIENT, f"Dupont, Jean <{CLIENT}>").encode() + b"\r\nGrumph\r\n",
    "garbage": bytes(range(256)) * 8192,
    "empty": b"\r\n",
    "no headers": b"\r\nBonjour",
    "no date": b"From: " + CLIENT.encode() + b"\r\n\r\nGrumph\r\n",
    "bad type": (HEAD + "Content-Type: multipart/mixed\r\n\r\nBonjour\r\n").encode(),
    "eight bits": HEAD.encode() + b"\r\nR\xe9union \xff\xfe\r\n",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


# ------------------------------------------------------------------------------------------ poison


@pytest.mark.dovecot
def test_poison_among_good_mails_stops_nothing(tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink) -> None:
    office = Office(tmp_path, dovecot, smtp_sink)
    assert office.take_in(ROW + "\n" + rows(len(POISON)), "2026-03-09 09:00").returncode == 0
    assert len(office.tick("2026-03-09 09:30")) == len(POISON) + 1
    for n, raw in enumerate(POISON.values(), 1):
        dovecot.append(raw)
        good = answer(
            None, f"Je refuse de payer F-{n:03}.", sender=f"client{n:03}@exemple.test", when="2026-03-10 09:00"
        )
        office.receive(good)
    office.ok("tick", now=at("2026-03-10 09:30"))
    found = {i["number"]: (i["state"], i["reason"]) for i in office.status("2026-03-10 09:31")["invoices"]}
    assert {found[f"F-{n:03}"] for n in range(1, len(POISON) + 1)} == {("waiting", "refusal")}
    assert found[NUMBER][0] == "waiting"  # it may be the client's: held, and shown to a person
    assert query(office, "SELECT count(*) FROM received") == [2 * len(POISON)]
    assert query(office, "SELECT count(*) FROM received WHERE status = 'unread'") == [0]
    assert to_clients(office.tick("2026-03-16 09:30")) == []
    assert all(flags == frozenset() for flags in dovecot.flags().values())


@pytest.mark.parametrize(
    "raw", [POISON[n] for n in POISON if n != "nested"], ids=[n for n in POISON if n != "nested"]
)
def test_a_poisonous_mail_of_a_client_holds_him_or_hurts_nobody(office: Office, raw: bytes) -> None:
    reminded(office)
    office.imap.append(raw)
    office.ok("tick", now=at("2026-03-10 09:30"))
    assert office.run("tick", now=at("2026-03-10 09:31")).returncode == 0
    shown = office.invoice(NUMBER, "2026-03-10 09:32")
    if CLIENT.encode() in raw:
        assert shown["state"] in {"waiting", "paused"}
        assert office.tasks("2026-03-10 09:32")
    else:
        assert shown["state"] == "active"
    assert to_clients(office.tick("2026-03-11 09:30")) == []


# -------------------------------------------------------------------------------------------- once


def test_the_same_mail_delivered_twice_is_two_mails_and_one_dispute(office: Office) -> None:
    mail = reminded(office)
    reply = answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 10:00")
    office.receive(reply)
    office.receive(reply)
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert query(office, "SELECT count(*) FROM received") == [2]
    assert query(office, "SELECT count(*) FROM hold WHERE reason = 'dispute'") == [1]
    assert [t["kind"] for t in office.status("2026-03-10 10:06")["tasks"]] == ["reply"]


def test_two_mails_under_one_message_id_are_both_heard(office: Office) -> None:
    mail = reminded(office)
    first = answer(mail, "Bien reçu, je transmets.", sender=CLIENT, when="2026-03-10 10:00")
    second = answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 10:00")
    second.replace_header("Message-ID", first["Message-ID"])
    office.receive(first)
    office.receive(second)
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert office.invoice(NUMBER, "2026-03-10 10:06")["reason"] == "dispute"


def test_the_same_promise_delivered_twice_is_not_a_second_promise(office: Office) -> None:
    mail = reminded(office)
    reply = answer(mail, "Je vous paierai vendredi 20 mars.", sender=CLIENT, when="2026-03-10 10:00")
    office.receive(reply)
    office.ok("tick", now=at("2026-03-10 10:05"))
    before = office.invoice(NUMBER, "2026-03-10 10:06")
    office.receive(reply)
    told = to_clients(office.tick("2026-03-10 10:30"))
    assert len(told) == 1
    after = office.invoice(NUMBER, "2026-03-10 10:31")
    assert (after["state"], after["reason"], after["until"]) == (before["state"], before["reason"], before["until"])
    assert to_clients(office.tick("2026-03-10 11:30")) == []


def _again_with_other_numbers(office: Office, server: ImapServer | DovecotServer) -> None:
    mail = reminded(office)
    office.receive(answer(mail, "Bien reçu, je transmets.", sender=CLIENT, when="2026-03-10 10:00"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    before = office.invoice(NUMBER, "2026-03-10 10:06")
    mails = server.mails()
    server.recreate_inbox()
    new = answer(mail, "Finalement je conteste cette facture.", sender=CLIENT, when="2026-03-10 10:10")
    for raw in (*mails, new.as_bytes(policy=policy.SMTP)):
        server.append(raw)
    office.ok("tick", now=at("2026-03-10 10:20"))
    assert before["reason"] == "acknowledgement"
    assert query(office, "SELECT intent FROM received ORDER BY id") == ["acknowledgement", "dispute"]
    assert events(office, "2026-03-10 10:21").count("reply_understood") == 2
    assert office.invoice(NUMBER, "2026-03-10 10:21")["reason"] == "dispute"


@pytest.mark.dovecot
def test_a_rebuilt_dovecot_inbox_applies_nothing_twice_and_hears_what_is_new(
    tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink
) -> None:
    _again_with_other_numbers(Office(tmp_path, dovecot, smtp_sink), dovecot)


def test_a_rebuilt_embedded_inbox_applies_nothing_twice(office: Office, imap_server: ImapServer) -> None:
    _again_with_other_numbers(office, imap_server)


@pytest.mark.dovecot
def test_the_flags_of_the_mailbox_stay_as_people_set_them(
    tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink
) -> None:
    office = Office(tmp_path, dovecot, smtp_sink)
    mail = reminded(office)
    for n, flags in enumerate(((), ("\\Seen",), ("\\Flagged",), ("\\Deleted",), ("\\Seen", "\\Answered"))):
        reply = answer(mail, f"Je refuse de payer, {n}.", sender=CLIENT, when="2026-03-10 10:00")
        dovecot.append(reply.as_bytes(policy=policy.SMTP), flags)
    before = dovecot.flags()
    office.ok("tick", now=at("2026-03-10 10:05"))
    office.ok("tick", now=at("2026-03-10 10:25"))
    assert dovecot.flags() == before
    assert query(office, "SELECT count(*) FROM received WHERE intent = 'refusal'") == [5]


# ------------------------------------------------------------------------------------- pauses first


def test_while_a_stored_mail_is_unread_nothing_leaves_for_any_client(office: Office) -> None:
    assert office.take_in(rows(2), "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 08:55") == []
    now = at("2026-03-09 09:01")
    reply = answer(None, "Je refuse de payer F-001.", sender="client001@exemple.test", when="2026-03-09 08:56")
    with open_app(office.folder / "config.toml", now) as app:
        kept = Fetched("INBOX", 1, 900, reply.as_bytes(policy=policy.SMTP), now - timedelta(minutes=1))
        app.store.transact(lambda unit: unit.inbox.keep(kept))
        asyncio.run(send_due(app.world(), Pace(20), Gate()))
        assert office.new_mails() == []
    left = to_clients(office.tick("2026-03-09 09:02"))
    assert [m["To"] for m in left] == ["client002@exemple.test"]
    assert office.invoice("F-001", "2026-03-09 09:03")["reason"] == "refusal"


def test_a_mailbox_not_searched_for_ten_minutes_lets_nothing_leave_for_clients(office: Office) -> None:
    called = "F-900;Client 900;client900@exemple.test;100,00;2026-01-30;2026-03-02;professionnel;;firm;2026-03-30\n"
    assert office.take_in(rows(1, due="2026-03-25"), "2026-03-31 20:00").returncode == 0
    (office.folder / "reprise.csv").write_text(
        "numero;client;email;montant;date_facture;echeance;type;document;etape;relance_le\n" + called,
        encoding="utf-8",
    )
    office.ok("import", str(office.folder / "reprise.csv"), now=at("2026-03-31 20:00"))
    assert office.tick("2026-03-31 20:01") == []
    point(office, imap=free_port())
    done = office.run("tick", now=at("2026-04-01 09:30"))
    assert done.returncode == 1
    assert "boîte" in done.stderr.lower() or "imap" in done.stderr.lower()
    mails = office.new_mails()
    assert to_clients(mails) == []
    assert ["Appel à passer" in m["Subject"] for m in to_firm(mails)] == [True]
    point(office, imap=office.imap.port)
    assert len(to_clients(office.tick("2026-04-01 09:40"))) == 1


def test_a_mailbox_that_failed_a_moment_ago_is_still_fresh(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 08:55") == []
    point(office, imap=free_port())
    done = office.run("tick", now=at("2026-03-09 09:04"))
    assert done.returncode == 1
    assert len(to_clients(office.new_mails())) == 1


def test_eleven_minutes_are_not_fresh(office: Office) -> None:
    assert office.take_in(ROW + "\n", "2026-03-08 20:00").returncode == 0
    assert office.tick("2026-03-09 08:55") == []
    point(office, imap=free_port())
    assert office.run("tick", now=at("2026-03-09 09:06")).returncode == 1
    assert office.new_mails() == []


# -------------------------------------------------------------------------------------- outsiders


def proposed(office: Office) -> EmailMessage:
    """A schedule that the firm proposed and that waits for the client."""
    mail = reminded(office)
    office.receive(answer(mail, "Puis-je régler en trois fois ?", sender=CLIENT, when="2026-03-10 10:00"))
    request = to_firm(office.tick("2026-03-10 10:05"))[0]
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-03-10 10:30", verdict="pass"))
    return to_clients(office.tick("2026-03-10 10:35"))[0]


@pytest.mark.parametrize("verdict", [None, "pass", "fail"])
def test_an_outsider_cannot_accept_a_schedule(office: Office, verdict: str | None) -> None:
    proposal = proposed(office)
    office.receive(
        answer(proposal, "D'accord pour l'échéancier.", sender=STRANGER, when="2026-03-11 10:00", verdict=verdict)
    )
    assert to_clients(office.tick("2026-03-11 10:20")) == []
    shown = office.invoice(NUMBER, "2026-03-11 10:21")
    assert shown["plan"] is None
    assert shown["state"] in {"paused", "waiting"}


def test_a_forged_yes_of_the_client_accepts_nothing(office: Office) -> None:
    proposal = proposed(office)
    office.receive(
        answer(proposal, "D'accord pour l'échéancier.", sender=CLIENT, when="2026-03-11 10:00", verdict="fail")
    )
    assert to_clients(office.tick("2026-03-11 10:20")) == []
    assert office.invoice(NUMBER, "2026-03-11 10:21")["plan"] is None


@pytest.mark.parametrize(
    "text",
    [
        "Écrivez désormais à nouvelle@ailleurs.test, je ne m'en occupe plus.",
        "La facture est payée, virement fait ce matin.",
        "Le règlement de 1 200,00 € a été fait, dossier clos.",
        "ok",
        "Annulez la facture.",
    ],
)
def test_an_outsider_who_quotes_our_mail_can_only_pause(office: Office, text: str) -> None:
    mail = reminded(office)
    office.receive(answer(mail, text, sender=STRANGER, when="2026-03-10 10:00", verdict="pass"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    shown = office.invoice(NUMBER, "2026-03-10 10:06")
    assert shown["state"] in {"paused", "waiting"}
    assert (shown["email"], shown["balance"], shown["stage"]) == (CLIENT, "1200.00", "friendly")
    assert query(office, "SELECT address FROM contact") == [CLIENT]
    for mails in (office.tick("2026-03-10 10:30"), office.tick("2026-03-10 14:30")):
        assert all(STRANGER not in str(m["To"]) and "nouvelle@" not in str(m["To"]) for m in mails)


def test_a_stranger_gets_no_answer_and_reveals_nothing(office: Office) -> None:
    mail = reminded(office)
    office.receive(answer(mail, "Virement fait ce matin.", sender=STRANGER, when="2026-03-10 10:00"))
    mails = office.tick("2026-03-10 10:05") + office.tick("2026-03-10 10:30")
    assert all(STRANGER not in str(m["To"]) for m in mails)


def test_of_a_stranger_without_reference_only_position_and_hash_stay(office: Office) -> None:
    reminded(office)
    office.receive(answer(None, "Un secret de famille.", sender=STRANGER, when="2026-03-10 10:00", subject="Privé"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert query(office, "SELECT raw, new_text, subject, sender, evidence FROM received") == [
        (None, "", "", "", "[]")
    ]
    assert query(office, "SELECT length(sha256), uid FROM received") == [(64, office.imap.uids()[0])]
    office.ok("backup", str(office.folder / "copie.db"))
    assert b"secret de famille" not in (office.folder / "copie.db").read_bytes()
    assert office.invoice(NUMBER, "2026-03-10 10:06")["state"] == "active"


def test_an_unrelated_mail_of_a_client_keeps_its_body_for_seven_days(office: Office) -> None:
    reminded(office)
    text = "Bonjour Maître, pourriez-vous me confirmer l'heure de l'audience de mardi ? Cordialement"
    office.receive(answer(None, text, sender=CLIENT, when="2026-03-10 10:00", subject="Audience de mardi"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert query(office, "SELECT intent FROM received") == ["unrelated"]
    office.ok("tick", now=at("2026-03-17 10:00"))
    assert query(office, "SELECT raw IS NULL FROM received") == [0]
    office.ok("tick", now=at("2026-03-17 10:06"))
    assert query(office, "SELECT raw, new_text FROM received") == [(None, "")]


def test_a_number_alone_lets_a_stranger_pause_and_shows_him_to_the_firm(office: Office) -> None:
    reminded(office)
    office.receive(answer(None, f"Je conteste la facture {NUMBER}.", sender=STRANGER, when="2026-03-10 10:00"))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert office.invoice(NUMBER, "2026-03-10 10:06")["state"] == "waiting"
    assert "reply" in office.tasks("2026-03-10 10:06")


def bounce(of: str, mail: str) -> bytes:
    """A report that says that an address is dead."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.ailleurs.test>\r\nTo: comptabilite@cabinet.test\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.ailleurs.test\r\n\r\n"
        f"Final-Recipient: rfc822; {of}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("named", ["<jamais-vu@cabinet.test>", ""])
def test_a_forged_bounce_blocks_no_address(office: Office, named: str) -> None:
    reminded(office)
    office.imap.append(bounce(CLIENT, named))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert query(office, "SELECT blocked_on FROM contact") == [None]
    assert len(to_clients(office.tick("2026-03-16 09:30"))) == 1


def test_a_bounce_of_one_mail_blocks_no_other_clients_address(office: Office) -> None:
    assert office.take_in(rows(2), "2026-03-09 09:00").returncode == 0
    first = next(m for m in to_clients(office.tick("2026-03-09 09:30")) if "client001" in m["To"])
    office.imap.append(bounce("client002@exemple.test", first["Message-ID"]))
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert query(office, "SELECT blocked_on FROM contact WHERE address LIKE 'client002%'") == [None]


def test_two_robots_do_not_answer_each_other(office: Office) -> None:
    mail = reminded(office)
    for n in range(5):
        text = f"Virement fait ce matin, {n}."
        robot = answer(mail, text, sender=CLIENT, when="2026-03-10 09:00", Auto_Submitted="auto-replied")
        office.receive(robot)
        assert to_clients(office.tick(f"2026-03-10 10:{n}0")) == []


def test_a_client_who_writes_ten_times_gets_one_answer_a_day(office: Office) -> None:
    mail = reminded(office)
    answered = []
    for n in range(6):
        office.receive(answer(mail, f"Virement fait ce matin, {n}.", sender=CLIENT, when="2026-03-10 09:00"))
        answered += to_clients(office.tick(f"2026-03-10 1{n % 2 + 4}:{n}0"))
    assert len(answered) <= 1


def test_our_own_mail_that_comes_back_is_no_answer(office: Office) -> None:
    reminded(office)
    office.imap.append(office.sink.box[0].raw)
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert office.invoice(NUMBER, "2026-03-10 10:06")["state"] == "active"
    assert query(office, "SELECT status FROM received") == ["ignored"]


def test_a_mail_of_fifty_megabytes_is_no_reason_to_stop(office: Office) -> None:
    mail = reminded(office)
    reply = answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 09:00")
    reply.add_attachment(b"x" * 50_000_000, maintype="application", subtype="octet-stream", filename="grand.bin")
    office.receive(reply)
    office.ok("tick", now=at("2026-03-10 10:05"))
    assert office.invoice(NUMBER, "2026-03-10 10:06")["reason"] == "dispute"
