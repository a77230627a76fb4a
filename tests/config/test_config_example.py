from __future__ import annotations

import re
import tomllib
from datetime import time
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from relance.config import load
from relance.config.models import Document, Staff
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Policy

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

# What only a firm can say: shown with an example, marked « à remplir ».
ILLUSTRATED = {
    "firm.name", "firm.email", "firm.iban", "firm.staff",
    "imap.host", "imap.username", "imap.password_file", "smtp.host",
}  # fmt: skip


def models(model: type[BaseModel], prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += models(kind, f"{name}.")
        else:
            found.append((prefix + name, field))
    return found


def shown(data: dict[str, Any], dotted: str) -> Any:
    for word in dotted.split("."):
        data = data[word]
    return data


def as_typed(field: Any) -> Any:
    """The default of a key as a person types it."""
    if field.default is PydanticUndefined and field.default_factory is None:
        return PydanticUndefined
    value = field.get_default(call_default_factory=True)
    if value == list(range(5)):
        return ["mon", "tue", "wed", "thu", "fri"]
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return [f"{a:%H:%M}-{b:%H:%M}" for a, b in value]
    return "" if value is None else value


def test_the_example_can_be_used_as_it_is() -> None:
    settings = load(EXAMPLE)
    assert settings.firm.name == "Cabinet Exemple"
    assert settings.staff == (StaffMember("Me Exemple", "associee@cabinet.test", Role.LAWYER),)
    assert settings.policy() == Policy(calendar=settings.calendar())
    assert settings.calendar().hours == ((time(9), time(12)), (time(14), time(18)))


@pytest.mark.parametrize("dotted", [name for name, _ in models(Document)])
def test_every_key_stands_in_the_example_with_its_default(dotted: str) -> None:
    data = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    value = shown(data, dotted)
    if dotted not in ILLUSTRATED:
        assert value == as_typed(dict(models(Document))[dotted])


def test_the_example_shows_nothing_but_keys_of_the_models() -> None:
    data = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    known = {name for name, _ in models(Document)}
    written = {key for key, value in data.items() if not isinstance(value, dict)}
    written |= {f"{s}.{key}" for s, value in data.items() if isinstance(value, dict) for key in value}
    assert written == known
    assert set(data["firm"]["staff"][0]) == set(Staff.model_fields)


def test_every_key_of_the_example_says_why_it_is_there() -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if re.match(r"[a-z_]+ = ", line) and not line.startswith("gabarits"):
            assert re.search(r"\S\s+# \S", line), line


def test_every_default_is_itself_accepted() -> None:
    for dotted, field in models(Document):
        if as_typed(field) is not PydanticUndefined:
            assert not isinstance(field.annotation, UnionType) or type(None) in get_args(field.annotation), dotted
    data = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    least = {
        "firm": {key: data["firm"][key] for key in ("name", "email", "iban", "staff")},
        "imap": {"host": "imap.cabinet.test", "username": "x"},
        "smtp": {"host": "smtp.cabinet.test"},
    }
    least_read = Document.model_validate(least, context={"base": EXAMPLE.parent})
    example = Document.model_validate(data, context={"base": EXAMPLE.parent})
    for section in ("storage", "sending", "payments", "answers", "plans", "penalties"):
        assert getattr(least_read, section) == getattr(example, section)
