"""Engines: one that writes, one that reads; on SQLite with the settings that keep every commit (WAL, FULL)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from relance.adapters.store.location import Location
from relance.errors import StoreError

BUSY_SECONDS = 10
"""How long a writer waits for another process."""
_QUEUE_SECONDS = 60
"""How long a thread waits for the other threads of this process."""

WRITER_LOCK, LEASE_LOCK = 1380273217, 1380273218
"""First keys of the advisory locks ("RELA" in ASCII, and the next); the second is the schema's, one firm each."""

_locks: dict[Path, threading.Lock] = {}
_locks_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database: where it is, and its engines."""

    location: Location
    writer: Engine
    reader: Engine

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The turn of this thread to write: SQLite's busy timeout is unfair, so the threads queue here.

        Raises:
            StoreError: the turn did not come.

        """
        if self.location.path is None:
            yield
            return
        with _locks_guard:
            lock = _locks.setdefault(self.location.path, threading.Lock())
        if not lock.acquire(timeout=_QUEUE_SECONDS):
            raise StoreError(
                f"Base de données {self.location.label} : une autre opération de relance l’occupe depuis plus "
                f"de {_QUEUE_SECONDS} s ; réessayer dans un instant."
            )
        try:
            yield
        finally:
            lock.release()

    def dispose(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        self.reader.dispose()


def connect(location: Location) -> Database:
    """Engines for a database; nothing is opened before its first use."""
    if location.path is None:
        return Database(location, _postgres(location, read_only=False), _postgres(location, read_only=True))
    return Database(location, _sqlite(location, read_only=False), _sqlite(location, read_only=True))


def create_file(path: Path) -> None:
    """Make the empty SQLite file readable by its owner only (SQLite gives -wal and -shm the same mode)."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(
            f"Base de données {path} : le fichier ne peut pas être créé ({error.strerror}) ; "
            "vérifier les droits du dossier."
        ) from error


def _sqlite(location: Location, *, read_only: bool) -> Engine:
    engine = create_engine(location.url)

    @event.listens_for(engine, "connect")
    def _settings(dbapi: Any, _record: object) -> None:
        # The driver's own implicit BEGIN is deferred: two readers that then write lose an update.
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("PRAGMA journal_mode=WAL")
            # NORMAL loses the last commits at a power cut in WAL mode, and a mail would be sent again.
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA foreign_keys=ON")
            # Erased bodies are overwritten in the file, not only unlinked.
            cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def server_arguments(location: Location, program: str, *settings: str) -> dict[str, Any]:
    """Libpq's arguments: a server that vanished without a word is given up within about 30 s.

    Args:
        location: whose URL may hold `options` of the firm (a search_path), which stay.
        program: how the server's administrator sees the connection.
        settings: further options of the session.

    """
    given = location.url.query.get("options", ())
    return {
        "connect_timeout": BUSY_SECONDS,
        "application_name": program[:63],  # NAMEDATALEN - 1
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 4,
        "tcp_user_timeout": 30_000,
        "options": " ".join([given] if isinstance(given, str) else given) + " " + " ".join(settings),
    }


def _postgres(location: Location, *, read_only: bool) -> Engine:
    settings = ("-c TimeZone=UTC", f"-c lock_timeout={BUSY_SECONDS * 1000}")
    engine = create_engine(
        location.url, connect_args=server_arguments(location, "relance", *settings), pool_pre_ping=True
    )
    if read_only:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # One writer at a time, as BEGIN IMMEDIATE gives on SQLite: the journal's chain must not fork, and a unit of
        # work may read and then write anything. A firm's volume never needs two.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))"), {"key": WRITER_LOCK}
        )

    return engine
