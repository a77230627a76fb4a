# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""How a person of the firm says what a client's reply means: for each label the words offered and those understood.

One table for both, like `domain.commands`: the mail about a reply and the guide show its phrases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from relance.domain import command_words
from relance.domain.intents import Intent
from relance.domain.numerals import NUMBERS


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one label.

    Attributes:
        phrase: what is offered, French.
        words: what is understood, in folded words.

    """

    phrase: str
    words: re.Pattern[str]


_WHO = r"(?:ils?|elles?|on|les? clients?|la cliente|monsieur|madame|la societe)"
_SAYS = r"(?:dit|disent|annonce|affirme|assure|ecrit|pretend|indique|explique|confirme|signale)(?:nt)?"
_SETTLED = r"(?:paye|regle|vire|verse|solde)(?:e?s?)"
_PLAN = r"(?:l'|notre |nos |votre |cet |le |la |cette |du |de l'|un )?(?:echeancier|proposition|plan|etalement|calendrier)"
_SOME = r"(?:une partie|un bout|la moitie|un acompte|partiellement|en partie)"

LABELS: Mapping[Intent, Wording] = {
    Intent.SENSITIVE: Wording(
        "il est décédé",
        re.compile(
            r"\b(?:decede\w*|deces|(?:est|etait) morte?|sa mort|suicid\w+|en detresse|gravement malade|grave maladie|tres malade|hospitalise\w*|a l'hopital|(?:situation|affaire|cas) (?:sensible|grave|delicate?)|heritiers|succession|vulnerable)\b"
        ),
    ),
    Intent.INSOLVENCY: Wording(
        "il est en liquidation judiciaire",
        re.compile(
            r"\b(?:liquidation|liquide judiciairement|redressement|procedure collective|(?:en|de) sauvegarde|mandataire judiciaire|surendett\w+|banque de france|depot (?:de|du) bilan|depose (?:le|son) bilan|cessation (?:de|des) paiements?)\b"
        ),
    ),
    Intent.REPRESENTED: Wording(
        "son avocat a repris le dossier",
        re.compile(
            r"\b(?:(?:son|leur|sa|par un|par une) (?:avocate?|conseil|conseiller juridique|confrere|consoeur|assureur|assurance|curat(?:eur|rice)|tut(?:eur|rice)|protection juridique)|protection juridique|sous (?:tutelle|curatelle))\b"
        ),
    ),
    Intent.DISPUTE: Wording(
        "c’est une contestation",
        re.compile(
            r"\b(?:contest(?:e|ent|ation|ations|er|ait|aient)|litige|reclamation|desaccord)\b|(?:\bn'est |\bne sont )?\bpas d'accord (?:avec|sur) (?:le|la|les|nos?|notre|sa|cette) (?:montants?|factures?|sommes?|prestations?|honoraires|travail|note)\b"
        ),
    ),
    Intent.REFUSAL: Wording(
        "il refuse de payer",
        re.compile(
            r"\b(?:refus(?:e|ent|er)? (?:tout |categoriquement |purement et simplement )?(?:de |du |d'un )?(?:nous )?(?:payer|paiement|regler|reglement)|(?:ne |n')?(?:veu(?:t|lent)|compten?t?|entend(?:ent)?) (?:pas|plus) (?:nous )?(?:payer|regler)|(?:ne )?(?:paier|payer|regler)(?:a|ont) (?:pas|jamais|rien))\b|\b(?:c'est|est) (?:bien )?un refus\b(?! d)"
        ),
    ),
    Intent.STOP_CONTACT: Wording(
        "il ne veut plus de nos e-mails",
        re.compile(
            r"\b(?:ne (?:veu(?:t|lent)|souhaite(?:nt)?|desire(?:nt)?) plus [^,.;]{0,25}?(?:mails?|e-mails?|courriels?|messages?|contacte\w*|relances?\b|relance\w*|ecri\w+|recevoir)|demande\w* (?:a|de|d') ?(?:ne plus|etre (?:retire|efface|desinscrit)|arreter de lui ecrire)|rgpd|desinscri\w+|harcel\w+)\b"
        ),
    ),
    Intent.SCHEDULE_REFUSED: Wording(
        "il refuse l’échéancier",
        re.compile(rf"\brefus(?:e|ent|er|ait)? (?:de )?{_PLAN}\b|\b{_PLAN} (?:est )?refusee?\b|\bcontre-?propos\w+"),
    ),
    Intent.SCHEDULE_ACCEPTED: Wording(
        "il accepte l’échéancier",
        re.compile(
            rf"\b(?:accept\w+|d'accord (?:avec|pour|sur)|valide|signe) (?:bien )?{_PLAN}\b|\b{_PLAN} (?:est )?acceptee?\b|\bacceptation (?:de )?{_PLAN}\b"
        ),
    ),
    Intent.SCHEDULE_REQUEST: Wording(
        "c’est une demande d’échéancier",
        re.compile(
            r"\b(?:(?:re)?demande\w*|sollicite\w*|veu(?:t|lent)|souhaite\w*|voudrai\w*|propose(?:nt)?) [^,.;]{0,30}?(?:echeancier|echelonn\w+|delais?\b|etal(?:er|ement)|facilites?|mensualites|plusieurs fois|du temps|plus de temps|un report|un sursis)|\ben (?:\d{1,2}|deux|trois|quatre|cinq|six|plusieurs) (?:fois|mensualites|versements)\b"
        ),
    ),
    Intent.PARTIAL_PAYMENT: Wording(
        "il dit avoir réglé une partie",
        re.compile(
            rf"\b{_SETTLED} (?:deja |bien |seulement |dit-il )*{_SOME}\b|\b(?:a|ont|avoir) (?:deja )?{_SETTLED}\b[^.;]{{0,40}}\ble (?:reste|solde)\b|\b(?:paiement|reglement|versement) partiel\b|\bacompte (?:annonce|verse|paye|deja)\b"
        ),
    ),
    Intent.PAID: Wording(
        "il dit avoir réglé",
        re.compile(
            rf"\b{_SAYS} (?:nous |l'|m')?(?:avoir|qu'(?:il|elle|ils) (?:l'|nous )?(?:a|ont)) (?:deja |bien |tout |nous )*(?:{_SETTLED}|(?:fait|envoye|emis|poste) (?:le|un|son) (?:virement|cheque|paiement|reglement))\b"
            rf"|\b(?:en fait|en realite|au contraire|non),? (?:si,? )?{_WHO} (?:l'|nous )?(?:a|ont) (?:deja |bien |tout )*{_SETTLED}\b"
            r"|\b(?:paiement|reglement|virement|cheque) (?:annonce|dit fait|deja (?:fait|parti|envoye))\b"
        ),
    ),
    Intent.PROMISE_TO_PAY: Wording(
        "il promet de payer vendredi",
        re.compile(
            rf"\b(?:promet(?:tent)?|(?:a|ont) promis|promesse|s'engagen?t?|engagement (?:de|a) (?:payer|regler))\b|\b(?:va|vont) (?:nous )?(?:payer|regler|virer|verser|solder)\b|\b(?:paier|payer|regler|virer|verser|solder)(?:a|ont)\b|\b{_WHO} (?:nous )?(?:paie|paye|regle|vire)(?:nt)?\b"
        ),
    ),
    Intent.NOT_RECEIVED: Wording(
        "il n’a pas reçu la facture",
        re.compile(
            r"(?:\bn'(?:a|ont|avait|avaient) )?\b(?:pas|jamais) (?:encore |bien )?recu (?:la |notre |sa |cette |de |les? )?(?:facture|note|copie|document)s?\b|\bfactures? (?:non|pas|jamais) recues?\b|\b(?:re)?demande\w* (?:a (?:re)?voir )?(?:une |un |la |le )?(?:copie|duplicata|facture)\b"
        ),
    ),
    Intent.WRONG_CONTACT: Wording(
        "ce n’est pas le bon interlocuteur",
        re.compile(
            r"(?:\bn'est |\bne sont )?\b(?:pas|plus) (?:a )?(?:le|la|les) bon(?:ne)?s? (?:interlocuteur|adresse|personne|contact|destinataire|service)s?\b|\b(?:mauvais|erreur de|erreur d')(?:e)? ?(?:interlocuteur|adresse|personne|contact|destinataire|service)\b|\ba quitte (?:la societe|l'entreprise|le cabinet|son poste)\b|\bne travaille(?:nt)? plus\b"
        ),
    ),
    Intent.INFORMATION_REQUEST: Wording(
        "c’est une simple question",
        re.compile(
            r"\b(?:une|simple|juste|sa|des|une petite) questions?\b|\b(?:demande|veut|attend)\w* (?:de |d'|le |notre |nos |un |une |des |les |du |quelques |simplement |juste |seulement )*(?:renseignements?|precisions?|informations?|explications?|details?|rib|iban|coordonnees bancaires|bon de commande)\b|\b(?:demande|veut savoir|voudrait savoir) reponse\b"
        ),
    ),
    Intent.ACKNOWLEDGEMENT: Wording(
        "c’est un simple accusé de réception",
        re.compile(
            r"\b(?:accuse(?:nt|r)? (?:de |bonne )?reception|(?:le |la |les |l')?transmet(?:tent)? (?:a|au|aux)|nous dit bien recu)\b"
        ),
    ),
    Intent.UNRELATED: Wording(
        "rien à voir",
        re.compile(
            r"\brien a voir\b(?! avec (?:une? |cela|ca\b))|\b(?:un |d'un )?autre (?:sujet|dossier|affaire)\b|\bsans rapport\b|\bhors sujet\b|(?:\bne )?\bconcerne(?:nt)? pas (?:la|nos|notre|cette|ces|les) (?:factures?|relances?)\b"
        ),
    ),
}
"""Every label a person can name; `unclear` needs no name: « stop » holds what nobody understands."""

_REPORTED = re.compile(
    r"\b(demande|veut savoir|voudrait savoir)(?:nt)? (?:a savoir )?(?:combien|comment|pourquoi|quel\w*)\b|\brien a voir\b|\bavoir (?=(?:deja |bien |tout )*(?:paye|regle|vire|verse|solde))"
)
_ARRIVED = re.compile(r"\b(?:recue?s?|arrivee?s?|encaissee?s?|creditee?s?)\b")
"""Money the firm has seen, or not: a fact of the firm, no reading of a mail."""
_BREAK = re.compile(
    r"[,;.:!?\n]|\b(?:mais|juste|simplement|seulement|en fait|en realite|au contraire)\b|\bplutot\b(?! qu)|(?<!que )(?<!qu')\bc'est\b"
)
_DENIED = re.compile(
    r"\b(?:pas|ni|ne|aucune?|sans|jamais|plutot qu\w*|au lieu d\w*|rien a voir avec)\b|\bn'|\bnon (?:une?|d'une?|de)\b"
)
_DENIED_AFTER = re.compile(r"^ (?:pas|plus|jamais|rien|point|nullement)\b")
_COVERS: Mapping[Intent, Intent] = {
    Intent.PARTIAL_PAYMENT: Intent.PAID,
    Intent.SCHEDULE_REFUSED: Intent.REFUSAL,
}
"""A label whose words hold those of another."""


def labels(folded: str) -> tuple[Intent, ...]:
    """The labels a person names, gravest first; those that he denies (« pas une contestation ») are none.

    Args:
        folded: his words, as `dates.fold_line` gives them.

    """
    asking = without_reported(folded, keep="une question")
    told = [
        i
        for i, w in LABELS.items()
        if _named(w.words, folded) or (i is Intent.INFORMATION_REQUEST and _named(w.words, asking))
    ]
    covered = {_COVERS[i] for i in told if i in _COVERS}
    if _ARRIVED.search(folded):
        covered.add(Intent.PAID)
    return tuple(i for i in told if i not in covered)


def _named(words: re.Pattern[str], folded: str) -> bool:
    return any(not _denied(folded, match) for match in words.finditer(folded))


def _denied(folded: str, match: re.Match[str]) -> bool:
    before = _BREAK.split(folded[: match.start()])[-1]
    return bool(_DENIED.search(before) or _DENIED_AFTER.match(folded[match.end() :]))


def without_reported(folded: str, keep: str = "") -> str:
    """The words without what would sound like a doubt: « il demande combien il doit », « rien à voir »."""
    return _REPORTED.sub(lambda m: f"{keep} " if m[1] else "", folded)


def fields(intent: Intent, folded: str, on: date) -> dict[str, str]:
    """What a correction states beside its label: `amount`, `date`, `instalments`, `new_contact`.

    Args:
        intent: the label it names.
        folded: its words.
        on: the day it was written.

    """
    told = {"intent": intent.value}
    if intent in _WITH_SUM:
        told |= command_words.sum_fields(folded)
    if intent in _WITH_DAY:
        told |= command_words.day_field(folded, on, past=intent in _DONE)
    parts = _PARTS.search(folded)
    if intent in _SCHEDULES and parts:
        told["instalments"] = parts["n"] if parts["n"].isdigit() else str(NUMBERS[parts["n"]])
    mailbox = command_words.MAILBOX.search(folded)
    if intent is Intent.WRONG_CONTACT and mailbox:
        told["new_contact"] = mailbox[0]
    return told


_DONE = frozenset({Intent.PAID, Intent.PARTIAL_PAYMENT})
_SCHEDULES = frozenset({Intent.SCHEDULE_REQUEST, Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})
_WITH_SUM = _DONE | {Intent.PROMISE_TO_PAY}
_WITH_DAY = _WITH_SUM | _SCHEDULES
_PARTS = re.compile(
    r"\b(?P<n>\d{1,2}|deux|trois|quatre|cinq|six|dix|douze) ?(?:fois|mensualites|versements|echeances)\b"
)


def example(intent: str) -> str:
    """A phrase to show beside a reply that was read so: another label, of those most often meant.

    Args:
        intent: the label it was read as, "" when there is none.

    """
    shown = Intent.INFORMATION_REQUEST if intent == Intent.DISPUTE else Intent.DISPUTE
    return LABELS[shown].phrase
