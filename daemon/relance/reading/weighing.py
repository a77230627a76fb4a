"""The labels of a mail weighed against each other: what `expressed` takes as independent is not.

« Je vire vendredi » is a promise and therefore no payment made; two peaks in one sentence exclude each other, two in
two sentences do not. A small linear model over what `expressed` knows says so; it and the precedence share the word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt

from relance.domain.intents import Intent
from relance.reading.expressed import ANSWERS, ORDER, primary

OUTCOMES: tuple[Intent, ...] = (*ORDER, Intent.UNCLEAR)
"""What a mail's primary label can be, in the order of the weights."""

_LEAST = 1e-4


def facts(
    told: Mapping[Intent, Mapping[str, float]], said: Mapping[Intent, float], *, pending: bool, from_subject: bool
) -> list[float]:
    """What is weighed, in the order of the weights.

    Args:
        told: `relance.reading.expressed.marks`.
        said: how likely each label is expressed.
        pending: a proposed schedule waits for its answer.
        from_subject: the subject speaks for an empty body.

    """
    found: list[float] = []
    for label in ORDER:
        mine = told[label]
        found += (
            _between(mine["peak"], 6),
            _between(mine["lead"], 8),
            _between(mine["mail"], 6),
            mine["rule"],
            mine["sign"],
            mine["top"],
            _between(log(max(said[label], 1e-6) / max(1 - said[label], 1e-6)), 14),
        )
    likely = primary(said, pending=pending)
    found += (log(likely[label] + _LEAST) for label in OUTCOMES)
    return [*found, float(pending), told[ORDER[0]]["count"], float(from_subject)]


def weighed(
    known: Sequence[float],
    said: Mapping[Intent, float],
    weights: Sequence[Sequence[float]],
    *,
    pending: bool,
) -> dict[Intent, float]:
    """How likely each label is the primary one; they add up to 1.

    Args:
        known: `facts`.
        said: how likely each label is expressed.
        weights: for each of `OUTCOMES`, its intercept and one weight a fact.
        pending: a proposed schedule waits for its answer.

    """
    scores = {k: w[0] + sum(map(float.__mul__, w[1:], known)) for k, w in zip(OUTCOMES, weights, strict=True)}
    allowed = {k: s for k, s in scores.items() if pending or k not in ANSWERS}
    highest = max(allowed.values())
    shares = {k: exp(s - highest) for k, s in allowed.items()}
    total = sum(shares.values())
    first = primary(said, pending=pending)
    mixed = {k: sqrt(first[k] * shares.get(k, 0.0) / total) for k in OUTCOMES}
    whole = sum(mixed.values()) or 1.0
    return {k: m / whole for k, m in mixed.items()}


def _between(value: float, most: float) -> float:
    return max(-most, min(most, value))
