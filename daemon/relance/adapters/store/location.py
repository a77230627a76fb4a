"""Where the database is: the URL of the configuration, resolved and checked before anything is opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from relance.errors import StoreError

# WAL needs memory shared between the processes, which a network does not give (sqlite.org/wal.html, "Overview" 2);
# flock is not dependable there either. 9p is left out: sandboxes give it as a local disk.
_NETWORK = frozenset(
    [
        *("afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone"),
        *("fuse.s3fs", "fuse.sshfs", "fuse.gcsfuse", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4"),
        *("ocfs2", "smb2", "smb3", "smbfs"),
    ]
)
MOUNTS = Path("/proc/mounts")


@dataclass(frozen=True, slots=True)
class Location:
    """A database.

    Attributes:
        url: for SQLAlchemy, the file's path absolute.
        path: of the SQLite file, None on PostgreSQL.
        label: how errors name it, never with the password.

    """

    url: URL
    path: Path | None
    label: str


def locate(url: str, base_dir: Path) -> Location:
    """The database of a URL; a relative SQLite path is relative to `base_dir` (the configuration's folder).

    Raises:
        StoreError: the URL is of no database that relance knows.

    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "Base de données : l’adresse [store] url est illisible ; écrire par exemple "
            "« sqlite:///relance.db » ou « postgresql+psycopg://utilisateur@serveur/relance »."
        ) from error
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return _file(parsed, base_dir)
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        parsed = parsed.set(drivername="postgresql+psycopg")
        return Location(parsed, None, parsed.set(drivername="postgresql").render_as_string(hide_password=True))
    raise StoreError(
        f"Base de données : « {parsed.drivername} » n’est pas pris en charge ; "
        "écrire dans [store] url une adresse « sqlite:///… » ou « postgresql+psycopg://… »."
    )


def _file(url: URL, base_dir: Path) -> Location:
    name = url.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        raise StoreError(
            "Base de données : [store] url doit nommer un fichier, par exemple « sqlite:///relance.db »."
        )
    path = (base_dir / name).resolve()
    return Location(URL.create("sqlite", database=str(path)), path, str(path))


def require_usable(location: Location, mounts: Path = MOUNTS) -> None:
    """Refuse a SQLite file whose folder is missing or on a network file system.

    Raises:
        StoreError: with what to do.

    """
    if location.path is None:
        return
    if not location.path.parent.is_dir():
        raise StoreError(
            f"Base de données {location.label} : le dossier {location.path.parent} n’existe pas ; le créer, "
            "ou corriger [store] url."
        )
    kind = network_filesystem(location.path, mounts)
    if kind:
        raise StoreError(
            f"Base de données {location.label} : ce dossier est sur un partage réseau ({kind}), où SQLite perd des "
            "données ; la placer sur un disque de la machine, ou employer PostgreSQL."
        )


def network_filesystem(path: Path, mounts: Path = MOUNTS) -> str | None:
    """Type of the network file system a path is on, None where it is on a local disk or the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:  # not Linux: nothing is known of the mounts
        return None
    deepest, kind = -1, ""
    for line in lines:
        _device, point, filesystem, *_ = line.split(" ")
        # Spaces and tabs of a mount point are written \040, \011 (proc(5), getmntent(3)).
        folder = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), point))
        # A later mount over the same folder hides the earlier one, hence >=.
        if path.is_relative_to(folder) and len(folder.parts) >= deepest:
            deepest, kind = len(folder.parts), filesystem
    return kind if kind in _NETWORK else None
