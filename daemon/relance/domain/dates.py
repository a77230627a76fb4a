# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Days a French or English sentence names, resolved against the day the mail was written.

INTENTS.md: « vendredi » is the next one for a promise and the last one for a payment made; « fin du mois » is its last
day; « sous huitaine » is 8 days, « sous quinzaine » 15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in [*range(0x41, 0x250), *range(0x1E00, 0x1F00)]:
        low = chr(code).lower()
        bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
        table[code] = bare if len(bare) == 1 else low[0]
    for chars, plain in (("’‘`´ʼ", "'"), ("–—‑‐−", "-"), ("\u00a0\u202f\u2007\u2009", " "), ("“”", '"'), ("…", ".")):
        table.update(dict.fromkeys(map(ord, chars), plain))
    return table


_FOLD = _table()


def fold_line(text: str) -> str:
    """Lower case without accents, same length: position i of the result is position i of the text."""
    return text.translate(_FOLD)


_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "janvier|janv|january|jan", "fevrier|fevr|fev|february|feb", "mars|march", "avril|avr|april|apr", "mai|may", "juin|june|jun",
            "juillet|juil|july|jul", "aout|august|aug", "septembre|sept|september|sep", "octobre|oct|october", "novembre|nov|november",
            "decembre|dec|december",
        ],
        start=1,
    )
    for name in names.split("|")
}  # fmt: skip
_DAYS = {
    name: number
    for number, names in enumerate(
        [
            "lundi|monday",
            "mardi|tuesday",
            "mercredi|wednesday",
            "jeudi|thursday",
            "vendredi|friday",
            "samedi|saturday",
            "dimanche|sunday",
        ]
    )
    for name in names.split("|")
}
NUMBERS = {
    "un": 1, "une": 1, "one": 1, "a": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5, "five": 5,
    "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9, "dix": 10, "ten": 10, "douze": 12, "twelve": 12,
    "quinze": 15, "vingt": 20, "trente": 30,
}  # fmt: skip
"""Numbers written in words, folded; "a" as in « in a week »."""

_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = "(?:" + "|".join(_DAYS) + ")"
_NUMBER = r"(?:\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a sentence: the span of its words, and what it is."""

    start: int
    end: int
    on: date


def days(folded: str, today: date, *, past: bool) -> tuple[Day, ...]:
    """Days named in a folded sentence, in order.

    Args:
        folded: text of `words.fold_line`.
        today: the day of the mail, in the firm's zone.
        past: the days are of something done: the last one that fits, else the next one.

    """
    found: list[Day] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            if any(match.start() < d.end and d.start < match.end() for d in found):
                continue
            try:
                on = read(match, today, past)
            except (ValueError, OverflowError):
                continue
            if on is not None:
                found.append(Day(match.start(), match.end(), on))
    return tuple(sorted(found, key=lambda d: d.start))


