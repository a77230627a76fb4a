"""Dates, sums, ids and accounts as banks write them in files made for machines and for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from relance.domain.day_words import MONTHS
from relance.domain.money import cents, parse_amount
from relance.domain.text import plain

MAX_PROBLEMS = 200

_NO_ID = frozenset(
    [
        "notprovided",
        "nonref",
        "notavailable",
        "notapplicable",
        "unknown",
        "inconnu",
        "none",
        "na",
        "null",
    ]
)
# Beside a day and a year, « mar » is no Tuesday.
_MONTHS = {**MONTHS, "mar": 3, "juill": 7}
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*|Z|[+-]\d\d:?\d\d)?")
_CLOSE_DAY = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})(?:\d{2,6})?(?:[.\[].*)?")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,].*)?")
_SLASHED_DAY = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T].*)?")
_NAMED_DAY = re.compile(r"(\d{1,2})(?: ?er)? ([a-z]+) (\d{4}|\d{2})(?: .*)?")
_EXACT = re.compile(r"[+-]?(?:[0-9]{1,13}(?:[.,][0-9]{0,10})?|[.,][0-9]{1,10})")
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def decoded(data: bytes, declared: str = "") -> str:
    """Text of a file: UTF-16 with BOM, UTF-8, the declared code page, else Windows-1252 (latin-1 in its gaps)."""
    codecs = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", declared, "cp1252"]
    for codec in codecs:
        if not codec:
            continue
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    return data.decode("latin-1")


@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """A day: ISO, 20261112, 12/11/2026, 12.11.26, 12 novembre 2026; an hour behind it is dropped.

    Raises:
        ValueError: it is no day.

    """
    bare = text.strip()
    for pattern in (_ISO_DAY, _CLOSE_DAY, _SLASHED_DAY):
        if found := pattern.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _FRENCH_DAY.fullmatch(bare):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    found = _NAMED_DAY.fullmatch(plain(bare))
    if found and found[2] in _MONTHS:
        return date(_year(found[3]), _MONTHS[found[2]], int(found[1]))
    raise ValueError(text)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def exact_sum(text: str) -> Decimal:
    """A sum of a format for machines: `1234.5`, `1234,50`, `-9.80`, `1000.000`; its one mark is the decimal one.

    Raises:
        ValueError: it is no sum, or has fractions of a cent.

    """
    bare = "".join(text.split()).replace("\u2212", "-")
    if not _EXACT.fullmatch(bare):
        return parse_amount(text)
    value = Decimal(bare.replace(",", "."))
    rounded = cents(value)
    if value != rounded:
        raise ValueError(text)
    return rounded


def written_sum(text: str) -> Decimal:
    """A sum as a spreadsheet shows it: `1 980,00`, `+2010,00 €`, `EUR 1,375.00`, `46,00-`, `(12,00)`, `9,80 D`.

    Raises:
        ValueError: it is no sum.

    """
    bare = re.sub(r"[\u00a0\u202f\u2009]", " ", text).replace("\u2212", "-").replace("\u2013", "-").strip()
    bare = re.sub(r"(?i)^([+-]?) ?(?:€|eur(?:os?)?) ?", r"\1", bare)
    bare = re.sub(r"(?i) ?(?:€|eur(?:os?)?)(?= ?[dc+-]?$)", "", bare)
    sign = 1
    if found := re.fullmatch(r"\((.+)\)|(.+?) ?(?:-|D|DB|DT)", bare, re.IGNORECASE):
        bare, sign = (found[1] or found[2]).strip(), -1
    bare = re.sub(r"(?i) ?(?:\+|C|CR|CT)$", "", bare)
    return parse_amount(re.sub(r"^([+-]) ", r"\1", bare)) * sign


def told_id(text: str) -> str:
    """An id, or "" for the words that say that there is none (NOTPROVIDED, NONREF, only zeros)."""
    if not text:
        return ""
    bare = " ".join(text.split())
    letters = re.sub(r"[^a-z0-9]", "", bare.lower())
    return "" if letters in _NO_ID or not letters.strip("0") else bare


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a French account from its three parts; the account alone where they are not whole."""
    parts = bank.strip(), branch.strip(), account.strip().upper()
    if [len(p) for p in parts] != [5, 5, 11] or not re.fullmatch(r"\d{10}[0-9A-Z]{11}", "".join(parts)):
        return parts[2]
    figures = [int(p.translate(_LETTERS)) for p in parts]
    key = 97 - (89 * figures[0] + 15 * figures[1] + 3 * figures[2]) % 97
    number = f"{parts[0]}{parts[1]}{parts[2]}{key:02d}"
    check = 98 - int("".join(str(int(c, 36)) for c in f"{number}FR00")) % 97
    return f"FR{check:02d}{number}"


def unread(what: str, text: str) -> ValueError:
    """The error of a movement that is left out, because of what stands in it."""
    return ValueError(f"{what} illisible (« {text.strip()[:40]} »), non repris : affectez ce mouvement à la main.")


def foreign(currency: str) -> ValueError:
    """The error of a movement that is not in euros."""
    return ValueError(f"montant en {currency[:10]}, non repris : affectez ce mouvement à la main.")


def bounded(problems: Sequence[str]) -> tuple[str, ...]:
    """The first problems, and how many more there are: nobody reads a thousand sentences."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    more = f"… et {len(problems) - MAX_PROBLEMS} autres lignes qui n’ont pas pu être lues."
    return (*problems[:MAX_PROBLEMS], more)
