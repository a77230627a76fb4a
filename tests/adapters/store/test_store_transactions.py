from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from store_samples import NOON, PARIS, add_client, add_invoice

from relance.adapters.store.store import Store, open_store
from relance.adapters.store.unit import Unit
from relance.domain.records import JournalLine
from relance.errors import StoreError


def _count_up(unit: Unit) -> None:
    unit.set_flag("n", str(int(unit.flag("n") or "0") + 1))
    unit.journal.note(JournalLine(NOON, "counted", "un de plus"))


def test_threads_that_read_then_write_lose_nothing(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: store.transact(_count_up), range(64)))
    assert store.read(lambda unit: unit.flag("n")) == "64"
    assert store.read(lambda unit: unit.journal.verify()) is None


def test_two_processes_that_read_then_write_lose_nothing(store: Store, url: str, tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", _COUNTER, url, str(tmp_path)], env=_environment())
    for _ in range(30):
        store.transact(_count_up)
    assert other.wait(60) == 0
    assert store.read(lambda unit: unit.flag("n")) == "60"
    assert store.read(lambda unit: unit.journal.verify()) is None


def test_an_exception_undoes_the_whole_unit_of_work(store: Store) -> None:
    def work(unit: Unit) -> None:
        add_client(unit)
        unit.set_flag("half", "done")
        unit.journal.note(JournalLine(NOON, "client_added", "import"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.transact(work)
    assert store.read(lambda unit: (unit.all_clients(open_only=False), unit.flag("half"))) == ([], None)
    assert store.transact(add_client) > 0


def test_a_process_killed_in_a_transaction_leaves_the_last_commit(store: Store, url: str, tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, url, str(tmp_path)], check=False, env=_environment())
    assert killed.returncode == 9
    assert store.read(lambda unit: (unit.flag("committed"), unit.flag("open"))) == ("yes", None)
    assert len(store.read(lambda unit: unit.all_clients(open_only=False))) == 1
    assert store.transact(lambda unit: add_client(unit, "martin")) > 0


def test_a_read_sees_one_snapshot_while_others_write(store: Store) -> None:
    store.transact(lambda unit: unit.set_flag("n", "before"))
    seen: list[str | None] = []

    def work(unit: Unit) -> None:
        seen.append(unit.flag("n"))
        writer = threading.Thread(target=lambda: store.transact(lambda other: other.set_flag("m", "after")))
        writer.start()
        writer.join(20)
        assert not writer.is_alive(), "a reader must not stop a writer"
        seen.append(unit.flag("m"))

    store.read(work)
    assert seen == ["before", None]
    assert store.read(lambda unit: unit.flag("m")) == "after"


def test_a_read_that_writes_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"modifiée|lecture seule"):
        store.read(lambda unit: unit.set_flag("a", "b"))
    assert store.read(lambda unit: unit.flag("a")) is None


def test_a_unique_key_taken_meanwhile_is_an_error_in_french(store: Store) -> None:
    store.transact(add_client)
    with pytest.raises(StoreError, match="rien n’a été changé"):
        store.transact(add_client)
    assert len(store.read(lambda unit: unit.all_clients(open_only=False))) == 1


def test_what_refers_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="qui n’existe pas ; rien n’a été changé"):
        store.transact(lambda unit: add_invoice(unit, 99))


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
@pytest.mark.postgres
@pytest.mark.parametrize(("sqlstate", "runs"), [("40001", 3), ("40P01", 3), ("22012", 1)])
def test_a_serialization_failure_runs_the_unit_of_work_again(store: Store, sqlstate: str, runs: int) -> None:
    tries: list[int] = []

    def work(unit: Unit) -> None:
        tries.append(1)
        unit.set_flag("tries", str(len(tries)))
        if len(tries) < 3:
            fail = f"DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{sqlstate}'; END $$"
            unit._session.connection().exec_driver_sql(fail)

    if runs == 1:
        with pytest.raises(StoreError, match="planted"):
            store.transact(work)
    else:
        store.transact(work)
        assert store.read(lambda unit: unit.flag("tries")) == "3"
    assert len(tries) == runs


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_case_locks_its_client_to_write_and_not_to_read(store: Store) -> None:
    client_id = store.transact(add_client)
    statements: list[str] = []
    for engine in (store._database.writer, store._database.reader):
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    store.read(lambda unit: unit.case(client_id))
    assert not [s for s in statements if "FOR UPDATE" in s]
    store.transact(lambda unit: unit.case(client_id))
    assert [s for s in statements if "FROM client" in s and "FOR UPDATE" in s]


def test_a_store_opened_twice_in_a_process_is_one_database(store: Store, url: str, tmp_path: Path) -> None:
    second = open_store(url, tmp_path, PARIS)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: (store, second)[n % 2].transact(_count_up), range(24)))
    assert second.read(lambda unit: unit.flag("n")) == "24"
    second.close()


def test_what_does_not_exist_is_named_in_french(store: Store) -> None:
    for work in (
        lambda unit: unit.case(9),
        lambda unit: unit.clients.get(9),
        lambda unit: unit.invoices.get(9),
        lambda unit: unit.outbox.get(9),
        lambda unit: unit.inbox.view(9),
        lambda unit: unit.holds.get(9),
    ):
        with pytest.raises(StoreError, match="n° 9 n’existe pas"):
            store.read(work)


def _environment() -> dict[str, str]:
    import relance  # noqa: PLC0415  only its place is asked for

    root = str(Path(relance.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, str(Path(__file__).parent)])}


_COUNTER = """
import sys
from pathlib import Path
from store_samples import PARIS
from test_store_transactions import _count_up
from relance.adapters.store.store import open_store
store = open_store(sys.argv[1], Path(sys.argv[2]), PARIS)
for _ in range(30):
    store.transact(_count_up)
store.close()
"""

_KILLED = """
import os, sys
from pathlib import Path
from store_samples import PARIS, add_client
from relance.adapters.store.store import open_store
store = open_store(sys.argv[1], Path(sys.argv[2]), PARIS)
store.transact(lambda unit: (unit.set_flag("committed", "yes"), add_client(unit)))
def work(unit):
    unit.set_flag("open", "yes")
    add_client(unit, "perdu")
    unit.all_clients()
    os._exit(9)
store.transact(work)
"""
