"""The schema's version: known without Alembic when it is the program's own, created or upgraded with it otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, inspect

from relance.adapters.store.engine import Database, connect, create_file
from relance.adapters.store.location import locate, require_usable
from relance.adapters.store.trouble import in_french
from relance.errors import StoreError

HEAD = "0002"
"""Revision of the last migration; a test keeps it equal to the real one. Importing Alembic costs a start 0.2 s."""

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(StrEnum):
    """How the database stands to the program."""

    MISSING = "missing"
    BEHIND = "behind"
    HEAD = "head"
    NEWER = "newer"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """What `relance check` says of the database.

    Attributes:
        state: MISSING and BEHIND are repaired by the next command that opens the store.
        sentence: the same in French.

    """

    state: SchemaState
    sentence: str

    @property
    def usable(self) -> bool:
        """Whether the store can be opened."""
        return self.state not in (SchemaState.NEWER, SchemaState.FOREIGN)


_SENTENCES = {
    SchemaState.MISSING: "elle n’existe pas encore ; la première commande la créera.",
    SchemaState.BEHIND: "son schéma est d’une version antérieure ; la prochaine commande le mettra à jour "
    "(en faire d’abord une sauvegarde).",
    SchemaState.HEAD: "à jour.",
    SchemaState.NEWER: "elle a été écrite par une version plus récente de relance ; mettre le programme à jour.",
    SchemaState.FOREIGN: "elle contient les tables d’un autre programme ; indiquer dans [store] url une base vide.",
}


def check_schema(url: str, base_dir: Path) -> SchemaCheck:
    """Say whether the database stands at the program's version, without changing it.

    Raises:
        StoreError: it cannot be reached or read.

    """
    location = locate(url, base_dir)
    require_usable(location)
    if location.path is not None and not location.path.exists():
        state = SchemaState.MISSING
    else:
        database = connect(location)
        try:
            with in_french(location), database.reader.connect() as connection:
                state = _state(connection)
        finally:
            database.dispose()
    return SchemaCheck(state, f"Base de données {location.label} : {_SENTENCES[state]}")


def ensure_schema(database: Database) -> None:
    """Create the schema or bring it to the program's version; two processes may do so at once.

    Raises:
        StoreError: the database is newer than the program, another program's, or cannot be used.

    """
    location = database.location
    if location.path is not None:
        create_file(location.path)
    with in_french(location):
        with database.reader.connect() as connection:
            if _version(connection) == HEAD:
                return
        with database.writing(), database.writer.begin() as connection:
            state = _state(connection)
            if state in (SchemaState.NEWER, SchemaState.FOREIGN):
                raise StoreError(f"Base de données {location.label} : {_SENTENCES[state]}")
            upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations inside the connection's transaction: all of them, or none."""
    from alembic import command  # noqa: PLC0415  a start at HEAD must not pay for Alembic
    from alembic.config import Config  # noqa: PLC0415  idem

    config = Config(attributes={"connection": connection})
    # Percent signs are interpolated by the configuration parser.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, revision)


def _version(connection: Connection) -> str | None:
    """Revision written in the database, None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _state(connection: Connection) -> SchemaState:
    version = _version(connection)
    if version == HEAD:
        return SchemaState.HEAD
    if version is None:
        from relance.adapters.store.tables import METADATA  # noqa: PLC0415  only a new database asks

        present = set(inspect(connection).get_table_names())
        # A PostgreSQL schema may be shared with strangers, as long as no name is taken twice.
        taken = present if connection.dialect.name == "sqlite" else present & set(METADATA.tables)
        return SchemaState.FOREIGN if taken else SchemaState.MISSING
    return SchemaState.BEHIND if version in _revisions() else SchemaState.NEWER


def _revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  see upgrade

    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
