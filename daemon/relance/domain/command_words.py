# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""How each order of a person of the firm is worded: one reader an order, from folded words to its fields or None."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.dates import days
from relance.domain.money import parse_amount
from relance.domain.numerals import NUMBERS

_GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|hello|chere? \w+|maitre|merci(?: (?:beaucoup|bien|a (?:vous|toi)))?|bien a (?:vous|toi)|cordialement|bonne (?:journee|soiree)|bien cordialement|a plus|bises?|"
    r"amities|cdt|cdlt)\b[ ,.!]*|[\s,;.]*\b(?:merci(?: (?:beaucoup|bien|d'avance|a (?:vous|toi)))?|svp|stp|s'il (?:vous|te) plait|cordialement|bien a (?:vous|toi)|bonne (?:journee|soiree)|cdt|cdlt)\W*$"
)
DOUBT = re.compile(
    r"\?|\b(?:sais pas|sais plus|pas sure?|peut-etre|pas certain\w*|a voir|on verra|hesite|j'hesite|faut voir|me demande|a discuter|on en (?:re)?parle|appelle-moi|appelez-moi|en parler|"
    r"sauf si|a moins que|seulement si|uniquement si|si (?:tu|vous|le|la|il|elle|on|c'est|jamais)\b|pourquoi|comment|combien|quelle?|il me semble|je crois|je pense|a priori|normalement|sans doute|probablement)"
)
_YES = re.compile(
    r"\b(?:ok(?:ay)?|oui|o\.k|vas-?y|allez-?y|validee?|valide|je valide|bon pour (?:envoi|accord)|d'accord|accord|go|parfait|c'est bon|c'est parfait|tres bien|approuve[e]?|j'approuve|envoie(?:z)?(?:[- ]l[ae])?|"
    r"tu peux (?:y aller|envoyer)|vous pouvez (?:y aller|envoyer)|feu vert|yes|entendu|confirme[e]?|je confirme|nickel|impeccable)\b(?! pas)"
)
_NO = re.compile(
    r"\b(?:non|surtout pas|(?:ne |n')(?:l'|la |le |les )?(?:envoie|envoyez|envoyer|fais|faites|relance|relancez|bouge|touche|valide)\w* (?:pas|rien|surtout pas)|ne pas (?:l')?(?:envoyer|relancer)|pas d'envoi|pas d'accord|pas ok|pas bon|pas valide\w*|"
    r"annule[rz]? l'envoi|refuse[rz]?|je refuse|rien recu|rien (?:eu|vu|encaisse)|(?:rien|toujours pas|pas) (?:encore )?(?:arrive|recu)|pas recu|n'avons rien recu|no)\b|^\W*annule[rz]?\W*$"
)
_HOLDS = re.compile(
    r"\b(?:pause|attend(?:s|ez|re|ons)?|on attend|patiente[rz]?|suspend(?:s|re|ez|u|us|ue|ons)?|on suspend|stop|stoppe[rz]?|gele[rz]?|met(?:s|tez)? en (?:pause|attente|suspens)|en (?:attente|suspens)|bloque[rz]?|differe[rz]?|repousse[rz]?|reporte[rz]?|arrete[rz]?|plus tard)\b"
)
_NEGATED_HOLD = re.compile(
    r"\b(?:leve[rz]?|fin de|sans|annule[rz]?|plus de|n'attend\w* (?:pas|plus)|ne (?:suspend|bloque)\w* (?:pas|plus))\b.{0,15}"
)
_RELEASES = re.compile(
    r"\b(?:on reprend|reprends?|reprenez|reprendre|reprise|relance[rz]?(?:[- ]l[ae]s?)?(?! (?:pas|plus|rien))|leve[rz]? (?:la |cette )?(?:pause|suspension|blocage)|fin de (?:la )?pause|debloque[rz]?|redemarre[rz]?|continue[rz]?|poursui[st]|poursuivez|remets? en route)\b"
)
_PAYS = re.compile(
    r"\b(?:payee?s?|regle(?:e|es|s)?|soldee?|paye|encaissee?|(?:cheque|virement|paiement|reglement|especes|cb|somme|argent|\d+ ?(?:€|euros?))s? (?:\w+ ){0,2}?(?:recue?s?|arrivee?s?|encaissee?s?|credite|la|ok|passe)|(?:bien )?recu (?:\w+ ){0,3}?(?:cheque|virement|paiement|reglement|\d))\b"
)
_CREDITS = re.compile(
    r"\b(?:avoir|remise|rabais|geste|deduis|deduction|ristourne|credit)\b(?: commercial)?[^\d%]{0,25}(?P<n>\d[\d .,]*)\s?(?P<unit>%|€|euros?|eur)?|(?P<n2>\d[\d .,]*)\s?(?P<unit2>%|€|euros?)? (?:d'avoir|de (?:remise|rabais|reduction))"
)
_CANCELS = re.compile(
    r"\bannule[rz]?\b.{0,12}\b(?:facture|note)\b|\bfacture (?:a )?annulee?r?\b|\bannulation de la facture\b"
)
_DROPS = re.compile(
    r"\b(?:laisse[rz]? tomber|laissons tomber|(?:passe[rz]?|mets?|mettre|passage) en (?:perte|pertes)|irrecouvrable|abandonne[rz]?|on abandonne|abandon (?:de (?:la )?creance)?|aux pertes)\b"
)
_ADVANCES = re.compile(
    r"\b(?:passe[rz]?|passons|on passe|aller|va|allez) (?:directement |maintenant )?(?:a |en )(?:la |l')?(?:mise en demeure|etape suivante|suite|formal)\b|\betape suivante\b|\bmise en demeure (?:directe|maintenant|tout de suite)\b"
)
_PLANS = re.compile(
    r"\b(?:propose[rz]?|echeancier|echelonne[rz]?|etale[rz]?|accorde[rz]?)\b.{0,30}?\b(?P<n>\d{1,2}|deux|trois|quatre|cinq|six|dix|douze)\s?(?:x\b|fois|mois|mensualites?|echeances?|versements?)"
)
_CALLS = re.compile(
    r"\b(?:appelee?|j'ai appele|rappelee?|eue? au (?:tel|telephone)|(?:au|par) (?:tel|telephone)|messagerie|repondeur|injoignable|joignable|joint[e]?|ne repond pas|pas de reponse|laisse un message)\b"
)
_POSTS = re.compile(
    r"\b(?:lrar|lre|l\.r\.a\.r|recommandee?|r\.?a\.?r|courrier)\b.{0,30}\b(?:partie?|envoyee?|postee?|expediee?|deposee?|remise?|ce jour|hier|\d[a-z]\b)|\b(?:partie?|envoyee?|postee?|depose) (?:\w+ ){0,3}?(?:en )?(?:lrar|recommande)\b|^\W*lrar\b"
)
_TRACKING = re.compile(
    r"\b(?:\d[a-z] ?\d{3} ?\d{3} ?\d{4} ?\d|\d[a-z]\d{11}|r[a-z] ?\d{3} ?\d{3} ?\d{3} ?fr|8[67]\d{9,13}\w?)\b"
)
_RECEIVES = re.compile(
    r"\b(?:ar|accuse de reception|avis de reception|pli|recommande|lrar|lettre) (?:\w+ ){0,3}?(?:signee?|recu|rentre|revenue?|distribuee?|remis|non reclamee?|pas reclamee?|refusee?|avise|npai)\b"
)
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(
    r"\b(?:tel\w*|portable|mobile|numero|joindre au|fixe)\b\W*(?P<n>(?:\+33|0)[\d .-]{8,16}\d)|^\W*(?P<n2>0[1-9](?:[ .-]?\d{2}){4})\W*$"
)
_CONTACTS = re.compile(
    r"\b(?:nouvelle adresse|nouveau mail|nouvel e?-?mail|adresse|e?-?mail|ecri[rvs]\w*|contact|utilise[rz]?|tel\w*|portable|mobile|numero)\b"
)
NOTES = re.compile(r"^\W*note(?:r)?\s*(?::|-)\s*(?P<text>.+)", re.DOTALL)
_SUM = re.compile(
    r"(?<![\d/.,-])(?P<sum>\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s?(?:€|euros?\b|eur\b)"
)
_BARE_SUM = re.compile(
    r"\b(?:paye|payee|regle|reglee|recu|encaisse|verse|virement de|cheque de|acompte(?: de)?)\s+(?P<sum>\d{1,3}(?: \d{3})+(?:,\d{1,2})?|\d{2,}(?:[.,]\d{1,2})?)(?!\s?(?:/|jours|%|fois|mois|jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec))"
)
_LENGTH = re.compile(
    r"\b(?P<n>\d{1,3}|" + "|".join(k for k in NUMBERS if len(k) > 1) + r")\s?(?P<unit>jours?|j\b|semaines?|mois)\b"
)
_PARTS = re.compile(
    r"\ben (?:plusieurs|\d|deux|trois|quatre) fois|\bpas (?:encore |tout )?(?:payee?|reglee?|soldee?|encaisse|paye|regle)\b|\b(?:n'a|n'ont|n'est|ne) (?:\w+ )?(?:pas|rien|jamais|toujours pas)\b|\b(?:va|vont|doit|devrait|promet\w*|sera|veut|paiera|reglera)\b"
)
MAX_WORDS = 45


