"""The fits: features to numbers, labels to weights, and what a hand gets from weights that have not seen it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from corpus import ORDINARY, Mail
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from relance.domain.intents import PRECEDENCE, Intent
from relance.reading.expressed import Scores, expressed, marks
from relance.reading.features import AROUND, SIGNS, Blocks
from relance.reading.judge import doubts
from relance.reading.model import write_model
from relance.reading.weighing import OUTCOMES, facts, weighed

LABELS: tuple[Intent, ...] = tuple(i for i in PRECEDENCE if i is not Intent.UNCLEAR)
SHARES = (1.0, 1.0, 1.0, 0.3, 0.05)
"""What each block weighs: chosen by the figures of unseen hands."""
SENTENCE_FIRMNESS, MAIL_FIRMNESS = 15.0, 15.0
"""Inverse of the L2 penalties."""
WEIGHING_FIRMNESS = 0.05
LEAST = 2
"""Sentences a feature must stand in."""
FOLDS = 5

Matrix = NDArray[np.float64]
Told = dict[Intent, dict[str, float]]
Weights = tuple[Matrix, Matrix]
"""One row of weights a label, and the intercepts."""


@dataclass
class Table:
    """Features of all mails as numbers.

    Attributes:
        names: features, block after block.
        ends: number after the last feature of each block.
        rarity: what a feature weighs.
        sentences: one row for each sentence, mail after mail.
        starts: first row of each mail, and the end.
        mails: one row for each mail.

    """

    names: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    rarity: list[float] = field(default_factory=list)
    sentences: Any = None
    mails: Any = None
    starts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))


def tabled(all_mails: Sequence[Mail]) -> Table:
    """The features of all mails."""
    table = Table()
    rows = [blocks for m in all_mails for blocks in m.blocks]
    wholes = [together(m.blocks) for m in all_mails]
    table.starts = np.cumsum([0, *(len(m.blocks) for m in all_mails)])
    parts, whole_parts = [], []
    for number in range(SIGNS + 1):
        seen = Counter(f for blocks in rows for f in blocks[number])
        names = sorted(f for f, n in seen.items() if n >= LEAST and "\n" not in f)
        rare = np.array([1.0 if number == SIGNS else np.log((1 + len(rows)) / (1 + seen[f])) + 1 for f in names])
        parts.append(_part([b[number] for b in rows], names, rare, number))
        whole_parts.append(_part([b[number] for b in wholes], names, rare, number))
        table.names += names
        table.rarity += rare.tolist()
        table.ends.append(len(table.names))
    table.sentences, table.mails = sparse.hstack(parts).tocsr(), sparse.hstack(whole_parts).tocsr()
    return table


def together(found: Sequence[Blocks]) -> Blocks:
    """The features of the mail as a whole, as `Model.of_mail` sees them."""
    blocks = range(SIGNS + 1)
    return tuple(set[str]().union(*(b[k] for b in found)) if k != AROUND else set() for k in blocks)


def _part(blocks: Sequence[set[str]], names: list[str], rare: Matrix, number: int) -> Any:
    place = {name: n for n, name in enumerate(names)}
    columns = [[place[f] for f in sorted(block) if f in place] for block in blocks]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([c for row in columns for c in row], dtype=np.int64)
    part = sparse.csr_matrix((rare[flat], flat, ends), shape=(len(blocks), len(names)))
    length = np.sqrt(np.asarray(part.multiply(part).sum(1)).ravel()) if number != SIGNS else np.ones(len(blocks))
    length[length == 0] = 1
    return sparse.diags(np.sqrt(SHARES[number]) / length) @ part


@dataclass
class Known:
    """What the hands have marked, as arrays beside a `Table`."""

    sentences: NDArray[np.bool_]
    marked: NDArray[np.bool_]
    mails: NDArray[np.bool_]
    owner: NDArray[np.int64]


def known(table: Table, all_mails: Sequence[Mail]) -> Known:
    """Labels of sentences and mails."""
    count = table.sentences.shape[0]
    found = Known(
        np.zeros((count, len(LABELS)), bool),
        np.zeros(count, bool),
        np.zeros((len(all_mails), len(LABELS)), bool),
        np.repeat(np.arange(len(all_mails)), np.diff(table.starts)),
    )
    for number, mail in enumerate(all_mails):
        for label in mail.expressed:
            found.mails[number, LABELS.index(label)] = True
        if mail.said is None:
            continue
        start, end = table.starts[number], table.starts[number + 1]
        found.marked[start:end] = True
        for place, labels in mail.said.items():
            for label in labels:
                if place < end - start:
                    found.sentences[start + place, LABELS.index(label)] = True
    return found


def fitted(x: Any, y: NDArray[np.bool_], firmness: float) -> Weights:
    """One logistic regression a label."""
    weights, intercepts = [], []
    for column in range(y.shape[1]):
        model = LogisticRegression(solver="liblinear", C=firmness, tol=1e-3).fit(x, y[:, column])
        weights.append(model.coef_[0])
        intercepts.append(model.intercept_[0])
    return np.array(weights), np.array(intercepts)


def fit_both(table: Table, labels: Known, seen: NDArray[np.int64]) -> tuple[Weights, Weights]:
    """Weights for sentences and for mails, from the mails `seen`."""
    rows = np.flatnonzero(labels.marked & np.isin(labels.owner, seen))
    return (
        fitted(table.sentences[rows], labels.sentences[rows], SENTENCE_FIRMNESS),
        fitted(table.mails[seen], labels.mails[seen], MAIL_FIRMNESS),
    )


def scored(table: Table, weights: tuple[Weights, Weights], numbers: Sequence[int]) -> list[Scores]:
    """What weights make of mails."""
    (of_sentence, base), (of_mail, mail_base) = weights
    found = []
    for n in numbers:
        rows = table.sentences[table.starts[n] : table.starts[n + 1]] @ of_sentence.T + base
        whole = (table.mails[[n]] @ of_mail.T + mail_base)[0]
        found.append(
            Scores(
                tuple(dict(zip(LABELS, row.tolist(), strict=True)) for row in rows),
                dict(zip(LABELS, whole.tolist(), strict=True)),
            )
        )
    return found


def folds(all_mails: Sequence[Mail]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Splits by hand: what is measured is a writer the weights have not seen."""
    hands = [m.hand for m in all_mails]
    return list(GroupKFold(FOLDS).split(hands, groups=hands))


