"""The model: what it reads beside the rules, what it never reads, and what its file is."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from relance.adapters.files import packaged_weights
from relance.domain.intents import PRECEDENCE, Intent, Understanding
from relance.errors import WorldError
from relance.reading.expressed import ORDER, expressed, marks, primary, scores
from relance.reading.features import AROUND, FAMILIES, SIGNS, WORDS, features
from relance.reading.intents import HARD
from relance.reading.judge import Heard
from relance.reading.message import parse
from relance.reading.model import Model, read_model, write_model
from relance.reading.understand import Context, listen, understand
from relance.reading.weighing import facts, weighed
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


def heard(text: str, *, pending: bool = False) -> Heard:
    return listen(sentences(text), pending=pending, from_subject=False, today=date(2026, 3, 10))


def test_likelihoods_add_up_and_know_every_human_label() -> None:
    mail = heard("Je paie demain.")
    scored = scores(mail.said, mail.fired, MODEL, pending=False, today=mail.today)
    told = marks(scored, mail.fired, mail.rules, pending=False)
    said = expressed(told, MODEL.expressed)
    first = primary(said, pending=False)
    likely = weighed(facts(told, said, pending=False, from_subject=False), said, MODEL.weighing, pending=False)
    for chances in (first, likely):
        assert set(chances) == set(PRECEDENCE)
        assert sum(chances.values()) == pytest.approx(1)
        assert chances[Intent.SCHEDULE_ACCEPTED] == chances[Intent.SCHEDULE_REFUSED] == 0
        assert max(chances, key=chances.__getitem__) is Intent.PROMISE_TO_PAY


def test_the_first_in_precedence_of_what_is_expressed_is_primary() -> None:
    said = {**dict.fromkeys(ORDER, 0.0), Intent.PAID: 0.9, Intent.DISPUTE: 0.8, Intent.SCHEDULE_ACCEPTED: 1.0}
    found = primary(said, pending=False)
    assert found[Intent.DISPUTE] == pytest.approx(0.8)
    assert found[Intent.PAID] == pytest.approx(0.2 * 0.9)
    assert found[Intent.UNCLEAR] == pytest.approx(0.2 * 0.1)
    assert primary(said, pending=True)[Intent.SCHEDULE_ACCEPTED] == pytest.approx(0.2)


def test_a_promise_that_waits_for_the_copy_is_decided_by_the_copy() -> None:
    assert ORDER.index(Intent.NOT_RECEIVED) < ORDER.index(Intent.PROMISE_TO_PAY)
    said = {**dict.fromkeys(ORDER, 0.0), Intent.NOT_RECEIVED: 1.0, Intent.PROMISE_TO_PAY: 1.0}
    assert primary(said, pending=False)[Intent.NOT_RECEIVED] == 1


def test_a_denied_word_is_not_the_word() -> None:
    (denied,) = features(sentences("Je ne conteste pas la facture."), (), pending=False)
    (stated,) = features(sentences("Je conteste la facture."), (), pending=False)
    assert "!conteste" in denied[WORDS] - stated[WORDS]
    assert "!contest" in denied[FAMILIES] - stated[FAMILIES]


def test_a_sentence_knows_what_stands_around_it() -> None:
    first, second = features(sentences("J'ai versé 300 euros. C'était la moitié."), (), pending=False)
    assert "p:paid" in second[AROUND]
    assert "n:part" in first[AROUND]
    assert {"first"} <= first[SIGNS] - second[SIGNS]


def tiny() -> Model:
    head = {
        "labels": ["paid", "dispute"], "intercepts": [0.5, -0.5, 0.0, 0.0], "scales": [0.1, 0.2, 0.1, 0.1],
        "ends": [1, 1, 1, 2, 3], "expressed": {"base": 0.0}, "weighing": [], "judging": {"base": 1.0},
    }  # fmt: skip
    rows = bytes([138, 128, 129, 128, 255, 255, 255, 255, 148, 118, 128, 130])
    return read_model(write_model(head, ["payé", "p:paid", "R:paid"], [4.0, 1.0, 1.0], rows))


def test_a_sum_of_bytes_is_the_sum_of_the_weights() -> None:
    model = tiny()
    rows = model.rows_of(({"payé", "unseen"}, set(), set(), set(), {"R:paid"}))
    assert model.of_sentence(rows) == pytest.approx([0.5 + 10 * 0.1 / 2 + 20 * 0.1, -0.5 - 10 * 0.2])
    assert model.of_sentence(model.rows_of((set(), set(), set(), set(), set()))) == [0.5, -0.5]


def test_a_mail_is_the_union_of_its_sentences_without_what_stands_around_them() -> None:
    model = tiny()
    one = model.rows_of(({"payé"}, set(), set(), {"p:paid"}, set()))
    other = model.rows_of(({"payé"}, set(), set(), set(), {"R:paid"}))
    assert model.of_mail([one, other]) == pytest.approx([0.1 / 2, 0.2])


@pytest.mark.parametrize("data", [b"", b"RLW2", packaged_weights()[:-9], b"X" * 400])
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
