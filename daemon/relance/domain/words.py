"""French words for what the program names in English, wherever a person reads them."""

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
    "unclear": "réponse à lire",
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

LETTERS: Mapping[str, str] = {
    "preventive": "rappel avant l’échéance",
    "due": "rappel du jour de l’échéance",
    "friendly": "première relance",
    "formal": "deuxième relance",
    "firm": "relance ferme",
    "formal_notice": "mise en demeure",
    "schedule_proposed": "proposition d’échéancier",
    "schedule_confirmed": "confirmation d’échéancier",
    "invoice_again": "réponse avec la facture",
    "payment_checked": "réponse « nous vérifions »",
    "promise_noted": "réponse « promesse notée »",
    "promise_date_asked": "demande de la date de règlement",
    "reference_asked": "demande de la référence du virement",
    "firm_task": "message au cabinet",
    "firm_approval": "demande d’accord au cabinet",
    "firm_task_reminder": "rappel de tâche au cabinet",
    "firm_notice": "avis au cabinet",
}

PLANS: Mapping[str, str] = {
    "proposed": "proposé",
    "active": "accepté",
    "kept": "tenu",
    "broken": "rompu",
    "refused": "refusé",
    "lapsed": "abandonné",
    "suspended": "suspendu",
}
