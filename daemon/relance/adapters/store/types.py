"""Column types that give back exactly what was put in, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from relance.domain.money import CENT

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that every database takes: no NUL (PostgreSQL refuses it), no lone surrogate (it has no UTF-8 form)."""
    return _UNSTORABLE.sub(lambda m: "" if m[0] == "\x00" else "\ufffd", text)


class Cents(TypeDecorator[Decimal]):
    """Euros as a whole number of cents: SQLite has no exact decimal, its NUMERIC is a float."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002  signature
        """Cents of an amount; a fraction of a cent is a fault of the program (ValueError)."""
        if value is None:
            return None
        if not value.is_finite() or value != value.quantize(CENT):
            raise ValueError(f"not an amount to the cent: {value}")
        return int(value.quantize(CENT).scaleb(2))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  signature
        """Decimal with two decimals; PostgreSQL gives a sum of integers as NUMERIC."""
        return None if value is None else Decimal(int(value)).scaleb(-2)


class Clean(TypeDecorator[str]):
    """Text without what a database cannot store; see `clean`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  signature
        """The text as it is stored."""
        return None if value is None else clean(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """Words in their order, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:  # noqa: ARG002  signature
        """A JSON list."""
        return json.dumps([clean(word) for word in value or ()], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002  signature
        """The words."""
        return tuple(json.loads(value)) if value else ()


class Facts(TypeDecorator[Mapping[str, str]]):
    """Named words, as a JSON object whose keys are sorted (the journal's hash is over this text)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str:  # noqa: ARG002  signature
        """A JSON object."""
        return facts_text(value or {})

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, str]:  # noqa: ARG002  signature
        """The named words."""
        return dict(json.loads(value)) if value else {}


def facts_text(facts: Mapping[str, str]) -> str:
    """The one JSON text of named words."""
    return json.dumps({clean(k): clean(v) for k, v in facts.items()}, ensure_ascii=False, sort_keys=True)


# Names of constraints are fixed so that a later migration can drop them by name on both databases.
_METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel, registry=registry(metadata=_METADATA)):
    """Base of the store's tables; their metadata is `Row.metadata`."""


def primary() -> Any:
    """A key that the database gives."""
    return Field(default=None, primary_key=True)


def text(**options: Any) -> Any:
    """A column of clean text; options as for `sqlmodel.Field`."""
    return Field(sa_type=Clean, **options)


def money(**options: Any) -> Any:
    """A column of euros to the cent."""
    return Field(sa_type=Cents, **options)


def words() -> Any:
    """A column of words in order."""
    return Field(default=(), sa_type=Words, nullable=False)


def facts() -> Any:
    """A column of named words."""
    return Field(default_factory=dict, sa_type=Facts, nullable=False)
