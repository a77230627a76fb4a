# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""From sentences to labels: rules with named evidence, precedence, and what a doubt does to a reading.

The danger is one-sided: a dispute read as a promise answers an angry client with thanks. So any sign of a grave label
beside a milder reading makes the mail unclear, and what no rule explains makes it less sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.domain.intents import PRECEDENCE, Intent
from relance.reading.intents import contest, grave, money, other
from relance.reading.intents.rule import Rule, Signal, about_others, apply
from relance.reading.words import Sentence, foreign

HARD = frozenset(
    {
        Intent.SENSITIVE,
        Intent.INSOLVENCY,
        Intent.REPRESENTED,
        Intent.DISPUTE,
        Intent.REFUSAL,
        Intent.STOP_CONTACT,
    }
)
"""Labels that must never be read as something softer."""

_ALWAYS: tuple[Rule, ...] = (
    *grave.SENSITIVE,
    *grave.INSOLVENCY,
    *grave.REPRESENTED,
    *grave.STOP_CONTACT,
    *contest.DISPUTE,
    *contest.REFUSAL,
    *money.PAID,
    *money.PARTIAL,
    *money.PROMISE,
    *money.SCHEDULE,
    *other.NOT_RECEIVED,
    *other.WRONG_CONTACT,
    *other.INFORMATION,
    *other.ACKNOWLEDGEMENT,
    *other.UNRELATED,
)
_PENDING: tuple[Rule, ...] = (*money.ACCEPTED, *money.REFUSED)

