from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relance.adapters.systemd import Notifier


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(address)
        sock.settimeout(5)
        yield sock


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_everything_at_both_kinds_of_address(tmp_path: Path, *, abstract: bool) -> None:
    name = f"relance-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with listening("\0" + name if abstract else name) as sock:
        notifier = Notifier({"NOTIFY_SOCKET": "@" + name if abstract else name})
        assert notifier.ready()
        assert notifier.status("INBOX lue il y a 12 s\n3 en attente")
        assert notifier.watchdog()
        assert notifier.stopping()
        heard = [sock.recv(4096).decode() for _ in range(4)]
    assert heard == ["READY=1", "STATUS=INBOX lue il y a 12 s 3 en attente", "WATCHDOG=1", "STOPPING=1"]


def test_outside_systemd_nothing_is_told_and_nothing_fails() -> None:
    notifier = Notifier({})
    assert not notifier.ready()
    assert notifier.watchdog_seconds is None


def test_a_socket_that_is_gone_does_not_stop_the_daemon(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).watchdog()
    assert "WATCHDOG" in caplog.text


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({"WATCHDOG_USEC": "120000000"}, 120.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid())}, 120.0),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_ours_only_when_systemd_means_this_process(
    environ: dict[str, str], seconds: float | None
) -> None:
    assert Notifier(environ).watchdog_seconds == seconds


def test_a_manager_that_does_not_listen_does_not_stand_the_daemon_still(tmp_path: Path) -> None:
    with listening(str(tmp_path / "notify")):
        notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        started = time.monotonic()
        while notifier.watchdog():  # until the queue is full
            assert time.monotonic() - started < 5
        assert time.monotonic() - started < 5
