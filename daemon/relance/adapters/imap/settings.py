"""What the mailbox needs to know of an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """An account on an IMAP server.

    Attributes:
        security: `tls` from the first byte, `starttls`, or `none` (loopback only).
        password: gives the password at each login, so that it is kept nowhere.
        sent: `auto`, a folder's name, or "" for no copy of what is sent.
        ca_file: PEM file of a private authority.
        timeout: seconds of silence after which a connection is dead; it stays on the socket for every read.
        auth, token: with `oauth2`, `token` gives a fresh access token at each login.
        max_bytes: a larger mail is read as headers and first text only.
        idle_seconds: length of one IDLE; far below the 29 minutes of RFC 2177, because routers forget a silent
            connection earlier.
        poll_seconds: between two questions to a server without IDLE.

    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    username: str
    password: Callable[[], str] = field(repr=False)
    inbox: str = "INBOX"
    sent: str = "auto"
    ca_file: Path | None = None
    timeout: float = 60
    auth: Literal["password", "oauth2"] = "password"
    token: Callable[[], str] | None = field(default=None, repr=False)
    max_bytes: int = 40 * MEGABYTE
    idle_seconds: float = 300
    poll_seconds: float = 60

    @property
    def server(self) -> str:
        """The server as sentences name it."""
        return f"{self.host}:{self.port}"
