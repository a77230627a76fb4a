"""Errors that a person reads: French sentences that say what, where and what to do."""

from __future__ import annotations

import errno
from collections.abc import Sequence

_REASONS = {
    errno.ENOENT: "il n’existe pas",
    errno.EACCES: "vous n’en avez pas le droit",
    errno.EPERM: "vous n’en avez pas le droit",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "une partie du chemin n’est pas un dossier",
    errno.EEXIST: "il existe déjà",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
}


def why(error: OSError) -> str:
    """Why the system refused a file, in French; its own words where it is something rare."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


class RelanceError(Exception):
    """An error shown to a person as its sentences, never as a traceback.

    Args:
        problems: one French sentence each (what, where, what to do).

    Attributes:
        exit_status: status of the command that meets it (1 = the world, 2 = usage or configuration).

    """

    exit_status = 1

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems


class ConfigError(RelanceError):
    """The configuration or the command line cannot be used; all problems at once."""

    exit_status = 2


class WorldError(RelanceError):
    """A server, a file or the data is not as it must be; trying again later may help."""


class MailboxError(WorldError):
    """The IMAP server could not be used.

    Attributes:
        retry_after: seconds the server asks to wait before the next try ("Suggested Backoff Time"), or None.

    """

    def __init__(self, *problems: str, retry_after: float | None = None) -> None:
        super().__init__(*problems)
        self.retry_after = retry_after


class MailboxRefusedError(MailboxError):
    """The IMAP server refused the credentials: retrying fast would lock the account."""


class StoreError(WorldError):
    """The database could not be used."""


class BusyError(WorldError):
    """Another pass of the daemon holds the database."""
