"""Mail servers inside the process, for rehearsals and tests: a scriptable SMTP sink and an IMAP server in memory.

aiosmtpd and pymap come with the extra `relance[demo]`; they are imported when a server is made.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
import ssl
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Self, TypeVar

from relance.adapters.clock import SystemClock

T = TypeVar("T")

HOST = "127.0.0.1"


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that the sink took."""

    mail_from: str
    rcpts: tuple[str, ...]
    raw: bytes
    at: datetime


@dataclass(slots=True)
class Script:
    """How the sink misbehaves; the default is a server that takes everything.

    Attributes:
        refuse: answer to RCPT by address ("550 5.1.1 inconnu", "450 4.2.0 plus tard").
        at_mail, at_data, after_dot: answer instead of the good one.
        drop: where the connection is cut: at RCPT, at DATA, in the middle of the body, or after the final dot (the
            mail was taken then, and the sender cannot know).
        delay: seconds before the answer to the final dot.

    """

    refuse: dict[str, str] = field(default_factory=dict)
    at_mail: str = ""
    at_data: str = ""
    after_dot: str = ""
    drop: Literal["", "rcpt", "data", "body", "dot"] = ""
    delay: float = 0


class SmtpSink:
    """An SMTP server that keeps what it is given in `box`.

    Args:
        clock: gives the instant of each delivery; the system's, in UTC, by default.
        login: user name and password it demands; none by default.
        on_mail: called (in the server's thread) with each mail it took.
        tls: the server's certificate; none by default.
        starttls: TLS after STARTTLS, not from the first byte.

    Attributes:
        host, port: where it listens.
        box: the mails it took, oldest first.
        script: how it misbehaves; may be changed at any time.
        logins: user names that tried to log in.
        connections: those that are open now.

    """

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        login: tuple[str, str] | None = None,
        on_mail: Callable[[Delivered], None] | None = None,
        tls: ssl.SSLContext | None = None,
        *,
        starttls: bool = False,
    ) -> None:
        self.host, self.port = HOST, free_port()
        self.box: list[Delivered] = []
        self.script = Script()
        self.logins: list[str] = []
        self.connections: set[asyncio.WriteTransport] = set()
        self._clock = clock or SystemClock(UTC).now
        self._login = login
        self._tls: dict[str, Any] = {"tls_context" if starttls else "ssl_context": tls} if tls else {}
        self._on_mail = on_mail
        self._controller: Any = None

    def start(self) -> Self:
        """Listen; returns itself."""
        self._controller = _controller(self, self._login, self._tls)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Cut every connection, stop listening and end the thread."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._controller.loop).result(10)
        self._controller.stop(no_assert=True)

    async def _cut(self) -> None:
        self._controller.server.close()
        for transport in list(self.connections):
            transport.abort()
        # A transport tells its end in the next turns of the loop.
        await asyncio.sleep(0.01)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def wait_for(self, count: int, seconds: float = 10) -> list[Delivered]:
        """The box once it holds that many mails.

        Raises:
            TimeoutError: it does not in that time.

        """
        deadline = time.monotonic() + seconds
        while len(self.box) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.box)} mails instead of {count}")
            time.sleep(0.02)
        return list(self.box)

    def take(self, mail_from: str, rcpts: Iterable[str], raw: bytes) -> None:
        """Put a mail in the box (called by the server)."""
        mail = Delivered(mail_from, tuple(rcpts), raw, self._clock())
        self.box.append(mail)
        if self._on_mail is not None:
            self._on_mail(mail)


def _controller(sink: SmtpSink, login: tuple[str, str] | None, tls: dict[str, Any]) -> Any:
    from aiosmtpd.controller import Controller  # noqa: PLC0415  comes with the extra `demo`
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword  # noqa: PLC0415  comes with the extra `demo`

    class Server(SMTP):
        def connection_made(self, transport: Any) -> None:
            sink.connections.add(transport)
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            sink.connections.difference_update({t for t in sink.connections if t.is_closing()})
            super().connection_lost(error)

        async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd finds commands by this name
            if sink.script.drop == "data":
                self._writer.transport.abort()
            elif sink.script.at_data:
                await self.push(sink.script.at_data)
            elif sink.script.drop == "body":
                await self.push("354 go on")
                await self._reader.readline()
                self._writer.transport.abort()
            else:
                await super().smtp_DATA(arg)

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        known = isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode()) if known else ("", "")
        sink.logins.append(given[0])
        return AuthResult(success=known and given == login, handled=False)

    class Listening(Controller):
        def factory(self) -> Any:
            server = Server(self.handler, **self.SMTP_kwargs)
            # Set afterwards: the constructor warns about a demand without TLS, which is meant on the loopback.
            server._auth_required = login is not None  # noqa: SLF001  no public way without the warning
            return server

    demands: dict[str, Any] = {"authenticator": authenticate, "auth_require_tls": False} if login else {}
    return Listening(_Handler(sink), hostname=sink.host, port=sink.port, data_size_limit=None, **tls, **demands)


