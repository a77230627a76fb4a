# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Payment notices that banks and payment services send: who paid how much, when, for what.

Only plain notices of money received are `incoming`; a transfer sent, a payment to come, an advertisement, a refusal are not.
Whether the mail is to be believed is the caller's question (sender and authentication verdict).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from relance.domain.dates import days, fold_line
from relance.reading.entities import Sum, number_like, sums
from relance.reading.message import Message
from relance.reading.quoting import new_text
from relance.reading.words import ready

_IN = re.compile(
    r"\b(?:vous avez (?:bien )?recu|avez recu|a bien ete recu|vient d'etre creditee?|a ete creditee?|ont ete (?:ajoutes|credites)|vient d'arriver|virt (?:sepa )?recu|vir(?:ement)? recu|vir sepa recu|avis d'operation au credit|a ete portee? au credit|somme creditee|money (?:has )?arrived|compte (?:\S+ ){0,6}(?:a ete |est |vient d'etre )?credite|creditee? sur votre compte|virement (?:\w+ ){0,3}(?:recu|entrant|en votre faveur|crediteur)|reception d'un (?:virement|paiement)|paiement (?:recu|encaisse)|encaissement|"
    r"a ete porte au credit|au credit de votre compte|vous a (?:vire|verse|paye|envoye|adresse)|a effectue un (?:virement|paiement) (?:en votre faveur|vers votre compte|sur votre compte|de)|you(?:'ve| have)? (?:received|got) (?:a |an )?(?:payment|transfer)|payment received|incoming (?:transfer|payment)|avis de credit|remise de cheque|cheque (?:\w+ )?encaisse)\b"
)
_OUT = re.compile(
    r"\b(?:vous avez (?:effectue|emis|envoye|ordonne|programme|paye|regle)|votre (?:virement|paiement) (?:\w+ ){0,4}(?:vers|a destination|au profit|en faveur de(?! votre))|virement (?:\w+ )?(?:emis|sortant|permanent)|a ete debite|compte (?:\S+ ){0,6}(?:a ete |est )?debite|debit de votre compte|prelevement|paiement par carte|carte (?:bancaire )?n|"
    r"cotisation|frais (?:de tenue|bancaires)|outgoing|you (?:sent|paid)|avis de debit|commission d'intervention|retrait)\b"
)
_NOT_YET = re.compile(
    r"\b(?:en attente|a venir|prochainement|sera (?:creditee?|versee?|viree?|disponible)|sous reserve|programmee? (?:pour|le|au)|scheduled|en cours de (?:traitement|validation)|previsionnel|pending|will be (?:credited|paid)|demande de paiement|initie|annonce d'un virement|rejete\w*|impaye\w*|refuse\w*|annule\w*|retourne\w*|rappele?|contre-?passe\w*|returned|rejected|cancel\w*)\b"
)
_ADVERT = re.compile(
    r"\b(?:offre|profitez|decouvrez|jusqu'a|gagnez|parrain\w*|simulation|simulez|taux|credit (?:renouvelable|immobilier|conso\w*)|recevez jusqu|pret|livret|bonus|newsletter|seuil|alerte (?:de )?solde)\b"
)
_OWN = re.compile(
    r"\b(?:depuis votre (?:propre )?compte|de votre compte .{0,40} vers|compte a compte|virement interne|entre vos comptes|depuis votre livret)\b"
)
_PAYER = re.compile(
    r"(?:^|\n|[,;|])\s*(?:donneur d'ordre|emetteur|emis par|ordonnateur|debiteur|payeur|expediteur|nom(?: du (?:donneur d'ordre|payeur|client|tireur))?|client|titulaire(?: du compte)?|tireur|de la part de|de|from|payer|sender|ordering (?:party|customer))\s*[:|]\s*(?P<name>[^\n|;]{2,80})"
    r"|\b(?:de la part de|emis par|en provenance de|provenant de|effectue par|ordonne par|tire par|from)\s+(?P<name2>[^\n,;|]{2,80})"
    r"|(?:€|euros?|eur)\s*,?\s*(?:de|par|from|by)\s+(?P<name3>[^\n,;|]{2,80})"
    r"|(?:^|\n)\s*(?P<name4>[^\n,;:|]{2,60}?)\s+vous a (?:vire|verse|paye|envoye|adresse)"
)
_NAME_END = re.compile(
    r"\s+(?:le \d|du \d|sur votre|a ete|d'un montant|pour un montant|pour |motif|reference|ref\b|libelle|en date|au titre|avec|on \d|\(|a \d\d[h:]|vers|au credit)|[.](?:\s|$)|\s-\s"
)
_REFERENCE = re.compile(
    r"(?:motif(?: du (?:virement|paiement))?|libelle(?: du (?:virement|paiement))?|reference(?: du (?:virement|paiement|client))?(?: de bout en bout)?|ref\.?|communication|objet du (?:virement|paiement)|message(?: du (?:payeur|donneur d'ordre))?|note|(?<=\n)objet|remittance(?: information)?|memo|description)\s*(?:[:|]|est)?\s*[«\"']?\s*(?P<text>[^\n|»\"]{2,140})"
)
_LABEL_ONLY = re.compile(r"(?m)^([^\n:|]{2,40}?)\s*:?\s*$\n+\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """One payment a notice tells of.

    Attributes:
        amount: euros.
        on: day of the credit as the notice gives it, else the day of the mail.
        payer: as written.
        reference: what the payer wrote, as written.
        numbers: tokens like invoice numbers in it.
        incoming: money came in; False for transfers sent, payments to come, refusals and advertisements.

    """

    amount: Decimal | None
    on: date | None
    payer: str | None
    reference: str | None
    numbers: tuple[str, ...]
    incoming: bool


def payment_notice(message: Message) -> PaymentNotice | None:
    """The payment a bank's mail tells of; None when it tells of none (no sum, or no word of a payment)."""
    text = _together(ready(new_text(message.text) or message.text))
    whole = f"{ready(message.subject)}\n{text}"
    folded = fold_line(whole)
    incoming, outgoing = _IN.search(folded), _OUT.search(folded)
    if not incoming and not outgoing and not _NOT_YET.search(folded):
        return None
    amount = _amount(folded, incoming.start() if incoming else 0)
    if amount is None:
        return None
    received = bool(incoming) and not outgoing and not any(p.search(folded) for p in (_NOT_YET, _ADVERT, _OWN))
    reference = _group(_REFERENCE.search(folded), whole, "text")
    body = "\n".join(x for x in (reference, whole) if x)
    return PaymentNotice(
        amount=amount.amount,
        on=_day(message, folded, amount.end),
        payer=_payer(folded, whole),
        reference=reference,
        numbers=number_like(body),
        incoming=received,
    )


def _together(text: str) -> str:
    """« Montant » on one line and the sum on the next (a table in HTML) become one line."""
    return _LABEL_ONLY.sub(lambda m: m[0] if len(m[1].split()) > 5 else f"{m[1]} : ", text)


def _amount(folded: str, near: int) -> Sum | None:
    named = re.search(
        r"\b(?:montant|somme|credit|amount)(?: (?:credite|creditee|du virement|recu|net|total))?\s*[:|]\s*", folded
    )
    found = [
        s
        for s in sums(folded)
        if not re.search(r"(?:solde|plafond|frais|commission|nouveau solde)[^\n]{0,40}$", folded[: s.start])
    ]
    if not found:
        return None
    if named:
        after = [s for s in found if s.start >= named.end() - 1 and s.start - named.end() < 20]
        if after:
            return after[0]
    return min(found, key=lambda s: (s.start < near, abs(s.start - near)))


def _day(message: Message, folded: str, near: int) -> date | None:
    sent = message.date.astimezone(ZoneInfo("Europe/Paris")).date() if message.date else None
    found = days(folded, sent or date(2000, 1, 1), past=True)
    full = [d for d in found if sent is None or d.on <= sent]
    if sent is None:
        full = [d for d in found if re.search(r"20\d\d", folded[d.start : d.end])]
    return min(full, key=lambda d: abs(d.start - near)).on if full else sent


def _payer(folded: str, whole: str) -> str | None:
    for match in _PAYER.finditer(folded):
        for group in ("name", "name2", "name3", "name4"):
            name = _group(match, whole, group)
            if name and not re.search(r"\d{2}/\d{2}|€", name) and re.search(r"[A-Za-z]{2}", name):
                return name
    return None


def _group(match: re.Match[str] | None, whole: str, name: str) -> str | None:
    if not match or not match[name]:
        return None
    text = whole[match.start(name) : match.end(name)]
    if name.startswith("name"):
        end = _NAME_END.search(fold_line(text))
        text = text[: end.start()] if end else text
    return text.strip(" :.,;«»\"'\t") or None
