# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What a rule is: a label, the words that show it in one sentence, and the words that undo it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.domain.intents import Intent
from relance.reading.words import ASKS, Sentence

_CONDITION = re.compile(
    r"\b(?:si|s'il (?!v|te)|s'ils|une fois|quand|lorsque?|des que|des qu'|apres qu|tant qu|au cas ou|if|once|when|unless|until)\b"
)
_OTHERS = re.compile(
    r"\b(?:mon|notre|nos|un|une|des|le|mes|certains|principal|gros|d'un|our|my|a) (?:\w+ )?(?:clients?|debiteurs?|locataires?|fournisseurs?|customers?|"
    r"sous-traitants?|maitre d'ouvrage)\b"
)
_META = re.compile(
    r"\b(?:ne dis pas|n'ai (?:pas|jamais) dit|ne veut pas dire|ne signifie pas|pas pour dire|n'est ni)\b"
)
_NOT_BEFORE = re.compile(
    r"\b(?:ne|n'|not|n't|never)\b.{0,30}\b(?:pas|rien|nullement|aucunement|jamais|plus|ni|aucune?|point|not)\b.{0,25}$"
    r"|\b(?:pas|ni|sans|aucune?|non|nullement|not|no|without|loin de)\b(?: (?:de|d'|la|le|les|vouloir|que je|aucune?|any)\b)? ?'?$"
)
_NOT_AFTER = re.compile(r"^\W{0,2}(?:pas|plus|jamais|point|rien)\b(?! (?:de (?:souci|probleme)|seulement|que\b))")
"""Speech and telephones drop « ne »: « j'accepte pas », « je conteste pas »."""
_NOT_AROUND = re.compile(r"(?:\bne |\bn')\w+ (?:\w+ )?(?:pas|nullement|aucunement|rien|point)\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One named piece of evidence, looked for in folded sentences.

    Attributes:
        name: stable word for tests and for the journal.
        words: what is said.
        unless: words of the same sentence that undo it.
        asked: True = only in a question, False = not in a question, None = anywhere.
        conditional: it still holds behind « si », « quand », « dès que ».
        sure: how often it is right when it stands alone.
        sign: shows that a grave label may be meant; never enough to say so.
        negatable: « ne … pas », « sans », « aucun » before its words undo it.

    """

    name: str
    label: Intent
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    asked: bool | None = None
    conditional: bool = False
    sure: float = 0.97
    sign: bool = False
    negatable: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: in which sentence, on which words."""

    rule: Rule
    sentence: int
    start: int
    end: int
    evidence: str

    @property
    def label(self) -> Intent:
        """The label its rule shows."""
        return self.rule.label


def strong(
    label: Intent,
    name: str,
    words: str,
    *,
    unless: str = "",
    asked: bool | None = None,
    conditional: bool = False,
    sure: float = 0.97,
    negatable: bool = False,
) -> Rule:
    """A rule that says its label by itself."""
    undone = re.compile(unless) if unless else None
    return Rule(name, label, re.compile(words), undone, asked, conditional, sure, negatable=negatable)


def sign(label: Intent, name: str, words: str, *, unless: str = "", negatable: bool = True) -> Rule:
    """A rule that only warns: beside a milder reading it makes the mail unclear."""
    return Rule(
        name,
        label,
        re.compile(words),
        re.compile(unless) if unless else None,
        conditional=True,
        sure=0.4,
        sign=True,
        negatable=negatable,
    )


def apply(rules: tuple[Rule, ...], sentences: tuple[Sentence, ...]) -> list[Signal]:
    """Every rule on every sentence: at most one signal for each pair."""
    found: list[Signal] = []
    for number, sentence in enumerate(sentences):
        for rule in rules:
            if rule.asked and not sentence.question:
                continue
            for match in rule.words.finditer(sentence.folded):
                if rule.asked is False and _is_asked(sentence, match):
                    continue
                if _holds(rule, sentence, match):
                    evidence = sentence.text[match.start() : match.end()].strip(" ,.;:-")
                    found.append(Signal(rule, number, match.start(), match.end(), evidence))
                    break
    return found


def _is_asked(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the words stand in the question itself: « j'ai payé hier, peut-on étaler le reste ? » states the first."""
    if not sentence.question:
        return False
    after = re.split(r"[,:] ?(?:et |mais |donc )?", sentence.folded[match.end() :], maxsplit=1)
    return not (len(after) > 1 and ASKS.match(after[1]) and not ASKS.match(sentence.folded))


def _holds(rule: Rule, sentence: Sentence, match: re.Match[str]) -> bool:
    if rule.unless and rule.unless.search(sentence.folded):
        return False
    if _META.search(sentence.folded[: match.end()]):
        return False
    if rule.negatable and _negated(sentence.folded, match):
        return False
    if rule.conditional:
        return True
    clause = re.split(r"[,:(]|\bet\b|\bmais\b|\bdonc\b", sentence.folded[: match.start()])[-1]
    return not _CONDITION.search(clause) and not _CONDITION.match(match[0])


def _negated(folded: str, match: re.Match[str]) -> bool:
    before = re.split(r"[,;:(]|\bmais\b", folded[: match.start()])[-1]
    after = folded[match.end() :]
    return bool(_NOT_BEFORE.search(before) or _NOT_AROUND.search(before[-40:] + match[0]) or _NOT_AFTER.match(after))


def about_others(sentence: Sentence) -> bool:
    """The sentence tells of somebody else's trouble (« notre client est en liquidation »)."""
    return bool(_OTHERS.search(sentence.folded))
