"""An IMAP server that says exactly what a test wants, for what no honest server does."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Self


class Session:
    """One connection, as the script sees it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._file = sock.makefile("rb")

    def send(self, *lines: bytes) -> None:
        """Send lines in one packet; each gets its line end."""
        self._sock.sendall(b"".join(line + b"\r\n" for line in lines))

    def send_raw(self, data: bytes) -> None:
        self._sock.sendall(data)

    def readline(self) -> bytes:
        return self._file.readline().rstrip(b"\r\n")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self._sock.close()


Answer = Callable[[Session, bytes, bytes], None]


class ScriptedImap:
    """Serves `mails` (by UID); any command can be scripted anew in `on`.

    Attributes:
        lines: every command that was heard, without its tag.
        logins: how many connections logged in.

    """

    def __init__(self, mails: dict[int, bytes] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.mails = {1: b"From: a@b.test\r\n\r\nun\r\n"} if mails is None else mails
        self.uidvalidity, self.uidnext = 7, max(self.mails, default=0) + 1
        self.capabilities = b"IMAP4rev1 IDLE"
        self.on: dict[str, Answer] = {}
        self.lines: list[bytes] = []
        self.logins = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        self._sessions: list[Session] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._closing = False

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for session in self._sessions:
            with contextlib.suppress(OSError):
                session._sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._closing:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            if self._tls is not None:
                try:
                    sock = self._tls.wrap_socket(sock, server_side=True)
                except OSError:  # the client refuses the certificate
                    sock.close()
                    continue
            session = Session(sock)
            self._sessions.append(session)
            thread = threading.Thread(target=self._serve, args=(session,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, session: Session) -> None:
        try:
            session.send(b"* OK ready")
            while line := session.readline():
                tag, _, rest = line.partition(b" ")
                self.lines.append(rest)
                words = rest.upper().split()
                name = b" ".join(words[: 2 if words[0] == b"UID" else 1]).decode()
                answer = self.on.get(name) or getattr(self, "_" + name.lower().replace(" ", "_"), self._bad)
                answer(session, tag, rest)
        except (OSError, ValueError):
            pass
        finally:
            session.close()

    def _bad(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(tag + b" BAD unknown")

    def _capability(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"* CAPABILITY " + self.capabilities, tag + b" OK done")

    def _login(self, session: Session, tag: bytes, _rest: bytes) -> None:
        self.logins += 1
        session.send(tag + b" OK in")

    def _logout(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"* BYE bye", tag + b" OK out")

    def _noop(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(tag + b" OK noop")

    def _examine(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(
            b"* %d EXISTS" % len(self.mails),
            b"* OK [UIDVALIDITY %d] ok" % self.uidvalidity,
            b"* OK [UIDNEXT %d] ok" % self.uidnext,
            tag + b" OK [READ-ONLY] done",
        )

    def _status(self, session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"* STATUS INBOX (UIDNEXT %d)" % self.uidnext, tag + b" OK done")

    def _uid_search(self, session: Session, tag: bytes, rest: bytes) -> None:
        wanted = sorted(self.mails)
        key = rest.split(b" ", 2)[2]
        if key.startswith(b"UID "):
            first = int(key[4:].split(b":")[0])
            several = key.endswith(b":*")
            wanted = [u for u in wanted if u >= first] if several else [u for u in wanted if u == first]
            wanted = wanted or (sorted(self.mails)[-1:] if several else [])
        session.send(b"* SEARCH" + b"".join(b" %d" % uid for uid in wanted), tag + b" OK done")

    def _uid_fetch(self, session: Session, tag: bytes, rest: bytes) -> None:
        _, _, uids, items = rest.split(b" ", 3)
        for uid in (int(word) for word in uids.split(b",")):
            if uid in self.mails:
                session.send_raw(self.fetched(uid, items))
        session.send(tag + b" OK done")

    def fetched(self, uid: int, items: bytes) -> bytes:
        """One FETCH answer."""
        raw = self.mails[uid]
        if b"RFC822.SIZE" in items:
            return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, uid, len(raw))
        date = b'INTERNALDATE "02-Mar-2026 09:00:00 +0100"'
        return b"* %d FETCH (UID %d %s BODY[] {%d}\r\n%s)\r\n" % (uid, uid, date, len(raw), raw)


def pause(seconds: float) -> None:
    """Say nothing for a while."""
    time.sleep(seconds)
