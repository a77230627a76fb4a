# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Passages of a quoted mail that do not look like the rest of it, and are the answers a pointer speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relance.reading.html import Run, StyledLine
from relance.reading.quoting.languages import plain
from relance.reading.quoting.pointers import Pointer
from relance.reading.signatures import is_closing
from relance.reading.styles import Colour, Style, hues

_Value = Colour | bool | str | None
_Look = Callable[[str, Style], _Value]

# Who says « je » or « oui » in a reminder is not the firm.
_PERSONAL = re.compile(
    r"\b(?:je(?! vous (?:remercie d|prie de bien|saurais gre|rappelle|mets en|invite a))|j'\w+|mon|ma|mes|moi|oui|non|ok|d'accord|on (?:a|va|vous|ne|n'\w+|peut)|vos (?:honoraires|relances)|votre (?:mise|relance|rappel|cabinet|tarif)"
    r"|nous (?:contestons|refusons|payons|reglons|acceptons|souhaitons)|aucune?|jamais|i|my|yes|no|we (?:have|paid|will|do|are|can)|ja|nein)\b"
)
_TELLS = re.compile(
    r"\b(?:regle(?:e|es|s)?|payee?s?|viree?s?|envoyee?s?|faite?s?|recue?s?|exact|faux|fausse|correct|rien|conteste|virement|cheque|possible|accord|vu|note|paid|sent|done|received|correct|wrong|true|false)\b"
)
_REMINDS = re.compile(
    r"\b(?:mise en demeure|sauf erreur|a defaut|sans reponse|nous vous|je vous (?:rappelle|mets|invite|saurais|remercie d'?e?|prie de bien)|veuillez|merci de|(?:montant|total|solde|reste) (?:ttc|du|dus|restant|a (?:regler|payer))|echeances?|echue?s?|factures? (?:n|:)"
    r"|votre (?:reglement|paiement)|impaye\w*|(?:pas|non) (?:recu|parvenu)|iban|bic|reference|penalites?|indemnite|rappel|relance|si vous avez|si votre|deja regle|deja parvenu|echeancier|a regler|sous huit|huit jours)\b"
)
_VALUE = re.compile(r"[^.?!:]{1,40} ?: ")
_LINKED = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|\bwww\.\S+")
_ENDS = ".?!:;)»"
_MUCH, _LITTLE = 0.25, 0.1  # of the letters
_OTHER_WAYS = ("behind", "italic", "font", "bold", "underlined")


@dataclass(frozen=True, slots=True)
class _Passage:
    """Neighbouring words of one look in a line.

    Attributes:
        text: the words.
        line: number of the line.
        value: the look.
        begins: nothing, or the end of a sentence, stands before them in the line.
        ends: nothing stands behind them.
        asked: what stands above or before them is a question.
        closed: they stand below the closing words of the mail.

    """

    text: str
    line: int
    value: _Value
    begins: bool
    ends: bool
    asked: bool
    closed: bool

    @property
    def folded(self) -> str:
        """For rules."""
        return plain(self.text)


def answers_by_look(asked: tuple[StyledLine, ...], told: Pointer) -> list[str]:
    """Passages that look as the pointer says, or, where it says nothing of it, unlike the rest; in order."""
    if told.hues - {"black"} or "coloured" in told.ways or not told.ways:
        found = _coloured(asked, told.hues)
        if found or (told.hues and not told.ways):
            return found
    for way in told.ways & {*_OTHER_WAYS, "capitals"}:
        found = _unlike(asked, way, sure=True)
        if found:
            return found
    if told.hues or told.ways:
        return []
    return next((x for x in (_unlike(asked, way, sure=False) for way in _OTHER_WAYS) if x), [])


def _coloured(asked: tuple[StyledLine, ...], named: frozenset[str]) -> list[str]:
    """Answers by the colour of the words, or of what is behind them."""
    for look in (lambda _, style: style.colour, lambda _, style: style.behind):
        main = _main(asked, look, named)
        found = [
            p for p in _passages(asked, look) if p.value != main[0] and (p.value is not None or "black" in named)
        ]
        found = [p for p in found if p.line >= main[1] or _PERSONAL.search(p.folded)]
        shades = {p.value for p in found}
        meant = {v for v in shades if _is_called(v, named)}
        if len(meant or shades) > 1 or not meant:
            meant = {v for v in meant or shades if any(_is_said(p) for p in found if p.value == v)}
        meant = {v for v in meant if not _are_reminder(p for p in found if p.value == v)}
        kept = [p.text for p in found if p.value in meant and _is_answer(p)]
        if kept:
            return kept
    return []


