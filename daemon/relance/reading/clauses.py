# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""The new words as one text of clauses, and words weighed in them: what is meant stands near what decided."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from relance.domain.numerals import spelled
from relance.reading.words import Sentence

Weights = tuple[tuple[re.Pattern[str], float], ...]
"""Words, and what they add to the weight of what stands beside them."""


def weights(*pairs: tuple[str, float]) -> Weights:
    """A table of words from their patterns."""
    return tuple((re.compile(pattern), weight) for pattern, weight in pairs)


def weigh(table: Weights, words: str) -> float:
    """What the words of a piece of text add together."""
    return sum(weight for pattern, weight in table if pattern.search(words))


_CUT = re.compile(
    r"[;:()!?\n]|,(?!\d)|\.(?!\d|\w)| - | [-=]*> | (?=(?:mais|puis|car|donc|quand|par contre|en revanche|alors que|but|and then|parce que|entre temps|c'est juste|pour les|pr les|pour le reste|le reste|le solde|il (?:me |m'en |en )?(?:reste|manque)|reste \d|y manque|et le reste|et (?:je|j'|nous|on|vous|non|pas|les|l'autre|le \d|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|dont|sachant)\b)"
)


MAX_TEXT = 6000
"""Characters of a mail in which sums and days are looked for: its time stays bounded."""
_NEAR = 300


@dataclass(frozen=True, slots=True)
class Clauses:
    """The new words as one text.

    Attributes:
        text: the folded sentences, one a line, numbers in words as figures.
        starts: where each sentence begins.
        cuts: where clauses end.
        deciding: by index of a sentence that decided, where in it the words stand.

    """

    text: str
    starts: tuple[int, ...]
    cuts: tuple[int, ...]
    deciding: dict[int, int]

    def sentence_of(self, position: int) -> tuple[int, int]:
        """The sentence that holds a position, or what is near it of a long one."""
        number = self._number(position)
        last = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
        return max(self.starts[number], position - _NEAR), min(last, position + _NEAR)

    def _number(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause that holds a span, or what is near it of a long one."""
        after = bisect_right(self.cuts, start)
        first = self.cuts[after - 1] if after else 0
        ending = bisect_left(self.cuts, end)
        last = self.cuts[ending] if ending < len(self.cuts) else len(self.text)
        return max(first, start - _NEAR), min(last, end + _NEAR)

    def nearness(self, start: int) -> float:
        """How near a span stands to the deciding words: 3 in their sentence, less beside it, 0 far away."""
        if not self.deciding:
            return 0.0
        number = self._number(start)
        if number in self.deciding:
            away = abs(start - self.starts[number] - self.deciding[number])
            return 3.0 - min(away, 100) / 100
        return max(0.0, 1.5 - 0.5 * min(abs(number - n) for n in self.deciding))


def clauses(said: Sequence[Sentence], deciding: Sequence[tuple[int, int]]) -> Clauses:
    """The text of a mail's sentences, with what decided: index of the sentence and position in it, most telling first."""
    starts, position = [], 0
    for sentence in said:
        if position >= MAX_TEXT:
            break
        starts.append(position)
        position += len(sentence.folded) + 1
    text = spelled("\n".join(s.folded for s in said[: len(starts)])[:MAX_TEXT])
    cuts = tuple(m.end() for m in _CUT.finditer(text))
    return Clauses(text, tuple(starts), cuts, dict(reversed(deciding)))
