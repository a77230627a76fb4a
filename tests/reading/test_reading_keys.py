from __future__ import annotations

from relance.reading.keys import is_own_copy, keys
from relance.reading.message import parse

MAIL = """Delivered-To: comptabilite+R-0A1B2C3D@cabinet.test
From: Jean <Jean@client.test>
To: Cabinet <comptabilite@cabinet.test>
Subject: RE: [R-9Z8Y7X6W] Facture 2026-0142
In-Reply-To: <trois@cabinet.test>
References: <un@cabinet.test> <deux@cabinet.test> <trois@cabinet.test>

La facture F2026-0150 aussi.

> X-Relance-Ref: abcDEF
> votre facture 2026-0099
"""


def test_everything_a_mail_can_be_found_by_is_collected() -> None:
    found = keys(parse(MAIL.encode()))
    assert found.sender == "jean@client.test"
    assert found.thread_ids == ("<trois@cabinet.test>", "<deux@cabinet.test>", "<un@cabinet.test>")
    assert found.firm_refs == ("R-9Z8Y7X6W", "R-0A1B2C3D")
    assert found.relance_refs == ("abcDEF",)
    assert found.numbers == ("2026-0142", "F2026-0150", "2026-0099")
    assert "comptabilite@cabinet.test" in found.recipients


def test_a_mail_of_the_daemon_that_came_back_is_not_an_answer() -> None:
    own = frozenset({"comptabilite@cabinet.test"})
    assert is_own_copy(parse(b"From: comptabilite@cabinet.test\nX-Relance-Ref: abc\n\nx"), own)
    assert not is_own_copy(parse(b"From: jean@client.test\nX-Relance-Ref: abc\n\nx"), own)
    assert not is_own_copy(parse(b"From: comptabilite@cabinet.test\n\nx"), own)


def test_the_reference_in_a_returned_mail_is_found() -> None:
    raw = (
        'From: mailer-daemon@x.test\nContent-Type: multipart/report; boundary="b"\n\n--b\n\nfailed\n--b\n'
        "Content-Type: message/rfc822\n\nX-Relance-Ref: abcDEF\nSubject: x\n\ny\n--b--\n"
    )
    assert keys(parse(raw.encode())).relance_refs == ("abcDEF",)
