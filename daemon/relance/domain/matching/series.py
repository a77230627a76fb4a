"""How an invoice number is made: letters, year, serial; and the shapes it may be typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.matching.written import tokens

Key = tuple[int, tuple[str, ...]]
"""Which group is the year (0 the first, -1 the last, 1 none), and the groups of figures, zeros in front dropped."""
NO_YEAR = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """An invoice number taken apart.

    Attributes:
        number: as printed.
        letters: its groups of letters.
        key: its groups of figures.
        serial: the group that counts, as printed.
        series: what all numbers of its series share.
        joined: all its figures together, with two and with four figures of the year.

    """

    number: str
    letters: frozenset[str]
    key: Key
    serial: str
    series: tuple[frozenset[str], Key]
    joined: tuple[str, ...]


def bare(figures: str) -> str:
    """Without zeros in front."""
    return figures.lstrip("0") or "0"


def short_year(group: str) -> str | None:
    """The two figures of a year; None when it is none."""
    if len(group) == 4 and group.startswith("20"):
        return group[2:]
    return group if len(group) == 2 else None


def key_of(groups: tuple[str, ...], year_at: int) -> Key | None:
    """The key of typed groups if that one is the year; None when it cannot be."""
    if year_at == NO_YEAR:
        return NO_YEAR, tuple(bare(g) for g in groups)
    year = short_year(groups[year_at])
    if year is None:
        return None
    if year_at == 0:
        return 0, (year, *(bare(g) for g in groups[1:]))
    return -1, (*(bare(g) for g in groups[:-1]), year)


def shape_of(number: str, issued_on: date) -> Shape | None:
    """The number taken apart; None when it has no figures. The year is told by the day of issue."""
    runs = tokens(number) if not _is_plain(number) else None
    groups = tuple(t.text for t in runs if t.figures) if runs else ()
    letters = frozenset(t.text for t in runs if not t.figures) if runs else frozenset[str]()
    if runs is None:
        groups = (number,)
    if not groups or "ZZZ" in letters:
        letters, groups = _by_hand(number)
    if not groups:
        return None
    groups = _split_year(groups, issued_on)
    year_at = _year_at(groups, issued_on)
    key = key_of(groups, year_at) or (NO_YEAR, tuple(bare(g) for g in groups))
    place = -2 if year_at == -1 else -1
    rest = (key[0], (*key[1][:place], "", *key[1][len(key[1]) + place + 1 :]))
    return Shape(number, letters, key, groups[place], (letters, rest), _joined(groups, year_at))


def _is_plain(number: str) -> bool:
    return number.isdecimal() and number.isascii()


def _by_hand(number: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Groups of a number that looks like a day or a sum."""
    letters, figures = set[str](), list[str]()
    run = ""
    for c in f"{number.upper()} ":
        if run and (not c.isalnum() or c.isdecimal() != run[0].isdecimal()):
            figures.append(run) if run[0].isdecimal() else letters.add(run)
            run = ""
        run += c if c.isalnum() and c.isascii() else ""
    return frozenset(letters), tuple(figures)


def _split_year(groups: tuple[str, ...], issued_on: date) -> tuple[str, ...]:
    """A single group that begins with the year of issue, and counts at least three figures behind it, is two."""
    only = groups[0]
    for year in (str(issued_on.year), f"{issued_on.year % 100:02}"):
        if len(groups) == 1 and only.startswith(year) and len(only) >= len(year) + 3:
            return year, only[len(year) :]
    return groups


def _year_at(groups: tuple[str, ...], issued_on: date) -> int:
    years = {f"{(issued_on.year + more) % 100:02}" for more in (-1, 0, 1)}
    for place in (0, -1):
        if len(groups) > 1 and short_year(groups[place]) in years:
            return place
    return NO_YEAR


def _joined(groups: tuple[str, ...], year_at: int) -> tuple[str, ...]:
    forms = {"".join(groups)}
    if year_at != NO_YEAR and (year := short_year(groups[year_at])):
        for typed in (year, f"20{year}"):
            changed = list(groups)
            changed[year_at] = typed
            forms.add("".join(changed))
    return tuple(sorted(forms))
