"""What the model sees of a mail: its words and pieces of words, families of words, and the rules that fired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations, pairwise

from relance.domain.dates import days
from relance.reading.intents.rule import Signal
from relance.reading.lexicon import families
from relance.reading.words import Sentence

WORDS, PIECES, FAMILIES, SIGNS = range(4)
"""Blocks of features; the first three are weighed by rarity and brought to length 1, the last is taken as it is."""

Blocks = tuple[set[str], set[str], set[str], set[str]]

_FIGURE = re.compile(r"\d+(?:[ .,']\d+)*")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[?!€]")
_LENGTHS = (3, 8, 20, 50, 100)
_MAY_DATE = re.compile(r"\d|di\b|demain|hier|aujourd|fin |mi-|day\b|huitaine|quinzaine")
_SUM = re.compile(r"\d\s?(?:€|eur|e\b|balles)|\d,\d\d\b")
_DEBT = frozenset(
    {"pay", "paid", "willpay", "paynow", "means", "bill", "money", "rest", "bank", "robot", "instal", "delay"}
)
"""A mail without one of these families hardly speaks of a debt."""
MAX_SENTENCES = 80
"""Of a mail longer than that the beginning speaks; its time stays bounded."""


def features(
    said: tuple[Sentence, ...],
    signals: Iterable[Signal],
    *,
    top: str,
    pending: bool,
    from_subject: bool,
    today: date | None = None,
) -> Blocks:
    """The features of one mail, by block.

    Args:
        said: sentences of the new words.
        signals: rules that fired, those that only warn included.
        top: the label the rules give.
        pending: a proposed schedule waits for its answer.
        from_subject: the subject speaks for an empty body.
        today: the day the mail was written.

    """
    blocks: Blocks = (set(), set(), set(), set())
    for sentence in said[:MAX_SENTENCES]:
        tokens = _TOKEN.findall(_FIGURE.sub("0", sentence.folded))
        _words(blocks[WORDS], tokens)
        _pieces(blocks[PIECES], tokens)
        marks = _marks(sentence, today) if today else set()
        _families(blocks[FAMILIES], tokens, marks | {"?"} if sentence.question else marks)
    if not blocks[FAMILIES] & _DEBT:
        blocks[SIGNS].add("no debt")
    if pending:
        blocks[FAMILIES].update([f"P:{name}" for name in blocks[FAMILIES] if "+" not in name and ">" not in name])
    blocks[SIGNS].update(_signs(said, signals, pending=pending))
    blocks[SIGNS].update((f"top:{top}", f"pending:{pending}", f"subject:{from_subject}"))
    return blocks


def spoken(sentence: Sentence) -> Blocks:
    """The words alone of one sentence: to find the one that decided."""
    return features((sentence,), (), top="", pending=False, from_subject=False)


def _words(into: set[str], tokens: list[str]) -> None:
    bounded = ["<", *tokens, ">"]
    into.update(bounded)
    into.update(map(" ".join, pairwise(bounded)))
    into.update(map(" ".join, zip(bounded, bounded[1:], bounded[2:], strict=False)))


def _pieces(into: set[str], tokens: list[str]) -> None:
    for token in set(tokens):
        word = f" {token} "
        for size in (3, 4, 5):
            into.update([word[i : i + size] for i in range(max(1, len(word) - size + 1))])


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


def _families(into: set[str], tokens: list[str], marks: set[str]) -> None:
    found = [f for f in map(families, tokens) if f]
    seen = {name for names in found for name in names} | marks
    if "0" in tokens:
        seen.add("#")
    into.update(seen)
    into.update([f"{a}+{b}" for a, b in combinations(sorted(seen), 2)])
    into.update([f"{a}>{b}" for first, second in pairwise(found) for a in first for b in second])


def _signs(said: tuple[Sentence, ...], signals: Iterable[Signal], *, pending: bool) -> set[str]:
    found: set[str] = {"question"} if any(s.question for s in said) else set()
    for signal in signals:
        found.add(f"{'S' if signal.rule.sign else 'R'}:{signal.label}")
        found.add(f"N:{signal.label}:{signal.rule.name}")
        if pending and not signal.rule.sign:
            found.add(f"P:{signal.label}")
    count = sum(len(s.folded.split()) for s in said)
    found.update([f"longer:{n}" for n in _LENGTHS if count > n])
    found.add(f"sentences:{min(len(said), 6)}")
    return found
