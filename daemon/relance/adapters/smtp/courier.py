"""The courier: one connection a mail, phase by phase, with a mark just before the final dot.

Until the dot is written the server cannot have taken the mail (RFC 5321 section 4.1.1.4): whatever happens, it is
sent again later. Once it is written, only an answer tells. aiosmtplib's own `sendmail` cannot make that difference,
and it ends with a RSET that can hide the first error.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.adapters.network import network_trouble
from relance.adapters.sentences import sentence
from relance.adapters.smtp.envelope import UNSENDABLE, UnsendableError, on_the_wire
from relance.adapters.smtp.replies import is_account_trouble, none_accepted, provider_id, refused, words
from relance.adapters.smtp.settings import SmtpSettings
from relance.adapters.tls import check_security, client_context
from relance.domain.model import MailStatus
from relance.domain.records import Outcome, Refusal
from relance.errors import RelanceError, WorldError

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponse

BLOCK = 65_536
"""Bytes between two looks at the flow: a slow line then costs time per block, not one time-out for the whole."""

BeforeDot = Callable[[], Awaitable[None]]


class SmtpCourier:
    """Hands one mail to the firm's SMTP server.

    Raises:
        ConfigError: a clear connection to another machine.

    """

    def __init__(self, settings: SmtpSettings) -> None:
        check_security("smtp", settings.host, settings.security)
        self._settings = settings
        self._tls: ssl.SSLContext | None = None

    async def send(self, sender: str, recipients: Sequence[str], raw: bytes, before_dot: BeforeDot) -> Outcome:
        """Try once. Never raises for what the server or the network does: that is the `Outcome`.

        Args:
            sender: envelope sender.
            recipients: envelope recipients; a refused one does not keep the mail from the others.
            raw: the exact bytes, sent as they are but for line ends and dots (RFC 5321 section 4.5.2).
            before_dot: commits the mark; what it raises closes the connection without the dot and goes through.

        """
        letter = _address(sender, recipients, raw)
        if isinstance(letter, Outcome):
            return letter
        client = await self._client()
        # Closed whatever happens, cancellation included: aiosmtplib would leave a connection that is out of step.
        try:
            trouble = await self._open(client)
            return trouble or await self._converse(client, letter, before_dot)
        except asyncio.CancelledError:
            if isinstance(client.transport, asyncio.WriteTransport):
                client.transport.abort()  # `close` would wait for a server that sleeps to take the rest of the body
            raise
        finally:
            client.close()

    async def probe(self) -> None:
        """Connect, encrypt, log in and quit, for `relance check`.

        Raises:
            WorldError: with what went wrong and what to do, in French.

        """
        client = await self._client()
        try:
            trouble = await self._open(client)
            if trouble is not None:
                raise WorldError(trouble.text)
            _farewell(client)
        finally:
            client.close()

    async def _client(self) -> SMTP:
        """A new client: one object, one connection, one mail."""
        from aiosmtplib import SMTP  # noqa: PLC0415  start-up does not pay for it

        settings = self._settings
        if settings.security != "none" and self._tls is None:
            self._tls = await asyncio.to_thread(client_context, settings.ca_file)
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.patience.connect,
            # Never None: that would be opportunistic, and would log in over a line that an attacker made clear.
            start_tls=settings.security == "starttls",
            use_tls=settings.security == "tls",
            tls_context=self._tls,
            local_hostname=settings.local_hostname,
        )

    async def _open(self, client: SMTP) -> Outcome | None:
        """Connect, encrypt, greet, log in; an outcome when that fails: always the account's, never the mail's."""
        from aiosmtplib import SMTPException, SMTPHeloError, SMTPResponseException  # noqa: PLC0415  idem

        try:
            await client.connect()
            try:
                await client.ehlo()
            except SMTPHeloError:
                await client.helo()
            await self._log_in(client)
        except SMTPResponseException as error:
            return self._account(f"« {words(error.message)} »", error.code)
        except (SMTPException, OSError, UnicodeError) as error:
            return self._account(_network(error, self._settings.patience.connect))
        except RelanceError as error:  # the secret or the token cannot be had
            return Outcome(MailStatus.READY, None, " ".join(error.problems), account=True)
        return None

    async def _log_in(self, client: SMTP) -> None:
        """By one method: aiosmtplib's `login` tries three in turn, which servers count as three wrong guesses."""
        from aiosmtplib import SMTPException  # noqa: PLC0415  idem

        settings = self._settings
        if not settings.username:
            return
        if settings.auth == "oauth2" and settings.token is not None:
            token = await asyncio.to_thread(settings.token)
            await client.auth_xoauth2(settings.username, token)
            return
        password = await asyncio.to_thread(settings.password)
        methods = {method.lower() for method in client.server_auth_methods}
        if "plain" in methods:
            await client.auth_plain(settings.username, password)
        elif "login" in methods:
            await client.auth_login(settings.username, password)
        else:
            raise SMTPException(
                "il ne propose ni AUTH PLAIN ni AUTH LOGIN. Vérifiez port et security, "
                "ou videz username s’il ne demande pas de mot de passe."
            )

    def _account(self, trouble: str, code: int | None = None) -> Outcome:
        advice = ""
        if code in {530, 534, 535, 538}:
            advice = " Vérifiez username et le mot de passe dans [smtp], puis lancez « relance check »."
        text = sentence(f"[smtp] Serveur {self._settings.server} : {trouble}{advice}")
        return Outcome(MailStatus.READY, code, text, account=True)

    async def _converse(self, client: SMTP, letter: _Letter, before_dot: BeforeDot) -> Outcome:
        from aiosmtplib import SMTPException, SMTPResponseException  # noqa: PLC0415  idem

        accepted: list[str] = []
        refusals = list(letter.refusals)
        try:
            outcome = await self._envelope(client, letter, accepted, refusals)
            if outcome is None:
                outcome = await self._body(client, letter, accepted, refusals)
        except SMTPResponseException as error:  # an answer that is none
            return Outcome(MailStatus.READY, None, words(error.message), tuple(refusals))
        except (SMTPException, OSError) as error:
            # Before the dot the server cannot have taken it.
            return Outcome(MailStatus.READY, None, _network(error, self._settings.patience.mail), tuple(refusals))
        if outcome is not None:
            _farewell(client)
            return outcome
        await before_dot()
        return await self._dot(client, letter, accepted, tuple(refusals))

    async def _envelope(
        self, client: SMTP, letter: _Letter, accepted: list[str], refusals: list[Refusal]
    ) -> Outcome | None:
        """MAIL and RCPT; each answer is noted at once."""
        patience = self._settings.patience
        answer = await client.execute_command(b"MAIL", *_mail_from(client, letter), timeout=patience.mail)
        if answer.code != 250:
            return refused(_failure(answer.code), answer.message, "MAIL", letter.recipients, refusals)
        for address, wire in letter.recipients.items():
            answer = await client.execute_command(b"RCPT", b"TO:<" + wire.encode() + b">", timeout=patience.rcpt)
            if answer.code in {250, 251}:
                accepted.append(address)
                continue
            code, text = _failure(answer.code), words(answer.message)
            if is_account_trouble(code, text, "RCPT"):
                return Outcome(MailStatus.READY, code, text, tuple(refusals), account=True)
            refusals.append(Refusal(address, code, text, permanent=code >= 500))
        return None if accepted else none_accepted(tuple(refusals))

    async def _body(
        self, client: SMTP, letter: _Letter, accepted: list[str], refusals: list[Refusal]
    ) -> Outcome | None:
        """DATA and the whole body without its final dot."""
        from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings  # noqa: PLC0415  idem

        answer = await client.execute_command(b"DATA", timeout=self._settings.patience.data)
        if answer.code != 354:
            return refused(_failure(answer.code), answer.message, "DATA", accepted, refusals)
        body = PERIOD_REGEX.sub(b"..", normalize_message_line_endings(letter.raw))
        protocol = _connected(client)
        # Private names of aiosmtplib from here on (see tests/adapters/test_smtp_contract.py).
        protocol._response_pending = True  # noqa: SLF001  an answer may come in the middle of the body
        for start in range(0, len(body), BLOCK):
            protocol.write(body[start : start + BLOCK])
            await asyncio.wait_for(protocol._drain_helper(), self._settings.patience.block)  # noqa: SLF001  idem
            if protocol._response_waiter is None or protocol._response_waiter.done():  # noqa: SLF001  idem
                # An answer before the dot, or the end of the connection: in no case an acceptance.
                early = await protocol.read_response(timeout=1)
                client.close()
                return refused(_failure(early.code), early.message, "DATA", accepted, refusals)
        return None

    async def _dot(
        self, client: SMTP, letter: _Letter, accepted: list[str], refusals: tuple[Refusal, ...]
    ) -> Outcome:
        """The final dot and its answer: the only place where an outcome may be doubtful."""
        from aiosmtplib import SMTPException  # noqa: PLC0415  idem

        try:
            protocol = _connected(client)
            if protocol._response_waiter is None or protocol._response_waiter.done():  # noqa: SLF001  see `_body`
                raise ConnectionResetError("le serveur a coupé avant la fin du message")
            protocol.write(b".\r\n")
        except (SMTPException, OSError) as error:
            # `write` refuses a connection that is closed before it takes a byte: the dot was not written.
            return Outcome(MailStatus.READY, None, _network(error, 0), refusals)
        try:
            answer = await protocol.read_response(timeout=self._settings.patience.final)
        except (SMTPException, OSError) as error:
            return Outcome(MailStatus.DOUBTFUL, None, _network(error, self._settings.patience.final), refusals)
        return self._answered(client, letter, accepted, refusals, answer)

    def _answered(
        self, client: SMTP, letter: _Letter, accepted: list[str], refusals: tuple[Refusal, ...], answer: SMTPResponse
    ) -> Outcome:
        text = words(answer.message)
        if 400 <= answer.code < 600:
            _farewell(client)
            return refused(answer.code, answer.message, ".", accepted, refusals)
        if not 200 <= answer.code < 300:
            return Outcome(MailStatus.DOUBTFUL, answer.code, text, refusals)
        _farewell(client)
        own = (letter.sender, *letter.recipients, *letter.recipients.values())
        return Outcome(MailStatus.SENT, answer.code, text, refusals, provider_id=provider_id(text, own))


