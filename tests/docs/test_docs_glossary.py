from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from relance.domain.case import Situation
from relance.domain.commands import Command
from relance.domain.events import MAIL_EVENTS
from relance.domain.intents import Intent, Verdict
from relance.domain.model import (
    Approves,
    ClientKind,
    Letter,
    MailStatus,
    Nature,
    Phase,
    PlanStatus,
    Reason,
    State,
    TaskKind,
)
from relance.domain.owed.breakdown import LineKind
from relance.domain.owed.imputation import Part
from relance.domain.owed.rates import RateClass
from relance.domain.people import Role
from relance.domain.policy import Stage

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
EVENTS = GLOSSARY.partition("## Événements")[2].partition("\n## ")[0]
LISTED = set(re.findall(r"^\| `([a-z_]+)` \|", EVENTS, flags=re.MULTILINE))
WRITERS = {"Note", "note", "_line"}


def events_of(source: ast.AST) -> Iterator[str]:
    """Event words that a page writes: first argument of a journal line, or value of the key "event"."""
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            told = node.args[:1] if called in WRITERS else node.args[1:2] if called == "JournalLine" else []
        elif isinstance(node, ast.Dict):
            told = [v for k, v in zip(node.keys, node.values, strict=True) if getattr(k, "value", "") == "event"]
        else:
            continue
        words = (part for v in told for part in ((v.body, v.orelse) if isinstance(v, ast.IfExp) else (v,)))
        yield from (w.value for w in words if isinstance(w, ast.Constant) and isinstance(w.value, str))


def written() -> set[str]:
    pages = [*(ROOT / "daemon/relance/domain").rglob("*.py"), *(ROOT / "daemon/relance/flows").rglob("*.py")]
    return {event for page in pages for event in events_of(ast.parse(page.read_text(encoding="utf-8")))} | MAIL_EVENTS


def test_every_event_that_show_can_print_stands_in_the_glossary() -> None:
    assert len(written()) > 30
    assert written() - LISTED == set()


def test_the_glossary_names_no_event_that_nothing_writes() -> None:
    assert LISTED - written() == set()


def test_the_search_for_events_finds_each_way_of_writing_one() -> None:
    pages = [
        'Note("a", "r")',
        'work.note("b", "r", None)',
        'self._line("c", "r")',
        'x = {"event": "d" if m else "e"}',
        'note("f" if y else "g", "r")',
        'JournalLine(now, "h", "r")',
    ]
    assert {e for page in pages for e in events_of(ast.parse(page))} == set("abcdefgh")


@pytest.mark.parametrize(
    "words",
    [
        State, Stage, Intent, Letter, MailStatus, TaskKind, Reason, PlanStatus, Situation, Approves, Role, Nature,
        ClientKind, Phase, Verdict, Command, LineKind, Part, RateClass,
    ],
)  # fmt: skip
def test_every_word_of_the_model_stands_in_the_glossary(words: type[StrEnum]) -> None:
    assert [word.value for word in words if f"`{word.value}`" not in GLOSSARY] == []
