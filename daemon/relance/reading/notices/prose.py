# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Payments told in sentences: « Vous avez reçu un virement de 1 200,00 € de SARL Untel le 11/03, motif FACT 142 »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance.domain.dates import Day, days, fold_line
from relance.reading.entities import Sum, sums
from relance.reading.statements.figures import read_day

_PAYER = re.compile(
    r"(?:^|\n|[,;|])\s*(?:donneur d'ordre|emetteur|emis par|ordonnateur|debiteur|payeur|expediteur|nom(?: du (?:donneur d'ordre|payeur|client|tireur))?|client|titulaire(?: du compte)?|tireur|de la part de|de|from|payer|sender|ordering (?:party|customer))\s*[:|]\s*(?P<name>[^\n|;]{2,80})"
    r"|\b(?:de la part de|emis par|en provenance de|provenant de|effectue (?:par (?:carte|cb|virement|cheque)(?: bancaire)? )?par|ordonne par|tire par|from)\s+(?P<name2>[^\n,;|]{2,80})"
    r"|(?:€|euros?|eur)\s*,?\s*(?:de la part de|de|par|from|by)\s+(?P<name3>[^\n,;|]{2,80})"
    r"|(?:^|\n)\s*(?:(?:votre |le |la )?clien(?:t|te) )?(?P<name4>[^\n,;:|]{2,60}?)\s+(?:vous a (?:vire|verse|paye|envoye|adresse|regle)|a (?:regle|paye)\b)"
    r"|\b(?:virement|paiement|reglement|versement|transfer|payment)(?: [a-z]+){0,2} (?:de|du|from|par) (?P<name6>[^\n,;|\d€]{2,80}?)\s+(?:d'un montant|pour un montant|de la somme|pour la somme|for \W?\d)"
    r"|\bsur (?:le compte d[e'] ?)?(?P<name5>[^\n,;:|.]{2,60}?)\s+a ete (?:rejete|retourne|impaye)"
)
_NAME_END = re.compile(
    r"\s+(?:le \d|du \d|sur votre|a (?:bien )?ete|vient d|est\b|sera\b|credite|recue?\b|a (?:regle|paye|verse|echoue|conteste|refuse)|vous a|via |d'un montant|pour un montant|pour |motif|reference|ref\b|libelle|en date|au titre|avec|on \d|\(|a \d\d[h:]|vers|au credit)|(?<!\bm)(?<!\bmme)(?<!\bme)(?<!\bdr)[.](?:\s|$)|\s-\s"
)
_REFERENCE = re.compile(
    r"(?:motif(?: du (?:virement|paiement))?|libelle(?: du (?:virement|paiement))?|reference(?: du (?:virement|paiement|client))?(?! (?:unique )?(?:de )?mandat)(?: de bout en bout)?|ref\.?|communication|objet du (?:virement|paiement)|message(?: du (?:payeur|donneur d'ordre))?(?=\s*[:|])|note(?=\s*[:|])|(?<=\n)objet|remittance(?: information)?|memo|description)\s*(?:[:|]|est)?\s*[«\"']?\s*(?P<text>[^\n|»\"]{2,140})"
)
_DAY = re.compile(r"\b\d{1,2}(?:[/.-]\d{1,2}[/.-]| [a-z]{3,9}\.? )20\d{2}\b")
_NO_NAME = re.compile(
    r"\d{2}/\d{2}|€|^(?:votre|notre|ce|cette|mon|son)\b|^(?:carte|virement|cheque|prelevement|cb|mail|telephone|paiement|la banque|especes)\b"
)
_BILL = re.compile(
    r"\b(?:factures?|fact|notes?(?: d'honoraires)?|invoices?|inv|dossier|provision)\b[ .:]*(?:n ?[°o][ .:]*)?[\w/.-]*\d[\w/-]*"
)
_BRACKETED = re.compile(r"(?:€|eur|euros)[^\n(]{2,80}\((?P<text>[^()\n]{3,140})\)")
_REASON = re.compile(
    r"\b(?:motif|raison|cause|code)(?: (?:du |de )?(?:rejet|retour|refus))?[ :]*(?P<text>[^\n).,;]{2,60})"
)
_FEE = re.compile(r"\b(?:frais|commissions?|fees?)\b[^\n€\d]{0,20}")
_NET = re.compile(r"\bnet\b[^\n€\d]{0,20}")
_NO_PAYMENT = re.compile(r"(?:solde|plafond|frais|commission|nouveau solde|minimum|jusqu'a|decouvert)[^\n]{0,40}$")
_NAMED_SUM = re.compile(
    r"\b(?:montant|somme|credit|amount)(?: (?:credite|creditee|du virement|recu|net|total))?\s*[:|]\s*"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells of one payment; where it says nothing, None or ""."""

    amount: Sum | None
    on: date | None
    payer: str
    reference: str


def told_in(text: str, sent: date | None, near: int = 0) -> Told:
    """The payment told in a text.

    Args:
        text: as typed, ready for folding.
        sent: day of the mail; a later one is not the day of the payment.
        near: where in the text the words of the payment stand.

    """
    folded = fold_line(text)
    amount = amount_in(folded, near)
    on = day_in(folded, sent, amount.end if amount else near)
    return Told(amount, on, payer_in(folded, text), reference_in(folded, text))


def reason_in(folded: str, whole: str) -> str:
    """Why money went back, as the text says."""
    return _group(_REASON.search(folded), whole, "text")


def fee_in(folded: str, paid: Decimal) -> Decimal:
    """What a payment service kept of a sum: told as such, and the net as well."""
    told = [
        next((s for s in sums(folded) if s.start >= m.end() - 1), None)
        for p in (_FEE, _NET)
        if (m := p.search(folded))
    ]
    if len(told) != 2 or told[0] is None or told[1] is None or paid - told[0].amount != told[1].amount:
        return Decimal(0)
    return told[0].amount


def reference_in(folded: str, text: str, *, back: bool = False) -> str:
    """What the payer wrote: labelled, else in brackets behind sum and name, else the bill that is named.

    Args:
        folded: the text folded.
        text: as typed.
        back: of money gone back, whose « motif » is the bank's.

    """
    for pattern in (_REFERENCE, _BRACKETED):
        for match in pattern.finditer(folded):
            bank = back and (match[0].startswith("motif") or match["text"].startswith(("motif", "raison", "code")))
            found = "" if bank else _group(match, text, "text")
            if found:
                return found
    bill = _BILL.search(folded)
    return text[bill.start() : bill.end()] if bill else ""


def amount_in(folded: str, near: int) -> Sum | None:
    """The sum that is paid: the named one, else the one next to the words of the payment; balances are none."""
    found = [s for s in sums(folded) if not _NO_PAYMENT.search(folded[max(0, s.start - 60) : s.start])]
    if not found:
        return None
    if named := _NAMED_SUM.search(folded):
        after = [s for s in found if s.start >= named.end() - 1 and s.start - named.end() < 20]
        if after:
            return after[0]
    return min(found, key=lambda s: (s.start < near, abs(s.start - near)))


def day_in(folded: str, sent: date | None, near: int) -> date | None:
    """The day next to a place in the text, not later than the mail; without one, only days with their year."""
    found = named_days(folded, sent or date(2000, 1, 1), past=True)
    full = [d for d in found if sent is None or d.on <= sent]
    if sent is None:
        full = [d for d in found if re.search(r"20\d\d", folded[d.start : d.end])]
    return min(full, key=lambda d: abs(d.start - near)).on if full else None


def named_days(folded: str, today: date, *, past: bool) -> tuple[Day, ...]:
    """The days a text names, those with their year first of all: « 16 mar 2026 » is no Tuesday."""
    written: list[Day] = []
    for found in _DAY.finditer(folded):
        try:
            written.append(Day(found.start(), found.end(), read_day(found[0])))
        except ValueError:
            continue  # « 12 pages 2026 »
    told = days(folded, today, past=past)
    return (*written, *(d for d in told if not any(d.start < w.end and w.start < d.end for w in written)))


def payer_in(folded: str, whole: str) -> str:
    """Who is said to have paid, "" when nobody is."""
    for match in _PAYER.finditer(folded):
        for group in ("name", "name2", "name3", "name4", "name5", "name6"):
            name = _group(match, whole, group)
            if name and not _NO_NAME.search(fold_line(name)) and re.search(r"[A-Za-z]{2}", name):
                return name
    return ""


def _group(match: re.Match[str] | None, whole: str, name: str) -> str:
    if not match or not match[name]:
        return ""
    text = whole[match.start(name) : match.end(name)]
    if name.startswith("name"):
        end = _NAME_END.search(fold_line(text))
        text = text[: end.start()] if end else text
    if ")" in text and "(" not in text:
        text = text[: text.index(")")]
    return re.sub(r"^(?:la|le|les|société) |^l['’]", "", text.strip(" :.,;«»\"'\t"))