_REST = re.compile(money.REST)
_BUT = re.compile(money.BUT)
_MONEY = re.compile(other.MONEY_WORDS)
_HEDGE = re.compile(
    r"\b(?:mais|cependant|toutefois|neanmoins|par contre|en revanche|sauf|sous reserve|a condition|but|however|although)\b"
)
_POLITE = re.compile(
    r"\W*(?:(?:bonjour|bonsoir|madame|monsieur|maitre|mesdames|messieurs|cher|chere|hello|hi|dear|merci|cordialement|bien a vous|salutations|sinceres|veuillez (?:agreer|recevoir|croire)|je vous prie|nous vous prions|restant|"
    r"dans l'attente|en vous|bonne (?:journee|reception|soiree|semaine|continuation)|best|kind|regards|thank|avec mes|excus\w+|desolee?s?|(?:je|nous) (?:suis|sommes|m'excuse|vous prie|vous remerci\w+|reste|restons)|respectueu\w+|sincerement|a (?:bientot|tres vite)|sorry|apologies|bien cordialement)\b.{0,120}|.{0,14})\W*"
)
UNSURE = 0.35
"""Confidence of a mail that is not understood."""
_OWN = re.compile(
    r"\b(?:je|j'|nous|notre|nos|mon|ma|mes|me|m'|moi|la societe|l'entreprise|notre entreprise|votre (?:creance|declaration|debit\w+|client\w*)|declar\w+|our|my|we|i)\b"
)
_ADVERSE = re.compile(r"\b(?:adverse|adversaire|ex-associe|debiteur principal)\b")
_UNKNOWING = re.compile(
    r"\b(?:(?:ne|n'en) sais (?:pas|rien)|sais pas|aucune idee|j'ignore|pas au courant|don't know|no idea)\b"
)
_FLOOR = {Intent.SCHEDULE_ACCEPTED: 0.93, Intent.UNRELATED: 0.89, Intent.ACKNOWLEDGEMENT: 0.8}
"""Below it the reading is not plain: a plan would start, a mail be set aside, a question be missed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Labels of the new words, before dates and sums are looked for.

    Attributes:
        signals: everything that fired for the labels given, primary ones first.
        words: deciding words where no rule has named them.
        deciding: sentences that say the label, the most telling first; empty where only rules have read.

    """

    intent: Intent
    secondary: tuple[Intent, ...]
    confidence: float
    signals: tuple[Signal, ...]
    words: tuple[str, ...] = ()
    deciding: tuple[int, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """Words of the mail that decided, at most five pieces."""
        return tuple(dict.fromkeys((*self.words, *(s.evidence for s in self.signals))))[:5]


def fire(sentences: tuple[Sentence, ...], *, pending_proposal: bool) -> tuple[Signal, ...]:
    """Every rule that fires on a mail's sentences, those that only warn included."""
    return tuple(apply(_ALWAYS + (_PENDING if pending_proposal else ()), sentences))


def read(
    sentences: tuple[Sentence, ...], fired: tuple[Signal, ...] | None = None, *, pending_proposal: bool
) -> Reading:
    """Labels of a mail's sentences by the rules alone.

    Args:
        sentences: the sender's new words.
        fired: what `fire` gives for them, where it is known already.
        pending_proposal: the firm has proposed a schedule and waits for the answer.

    """
    if foreign(sentences):
        return _unclear([])
    fired = fire(sentences, pending_proposal=pending_proposal) if fired is None else fired
    said = _refine(
        [s for s in fired if not s.rule.sign and _their_own(s, sentences)],
        sentences,
        pending_proposal=pending_proposal,
    )
    signs = [s for s in fired if s.rule.sign]
    labels = {s.label for s in said}
    if not labels:
        return _unclear(signs)
    primary = _primary(labels)
    doubts = _doubts(signs, labels, primary)
    secondary = tuple(i for i in PRECEDENCE if i in labels and i is not primary)
    if doubts or _contradicts(primary, labels, sentences):
        return Reading(Intent.UNCLEAR, tuple(i for i in PRECEDENCE if i in labels), UNSURE, tuple(doubts + said))
    own = sorted(said, key=lambda s: s.label is not primary)
    confidence = _confidence(primary, said, sentences)
    if confidence < _FLOOR.get(primary, 0.0):
        return Reading(Intent.UNCLEAR, tuple(i for i in PRECEDENCE if i in labels), UNSURE, tuple(own))
    return Reading(primary, secondary, confidence, tuple(own))


def _unclear(signs: list[Signal]) -> Reading:
    return Reading(Intent.UNCLEAR, (), 0.3, tuple(signs))


def _primary(labels: set[Intent]) -> Intent:
    first = next(i for i in PRECEDENCE if i in labels)
    # Exception of the interface: a payment that waits for the copy is decided by the copy.
    if first is Intent.PROMISE_TO_PAY and Intent.NOT_RECEIVED in labels:
        return Intent.NOT_RECEIVED
    return first


def _doubts(signs: list[Signal], labels: set[Intent], primary: Intent) -> list[Signal]:
    """Signs of a grave label that the reading does not hold and that would come before it."""
    if primary in HARD:
        return []
    return [s for s in signs if s.label in HARD and s.label not in labels]


def _contradicts(primary: Intent, labels: set[Intent], sentences: tuple[Sentence, ...]) -> bool:
    # « ok », « accept » are words of many languages, and a yes starts a plan: the language must be sure.
    if primary is Intent.SCHEDULE_ACCEPTED and foreign(sentences, 0.34):
        return True
    if primary is Intent.SCHEDULE_ACCEPTED and any(s.question or _BUT.search(s.folded) for s in sentences):
        return True
    if primary in {Intent.PAID, Intent.PARTIAL_PAYMENT} and any(_UNKNOWING.search(s.folded) for s in sentences):
        return True
    if primary is Intent.UNRELATED:
        return any(_MONEY.search(s.folded) for s in sentences)
    # Who says « payé » and asks to hear no more says it « with more »: neither label is plain.
    return primary is Intent.STOP_CONTACT and bool(
        labels & {Intent.PAID, Intent.PARTIAL_PAYMENT, Intent.WRONG_CONTACT}
    )


def _refine(said: list[Signal], sentences: tuple[Sentence, ...], *, pending_proposal: bool) -> list[Signal]:
    """Signals that mean something else together than alone."""
    labels = {s.label for s in said}
    drop: set[Intent] = set()
    if Intent.PARTIAL_PAYMENT in labels:
        drop.add(Intent.PAID)
    if pending_proposal and labels & {Intent.SCHEDULE_ACCEPTED, Intent.SCHEDULE_REFUSED}:
        drop |= {Intent.SCHEDULE_REQUEST, Intent.PROMISE_TO_PAY, Intent.ACKNOWLEDGEMENT, Intent.INFORMATION_REQUEST}
        if Intent.SCHEDULE_REFUSED in labels:
            drop.add(Intent.SCHEDULE_ACCEPTED)
    if labels - {Intent.ACKNOWLEDGEMENT, Intent.UNRELATED}:
        drop.add(Intent.UNRELATED)
    if labels & {
        Intent.WRONG_CONTACT,
        Intent.PROMISE_TO_PAY,
        Intent.PAID,
        Intent.INFORMATION_REQUEST,
        Intent.NOT_RECEIVED,
    }:
        drop.add(Intent.ACKNOWLEDGEMENT)
    if Intent.SCHEDULE_REQUEST in labels and not labels & {Intent.PAID, Intent.PARTIAL_PAYMENT}:
        drop.add(Intent.PROMISE_TO_PAY)
    return _as_part([s for s in said if s.label not in drop], sentences)


def _their_own(signal: Signal, sentences: tuple[Sentence, ...]) -> bool:
    """Insolvency counts when it is the sender's (« notre société », « déclarez votre créance »), not an adversary's."""
    sentence = sentences[signal.sentence]
    if any(_ADVERSE.search(s.folded) for s in sentences):
        return signal.label is not Intent.INSOLVENCY
    return signal.label is not Intent.INSOLVENCY or (
        bool(_OWN.search(sentence.folded)) and not about_others(sentence)
    )


def _as_part(said: list[Signal], sentences: tuple[Sentence, ...]) -> list[Signal]:
    """A payment made, with a rest still owed, is a part paid."""
    paid = [s for s in said if s.label is Intent.PAID]
    if not paid or any(s.label is Intent.PARTIAL_PAYMENT for s in said):
        return said
    for number, sentence in enumerate(sentences):
        rest = _REST.search(sentence.folded)
        if (
            rest
            and not any(p.sentence == number and p.start <= rest.start() <= p.end for p in paid)
            and not _settles(sentence)
        ):
            part = Rule("paid_and_rest", Intent.PARTIAL_PAYMENT, _REST, sure=0.96)
            return [s for s in said if s.label is not Intent.PAID] + [
                Signal(part, p.sentence, p.start, p.end, p.evidence) for p in paid
            ]
    return said


def _settles(sentence: Sentence) -> bool:
    """« le solde a été payé », « il ne reste rien »: nothing is left."""
    return bool(
        re.search(
            r"\b(?:solde|reste|reliquat|complement)\b.{0,40}\b(?:a ete|est|regle|paye|vire|verse|ce jour)\b.{0,12}(?:regle|paye|vire|verse|solde)|reste (?:plus )?(?:rien|a votre disposition|dans l'attente|disponible)|pour solde|ne reste|reste a (?:votre|disposition)|restant a|le reste du temps|le reste est",
            sentence.folded,
        )
    )


def _confidence(primary: Intent, said: list[Signal], sentences: tuple[Sentence, ...]) -> float:
    sure = max(s.rule.sure for s in said if s.label is primary)
    spoken = {s.sentence for s in said}
    unexplained = [s for n, s in enumerate(sentences) if n not in spoken and not _POLITE.fullmatch(s.folded)]
    hedged = any(_HEDGE.search(s.folded) for s in unexplained)
    if primary in HARD:
        return sure
    sure -= 0.04 * max(0, len(unexplained) - 1)
    if hedged:
        sure -= 0.08
    if primary in {Intent.ACKNOWLEDGEMENT, Intent.UNRELATED} and len(unexplained) > 2:
        sure -= 0.12
    return round(max(0.4, sure), 2)
