# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Days a sentence names, in French or plainly in six other languages, resolved against the day the mail was written.

INTENTS.md: « vendredi » is the next one for a promise and the last one for a payment made; « fin du mois » is its last
day; « sous huitaine » is 8 days, « sous quinzaine » 15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from relance.domain.day_words import DAYS, DOZENS, FEASTS, MONTHS, NEAR
from relance.domain.numerals import NUMBERS, spelled


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
_LINE = 200


def fold_line(text: str) -> str:
    """Lower case without accents, same length: position i of the result is position i of the text."""
    return _folded(text) if len(text) <= _LINE else text.translate(_FOLD)


@lru_cache(maxsize=1024)  # each reader of a mail asks for its lines anew
def _folded(line: str) -> str:
    return line.translate(_FOLD)


def _one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_MONTH = _one_of(MONTHS) + r"\b\.?"
_DAY = _one_of(DAYS)
_NUMBER = r"(?:\d{1,3}|" + _one_of(NUMBERS) + ")"


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a sentence: the span of its words, and what it is."""

    start: int
    end: int
    on: date


@dataclass(frozen=True, slots=True)
class _Written:
    """When the words were written, and whether they speak of something done."""

    today: date
    past: bool


def days(folded: str, today: date, *, past: bool) -> tuple[Day, ...]:
    """Days named in a folded text, in order.

    Args:
        folded: text of `fold_line`.
        today: the day of the mail, in the firm's zone.
        past: the days are of something done: the last one that fits, else the next one.

    """
    text, written = spelled(folded), _Written(today, past)
    words = set(_WORDS.findall(text))
    found: list[Day] = []
    for needed, pattern, read in _READERS:
        if words.isdisjoint(needed):
            continue
        for match in pattern.finditer(text):
            if any(match.start() < d.end and d.start < match.end() for d in found):
                continue
            try:
                on = read(match, written)
            except (ValueError, OverflowError):
                continue
            if on is not None:
                found.append(Day(match.start(), match.end(), on))
    found.sort(key=lambda d: d.start)
    return _anchored(text, found) if found else ()


_ANCHORED = re.compile(
    r"\b(?:(?P<after>(?:le |des le )?(?P<two>sur)?lendemain|the (?:next day|day after)\b(?! tomorrow))|ce(?:tte)? (?:jour|soir|date|matin)-la|(?:a |jusqu'a )?cette date|jusque[- ]la|le jour meme|dit jour)\b"
)


def _anchored(text: str, found: list[Day]) -> tuple[Day, ...]:
    """With the days told by the one named before: « la paie tombe le 4, je vire le lendemain »."""
    more: list[Day] = []
    for match in _ANCHORED.finditer(text):
        before = [d for d in found if d.end <= match.start()]
        if before and not any(d.start < match.end() and match.start() < d.end for d in found):
            later = (2 if match["two"] else 1) if match["after"] else 0
            more.append(Day(match.start(), match.end(), before[-1].on + timedelta(days=later)))
    return tuple(sorted([*found, *more], key=lambda d: d.start)) if more else tuple(found)


def month_end(day: date) -> date:
    """Last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _shift_month(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _later(day: date, months: int) -> date:
    first = _shift_month(day, months)
    return first.replace(day=min(day.day, month_end(first).day))


def _year(text: str | None, day: int, month: int, w: _Written) -> date:
    if text:
        return date(int(text) + (2000 if len(text) == 2 else 0), month, day)
    years = (w.today.year - 1, w.today.year, w.today.year + 1)
    candidates = [date(y, month, day) for y in years if _exists(y, month, day)]
    if not candidates:
        raise ValueError(f"{day}/{month}")
    if w.past:
        return max((c for c in candidates if c <= w.today), default=candidates[0])
    # A day just gone by, in words about the future, is more often a slip than a promise for next year.
    return min((c for c in candidates if c >= w.today - timedelta(days=31)), default=candidates[-1])


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= month_end(date(year, month, 1)).day


def _numeric(m: re.Match[str], w: _Written) -> date | None:
    return _year(m["y"], int(m["d"]), int(m["m"]), w)


def _iso(m: re.Match[str], _w: _Written) -> date | None:
    return date(int(m[1]), int(m[2]), int(m[3]))


def _number(text: str) -> int:
    return 1 if text in {"1er", "premier"} else int(text)


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".")]


