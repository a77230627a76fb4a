"""The sd_notify protocol: datagrams to the socket that systemd names in NOTIFY_SOCKET.

See sd_notify(3) and sd_watchdog_enabled(3). Outside systemd every call does nothing.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

_log = logging.getLogger(__name__)


class Notifier:
    """Tells systemd how the daemon is.

    Args:
        environ: where NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are read; the process's own by default.

    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._usec = environ.get("WATCHDOG_USEC", "")
        self._pid = environ.get("WATCHDOG_PID", "")

    def ready(self) -> bool:
        """Say that start-up is over: database open, migrations done (not: a provider has answered)."""
        return self._send("READY=1")

    def status(self, text: str) -> bool:
        """Show one line in `systemctl status`; line breaks would start another variable, so they become spaces."""
        return self._send("STATUS=" + " ".join(text.split()))

    def watchdog(self) -> bool:
        """Say that the daemon makes progress; to be said at most `watchdog_seconds` / 2 apart."""
        return self._send("WATCHDOG=1")

    def stopping(self) -> bool:
        """Say that the daemon is leaving."""
        return self._send("STOPPING=1")

    @property
    def watchdog_seconds(self) -> float | None:
        """After how many seconds without `watchdog` systemd restarts the daemon; None when it does not watch.

        WATCHDOG_PID names the process that is meant: a child that inherited the environment must not answer.
        """
        if self._pid and self._pid != str(os.getpid()):
            return None
        return int(self._usec) / 1_000_000 if self._usec.isdecimal() and int(self._usec) else None

    def _send(self, message: str) -> bool:
        """Whether systemd was told: not outside systemd, and not when its socket is gone."""
        if not self._address:
            return False
        # An address that opens with @ is in the abstract namespace of Linux: its first byte is NUL.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
                # The queue of a manager that does not listen fills up; the daemon must not stand still for it.
                sock.settimeout(1)
                sock.connect(address)
                sock.sendall(message.encode())
        except OSError as error:
            # Not being heard must not stop the daemon; the watchdog will restart it if it matters.
            _log.warning("systemd was not told %s: %s", message.partition("=")[0], error)
            return False
        return True
