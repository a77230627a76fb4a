"""One-time references of mails to the firm, and the opaque marks of mails to clients."""

from __future__ import annotations

import hashlib
import secrets
import string

_SIGNS = string.digits + string.ascii_uppercase


def new_reference() -> str:
    """A one-time reference `R-XXXXXXXX` (8 of 0-9 A-Z: 41 bits, guessed never, and dead with its task)."""
    return "R-" + "".join(secrets.choice(_SIGNS) for _ in range(8))


def digest(reference: str) -> str:
    """What the store keeps of a reference."""
    return hashlib.sha256(reference.upper().encode()).hexdigest()


def new_mark() -> str:
    """The opaque `X-Relance-Ref` of a mail to a client: no number, no name."""
    return secrets.token_hex(12)


def new_message_id(address: str) -> str:
    """A Message-ID of the firm's own domain, in angle brackets (RFC 5322 section 3.6.4)."""
    return f"<{secrets.token_hex(16)}@{address.rpartition('@')[2]}>"
