"""The model: what it reads beside the rules, what it never reads, and what its file is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from relance.adapters.files import packaged_weights
from relance.domain.intents import PRECEDENCE, Intent, Understanding
from relance.errors import WorldError
from relance.reading.features import features
from relance.reading.intents import HARD
from relance.reading.message import parse
from relance.reading.model import Model, read_model, write_model
from relance.reading.understand import Context, understand
from relance.reading.words import sentences

MODEL = read_model(packaged_weights())


def read(text: str, *, pending: bool = False, model: Model | None = MODEL) -> Understanding:
    head = "From: client@client.test\nSubject: Re: Facture 2026-0142\nDate: Tue, 10 Mar 2026 10:00:00 +0100\n"
    raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
    return understand(parse(raw), Context(pending_proposal=pending, model=model))


def test_the_model_reads_what_no_rule_knows() -> None:
    text = "Vous trouverez la somme sur votre compte, la banque a exécuté notre ordre lundi."
    assert read(text, model=None).intent is Intent.UNCLEAR
    assert read(text).intent is Intent.PAID
    assert read(text).evidence


def test_evidence_stands_in_the_mail() -> None:
    understood = read("Bonjour,\nLe règlement est sorti de notre banque hier matin.\nBien à vous")
    assert understood.intent is Intent.PAID
    assert all(piece in understood.new_text for piece in understood.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Je vous paie vendredi, depuis la chambre d'hôpital où l'on me garde.",
        "Le virement est fait, mais le liquidateur vous écrira.",
        "D'accord pour trois fois, et mon avocat prend la suite.",
    ],
)
def test_a_grave_word_beside_a_mild_reading_is_never_softened(text: str) -> None:
    assert read(text, pending=True).intent in HARD | {Intent.UNCLEAR}


def test_without_a_proposal_nothing_accepts_or_refuses_one() -> None:
    for text in ("D'accord pour votre échéancier.", "Vos mensualités sont trop élevées, je refuse ce plan."):
        found = read(text)
        assert {found.intent, *found.secondary}.isdisjoint({Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})


@pytest.mark.parametrize("text", ["Grumph 42 ???", "xyzzy", "12 34 56", "!!! ???", "Lorem ipsum dolor sit amet"])
def test_letters_without_a_known_word_say_nothing(text: str) -> None:
    assert read(text).intent is Intent.UNCLEAR


def test_likelihoods_add_up_and_know_every_human_label() -> None:
    blocks = features(sentences("Je paie demain."), (), top="unclear", pending=False, from_subject=False)
    likely = MODEL.probabilities(blocks)
    assert set(likely) == set(PRECEDENCE)
    assert sum(likely.values()) == pytest.approx(1)
    assert Intent.PAID not in MODEL.probabilities(blocks, [Intent.PAID])


def test_a_sum_of_bytes_is_the_sum_of_the_weights() -> None:
    head = {
        "labels": ["paid", "dispute"], "intercepts": [0.5, -0.5], "scales": [0.1, 0.2], "ends": [1, 1, 1, 2],
        "judging": {"base": 1.0},
    }  # fmt: skip
    model = read_model(write_model(head, ["payé", "R:paid"], [4.0, 1.0], bytes([138, 128, 148, 118])))
    assert model.scores(({"payé"}, set(), set(), {"R:paid", "unseen"})) == pytest.approx(
        [0.5 + 10 * 0.1 / 2 + 20 * 0.1, -0.5 - 10 * 0.2]
    )
    assert model.scores((set(), set(), set(), set())) == [0.5, -0.5]


@pytest.mark.parametrize("data", [b"", b"RLW1", packaged_weights()[:-9], b"X" * 400])
def test_a_broken_file_of_weights_is_named(data: bytes) -> None:
    with pytest.raises(WorldError, match=r"weights\.bin"):
        read_model(data)


def test_the_file_of_weights_is_small_and_read_at_once() -> None:
    data = packaged_weights()
    assert len(data) < 3_000_000
    start = time.perf_counter()
    read_model(data)
    assert time.perf_counter() - start < 1


def test_a_long_mail_is_read_in_bounded_time() -> None:
    start = time.perf_counter()
    read("Je vous règle vendredi, sauf erreur. " * 300)
    assert time.perf_counter() - start < 5


def test_phrases_to_learn_from_are_well_formed() -> None:
    lines = (Path(__file__).parents[1] / "training" / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines)
    for line in lines:
        label, text, *pending = line.split("\t")
        assert Intent(label) in PRECEDENCE
        assert text.strip()
        assert pending in ([], ["P"])
