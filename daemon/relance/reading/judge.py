"""Rules and model together: one label, how sure it is, and on which words.

The model says how likely each label is expressed (`relance.reading.expressed`); a second, small model says how often
such a reading is right, from how far the first label stands before the second and whether the rules agree. The danger
is one-sided: what may hide a grave label is unclear, however sure the milder one looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, prod

from relance.domain.intents import PRECEDENCE, Intent
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS
from relance.reading.expressed import ANSWERS, Scores, expressed, marks, scores
from relance.reading.intents import HARD, UNSURE, Reading
from relance.reading.intents.rule import Signal
from relance.reading.lexicon import families
from relance.reading.model import Model
from relance.reading.weighing import facts, weighed
from relance.reading.words import Sentence

DEBTS_ANSWER = frozenset(
    {
        Intent.PAID,
        Intent.PARTIAL_PAYMENT,
        Intent.PROMISE_TO_PAY,
        Intent.NOT_RECEIVED,
        Intent.SCHEDULE_REQUEST,
        Intent.SCHEDULE_REFUSED,
        Intent.SCHEDULE_ACCEPTED,
    }
)
"""Labels of a debtor who answers: set aside as « unrelated » they would be lost for days."""

PLAIN = 0.95
GRAVE_SHARE, GRAVE_SHARE_RULED, GRAVE_SHARE_PLAIN = 0.06, 0.04, 0.15
"""Likelihood of all grave labels together above which nothing milder is read: less where a rule says one of them,
more where the confidence is `PLAIN` (of unseen ordinary mails between those two limits none was grave)."""
ASIDE_SHARE = 0.1
"""Likelihood of an answer to the debt above which a mail is not set aside."""
UNWILLING_SHARE = 0.1
"""Likelihood of a refusal, or of anything grave, above which nothing is accepted."""

_GRAVE_WORDS = re.compile(
    r"\bhopita\w*|\bhospita\w*|\bclinique|\bcancer|\bchimio\w*|\bcoma\b|\bavc\b|\breanimation|\bdece[ds]\w*|\bdefunt\w*"
    r"|\bobseques|\bsuccession\b|\bsuicid\w*|\bliquid(?:ation|ateur)\w*|\bredressement|\bsauvegarde|\bmandataire"
    r"|\bsurendett\w*|\badministrateur|\bjudiciaire|\b[lr]j\b|\bdefenseur|\bavocat\w*|\bcurat\w*|\btutel\w*|\bbatonnier"
    r"|\btribunal|\bhuissier|\bchirurg\w*|\bmaladie|\bcompens\w*"
)
"""Beside one of these words nothing is accepted: a plan would start in a case that a person must read."""

_SUFFERING = re.compile(
    r"\b(?:cancers?|leu[ck]\w*mi\w*|lymphom\w*|tumeurs?|metastas\w*|chimio\w*|chemo\w*|radiotherap\w*|dialys\w*|coma|avc"
    r"|infarctus|embolie|reanimation|soins (?:intensifs|palliatifs)|hospitalis\w*|deces|decede\w*|defunte?s?|obseques"
    r"|suicid\w*|overdose|sclerose|parkinson|alzheimer|tutelle|curatelle|burn-?out|krebs|ziekenhuis|krankenhaus)\b"
)
"""Beside one of these words nothing milder is read: hardly one ordinary mail in two hundred holds one."""

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
        "day",
        "month",
    }
)
"""Families that say nothing of a debt by themselves; a bare day neither, whatever we asked."""

SAID, RULED = 0.5, 0.2
"""Likelihood above which a label beside the primary one counts as said; less where a rule says it."""

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

    @property
    def named(self) -> set[Intent]:
        """Labels that a rule says by itself and that can be."""
        return {s.label for s in self.fired if not s.rule.sign and (self.pending or s.label not in ANSWERS)}


def judge(heard: Heard, model: Model) -> Reading:
    """The reading of a mail by rules and model."""
    if not heard.said:
        return heard.rules
    scored = scores(heard.said, heard.fired, model, pending=heard.pending, today=heard.today)
    told = marks(scored, heard.fired, heard.rules, pending=heard.pending)
    said = expressed(told, model.expressed)
    known = facts(told, said, pending=heard.pending, from_subject=heard.from_subject)
    likely = weighed(known, said, model.weighing, pending=heard.pending)
    reading = decide(heard, said, likely, model.judging)
    if reading.intent is Intent.UNCLEAR:
        return reading
    return replace(reading, deciding=_deciding(reading, scored), words=_words(heard, reading, scored))


def decide(
    heard: Heard, said: Mapping[Intent, float], likely: Mapping[Intent, float], judging: Mapping[str, float]
) -> Reading:
    """The label, or `unclear` where the likelihoods do not bear one.

    Args:
        heard: see there.
        said: how likely the mail expresses each label.
        likely: how likely each label is its primary one.
        judging: weights of `doubts`.

    """
    first = max(likely, key=likely.__getitem__)
    named = tuple(i for i in PRECEDENCE if _is_said(heard, i, said))
    confidence = confidence_of(doubts(heard, said, likely), judging)
    doubtful = confidence < THRESHOLDS.get(first, DEFAULT_THRESHOLD) or hides(heard, first, said, confidence)
    if first is Intent.UNCLEAR or doubtful or _says_nothing(heard):
        return Reading(Intent.UNCLEAR, named, UNSURE, heard.rules.signals)
    own = tuple(s for s in heard.fired if s.label is first and not s.rule.sign)
    return Reading(first, _secondary(heard, first, said), confidence, own or heard.rules.signals)


def _is_said(heard: Heard, label: Intent, said: Mapping[Intent, float]) -> bool:
    """Whether a label counts as said, though it may not be the primary one."""
    if label is Intent.UNCLEAR or (label in ANSWERS and not heard.pending):
        return False
    return said[label] > (RULED if label in heard.named else SAID)


def _secondary(heard: Heard, first: Intent, said: Mapping[Intent, float]) -> tuple[Intent, ...]:
    """What is said besides; nothing graver than the primary label, or that would be primary."""
    found = {i for i in said if _is_said(heard, i, said)}
    found |= set(heard.rules.secondary) if heard.rules.intent is first else set()
    after = PRECEDENCE[PRECEDENCE.index(first) + 1 :]
    besides = tuple(i for i in after if i in found and i not in {Intent.ACKNOWLEDGEMENT, Intent.UNRELATED})
    waits = first is Intent.NOT_RECEIVED and Intent.PROMISE_TO_PAY in found
    return (Intent.PROMISE_TO_PAY, *besides) if waits else besides


def hides(heard: Heard, first: Intent, said: Mapping[Intent, float], confidence: float) -> bool:
    """Whether something may stand beside a label that this label must not hide."""
    if first in HARD:
        return False
    if any(_SUFFERING.search(s.folded) for s in heard.said):
        return True
    possible = DEBTS_ANSWER if heard.pending else DEBTS_ANSWER - ANSWERS
    if first is Intent.UNRELATED and any_of(HARD | possible, said) > ASIDE_SHARE:
        return True
    if first is Intent.SCHEDULE_ACCEPTED and (
        any(_GRAVE_WORDS.search(s.folded) for s in heard.said)
        or any_of(HARD | {Intent.SCHEDULE_REFUSED}, said) > UNWILLING_SHARE
    ):
        return True
    if confidence >= PLAIN:
        return any_of(HARD, said) > GRAVE_SHARE_PLAIN
    return any_of(HARD, said) > (GRAVE_SHARE_RULED if heard.rules.intent in HARD else GRAVE_SHARE)


def any_of(labels: Iterable[Intent], said: Mapping[Intent, float]) -> float:
    """How likely at least one of some labels is expressed."""
    return 1 - prod(1 - said[label] for label in labels)


def _says_nothing(heard: Heard) -> bool:
    """No rule and no family of words: what is left are likenesses of letters."""
    return not heard.fired and all(
        set(families(word)) <= _EMPTY for s in heard.said for word in re.findall(r"[^\W\d_]+", s.folded)
    )


def doubts(heard: Heard, said: Mapping[Intent, float], likely: Mapping[Intent, float]) -> dict[str, float]:
    """What tells how often such a reading is right: the features of the second model."""
    first, second = sorted(likely, key=lambda k: -likely[k])[:2]
    p, q = likely[first], likely[second]
    found = {
        "base": 1.0,
        f"is:{first}": 1.0,
        "odds": log(max(p, _LEAST) / max(1 - p, _LEAST)),
        "lead": log(max(p, _LEAST) / max(q, _LEAST)),
        "grave": 0.0 if first in HARD else log(max(any_of(HARD, said), _LEAST)),
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


def _deciding(reading: Reading, scored: Scores) -> tuple[int, ...]:
    """Sentences that say the label, the most telling first."""
    telling = scored.telling(reading.intent)
    return tuple(n for k, n in enumerate(telling) if not k or scored.sentences[n][reading.intent] > 0)


def _words(heard: Heard, reading: Reading, scored: Scores) -> tuple[str, ...]:
    """The sentence that says the label, cut to a line, where no rule has named its words."""
    if any(s.label is reading.intent for s in reading.signals):
        return ()
    return (heard.said[scored.telling(reading.intent)[0]].text[:_EVIDENCE].strip(" ,.;:-"),)
