"""What the model sees of a sentence: its words and pieces of words, families of words, and the rules that fired.

A mail is judged sentence by sentence (the deciding words stand in one, the story around them in the others), and once
as a whole; both look at the same features.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations, pairwise

from relance.domain.dates import days
from relance.reading.intents.rule import Signal
from relance.reading.lexicon import families
from relance.reading.words import Sentence

WORDS, PIECES, FAMILIES, AROUND, SIGNS = range(5)
"""Blocks of features; each is weighed by rarity and brought to length 1; the last one is taken as it is."""

Blocks = tuple[set[str], ...]

_FIGURE = re.compile(r"\d+(?:[ .,']\d+)*")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[?!€]")
_CLAUSE = re.compile(r"[,;:.()?!]|\b(?:mais|but|car|donc|puis|et|que|qui|pero|aber|maar)\b")
_NOT = frozenset(
    (
        *("pas", "jamais", "rien", "aucun", "aucune", "ni", "sans", "plus", "nullement", "point"),
        *("not", "no", "never", "nicht", "kein", "keine", "niet", "geen", "non", "nao", "nunca", "nu", "nie"),
    )
)
_PIECE = 4
"""Letters of a piece: three and five beside it add nothing that an unseen hand shows."""
_LENGTHS = (3, 8, 15, 30)
_MAY_DATE = re.compile(r"\d|di\b|demain|hier|aujourd|fin |mi-|day\b|huitaine|quinzaine")
_SUM = re.compile(r"\d\s?(?:€|eur|e\b|balles)|\d,\d\d\b")
MAX_SENTENCES = 80
"""Of a mail longer than that the beginning speaks; its time stays bounded."""


def features(
    said: Sequence[Sentence], signals: Iterable[Signal], *, pending: bool, today: date | None = None
) -> list[Blocks]:
    """The features of a mail, sentence by sentence.

    Args:
        said: sentences of the new words.
        signals: rules that fired, those that only warn included.
        pending: a proposed schedule waits for its answer.
        today: the day the mail was written.

    """
    fired: dict[int, list[Signal]] = defaultdict(list)
    for signal in signals:
        fired[signal.sentence].append(signal)
    said = said[:MAX_SENTENCES]
    found = [_sentence(s, fired[n], pending=pending, today=today) for n, s in enumerate(said)]
    last = len(found) - 1
    plain = [{f for f in blocks[FAMILIES] if f[0] not in "!P" and "+" not in f and ">" not in f} for blocks in found]
    for number, blocks in enumerate(found):
        if number:
            blocks[AROUND].update([f"p:{f}" for f in plain[number - 1]])
            blocks[AROUND].update([f"p{f}" for f in found[number - 1][SIGNS] if f.startswith("R:")])
        if number < last:
            blocks[AROUND].update([f"n:{f}" for f in plain[number + 1]])
        blocks[SIGNS].update(_place(number, last))
    return found


def _sentence(sentence: Sentence, signals: Iterable[Signal], *, pending: bool, today: date | None) -> Blocks:
    words, pieces, named = set[str](), set[str](), set[str]()
    figures = _FIGURE.sub("0", sentence.folded)
    tokens = _TOKEN.findall(figures)
    bounded = ["<", *tokens, ">"]
    words.update(bounded)
    words.update(map(" ".join, pairwise(bounded)))
    words.update(map(" ".join, zip(bounded, bounded[1:], bounded[2:], strict=False)))
    _pieces(pieces, tokens)
    marks = _marks(sentence, today) if today else set()
    plain = _families(named, tokens, marks | {"?"} if sentence.question else marks)
    _denied(words, named, figures)
    if sentence.question:
        words.update([f"?{t}" for t in tokens])
    if pending:
        named.update([f"P:{f}" for f in plain])
        words.update([f"P:{t}" for t in tokens])
    return words, pieces, named, set(), _signs(sentence, signals, len(tokens), pending=pending)


def _pieces(into: set[str], tokens: list[str]) -> None:
    for token in set(tokens):
        word = f" {token} "
        into.update([word[i : i + _PIECE] for i in range(max(1, len(word) - _PIECE + 1))])


def _marks(sentence: Sentence, today: date) -> set[str]:
    """Days before or after the mail, sums, and addresses that stand in a sentence."""
    found: set[str] = set()
    folded = sentence.folded
    if _MAY_DATE.search(folded):
        ahead = {(d.start, d.on) for d in days(folded, today, past=False)}
        back = {(d.start, d.on) for d in days(folded, today, past=True)}
        for _, on in ahead & back:
            found.add("@before" if on < today else "@after" if on > today else "@today")
        if ahead - back:
            found.add("@day")
    if _SUM.search(folded):
        found.add("@sum")
    if "xxx@" in folded:
        found.add("@address")
    return found


def _families(into: set[str], tokens: list[str], marks: set[str]) -> set[str]:
    found = [f for f in map(families, tokens) if f]
    seen = {name for names in found for name in names} | marks
    if "0" in tokens:
        seen.add("#")
    into.update(seen)
    into.update([f"{a}+{b}" for a, b in combinations(sorted(seen), 2)])
    into.update([f"{a}>{b}" for first, second in pairwise(found) for a in first for b in second])
    return seen


def _denied(words: set[str], named: set[str], figures: str) -> None:
    """Words of a clause that denies: « ni contestation, ni délai » asks for neither."""
    for clause in _CLAUSE.split(figures):
        tokens = _TOKEN.findall(clause)
        if _NOT.isdisjoint(tokens):
            continue
        for token in tokens:
            if token not in _NOT:
                words.add(f"!{token}")
                named.update([f"!{f}" for f in families(token)])


def _signs(sentence: Sentence, signals: Iterable[Signal], count: int, *, pending: bool) -> set[str]:
    found = {f"pending:{pending}", *(f"longer:{n}" for n in _LENGTHS if count > n)}
    if sentence.question:
        found.add("question")
    for signal in signals:
        found.add(f"{'S' if signal.rule.sign else 'R'}:{signal.label}")
        found.add(f"N:{signal.label}:{signal.rule.name}")
        if pending:
            found.add(f"P:{signal.label}")
    return found


def _place(number: int, last: int) -> set[str]:
    found = set()
    if number == 0:
        found.add("first")
    if number == last:
        found.add("last")
    if last == 0:
        found.add("only")
    return found
