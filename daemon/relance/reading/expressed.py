"""How likely a mail expresses each label, and from that how likely each one is its primary label.

A label is expressed when one sentence says it, so its strongest sentence counts most; what the whole mail looks like,
and what the rules found, weigh in. The primary label is then not learnt: it is the first in precedence among those
expressed (domain/intents.py), so P(label) = P(it is expressed) x P(nothing that comes before it is).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from math import exp, log, prod

from relance.domain.intents import PRECEDENCE, Intent
from relance.reading.features import features
from relance.reading.intents import Reading
from relance.reading.intents.rule import Signal
from relance.reading.model import Model
from relance.reading.words import Sentence

ANSWERS = frozenset({Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED})
"""Labels that answer a proposal: without one they cannot be."""

_NONE = -6.0
_LEAST = 1e-4


def _order() -> tuple[Intent, ...]:
    # Exception of the interface: a payment that waits for the copy is decided by the copy.
    others = [i for i in PRECEDENCE if i not in {Intent.UNCLEAR, Intent.NOT_RECEIVED}]
    place = others.index(Intent.PROMISE_TO_PAY)
    return (*others[:place], Intent.NOT_RECEIVED, *others[place:])


ORDER = _order()
"""Labels by precedence, the exception included, `unclear` left out."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model makes of a mail, before it is judged.

    Attributes:
        sentences: log-odds of each label, sentence after sentence.
        mail: log-odds of each label for the mail as a whole.

    """

    sentences: tuple[Mapping[Intent, float], ...]
    mail: Mapping[Intent, float]

    def of(self, label: Intent) -> list[float]:
        """Log-odds of a label, the most telling sentence first."""
        return sorted((s[label] for s in self.sentences), reverse=True)

    def telling(self, label: Intent) -> tuple[int, ...]:
        """Sentences by how much they speak for a label, the most telling first."""
        return tuple(sorted(range(len(self.sentences)), key=lambda n: -self.sentences[n][label]))


def scores(
    said: tuple[Sentence, ...], fired: tuple[Signal, ...], model: Model, *, pending: bool, today: date | None = None
) -> Scores:
    """Sentence by sentence, and once for the whole mail."""
    rows = [model.rows_of(blocks) for blocks in features(said, fired, pending=pending, today=today)]
    labels = model.labels
    return Scores(
        tuple(dict(zip(labels, model.of_sentence(r), strict=True)) for r in rows),
        dict(zip(labels, model.of_mail(rows), strict=True)),
    )


def marks(
    scored: Scores, fired: tuple[Signal, ...], rules: Reading, *, pending: bool
) -> dict[Intent, dict[str, float]]:
    """What tells whether each label is expressed: the features of the shared weights."""
    own = {s.label for s in fired if not s.rule.sign}
    warned = {s.label for s in fired if s.rule.sign}
    peaks = {label: scored.of(label) or [_NONE] for label in scored.mail}
    highest, next_to_it = nlargest(2, (p[0] for p in peaks.values()))
    leads, best = _leads(scored)
    count = log(max(1, len(scored.sentences)))
    found = {}
    for label, mail in scored.mail.items():
        peak = peaks[label]
        found[label] = {
            "peak": peak[0],
            "second": peak[1] if len(peak) > 1 else _NONE,
            "any": log(1 - prod([1 - min(_chance(z), 0.9999) for z in peak]) + _LEAST),
            "mail": mail,
            "mail chance": log(_chance(mail) + 0.001),
            "rule": float(label in own),
            "sign": float(label in warned),
            "top": rules.confidence if rules.intent is label else 0.0,
            "secondary": float(label in rules.secondary),
            "best": float(label in best),
            "lead": leads[label],
            "other": next_to_it if peak[0] == highest else highest,
            "count": count,
            "only": float(len(peak) == 1),
            "answer": float(pending and label in ANSWERS),
            f"is:{label}": 1.0,
            f"peak:{label}": peak[0],
            f"mail:{label}": mail,
            f"lead:{label}": leads[label],
        }
    return found


def _leads(scored: Scores) -> tuple[dict[Intent, float], set[Intent]]:
    """How far each label stands before every other one in its best sentence, and the labels that lead in one.

    « Je vire vendredi » looks like a payment made, but in that sentence the promise stands before it.
    """
    leads = dict.fromkeys(scored.mail, _NONE)
    best = set()
    for sentence in scored.sentences:
        first, second = nlargest(2, sentence, key=sentence.__getitem__)
        best.add(first)
        for label, odds in sentence.items():
            leads[label] = max(leads[label], odds - sentence[second if label is first else first])
    return leads, best


def expressed(found: Mapping[Intent, Mapping[str, float]], weights: Mapping[str, float]) -> dict[Intent, float]:
    """How likely each label is expressed, 0..1."""
    base = weights["base"]
    return {
        label: _chance(base + sum(weights.get(name, 0.0) * value for name, value in mine.items()))
        for label, mine in found.items()
    }


def primary(likely: Mapping[Intent, float], *, pending: bool) -> dict[Intent, float]:
    """How likely each label is the primary one; `unclear` when none is expressed. They add up to 1."""
    left, found = 1.0, {}
    for label in ORDER:
        chance = 0.0 if label in ANSWERS and not pending else likely[label]
        found[label] = left * chance
        left *= 1 - chance
    return {**found, Intent.UNCLEAR: left}


def _chance(odds: float) -> float:
    if odds < 0:
        return exp(odds) / (1 + exp(odds))
    return 1 / (1 + exp(-odds))
