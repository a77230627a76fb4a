# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What the columns of a table of movements are called, by French banks and by payment services."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance.domain.text import plain

ROLES = (
    "date", "value", "label", "kind", "payer", "reference", "amount", "debit", "credit", "gross", "fee", "net",
    "direction", "state", "currency", "id", "end_to_end", "iban", "cheque", "ultimate", "reason", "balance",
)  # fmt: skip
"""What a column may hold; a described mapping names them too."""

SUMS = frozenset(["amount", "debit", "credit", "gross", "net"])

_PAYERS_TEXT = re.compile(r"(?:motif|communication|informations? complementaires?|infos? complementaires?)\b")
_UNIT = re.compile(r"\b(?:eur|euros?|en euros?|en eur|ttc|utc)\b")
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("value", r"date (?:de )?(?:la )?valeur|dateval|valeur|value ?date|date val"),
        ("date", r"date|jour|dateop|date (?:de |d |de l |du )?(?:ope\w*|compta\w*|transaction|mouvement|ecriture|execution|reglement|paiement|encaissement|reception|credit)|booking ?date|completed ?date|settlement ?date|transaction ?date|date completed|posted(?: date)?|(?:paid|received|credited) on|payment date|created|en date du|date et heure|(?:execution|value|credit) date"),
        ("debit", r"(?:montants? )?(?:au |du )?debits?|sorties?|depenses?|(?:paid|money) out|withdrawals?"),
        ("credit", r"(?:montants? )?(?:au |du )?credits?|entrees?|recettes?|(?:paid|money) in|deposits?"),
        ("gross", r"(?:montant )?brut|gross(?: amount)?|montant (?:paye|regle)"),
        ("net", r"(?:montant )?net|net(?: amount)?|montant (?:verse|reverse)"),
        ("fee", r"frais(?: .{1,30})?|commissions?|fees?"),
        ("amount", r"montants?(?: (?:total|de l operation|operation|du virement|du paiement|credite|recu))?|amount|total amount|somme(?: creditee)?|amount received"),
        ("balance", r"(?:nouveau |ancien )?soldes?(?: .*)?|(?:account ?)?balance(?: .*)?"),
        ("end_to_end", r"end ?to ?end(?: .*)?|(?:reference|identifiant|ref) (?:de )?bout en bout|e2e(?: .*)?|eref"),
        ("id", r"id|charge|transaction|(?:numero|n|identifiant|id|reference|ref) (?:de |d |de l )?(?:operation|transaction|bancaire|banque|paiement|ecriture)|identifiant|(?:transaction|payment|charge) ?id|fitid|uuid"),
        ("iban", r"iban (?:de la |du |de l )?(?:contrepartie|tiers|emetteur|donneur d ordre|payeur|debiteur)|(?:compte|numero de compte) (?:contrepartie|tiers|emetteur|debiteur)|(?:counterparty|partner) (?:iban|account)"),
        ("cheque", r"(?:n|no|numero) (?:de |du )?cheque|cheques?|check ?(?:number|num)"),
        ("ultimate", r"(?:debiteur|donneur d ordre|payeur) (?:final|ultime|initial)|pour le compte de|ultimate (?:debtor|payer)"),
        ("direction", r"sens|debit credit|credit debit|d c|signe"),
        ("state", r"etat|statuts?|state|status|situation"),
        ("currency", r"devise(?: .*)?|currency|monnaie"),
        ("payer", r"tiers|(?:nom (?:de la |du |de l )?)?(?:contrepartie|tiers|emetteur|payeur|debiteur|donneur d ordre|expediteur|tireur|client|titulaire)|emis par|ordonnateur|donneur|counterparty(?: name)?|partner(?: name)?|payer(?: name)?|sender|customer(?: name)?|from|nom|emetteur beneficiaire|beneficiaire emetteur|de la part de|ordering (?:party|customer)"),
        ("reason", r"(?:motif|raison|code|cause) (?:du |de |d )?(?:rejet|retour|refus|impaye|rappel)|(?:return |reject )?reason(?: code)?"),
        ("reference", r"communications?|motifs?(?: .*)?|(?:votre )?ref(?:erence)?s?(?: (?:client|du virement|du paiement|du client|payeur))?|messages?(?: .*)?|notes?|commentaires?|comment|(?:informations?|infos?|details?) complementaires?|memo|libelle complementaire|remittance(?: information)?|objets?(?: .*)?|libelle (?:du|de votre) (?:client|donneur d ordre|payeur)|payment reference"),
        ("label", r"libelles?(?: .*)?|label|descriptions?|designation|intitule|details?(?: .*)?|titre"),
        ("kind", r"type(?: .*)?|natures?(?: .*)?|operations?|transaction type|mode(?: de)? (?:paiement|reglement)|moyen de paiement"),
    )
)  # fmt: skip


def role_of(head: str) -> str:
    """What a column or a line called so holds, "" when nobody knows."""
    words = plain(head[:80])
    for name in (words, " ".join(_UNIT.sub(" ", words).split())):
        found = next((role for role, pattern in _WORDS if name and pattern.fullmatch(name)), "")
        if found:
            return found
    return ""


def roles_of(cells: Sequence[str]) -> list[str]:
    """The roles of a row of headers; a reference beside a free text of the payer is the bank's own id."""
    roles = [role_of(cell) for cell in cells]
    plain_ones = [i for i, c in enumerate(cells) if roles[i] == "reference" and plain(c) in {"reference", "ref"}]
    if plain_ones and any(_PAYERS_TEXT.match(plain(c)) for c in cells):
        for position in plain_ones:
            roles[position] = "id"
    if "label" not in roles and "kind" in roles and not {"payer", "reference"} & set(roles):
        roles[roles.index("kind")] = "label"
    return roles


def is_header(roles: Sequence[str]) -> bool:
    """Whether a row with these roles heads a table of movements."""
    told = set(roles)
    return bool(told & {"date", "value"}) and bool(told & SUMS) and sum(bool(r) for r in roles) >= 3
