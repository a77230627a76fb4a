"""Each plain reply of INTENTS.md leads to the state of DESIGN.md, on a real Dovecot."""

from __future__ import annotations

from pathlib import Path

import pytest

from servers.dovecot import DovecotServer
from servers.embedded import SmtpSink
from servers.office import LAWYER, SERVER, Office, answer, to_clients, to_firm

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CLIENT = "compta@exemple.test"
ROW = f"2026-0142;SARL Exemple;{CLIENT};1 200,00;2026-01-30;2026-03-02;professionnel;"

pytestmark = pytest.mark.dovecot


@pytest.fixture
def office(tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, dovecot, smtp_sink)


def reminded(office: Office, row: str = ROW + "\n") -> object:
    """An invoice whose first friendly reminder has left on 9 March 2026; that mail."""
    office.take_in(row, "2026-03-09 09:00")
    mails = to_clients(office.tick("2026-03-09 09:30"))
    assert len(mails) == 1
    return mails[0]


REPLIES = [
    ("Bonjour,\nVirement fait ce matin, ci-joint l'avis.\nCordialement", "paid", "paused", "2026-03-17", "payment"),
    (
        "Bonjour,\nNous avons versé un acompte de 600 euros le 5 mars, le reste vous est encore dû.\n",
        "partial_payment",
        "paused",
        "2026-03-17",
        "payment",
    ),
    ("Bonjour, je vous paierai vendredi 20 mars sans faute.", "promise_to_pay", "paused", "2026-03-25", None),
    (
        "Bonjour, serait-il possible de régler en trois fois ?",
        "schedule_request",
        "paused",
        "2026-03-20",
        "approval",
    ),
    ("Bonjour, je n'ai jamais reçu cette facture.", "not_received", "paused", "2026-03-19", "reply"),
    ("Je conteste cette facture : le travail n'a pas été fait.", "dispute", "waiting", None, "reply"),
    ("Je refuse de payer.", "refusal", "waiting", None, "reply"),
    ("Bonjour, pouvez-vous me communiquer votre RIB ?", "information_request", "paused", "2026-03-17", "reply"),
    (
        "Bonjour, notre société a été placée en liquidation judiciaire le 2 mars 2026.",
        "insolvency",
        "waiting",
        None,
        "reply",
    ),
    ("Mon avocat vous répondra.", "represented", "waiting", None, "reply"),
    ("Bonjour, mon mari est décédé la semaine dernière.", "sensitive", "waiting", None, "reply"),
    ("Ne m'envoyez plus de mails.", "stop_contact", "waiting", None, "reply"),
    ("Bien reçu, je transmets à la comptabilité.", "acknowledgement", "paused", "2026-03-17", None),
    ("Je ne travaille plus ici, écrivez à compta2@exemple.test.", "wrong_contact", "waiting", None, "address"),
    ("Grumph 42 ???", "unclear", "waiting", None, "reply"),
]


@pytest.mark.parametrize(("text", "reason", "state", "until", "task"), REPLIES, ids=[r[1] for r in REPLIES])
def test_a_plain_reply_leads_to_its_state(  # noqa: PLR0917  one row of the table a parameter
    office: Office, text: str, reason: str, state: str, until: str | None, task: str | None
) -> None:
    mail = reminded(office)
    office.receive(answer(mail, text, sender=CLIENT, when="2026-03-10 10:00"))
    office.tick("2026-03-10 10:05")
    shown = office.invoice("2026-0142", "2026-03-10 10:06")
    assert (shown["reason"], shown["state"], shown["until"]) == (reason, state, until)
    assert set(office.tasks("2026-03-10 10:06")) == ({task} if task else set())
    office.tick("2026-03-10 10:30")  # the automatic answer, where there is one
    assert to_clients(office.tick("2026-03-16 09:30")) == []


def test_the_thanks_of_a_paying_client_leave_after_a_quarter_of_an_hour(office: Office) -> None:
    mail = reminded(office)
    office.receive(answer(mail, "Virement fait ce matin.", sender=CLIENT, when="2026-03-10 10:00"))
    assert to_clients(office.tick("2026-03-10 10:05")) == []
    thanks = to_clients(office.tick("2026-03-10 10:20"))
    assert len(thanks) == 1
    assert thanks[0]["In-Reply-To"]


def test_a_copy_is_sent_again_when_the_firm_gave_the_document(office: Office) -> None:
    (office.folder / "f.pdf").write_bytes(PDF)
    mail = reminded(office, ROW + "f.pdf\n")
    assert [a.get_content_type() for a in mail.iter_attachments()] == ["application/pdf"]
    office.receive(answer(mail, "Je n'ai pas reçu cette facture.", sender=CLIENT, when="2026-03-10 10:00"))
    again = to_clients(office.tick("2026-03-10 10:20"))
    assert len(again) == 1
    assert [a.get_content() for a in again[0].iter_attachments()] == [PDF]


