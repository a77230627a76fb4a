# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What the new words state: sums, numbers of payments, addresses, invoice numbers. Dates are in `reading.dates`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from relance.domain.dates import fold_line
from relance.domain.money import parse_amount
from relance.domain.text import fold_number
from relance.reading.addresses import ADDRESS

_FIGURE = r"\d{1,3}(?:,\d{3})+\.\d{2}|\d{1,3}(?:[ .'\u202f]\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_EUROS = re.compile(
    rf"(?<![\d.,/-])(?P<sum>{_FIGURE})(?:,-|[.]-)?\s?(?P<kilo>k)?\s*(?:€|euros?\b|eur\b|balles\b|boules\b|roros\b|e\b(?= ?(?:/|par\b|pile|de\b|sur|et|l\b|$|[.,;!)])))(?: *(?:et +)?(?P<tail>\d\d)\b(?![.,]\d)(?! *(?:€|euro|eur\b|fois|x\b|/|h\b|mois|jours)))?"
    rf"|(?<![a-z])(?:€|eur(?:os?)?|euro) ?(?P<sum2>{_FIGURE})(?![\d/])"
)
_BARE = re.compile(
    rf"(?<![\d.,/'-])(?<!\d )(?<!\d:)(?<![a-z])(?P<sum>{_FIGURE})(?:,-|,--)?(?![\d/-]|[.,:]\d| ?(?:%|x\b|fois|mois|jours|mensualites|echeances|h\b|h\d|heures|semaines|francs|chf|usd|\$|min\b|km|ans\b|bis\b|rue|quai|cours|boulevard|avenue|place|enfants|habitants|brebis|copies|pages|m\b|e\b|eme\b|er\b|exemplaires|versements?|tranches?|termes?|annees?|traites?))"
)
_IDENTIFIED = re.compile(
    r"(?:\bn ?[°o]s?|\bnum(?:ero)?|\bref(?:erence)?s?|\bmandat|\bbordereau|\btalon|\brecu n.|\bposte|\btel\w*|\bsiret|\borias|\btva|\bcde|\bcommande|\barticle|\bart|\bdossier|\bcapital de|\bcompte finissant par|\bcomposer le|#|\bcarpa|\bcs|\bbp)\W{0,3}$|\b(?:la|factures?|fact?|invoice|note|piece)[ .°]{0,3}$"
)

_CHEQUE = re.compile(r"\bcheque $")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in euros and the span of its words."""

    start: int
    end: int
    amount: Decimal


def sums(folded: str) -> tuple[Sum, ...]:
    """Sums written with their currency."""
    return tuple(s for m in _EUROS.finditer(folded) if (s := _sum(m)) is not None)


def bare_sums(folded: str) -> tuple[Sum, ...]:
    """Figures that may be sums though no currency stands by (« conteste les 350 »); dates and counts are left out."""
    found = []
    for match in _BARE.finditer(folded):
        made = _sum(match)
        cents = re.search(r"[.,]\d\d$", match["sum"])
        if (
            made is None
            or made.amount >= 1_000_000
            or match["sum"].startswith("0")
            or (made.amount < 10 and not cents)
        ):
            continue
        long = not cents and re.fullmatch(r"\d{4,}", match["sum"])
        if long and _CHEQUE.search(folded, max(0, made.start - 8), made.start):
            continue
        year = not cents and re.fullmatch(r"20[12]\d|19\d\d", match["sum"])
        if not year and not _IDENTIFIED.search(folded, max(0, made.start - 24), made.start):
            found.append(made)
    return tuple(found)


def _sum(match: re.Match[str]) -> Sum | None:
    groups = match.groupdict()
    text = groups["sum"] or groups.get("sum2") or ""
    if groups.get("tail") and not re.search(r"[.,]\d\d$", text):
        text = f"{text},{groups['tail']}"
    try:
        amount = parse_amount(text.replace("\u202f", " "))
    except ValueError:
        return None
    return Sum(match.start(), match.end(), amount * 1000 if groups.get("kilo") else amount)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of payments and the span of its words."""

    start: int
    end: int
    number: int


