"""TLS contexts for both mail adapters: verified chain and host name, never a downgrade."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path

from relance.errors import ConfigError


def client_context(ca_file: str | Path | None) -> ssl.SSLContext:
    """A context that verifies the server's certificate; made once an account (it reads files).

    Args:
        ca_file: PEM file of a private authority, trusted instead of the system's; None for the system's.

    Raises:
        ConfigError: the file cannot be read or holds no certificate.

    """
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:  # ssl.SSLError is one
        problem = f"Le fichier d’autorité de certification {ca_file} est inutilisable ({error}) : corrigez ca_file."
        raise ConfigError(problem) from error
    if ca_file is not None:
        # Since Python 3.13 VERIFY_X509_STRICT is on by default and refuses many authorities made by hand, which lack
        # a key identifier (cpython #107361). Chain, dates and host name stay verified.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, without asking any name server."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_security(section: str, host: str, security: str) -> None:
    """Refuse a clear connection that leaves the machine.

    Raises:
        ConfigError: `none` with a host that is not loopback, or an unknown word.

    """
    if security not in ("tls", "starttls", "none"):
        raise ConfigError(f"[{section}] security = « {security} » : choisissez tls, starttls ou none.")
    if security == "none" and not is_loopback(host):
        raise ConfigError(
            f"[{section}] security = « none » enverrait le mot de passe en clair à {host} : "
            "choisissez tls ou starttls (none n’est permis que pour cette machine, 127.0.0.1)."
        )
