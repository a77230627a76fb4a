# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Numbers written in words, read as figures: « cent vingt euros », « le trois mars », "in four payments"."""

from __future__ import annotations

import re

UNITS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
         "huitante": 80, "octante": 80, "nonante": 90}  # fmt: skip
_GREAT = {"cent": 100, "cents": 100, "mille": 1000}
_FOREIGN = {
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "diez": 10, "doce": 12, "due": 2, "tre": 3, "quattro": 4,
    "cinque": 5, "sei": 6, "dieci": 10, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "zehn": 10, "twee": 2,
    "drie": 3, "vijf": 5, "zes": 6, "tien": 10, "dois": 2, "duas": 2, "quatro": 4, "dez": 10,
}  # fmt: skip
NUMBERS = {**UNITS, **_TENS, **_FOREIGN, "un": 1, "une": 1, "one": 1, "a": 1}
"""Words that name one number, folded; "a" as in « in a week »."""

_ONE = {"un": 1, "une": 1}
_VALUES = {**UNITS, **_TENS, **_GREAT, **_ONE}
_FRENCH = "|".join(sorted((*UNITS, *_TENS, *_GREAT), key=len, reverse=True))
_OTHER = "|".join(sorted(_FOREIGN, key=len, reverse=True))
# « sept. » after a day is September: it is left as it stands.
_SPELLED = re.compile(
    rf"\b(?!(?<=\d[ ])sept\b|(?<=\der )sept\b|sept[ .]+\d)(?P<french>(?:{_FRENCH})(?:(?:[ -]et)?[ -](?:{_FRENCH})\b|[ -]et[ -]une?\b)*)\b"
    rf"|\b(?P<foreign>{_OTHER})\b"
)


def spelled(folded: str) -> str:
    """A folded text with numbers in words as figures, flush right: same length, so every position stays."""
    return _SPELLED.sub(_figures, folded)


def _figures(match: re.Match[str]) -> str:
    text = match[0]
    if match["foreign"]:
        return str(_FOREIGN[text]).rjust(len(text))
    return "".join(_runs(text))


def _runs(text: str) -> list[str]:
    """Numbers of a run of number words, each as wide as its words: « trois cent dix » is one, « deux trois » are two."""
    pieces: list[str] = []
    start = end = 0
    so_far: _Sum | None = None
    for match in re.finditer(r"\b(?!et\b)[a-z]+", text):
        value = _VALUES[match[0]]
        joined = _join(so_far, value) if so_far else None
        if so_far and joined is None:
            pieces.append(str(so_far[0] + so_far[1]).rjust(end - start) + text[end : match.start()])
            start = match.start()
        so_far = joined or ((1000, 0, 1000) if value == _THOUSAND else (0, value, value))
        end = match.end()
    return [*pieces, str(so_far[0] + so_far[1]).rjust(end - start)] if so_far else [text]


def _join(so_far: _Sum, value: int) -> _Sum | None:
    """The number with one more word, None where that word begins another number."""
    thousands, below, last = so_far
    if value == _THOUSAND:
        return (below * _THOUSAND, 0, value) if not thousands else None
    if value == _HUNDRED:
        return (thousands, max(1, below) * _HUNDRED, value) if below < _TWENTY else None
    if value == _TWENTY and last == 4:
        return thousands, below + 76, 80
    if last in {_HUNDRED, _THOUSAND}:
        room = _HUNDRED
    elif last in {60, 80}:
        room = _TWENTY
    else:
        room = 10 if last >= _TWENTY or (last == 10 and value >= 7) else 0
    return (thousands, below + value, value) if value < room else None


_THOUSAND, _HUNDRED, _TWENTY = 1000, 100, 20
_Sum = tuple[int, int, int]
"""Thousands, what is below them, and the value of the last word."""
