"""French words for what the program names in English, and what it does on each reading."""

from __future__ import annotations

from collections.abc import Mapping

from relance.domain.words import INTENTS, REASONS, STAGES, STATES, TASKS

CONSEQUENCES: Mapping[str, str] = {
    "sensitive": "Tout s’arrête pour ce client ; chaque avocat est prévenu aussitôt, et lui seul peut reprendre.",
    "insolvency": "Tout s’arrête pour ce client ; un avocat est prévenu d’urgence (délai de déclaration à vérifier).",
    "represented": "Tout s’arrête pour ce client ; un avocat est prévenu d’urgence.",
    "dispute": "Les relances de ce client s’arrêtent ; une personne du cabinet décide.",
    "refusal": "Les relances de ce client s’arrêtent ; une personne du cabinet décide.",
    "stop_contact": "Plus aucun courriel à cette adresse ; une personne du cabinet répond sous 30 jours.",
    "schedule_refused": "Les relances de ce client s’arrêtent ; une personne du cabinet décide.",
    "schedule_accepted": "L’échéancier proposé est confirmé s’il y en a un ; sinon une personne décide.",
    "schedule_request": "Pause ; un échéancier dans les limites du cabinet est soumis à une personne.",
    "partial_payment": "Pause de 5 jours ouvrés ; le client est remercié, le cabinet vérifie le règlement.",
    "paid": "Pause de 5 jours ouvrés ; le client est remercié, le cabinet vérifie le règlement.",
    "promise_to_pay": "Pause jusqu’à la date promise et 3 jours ouvrés ; sans règlement, l’étape suivante part.",
    "not_received": "Pause de 7 jours ouvrés ; la facture est envoyée de nouveau.",
    "wrong_contact": "Les relances de ce client s’arrêtent ; une personne du cabinet vérifie l’adresse.",
    "information_request": "Pause de 5 jours ouvrés ; une personne du cabinet répond.",
    "acknowledgement": "Pause de 5 jours ouvrés, une seule fois de suite.",
    "unrelated": "Rien ne change ; le cabinet le voit passer.",
    "unclear": "Les relances de ce client s’arrêtent ; une personne du cabinet lit et décide.",
    "out_of_office": "L’étape suivante attend le retour et 2 jours ouvrés, au plus 21 jours.",
    "auto_ack": "Rien ne change ; gardé comme preuve.",
    "read_receipt": "Rien ne change ; gardé comme preuve.",
    "bounce_soft": "Simple retard : rien ; échec passager : nouvel essai 3 jours plus tard, deux fois au plus.",
    "bounce_hard": "Plus rien à cette adresse ; s’il n’en reste aucune, une personne en cherche une autre.",
}
"""What the daemon does when it is sure enough of its reading (situation `ladder` of the table of decisions)."""

MEANS: Mapping[str, str] = {"task": " (tâche du cabinet)", "approved_letter": " (après votre accord)"}
"""How a step is carried out, where it is no plain mail."""

__all__ = ["CONSEQUENCES", "INTENTS", "MEANS", "REASONS", "STAGES", "STATES", "TASKS"]
