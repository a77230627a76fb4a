"""An SMTP server that stops in the middle of a dialogue and says so: a test kills the sender at that instant."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Literal, Self

Point = Literal["mail", "data", "body", "dot", "ok"]

PATIENCE = 30.0
SMALL = 4096


class StallingSmtp:
    """Takes one mail after another, and stalls at a point of each until `go`.

    Args:
        at: before the answer to MAIL or DATA; in the middle of the body, which it stops reading; before the answer to
            the final dot; after that answer.
        before_answer: called when the dot has come, before anything is answered.

    Attributes:
        port: where it listens, on the loopback.
        taken: bodies whose final dot arrived: from there on the server is the owner of the mail.
        reached: set when the point is reached.
        go: set by the test to let the dialogue go on.

    """

    def __init__(self, at: Point, before_answer: Callable[[], None] | None = None) -> None:
        self._at = at
        self._before_answer = before_answer
        self.taken: list[bytes] = []
        self.reached, self.go = threading.Event(), threading.Event()
        self._listener = socket.socket()
        if at == "body":
            # Accepted connections inherit it: a large body then stays with its sender.
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_exc: object) -> None:
        self.go.set()
        for sock in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener is closed at the end
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:

            def say(text: str) -> None:
                connection.sendall(text.encode() + b"\r\n")

            say("220 stalling")
            while line := lines.readline():
                match line[:4].upper():
                    case b"EHLO" | b"HELO":
                        say("250 stalling")
                    case b"MAIL":
                        self._stall("mail")
                        say("250 ok")
                    case b"DATA":
                        self._stall("data")
                        say("354 go on")
                        self._body(lines.readline, say)
                    case b"QUIT":
                        say("221 bye")
                        return
                    case _:
                        say("250 ok")

    def _body(self, readline: Callable[[], bytes], say: Callable[[str], None]) -> None:
        body = [readline()]
        self._stall("body")
        while body[-1] not in {b".\r\n", b""}:
            body.append(readline())
        if not body[-1]:
            return
        self.taken.append(b"".join(body[:-1]))
        if self._before_answer is not None:
            self._before_answer()
        self._stall("dot")
        say("250 2.0.0 taken")
        self._stall("ok")

    def _stall(self, here: Point) -> None:
        if here == self._at:
            self.reached.set()
            self.go.wait(PATIENCE)
