# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What the new words state: sums, numbers of payments, addresses, invoice numbers. Dates are in `reading.dates`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from relance.domain.dates import NUMBERS, fold_line
from relance.domain.money import parse_amount
from relance.domain.text import fold_number
from relance.reading.addresses import ADDRESS

_FIGURE = r"\d{1,3}(?:,\d{3})+\.\d{2}|\d{1,3}(?:[ .'\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_EUROS = re.compile(
    rf"(?<![\d.,/-])(?P<sum>{_FIGURE})\s?(?P<kilo>k)?\s?(?:€|euros?\b|eur\b|e\b(?! ?-))(?P<tail>\d\d\b)?"
    rf"|(?:€|eur)\s?(?P<sum2>{_FIGURE})(?!\d)"
)
_BARE = re.compile(
    rf"(?<![\d.,/-])(?P<sum>{_FIGURE})(?![\d/-]|[.,]\d| ?(?:%|fois|mois|jours|mensualites|echeances|h\b|heures|semaines))"
)
_TIMES = re.compile(
    r"\b(?P<n>\d{1,2}|"
    + "|".join(k for k in NUMBERS if k not in {"a", "un", "une", "one"})
    + r")\s*(?:x|fois\b(?! rien)|"
    r"(?:\w+ ){0,2}?(?:mensualites?|echeances?|versements?|cheques?|virements?|paiements?|reglements?|prelevements?|traites?|tranches?)\b"
    r"|instal?lments?|payments?|times\b)"
)
_OVER = re.compile(
    r"\b(?:sur|over|pendant) (?P<n>\d{1,2}|" + "|".join(k for k in NUMBERS if len(k) > 2) + r") (?:mois|months)\b"
)


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
    found = (_sum(m) for m in _BARE.finditer(folded))
    return tuple(s for s in found if s is not None and s.amount >= 10 and not 1990 <= s.amount <= 2100)


def _sum(match: re.Match[str]) -> Sum | None:
    groups = match.groupdict()
    text = groups["sum"] or groups.get("sum2") or ""
    if groups.get("tail"):
        text = f"{text},{groups['tail']}"
    try:
        amount = parse_amount(text.replace("\u202f", " "))
    except ValueError:
        return None
    return Sum(match.start(), match.end(), amount * 1000 if groups.get("kilo") else amount)


def instalments(folded: str) -> int | None:
    """Number of payments a sentence names: « en trois fois », « 4 mensualités », « sur 6 mois »."""
    for pattern in (_TIMES, _OVER):
        for match in pattern.finditer(folded):
            count = int(match["n"]) if match["n"].isdigit() else NUMBERS[match["n"]]
            if 2 <= count <= 60:
                return count
    return None


def other_address(text: str, own: Collection[str]) -> str | None:
    """First address of the new words that is neither the firm's nor the sender's."""
    for match in ADDRESS.finditer(text):
        address = match[0].lower().rstrip(".")
        if "." in address.partition("@")[2] and address not in own:
            return address
    return None


_LABEL = r"(?:factures?|fact|fac|notes?(?: d'honoraires)?|honoraires|invoices?|inv|provision|ref(?:erence)?|dossier comptable)"
_NO = r"(?:n\s?[°o]s?\.?|num(?:ero)?s?|nr|#|:|-)"
_NUMBERS = re.compile(
    rf"\b{_LABEL}\b\.?\s*(?:{_NO}\s*)?(?P<labelled>[a-z]{{0,6}}[-/]?\d{{2,}}(?:[-/ ]\d{{2,6}})?)(?!\s?(?:€|eur|%|/\d|\d))"
    r"|(?<![\w@./-])(?P<plain>(?:[a-z]{1,5}[-/]?)?20\d\d[-/]\d{2,6}|[a-z]{1,4}-?\d{4,10}|[a-z]{1,5}[-/]\d{2,8})(?![\w@€/-]|[.,]\d| ?(?:€|eur))"
)


def number_like(text: str) -> tuple[str, ...]:
    """Tokens that look like invoice numbers, as typed, in order and once each."""
    folded = fold_line(text)
    found: list[str] = []
    for match in _NUMBERS.finditer(folded):
        name = "labelled" if match["labelled"] else "plain"
        token = text[match.start(name) : match.end(name)].strip()
        if not re.fullmatch(r"(?:19|20)\d\d|20\d\d[-/](?:0[1-9]|1[0-2])[-/]\d\d|\d{1,2}/\d{2,4}", token):
            found.append(token)
    return tuple(dict.fromkeys(found))


def invoices(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Invoice numbers cited, as typed: known ones however they are typed, else tokens that look like one."""
    folded = fold_line(text)
    spans: list[tuple[int, int]] = []
    for number in known:
        spans.extend(m.span() for p in _known_patterns(number) for m in p.finditer(folded))
    found = [text[a:b].strip(" :°-") for a, b in sorted(spans)]
    taken = {fold_number(f) for f in found}
    found.extend(n for n in number_like(text) if not any(fold_number(n) in t or t in fold_number(n) for t in taken))
    return tuple(dict.fromkeys(found))


def _known_patterns(number: str) -> tuple[re.Pattern[str], ...]:
    groups = [g for g in fold_number(number).lower().split("-") if g]
    if not groups:
        return ()
    body = r"[\W_]{0,3}".join((rf"0*{g}" if g.isdigit() else re.escape(g)) for g in groups)
    patterns = [re.compile(rf"(?<![0-9a-z]){body}(?![0-9])(?! ?(?:€|eur))")]
    last = groups[-1]
    if len(groups) > 1 and last.isdigit() and len(last) > 1:
        patterns.append(re.compile(rf"\b{_LABEL}\s*(?:{_NO}\s*)?0*{last}(?![\d/-]|[.,]\d| ?(?:€|eur))"))
    return tuple(patterns)
