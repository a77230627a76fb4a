# ruff: noqa: E501  mails and tables of examples read better unbroken
"""A person is never taken for a machine, and a machine's words are told from its headers where a standard says so."""

from __future__ import annotations

import pytest

from relance.domain.intents import Intent
from relance.reading.message import parse
from relance.reading.understand import Context, understand


def _intent(headers: str, body: str) -> Intent:
    head = f"From: Jean <jean@client.test>\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n{headers}".strip()
    return understand(parse(f"{head}\n\n{body}".encode()), Context()).intent


@pytest.mark.parametrize(
    "headers",
    [
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "List-Id: <support.client.test>",
        "Precedence: bulk",
        "Auto-Submitted: no",
        "List-Unsubscribe: <mailto:x@y.test>",
        "X-Mailer: Microsoft Outlook 16.0",
        "Disposition-Notification-To: jean@client.test",
    ],
)
def test_headers_of_ordinary_mail_do_not_make_a_machine(headers: str) -> None:
    assert _intent(headers, "Je conteste cette facture.") is Intent.DISPUTE


@pytest.mark.parametrize(
    "body",
    [
        "Je suis en congés mais je vous paie vendredi.",
        "J'étais absent, je n'ai pas reçu la facture.",
        "Je serai de retour lundi et je réglerai la facture.",
        "Ma boîte était pleine, je n'ai pas reçu votre facture.",
        "Votre message n'a pas pu être remis ? Je conteste la facture.",
    ],
)
def test_a_person_who_tells_of_an_absence_or_a_failure_is_no_machine(body: str) -> None:
    assert not understand(
        parse(f"From: Jean <jean@client.test>\nSubject: Re: Facture\n\n{body}".encode()), Context()
    ).is_machine


def test_an_automatic_header_makes_a_machine() -> None:
    assert _intent("Auto-Submitted: auto-replied\nSubject: Re: Facture", "Merci de votre message.") is Intent.AUTO_ACK
    absent = _intent(
        "Auto-Submitted: auto-replied; owner-email=x\nSubject: Re: Facture", "Je suis absent jusqu'au 20 mars."
    )
    assert absent is Intent.OUT_OF_OFFICE


@pytest.mark.parametrize(
    ("status", "diagnostic", "expected"),
    [
        ("5.1.1", "550 5.1.1 no such user", Intent.BOUNCE_HARD),
        ("5.1.2", "550 5.1.2 bad destination system", Intent.BOUNCE_HARD),
        ("5.0.0", "550 user unknown", Intent.BOUNCE_HARD),
        ("5.2.1", "550 5.2.1 mailbox disabled", Intent.BOUNCE_HARD),
        ("5.1.6", "551 5.1.6 user has moved", Intent.BOUNCE_HARD),
        ("5.4.4", "host not found", Intent.BOUNCE_HARD),
        ("5.2.2", "552 5.2.2 over quota", Intent.BOUNCE_SOFT),
        ("5.2.3", "552 5.2.3 message size exceeds limit", Intent.BOUNCE_SOFT),
        ("4.2.2", "452 4.2.2 mailbox full", Intent.BOUNCE_SOFT),
        ("4.4.1", "connection timed out", Intent.BOUNCE_SOFT),
        ("5.7.1", "550 5.7.1 blocked by policy", Intent.BOUNCE_SOFT),
        ("5.6.0", "554 5.6.0 content rejected", Intent.BOUNCE_SOFT),
    ],
)
def test_only_an_address_that_is_dead_bounces_hard(status: str, diagnostic: str, expected: Intent) -> None:
    body = (
        f"--b\n\nnon remis\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; Jean@Client.test\n"
        f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; {diagnostic}\n\n--b--\n"
    )
    raw = f'From: MAILER-DAEMON@mx.test\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n{body}'
    understood = understand(parse(raw.encode()), Context())
    assert understood.intent is expected
    assert understood.bounce is not None
    assert understood.bounce.recipients == ("jean@client.test",)


def test_a_report_of_success_is_no_bounce() -> None:
    raw = (
        'From: MAILER-DAEMON@mx.test\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nremis\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; j@x.test\nAction: delivered\nStatus: 2.0.0\n\n--b--\n"
    )
    assert understand(parse(raw.encode()), Context()).bounce is None


def test_a_disposition_notification_is_a_receipt() -> None:
    raw = (
        'From: jean@client.test\nContent-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n--b\n\nlu\n--b\n'
        "Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
    )
    assert understand(parse(raw.encode()), Context()).intent is Intent.READ_RECEIPT
