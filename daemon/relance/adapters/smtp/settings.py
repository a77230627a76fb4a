"""What the courier needs to know of an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each answer: the minima of RFC 5321 section 4.5.3.2.

    The last one is long on purpose: a server may deliver before it answers, and giving up earlier makes a mail that
    was taken a doubtful one.
    """

    connect: float = 60
    mail: float = 300
    rcpt: float = 300
    data: float = 120
    block: float = 180
    final: float = 600


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """An account on an SMTP server.

    Attributes:
        security: `tls` from the first byte, `starttls` (compulsory, never opportunistic), or `none` (loopback only).
        username: empty for no authentication.
        password: gives the password at each login, so that it is kept nowhere.
        ca_file: PEM file of a private authority.
        auth, token: with `oauth2`, `token` gives a fresh access token at each login.
        local_hostname: the name said in EHLO; the machine's own by default.

    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    username: str = ""
    password: Callable[[], str] = field(default=lambda: "", repr=False)
    ca_file: Path | None = None
    auth: Literal["password", "oauth2"] = "password"
    token: Callable[[], str] | None = field(default=None, repr=False)
    local_hostname: str | None = None
    patience: Patience = Patience()

    @property
    def server(self) -> str:
        """The server as sentences name it."""
        return f"{self.host}:{self.port}"
