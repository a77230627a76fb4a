"""What the repositories share: the transaction's session and the firm's time zone."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar, overload
from zoneinfo import ZoneInfo

from sqlmodel import Session

from relance.adapters.store.types import Row
from relance.errors import StoreError

R = TypeVar("R", bound=Row)


class Repository:
    """One aggregate's tables inside one transaction.

    Args:
        session: of the transaction.
        zone: instants are given back in it.

    """

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self.session = session
        self.zone = zone

    @overload
    def local(self, instant: datetime) -> datetime: ...
    @overload
    def local(self, instant: None) -> None: ...
    def local(self, instant: datetime | None) -> datetime | None:
        """An instant of the store in the firm's zone."""
        return None if instant is None else instant.astimezone(self.zone)

    def row(self, table: type[R], key: int, what: str) -> R:
        """The row with that key.

        Raises:
            StoreError: there is none; `what` is its French name.

        """
        found = self.session.get(table, key)
        if found is None:
            raise StoreError(f"Base de données : {what} n° {key} n’existe pas.")
        return found

    def insert(self, row: Row) -> None:
        """Write a new row now: the caller needs its key, or its children its reference."""
        self.session.add(row)
        self.session.flush()
