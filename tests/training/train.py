"""Trains the model of replies on the labelled mails and says how it reads a writer it has not seen.

    python tests/training/train.py [--report]    (or: make train)

`--report` writes nothing. Every figure comes from mails of hands that the weights measured had not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from relance.domain.intents import MACHINE, Intent
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS, Policy
from relance.reading.features import SIGNS, Blocks
from relance.reading.intents import HARD
from relance.reading.judge import Heard, confidence_of, decide, doubts
from relance.reading.message import Message, parse
from relance.reading.model import read_model, write_model
from relance.reading.quoting import new_words
from relance.reading.understand import Context, listen, understand
from relance.reading.words import sentences

ROOT = Path(__file__).resolve().parents[2]
MAILS = ROOT / "tests" / "mails"
WEIGHTS = ROOT / "daemon" / "relance" / "weights.bin"

SHARES = (1.0, 1.0, 1.0, 0.03)
"""What each block weighs: chosen by the figures of unseen hands."""
FIRMNESS = 10.0
"""Inverse of the L2 penalty."""
LEAST = 2
"""Mails a feature must stand in."""
FOLDS = 10
_WANTED = frozenset(
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

PARIS = ZoneInfo("Europe/Paris")

NOT_MEASURED = frozenset({"golden", "phrases"})
"""Hands that train and are not measured: the mails of the tests, and plain phrases."""

_PLAIN = {
    "from_name": "Client",
    "from_addr": "client@client.test",
    "subject": "Re: Facture 2026-0142",
    "date": "2026-03-11T10:00:00+01:00",
    "headers": {},
    "html": False,
}

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Mail:
    """A labelled mail, heard by the rules."""

    name: str
    hand: str
    label: Intent
    why: str
    heard: Heard
    blocks: Blocks


def built(row: dict[str, Any]) -> bytes:
    """The bytes of a labelled mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((row["from_name"], row["from_addr"]))
    mail["To"] = "comptabilite@cabinet.test"
    mail["Subject"] = row["subject"]
    mail["Date"] = format_datetime(datetime.fromisoformat(row["date"]))
    for name, value in row["headers"].items():
        if name.lower() not in {"from", "to", "subject", "date", "mime-version", "content-type"}:
            mail[name] = value
    mail.set_content(row["body"], subtype="html" if row["html"] else "plain")
    return mail.as_bytes()


def heard(name: str, hand: str, message: Message, label: str, *, pending: bool, why: str) -> Mail | None:
    """A mail as the model sees it; None where the machine reader takes it before the model."""
    if understand(message, Context()).is_machine or message.unreadable_body:
        return None
    text, from_subject = new_words(message)
    said = sentences(text)
    if not said:
        return None
    today = message.date.astimezone(PARIS).date() if message.date else None
    listened = listen(said, pending=pending, from_subject=from_subject, today=today)
    return Mail(name, hand, Intent(label), why, listened, listened.blocks())


def mails() -> list[Mail]:
    """The human mails of tests/mails: those of the hands, and the golden ones."""
    found: list[Mail | None] = []
    for file in sorted((MAILS / "hands").glob("*.jsonl")):
        for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            if row["primary"] not in MACHINE:
                message = parse(built(row))
                found.append(
                    heard(row["id"], file.stem, message, row["primary"], pending=row["pending"], why=row["why"])
                )
    for file in sorted(MAILS.glob("*.toml")):
        row = tomllib.loads(file.read_text(encoding="utf-8"))
        if row["intent"] not in MACHINE:
            message = parse(file.with_suffix(".eml").read_bytes())
            pending = bool(row.get("pending_proposal"))
            found.append(heard(file.stem, "golden", message, row["intent"], pending=pending, why="golden"))
    for number, line in enumerate((Path(__file__).parent / "phrases.tsv").read_text(encoding="utf-8").splitlines()):
        label, text, pending = (*line.split("\t"), "")[:3]
        row = {**_PLAIN, "body": text}
        found.append(heard(f"phrase-{number}", "phrases", parse(built(row)), label, pending=bool(pending), why=label))
    return [m for m in found if m]


class Table:
    """Features of all mails as numbers, and the weights of a model over them."""

    def __init__(self, all_mails: Sequence[Mail]) -> None:
        count = len(all_mails)
        self.names: list[str] = []
        self.ends: list[int] = []
        self.rarity: list[float] = []
        parts = []
        for number in range(SIGNS + 1):
            seen = Counter(f for m in all_mails for f in m.blocks[number])
            names = sorted(f for f, n in seen.items() if n >= LEAST and "\n" not in f)
            rare = [1.0 if number == SIGNS else float(np.log((1 + count) / (1 + seen[f])) + 1) for f in names]
            parts.append(self._part([m.blocks[number] for m in all_mails], names, rare, number))
            self.names += names
            self.rarity += rare
            self.ends.append(len(self.names))
        self.x = sparse.hstack(parts).tocsr()
        self.products: Matrix = (self.x @ self.x.T).toarray()

    @staticmethod
    def _part(blocks: list[set[str]], names: list[str], rare: list[float], number: int) -> sparse.csr_matrix:
        place = {name: n for n, name in enumerate(names)}
        cells = [(row, place[f]) for row, block in enumerate(blocks) for f in block if f in place]
        rows, columns = [c[0] for c in cells], [c[1] for c in cells]
        part = sparse.csr_matrix(([rare[c] for c in columns], (rows, columns)), shape=(len(blocks), len(names)))
        length = np.sqrt(np.asarray(part.multiply(part).sum(1)).ravel()) if number != SIGNS else np.ones(len(blocks))
        length[length == 0] = 1
        return sparse.diags(np.sqrt(SHARES[number]) / length) @ part


