"""A consistent copy of the database while the daemon runs."""

from __future__ import annotations

import errno
import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from relance.adapters.store.location import Location, locate
from relance.errors import StoreError


def backup(url: str, base_dir: Path, target: Path) -> None:
    """Copy the SQLite database into a new file of mode 0600, complete or not there at all.

    Raises:
        StoreError: the target exists, the copy could not be made, or the database is PostgreSQL's.

    """
    location = locate(url, base_dir)
    if location.path is None:
        raise StoreError(_pg_dump(location, target))
    if target.exists():
        raise StoreError(
            f"Sauvegarde {target} : ce fichier existe déjà et n’est pas remplacé ; choisir un autre nom."
        )
    if not location.path.exists():
        raise StoreError(f"Base de données {location.label} : le fichier n’existe pas, il n’y a rien à sauvegarder.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            _copy(location.path, part)
            _publish(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError as error:
        raise StoreError(f"Sauvegarde {target} : un fichier de ce nom existe déjà ; choisir un autre nom.") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"Sauvegarde {target} : la copie n’a pas pu être faite ({error}) ; vérifier la place et les droits."
        ) from error


def _copy(source: Path, part: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=10)) as origin,
        closing(sqlite3.connect(part)) as copy,
    ):
        # All pages in one step: one read transaction, so one state; in WAL mode it stops no writer.
        origin.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _publish(part: Path, target: Path) -> None:
    """Give the copy its name; a link, unlike a rename, never replaces a file that came meanwhile."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        if target.exists():  # a file system without links (FAT): the best there is
            raise FileExistsError(target) from error
        part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _pg_dump(location: Location, target: Path) -> str:
    url = location.url
    words = ["pg_dump", "--format=custom", f"--file={target}"]
    words += [f"--host={url.host}"] if url.host else []
    words += [f"--port={url.port}"] if url.port else []
    words += [f"--username={url.username}"] if url.username else []
    words += [f"--dbname={url.database}"] if url.database else []
    return (
        f"Base de données {location.label} : une base PostgreSQL se sauvegarde avec ses propres outils ; lancer : "
        f"{shlex.join(words)}"
    )
