# ruff: noqa: E501  mails and tables of examples read better unbroken
"""No mail, however broken, stops the reader; and what it reads is always a well-formed value."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from relance.adapters.files import packaged_weights
from relance.domain.commands import understand_answer
from relance.domain.dates import days
from relance.domain.intents import PRECEDENCE, Intent, Understanding
from relance.reading.as_json import as_json
from relance.reading.auth import verdict
from relance.reading.keys import keys
from relance.reading.message import UnreadableMailError, parse
from relance.reading.model import read_model
from relance.reading.notices import payment_notice
from relance.reading.understand import Context, understand

SEEDS = tuple(p.read_bytes() for p in sorted((Path(__file__).parent.parent / "mails").glob("*.eml")))
MODEL = read_model(packaged_weights())
CONTEXT = Context(numbers=("2026-0142",), model=MODEL)


def _sound(understood: Understanding) -> None:
    assert 0 <= understood.confidence <= 1
    assert understood.intent not in understood.secondary
    assert list(understood.secondary) == sorted(understood.secondary, key=PRECEDENCE.index)
    json.dumps(as_json("x.eml", understood))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_mutated_mail_is_always_read(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 12))):
        where = data.draw(st.integers(0, len(raw)))
        raw[where : where + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    try:
        message = parse(bytes(raw))
    except UnreadableMailError:
        return
    _sound(understand(message, CONTEXT))
    keys(message)
    payment_notice(message)
    verdict(message, ["mx.cabinet.test"])


_PIECES = st.sampled_from(
    [
        "Je conteste", "j'ai payé", "n'ai pas", "le 31/02", "vendredi", "1 200,00 €", "?", "mais", "si", "en 3 fois", "\n", "> ",
        "Le 9 mars 2026 à 09:30, X a écrit :", "--", "Cordialement", "a@b.test", "facture 2026-0142", "fin février", "sous 999 mois", "é" * 300,
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=30), max_size=25), st.booleans())
def test_any_words_are_always_read(pieces: list[str], pending: bool) -> None:  # noqa: FBT001  drawn
    body = " ".join(pieces).encode("utf-8", "replace")
    raw = (
        b"From: a@client.test\r\nDate: Thu, 12 Mar 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + body
    )
    understood = understand(parse(raw), Context(pending_proposal=pending, model=MODEL))
    _sound(understood)
    if not pending:
        assert understood.intent not in {Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED}


@given(st.text(max_size=200), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_any_answer_of_the_firm_is_always_read(text: str, on: date) -> None:
    understand_answer(text, on)
    days(text, on, past=True)
    days(text, on, past=False)
