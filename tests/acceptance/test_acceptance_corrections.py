"""A person of the firm says what a client's reply means: the ladder does what the right reading asks."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, events, query, reminded

from servers.embedded import ImapServer, SmtpSink
from servers.office import LAWYER, Office, answer, at, to_clients, to_firm

READING = "SELECT intent, corrected_intent, corrected_by FROM received ORDER BY id LIMIT 1"


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


def asked_about(office: Office, text: str) -> EmailMessage:
    """The client answers the reminder of 9 March; the mail by which the firm is asked."""
    reminder = reminded(office)
    office.receive(answer(reminder, text, sender=CLIENT, when="2026-03-10 10:00"))
    [request] = to_firm(office.tick("2026-03-10 10:05"))
    return request


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).replace("\xa0", " ").replace("\u202f", " ").split())


def corrected(office: Office, request: EmailMessage, text: str, verdict: str = "pass") -> list[EmailMessage]:
    """The lawyer answers the request; what leaves in the pass that reads it."""
    office.receive(answer(request, text, sender=LAWYER, when="2026-03-10 11:00", verdict=verdict))
    return office.tick("2026-03-10 11:05")


def test_a_doubtful_reply_that_is_a_dispute_brings_no_further_reminder(office: Office) -> None:
    request = asked_about(office, "Grumph 42 ???")
    assert "Si nous avons mal compris le client, répondez par exemple : « c’est une contestation »." in text_of(
        request
    )
    told = to_firm(corrected(office, request, "C'est une contestation."))
    assert "réponse relue comme « contestation »" in text_of(next(m for m in told if "C’est noté" in m["Subject"]))
    assert [m for m in told if "Contestation" in m["Subject"]]
    shown = office.invoice(NUMBER, "2026-03-10 11:06")
    assert (shown["state"], shown["reason"]) == ("waiting", "dispute")
    assert query(office, READING) == [("unclear", "dispute", f"person:{LAWYER}")]
    assert "reply_corrected" in events(office, "2026-03-10 11:06")
    for day in ("03-16", "03-23", "03-30", "04-09", "05-04"):
        assert to_clients(office.tick(f"2026-{day} 09:30")) == []


def test_a_reply_taken_for_a_dispute_that_is_a_promise_waits_for_its_day(office: Office) -> None:
    request = asked_about(office, "Je conteste cette facture : le travail n'a pas été fait.")
    assert office.invoice(NUMBER, "2026-03-10 10:06")["reason"] == "dispute"
    assert "répondez par exemple : « c’est une simple question »" in text_of(request)
    assert to_clients(corrected(office, request, "Non, il promet de payer le 20 mars.")) != []
    shown = office.invoice(NUMBER, "2026-03-10 11:06")
    assert (shown["state"], shown["reason"], shown["until"]) == ("paused", "promise_to_pay", "2026-03-25")
    assert office.tasks("2026-03-10 11:06") == {}
    assert to_clients(office.tick("2026-03-24 09:30")) == []
    assert len(to_clients(office.tick("2026-03-25 09:30"))) == 1


def test_the_day_of_a_promise_is_found_in_the_clients_own_words(office: Office) -> None:
    request = asked_about(office, "Grumph 42 le vendredi 20 mars ???")
    office.ok(
        "answer",
        str(office.tasks("2026-03-10 10:06")["reply"]["id"]),
        "c'est une promesse",
        now=at("2026-03-10 11:00"),
    )
    assert office.invoice(NUMBER, "2026-03-10 11:06")["until"] == "2026-03-25"
    assert query(office, READING) == [("unclear", "promise_to_pay", "shell")]
    assert "déjà close" in text_of(to_firm(corrected(office, request, "c'est une contestation"))[0])


def test_a_forged_correction_and_one_with_two_labels_change_nothing(office: Office) -> None:
    request = asked_about(office, "Je conteste cette facture : le travail n'a pas été fait.")
    assert corrected(office, request, "rien à voir", verdict="fail") == []
    [told] = corrected(office, request, "c'est une promesse, et il conteste")
    assert "Réponse sans effet" in told["Subject"]
    assert "Que veut dire ce client ?" in text_of(told)
    shown = office.invoice(NUMBER, "2026-03-10 11:06")
    assert (shown["state"], shown["reason"]) == ("waiting", "dispute")
    assert query(office, READING) == [("dispute", None, None)]
    assert "reply" in office.tasks("2026-03-10 11:06")


def test_an_address_blocked_by_a_wrong_reading_gets_its_reminder_again(office: Office) -> None:
    request = asked_about(office, "Ne m'envoyez plus de mails.")
    assert corrected(office, request, "c'est un autre dossier, rien à voir") != []
    assert office.invoice(NUMBER, "2026-03-10 11:06")["state"] == "active"
    assert [m["To"] for m in to_clients(office.tick("2026-03-16 09:30"))] == [CLIENT]
