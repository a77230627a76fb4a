"""The French words of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from relance.domain.evidence import Form, Nature
from relance.domain.matching.values import Known
from relance.domain.money import euros

_NOT_RECEIVED = {
    Nature.SENT: "Sortie d’argent du compte, pas un règlement reçu.",
    Nature.FEE: "Frais ou intérêts de la banque, pas un règlement reçu.",
    Nature.PENDING: "Opération annoncée ou en attente, pas encore comptabilisée : rien n’est reçu.",
}
_FORMS = {Form.NOTICE: "l’avis", Form.CAMT054: "l’avis d’opérations (camt.054)"}


def not_received(nature: Nature) -> str:
    """Why a movement that is no receipt is left."""
    return _NOT_RECEIVED[nature]


def invoices(numbers: Sequence[str]) -> str:
    """« la facture 12 », « les factures 12, 13 et 14 »."""
    if len(numbers) == 1:
        return f"la facture {numbers[0]}"
    return f"les factures {', '.join(numbers[:-1])} et {numbers[-1]}"


def of_invoices(numbers: Sequence[str]) -> str:
    """« de la facture 12 », « des factures 12 et 13 »."""
    named = invoices(numbers)
    return f"de {named}" if len(numbers) == 1 else f"d{named[1:]}"


def again(known: Known) -> str:
    """Why a movement told again is left."""
    source = _FORMS.get(known.seen.form, "le relevé")
    state = "déjà soumis à une personne" if known.asked else "déjà pris en compte"
    return f"Règlement de {amount(known.seen.amount)} {state} d’après {source} du {known.seen.on:%d/%m/%Y}."


def amount(value: Decimal) -> str:
    """Euros as printed."""
    return euros(value)
