"""French words for what the program names in English, and what it does on each reading."""

from __future__ import annotations

from collections.abc import Mapping

INTENTS: Mapping[str, str] = {
    "sensitive": "situation sensible",
    "insolvency": "procédure collective",
    "represented": "conseil ou assureur saisi",
    "dispute": "contestation",
    "refusal": "refus de payer",
    "stop_contact": "ne veut plus être contacté",
    "schedule_refused": "échéancier refusé",
    "schedule_accepted": "échéancier accepté",
    "schedule_request": "demande de délai ou d’échéancier",
    "partial_payment": "règlement partiel",
    "paid": "dit avoir réglé",
    "promise_to_pay": "promesse de règlement",
    "not_received": "facture non reçue",
    "wrong_contact": "mauvais interlocuteur",
    "information_request": "demande de renseignement",
    "acknowledgement": "accusé de réception",
    "unrelated": "autre sujet",
    "unclear": "à lire par une personne",
    "out_of_office": "absence",
    "auto_ack": "accusé automatique",
    "read_receipt": "confirmation de lecture",
    "bounce_soft": "échec de remise passager",
    "bounce_hard": "adresse hors service",
}

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

STATES: Mapping[str, str] = {
    "active": "relance en cours",
    "paused": "en pause",
    "waiting": "attend une personne",
    "plan": "échéancier en cours",
    "settled": "réglée",
    "cancelled": "annulée",
}

REASONS: Mapping[str, str] = {
    **INTENTS,
    "reply": "réponse du client",
    "manual": "décision du cabinet",
    "plan_broken": "échéancier rompu",
    "doubtful": "envoi douteux",
    "payment": "règlement à vérifier",
    "absent_from_list": "absente de la liste",
    "quarantine": "courriel illisible",
    "annulled": "annulée",
    "written_off": "passée en perte",
}

STAGES: Mapping[str, str] = {
    "preventive": "rappel avant échéance",
    "due": "rappel à l’échéance",
    "friendly": "première relance",
    "formal": "deuxième relance",
    "firm": "relance ferme",
    "call": "appel téléphonique",
    "formal_notice": "mise en demeure",
    "handover": "suite à choisir",
}

MEANS: Mapping[str, str] = {"task": " (tâche du cabinet)", "approved_letter": " (après votre accord)"}
"""How a step is carried out, where it is no plain mail."""

TASKS: Mapping[str, str] = {
    "call": "appel",
    "approval": "accord",
    "post": "recommandé",
    "reply": "réponse à lire",
    "payment": "règlement",
    "address": "adresse",
    "doubtful": "envoi douteux",
    "handover": "suite à choisir",
    "other": "autre",
}
