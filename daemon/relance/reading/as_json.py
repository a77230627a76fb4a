"""The object that `classify --json` prints for one mail (interface, « JSON of classify »)."""

from __future__ import annotations

from typing import Any

from relance.domain.intents import Entities, Understanding


def as_json(file: str, understanding: Understanding) -> dict[str, Any]:
    """Plain JSON values: amounts as strings with two decimals, dates ISO.

    Args:
        file: name of the file, as it was given.
        understanding: what was read.

    """
    found: dict[str, Any] = {
        "file": file,
        "kind": "machine" if understanding.is_machine else "human",
        "intent": understanding.intent.value,
        "secondary": [i.value for i in understanding.secondary],
        "confidence": understanding.confidence,
        "entities": _entities(understanding.entities),
        "evidence": list(understanding.evidence),
        "new_text": understanding.new_text,
    }
    if understanding.by_invoice:
        found["by_invoice"] = [{"invoice": n, "intent": i.value} for n, i in understanding.by_invoice]
    if understanding.bounce:
        found["recipients"] = list(understanding.bounce.recipients)
        found["status"] = understanding.bounce.status
    return found


def _entities(entities: Entities) -> dict[str, Any]:
    return {
        "amount": None if entities.amount is None else f"{entities.amount:.2f}",
        "date": entities.date.isoformat() if entities.date else None,
        "instalments": entities.instalments,
        "new_contact": entities.new_contact,
        "invoice": list(entities.invoices),
    }
