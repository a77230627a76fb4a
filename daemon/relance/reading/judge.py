"""Rules and model together: one label, how sure it is, and on which words.

The model weighs what the rules saw beside all other words; a second, small model says how often such a reading is
right, from how far the first label stands before the second and whether the rules agree. The danger is one-sided:
what may hide a grave label is unclear, however sure the milder one looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log

from relance.domain.intents import PRECEDENCE, Intent
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS
from relance.reading.features import FAMILIES, Blocks, features, spoken
from relance.reading.intents import HARD, UNSURE, Reading
from relance.reading.intents.rule import Signal
from relance.reading.model import Model
from relance.reading.words import Sentence

ANSWERS = frozenset({Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})
"""Labels that answer a proposal: without one they cannot be."""

GRAVE_SHARE = 0.15
"""Likelihood of all grave labels together above which a milder reading is not given."""

_GRAVE_WORDS = re.compile(
    r"\bhopita\w*|\bhospita\w*|\bclinique|\bcancer|\bchimio\w*|\bcoma\b|\bavc\b|\breanimation|\bdece[ds]\w*|\bdefunt\w*"
    r"|\bobseques|\bsuccession\b|\bsuicid\w*|\bliquid(?:ation|ateur)\w*|\bredressement|\bsauvegarde|\bmandataire"
    r"|\bsurendett\w*|\badministrateur|\bjudiciaire|\b[lr]j\b|\bdefenseur|\bavocat\w*|\bcurat\w*|\btutel\w*|\bbatonnier"
    r"|\btribunal|\bhuissier|\bchirurg\w*|\bmaladie|\bcompens\w*"
)
"""Beside one of these words no mild reading is given: a person reads the mail."""

_EMPTY = frozenset(
    {
        "neg",
        "i",
        "we",
        "you",
        "they",
        "be",
        "have",
        "#",
        "?",
        "greeting",
        "please",
        "if",
        "will",
        "askwh",
        "swear",
        "today",
    }
)
"""Families that say nothing of a debt by themselves."""

_UNSAID = 0.96
"""A yes that no rule has seen starts a plan only when it is plainer than that."""

PLAIN_WORDS = 20
PLAIN_SURE = 0.85
"""Words and rule's confidence of a mail that is plain; see `_plain`."""

_LEAST = 1e-4
_EVIDENCE = 160


@dataclass(frozen=True, slots=True)
class Heard:
    """What there is to judge.

    Attributes:
        said: the sentences.
        fired: every rule that fired, those that only warn included.
        rules: what the rules alone say.
        pending: a proposed schedule waits for its answer.
        from_subject: the subject speaks for an empty body.
        today: the day the mail was written.

    """

    said: tuple[Sentence, ...]
    fired: tuple[Signal, ...]
    rules: Reading
    pending: bool
    from_subject: bool
    today: date | None = None

    def blocks(self) -> Blocks:
        """Features of the mail."""
        return features(
            self.said,
            self.fired,
            top=self.rules.intent,
            pending=self.pending,
            from_subject=self.from_subject,
            today=self.today,
        )

    @property
    def barred(self) -> frozenset[Intent]:
        """Labels that cannot be."""
        return frozenset() if self.pending else ANSWERS


def judge(heard: Heard, model: Model) -> Reading:
    """The reading of a mail by rules and model."""
    if not heard.said:
        return heard.rules
    reading = decide(heard, model.probabilities(heard.blocks(), heard.barred), model.judging)
    if reading.intent is Intent.UNCLEAR or any(s.label is reading.intent for s in reading.signals):
        return reading
    return replace(reading, words=(strongest(heard.said, reading.intent, model),))


