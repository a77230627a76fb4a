from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_samples import PARIS

from relance.adapters.store import schema
from relance.adapters.store.engine import Database, connect
from relance.adapters.store.location import locate
from relance.adapters.store.schema import HEAD, MIGRATIONS, SchemaState, check_schema
from relance.adapters.store.store import Store, open_store
from relance.adapters.store.tables import METADATA
from relance.errors import StoreError


def _run(url: str, *statements: str) -> None:
    database = connect(locate(url, Path()))
    try:
        with database.writer.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        database.dispose()


def test_the_constant_is_the_last_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_the_migrations_make_exactly_the_models(store: Store) -> None:
    with store._database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_name": None}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_comparison_sees_a_difference(store: Store, url: str) -> None:
    _run(url, "DROP INDEX ix_invoice_next_on", "ALTER TABLE client DROP COLUMN phone")
    with store._database.writer.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert {difference[0] for difference in found} == {"add_index", "add_column"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("mail_item", "key"),
        ("mail", "message_id"),
        ("mail_alias", "message_id"),
        ("mail", "ref"),
        ("mail", "reply_ref_sha"),
        ("received", "sha256"),
        ("contact", "address"),
        ("invoice", "number"),
        ("invoice", "folded"),
        ("client", "key"),
        ("client", "folded"),
        ("hold", "until"),
        ("invoice", "next_on"),
        ("task", "done_at"),
        ("received", "status"),
    ],
)
def test_what_is_searched_for_is_indexed(table: str, columns: str) -> None:
    found = METADATA.tables[table]
    indexed = {next(iter(index.columns)).name for index in found.indexes}
    unique = {
        c.name for k in found.constraints if type(k).__name__ == "UniqueConstraint" for c in list(k.columns)[:1]
    }
    assert columns in indexed | unique


def test_an_empty_database_is_missing_then_made_then_at_head(empty_url: str, tmp_path: Path) -> None:
    assert check_schema(empty_url, tmp_path).state is SchemaState.MISSING
    assert not list(tmp_path.iterdir()), "a check changes nothing"
    open_store(empty_url, tmp_path, PARIS).close()
    check = check_schema(empty_url, tmp_path)
    assert (check.state, check.usable) == (SchemaState.HEAD, True)
    assert check.sentence.endswith("à jour.")


def test_several_threads_may_open_a_new_database_at_once(empty_url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        stores = list(threads.map(lambda _: open_store(empty_url, tmp_path, PARIS), range(4)))
    for store in stores:
        store.transact(lambda unit: unit.set_flag("a", "b"))
        store.close()


def test_an_upgrade_that_fails_leaves_nothing_behind(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    (broken / "versions").mkdir(parents=True)
    (broken / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    (broken / "versions" / "v0001.py").write_text(
        "from alembic import op\nrevision, down_revision = '0001', None\n"
        "def upgrade():\n    op.execute('CREATE TABLE half (id INTEGER)')\n    op.execute('CREATE TABLE half (x)')\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", broken)
        with pytest.raises(StoreError):
            open_store(empty_url, tmp_path, PARIS)
    assert check_schema(empty_url, tmp_path).state is SchemaState.MISSING
    open_store(empty_url, tmp_path, PARIS).close()


def test_a_database_of_a_newer_program_is_refused(url: str, tmp_path: Path) -> None:
    _run(url, "UPDATE alembic_version SET version_num = '9999'")
    assert check_schema(url, tmp_path).state is SchemaState.NEWER
    with pytest.raises(StoreError, match="version plus récente de relance ; mettre le programme à jour"):
        open_store(url, tmp_path, PARIS)


def test_an_older_database_is_brought_to_head(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = tmp_path / "newer"
    (newer / "versions").mkdir(parents=True)
    (newer / "env.py").write_text((MIGRATIONS / "env.py").read_text())
    for version in (MIGRATIONS / "versions").glob("v*.py"):
        (newer / "versions" / version.name).write_text(version.read_text())
    (newer / "versions" / "v0002.py").write_text(
        f"from alembic import op\nrevision, down_revision = 'next', '{HEAD}'\n"
        "def upgrade():\n    op.execute('ALTER TABLE client ADD COLUMN shoe_size INTEGER')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    monkeypatch.setattr(schema, "HEAD", "next")
    assert check_schema(url, tmp_path).state is SchemaState.BEHIND
    store = open_store(url, tmp_path, PARIS)
    _run(url, "SELECT shoe_size FROM client")
    store.close()
    assert check_schema(url, tmp_path).state is SchemaState.HEAD


def test_a_database_of_another_program_is_refused(empty_url: str, tmp_path: Path) -> None:
    if empty_url.startswith("sqlite"):
        (tmp_path / "relance.db").touch()
    _run(empty_url, "CREATE TABLE client (nom TEXT)")
    assert check_schema(empty_url, tmp_path).state is SchemaState.FOREIGN
    with pytest.raises(StoreError, match="les tables d’un autre programme"):
        open_store(empty_url, tmp_path, PARIS)


def test_opening_a_database_at_head_does_not_import_alembic(url: str, tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom zoneinfo import ZoneInfo\n"
        "from relance.adapters.store.store import open_store\n"
        "store = open_store(sys.argv[1], Path(sys.argv[2]), ZoneInfo('Europe/Paris'))\n"
        "store.transact(lambda unit: unit.set_flag('a', 'b'))\nstore.close()\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program, url, str(tmp_path)], check=True, env=_environment())


def test_a_new_file_is_its_owners_only_and_written_safely(tmp_path: Path) -> None:
    store = open_store("sqlite:///relance.db", tmp_path, PARIS)
    store.transact(lambda unit: unit.set_flag("a", "b"))
    for name in ("relance.db", "relance.db-wal", "relance.db-shm"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert _pragmas(store._database) == ["wal", 2, 10000, 1, 1]
    store.close()


def _pragmas(database: Database) -> list[object]:
    names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
    with database.writer.connect() as connection:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]


def _environment() -> dict[str, str]:
    import relance  # noqa: PLC0415  only its place is asked for

    return {**os.environ, "PYTHONPATH": str(Path(relance.__file__).parent.parent)}