@dataclass(frozen=True, slots=True)
class _Letter:
    """A mail whose envelope can be said: recipients as they are known, each with its form on the wire."""

    sender: str
    recipients: dict[str, str]
    refusals: tuple[Refusal, ...]
    raw: bytes


def _address(sender: str, recipients: Sequence[str], raw: bytes) -> _Letter | Outcome:
    try:
        wire_sender = on_the_wire(sender)
    except UnsendableError as error:
        return Outcome(MailStatus.READY, None, sentence(f"[firm] email : {error}"), account=True)
    good: dict[str, str] = {}
    bad: list[Refusal] = []
    for address in recipients:
        try:
            good[address] = on_the_wire(address)
        except UnsendableError as error:
            bad.append(Refusal(address, UNSENDABLE, sentence(str(error)), permanent=True))
    if good:
        return _Letter(wire_sender, good, tuple(bad), raw)
    if bad:
        return none_accepted(tuple(bad))
    return Outcome(MailStatus.FAILED, None, sentence("Ce message n’a aucun destinataire."))


def _mail_from(client: SMTP, letter: _Letter) -> list[bytes]:
    """MAIL's arguments; SIZE lets a server refuse a large mail before it travels (RFC 1870)."""
    arguments = [b"FROM:<" + letter.sender.encode() + b">"]
    if client.supports_extension("size"):
        arguments.append(b"SIZE=%d" % len(letter.raw))
    if not letter.raw.isascii() and client.supports_extension("8bitmime"):
        arguments.append(b"BODY=8BITMIME")
    return arguments


def _failure(code: int) -> int:
    """The code, or 451 for an answer that has no sense at that place: certainly not taken, to be tried again."""
    return code if 400 <= code < 600 else 451


def _connected(client: SMTP) -> Any:
    """The protocol object of a connection; its private names have no place in stubs."""
    if client.protocol is None:
        raise ConnectionResetError("connexion perdue")
    return client.protocol


def _farewell(client: SMTP) -> None:
    """QUIT without waiting for its answer: nothing may stand between the server's yes and the commit."""
    protocol = client.protocol
    if protocol is not None and protocol.is_connected:
        protocol.write(b"QUIT\r\n")


def _network(error: BaseException, timeout: float) -> str:
    """What the network did, as the end of a sentence."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    said = words(str(getattr(error, "message", "") or error)) or type(error).__name__
    if "STARTTLS extension not supported" in said:
        return (
            "il ne propose pas STARTTLS. Choisissez security = « tls » ou le bon port ; rien n’a été envoyé en clair."
        )
    return network_trouble(cause, said, timeout) or f"{said.rstrip('.')}."