def _named_month(m: re.Match[str], w: _Written) -> date | None:
    return _year(m["y"], _number(m["d"]), _month(m["month"]), w)


def _in_month(m: re.Match[str], w: _Written) -> date | None:
    return _year(None, _number(m["d"]), _month(m["month"]), w)


def _from_month(m: re.Match[str], w: _Written) -> date | None:
    return None if w.past else _year(m["y"], 1, _month(m["month"]), w)


def _day_of_month(m: re.Match[str], w: _Written) -> date | None:
    number, rest = _number(m["d"]), m["rest"] or ""
    if re.search("prochain|suivant|next", rest):
        return _shift_month(w.today, 1).replace(day=number)
    if re.search("dernier|last", rest):
        return _shift_month(w.today, -1).replace(day=number)
    if re.search(r"courant|de ce|this|ct\b", rest):
        return w.today.replace(day=number)
    return _nearest(number, w)


def _nearest(number: int, w: _Written, weekday: int | None = None) -> date | None:
    """The last or next month's day of that number, of that weekday where one is told."""
    steps = range(13) if weekday is not None else range(3)
    for months in steps:
        first = _shift_month(w.today, -months if w.past else months)
        if _exists(first.year, first.month, number):
            day = first.replace(day=number)
            if ((day <= w.today) if w.past else (day >= w.today)) and weekday in {None, day.weekday()}:
                return day
    return None


def _numbered_weekday(m: re.Match[str], w: _Written) -> date | None:
    number, wanted = int(m["d"]), DAYS[m["day"]]
    on = _nearest(number, w, wanted)
    return on if on and abs((on - w.today).days) < 200 else _nearest(number, w)


def _weekday(m: re.Match[str], w: _Written) -> date | None:
    wanted, words = DAYS[m["day"]], m[0]
    weeks = 14 if re.search(r"en +15", words) else 7 if re.search(r"en +8|a week on|week$", words) else 0
    if re.search(r"dernier|passe|last|pasado|scorso|letzten|vorige|vergangen|ultim", words) or (
        w.past and not weeks and not re.search(r"prochain|next|proximo|prossimo|nachsten|kommenden|volgende", words)
    ):
        back = (w.today.weekday() - wanted) % 7
        return w.today - timedelta(days=back or (0 if words.startswith(("ce ", "this ")) else 7))
    ahead = (wanted - w.today.weekday()) % 7 or 7
    if words.startswith("ce ") and wanted == w.today.weekday():
        ahead = 0
    return w.today + timedelta(days=ahead + weeks)


def _weekday_of_week(m: re.Match[str], w: _Written) -> date | None:
    monday = w.today - timedelta(days=w.today.weekday())
    return monday + timedelta(days=7 + DAYS[m["day"] or m["of_week"]])


def _word(m: re.Match[str], w: _Written) -> date | None:
    return w.today + timedelta(days=NEAR[m[1]])


def _feast(m: re.Match[str], w: _Written) -> date | None:
    return _year(None, FEASTS[m["feast"]][1], FEASTS[m["feast"]][0], w)


def _dozen(m: re.Match[str], w: _Written) -> date | None:
    return w.today + timedelta(days=DOZENS[m["dozen"] or m["days"]])


