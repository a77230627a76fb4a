"""Waiting for new mail: IDLE (RFC 2177) or NOOP, ended at once from another thread.

imap-tools' own `poll` is not used: a line cut in two by the network kills its connection, it swallows the end of the
connection, and it cannot be woken but by breaking the socket. Private names of imaplib stand here and nowhere else; a
contract test holds them.
"""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

from relance.adapters.imap.connection import Link, RefusedCommandError

HALF_LINE_SECONDS = 15.0
"""How long the rest of a line, or the answer to DONE, may take."""


class Interruption:
    """A wish to end a wait; one made while nobody waits ends the next wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._bell: socket.socket | None = None

    def ask(self) -> None:
        """End the wait under way, or the next one; from any thread."""
        with self._lock:
            self._asked = True
            if self._bell is not None:
                self._ring()

    @contextlib.contextmanager
    def armed(self) -> Iterator[socket.socket]:
        """A socket that becomes readable when the wait must end."""
        ear, bell = socket.socketpair()
        bell.setblocking(False)  # noqa: FBT003  socket takes it by position only
        with ear, bell:
            with self._lock:
                self._bell = bell
                if self._asked:
                    self._ring()
            try:
                yield ear
            finally:
                with self._lock:
                    self._bell, self._asked = None, False

    def _ring(self) -> None:
        # A full buffer means that it has been rung often enough.
        with contextlib.suppress(BlockingIOError):
            if self._bell is not None:
                self._bell.send(b"!")


def wait_idle(link: Link, ear: socket.socket, seconds: float, timeout: float) -> None:
    """One IDLE, at most that many seconds; `timeout` is the patience left on the connection afterwards.

    What it hears is not given back: it is only a hint (an EXISTS can travel with the answer to DONE), and a search
    must follow in any case.

    Raises:
        RefusedCommandError: the server does not want IDLE.
        ConnectionError: it said BYE.

    """
    # `_command` of imaplib, not `idle.start` of imap-tools: that one fails when an EXISTS comes before `+ idling`.
    client: Any = link.client
    tag = client._command("IDLE")  # noqa: SLF001  see the module's head
    heard: list[bytes] = []
    while (line := client._get_response()) is not None:  # noqa: SLF001  idem
        heard.append(line)
        if client.tagged_commands.get(tag):
            _, data = client.tagged_commands.pop(tag)
            raise RefusedCommandError(data[-1].decode("utf-8", "replace"))
    if not heard:
        heard += _listen(link, ear, seconds, tag)
    link.patience(HALF_LINE_SECONDS)
    if not client.tagged_commands.get(tag):
        client.send(b"DONE\r\n")
    while not client.tagged_commands.get(tag):
        heard.append(client._get_response() or b"")  # noqa: SLF001  idem
    client.tagged_commands.pop(tag)
    link.patience(timeout)
    _refuse_bye(heard)


def wait_polling(link: Link, ear: socket.socket, seconds: float) -> None:
    """Sleep, then NOOP: keeps the connection alive and shows when it is dead."""
    select.select([ear], [], [], seconds)
    typ, data = link.client.noop()
    if typ != "OK":
        raise imaplib.IMAP4.abort(str(data))


def _listen(link: Link, ear: socket.socket, seconds: float, tag: bytes) -> list[bytes]:
    """Lines until something was said and nothing more waits, the time is over, or the ear hears the bell."""
    client: Any = link.client
    poller = select.poll()
    for sock in (client.sock, ear):
        poller.register(sock, select.POLLIN)
    heard: list[bytes] = []
    deadline = time.monotonic() + seconds
    while not client.tagged_commands.get(tag):
        if not _buffered(client):
            left = deadline - time.monotonic()
            ready = {} if heard or left <= 0 else dict(poller.poll(left * 1000))
            if not ready or ear.fileno() in ready:
                break
            if _buffered(client) is None:
                continue
        # The end of the connection is an error here (imaplib: "EOF"), and half a line then silence a time-out.
        link.patience(HALF_LINE_SECONDS)
        heard.append(client._get_response() or b"")  # noqa: SLF001  see the module's head
        _refuse_bye(heard)
    return heard


def _buffered(client: Any) -> bytes | bool | None:
    """Whether bytes wait that `poll` does not see: in imaplib's buffer or in the TLS layer.

    An EXISTS glued to `+ idling` is there. None: a TLS record came that holds no data (a session ticket).
    """
    if hasattr(client, "_readbuf"):  # Python 3.14 and later buffer by themselves
        return bool(client._readbuf) or (isinstance(client.sock, ssl.SSLSocket) and client.sock.pending() > 0)  # noqa: SLF001  idem
    before = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bytes(client.file.peek(1))
    except ssl.SSLWantReadError:
        return None
    finally:
        client.sock.settimeout(before)


def _refuse_bye(heard: list[bytes]) -> None:
    for line in heard:
        if line.upper().startswith(b"* BYE"):
            raise ConnectionResetError(line[6:].decode("utf-8", "replace") or "BYE")
