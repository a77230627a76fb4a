"""One logged-in connection, and the translation of everything that goes wrong on it."""

from __future__ import annotations

import contextlib
import imaplib
import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.adapters.imap.answers import Answer, fetched, last_number, searched, status_uidnext
from relance.adapters.imap.settings import ImapSettings
from relance.adapters.network import network_trouble
from relance.adapters.sentences import sentence
from relance.errors import MailboxError, MailboxRefusedError

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

_BACKOFF = re.compile(r"Suggested Backoff Time: *(\d+) *milliseconds", re.IGNORECASE)
# Answers to a login that say nothing about the password (RFC 5530 codes, and the words of servers without codes):
# trying again is right, and asking the firm for another password would be wrong.
_NOT_THE_PASSWORD = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\]|throttl|too many|simultaneous|try again|temporar|"
    r"internal error|authenticated but not connected",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FolderState:
    """What EXAMINE said of a folder."""

    uidvalidity: int
    uidnext: int
    exists: int


class Link:
    """A logged-in connection; its methods let the errors of imaplib and imap-tools through (see `translated`)."""

    def __init__(self, box: BaseMailBox) -> None:
        self.box = box
        self.client: imaplib.IMAP4 = box.client
        self.capabilities = self._capabilities()

    def _capabilities(self) -> frozenset[str]:
        """Asked again after login: many servers announce IDLE only then, and imaplib keeps the first answer."""
        _, data = self.client.capability()
        return frozenset(word.upper() for line in data if line for word in line.decode("ascii", "replace").split())

    def examine(self, folder: str) -> FolderState:
        """Open a folder for reading only: nothing can be marked through this connection."""
        self.box.folder.set(folder, readonly=True)
        told = self.client.untagged_responses
        uidvalidity = last_number(told.get("UIDVALIDITY"))
        uidnext = last_number(told.get("UIDNEXT")) or self._status_uidnext(folder)
        if uidvalidity is None or uidnext is None:
            raise imaplib.IMAP4.error("EXAMINE gave neither UIDVALIDITY nor UIDNEXT")
        return FolderState(uidvalidity, uidnext, last_number(told.get("EXISTS")) or 0)

    def _status_uidnext(self, folder: str) -> int | None:
        """Some servers (163.com) give no UIDNEXT on EXAMINE."""
        from imap_tools.utils import encode_folder  # noqa: PLC0415  start-up does not pay for it

        # imaplib encodes text as ASCII and passes bytes through; its stubs know text only.
        name: Any = encode_folder(folder)
        typ, data = self.client.status(name, "(UIDNEXT)")
        return status_uidnext(data) if typ == "OK" else None

    def search(self, criteria: str) -> list[int]:
        """UID SEARCH, ascending. Without CHARSET, which Exchange refuses; the criteria are ASCII."""
        return searched(self._said(*self.client.uid("SEARCH", criteria)))

    def fetch(self, uids: str, items: str) -> list[Answer]:
        """UID FETCH; the answers without UID (flag changes told unasked) are left out."""
        answers = fetched(self._said(*self.client.uid("FETCH", uids, items)))
        return [answer for answer in answers if answer.uid is not None]

    @staticmethod
    def _said(typ: str, data: list[Any]) -> list[Any]:
        if typ != "OK":
            raise RefusedCommandError(_words(data))
        return data

    def patience(self, seconds: float) -> None:
        """How long the next answers may be silent."""
        self.client.sock.settimeout(seconds)

    def leave(self) -> None:
        """Log out, as well as the server lets us."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self.patience(5)
            self.client.logout()
        self.drop()

    def drop(self) -> None:
        """Close the socket; a broken connection is never used again."""
        with contextlib.suppress(OSError):
            self.client.shutdown()


class RefusedCommandError(imaplib.IMAP4.error):
    """The server answered NO or BAD to a command; the connection goes on."""


def connect(settings: ImapSettings, context: Callable[[], ssl.SSLContext]) -> Link:
    """Connect and log in.

    Raises:
        MailboxError: no connection.
        MailboxRefusedError: the credentials were refused.

    """
    with translated(settings, "la connexion"):
        box = _open(settings, context)
    try:
        with translated(settings, "l’authentification", login=True):
            # imaplib writes an APPEND in two pieces; Nagle's algorithm would hold the second back for 40 ms.
            box.client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _log_in(box, settings)
        with translated(settings, "la connexion"):
            return Link(box)
    except BaseException:
        with contextlib.suppress(OSError):
            box.client.shutdown()
        raise


def _open(settings: ImapSettings, context: Callable[[], ssl.SSLContext]) -> BaseMailBox:
    from imap_tools import BaseMailBox  # noqa: PLC0415  start-up does not pay for it

    class Box(BaseMailBox):
        """imap-tools on a connection made here: its own leaves the socket open when STARTTLS is not offered."""

        def _get_mailbox_client(self) -> imaplib.IMAP4:
            return _client(settings, context)

    return Box()


def _client(settings: ImapSettings, context: Callable[[], ssl.SSLContext]) -> imaplib.IMAP4:
    if settings.security == "tls":
        return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context(), timeout=settings.timeout)
    client = imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout)
    if settings.security == "starttls":
        try:
            client.starttls(context())
        except BaseException:
            client.shutdown()
            raise
    return client


def _log_in(box: BaseMailBox, settings: ImapSettings) -> None:
    if settings.auth == "oauth2" and settings.token is not None:
        _xoauth2(box.client, settings.username, settings.token())
        return
    password = settings.password()
    if "LOGINDISABLED" in box.client.capabilities or not (settings.username + password).isascii():
        box.login_utf8(settings.username, password, initial_folder=None)
    else:
        box.login(settings.username, password, initial_folder=None)


def _xoauth2(client: imaplib.IMAP4, username: str, token: str) -> None:
    """XOAUTH2 with an empty line to the error challenge; imap-tools sends the token a second time instead."""
    challenges: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        challenges.append(challenge)
        return b"" if len(challenges) > 1 else f"user={username}\1auth=Bearer {token}\1\1".encode()

    try:
        client.authenticate("XOAUTH2", answer)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise imaplib.IMAP4.error(f"{error} {_oauth_reason(challenges)}".strip()) from error


def _oauth_reason(challenges: list[bytes]) -> str:
    """What the error challenge says, without anything that could be a secret."""
    try:
        told = json.loads(challenges[1]) if len(challenges) > 1 else {}
    except ValueError:
        return ""
    return " ".join(f"{key}={told[key]}" for key in ("status", "scope") if isinstance(told, dict) and key in told)


@contextlib.contextmanager
def translated(settings: ImapSettings, doing: str, *, login: bool = False) -> Iterator[None]:
    """Turn what the libraries raise (three separate families) into a French sentence."""
    from imap_tools import ImapToolsError  # noqa: PLC0415  start-up does not pay for it

    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error, OSError, UnicodeError) as error:
        raise _told(settings, doing, error, login=login) from error


def _told(settings: ImapSettings, doing: str, error: Exception, *, login: bool) -> MailboxError:
    said = _said_by(error)
    refused = login and not isinstance(error, (imaplib.IMAP4.abort, OSError)) and not _NOT_THE_PASSWORD.search(said)
    if refused:
        return MailboxRefusedError(
            sentence(
                f"[imap] Le serveur {settings.server} refuse l’identifiant {settings.username} : « {said} ». "
                "Vérifiez username et le mot de passe (chez certains hébergeurs, un mot de passe d’application), "
                "puis lancez « relance check »."
            )
        )
    backoff = _BACKOFF.search(said)
    return MailboxError(
        sentence(f"[imap] Serveur {settings.server}, pendant {doing} : {_trouble(error, said, settings)}"),
        retry_after=int(backoff[1]) / 1000 if backoff else None,
    )


def _trouble(error: Exception, said: str, settings: ImapSettings) -> str:
    """What happened and what to do, as the end of a sentence."""
    if network := network_trouble(error, said, settings.timeout):
        return network
    if "authenticated but not connected" in said.lower():
        return (
            f"« {said} ». Vérifiez que la boîte {settings.username} existe et qu’IMAP y est permis "
            "(chez Microsoft 365, dans le centre d’administration)."
        )
    if "TLS not supported" in said:
        return (
            "il ne propose pas STARTTLS. Choisissez security = « tls » ou le bon port ; rien n’a été envoyé en clair."
        )
    return f"« {said} ». Un nouvel essai suivra ; si cela dure, demandez à votre hébergeur."


def _said_by(error: Exception) -> str:
    """The server's words in an exception, short, on one line."""
    result = getattr(error, "command_result", None)
    if isinstance(result, tuple) and len(result) > 1 and isinstance(result[1], (list, tuple)):
        return _words(result[1])
    first = error.args[0] if error.args else ""
    if isinstance(first, bytes):
        return _words([first])
    return " ".join(str(error).split())[:300] or type(error).__name__


def _words(data: Any) -> str:
    pieces = [piece.decode("utf-8", "replace") for piece in data if isinstance(piece, bytes)]
    return " ".join(" ".join(pieces).split())[:300]
