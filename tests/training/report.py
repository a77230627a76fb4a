"""What an unseen writer gets: figures, calibration, confusion, and the worst errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from corpus import NOT_MEASURED, ORDINARY, Mail
from fitting import Unseen

from relance.domain.intents import Intent
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS, Policy
from relance.reading.intents import HARD
from relance.reading.judge import confidence_of, decide, doubts

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
_BARS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
_STEPS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


def dangerous(label: Intent, read: Intent) -> bool:
    """A grave mail read as a mild one, a plan started by no yes, a debtor's answer set aside."""
    if label in HARD:
        return read not in HARD | {Intent.UNCLEAR}
    if read is Intent.SCHEDULE_ACCEPTED is not label:
        return True
    return label in _WANTED and read is Intent.UNRELATED


def report(all_mails: Sequence[Mail], found: Unseen, *, errors: int) -> None:
    """Print what an unseen writer gets: first of mails as an inbox holds them, then of all."""
    measured = [n for n, m in enumerate(all_mails) if m.hand not in NOT_MEASURED]
    print("== mails as an inbox holds them")
    _report(all_mails, found, [n for n in measured if all_mails[n].hand.startswith(ORDINARY)], errors=0)
    print("\n== all mails, the hard ones over-represented")
    _report(all_mails, found, measured, errors=errors)


def _report(all_mails: Sequence[Mail], found: Unseen, numbers: Sequence[int], *, errors: int) -> None:
    heard = {n: all_mails[n].heard for n in numbers}
    label = {n: all_mails[n].label for n in numbers}
    likely = found.likely
    read = {n: decide(heard[n], found.said[n], likely[n], found.judging[n]) for n in numbers}
    guess = {n: max(likely[n], key=likely[n].__getitem__) for n in numbers}
    sure = {n: confidence_of(doubts(heard[n], found.said[n], likely[n]), found.judging[n]) for n in numbers}
    print(f"{len(numbers)} mails of {len({all_mails[n].hand for n in numbers})} hands")
    _figures("rules alone", [(label[n], heard[n].rules.intent) for n in numbers])
    _figures("rules and model", [(label[n], read[n].intent) for n in numbers])
    print(f"first label right: {sum(guess[n] is label[n] for n in numbers) / len(numbers):.3f}")
    _calibration(label, guess, sure)
    answered = [n for n in numbers if read[n].intent in Policy().automatic_answers]
    answered = [n for n in answered if read[n].confidence >= Policy().answer_confidence]
    right = sum(read[n].intent is label[n] for n in answered)
    print(f"\nanswered without a person: {len(answered)}, right {right / max(1, len(answered)):.3f}")
    _confusion(label, {n: read[n].intent for n in numbers})
    wrong = [n for n in numbers if read[n].intent not in {Intent.UNCLEAR, label[n]}]
    print(f"\nworst errors ({len(wrong)} read wrongly)")
    for n in sorted(wrong, key=lambda n: (not dangerous(label[n], read[n].intent), -sure[n]))[:errors]:
        _show(all_mails[n], read[n].intent, sure[n])


def _show(mail: Mail, read: Intent, sure: float) -> None:
    mark = "DANGER " if dangerous(mail.label, read) else ""
    print(f"{mark}{sure:.2f} {mail.name} is {mail.label}, read {read} (rules {mail.heard.rules.intent})")
    print(f"     {' / '.join(s.text for s in mail.heard.said)[:300]}\n     {mail.why}")


def _figures(name: str, pairs: Sequence[tuple[Intent, Intent]]) -> None:
    handled = [(is_, read) for is_, read in pairs if read is not Intent.UNCLEAR]
    right = sum(is_ is read for is_, read in handled) / max(1, len(handled))
    accuracy = sum(is_ is read for is_, read in pairs) / len(pairs)
    danger = sum(dangerous(is_, read) for is_, read in pairs)
    print(
        f"{name:16} accuracy {accuracy:.3f}  handled {len(handled) / len(pairs):.3f}"
        f"  right when handled {right:.3f}  dangerous {danger}"
    )


def _calibration(label: Mapping[int, Intent], guess: Mapping[int, Intent], sure: Mapping[int, float]) -> None:
    print("\nbest threshold by right when handled:")
    for bar in _BARS:
        kept = [n for n in label if sure[n] >= bar and guess[n] is not Intent.UNCLEAR]
        right = sum(guess[n] is label[n] for n in kept)
        print(f"  {bar:.2f}  handled {len(kept) / len(label):.3f}  right {right / max(1, len(kept)):.3f}")
    print("\ncalibration (said: mails, right)")
    for low, high in pairwise(_STEPS):
        kept = [n for n in label if low <= sure[n] < high]
        right = sum(guess[n] is label[n] for n in kept)
        print(f"  {low:.2f}-{min(high, 1):.2f}  {len(kept):4}  {right / max(1, len(kept)):.3f}")


def _confusion(label: Mapping[int, Intent], read: Mapping[int, Intent]) -> None:
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
