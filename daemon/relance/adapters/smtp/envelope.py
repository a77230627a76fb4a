"""Envelope addresses as SMTP can carry them; pure."""

from __future__ import annotations

import re

# RFC 5321 section 4.1.2 without quoted local parts and address literals: no client writes from one.
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(
    r"(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)

UNSENDABLE = 553
"""Code of refusals made here: RFC 5321, mailbox name not allowed."""


class UnsendableError(ValueError):
    """An address that no server can be given; the message is a French sentence."""


def on_the_wire(address: str) -> str:
    """The address with its domain in IDNA; the local part is never changed, only its owner knows what it means.

    Raises:
        UnsendableError: no address, or letters that need SMTPUTF8 in its local part.

    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise UnsendableError(
            f"L’adresse « {address} » a des lettres accentuées avant le @ : la plupart des serveurs ne peuvent pas "
            "la joindre. Demandez au client une autre adresse."
        )
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UnsendableError(_malformed(address)) from error
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        raise UnsendableError(_malformed(address))
    return f"{local}@{ascii_domain}"


def _malformed(address: str) -> str:
    return f"« {address} » n’est pas une adresse électronique. Corrigez-la dans la fiche du client."
