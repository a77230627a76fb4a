"""The text of a movement as tokens: letters and figures, what is no invoice number (sums, days, hours) taken out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from relance.domain.text import plain

_CURRENCY = r"(?: ?EUR(?:OS?)?\b| ?€|E\b)"
_MONTHS = "JANV|FEV|MARS|AVR|MAI|JUIN|JUIL|AOUT|SEPT|OCT|NOV|DEC"
_OUT = re.compile(
    rf"(?:EUR|€) ?\d+(?:[ .,]\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)"
    rf"|(?<![\d/-])\d{{1,3}}(?:[ .]\d{{3}})+(?:,\d{{2}})?(?!\d){_CURRENCY}"
    rf"|(?<![\d/-])\d+(?:[.,]\d{{1,2}})?{_CURRENCY}"
    r"|(?<![\d/-])\d{1,3}(?:[ .]\d{3})+,\d{2}(?!\d)|(?<![\d/-])\d{3,},\d{2}(?!\d)"
    rf"|\b\d{{1,2}}(?:ER)? (?:{_MONTHS})[A-Z]*\b(?: 20\d\d\b)?"
    r"|\b\d{1,2}(?:ER|E|EME|ND|NDE|ERE)\b"
    r"|\b\d{1,2}[H:]\d{2}\b"
    r"|\d+(?:,\d+)? ?%"
)
_DAY = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:20)?\d\d"
    r"|20\d\d([/.-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_LETTER_O = re.compile(r"(?<![A-Z])O+(?=\d)|(?<=\d)O+(?![A-Z])")
_RF = re.compile(r"\bRF(\d\d) ?((?:[0-9A-Z]{4} )*[0-9A-Z]{1,21})\b")
_WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[A-Z]+|\d+")
_KEPT = str.maketrans({"Œ": "OE", "Æ": "AE", "°": " ", "\u00ba": " ", "\u00a0": " ", "\u202f": " "})


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


def flat(text: str) -> list[str]:
    """The plain words of a text; most bank texts are ASCII, and many."""
    return _WORD.findall(text.lower()) if text.isascii() else plain(text).split()


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of figures; `gap` is what stands between it and the token before."""

    text: str
    gap: str
    figures: bool


def upper(text: str) -> str:
    """Upper case without accents; punctuation stays, the letter O among figures is the figure."""
    bare = text.upper().translate(_KEPT)
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return _LETTER_O.sub(lambda m: "0" * len(m[0]), bare) if "O" in bare else bare


def tokens(text: str) -> list[Token]:
    """The runs of a text; where a sum, a day or an hour stood, a run of letters that is no word."""
    bare = upper(text)
    if "RF" in bare:
        bare = _RF.sub(_structured, bare)
    bare = _OUT.sub(" ZZZ ", _DAY.sub(" ZZZ ", bare))
    found: list[Token] = []
    end = 0
    for run in _RUN.finditer(bare):
        found.append(Token(run[0], bare[end : run.start()], run[0][0].isdigit()))
        end = run.end()
    return found


def is_day(figures: str) -> bool:
    """Whether six or eight figures may be a day: « 041126 », « 20261104 »."""
    if len(figures) == 6:
        first, middle, last = int(figures[:2]), int(figures[2:4]), int(figures[4:])
        return _is_day(first, middle, last) or _is_day(last, middle, first)
    if len(figures) == 8:
        return (figures[:2] == "20" and _is_day(int(figures[6:]), int(figures[4:6]), int(figures[2:4]))) or (
            figures[4:6] == "20" and _is_day(int(figures[:2]), int(figures[2:4]), int(figures[6:]))
        )
    return False


def _is_day(day: int, month: int, year: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12 and 20 <= year <= 33


def _structured(match: re.Match[str]) -> str:
    """A creditor reference (ISO 11649) whose check figures are right gives what it carries, as a number."""
    body = match[2].replace(" ", "")
    value = int("".join(str(int(c, 36)) for c in f"{body}RF{match[1]}"))
    return f" FACTURE {body} " if value % 97 == 1 else match[0]
