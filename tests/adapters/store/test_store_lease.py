from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from relance.adapters.store.store import Store
from relance.errors import BusyError

_HOLDER = """
import sys, time
from pathlib import Path
from zoneinfo import ZoneInfo
from relance.adapters.store.store import open_store
store = open_store(sys.argv[1], Path(sys.argv[2]), ZoneInfo("Europe/Paris"))
lease = store.lease().acquire(10)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(url: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lease until its standard input ends."""
    import relance  # noqa: PLC0415  only its place is asked for

    environment = {**os.environ, "PYTHONPATH": str(Path(relance.__file__).parent.parent)}
    command = [sys.executable, "-c", _HOLDER, url, str(tmp_path)]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_is_at_work_and_what_to_do(store: Store, holder: subprocess.Popen[str]) -> None:
    start = time.monotonic()
    with pytest.raises(BusyError, match=r"déjà au travail.*arrêter le service") as busy:
        store.lease().acquire(0.5)
    assert 0.5 <= time.monotonic() - start < 5
    assert str(holder.pid) in str(busy.value)


def test_the_lease_ends_with_its_process(store: Store, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    with store.lease().acquire(10) as lease:
        assert lease.held()


def test_waiting_in_a_thread_takes_the_lease_when_it_is_free(store: Store, holder: subprocess.Popen[str]) -> None:
    lease = store.lease()
    thread = threading.Thread(target=lambda: lease.acquire(30))
    thread.start()
    time.sleep(0.3)
    assert not lease.held()
    assert holder.stdin
    holder.stdin.close()
    thread.join(30)
    assert lease.held()
    lease.release()


def test_two_leases_of_one_process_exclude_each_other_too(store: Store) -> None:
    with store.lease().acquire() as first:
        assert first.acquire().held(), "taking it twice is taking it once"
        with pytest.raises(BusyError):
            store.lease().acquire()
    assert not first.held()
    with store.lease().acquire() as second:
        assert second.held()


def test_the_store_can_be_written_by_others_while_the_lease_is_held(
    store: Store, holder: subprocess.Popen[str]
) -> None:
    assert holder.poll() is None
    store.transact(lambda unit: unit.set_flag("a", "b"))


def test_a_lost_connection_or_a_deleted_lock_file_is_a_lost_lease(store: Store, url: str, tmp_path: Path) -> None:
    with store.lease().acquire() as lease:
        assert lease.held()
        if url.startswith("sqlite"):
            (tmp_path / "relance.db.lock").unlink()
        else:
            _end_other_sessions(url)
        assert not lease.held()
        with store.lease().acquire(5) as other:
            assert other.held()


def _end_other_sessions(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    engine.dispose()


def test_the_lock_file_stays_and_is_its_owners_only(tmp_path: Path) -> None:
    from store_samples import PARIS  # noqa: PLC0415  idem

    from relance.adapters.store.store import open_store  # noqa: PLC0415  SQLite only

    store = open_store("sqlite:///relance.db", tmp_path, PARIS)
    store.lease().acquire().release()
    store.close()
    assert (tmp_path / "relance.db.lock").stat().st_mode & 0o777 == 0o600
