"""What network errors mean to a person, for both mail adapters."""

from __future__ import annotations

import socket
import ssl


def network_trouble(error: BaseException, said: str, timeout: float) -> str | None:
    """What happened and what to do, as the end of a French sentence; None when the network is not to blame.

    Args:
        error: what a library raised.
        said: its words, short.
        timeout: seconds that were waited.

    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"son certificat n’est pas accepté ({error.verify_message}). Vérifiez host ; pour une autorité privée, "
            "donnez son fichier par ca_file."
        )
    if isinstance(error, ssl.SSLError):
        return f"la connexion chiffrée échoue ({said}). Vérifiez port et security (tls ou starttls)."
    if isinstance(error, socket.gaierror):
        return f"ce nom est introuvable ({said}). Vérifiez host et la connexion de la machine au réseau."
    if isinstance(error, TimeoutError):
        return f"pas de réponse en {timeout:g} s. Vérifiez host et port ; un nouvel essai suivra."
    if isinstance(error, ConnectionRefusedError):
        return "personne n’écoute à cette adresse. Vérifiez host et port, ou attendez le retour du serveur."
    return None