def decide(heard: Heard, likely: Mapping[Intent, float], judging: Mapping[str, float]) -> Reading:
    """The label, or `unclear` where the likelihoods do not bear one.

    Args:
        heard: see there.
        likely: how likely the model finds each label.
        judging: weights of `doubts`.

    """
    primary = max(likely, key=lambda k: likely[k])
    labels = {s.label for s in heard.fired if not s.rule.sign and s.label not in heard.barred}
    if primary is Intent.UNCLEAR:
        return Reading(Intent.UNCLEAR, tuple(i for i in PRECEDENCE if i in labels), UNSURE, heard.rules.signals)
    if _plain(heard, primary) and not _may_be_grave(heard, primary, likely):
        return heard.rules
    confidence = confidence_of(doubts(heard, likely), judging)
    bar = THRESHOLDS.get(primary, DEFAULT_THRESHOLD)
    if primary is Intent.SCHEDULE_ACCEPTED and primary not in labels:
        bar = max(bar, _UNSAID)
    if confidence < bar or _may_be_grave(heard, primary, likely) or _says_nothing(heard):
        named = tuple(i for i in PRECEDENCE if i in labels | {primary})
        return Reading(Intent.UNCLEAR, named, UNSURE, heard.rules.signals)
    own = tuple(s for s in heard.fired if s.label is primary and not s.rule.sign)
    return Reading(primary, _secondary(heard, primary, labels), confidence, own or heard.rules.signals)


def _plain(heard: Heard, primary: Intent) -> bool:
    """A short mail on which a sure rule and the model agree: « Je conteste cette facture » needs no more words."""
    rules = heard.rules
    words = sum(len(s.folded.split()) for s in heard.said)
    return rules.intent is primary and rules.confidence >= PLAIN_SURE and words <= PLAIN_WORDS


def _secondary(heard: Heard, primary: Intent, labels: set[Intent]) -> tuple[Intent, ...]:
    """What the rules found besides; nothing graver than the primary label, or that would be primary."""
    if heard.rules.intent is primary:
        return heard.rules.secondary
    found = {heard.rules.intent, *heard.rules.secondary} & labels
    after = PRECEDENCE[PRECEDENCE.index(primary) + 1 :]
    return tuple(i for i in after if i in found and i not in {Intent.ACKNOWLEDGEMENT, Intent.UNRELATED})


def _may_be_grave(heard: Heard, primary: Intent, likely: Mapping[Intent, float]) -> bool:
    if primary in HARD:
        return False
    if heard.rules.intent in HARD:
        return True
    if any(_GRAVE_WORDS.search(s.folded) for s in heard.said):
        return True
    return sum(likely.get(i, 0.0) for i in HARD) > GRAVE_SHARE


def _says_nothing(heard: Heard) -> bool:
    """No rule and no family of words: what is left are likenesses of letters."""
    return not heard.fired and heard.blocks()[FAMILIES] <= _EMPTY


def doubts(heard: Heard, likely: Mapping[Intent, float]) -> dict[str, float]:
    """What tells how often such a reading is right: the features of the second model."""
    first, second = sorted(likely, key=lambda k: -likely[k])[:2]
    p, q = likely[first], likely[second]
    grave = sum(likely.get(i, 0.0) for i in HARD if i is not first)
    found = {
        "base": 1.0,
        f"is:{first}": 1.0,
        "odds": log(max(p, _LEAST) / max(1 - p, _LEAST)),
        "lead": log(max(p, _LEAST) / max(q, _LEAST)),
        "grave": 0.0 if first in HARD else log(max(grave, _LEAST)),
    }
    rules = heard.rules
    if rules.intent is first:
        found["agree"] = rules.confidence
    elif rules.intent is not Intent.UNCLEAR:
        found["disagree"] = 1.0
    fired = {s.label for s in heard.fired if not s.rule.sign}
    found["own_rule"] = float(first in fired)
    found["other_rules"] = float(len(fired - {first}))
    found["grave_signs"] = float(first not in HARD and any(s.rule.sign and s.label in HARD for s in heard.fired))
    found["sentences"] = log(1 + len(heard.said))
    found["subject"] = float(heard.from_subject)
    return found


def confidence_of(found: Mapping[str, float], judging: Mapping[str, float]) -> float:
    """How often a reading with these doubts is right, 0..0.99."""
    score = sum(judging.get(name, 0.0) * value for name, value in found.items())
    return round(min(0.99, 1 / (1 + exp(-score))), 2)


def strongest(said: Iterable[Sentence], label: Intent, model: Model) -> str:
    """The sentence that speaks most for a label, cut to a line."""
    place = model.labels.index(label)

    def weight(sentence: Sentence) -> float:
        scores = model.scores(spoken(sentence))
        return scores[place] - sum(scores) / len(scores)

    return max(said, key=weight).text[:_EVIDENCE].strip(" ,.;:-")
