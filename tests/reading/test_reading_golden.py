"""Every mail of tests/mails means what stands beside it; the mails are composed for this project."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from relance.adapters.files import packaged_weights
from relance.domain.intents import Intent, Understanding
from relance.reading.as_json import as_json
from relance.reading.message import parse
from relance.reading.model import read_model
from relance.reading.understand import Context, understand

MODEL = read_model(packaged_weights())
MAILS = Path(__file__).parent.parent / "mails"
NAMES = sorted(p.stem for p in MAILS.glob("*.eml"))
PLAIN = 0.75
"""Confidence that the least demanding automatic effect asks for."""


def _read(name: str) -> tuple[Understanding, dict[str, object]]:
    expected = tomllib.loads((MAILS / f"{name}.toml").read_text(encoding="utf-8"))
    context = Context(pending_proposal=bool(expected.get("pending_proposal")), numbers=("2026-0142",), model=MODEL)
    return understand(parse((MAILS / f"{name}.eml").read_bytes()), context), expected


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_mail_means_what_stands_beside_it(name: str) -> None:
    understood, expected = _read(name)
    told = as_json(f"{name}.eml", understood)
    assert told["intent"] == expected["intent"], (told["confidence"], told["evidence"])
    assert told["secondary"] == expected["secondary"]
    stated = {k: v for k, v in told["entities"].items() if v not in (None, [])}
    assert stated == expected["entities"]
    for key in ("recipients", "status"):
        assert told.get(key) == expected.get(key)
    assert understood.from_subject == expected.get("from_subject", understood.from_subject)
    if understood.bounce:
        assert understood.bounce.own_trouble == expected.get("own_trouble", False)
        assert understood.bounce.original_ids == ("<sent-1@cabinet.test>",)


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_mail_has_only_the_new_words_of_its_sender(name: str) -> None:
    understood, expected = _read(name)
    if "new_text" in expected:
        assert understood.new_text == str(expected["new_text"]).strip("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_case_is_read_with_confidence_and_an_unclear_one_without(name: str) -> None:
    understood, _ = _read(name)
    if understood.intent is Intent.UNCLEAR:
        assert understood.confidence < 0.5
    else:
        assert understood.confidence >= PLAIN
        assert understood.evidence


def test_the_golden_mails_cover_every_label() -> None:
    intents = {_read(name)[0].intent for name in NAMES}
    assert intents == set(Intent)
    assert len(NAMES) >= 60
