from __future__ import annotations

import pytest

from relance.domain.intents import Verdict
from relance.reading.auth import verdict
from relance.reading.message import parse

TRUSTED = ["mx.cabinet.test"]


def _verdict(*results: str, sender: str = "Jean <jean@client.test>") -> Verdict:
    lines = "".join(f"Authentication-Results: {r}\r\n" for r in results)
    return verdict(parse(f"{lines}From: {sender}\r\n\r\nok".encode()), TRUSTED)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("mx.cabinet.test; dmarc=pass header.from=client.test", Verdict.PASS),
        ("mx.cabinet.test 1; DMARC=PASS (p=none)\r\n header.from=client.test", Verdict.PASS),
        ('"mx.cabinet.test"; dmarc=pass', Verdict.PASS),
        ("mx.cabinet.test; dkim=pass header.d=client.test", Verdict.PASS),
        ("mx.cabinet.test; dkim=pass header.d=mail.client.test; spf=fail", Verdict.PASS),
        ("mx.cabinet.test; dkim=pass header.i=@client.test", Verdict.PASS),
        ("mx.cabinet.test; dkim=pass header.d=autre.test", Verdict.NONE),
        ("mx.cabinet.test; dkim=pass header.d=notclient.test", Verdict.NONE),
        ("mx.cabinet.test; dkim=pass header.d=test", Verdict.NONE),
        ("mx.cabinet.test; spf=pass smtp.mailfrom=client.test", Verdict.NONE),
        ("mx.cabinet.test; dmarc=fail; dkim=pass header.d=client.test", Verdict.FAIL),
        ("mx.cabinet.test; dmarc=fail header.from=client.test", Verdict.FAIL),
        ("mx.cabinet.test; dkim=fail header.d=client.test", Verdict.NONE),
        ("mx.cabinet.test; dmarc=pass header.from=autre.test", Verdict.NONE),
        ("mx.cabinet.test; (dmarc=pass) none", Verdict.NONE),
        ('mx.cabinet.test; spf=pass reason="x; dmarc=pass"', Verdict.NONE),
        ("mx.cabinet.test; none", Verdict.NONE),
        ("mx.autre.test; dmarc=pass", Verdict.NONE),
        ("", Verdict.NONE),
    ],
)
def test_only_dmarc_or_an_aligned_signature_vouches_for_the_sender(result: str, expected: Verdict) -> None:
    assert _verdict(result) is expected


def test_only_the_topmost_result_counts() -> None:
    assert _verdict("mx.cabinet.test; dmarc=fail", "mx.cabinet.test; dmarc=pass") is Verdict.FAIL
    assert _verdict("mx.ailleurs.test; dmarc=fail", "mx.cabinet.test; dmarc=pass") is Verdict.NONE
    assert _verdict("mx.cabinet.test; spf=pass", "mx.cabinet.test; dmarc=pass") is Verdict.NONE


def test_no_result_at_all_is_none() -> None:
    assert _verdict() is Verdict.NONE


@pytest.mark.parametrize("sender", ["a@client.test, b@autre.test", "a@client.test\r\nFrom: b@autre.test", "personne"])
def test_a_doubtful_from_is_never_vouched_for(sender: str) -> None:
    assert _verdict("mx.cabinet.test; dmarc=pass", sender=sender) is Verdict.NONE


def test_a_domain_where_anybody_registers_owns_nobody() -> None:
    assert _verdict("mx.cabinet.test; dkim=pass header.d=avocat.fr", sender="x@dupont.avocat.fr") is Verdict.NONE