def unseen(table: Table, labels: Known, all_mails: Sequence[Mail]) -> list[Scores]:
    """What a model that has not seen a mail's hand makes of it, mail by mail."""

    def one(seen: NDArray[np.int64], held: NDArray[np.int64]) -> list[Scores]:
        return scored(table, fit_both(table, labels, seen), held.tolist())

    splits = folds(all_mails)
    found: list[Scores | None] = [None] * len(all_mails)
    for (_, held), part in zip(splits, Parallel(2)(delayed(one)(*s) for s in splits), strict=True):
        for n, score in zip(held, part, strict=True):
            found[n] = score
    return [f for f in found if f]


def telling(all_mails: Sequence[Mail], scores: Sequence[Scores]) -> list[Told]:
    """Features of `relance.reading.expressed`, mail by mail."""
    return [
        marks(s, m.heard.fired, m.heard.rules, pending=m.heard.pending)
        for m, s in zip(all_mails, scores, strict=True)
    ]


def fit_expressed(all_mails: Sequence[Mail], told: Sequence[Told], only: Sequence[int]) -> dict[str, float]:
    """Shared weights of `relance.reading.expressed`."""
    only = [n for n in only if all_mails[n].said is not None]
    rows = [told[n][label] for n in only for label in LABELS]
    right = [label in all_mails[n].expressed for n in only for label in LABELS]
    names = sorted({name for row in rows for name in row})
    place = {name: k for k, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for r, row in enumerate(rows):
        for name, value in row.items():
            table[r, place[name]] = value
    return _named(names, table, right, firmness=1.0)


def _named(names: list[str], table: Matrix, right: Sequence[bool], *, firmness: float) -> dict[str, float]:
    spread = table.std(0) + 1e-9
    spread[[":" in n for n in names]] = np.maximum(spread[[":" in n for n in names]], 1.0)
    model = LogisticRegression(C=firmness, max_iter=2000).fit(table / spread, right)
    weights = {n: round(float(w), 5) for n, w in zip(names, model.coef_[0] / spread, strict=True)}
    return {"base": round(float(model.intercept_[0]), 5), **weights}


def weighable(all_mails: Sequence[Mail], told: Sequence[Told], said: Sequence[dict[Intent, float]]) -> Matrix:
    """`relance.reading.weighing.facts`, one row a mail."""
    return np.array(
        [
            facts(t, s, pending=m.heard.pending, from_subject=m.heard.from_subject)
            for m, t, s in zip(all_mails, told, said, strict=True)
        ]
    )


def fit_weighing(table: Matrix, all_mails: Sequence[Mail], only: Sequence[int]) -> list[list[float]]:
    """Weights of `relance.reading.weighing`: for each outcome its intercept, then one weight a fact."""
    seen = table[list(only)]
    middle, spread = seen.mean(0), seen.std(0) + 1e-9
    model = LogisticRegression(C=WEIGHING_FIRMNESS, max_iter=500)
    model.fit((seen - middle) / spread, [OUTCOMES.index(all_mails[n].label) for n in only])
    weights = model.coef_ / spread
    bases = model.intercept_ - weights @ middle
    return [[round(float(x), 5) for x in (b, *w)] for b, w in zip(bases, weights, strict=True)]


def fit_doubts(all_mails: Sequence[Mail], found: Unseen, only: Sequence[int]) -> dict[str, float]:
    """Weights of the second model: how often the first label is right, in mails as an inbox holds them."""
    only = [n for n in only if all_mails[n].hand.startswith(ORDINARY)]
    seen = [doubts(all_mails[n].heard, found.said[n], found.likely[n]) for n in only]
    right = [max(found.likely[n], key=found.likely[n].__getitem__) is all_mails[n].label for n in only]
    names = sorted({name for d in seen for name in d} - {"base"})
    table = np.array([[d.get(name, 0.0) for name in names] for d in seen])
    return _named(names, table, right, firmness=0.3)


@dataclass
class Unseen:
    """What mails get from weights that have not seen their hands.

    Attributes:
        said: how likely each label is expressed.
        likely: how likely each label is the primary one.
        judging: weights of the second model, of other hands too.

    """

    said: list[dict[Intent, float]]
    likely: list[dict[Intent, float]]
    judging: list[dict[str, float]]


def unseen_judged(all_mails: Sequence[Mail], told: Sequence[Told]) -> Unseen:
    """The small models too are fitted on other hands."""
    found = Unseen([{} for _ in all_mails], [{} for _ in all_mails], [{} for _ in all_mails])
    splits = folds(all_mails)
    for seen, held in splits:
        weights = fit_expressed(all_mails, told, seen.tolist())
        for n in held:
            found.said[n] = expressed(told[n], weights)
    table = weighable(all_mails, told, found.said)
    for seen, held in splits:
        weighing = fit_weighing(table, all_mails, seen.tolist())
        for n in held:
            pending = all_mails[n].heard.pending
            found.likely[n] = weighed(table[n].tolist(), found.said[n], weighing, pending=pending)
    for seen, held in splits:
        judging = fit_doubts(all_mails, found, seen.tolist())
        for n in held:
            found.judging[n] = judging
    return found


@dataclass(frozen=True)
class Small:
    """The three small models, fitted on what unseen hands got."""

    expressed: dict[str, float]
    weighing: list[list[float]]
    judging: dict[str, float]


def fit_small(all_mails: Sequence[Mail], told: Sequence[Told], found: Unseen) -> Small:
    """The three small models of the file of weights."""
    everything = range(len(all_mails))
    return Small(
        fit_expressed(all_mails, told, everything),
        fit_weighing(weighable(all_mails, told, found.said), all_mails, everything),
        fit_doubts(all_mails, found, everything),
    )


def weights_file(table: Table, weights: tuple[Weights, Weights], small: Small) -> bytes:
    """The file of the model trained on all mails."""
    both = np.hstack([weights[0][0].T, weights[1][0].T]) * np.array(table.rarity)[:, None]
    starts = [0, *table.ends]
    for number, share in enumerate(SHARES):
        both[starts[number] : starts[number + 1]] *= np.sqrt(share)
    both[starts[AROUND] : starts[AROUND + 1], len(LABELS) :] = 0
    scales = np.abs(both).max(0) / 127
    rows = (np.rint(both / scales) + 128).astype(np.uint8)
    head = {
        "labels": [str(x) for x in LABELS],
        "intercepts": [round(float(x), 5) for x in (*weights[0][1], *weights[1][1])],
        "scales": [float(f"{x:.6g}") for x in scales],
        "ends": table.ends,
        "expressed": small.expressed,
        "weighing": small.weighing,
        "judging": small.judging,
    }
    return write_model(head, table.names, [r * r for r in table.rarity], rows.tobytes())
