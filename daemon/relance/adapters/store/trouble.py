"""The driver's errors as French sentences that name the database, never its password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from relance.adapters.store.location import Location
from relance.errors import StoreError

_LOCKED = "elle est occupée par un autre programme depuis trop longtemps ; réessayer dans un instant."
_READ_ONLY = "elle ne peut pas être modifiée ; vérifier les droits du fichier et de son dossier."
_FULL = "le disque est plein ; libérer de la place, puis recommencer (rien n’a été perdu)."
_NO_SCHEMA = "ses tables manquent ; lancer « relance check » pour savoir dans quel état elle est."
_REFUSED = "elle a refusé l’opération."
_DUPLICATE = "une donnée y est déjà, ou se rapporte à une autre qui n’existe pas ; rien n’a été changé"

# https://www.sqlite.org/rescode.html, primary result codes
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: "le fichier ne peut pas être ouvert ; vérifier qu’il existe et les droits du dossier.",
    sqlite3.SQLITE_NOTADB: "ce fichier n’est pas une base de données ; corriger [store] url.",
    sqlite3.SQLITE_CORRUPT: "le fichier est abîmé ; arrêter relance et reprendre la dernière sauvegarde.",
    sqlite3.SQLITE_IOERR: "le disque ne répond pas correctement ; vérifier son état avant de continuer.",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, codes before classes
_POSTGRES = {
    "55P03": _LOCKED,
    "25006": "elle est en lecture seule (serveur de secours ?) ; s’adresser à son administrateur.",
    "53100": _FULL,
    "53300": "le serveur n’accepte plus de connexions ; réessayer dans un instant.",
    "3D000": "cette base n’existe pas sur le serveur ; la créer (createdb), ou corriger [store] url.",
    "42501": "cet utilisateur n’a pas les droits nécessaires ; les lui donner (GRANT).",
    "42P01": _NO_SCHEMA,
    "28": "le serveur refuse cet utilisateur ou son mot de passe ; corriger [store] url.",
    "08": "le serveur ne répond pas, ou la connexion est coupée ; vérifier qu’il tourne et [store] url.",
    "57P": "le serveur s’arrête ou démarre ; réessayer dans un instant.",
    "23": _DUPLICATE + ".",
}
RETRIED = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, and a unique key taken by another transaction between our look and our insert."""


def sqlstate(error: DBAPIError) -> str:
    """SQLSTATE of a PostgreSQL error, or ""."""
    return getattr(error.orig, "sqlstate", None) or ""


def explain(error: DBAPIError | PoolTimeoutError, location: Location) -> StoreError:
    """The error a person reads; the driver's own words follow in brackets where they add something."""
    if isinstance(error, PoolTimeoutError):
        return StoreError(f"Base de données {location.label} : {_LOCKED}")
    detail = _detail(error, location.url)
    sentence = _known(error, connecting=location.path is None)
    return StoreError(f"Base de données {location.label} : {sentence} [{detail}]")


def _known(error: DBAPIError, *, connecting: bool) -> str:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
            return f"{_DUPLICATE}."
        if "no such table" in str(error.orig):
            return _NO_SCHEMA
        return _SQLITE.get(code & 0xFF, _REFUSED)
    state = sqlstate(error)
    known = next((prefix for prefix in (state, state[:3], state[:2]) if prefix in _POSTGRES), None)
    if known is None and connecting and (not state or state.startswith("08")):
        known = _unconnected(str(error.orig))
    return _POSTGRES.get(known or "", _REFUSED)


def _unconnected(words: str) -> str:
    """Key of a refused connection, which has no SQLSTATE: libpq speaks before there is a session."""
    if "does not exist" in words and "database" in words:
        return "3D000"
    if "authentication failed" in words or "no password supplied" in words or "role" in words:
        return "28"
    return "08"


def _detail(error: DBAPIError, url: URL) -> str:
    first = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
    return first.replace(str(url.password), "***") if url.password else first


@contextmanager
def in_french(location: Location) -> Iterator[None]:
    """Turn what the driver raises into a `StoreError`."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        raise explain(error, location) from error