def bare(folded: str) -> str:
    """Without greetings, thanks and a name typed alone at the end."""
    lines = [x.strip() for x in folded.split("\n") if x.strip()]
    kept: list[str] = []
    for number, line in enumerate(lines):
        stripped = line
        while (shorter := _GREETING.sub("", stripped).strip()) != stripped:
            stripped = shorter
        signed = number > 0 and bool(kept) and len(stripped.split()) <= 3 and not _says(stripped)
        if stripped.strip(" .,!-") and not signed:
            kept.append(stripped)
    return " . ".join(kept)


def _says(line: str) -> bool:
    return bool(re.search(r"\d|@", line)) or any(
        p.search(line) for p in (_YES, _NO, _HOLDS, _RELEASES, _PAYS, _CALLS, DOUBT, _DROPS, _CANCELS)
    )


def approve(folded: str, _on: date) -> dict[str, str] | None:
    """A bare yes: {}; anything said beside it that may take it back makes it none."""
    if not _YES.search(folded) or _NO.search(folded):
        return None
    rest = _YES.sub(" ", folded)
    # A yes is short: what else is said beside it may take it back.
    harmless = re.sub(
        r"\b(?:pour|moi|la|le|l'|les|cette|ce|envoi|envoyer|mise en demeure|lettre|tout|et|merci|tu peux|vous pouvez|c'est|bien|je|de|a|mon|cote|facture|echeancier|partir|laisse|allez|me|va|relu)\b|[\W_]",
        "",
        rest,
    )
    return (
        {}
        if len(harmless) <= 3 and not re.search(r"\b(?:mais|sauf|pas|jamais|ni|avant|apres|sans)\b", rest)
        else None
    )


