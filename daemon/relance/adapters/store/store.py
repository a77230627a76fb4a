"""The store: units of work on one transaction each, callable from any thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from relance.adapters.store.engine import Database, connect
from relance.adapters.store.lease import Lease
from relance.adapters.store.location import locate, require_usable
from relance.adapters.store.schema import ensure_schema
from relance.adapters.store.trouble import RETRIED, in_french, sqlstate
from relance.adapters.store.unit import Unit

T = TypeVar("T")

_TRIES = 5


class Store:
    """See `relance.flows.ports.Store`; made by `open_store`.

    Args:
        database: opened, its schema at the program's version.
        zone: the firm's time zone: all instants are given back in it.

    """

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone

    @property
    def label(self) -> str:
        """How messages name the database, without password."""
        return self._database.location.label

    def transact(self, work: Callable[[Unit], T]) -> T:
        """Run a unit of work in one write transaction; commit, or undo and raise.

        One writer at a time. On PostgreSQL the work is run again after a serialization failure or a deadlock, so it
        must have no other effect than on the store. It must not call `transact` itself.

        Raises:
            StoreError: the database could not be used; nothing was changed.

        """
        database = self._database
        with in_french(database.location), database.writing():
            for attempt in range(1, _TRIES + 1):
                try:
                    return self._write(work)
                except DBAPIError as error:
                    if attempt == _TRIES or sqlstate(error) not in RETRIED:
                        raise
                    time.sleep(0.02 * 2**attempt)
        raise AssertionError  # the last try returns or raises

    def read(self, work: Callable[[Unit], T]) -> T:
        """Run a unit of work on a consistent snapshot; a write in it is an error.

        Raises:
            StoreError: the database could not be used.

        """
        with in_french(self._database.location), Session(self._database.reader) as session:
            return work(Unit(session, self._zone, writable=False))

    def lease(self) -> Lease:
        """The lease of this database, not taken yet."""
        return Lease(self._database.location)

    def close(self) -> None:
        """Close all connections."""
        self._database.dispose()

    def _write(self, work: Callable[[Unit], T]) -> T:
        with Session(self._database.writer, expire_on_commit=False) as session:
            result = work(Unit(session, self._zone, writable=True))
            session.commit()
            return result


def open_store(url: str, base_dir: Path, zone: ZoneInfo) -> Store:
    """Open the store; create its schema or bring it to the program's version.

    Args:
        url: `sqlite:///relance.db` (relative to `base_dir`) or `postgresql+psycopg://…`.
        base_dir: folder of the configuration.
        zone: the firm's time zone.

    Raises:
        StoreError: the database cannot be used, is newer than the program, or is another program's.

    """
    location = locate(url, base_dir)
    require_usable(location)
    database = connect(location)
    try:
        ensure_schema(database)
    except BaseException:
        database.dispose()
        raise
    return Store(database, zone)