def _is_called(value: _Value, named: frozenset[str]) -> bool:
    return (value is None or isinstance(value, tuple)) and bool(named & hues(value))


def _unlike(asked: tuple[StyledLine, ...], way: str, *, sure: bool) -> list[str]:
    """Answers by another look: a reminder has headings and bold sums itself, so each must read like an answer.

    Args:
        asked: lines of the quoted mail.
        way: the look.
        sure: the pointer names it.

    """
    look: _Look = _capitals if way == "capitals" else lambda _, style: getattr(style, way)
    main, _ = _main(asked, look)
    found = [p for p in _passages(asked, look) if p.value != main and (p.value or way == "font")]
    kept = [
        p for p in found if p.begins and p.ends and _is_answer(p) and (p.asked or _is_said(p)) and not _is_value(p)
    ]
    return [p.text for p in kept] if sure or any(_PERSONAL.search(p.folded) for p in kept) else []


def _capitals(text: str, _: Style) -> bool:
    return text.isupper()


def _is_said(passage: _Passage) -> bool:
    return is_told(passage.text)


def is_told(text: str) -> bool:
    """Whether words read like what a client answers."""
    folded = plain(text)
    if _PERSONAL.search(folded):
        return True
    return bool(_TELLS.search(folded)) and not reminds(text) and not text.endswith("?")


def reminds(text: str) -> bool:
    """Whether words read like a reminder's."""
    folded = plain(text)
    return bool(_REMINDS.search(folded)) and not _PERSONAL.search(folded)


def _are_reminder(passages: Iterable[_Passage]) -> bool:
    """Whether the passages of one look are a reminder themselves, not the answers to one."""
    return sum(reminds(p.text) for p in passages if p.ends) > 1


def _is_value(passage: _Passage) -> bool:
    return bool(_VALUE.match(passage.text)) and not _PERSONAL.search(passage.folded)


def _is_answer(passage: _Passage) -> bool:
    """Whether a passage of the right look is not the firm's: a sum in a sentence, a formula of reminders, an address."""
    if not re.search(r"\w", _LINKED.sub("", passage.text)):
        return False
    if _PERSONAL.search(passage.folded):
        return True
    return passage.ends and not passage.closed and not _REMINDS.search(passage.folded)


def _main(asked: tuple[StyledLine, ...], look: _Look, named: frozenset[str] = frozenset()) -> tuple[_Value, int]:
    """The look of the quoted mail itself, and the number of the first line that has it.

    Its first line mostly has it, for answers stand below questions: long ones may outweigh the mail.
    """
    weights: Counter[_Value] = Counter()
    first: dict[_Value, int] = {}
    for number, line in enumerate(asked):
        for text, style in line.runs:
            letters = len(re.findall(r"\w", text))
            if letters:
                value = look(text, style)
                weights[value] += letters
                first.setdefault(value, number)
    if not weights:
        return None, 0
    total = weights.total()
    top = next(iter(first))
    ordinary = next((v for v in weights if not v), top)
    much = weights[top] >= _MUCH * total and not _is_called(top, named)
    if top and (much or "black" in named or weights[ordinary] < _LITTLE * total):
        return top, first[top]
    main = ordinary if weights[ordinary] >= _LITTLE * total else weights.most_common(1)[0][0]
    return main, first[main]


def _passages(asked: tuple[StyledLine, ...], look: _Look) -> list[_Passage]:
    found: list[_Passage] = []
    above = ""
    closed = False
    for number, line in enumerate(asked):
        if not re.search(r"\w", line.words):
            continue
        merged = _merged(line.runs, look)
        last = max(place for place, (text, _) in enumerate(merged) if re.search(r"\w", text))
        before = ""
        for place, (text, value) in enumerate(merged):
            begins = not before or before[-1] in _ENDS
            asks = (before or above).rstrip(" »").endswith("?")
            found.append(_Passage(text.strip(), number, value, begins, place >= last, asks, closed))
            before = text.strip().strip("-•*> ") or before
        above = line.words
        closed = closed or is_closing(line.words)
    return found


def _merged(runs: tuple[Run, ...], look: _Look) -> list[tuple[str, _Value]]:
    """Runs of one look put together; space and points between them belong to what is before."""
    merged: list[tuple[list[str], _Value]] = []
    worded = False
    for text, style in runs:
        value = look(text, style)
        words = bool(re.search(r"\w", text))
        if merged and (merged[-1][1] == value or not words or not worded):
            merged[-1][0].append(text)
            if words and not worded:
                merged[-1] = (merged[-1][0], value)
            worded = worded or words
        else:
            merged.append(([text], value))
            worded = words
    return [("".join(texts), value) for texts, value in merged]
