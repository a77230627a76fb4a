"""Facts of the whole firm: a word under a key."""

from __future__ import annotations

from typing import ClassVar

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, text


class FlagRow(Row, table=True):
    """One fact (released brake list, approved IBAN)."""

    __tablename__: ClassVar[str] = "flag"

    key: str = text(primary_key=True)
    value: str = text()


class Flags(Repository):
    """The facts by key."""

    def get(self, key: str) -> str | None:
        """The word under a key."""
        row = self.session.get(FlagRow, key)
        return row.value if row else None

    def set(self, key: str, value: str) -> None:
        """Put a word under a key."""
        row = self.session.get(FlagRow, key)
        if row is None:
            self.insert(FlagRow(key=key, value=value))
        else:
            row.value = value
