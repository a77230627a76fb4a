"""French words of the rehearsal for letters, states and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from relance.domain.model import Letter

LETTERS: Mapping[Letter, str] = {
    Letter.PREVENTIVE: "rappel avant échéance",
    Letter.DUE: "rappel à l’échéance",
    Letter.FRIENDLY: "première relance",
    Letter.FORMAL: "deuxième relance",
    Letter.FIRM: "relance ferme",
    Letter.FORMAL_NOTICE: "mise en demeure",
    Letter.SCHEDULE_PROPOSED: "échéancier proposé",
    Letter.SCHEDULE_CONFIRMED: "échéancier confirmé",
    Letter.INVOICE_AGAIN: "facture envoyée de nouveau",
    Letter.PAYMENT_CHECKED: "merci, nous vérifions",
    Letter.PROMISE_NOTED: "promesse notée",
    Letter.PROMISE_DATE_ASKED: "date de règlement demandée",
    Letter.REFERENCE_ASKED: "référence du virement demandée",
    Letter.TASK: "tâche",
    Letter.APPROVAL: "accord demandé",
    Letter.TASK_REMINDER: "rappel de tâche",
    Letter.NOTICE: "confirmation",
}

STAGES: Mapping[str, str] = {
    "preventive": "rappel avant échéance",
    "due": "rappel à l’échéance",
    "friendly": "première relance",
    "formal": "deuxième relance",
    "firm": "relance ferme",
    "call": "appel",
    "formal_notice": "mise en demeure",
    "handover": "suite à choisir",
}

STATES: Mapping[str, tuple[str, str]] = {
    "active": ("relance en cours", "cyan"),
    "paused": ("en pause", "yellow"),
    "waiting": ("attend le cabinet", "magenta"),
    "plan": ("échéancier", "blue"),
    "settled": ("réglée", "green"),
    "cancelled": ("annulée", "dim"),
}
"""State -> its name and its colour on a terminal."""

REASONS: Mapping[str, str] = {
    "sensitive": "situation sensible",
    "insolvency": "procédure collective",
    "represented": "conseil ou assureur saisi",
    "dispute": "contestation",
    "refusal": "refus de payer",
    "stop_contact": "ne veut plus être contacté",
    "schedule_refused": "échéancier refusé",
    "schedule_accepted": "échéancier à vérifier",
    "schedule_request": "délai demandé",
    "partial_payment": "règlement partiel annoncé",
    "paid": "dit avoir réglé",
    "promise_to_pay": "promesse de règlement",
    "not_received": "facture non reçue",
    "wrong_contact": "mauvais interlocuteur",
    "information_request": "question du client",
    "acknowledgement": "accusé de réception",
    "unclear": "réponse à lire",
    "bounce_hard": "adresse hors service",
    "reply": "réponse du client",
    "manual": "décision du cabinet",
    "plan_broken": "échéancier rompu",
    "doubtful": "envoi douteux",
    "payment": "règlement à vérifier",
    "quarantine": "courriel illisible",
}

TASKS: Mapping[str, str] = {
    "call": "appel à passer",
    "approval": "accord à donner",
    "post": "recommandé à poster",
    "reply": "réponse à lire",
    "payment": "règlement à vérifier",
    "address": "adresse à trouver",
    "doubtful": "envoi douteux",
    "handover": "suite à choisir",
    "other": "à revoir",
}

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def long_day(day: date) -> str:
    """« lundi 16 février 2026 »."""
    first = "1er" if day.day == 1 else str(day.day)
    return f"{_DAYS[day.weekday()]} {first} {_MONTHS[day.month - 1]} {day.year}"


def hour(at: datetime) -> str:
    """« 9 h 30 », with no-break spaces."""
    return f"{at.hour}\u00a0h\u00a0{at.minute:02d}"


def short(day: date) -> str:
    """« 16/02 »."""
    return f"{day:%d/%m}"


def iso_short(text: str | None) -> str:
    """An ISO date or instant as « 16/02/2026 », "" for none."""
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if text else ""