def fitted(products: Matrix, labels: Sequence[Intent]) -> tuple[Matrix, Matrix, list[Intent]]:
    """A logistic regression in the span of its mails (the same minimum as over all features, in a tenth of the time).

    Returns:
        Weight of each mail for each label, intercepts, and the labels.

    """
    values, vectors = np.linalg.eigh(products)
    kept = values > 1e-6
    axes = vectors[:, kept] / np.sqrt(values[kept])
    model = LogisticRegression(C=FIRMNESS, max_iter=300, tol=1e-4).fit(products @ axes, [str(x) for x in labels])
    return axes @ model.coef_.T, model.intercept_, [Intent(x) for x in model.classes_]


def likelihoods(scores: Matrix, labels: Sequence[Intent], mail: Mail) -> dict[Intent, float]:
    """Probabilities of one mail's scores."""
    allowed = {k: float(s) for k, s in zip(labels, scores, strict=True) if k not in mail.heard.barred}
    highest = max(allowed.values())
    weighed = {k: float(np.exp(s - highest)) for k, s in allowed.items()}
    return {k: w / sum(weighed.values()) for k, w in weighed.items()}


def unseen(table: Table, all_mails: Sequence[Mail]) -> list[dict[Intent, float]]:
    """What a model that has not seen a mail's hand finds likely, mail by mail."""
    found: list[dict[Intent, float]] = [{} for _ in all_mails]
    hands = [m.hand for m in all_mails]
    for seen, held in GroupKFold(FOLDS).split(hands, groups=hands):
        weights, intercepts, labels = fitted(table.products[np.ix_(seen, seen)], [all_mails[n].label for n in seen])
        scores = table.products[np.ix_(held, seen)] @ weights + intercepts
        for n, row in zip(held, scores, strict=True):
            found[n] = likelihoods(row, labels, all_mails[n])
    return found


def judging(
    all_mails: Sequence[Mail], likely: Sequence[dict[Intent, float]], only: Sequence[int]
) -> dict[str, float]:
    """Weights of the second model: how often the first label is right."""
    only = [n for n in only if all_mails[n].hand not in NOT_MEASURED]
    seen = [doubts(all_mails[n].heard, likely[n]) for n in only]
    right = [max(likely[n], key=likely[n].__getitem__) is all_mails[n].label for n in only]
    names = sorted({name for d in seen for name in d} - {"base"})
    table = np.array([[d.get(name, 0.0) for name in names] for d in seen])
    spread = table.std(0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=500).fit(table / spread, right)
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0] / spread, strict=True)}
    return {"base": round(float(model.intercept_[0]), 4), **weights}


def unseen_judging(all_mails: Sequence[Mail], likely: Sequence[dict[Intent, float]]) -> list[dict[str, float]]:
    """The second model of each mail, of other hands too."""
    found: list[dict[str, float]] = [{} for _ in all_mails]
    hands = [m.hand for m in all_mails]
    for seen, held in GroupKFold(FOLDS).split(hands, groups=hands):
        weights = judging(all_mails, likely, list(seen))
        for n in held:
            found[n] = weights
    return found


def dangerous(label: Intent, read: Intent) -> bool:
    """A grave mail read as a mild one, a plan started by no yes, a debtor's answer set aside."""
    if label in HARD:
        return read not in HARD | {Intent.UNCLEAR}
    if read is Intent.SCHEDULE_ACCEPTED is not label:
        return True
    return label in _WANTED and read is Intent.UNRELATED


