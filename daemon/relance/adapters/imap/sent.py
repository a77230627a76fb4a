"""The folder of sent mail: found by its special use or its name, looked into, added to.

It has a connection of its own, so that the watching one is never disturbed and any thread may call. A day's copies
share it: fifty logins in a row are what providers throttle.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from relance.adapters.imap.connection import Link, RefusedCommandError, connect, translated
from relance.adapters.imap.reader import chunks
from relance.adapters.imap.settings import ImapSettings
from relance.adapters.sentences import sentence
from relance.errors import MailboxError

if TYPE_CHECKING:
    from imap_tools.folder import FolderInfo

# Folded; as Dovecot, OVH, Exchange, Apple Mail, Thunderbird, Outlook and Gmail name it in French and English.
USUAL_NAMES = (
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "éléments envoyés",
    "messages envoyés",
    "envoyés",
    "courrier envoyé",
    "courriers envoyés",
    "objets envoyés",
)
_ROOTS = ("", "inbox", "[gmail]", "[google mail]")
# Providers that write their own Message-ID keep ours in one of the last two (mail_failures B10).
_ID_HEADERS = "MESSAGE-ID X-MICROSOFT-ORIGINAL-MESSAGE-ID X-GOOGLE-ORIGINAL-MESSAGE-ID"
APPEND_SECONDS = 240.0
KEPT_SECONDS = 20.0
"""A connection left alone for so long is made anew: a server or a firewall may have dropped it."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def since_key(day: date) -> str:
    """The search key SINCE; months are English whatever the locale."""
    return f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"


class SentFolder:
    """Where the firm's sent mail lies."""

    def __init__(self, settings: ImapSettings, context: Callable[[], ssl.SSLContext]) -> None:
        self._settings = settings
        self._context = context
        self._one_at_a_time = threading.Lock()
        self._link: Link | None = None
        self._folder: str | None = None
        self._used = 0.0

    def find(self, message_id: str, since_day: date) -> bool:
        """Whether a mail of that day or later is there under that Message-ID."""
        if not self._settings.sent:
            return False
        with self._visit() as (link, folder):
            return folder is not None and _holds(link, folder, message_id, since_day)

    def file(self, raw: bytes, message_id: str, at: datetime) -> str | None:
        """Add a mail unless it is there; the folder's name, None when there is none."""
        if not self._settings.sent:
            return None
        with self._visit() as (link, folder):
            if folder is None:
                return None
            if not _holds(link, folder, message_id, at.date()):
                # The time limit of a socket is for a whole sendall, not for each packet.
                link.patience(APPEND_SECONDS)
                link.box.append(raw, folder, dt=at, flag_set=["\\Seen"])
            return folder

    def leave(self) -> None:
        """Log out."""
        with self._one_at_a_time:
            self._leave()

    def _leave(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.leave()

    @contextlib.contextmanager
    def _visit(self) -> Iterator[tuple[Link, str | None]]:
        with self._one_at_a_time:
            if time.monotonic() - self._used > KEPT_SECONDS:
                self._leave()
            try:
                with translated(self._settings, "l’accès au dossier des envoyés"):
                    link = self._link
                    if link is None:
                        link = self._link = connect(self._settings, self._context)
                        self._folder = self._locate(link)
                    yield link, self._folder
            except BaseException:
                self._leave()  # after any error a connection is never used again
                raise
            finally:
                self._used = time.monotonic()

    def _locate(self, link: Link) -> str | None:
        try:
            folders = link.box.folder.list()
        except ValueError as error:  # a name that is not modified UTF-7
            raise MailboxError(
                sentence(
                    f"[imap] Serveur {self._settings.server} : un nom de dossier est illisible. "
                    "Donnez le dossier des envoyés par sent."
                )
            ) from error
        return _named(folders, self._settings) if self._settings.sent != "auto" else guess_sent(folders)


def _named(folders: list[FolderInfo], settings: ImapSettings) -> str:
    """The configured folder; one that does not exist is the firm's mistake, and never created in its mailbox."""
    wanted = settings.sent
    if any(folder.name == wanted for folder in folders):
        return wanted
    known = ", ".join(sorted(folder.name for folder in folders)[:30])
    raise MailboxError(
        sentence(
            f"[imap] sent = « {wanted} » : ce dossier n’existe pas sur {settings.server}. "
            f'Choisissez parmi : {known} ; ou mettez auto, ou "" pour ne garder aucune copie.'
        )
    )


def guess_sent(folders: list[FolderInfo]) -> str | None:
    r"""The folder of sent mail: by the flag \Sent (RFC 6154, told by plain LIST), else by its usual names."""
    usable = [f for f in folders if not {"\\noselect", "\\nonexistent"} & {flag.lower() for flag in f.flags}]
    for folder in usable:
        if "\\sent" in {flag.lower() for flag in folder.flags}:
            return folder.name
    ranked = sorted((rank, folder.name) for folder in usable if (rank := _rank(folder)) is not None)
    return ranked[0][1] if ranked else None


def _rank(folder: FolderInfo) -> int | None:
    """How usual a folder's name is for sent mail, 0 first; only at the root, in INBOX or in Gmail's own tree."""
    name = unicodedata.normalize("NFC", folder.name).casefold()
    root, _, last = name.rpartition(folder.delim) if folder.delim not in {"", "NIL"} else ("", "", name)
    return USUAL_NAMES.index(last) if root in _ROOTS and last in USUAL_NAMES else None


def _holds(link: Link, folder: str, message_id: str, since_day: date) -> bool:
    """Search by header first; then the ids of the recent mails, because a provider may have rewritten the id."""
    link.examine(folder)
    wanted = message_id.strip().strip("<>")
    # A day's margin: servers compare SINCE in their own time zone.
    recent = link.search(since_key(since_day - timedelta(days=1)))
    return _has_id(link, _by_header(link, wanted), wanted) or _has_id(link, recent, wanted)


def _by_header(link: Link, wanted: str) -> list[int]:
    """UIDs the server finds under the id; some search words only, so that they are looked at afterwards."""
    if not wanted.isascii() or any(char in wanted for char in '"\\\r\n'):
        return []
    try:
        return link.search(f'HEADER Message-ID "{wanted}"')
    except RefusedCommandError:
        return []


def _has_id(link: Link, uids: list[int], wanted: str) -> bool:
    id_bytes = b"<" + wanted.encode() + b">"
    return any(
        id_bytes in (answer.body or b"")
        for chunk in chunks(sorted(uids, reverse=True))
        for answer in link.fetch(",".join(map(str, chunk)), f"(UID BODY.PEEK[HEADER.FIELDS ({_ID_HEADERS})])")
    )