def _span(m: re.Match[str], w: _Written) -> date | None:
    count = int(m["n"]) if m["n"].isdigit() else NUMBERS[m["n"]]
    sign = -1 if re.match(r"il y a|y'?a\b|hace\b|vor\b", m[0]) or "ago" in m[0] else 1
    unit = m["unit"]
    if re.match(r"mois|month|mes|mois|monat|maand", unit):
        return _later(w.today, sign * count)
    if unit.startswith("min"):
        return w.today
    if re.match(r"h|uur|stund|ore", unit):
        return w.today + timedelta(days=sign * (count // 24 if sign < 0 else max(1, count // 24)))
    return w.today + timedelta(days=sign * count * (7 if re.match(r"sem|week|woche|setti", unit) else 1))


def _edge(m: re.Match[str], w: _Written) -> date | None:
    what, when = m["edge"], m["what"]
    if when.rstrip(".") in MONTHS:
        first = _year(m["y"], 1, _month(when), _Written(w.today - timedelta(days=0 if w.past else 27), w.past))
    elif re.search("prochain|next|proximo|prossimo", when):
        first = _shift_month(w.today, 1)
    elif re.search(r"annee|year|\bano|anno|jaar", when):
        return date(w.today.year, 12, 31) if re.match(r"fin|end|eind", what) else None
    else:
        first = _shift_month(w.today, 0)
    if re.match(r"fin|end|eind|late|fim", what):
        return month_end(first)
    return first.replace(day=15) if re.match(r"mi|mitt|half|mead|meta", what) else first.replace(day=5)


def _week(m: re.Match[str], w: _Written) -> date | None:
    monday = w.today - timedelta(days=w.today.weekday())
    after = 7 if re.search(r"prochaine|next", m[0]) else 0
    if re.search(r"debut|beginning", m[0]):
        return monday + timedelta(days=after or 7)
    return monday + timedelta(days=after + 4)


_UNIT = r"(?P<unit>jours?|j|semaines?|mois|min(?:utes?)?|days?|weeks?|months?|h(?:eures|ours)?|dias?|semanas?|mes(?:es)?|giorni|settiman[ae]|mesi|tagen?|wochen?|monaten?|dagen|weken|maanden)\b"
_MONEY = r" ?(?:€|eur|%|balles|h\b|h\d|heures|fois|x\b|mois|jours|semaines|rue|avenue|bis\b|ans\b|personnes|pages|lignes|par mois|/ ?mois)"
_NO_MORE = rf"(?![\d/%°]|[,.:]\d| \d{{3}}\b|{_MONEY})"
_AT = r"(?:le|au|aux|du|des le|dia|el|il|am|zum|vom|op|dal|(?:the|by|on)(?= \d\d?(?:th|st|nd|rd)))"
_WORDS = re.compile(r"[a-z]+|\d(?=\d*)")
_FIGURES = frozenset("0123456789")
_MONTH_NAMES = frozenset(MONTHS)
_DAY_NAMES = frozenset(d.partition("-")[0] for d in DAYS)
_PERIODS = frozenset(["mois", "month", "mese", "mes", "monats", "annee", "year", "ano", "anno", "jaar"])
_WEEKS = frozenset(["semaine", "week"])
_NEAR_WORDS = frozenset(w for name in NEAR for w in re.findall(r"[a-z]+|\d", name)) - _FIGURES | {"dem", "main", "m"}
_FEAST_WORDS = frozenset(w for name in FEASTS for w in re.findall(r"[a-z]+", name)) - {"la"}
_Reader = Callable[[re.Match[str], _Written], date | None]
# What is tried, in this order; each with words one of which must stand in the text, as most stand in none.
_READERS: tuple[tuple[frozenset[str], re.Pattern[str], _Reader], ...] = tuple(
    (needed, re.compile(pattern), reader)
    for needed, pattern, reader in (
        (_FIGURES, r"\b(20\d\d)-(\d\d)-(\d\d)(?!\d)", _iso),
        (_FIGURES, r"(?<![\d/.-])(?P<d>\d{1,2})\s?[/.]\s?(?P<m>\d{1,2})\s?[/.]\s?(?P<y>20\d\d|\d\d)(?![\d/])", _numeric),
        (_FIGURES, r"(?<![\d/.-])(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)(?![\d/])", _numeric),
        (_FIGURES, r"(?<![\d/.,-])(?<!tranche )(?<!versement )(?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)(?![\d/%])", _numeric),
        (_FIGURES, r"(?:\b(?:am|vom|zum|den|bis) |(?<!\d)(?=\d\d\.\d\d\.))(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>)(?!\d)", _numeric),
        (_MONTH_NAMES, rf"(?:\b{_DAY},? )?(?:(?:le|el|il|den|op|am|on|the|dia|zum) +)?\b(?P<d>\d{{1,2}}|1er|premier)(?:er|st|nd|rd|th|e|º)?\.?(?: of| de| del)?\s(?P<month>{_MONTH})(?:(?:,| de| del)? (?P<y>20\d\d))?", _named_month),
        (_MONTH_NAMES, rf"\b(?P<month>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>20\d\d))?(?!{_MONEY}|[/.,]\d)", _named_month),
        (_MONTH_NAMES, rf"\b(?P<month>{_MONTH})[,.]?(?:\s|\n)?\(?(?:(?:(?:qui|elle|il) tombe|mettons|disons|soit|donc) )?le +(?P<d>\d{{1,2}})\b{_NO_MORE}(?! (?:{_MONTH}|de chaque))", _in_month),
        (_MONTH_NAMES | _PERIODS, (rf"\b(?P<edge>fin|mi|debut|milieu|courant|end of|mid|early|late|finales|fine|meta|fim|mitte|ende|anfang|eind|half|begin)[ -](?:de la |de |du |d'|di |do |the |ce |le )?(?:mois de |mois d'|mes de |mese di )?(?P<what>{_MONTH}|mois(?: prochain)?|mese(?: prossimo)?|mes(?: proximo)?|des monats|"
         rf"(?:next |this )?month|l'annee|annee|(?:the )?year|ano|anno|jaar)\b(?<!\bjours fin de mois)(?:(?<!mois) (?P<y>20\d\d))?"), _edge),
        (_MONTH_NAMES, rf"\ble +(?P<d>\d{{1,2}}) de chaque mois,? (?:(?:a (?:partir|compter|commencer) |des |debut |en )(?:de |d'|du mois de )?)(?P<month>{_MONTH})", _in_month),
        (_MONTH_NAMES, rf"\b(?:a (?:partir|compter) d(?:e |u mois de |')|en commencant en |des (?:le mois de |le mois d')?|pas avant |(?:starting|beginning|from) (?:in )?|a partir de |desde |a partire da |da |ab |vanaf )(?P<month>{_MONTH})(?: (?P<y>20\d\d))?(?!\w)(?! \d)", _from_month),
        (_WEEKS, rf"\b(?:la )?semaine prochaine,? (?:le )?(?P<day>{_DAY})\b|\b(?P<of_week>{_DAY}) (?:de la semaine prochaine|of next week)", _weekday_of_week),
        (_WEEKS, r"(?:(?:debut|fin|milieu|courant|end of|beginning of)(?: de)?(?: la| the)? )?(?:semaine prochaine|next week)", _week),
        (_WEEKS, r"(?:(?:debut|fin|milieu|end of) (?:de )?(?:la |cette |the |this )?(?:semaine|week)|cette semaine|this week)", _week),
        (_DAY_NAMES, rf"\b(?P<day>{_DAY})(?: prochain)?,? +(?:le +)?(?P<d>[0-3]?\d)(?:er|th|st|nd|rd)?\b{_NO_MORE}(?! ?(?:-|et) ?\d)", _numbered_weekday),
        (_DAY_NAMES, rf"(?:\b(?:ce|this|next|last|le|la|a week on|kommenden|nachsten|volgende|vorige|letzten) )?\b(?P<day>{_DAY})s?\b(?: +(?:prochain|dernier|passe|pasado|proximo|scorso|prossimo|en +(?:8|15)\b|week\b))?", _weekday),
        (_FIGURES | NUMBERS.keys(), (rf"\b(?:sous|dans(?: l[ea]s?)?|d'ici(?: a)?|in|within|il y a|y ?'?a|encore|(?:report|delai|repit|sursis|pause)s? (?:\w+ )?de|patienter|attendre|pdt|entro|en|dentro de|binnen|innerhalb von|dans un delai de|demande|for another|hace|vor|give (?:me|us)|laisse\w*[ -]moi|donne\w*[ -]moi)\s+(?:un delai de\s+|les\s+|environ\s+|maximum\s+|about\s+|encore\s+|another\s+)?(?P<n>{_NUMBER})\s*"
         rf"(?:(?:a|ou|-) +\d+ )?(?:petits? |prochain[e]?s? |bonnes? )?{_UNIT}(?! (?:moins|plus|par))"), _span),
        (_FIGURES | NUMBERS.keys(), rf"\b(?P<n>\d{{1,2}}) {_UNIT} (?:de (?:respiration|repit|delai|plus|grace)|supplementaires?|d'attente)", _span),
        (_FIGURES | NUMBERS.keys(), rf"\b(?P<n>{_NUMBER}) (?P<unit>days?|weeks?|months?|hours?|minutes?) ago\b", _span),
        (frozenset(DOZENS), rf"\b(?:sous|dans(?: la| une)?|d'ici(?: une| la)?|(?<!\bla )(?:a|une|comptez une|environ une)) ?(?P<dozen>huitaine|quinzaine)\b|\b(?:une|la|petite) (?P<days>{_one_of(DOZENS)}) de jours", _dozen),
        (_NEAR_WORDS, rf"(?<!guten )(?<!goede )\b({_one_of(NEAR)})\b(?!-la\b)", _word),
        (_FEAST_WORDS, rf"\b(?:a|avant|d'ici(?: a)?|jusqu'a|pour|apres|by|before|until|antes de|entro|per) (?P<feast>{_one_of(FEASTS)})\b", _feast),
        (_FIGURES | {"premier"}, (rf"\b{_AT} +(?:\w{{5,8}}di )?(?P<d>\d{{1,2}}|premier(?= d[eu] (?:mois|chaque)))(?:er|th|st|nd|rd)?\.?(?P<rest> (?:du mois prochain|du mois suivant|du mois dernier|du mois d'apres|du mois|of next month|of this month|"
         rf"courant|de ce mois|ct)\b)?(?!\w){_NO_MORE}"), _day_of_month),
    )
)  # fmt: skip

# A day that belongs to the invoice or to a mail, not to a payment: « votre facture du 3 mars », « échue le 2 ».
_OWNED = re.compile(
    r"(?:factur\w*|notes?(?: d'honoraires)?|honoraires|courriers?|mails?|courriels?|messages?|relances?|rappels?|lettres?(?: de mission)?|demandes?|"
    r"invoices?|e-?mails?|reminders?|emise?s?|datee?s?|echue?s?|echeances? (?:etait|est)|dated|due|en date|conventions?|devis|convocations?|"
    r"audience|rendez-vous|rdv|entretien|reunion|jugement|expertise|conseil|accord(?: verbal)?|proces-verbal|bureau municipal|taux convenu|situation [\w-]+)[\s(:]*(?P<of>(?:en date )?(?:du|le|au|de|d'|of|on)\s*)?$|(?:\d{3,}|semaine) (?P<number>du) $"
)

_BILL = re.compile(r"factur|note|honoraires|invoice")
_DATED = re.compile(r"\d|du |le \d")
_AHEAD = re.compile(
    r"sous\b|dans\b|d'ici|in\b|within\b|avant\b|a partir|des\b|pour\b|jusqu|fin\b|mi\b|courant\b|demain|tomorrow|domani"
)


def owned(folded: str, day: Day) -> bool:
    """Whether a day is the date of an invoice, a letter or an appointment."""
    owner = _OWNED.search(folded, max(0, day.start - 60), day.start)
    if owner is None or _AHEAD.match(folded, day.start, day.end):
        return False
    # « je règle la facture vendredi » pays on Friday; « votre mail vendredi » came then.
    return bool(owner["of"]) or not _BILL.match(owner[0]) or bool(_DATED.match(folded, day.start, day.end))