_THINGS = (
    r"(?:mensualites?|echeances?|versements?|cheques?|virements?|paiements?|reglements?|prelevements?|traites?|tranches?|termes?|mandats?|pactes?|rondelles?|morceaux|parts?|moities|acomptes|standing orders|"
    r"fractions?|traitements|runs|instal?lments?|payments?|parcelas?|prestac(?:iones|oes)|cuotas?|plazos?|pagos?|pagamentos?|pagamenti|rate|tranche[ns]?|raten|termijnen|teilzahlungen|betalingen)\b"
)
_COUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d,.])(?P<n>\d{1,2})\s*(?:x\b|×|x(?= ?\d)|fois\b(?! (?:rien|moins|plus|par|les frais|trop|deja|qu[e']|sur))|(?:times|veces|vezes|volte|keer|mal|maal)\b)",
        rf"(?<![\d,./])(?P<n>\d{{1,2}})\s*(?:\w+ ){{0,2}}?{_THINGS}",
        r"\b(?:sur|over|pendant|pdt|durant|for|en|in|su|por|em|uber) +(?P<n>\d{1,2}) +(?:mois|months|semaines|weeks|meses|mesi|monate|maanden)\b",
        r"(?<![\d,.])(?P<n>\d{1,2}) +(?:mois|lunes|semaines) (?:durant|de suite|d'affilee)",
        r"\bx ?(?P<n>\d{1,2})\b|\bn = (?P<n2>\d{1,2})\b|(?:termes|versements|mensualites|echeances) : (?P<n3>\d{1,2})\b",
        r"\b(?:coup\w*|divis\w*|scind\w*|decoup\w*|etal\w*|fractionn\w*|split\w*|echelonn\w*|pay\w*|regl\w*|repart\w*|partager) (?:[\w'-]+ ){0,5}?(?:en|in|on|em) +(?P<n>\d{1,2})(?!\d|[.,/]\d| ?(?:€|eur|mois|jours|h\b|semaines))",
        r"(?<![\d,./])(?P<n>\d{1,2}) +de +\d{2,}(?!\d)(?! ?h)(?!/)",
        r"\bok pour +(?P<n>\d{1,2})(?!\d|[.,/h]\d| ?(?:€|eur|mois|jours|h\b|par))",
        r"\b(?:moitie|half)\b.{3,80}?\b(?P<halves>moitie|half)\b",
    )
)
_NO_COUNT = re.compile(
    r"(?:\b(?:relu|lu|dit|ecrit|ecrivez|appel\w*|relanc\w*|tombe|demande|deja|refait|passe|verifie|vend|m'appelle|fait|facture\w*)|\bdeja|\bau lieu (?:de|des))\s+(?:en +|de +)?$"
)


def counts(folded: str) -> tuple[Count, ...]:
    """Numbers of payments a text names: « en trois fois », « 4 mensualités », « sur 6 mois », « la moitié … la moitié »."""
    found: list[Count] = []
    for pattern in _COUNTS:
        for match in pattern.finditer(folded):
            groups = match.groupdict()
            digits = groups.get("n") or groups.get("n2") or groups.get("n3")
            number = int(digits) if digits else 2
            taken = any(match.start() < c.end and c.start < match.end() for c in found)
            if (
                2 <= number <= 60
                and not taken
                and not _NO_COUNT.search(folded, max(0, match.start() - 24), match.start())
            ):
                found.append(Count(match.start(), match.end(), number))
    return tuple(sorted(found, key=lambda c: c.start))


_DICTATED = re.compile(
    r"\b([\w.-]+(?: (?:point|tiret) [\w.-]+)*) arobase ([\w.-]+(?: (?:point|tiret) [\w.-]+)*)", re.IGNORECASE
)


def other_address(text: str, own: Collection[str]) -> str | None:
    """First address of the new words that is neither the firm's nor the sender's, dictated ones included."""
    written = _DICTATED.sub(
        lambda m: m[0].replace(" arobase ", "@").replace(" point ", ".").replace(" tiret ", "-"), text
    )
    for match in ADDRESS.finditer(written):
        address = match[0].lower().rstrip(".")
        if "." in address.partition("@")[2] and address not in own:
            return address
    return None


_LABEL = r"(?:factures?|fact|fac|notes?(?: d'honoraires)?|honoraires|invoices?|inv|provision|piece|dossier comptable|minuta|fatt?ura|factuur|factura|rechnung)"
_NO = r"(?:n\s?[°o]s?\.?|num(?:ero)?s?|nr|#|:|-)"
_YEARLY = r"(?:20)?\d\d[-/](?:[a-z]{1,3}[-/])?\d{3,6}|20\d\d[-/](?:[a-z]{1,3}[-/])?\d{2,6}|\d\d[-/][a-z]{1,3}[-/]\d{2,6}|\d{4}-\d{2}"
_NUMBERS = re.compile(
    rf"\b{_LABEL}\b\.?\s*(?:{_NO}\s*)?(?P<labelled>(?:[a-z]{{1,6}}[-/]?)?(?:{_YEARLY})|[a-z]{{0,6}}[-/]?\d{{2,}}(?:[-/ ]\d{{2,6}})?)(?!\s?(?:€|eur|%|/\d|\d|x\b))"
    rf"|(?<![\w@./-])(?P<plain>(?:[a-z]{{1,5}}[-/]?)?(?:{_YEARLY})(?: bis\b)?|[a-z]{{1,5}}[-/]?\d\d[-/]\d{{2,6}}|[a-z]{{1,4}}-?\d{{4,10}}|[a-z]{{1,5}}[-/]\d{{2,8}}|[a-z]{{1,4}} (?:20)?\d\d \d{{2,4}})(?![\w@€/-]|[.,]\d| ?(?:€|eur))"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:ref\.?|reference|groupe|cheque|mandat|bordereau|transaction|id|dossier|sinistre|bon|commande|cde|purchase order|po|lot|talon|recu|ticket|engagement|tva|siret|avoir|credit note|libelle|swift|poste|tel|bic|iban|ej|vir|article)\W{0,3}(?:n ?[°o])?\W*$"
)
_OTHER_FILE = re.compile(
    r"\b(?:sinistre|dossiers?|contrat|avoir|credit note|marche|pj|police|colis|enregistre\w*)\b[^.;]*$"
)
_OTHER_PREFIX = re.compile(r"(?:vir|sin|bc|po|cmd|regl?|chq|pj|tva|cde|art|av|fr|iban|av|mt|id)[- ]?\d(?!\d[-/])")


_DATE_LIKE = re.compile(
    r"(?:19|20)\d\d|20\d\d[-/](?:0[1-9]|1[0-2])[-/]\d\d|20\d\d-20\d\d|\d{1,2}/(?:\d\d|[2-9]\d{3})|\d/\d{3,4}"
)
_YEAR_FIRST = re.compile(r"(?:[a-z]{1,3}-?)?(?:20)?2\d[-/]")


def number_like(text: str) -> tuple[str, ...]:
    """Tokens that look like invoice numbers, as typed, in order and once each."""
    folded = fold_line(text)
    found: list[str] = []
    for match in _NUMBERS.finditer(folded):
        name = "labelled" if match["labelled"] else "plain"
        token = text[match.start(name) : match.end(name)].strip()
        before = folded[max(0, match.start() - 24) : match.start(name)]
        names_one = _labelled(match[0], token) if match["labelled"] else _plain(before, token)
        if names_one and not _DATE_LIKE.fullmatch(token):
            found.append(token)
    return tuple(dict.fromkeys(found))


def _labelled(words: str, token: str) -> bool:
    """« facture 33 », but not « ma facture : 300 virés »."""
    return not (token.isdigit() and len(token) < 4 and ":" in words)


def _plain(before: str, token: str) -> bool:
    """Whether a token without a label is an invoice number: no file, order, payment or insurance is named before it."""
    if " " in token and not token.endswith("bis") and not re.match(r"[A-Z]+ ", token):
        return False
    if _OTHER_FILE.search(before):
        return False
    folded = fold_line(token)
    return bool(_YEAR_FIRST.match(folded)) or not (_OTHER_NUMBER.search(before) or _OTHER_PREFIX.match(folded))


def invoices(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Invoice numbers cited: known ones however they are typed, else tokens that look like one.

    They are given as typed, but a known number of which only the last digits are typed (« la 0142 ») as it is printed.
    """
    return tuple(dict.fromkeys(number for _, number in cited(text, tuple(known))))


def cited(text: str, known: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Where each invoice number stands, and the number as `invoices` gives it."""
    folded = fold_line(text)
    found: list[tuple[int, int, str]] = []
    for number in known:
        for pattern, whole in _known_patterns(number):
            for m in pattern.finditer(folded):
                if not any(m.start() < b and a < m.end() for a, b, _ in found):
                    found.append((*m.span(), text[m.start() : m.end()].strip(" :°-") if whole else number))
    taken = {fold_number(f) for _, _, f in found}
    for like in number_like(text):
        if not any(fold_number(like) in t or t in fold_number(like) for t in taken):
            start = text.find(like)
            found.append((start, start + len(like), like))
    return tuple((a, number) for a, _, number in sorted(found))


_Pattern = tuple[re.Pattern[str], bool]


@lru_cache(maxsize=512)
def _known_patterns(number: str) -> tuple[_Pattern, ...]:
    """Patterns of a number, each with whether it stands whole."""
    groups = [g for g in fold_number(number).lower().split("-") if g]
    if not groups:
        return ()
    body = r"[\W_]{0,3}".join((rf"0*{g}" if g.isdigit() else re.escape(g)) for g in groups)
    prefix = re.match(r"[a-z]+", fold_line(number))
    label = rf"(?:{prefix[0]}[\W_]{{0,3}})?" if prefix and prefix[0] != groups[0] else ""
    patterns = [(re.compile(rf"(?<![0-9a-z]){label}{body}(?![0-9])(?! ?(?:€|eur))"), True)]
    digits = [g for g in groups if g.isdigit()]
    if len(digits) > 1:
        ends = r"[\W_]{0,3}".join(rf"0*{g}" for g in (digits[0][-2:], *digits[1:]))
        patterns.append((re.compile(rf"(?<![0-9a-z/]){ends}(?![0-9/])(?! ?(?:€|eur))"), False))
    last = groups[-1]
    if len(groups) > 1 and last.isdigit():
        ahead = rf"(?:\b{_LABEL}s?|\b(?:la|et la|pour la|l'autre,? la|celle|the))\s*(?:{_NO}\s*)?|^\s*0(?=\d)|\n\s*0(?=\d)"
        after = rf"(?![\d/-]|[.,]\d| ?(?:€|eur|h\b|{'fois|x|mois|jours|semaines|e|eme'})\b)"
        patterns.append((re.compile(rf"(?:{ahead})0*{last}{after}"), False))
    return tuple(patterns)
