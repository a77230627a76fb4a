"""The watched mailbox."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from relance.adapters.imap.answers import Answer, header, last_number
from relance.adapters.imap.connection import FolderState, Link, RefusedCommandError, connect, translated
from relance.adapters.imap.idle import Interruption, wait_idle, wait_polling
from relance.adapters.imap.reader import Missing, Reader, chunks
from relance.adapters.imap.sent import SentFolder, since_key
from relance.adapters.imap.settings import ImapSettings
from relance.adapters.tls import check_security, client_context
from relance.domain.records import Fetched, Position, SearchResult
from relance.reading.addresses import mailboxes

_log = logging.getLogger(__name__)


class ImapMailbox:
    """The firm's mailbox, only read; blocking, used from one thread at a time.

    `interrupt`, `find_sent` and `file_sent` may be called from any thread. After any error the connection is dropped,
    and the next call makes another; how long to wait before is the caller's (see `Backoff`).

    Raises:
        ConfigError: a clear connection to another machine.

    """

    def __init__(self, settings: ImapSettings) -> None:
        check_security("imap", settings.host, settings.security)
        self._settings = settings
        self._link: Link | None = None
        self._idles = False
        self._exists = 0
        self._drops: dict[tuple[int, int], int] = {}
        self._interruption = Interruption()
        self._tls_lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None
        self._sent = SentFolder(settings, self._context)

    def search(
        self, position: Position | None, keep: Callable[[Fetched], None], *, resync_since: date
    ) -> SearchResult:
        """Hand over every mail after a position, ascending.

        Args:
            position: None, or one of another folder: nothing is handed over, the result is the folder's end.
            keep: commits a mail before the next is asked for; what it raises goes through.
            resync_since: when UIDVALIDITY changed or UIDNEXT went down, all mails since that day are handed over.

        Raises:
            MailboxError: the server could not be used; what was kept stays kept.
            MailboxRefusedError: wrong credentials.

        """
        state = self._examine()
        if position is None or position.folder != self._settings.inbox:
            return SearchResult(self._position(state, state.uidnext - 1), 0)
        resync = state.uidvalidity != position.uidvalidity or state.uidnext <= position.last_uid
        with self._talking("la recherche") as link:
            if resync:
                start, uids = state.uidnext - 1, link.search(since_key(resync_since))
            else:
                start = position.last_uid
                # `n:*` always gives the last mail, even when its UID is below n (RFC 3501 section 6.4.8).
                uids = [uid for uid in link.search(f"UID {start + 1}:*") if uid > start]
        count, lost = self._hand_over(state, uids, keep, history=False)
        return SearchResult(self._position(state, max([start, *uids])), count, resync, tuple(lost))

    def history(self, addresses: frozenset[str], since: date, keep: Callable[[Fetched], None]) -> int:
        """Hand over the mails since a day whose From is one of the addresses; how many.

        Raises:
            MailboxError: the server could not be used; what was kept stays kept.

        """
        wanted = frozenset(address.lower() for address in addresses)
        state = self._examine()
        with self._talking("la lecture des mois passés") as link:
            uids = link.search(since_key(since))
            found = [uid for chunk in chunks(uids) for uid in _written_by(link, chunk, wanted)]
        count, _ = self._hand_over(state, sorted(found), keep, history=True)
        return count

    def wait(self, seconds: float) -> None:
        """Wait for new mail, at most that long and one IDLE; returning says nothing: search again.

        Without a connection it makes one and returns at once: what came in between is only found by a search.

        Raises:
            MailboxError: the connection broke.

        """
        with self._interruption.armed() as ear:
            if self._link is None:
                self._examine()
                return
            if self._news(self._link):
                return
            with self._talking("l’attente de nouveaux messages") as link:
                self._wait(link, ear, seconds)

    def interrupt(self) -> None:
        """End `wait` from another thread; without one under way, the next returns at once."""
        self._interruption.ask()

    def find_sent(self, message_id: str, since: date) -> bool:
        """Whether the Sent folder holds a mail with that Message-ID (or whose provider kept it as original).

        Raises:
            MailboxError: the server could not be used, or the configured folder does not exist.

        """
        return self._sent.find(message_id, since)

    def file_sent(self, raw: bytes, message_id: str, at: datetime) -> str | None:
        """Copy a sent mail to the Sent folder unless it is there; the folder's name, or None when none is kept.

        Args:
            raw: the exact bytes that were sent.
            message_id: its Message-ID, with or without angle brackets.
            at: when it was sent, aware; the date of the copy.

        Raises:
            MailboxError: the server could not be used, or the configured folder does not exist.

        """
        return self._sent.file(raw, message_id, at)

    def close(self) -> None:
        """Log out and drop the connections; a later call makes another."""
        self._sent.leave()
        if self._link is not None:
            self._link.leave()
            self._link = None

    def _context(self) -> ssl.SSLContext:
        """One context an account: making it reads files, and sharing one over accounts stalls connections."""
        with self._tls_lock:
            if self._tls is None:
                self._tls = client_context(self._settings.ca_file)
            return self._tls

    @contextlib.contextmanager
    def _talking(self, doing: str) -> Iterator[Link]:
        """The connection, made if there is none and dropped at any trouble: it may be out of step."""
        try:
            if self._link is None:
                self._link = connect(self._settings, self._context)
                self._idles = "IDLE" in self._link.capabilities
            with translated(self._settings, doing):
                yield self._link
        except BaseException:
            if self._link is not None:
                self._link.drop()
                self._link = None
            raise

    def _examine(self) -> FolderState:
        with self._talking(f"l’ouverture du dossier {self._settings.inbox}") as link:
            state = link.examine(self._settings.inbox)
            self._exists = state.exists
            return state

    def _position(self, state: FolderState, last_uid: int) -> Position:
        return Position(self._settings.inbox, state.uidvalidity, last_uid)

    def _hand_over(
        self, state: FolderState, uids: Sequence[int], keep: Callable[[Fetched], None], *, history: bool
    ) -> tuple[int, list[int]]:
        count, lost = 0, []
        for uid, mail in self._read(state, uids, history=history):
            if isinstance(mail, Fetched):
                keep(mail)
                count += 1
            elif mail is Missing.LOST:
                lost.append(uid)
                _log.warning("uid %d of %s cannot be fetched", uid, self._settings.inbox)
        return count, lost

    def _read(
        self, state: FolderState, uids: Sequence[int], *, history: bool
    ) -> Iterator[tuple[int, Fetched | Missing]]:
        """The mails one by one; the connection is not held in `_talking` while the caller keeps one."""
        for chunk in chunks(uids):
            with self._talking("la lecture des messages") as link:
                reader = Reader(link, self._settings.inbox, state.uidvalidity, self._settings.max_bytes, self._drops)
                sizes = reader.sizes(chunk)
            for uid in chunk:
                with self._talking("la lecture d’un message"):
                    mail = reader.read(uid, sizes.get(uid), history=history)
                yield uid, mail

    def _news(self, link: Link) -> bool:
        """Whether the server told, since the folder was opened, of more mails than there were then."""
        told = last_number(link.client.untagged_responses.get("EXISTS"))
        return told is not None and told > self._exists

    def _wait(self, link: Link, ear: socket.socket, seconds: float) -> None:
        if self._idles:
            try:
                wait_idle(link, ear, min(seconds, self._settings.idle_seconds), self._settings.timeout)
            except RefusedCommandError:
                _log.info("the server refuses IDLE: polling on this connection")
                self._idles = False
        if not self._idles:
            wait_polling(link, ear, min(seconds, self._settings.poll_seconds))


def _written_by(link: Link, uids: Sequence[int], wanted: frozenset[str]) -> list[int]:
    """Those of the UIDs whose From is wanted."""
    return [answer.uid for answer in _from_lines(link, uids) if answer.uid is not None and _from(answer) & wanted]


def _from_lines(link: Link, uids: Sequence[int]) -> list[Answer]:
    """FETCH of From; when the server refuses a whole bunch for one mail, each by itself."""
    try:
        return link.fetch(",".join(map(str, uids)), "(UID BODY.PEEK[HEADER.FIELDS (FROM)])")
    except RefusedCommandError:
        if len(uids) == 1:
            return []
        return [answer for uid in uids for answer in _from_lines(link, [uid])]


def _from(answer: Answer) -> set[str]:
    return {address for _, address in mailboxes(header(answer.body or b"", "from"))}
