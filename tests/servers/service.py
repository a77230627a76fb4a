"""`relance run` as a service manager runs it: a process, its notifications, its log."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

WATCHDOG_SECONDS = 3


class Service:
    """The daemon of a folder with a configuration; it starts at once.

    Args:
        folder: where config.toml is.
        words: further arguments of `run`.

    Attributes:
        told: notifications with the seconds since the start, oldest first.

    """

    def __init__(self, folder: Path, *words: str) -> None:
        self.told: list[tuple[float, str]] = []
        self._log = (folder / "service.log").open("a+", encoding="utf-8")
        address = f"\0relance-test-{os.getpid()}-{time.monotonic_ns()}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._started = time.monotonic()
        self._listener.start()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "relance", "--config", str(folder / "config.toml"), "run", *words],
            stdout=self._log,
            stderr=self._log,
            env={
                **os.environ,
                "PYTHONWARNINGS": "error",
                "NOTIFY_SOCKET": "@" + address[1:],
                "WATCHDOG_USEC": str(WATCHDOG_SECONDS * 1_000_000),
            },
        )

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while message := self._socket.recv(4096):
                self.told.append((time.monotonic() - self._started, message.decode()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._listener.join(5)
        self._log.close()

    def wait_for(self, text: str, seconds: float = 20, times: int = 1) -> float:
        """Seconds from the start to the notification that holds a text (the n-th one)."""
        deadline = time.monotonic() + seconds
        while True:
            found = [at for at, message in self.told if text in message]
            if len(found) >= times:
                return found[times - 1]
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"{text!r} not told; status {self.process.poll()}: {self.told}\n{self.log()}")
            time.sleep(0.02)

    def stop(self, seconds: float = 10) -> int:
        """SIGTERM; the exit status, in that time."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(10)

    def log(self) -> str:
        """Everything it wrote."""
        self._log.seek(0)
        return self._log.read()
