from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from relance.cli.entry import COMMANDS
from relance.domain.commands import Command, offered, understand_about_reply
from relance.domain.correction_words import LABELS
from relance.domain.model import Approves, TaskKind
from relance.domain.policy import CABINET, Means

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "guide-du-cabinet.md").read_text(encoding="utf-8")
CODE = re.findall(r"`([^`]+)`", GUIDE)
PROSE = re.sub(r"`[^`]*`|\]\([^)]*\)", "", GUIDE)


def test_the_typography_is_french() -> None:
    assert re.findall(r".{0,20}(?<!\u00a0)[;?!»]", PROSE) == []
    assert re.findall(r".{0,20}(?<!\u00a0):(?=\s).{0,10}", PROSE.replace("---", "")) == []
    assert re.findall(r".{0,20}«(?!\u00a0).{0,10}", PROSE) == []
    assert [line for line in PROSE.splitlines() if "'" in line] == []
    assert re.findall(r"\d €", PROSE) == []


def test_every_command_of_the_guide_exists() -> None:
    named = {words.split()[1] for words in CODE if words.startswith("relance ")}
    assert len(named) > 8
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("approves", Approves)
def test_every_word_a_person_is_offered_stands_in_the_guide(kind: TaskKind, approves: Approves) -> None:
    assert [word for word, _ in offered(kind, approves) if word not in CODE] == []


def test_every_phrase_that_corrects_a_reading_stands_in_the_guide() -> None:
    assert [wording.phrase for wording in LABELS.values() if wording.phrase not in CODE] == []


def test_every_other_correction_of_the_guide_is_understood() -> None:
    told = GUIDE.partition("Vos mots suffisent")[2].partition("Une seule chose")[0]
    written = re.findall(r"`([^`]+)`", told)
    assert len(written) == 3
    assert {understand_about_reply(text, date(2026, 3, 9)).command for text in written} == {Command.CORRECT}


def test_the_ladder_of_the_guide_is_that_of_the_policy() -> None:
    days = re.findall(r"^\| (J[-+]?\d*) \|.*?\|(.*)\|$", GUIDE, flags=re.MULTILINE)
    assert [day for day, _ in days] == [f"J{s.offset:+d}" if s.offset else "J" for s in CABINET]
    assert ["aucun message" in told for _, told in days] == [s.means is Means.TASK for s in CABINET]