def report(all_mails: Sequence[Mail], likely: Sequence[dict[Intent, float]], *, errors: int) -> None:
    """Print what an unseen writer gets."""
    weights = unseen_judging(all_mails, likely)
    hands = [n for n, m in enumerate(all_mails) if m.hand not in NOT_MEASURED]
    read = {n: decide(all_mails[n].heard, likely[n], weights[n]) for n in hands}
    guess = {n: max(likely[n], key=likely[n].__getitem__) for n in hands}
    sure = {n: confidence_of(doubts(all_mails[n].heard, likely[n]), weights[n]) for n in hands}
    label = {n: all_mails[n].label for n in hands}
    print(f"{len(hands)} mails of {len({all_mails[n].hand for n in hands})} hands")
    _figures("rules alone", [(label[n], all_mails[n].heard.rules.intent) for n in hands])
    _figures("rules and model", [(label[n], read[n].intent) for n in hands])
    print(f"first label right: {sum(guess[n] is label[n] for n in hands) / len(hands):.3f}")
    print("\nbest threshold by right when handled:")
    for bar in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95):
        kept = [n for n in hands if sure[n] >= bar and guess[n] is not Intent.UNCLEAR]
        right = sum(guess[n] is label[n] for n in kept)
        print(f"  {bar:.2f}  handled {len(kept) / len(hands):.3f}  right {right / max(1, len(kept)):.3f}")
    print("\ncalibration (said: mails, right)")
    for low in (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        high = next((h for h in (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95) if h > low), 1.01)
        kept = [n for n in hands if low <= sure[n] < high]
        right = sum(guess[n] is label[n] for n in kept)
        print(f"  {low:.2f}-{min(high, 1):.2f}  {len(kept):4}  {right / max(1, len(kept)):.3f}")
    answered = [n for n in hands if read[n].intent in Policy().automatic_answers]
    answered = [n for n in answered if read[n].confidence >= Policy().answer_confidence]
    right = sum(read[n].intent is label[n] for n in answered)
    print(f"\nanswered without a person: {len(answered)}, right {right / max(1, len(answered)):.3f}")
    _confusion(label, {n: read[n].intent for n in hands})
    wrong = [n for n in hands if read[n].intent not in {Intent.UNCLEAR, label[n]}]
    print(f"\nworst errors ({len(wrong)} read wrongly)")
    for n in sorted(wrong, key=lambda n: (not dangerous(label[n], read[n].intent), -sure[n]))[:errors]:
        mail = all_mails[n]
        mark = "DANGER " if dangerous(label[n], read[n].intent) else ""
        text = " / ".join(s.text for s in mail.heard.said)[:300]
        rules = mail.heard.rules.intent
        print(f"{mark}{sure[n]:.2f} {mail.name} is {label[n]}, read {read[n].intent} (rules {rules})")
        print(f"     {text}\n     {mail.why}")


def _figures(name: str, pairs: Sequence[tuple[Intent, Intent]]) -> None:
    handled = [(is_, read) for is_, read in pairs if read is not Intent.UNCLEAR]
    right = sum(is_ is read for is_, read in handled) / max(1, len(handled))
    accuracy = sum(is_ is read for is_, read in pairs) / len(pairs)
    danger = sum(dangerous(is_, read) for is_, read in pairs)
    print(
        f"{name:16} accuracy {accuracy:.3f}  handled {len(handled) / len(pairs):.3f}"
        f"  right when handled {right:.3f}  dangerous {danger}"
    )


def _confusion(label: dict[int, Intent], read: dict[int, Intent]) -> None:
    print("\nlabel                 mails  read  right   bar | read as (of those handled)")
    for intent in sorted(set(label.values())):
        mine = [n for n in label if label[n] is intent]
        said = [n for n in label if read[n] is intent]
        right = sum(label[n] is intent for n in said)
        others: dict[Intent, int] = defaultdict(int)
        for n in mine:
            others[read[n]] += 1
        listed = ", ".join(f"{k} {v}" for k, v in sorted(others.items(), key=lambda i: -i[1])[:6])
        bar = THRESHOLDS.get(intent, DEFAULT_THRESHOLD)
        print(f"{intent:20} {len(mine):6} {len(said):5} {right / max(1, len(said)):6.2f} {bar:5.2f} | {listed}")


def weights_file(table: Table, all_mails: Sequence[Mail], judged: dict[str, float]) -> bytes:
    """The file of the model trained on all mails."""
    by_mail, intercepts, labels = fitted(table.products, [m.label for m in all_mails])
    weights = (table.x.T @ by_mail) * np.array(table.rarity)[:, None]
    starts = [0, *table.ends]
    for number, share in enumerate(SHARES):
        weights[starts[number] : starts[number + 1]] *= np.sqrt(share)
    scales = np.abs(weights).max(0) / 127
    rows = (np.rint(weights / scales) + 128).astype(np.uint8)
    head = {
        "labels": [str(x) for x in labels],
        "intercepts": [round(float(x), 5) for x in intercepts],
        "scales": [float(f"{x:.6g}") for x in scales],
        "ends": table.ends,
        "judging": judged,
    }
    return write_model(head, table.names, [r * r for r in table.rarity], rows.tobytes())


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="write nothing")
    parser.add_argument("--errors", type=int, default=40, help="how many errors to print")
    chosen = parser.parse_args()
    all_mails = mails()
    table = Table(all_mails)
    likely = unseen(table, all_mails)
    report(all_mails, likely, errors=chosen.errors)
    if chosen.report:
        return
    data = weights_file(table, all_mails, judging(all_mails, likely, range(len(all_mails))))
    read_model(data)
    WEIGHTS.write_bytes(data)
    print(f"\n{WEIGHTS.name}: {len(table.names)} features, {len(data) / 1e6:.2f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