class _Handler:
    """The hooks that aiosmtpd calls."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_MAIL(  # noqa: N802  aiosmtpd finds hooks by this name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._sink.script.at_mail:
            return self._sink.script.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  idem
        self, server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._sink.script.drop == "rcpt":
            server.transport.abort()
        if address in self._sink.script.refuse:
            return self._sink.script.refuse[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  idem
        script = self._sink.script
        await asyncio.sleep(script.delay)
        if script.after_dot and not script.after_dot.startswith("2"):
            return script.after_dot
        self._sink.take(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        if script.drop == "dot":
            server.transport.abort()
        return script.after_dot or "250 2.0.0 OK"


class ImapServer:
    """pymap with its mailboxes in memory, in a thread of its own.

    pymap gives no special-use flags in LIST: the Sent folder is found by its name here. Dovecot shows the other way.

    Args:
        username, password: the account that may log in.
        folders: folders besides INBOX.

    Attributes:
        host, port: where it listens.

    """

    def __init__(
        self,
        username: str = "comptabilite@cabinet.test",
        password: str = "repetition",  # noqa: S107  a server in memory, on the loopback, for a rehearsal
        folders: Iterable[str] = ("Sent",),
    ) -> None:
        self.host, self.port = HOST, 0
        self.username, self.password = username, password
        self._folders = tuple(folders)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="imap-server", daemon=True)
        self._server: asyncio.Server | None = None
        self._identity: Any = None
        self._mailboxes: Any = None

    def start(self) -> Self:
        """Listen; returns itself."""
        self._thread.start()
        self._run(self._open())
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def append(self, raw: bytes, flags: Iterable[str] = (), folder: str = "INBOX", at: datetime | None = None) -> int:
        """Deliver a mail; its UID."""
        return self._run(self._append(raw, flags, folder, at))

    def flags(self, folder: str = "INBOX") -> dict[int, frozenset[str]]:
        """The flags of each mail, by UID."""
        return {uid: flags for uid, flags, _ in self._run(self._list(folder))}

    def uids(self, folder: str = "INBOX") -> list[int]:
        """The UIDs, ascending."""
        return [uid for uid, _, _ in self._run(self._list(folder))]

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        """The bytes of each mail, ascending by UID."""
        return [raw for _, _, raw in self._run(self._list(folder))]

    def create(self, folder: str) -> None:
        """Create a folder."""
        self._run(self._mailboxes.add_mailbox(folder))

    def recreate_inbox(self) -> None:
        """Throw the INBOX away and make another, with another UIDVALIDITY."""
        self._run(self._recreate())

    def disconnect(self) -> None:
        """Cut every connection, as a server does that restarts; it goes on listening."""
        self._run(self._cut())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
        except KeyboardInterrupt:
            if inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
                work.close()  # never begun: Python would say so on the screen of the person who stopped the play
            raise

    async def _open(self) -> None:
        from proxyprotocol.reader import ProxyProtocolReader  # noqa: PLC0415  comes with the extra `demo`
        from pymap.backend.dict import DictBackend  # noqa: PLC0415  comes with the extra `demo`
        from pymap.concurrent import Subsystem  # noqa: PLC0415  comes with the extra `demo`
        from pymap.imap import IMAPServer  # noqa: PLC0415  comes with the extra `demo`
        from pysasl.hashing import BuiltinHash  # noqa: PLC0415  comes with pymap

        args = Namespace(
            host=HOST, port=0, debug=False, cert=None, key=None, tls=False, proxy_protocol=None,
            inherited_sockets=None, passlib_cfg=None, skip_services=[], demo_data=False,
            demo_user=self.username, demo_password=self.password,
        )  # fmt: skip
        # One round: half a million of them, at each login, would guard a password that lives a minute.
        # So cheap it needs no thread either, which nobody would end.
        backend, config = await DictBackend.init(
            args,
            invalid_user_sleep=0.0,
            hash_context=BuiltinHash(rounds=1),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        config.apply_context()
        self._identity = backend.login.demo_user_identity
        async with self._identity.new_session() as session:
            self._mailboxes = session.mailbox_set
        for folder in self._folders:
            await self._mailboxes.add_mailbox(folder)
        callback = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        self._server = await asyncio.start_server(callback, HOST, 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._cut()
        await self._loop.shutdown_default_executor()

    async def _cut(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*others, return_exceptions=True)

    async def _append(self, raw: bytes, flags: Iterable[str], folder: str, at: datetime | None) -> int:
        from pymap.parsing.message import AppendMessage  # noqa: PLC0415  comes with the extra `demo`
        from pymap.parsing.specials.flag import Flag  # noqa: PLC0415  comes with the extra `demo`

        mailbox = await self._mailboxes.get_mailbox(folder)
        when = at or SystemClock(UTC).now()
        message = AppendMessage(raw, when, frozenset(Flag(flag.encode()) for flag in flags))
        return int((await mailbox.append(message)).uid)

    async def _list(self, folder: str) -> list[tuple[int, frozenset[str], bytes]]:
        mailbox = await self._mailboxes.get_mailbox(folder)
        return [
            (
                message.uid,
                frozenset(bytes(flag).decode() for flag in message.permanent_flags),
                bytes(message._content),  # noqa: SLF001  pymap offers no other way in memory
            )
            async for message in mailbox.messages()
        ]

    async def _recreate(self) -> None:
        from pymap.backend.dict.mailbox import MailboxData  # noqa: PLC0415  comes with the extra `demo`

        boxes = self._mailboxes
        old = boxes._inbox.uid_validity  # noqa: SLF001  pymap cannot delete an INBOX
        boxes._inbox = MailboxData(boxes._content_cache, boxes._thread_cache)  # noqa: SLF001  idem
        boxes._inbox._uid_validity = old + 1  # noqa: SLF001  drawn from the clock in seconds: could be the same