def reject(folded: str, _on: date) -> dict[str, str] | None:
    """A no, or « rien reçu » about a payment to check."""
    return {} if _NO.search(folded) and not _CANCELS.search(folded) else None


def hold(folded: str, on: date) -> dict[str, str] | None:
    """A pause; `until` when a day or a length is stated."""
    if not _HOLDS.search(folded) or _NEGATED_HOLD.search(folded):
        return None
    return _until(folded, on)


def _until(folded: str, on: date) -> dict[str, str]:
    found = days(folded, on, past=False)
    if found:
        return {"until": found[-1].on.isoformat()}
    length = _LENGTH.search(folded)
    if not length:
        return {}
    count = int(length["n"]) if length["n"].isdigit() else NUMBERS[length["n"]]
    if length["unit"].startswith("mois"):
        index = on.month - 1 + count
        month = date(on.year + index // 12, index % 12 + 1, 1)
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return {"until": month.replace(day=min(on.day, last.day)).isoformat()}
    return {"until": (on + timedelta(days=count * (7 if length["unit"].startswith("s") else 1))).isoformat()}


def release(folded: str, _on: date) -> dict[str, str] | None:
    """The pause is over."""
    return {} if _RELEASES.search(folded) and not _NO.search(folded) else None


def paid(folded: str, on: date) -> dict[str, str] | None:
    """Money arrived; `amount` and `date` when stated."""
    if not _PAYS.search(folded) or _PARTS.search(folded) or _NO.search(folded):
        return None
    return sum_fields(folded) | day_field(folded, on)


def sum_fields(folded: str) -> dict[str, str]:
    """The first sum of money named, as `amount`."""
    found = _SUM.search(folded) or _BARE_SUM.search(folded)
    return {"amount": f"{amount:.2f}"} if found and (amount := _amount(found["sum"])) is not None else {}


def day_field(folded: str, on: date, *, past: bool = True) -> dict[str, str]:
    """The first day named, as `date`; `past` = of something done."""
    found = days(folded, on, past=past)
    return {"date": found[0].on.isoformat()} if found else {}


def _amount(text: str) -> Decimal | None:
    try:
        return parse_amount(text.strip(" .,"))
    except ValueError:
        return None


def credit(folded: str, _on: date) -> dict[str, str] | None:
    """A credit note: `amount` or `percent`."""
    found = _CREDITS.search(folded)
    if not found:
        return None
    number, unit = found["n"] or found["n2"], found["unit"] or found["unit2"] or ""
    amount = _amount(number)
    if amount is None:
        return None
    return {"percent": f"{amount.normalize():f}"} if unit == "%" else {"amount": f"{amount:.2f}"}


def cancel(folded: str, _on: date) -> dict[str, str] | None:
    """The invoice is annulled, or given up; `why`."""
    if re.search(r"\b(?:ne|n'|pas|surtout)\b", folded):
        return None
    if _DROPS.search(folded):
        return {"why": "written_off"}
    return {"why": "annulled"} if _CANCELS.search(folded) else None


def advance(folded: str, _on: date) -> dict[str, str] | None:
    """On to the next step."""
    return {} if _ADVANCES.search(folded) and not re.search(r"\b(?:ne|n'|pas|surtout)\b", folded) else None


def plan(folded: str, on: date) -> dict[str, str] | None:
    """A schedule to propose: `instalments`, `date` of the first payment."""
    found = _PLANS.search(folded)
    if not found or re.search(r"\b(?:ne|n'|pas|jamais)\b", folded):
        return None
    count = int(found["n"]) if found["n"].isdigit() else NUMBERS[found["n"]]
    start = re.search(r"\b(?:a partir de|a compter de|des|debut|premiere? .{0,20}le)\b\W*(.*)$", folded)
    fields = {"instalments": str(count)}
    return fields | (_start(start[0], on) if start else {})


def _start(words: str, on: date) -> dict[str, str]:
    named = days(words, on, past=False)
    if named:
        return {"date": named[0].on.isoformat()}
    first = re.sub(r"\b(?:a partir de|a compter de|des|debut)\b\W*", "1 ", words, count=1)
    month = days(first, on, past=False)
    return {"date": month[0].on.isoformat()} if month else {}


def called(folded: str, on: date) -> dict[str, str] | None:
    """A telephone call and its `outcome`."""
    if not _CALLS.search(folded):
        return None
    if re.search(r"\bcontest\w+|pas d'accord|litige", folded):
        return {"outcome": "dispute"}
    if re.search(r"\b(?:fois|echeancier|etaler|echelonn\w+|delai|mensualit\w+)\b", folded):
        return {"outcome": "schedule"}
    if re.search(
        r"\b(?:pas|in)\W?joignable|injoignable|messagerie|repondeur|ne repond pas|pas de reponse|pas (?:reussi|pu)|laisse un message|absent",
        folded,
    ):
        return {"outcome": "no_answer"}
    if re.search(r"\b(?:pai[et]\w*|paye\w*|regle\w*|promet|promis|va (?:payer|regler)|vir\w+|solde\w*)\b", folded):
        return {"outcome": "promise"} | day_field(folded, on, past=False)
    return {"outcome": "other"}


def posted(folded: str, on: date) -> dict[str, str] | None:
    """A registered letter left: `tracking`, `date`."""
    if not _POSTS.search(folded) or _NO.search(folded):
        return None
    tracking = _TRACKING.search(folded)
    fields = {"tracking": tracking[0].upper()} if tracking else {}
    return fields | day_field(folded.replace(tracking[0], " ") if tracking else folded, on)


def received(folded: str, on: date) -> dict[str, str] | None:
    """What became of a registered letter: `outcome`, `date`."""
    if not _RECEIVES.search(folded):
        return None
    outcome = (
        "unclaimed" if re.search(r"reclame|npai|avise", folded) else "refused" if "refuse" in folded else "delivered"
    )
    return {"outcome": outcome} | day_field(folded, on)


def contact(folded: str, _on: date) -> dict[str, str] | None:
    """A new `email` or `phone`."""
    fields: dict[str, str] = {}
    mailbox, telephone = MAILBOX.search(folded), _TELEPHONE.search(folded)
    if mailbox:
        fields["email"] = mailbox[0]
    if telephone:
        fields["phone"] = (telephone["n"] or telephone["n2"]).strip()
    alone = mailbox is not None and folded.strip(" .") == mailbox[0]
    if not fields or not (alone or telephone or _CONTACTS.search(folded)):
        return None
    return fields
