# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Labels of movements as French banks write them: who paid, what he wrote, and what the words say of the movement.

« VIR RECU 55S DE: DUPONT MOTIF: FACT 12 REF: A1 », « VIR SEPA RECU /DE DUPONT /MOTIF FACT 12 », « VIREMENT DE DUPONT »,
« REMISE CHQ 1180077 DUPONT », « REJET PRLV DUPONT », « DUPONT - FACT 12 ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from relance.domain.dates import fold_line
from relance.domain.evidence import Nature
from relance.reading.statements.figures import told_id

_MAX = 1000
_TRANSFER = re.compile(
    r"(?:avis de )?(?:incoming |inward |credit )?(?:virements?|virt?s?|vrt|vrmt|transferts?|transfers?|virsepa|virinst|prelevements?|prlv)(?:recu)?\b(?:\.(?=\s|$))?"
    r"(?:[ .](?:sepa|sct|sdd|core|inst(?:antane)?s?|europeen|international|internet|recus?|re|received|tiers|crediteur|entrant|permanent|web|commercial|en votre faveur|en faveur|faveur|d'un tiers|national|etranger|autre banque))*\b\.?"
    r"(?: n(?:°|o\b)\.? ?)?(?: ?\d{6,}\w{0,12}\b)?"
)
_FROM = re.compile(
    r"[ ]*(?:/|-|:)?[ ]*(?:(?:de la part de|de|du|d'|from|par|emetteur|donneur d'ordre)\b[ ]*[:.]?[ ]*)?"
)
_CHEQUE = re.compile(
    r"(?:remises?|rem|depots?|encaissements?|encais\.?)(?: de| d'un| du)?(?: \d{1,3})? ?(?:chq|cheq|cheques?)s?\b\.?(?: n[°o]?\.? ?(?=\d)| n(?:°|o\b)\.?)?[ ]?(?P<no>\d{5,12})?[ ]*"
)
_CHEQUE_WORD = re.compile(r"\b(?:chq|cheq|cheques?|chqs)\b")
_CHEQUE_NUMBER = re.compile(
    r"\b(?:chq|cheq|cheque)\b(?:\W|n[°o]?(?![a-z])|impaye|revenu|rejete|retourne|irregulier|num(?:ero)?|sans|provision){0,40}?(?P<no>\d{5,12})\b"
)
_SLIP = re.compile(r"(?:(?:bordereau|bord|nb|nombre|sans provision|num|du|au|agence)\b|n[°o](?![a-z])|\d|$)")
_INSTRUMENT = r"(?:vir\w*|virements?|prlvs?|prelevements?|cheques?|chqs?|remises?|sepa|sdd|sct|cartes?|cb|paiements?|tip|effets?|lcr)"
_STATE = r"(?:impayee?s?|rejetee?s?|retournee?s?|revenue?s?(?: impayee?s?)?|annulee?s?|rappelee?s?|irreguliers?|sans provision|contre-?passee?s?|returned|reversed|recalled)"
_BACK = re.compile(
    rf"(?:rejets?|impayee?s?|contre-?passations?|contre-?passes?|unpaid|returned|chargebacks?|reversals?)\b(?: (?:de|d'|du|sur|of)\b)*(?: {_INSTRUMENT}\b)*(?: (?:recue?s?|core|b2b)\b)*"
    rf"|(?:retours?|rappels?|reprises?|regul\w*|annul\w*|extournes?|recall|return)(?: (?:de|d'|du|sur|of))* {_INSTRUMENT}\b(?: {_INSTRUMENT}\b)*"
    rf"|(?:remises? )?{_INSTRUMENT}(?: (?:sepa|core|recus?|b2b))*(?: n[°o]?)?(?: ?\d{{5,12}})? {_STATE}\b"
)
_BACK_OURS = re.compile(
    rf"(?:rejets?|retours?|annul\w*|extournes?|contre-?passations?|remb\w*|avoir|return|reversal)(?: (?:de|d'|du|sur|of))* {_INSTRUMENT}\b|{_INSTRUMENT}(?: (?:sepa|emis))* {_STATE}\b"
)
_FEE = re.compile(
    r"(?:\w+ )?(?:frais|commissions?|comm?\.?|cotis\w*|agios|interets?|abonnements?|abt|tenue de compte|fees?|arrete de compte|e-?cotisation|facturation|droits? de garde|minimum forfaitaire)\b"
)
_FEE_BACK = re.compile(
    r"(?:remb\w*|extourne|ristourne|annul\w*|regul\w*)(?: (?:de|d'|des|sur|la|les))* (?:frais|com\w*|cotis\w*|agios|interets)|interets? (?:crediteurs?|livret|sur|remuneration)\b"
)
_NEXT_KEY = r"de|from|frm|emetteur|donneur d'ordre|motif|libelle|lib|objet|ref(?:erence)?|refdo|refben|rnf|eref|remi|ordp|name|ben|date|id|chez|pour|num|mandat"
_KEYED = re.compile(rf"(?:^|[\s/])(?P<key>{_NEXT_KEY})[ ]?:[ ]*|/(?P<slashed>{_NEXT_KEY})[ ]+")
_PAYER_KEYS = ("de", "from", "frm", "emetteur", "donneur d'ordre", "ordp", "name")
_TEXT_KEYS = ("motif", "libelle", "lib", "objet", "remi", "rnf")
_REMITTANCE = re.compile(
    r"(?:(?:^|\s)[-–|/]\s+|\s+[-–|/](?:\s|$)|\n|(?:^|\s+)(?=(?:factures?|fact|fac|invoices?|honoraires?|hono|motif|reglements?|rglt|regl|soldes?|acomptes?|paiements?|payment|dossier|affaire|echeances?|versements?|provision|notes? d|votre|vos|s/ ?fact)\b"
    r"|(?:fa|inv|nh|n[°o]|num|ref|note)\b[. :]*[\w/-]*\d|[a-z]{0,5}-?\d{2,}[-/ ]\d{2,}|[a-z]{0,4}\d{4,}\b))"
)
_NAMED = re.compile(r"[^\W\d_]{2}")
_PERIOD = re.compile(r"(?:\w+ )?(?:especes|remises? (?:cb|carte|de cartes?)|cb|carte|tpe|releve|divers|operation)\b")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label tells.

    Attributes:
        payer: "" when it names none.
        reference: what the payer wrote, or all of the label where its parts cannot be told apart.
        end_to_end: his id, where the bank gives it.
        cheque: number of the cheque.

    """

    payer: str = ""
    reference: str = ""
    end_to_end: str = ""
    cheque: str = ""


def squeezed(text: str) -> str:
    """Text on one line, its spaces single."""
    return " ".join(text.split())


def nature_of(label: str, amount: Decimal) -> Nature:
    """What a booked movement is, by its sign and the first words of its label."""
    words = fold_line(squeezed(label[:_MAX])) if label else ""
    if amount < 0:
        # « FRAIS CHEQUE IMPAYE » is the bank's charge, « CHEQUE IMPAYE » the money of the payer
        return Nature.FEE if _FEE.match(words) else Nature.REVERSAL if _BACK.match(words) else Nature.SENT
    if _FEE_BACK.match(words):  # a client may well write « FRAIS ET HONORAIRES »
        return Nature.FEE
    return Nature.SENT if _BACK_OURS.match(words) else Nature.RECEIVED


def read_label(label: str, more: str = "") -> Label:
    """Payer and reference of money received, or gone back, from a label and what stands beside it.

    Args:
        label: the bank's own line.
        more: further lines or the memo, which the payer mostly wrote.

    """
    first, rest = label.strip()[:_MAX], more.strip()[:_MAX]
    if first and fold_line(squeezed(rest)).startswith(fold_line(squeezed(first))):
        first, rest = rest, ""  # the memo repeats the label, whole where the label is cut
    lines = first.split("\n", 1)
    if len(lines) == 2:
        first, rest = lines[0].strip(), f"{lines[1].strip()}\n{rest}".strip()
    if keyed := _by_keys(squeezed(f"{first} {rest}")):
        return keyed
    head = squeezed(first)
    folded = fold_line(head)
    number = _CHEQUE_NUMBER.search(f"{folded} {fold_line(squeezed(rest))}")
    for pattern, read in ((_CHEQUE, _cheque), (_BACK, _back), (_TRANSFER, _transfer)):
        if found := pattern.match(folded):
            made = read(head, found, rest)
            return Label(made.payer, made.reference, made.end_to_end, made.cheque or (number["no"] if number else ""))
    return _unmarked(head, rest)


def _by_keys(text: str) -> Label | None:
    folded = fold_line(text)
    found = list(_KEYED.finditer(folded))
    told: dict[str, str] = {}
    for position, match in enumerate(found):
        end = found[position + 1].start() if position + 1 < len(found) else len(text)
        told.setdefault(match["key"] or match["slashed"], text[match.end() : end].strip(" /"))
    payer = next((told[k] for k in _PAYER_KEYS if told.get(k)), "")
    if not payer:
        return None
    reference = next((told[k] for k in _TEXT_KEYS if told.get(k)), "")
    end_to_end = next((told[k] for k in ("ref", "reference", "refdo", "eref") if told.get(k)), "")
    if not reference:
        payer, reference = split_payer(payer)
    return Label(payer, reference, told_id(end_to_end))


def _transfer(head: str, found: re.Match[str], rest: str) -> Label:
    start = _FROM.match(fold_line(head), found.end())
    behind = head[start.end() if start else found.end() :]
    if behind:
        payer, reference = split_payer(behind)
        return Label(payer, _joined(reference, rest))
    if start and start[0].strip():  # the label ends with « DE », the name stands beside it
        return Label(*split_payer(squeezed(rest)))
    first, _, others = rest.partition("\n")
    if others.strip() and _NAMED.search(first):
        payer, reference = split_payer(squeezed(first))
        return Label(payer, _joined(reference, others))
    return _dashed(squeezed(rest))


def _dashed(text: str) -> Label:
    """« TANGUY GAEL - SOLDE 12 » behind a label that names nobody; any other text is all reference."""
    left, dash, right = text.partition(" - ")
    if dash and right.strip() and _NAMED.search(left) and not re.search(r"\d", left):
        return Label(left.strip(), right.strip())
    return Label(reference=text)


def _cheque(head: str, found: re.Match[str], rest: str) -> Label:
    behind = head[found.end() :].strip(" -:/")
    cheque = found["no"] or ""
    if not behind or _SLIP.match(fold_line(behind)) or not _NAMED.search(behind):
        return Label("", _joined(behind, rest) or head, cheque=cheque)
    drawer = _FROM.match(fold_line(behind))
    payer, reference = split_payer(behind[drawer.end() :] if drawer else behind)
    return Label(payer, _joined(reference, rest), cheque=cheque)


def _back(head: str, found: re.Match[str], rest: str) -> Label:
    start = _FROM.match(fold_line(head), found.end())
    behind = re.sub(
        r"^(?:[Nn][°o]?\W*)?\d{5,12}\b", "", head[start.end() if start else found.end() :].strip(" -:/")
    ).strip(" -:/")
    payer, reference = split_payer(behind)
    if not _NAMED.search(payer) or _SLIP.match(fold_line(behind)):
        return Label("", _joined(head, rest))
    return Label(payer, _joined(reference, rest) or head)


def _unmarked(head: str, rest: str) -> Label:
    if not head:
        return _dashed(squeezed(rest))
    folded = fold_line(head)
    if _PERIOD.match(folded) or _FEE.match(folded):
        return Label("", _joined(head, rest))
    payer, reference = split_payer(head)
    return Label(payer, _joined(reference, rest) or (head if payer else ""))


def split_payer(text: str) -> tuple[str, str]:
    """A name and what stands behind it: « DUPONT SARL FACT 12 », « DUPONT - solde »."""
    found = _REMITTANCE.search(fold_line(text))
    if not found:
        return (text.strip(" -:/"), "") if _NAMED.search(text) else ("", text.strip())
    return text[: found.start()].strip(" -:/,;"), text[found.end() :].strip(" -:/")


def marked(label: str) -> bool:
    """Whether a label begins with the bank's word for a transfer, a cheque or money gone back."""
    words = fold_line(squeezed(label[:_MAX]))
    return any(p.match(words) for p in (_CHEQUE, _BACK, _TRANSFER))


def is_cheque(label: str) -> bool:
    """Whether a label speaks of a cheque."""
    return bool(_CHEQUE_WORD.search(fold_line(label[:_MAX])))


def _joined(*parts: str) -> str:
    return squeezed(" ".join(p for p in parts if p))