def month_end(day: date) -> date:
    """Last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _shift_month(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _year(text: str | None, day: int, month: int, today: date, past: bool) -> date:  # noqa: FBT001  internal
    if text:
        return date(int(text) + (2000 if len(text) == 2 else 0), month, day)
    candidates = [date(y, month, day) for y in (today.year - 1, today.year, today.year + 1) if _exists(y, month, day)]
    if not candidates:
        raise ValueError(f"{day}/{month}")
    if past:
        return max((c for c in candidates if c <= today), default=candidates[0])
    # A day just gone by, in words about the future, is more often a slip than a promise for next year.
    return min((c for c in candidates if c >= today - timedelta(days=31)), default=candidates[-1])


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= month_end(date(year, month, 1)).day


def _numeric(m: re.Match[str], today: date, past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    return _year(m["y"], int(m["d"]), int(m["m"]), today, past)


def _iso(m: re.Match[str], _today: date, _past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    return date(int(m[1]), int(m[2]), int(m[3]))


def _written(m: re.Match[str], today: date, past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    return _year(m["y"], int(m["d"]), _MONTHS[m["month"].rstrip(".")], today, past)


def _day_of_month(m: re.Match[str], today: date, past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    number, rest = int(m["d"]), m["rest"] or ""
    if "prochain" in rest:
        return _shift_month(today, 1).replace(day=number)
    if "dernier" in rest:
        return _shift_month(today, -1).replace(day=number)
    if rest:
        return today.replace(day=number)
    for months in (0, -1, -2) if past else (0, 1, 2):
        first = _shift_month(today, months)
        if _exists(first.year, first.month, number):
            day = first.replace(day=number)
            if (day <= today) if past else (day >= today):
                return day
    return None


def _weekday(m: re.Match[str], today: date, past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    wanted, words = _DAYS[m["day"]], m[0]
    if re.search(r"dernier|passe|last", words) or (past and not re.search(r"prochain|next|en huit", words)):
        back = (today.weekday() - wanted) % 7
        return today - timedelta(days=back or (0 if words.startswith(("ce ", "this ")) else 7))
    ahead = (wanted - today.weekday()) % 7 or 7
    if words.startswith("ce ") and wanted == today.weekday():
        ahead = 0
    return today + timedelta(days=ahead + (7 if "en huit" in words else 0))


_WORDS = {
    "aujourd'hui": 0, "ce jour": 0, "ce soir": 0, "ce matin": 0, "ce midi": 0, "cet apres-midi": 0, "dans la journee": 0, "a l'instant": 0,
    "ce jour meme": 0, "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "demain": 1, "tomorrow": 1, "apres-demain": 2,
    "apres demain": 2, "day after tomorrow": 2, "hier": -1, "yesterday": -1, "avant-hier": -2, "avant hier": -2,
    "huitaine": 8, "sous huit jours": 8, "quinzaine": 15, "sous 24h": 1, "sous 48h": 2, "sous 72h": 3,
}  # fmt: skip


def _word(m: re.Match[str], today: date, _past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    return today + timedelta(days=_WORDS[m[1]])


def _span(m: re.Match[str], today: date, _past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    count = int(m["n"]) if m["n"].isdigit() else NUMBERS[m["n"]]
    sign = -1 if m[0].startswith("il y a") or "ago" in m[0] else 1
    unit = m["unit"]
    if unit.startswith(("mois", "month")):
        first = _shift_month(today, sign * count)
        return first.replace(day=min(today.day, month_end(first).day))
    if unit.startswith("h"):
        return today + timedelta(days=sign * max(1, count // 24))
    return today + timedelta(days=sign * count * (7 if unit.startswith(("semaine", "week")) else 1))


def _edge(m: re.Match[str], today: date, past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    what, when = m["edge"], m["what"]
    if when in _MONTHS or when.rstrip(".") in _MONTHS:
        first = _year(m["y"], 1, _MONTHS[when.rstrip(".")], today - timedelta(days=0 if past else 27), past)
    elif "prochain" in when or "next" in when:
        first = _shift_month(today, 1)
    elif "annee" in when or "year" in when:
        return date(today.year, 12, 31)
    else:
        first = _shift_month(today, 0)
    if what.startswith(("fin", "end")):
        return month_end(first)
    return first.replace(day=15) if what.startswith("mi") else first.replace(day=5)


def _week(m: re.Match[str], today: date, _past: bool) -> date | None:  # noqa: FBT001  the readers of one table share one shape
    monday = today - timedelta(days=today.weekday())
    after = 7 if re.search(r"prochaine|next", m[0]) else 0
    if re.search(r"debut|beginning", m[0]):
        return monday + timedelta(days=after or 7)
    return monday + timedelta(days=after + 4)


_Reader = Callable[[re.Match[str], date, bool], date | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"\b(20\d\d)-(\d\d)-(\d\d)\b", _iso),
        (r"(?<![\d/.-])(?P<d>\d{1,2})\s?[/.]\s?(?P<m>\d{1,2})\s?[/.]\s?(?P<y>20\d\d|\d\d)(?![\d/])", _numeric),
        (r"(?<![\d/.-])(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)(?![\d/])", _numeric),
        (r"(?<![\d/.,-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)(?![\d/%])", _numeric),
        (rf"(?:{_DAY},? )?(?:le )?\b(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<y>20\d\d))?", _written),
        (rf"\b(?P<month>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>20\d\d))?(?! ?(?:€|eur))", _written),
        ((rf"\b(?P<edge>fin|mi|debut|end of|mid)[ -](?:de |du |d'|the |ce )?(?:mois de |mois d')?(?P<what>{_MONTH}|mois(?: prochain)?|"
         r"(?:next )?month|l'annee|annee|(?:the )?year)(?:(?<!mois) (?P<y>20\d\d))?"), _edge),
        (r"(?:(?:debut|fin|milieu|courant|end of|beginning of)(?: de)?(?: la| the)? )?(?:semaine prochaine|next week)", _week),
        (r"(?:(?:debut|fin|milieu|end of) (?:de )?(?:la |cette |the |this )?(?:semaine|week)|cette semaine|this week)", _week),
        (rf"(?:\b(?:ce|this|next|last|le|la) )?\b(?P<day>{_DAY})s?\b(?: (?:prochain|dernier|passe|en huit))?", _weekday),
        ((rf"\b(?:sous|dans(?: les)?|d'ici(?: a)?|in|within|il y a|encore)\s+(?:un delai de\s+|environ\s+|maximum\s+|about\s+)?(?P<n>{_NUMBER})\s*"
         r"(?:a \d+ )?(?:petits? |prochain[e]?s? )?(?P<unit>jours?|semaines?|mois|days?|weeks?|months?|h(?:eures|ours)?)\b"), _span),
        (rf"\b(?P<n>{_NUMBER}) (?P<unit>days?|weeks?|months?) ago\b", _span),
        (r"\b(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b", _word),
        ((r"\b(?:le|au|du|des le|avant le|vers le|pour le) (?:\w{5,8}di )?(?P<d>\d{1,2})(?:er)?(?P<rest> (?:du mois prochain|du mois dernier|du mois|"
         r"courant|de ce mois|ct)\b)?(?![\d/%°,.]\d|\d| ?(?:€|eur|%|rue|h\b|heures|fois|mois|jours))"), _day_of_month),
    )
)  # fmt: skip

# A day that belongs to the invoice or to a mail, not to a payment: « votre facture du 3 mars », « échue le 2 ».
_OWNED = re.compile(
    r"(?:factur\w*|notes?(?: d'honoraires)?|honoraires|courriers?|mails?|courriels?|messages?|relances?|rappels?|lettres?|demandes?|"
    r"invoices?|e-?mails?|reminders?|emise?s?|datee?s?|echue?s?|echeances?(?: (?:etait|est))?|dated|due|en date|"
    r"\d{2,}|audience|rendez-vous|rdv|entretien|reunion|jugement)[\s,(:]*(?:(?:en date )?(?:du|le|de|d'|of|on)\s*)?$"
)


def free_days(folded: str, today: date, *, past: bool) -> tuple[Day, ...]:
    """Days of a sentence that are not the date of an invoice, a letter or an appointment."""
    return tuple(d for d in days(folded, today, past=past) if not _OWNED.search(folded[: d.start]))
