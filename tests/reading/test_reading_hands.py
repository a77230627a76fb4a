"""The labelled mails are well-formed, and written by many hands."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from relance.domain.intents import MACHINE, PRECEDENCE, Intent

HANDS = sorted((Path(__file__).parents[1] / "mails" / "hands").glob("*.jsonl"))
ENTITIES = {"amount", "date", "instalments", "new_contact", "invoice"}
FIELDS = {
    *("id", "from_name", "from_addr", "subject", "date", "headers", "body", "html", "pending"),
    *("primary", "secondary", "entities", "by_invoice", "said", "why"),
}
OPTIONAL = {"by_invoice", "said"}


def mails(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def problems(row: dict[str, Any]) -> list[str]:
    """What is wrong with one labelled mail."""
    found = [f"champ inconnu {f}" for f in set(row) - FIELDS]
    found += [f"champ absent {f}" for f in FIELDS - set(row) - OPTIONAL]
    if found:
        return found
    if datetime.fromisoformat(row["date"]).tzinfo is None:
        found.append("date sans décalage")
    labels = [Intent(row["primary"]), *(Intent(x) for x in row["secondary"])]
    human = [PRECEDENCE.index(i) for i in labels if i not in MACHINE]
    waits_for_copy = labels[0] is Intent.NOT_RECEIVED and Intent.PROMISE_TO_PAY in labels
    if human != sorted(human) and not waits_for_copy:
        found.append("les étiquettes ne suivent pas la préséance")
    if len(set(labels)) != len(labels):
        found.append("étiquette répétée")
    return found + _entities(row["entities"]) + _said(row)


def _said(row: dict[str, Any]) -> list[str]:
    """What sentences say: labels of people, in words of the mail, the primary one among them."""
    said = [(Intent(label), text) for label, text in row.get("said", [])]
    found = [f"étiquette de machine : {label}" for label, _ in said if label in MACHINE]
    if not row["html"]:
        body = _letters(row["body"] + row["subject"])
        found += [f"absent du courriel : {text}" for _, text in said if _letters(text)[:25] not in body]
    if said and row["primary"] not in {label for label, _ in said}:
        found.append("aucune phrase ne dit l’étiquette")
    return found


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))


def _entities(given: dict[str, Any]) -> list[str]:
    found = [f"entité inconnue {e}" for e in set(given) - ENTITIES]
    if "date" in given:
        date.fromisoformat(given["date"])
    if "amount" in given and not isinstance(given["amount"], int | float):
        found.append("montant qui n’est pas un nombre")
    if "invoice" in given and not isinstance(given["invoice"], list):
        found.append("invoice n’est pas une liste")
    return found


@pytest.mark.parametrize("path", HANDS, ids=[p.stem for p in HANDS])
def test_every_mail_of_a_hand_is_well_formed(path: Path) -> None:
    rows = mails(path)
    assert rows
    assert {row["id"]: problems(row) for row in rows if problems(row)} == {}
    assert all(row["id"].startswith(f"{path.stem}-") for row in rows)


def test_no_two_mails_are_the_same() -> None:
    bodies = Counter(" ".join(row["body"].split()) for path in HANDS for row in mails(path))
    assert [body for body, count in bodies.items() if count > 1 and len(body) > 40] == []
