from __future__ import annotations

import shlex
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import NOON, PARIS, add_client, add_invoice

from relance.adapters.store.backup import backup
from relance.adapters.store.store import Store, open_store
from relance.adapters.store.unit import Unit
from relance.domain.records import JournalLine
from relance.errors import StoreError

URL = "sqlite:///relance.db"


def _twin_writes(unit: Unit) -> None:
    n = int(unit.flag("left") or "0") + 1
    unit.set_flag("left", str(n))
    unit.journal.note(JournalLine(NOON, "written", "x" * 2000))
    unit.set_flag("right", str(n))


def test_a_copy_made_while_others_write_is_one_committed_state(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, PARIS)
    stop = threading.Event()
    writer = threading.Thread(target=_write_until, args=(store, stop))
    writer.start()
    try:
        for n in range(8):
            backup(URL, tmp_path, tmp_path / f"copy{n}.db")
    finally:
        stop.set()
        writer.join(20)
        store.close()
    counts = []
    for n in range(8):
        copy = open_store(f"sqlite:///copy{n}.db", tmp_path, PARIS)
        left, right = copy.read(lambda unit: (unit.flag("left"), unit.flag("right")))
        assert left == right
        assert copy.read(lambda unit: unit.journal.verify()) is None
        counts.append(int(left or "0"))
        copy.close()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def _write_until(store: Store, stop: threading.Event) -> None:
    while not stop.is_set():
        store.transact(_twin_writes)


def test_a_copy_is_one_file_of_its_owner_and_works_as_a_store(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, PARIS)
    store.transact(lambda unit: add_invoice(unit, add_client(unit)))
    target = tmp_path / "sauvegardes" / "copie.db"
    target.parent.mkdir()
    backup(URL, tmp_path, target)
    store.close()
    assert [path.name for path in target.parent.iterdir()] == ["copie.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    copy = open_store(f"sqlite:///{target}", tmp_path, PARIS)
    assert [i.number for i in copy.read(lambda unit: unit.invoices.all())] == ["2026-001"]
    copy.close()


def test_a_file_that_exists_is_never_replaced(tmp_path: Path) -> None:
    open_store(URL, tmp_path, PARIS).close()
    target = tmp_path / "precious"
    target.write_text("precious")
    with pytest.raises(StoreError, match="existe déjà"):
        backup(URL, tmp_path, target)
    assert target.read_text() == "precious"


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="il n’y a rien à sauvegarder"):
        backup(URL, tmp_path, tmp_path / "copy.db")
    (tmp_path / "relance.db").write_bytes(b"this is no database at all, only text" * 100)
    with pytest.raises(StoreError, match="n’a pas pu être faite"):
        backup(URL, tmp_path, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="n’a pas pu être faite"):
        backup(URL, tmp_path, tmp_path / "missing" / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["relance.db"]


def test_the_copy_holds_what_only_the_write_ahead_log_has(tmp_path: Path) -> None:
    store = open_store(URL, tmp_path, PARIS)
    store.transact(lambda unit: unit.set_flag("recent", "yes"))
    assert (tmp_path / "relance.db-wal").stat().st_size > 0
    backup(URL, tmp_path, tmp_path / "copy.db")
    store.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT value FROM flag WHERE key = 'recent'").fetchone() == ("yes",)


def test_postgresql_is_copied_by_its_own_tool_and_no_password_is_shown(tmp_path: Path) -> None:
    url = "postgresql+psycopg://relance:s3cr3t@db.cabinet.example:5433/cabinet"
    with pytest.raises(StoreError) as error:
        backup(url, tmp_path, Path("/srv/ma copie.dump"))
    sentence = str(error.value)
    assert "s3cr3t" not in sentence
    command = shlex.split(sentence[sentence.index("pg_dump") :])
    assert command == [
        "pg_dump",
        "--format=custom",
        "--file=/srv/ma copie.dump",
        "--host=db.cabinet.example",
        "--port=5433",
        "--username=relance",
        "--dbname=cabinet",
    ]
