"""The lease: one active daemon (or `tick`) a database, ended by the system or the server, never by a clock."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from relance.adapters.store.engine import LEASE_LOCK, server_arguments
from relance.adapters.store.location import Location
from relance.adapters.store.trouble import explain
from relance.errors import BusyError, StoreError

_POLL_SECONDS = 0.2


class _Lock(Protocol):
    """A lock that ends with its process or its connection."""

    def take(self) -> bool: ...
    def held(self) -> bool: ...
    def holder(self) -> str: ...
    def drop(self) -> None: ...


class Lease:
    """The right to be the one active pass; used as `with lease.acquire(60): ...`, from one thread at a time.

    Args:
        location: the database.

    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock: _Lock = _FileLock(location.path) if location.path else _ServerLock(location)

    def acquire(self, wait_seconds: float = 0) -> Self:
        """Take the lease, waiting for the pass that has it at most so long (blocking: call it in a thread).

        Raises:
            BusyError: another pass still has it.
            StoreError: the lock file cannot be made, or the server not be reached.

        """
        if self.held():
            return self
        end = time.monotonic() + wait_seconds
        while not self._lock.take():
            left = end - time.monotonic()
            if left <= 0:
                raise BusyError(self._busy())
            time.sleep(min(_POLL_SECONDS, left))
        return self

    def held(self) -> bool:
        """Whether the lease is still ours; on PostgreSQL this asks the server, as a cut connection ends it."""
        return self._lock.held()

    def release(self) -> None:
        """Give the lease back; nothing happens without it."""
        self._lock.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _busy(self) -> str:
        holder = self._lock.holder()
        who = f" ({holder})" if holder else ""
        return (
            f"Base de données {self._location.label} : une autre passe de relance ou le service est déjà au "
            f"travail{who} ; attendre sa fin, ou arrêter le service (systemctl stop relance), puis recommencer."
        )


class _FileLock:
    """flock on a file beside the database; the file stays, the lock ends with its process."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._fd: int | None = None

    def take(self) -> bool:
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"Verrou {self._path} : le fichier ne peut pas être ouvert ({error.strerror}) ; vérifier ses droits."
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        if not self._same_file(fd):
            # Somebody deleted the file between open and flock: our lock would guard a name nobody looks at.
            os.close(fd)
            return False
        os.truncate(fd, 0)
        os.write(fd, f"processus {os.getpid()}, {socket.gethostname()}\n".encode())
        self._fd = fd
        return True

    def held(self) -> bool:
        return self._fd is not None and self._same_file(self._fd)

    def holder(self) -> str:
        try:
            return self._path.read_text(encoding="utf-8", errors="replace").strip()
        except OSError:  # only a detail of a message that is shown anyway
            return ""

    def drop(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _same_file(self, fd: int) -> bool:
        try:
            named = self._path.stat()
        except FileNotFoundError:
            return False
        ours = os.fstat(fd)
        return (ours.st_dev, ours.st_ino) == (named.st_dev, named.st_ino)


class _ServerLock:
    """Advisory lock of a session of its own; the server ends it with the connection."""

    _KEYS = "(:key, hashtext(current_schema()))"

    def __init__(self, location: Location) -> None:
        self._location = location
        # The server must notice too that our host has vanished, or a standby would wait for the dead.
        probes = ("-c tcp_keepalives_idle=10", "-c tcp_keepalives_interval=5", "-c tcp_keepalives_count=4")
        program = f"relance {os.getpid()} {socket.gethostname()}"
        arguments = server_arguments(location, program, *probes)
        self._engine = create_engine(
            location.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
        )
        self._connection: Connection | None = None

    def take(self) -> bool:
        self.drop()
        try:
            self._connection = self._engine.connect()
            taken = self._ask(self._connection, f"SELECT pg_try_advisory_lock{self._KEYS}")
        except DBAPIError as error:
            self.drop()
            raise explain(error, self._location) from error
        if not taken:
            self.drop()
        return bool(taken)

    def held(self) -> bool:
        if self._connection is None:
            return False
        mine = (
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() "
            "AND classid = :key AND granted"
        )
        try:
            return bool(self._ask(self._connection, mine))
        except DBAPIError:  # the connection is gone, and the lease with it
            self.drop()
            return False

    def holder(self) -> str:
        asked = (
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :key "
            "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
        )
        try:
            with self._engine.connect() as connection:
                return str(self._ask(connection, asked) or "")
        except DBAPIError:  # only a detail of a message that is shown anyway
            return ""

    def drop(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()

    @staticmethod
    def _ask(connection: Connection, question: str) -> object:
        return connection.execute(text(question), {"key": LEASE_LOCK}).scalar()