def test_a_promise_not_kept_brings_the_next_stage_at_once(office: Office) -> None:
    mail = reminded(office)
    office.receive(answer(mail, "Je paie demain.", sender=CLIENT, when="2026-03-10 10:00"))
    office.tick("2026-03-10 10:05")
    sent = {day: len(to_clients(office.tick(f"2026-03-{day} 09:30"))) for day in (11, 12, 13, 16, 17)}
    assert sent[16] + sent[17] >= 1


def test_an_absence_only_defers(office: Office) -> None:
    mail = reminded(office)
    away = answer(
        mail,
        "Je suis absent jusqu'au 20 mars 2026 inclus.",
        sender=CLIENT,
        when="2026-03-09 10:00",
        subject="Réponse automatique : absent",
        Auto_Submitted="auto-replied",
    )
    office.receive(away)
    office.tick("2026-03-09 10:05")
    shown = office.invoice("2026-0142", "2026-03-09 10:06")
    assert shown["state"] == "active"
    assert shown["next_on"] == "2026-03-25"


def test_an_authenticated_notice_settles_and_stops(office: Office) -> None:
    reminded(office)
    notice = answer(
        None,
        "Vous avez reçu un virement de 1 200,00 € de SARL EXEMPLE le 10/03/2026. Motif : FACT 2026-0142.",
        sender="ne-pas-repondre@banque.test",
        when="2026-03-10 08:00",
        verdict="pass",
        subject="Vous avez reçu un virement",
    )
    office.receive(notice)
    office.tick("2026-03-10 10:05")
    assert office.invoice("2026-0142", "2026-03-10 10:06")["state"] == "settled"
    assert to_clients(office.tick("2026-03-16 09:30")) == []


def test_a_forged_notice_settles_nothing(office: Office) -> None:
    reminded(office)
    text = "Vous avez reçu un virement de 1 200,00 € de SARL EXEMPLE. Motif : FACT 2026-0142."
    for verdict in ("fail", None):
        notice = answer(None, text, sender="ne-pas-repondre@banque.test", when="2026-03-10 08:00", verdict=verdict)
        office.receive(notice)
    office.tick("2026-03-10 10:05")
    shown = office.invoice("2026-0142", "2026-03-10 10:06")
    assert (shown["state"], shown["balance"]) == ("paused", "1200.00")
    assert SERVER


def test_two_invoices_of_one_client_make_one_mail(office: Office) -> None:
    rows = ROW + f"\n2026-0143;SARL Exemple;{CLIENT};300,00;2026-01-30;2026-03-02;professionnel;\n"
    mail = reminded(office, rows)
    text = mail.get_body(("plain",)).get_content()
    assert "2026-0142" in text
    assert "2026-0143" in text


def test_an_invoice_imported_60_days_late_climbs_one_step_at_a_time(office: Office) -> None:
    office.take_in(ROW + "\n", "2026-05-04 09:00")
    days = ("05-04", "05-05", "05-10", "05-11", "05-12", "05-25", "05-26", "05-27", "05-28")
    sent = [d for d in days for _ in to_clients(office.tick(f"2026-{d} 09:30"))]
    assert sent == ["05-04", "05-11", "05-26"]  # 25 May 2026 is Whit Monday
    assert "call" in office.tasks("2026-05-28 09:31")


def test_a_hard_bounce_waits_for_another_address(office: Office) -> None:
    mail = reminded(office)
    report = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.cabinet.test>\r\nTo: comptabilite@cabinet.test\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.cabinet.test\r\n\r\n"
        f"Final-Recipient: rfc822; {CLIENT}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n\r\n--b--\r\n"
    )
    office.imap.append(report.encode())
    office.tick("2026-03-09 10:05")
    shown = office.invoice("2026-0142", "2026-03-09 10:06")
    assert (shown["state"], shown["reason"]) == ("waiting", "bounce_hard")
    assert "address" in office.tasks("2026-03-09 10:06")


def test_a_schedule_is_proposed_after_a_yes_and_runs_when_accepted(office: Office) -> None:
    mail = reminded(office)
    office.receive(answer(mail, "Puis-je régler en trois fois ?", sender=CLIENT, when="2026-03-10 10:00"))
    request = to_firm(office.tick("2026-03-10 10:05"))[0]
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-03-10 10:30", verdict="pass"))
    proposal = to_clients(office.tick("2026-03-10 10:35"))[0]
    office.receive(answer(proposal, "D'accord pour cet échéancier.", sender=CLIENT, when="2026-03-11 10:00"))
    office.tick("2026-03-11 10:20")
    shown = office.invoice("2026-0142", "2026-03-11 10:21")
    assert shown["state"] == "plan"
    assert sum(float(i["amount"]) for i in shown["plan"]["instalments"]) == pytest.approx(1200)
