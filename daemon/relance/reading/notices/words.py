# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What the words of a notice say of the money: arrived, gone back, announced, sent; or that it speaks of none."""

from __future__ import annotations

import re

from relance.domain.evidence import Nature

_IN = re.compile(
    r"\b(?:vous avez (?:bien )?recu|avez recu|a bien ete recu|vient d'etre creditee?|a ete creditee?|ont ete (?:ajoutes|credites)|vient d'arriver|virt (?:sepa )?recu|vir(?:ement)? recu|vir sepa recu|avis d'operation au credit|a ete portee? au credit|somme creditee|money (?:has )?arrived|compte (?:\S+ ){0,6}(?:a ete |est |vient d'etre )?credite|creditee? sur votre compte|virements? (?:\w+ ){0,3}(?:recus?|entrants?|en votre faveur|crediteurs?)|reception d'un (?:virement|paiement)|(?:virement|paiement) (?:de .{1,40} )?a ete effectue (?!par vous|vers|au profit)|paiements? (?:recus?|encaisses?)|encaissement|"
    r"a ete porte au credit|au credit de votre compte|vous a (?:vire|verse|paye|envoye|adresse)|a effectue un (?:virement|paiement) (?:en votre faveur|vers votre compte|sur votre compte|de)|you(?:'ve| have)? (?:received|got (?:a |an )?(?:payment|transfer|paid))|payment received|incoming (?:transfer|payment)|avis de credit|remise de cheques?(?= )|cheque (?:\w+ )?encaisse|received a (?:payment|transfer)|(?:payment|transfer) (?:of .{1,40} )?(?:has (?:been )?)?(?:received|arrived|credited)|has been credited|operation (?:au credit|creditrice)|(?:montant|somme) creditee?|vir inst recu|versement recu|reglement recu|vous a regle|paiement (?:de .{1,30} )?(?:reussi|accepte|confirme)|payment succeeded|a paye)\b"
)
_OUT = re.compile(
    r"\b(?:vous avez (?:effectue|emis|envoye|ordonne|programme|paye|regle)|votre (?:virement|paiement) (?:\w+ ){0,4}(?:vers|a destination|au profit|en faveur de(?! votre))|votre virement a ete (?:debite|emis|execute|envoye)|virement (?:\w+ )?(?:emis|sortant|permanent)|(?:a|ont) ete debitee?s?|sommes? debitee?s?|montants? debites?|compte (?:\S+ ){0,6}(?:a ete |est )?debite|debit de votre compte|outgoing|you(?:'ve| have)? (?:sent|paid)|avis (?:d'operation au |de )debit|operation (?:au debit|debitrice))\b"
)
_OUT_UNLESS_IN = re.compile(
    r"\b(?:prelevement|paiement par carte|carte (?:bancaire )?n|cotisation|frais (?:de tenue|bancaires)|commission d'intervention|retrait|beneficiaire)\b"
)
_OURS = re.compile(
    r"\b(?:que vous avez (?:emis|effectue|ordonne|envoye|tire)|votre (?:virement|prelevement|paiement|ordre)|vers le compte de|au profit de|emis par vous|tire sur votre compte|presente sur votre compte|your (?:transfer|payment) to)\b"
)
_BACK = re.compile(
    r"\b(?:rejetee?s?|impayee?s?|retournee?s?|rappelee?s?|annulee?s?|contre-?pass\w*|sans provision|returned|reversed|recalled|charged back|chargeback|contestee? (?:par|aupres)|litige (?:ouvert|perdu)|dispute (?:lost|opened)|a ete repris|retrait de provision|rejet (?:de|d'un|du|d')|retour (?:de|d'un|du) (?:prelevement|virement|cheque))\b"
)
_NEVER = re.compile(
    r"\b(?:refusee?s?|declined|failed|echoue\w*|n'a pas (?:pu )?(?:etre |abouti)|cancel\w*|expiree?s?|rejected)\b"
)
_NOT_YET = re.compile(
    r"\b(?:en attente|a venir|prochainement|sera (?:creditee?|versee?|viree?|disponible|portee?)|programmee?s? (?:pour|le|au|par)|scheduled|en cours de (?:traitement|validation)|previsionnel|pending|will be (?:credited|paid)|demande de paiement|initiee?|annonce d'un virement|sous reserve(?! (?:de bonne fin|d'encaissement|de l'encaissement))|on its way|en route|en chemin|upcoming|expected)\b"
)
_ADVERT = re.compile(
    r"\b(?:offres?|profitez|decouvrez|jusqu'a|gagnez|parrain\w*|simulation|simulez|taux|credit (?:renouvelable|immobilier|conso\w*)|recevez jusqu|pret personnel|livret|bonus|newsletter|seuil|alerte (?:de )?solde)\b"
)
_OWN = re.compile(
    r"\b(?:depuis votre (?:propre )?compte|de votre compte .{0,40} vers|compte a compte|virement interne|entre vos comptes|depuis votre livret)\b"
)


def nature_in(words: str, *, service: bool = False) -> Nature | None:
    """What folded words say of the money they are about, None where they speak of no payment.

    Args:
        words: without what the payer wrote and without his name: « rappel » in a reference takes nothing back.
        service: a payment service tells of payments already collected; only its own transfer is still to come.

    """
    arrived, sent = bool(_IN.search(words)), bool(_OUT.search(words))
    back = _BACK.search(words)
    if back or _NEVER.search(words):
        if _OURS.search(words):
            return Nature.SENT
        return Nature.REVERSAL if back else Nature.PENDING
    if _OWN.search(words) or sent:
        return Nature.SENT
    if _NOT_YET.search(words) and not service:
        return Nature.PENDING
    if _OUT_UNLESS_IN.search(words) and not arrived:
        return Nature.SENT
    return Nature.RECEIVED if arrived or service else None


def is_advert(words: str) -> bool:
    """Whether folded words offer something: the sums in them are nobody's payment."""
    return bool(_ADVERT.search(words))


def arrives(words: str) -> bool:
    """Whether folded words say that money came in."""
    return bool(_IN.search(words))
