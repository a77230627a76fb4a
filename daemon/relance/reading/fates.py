# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""What a mail says of each invoice, where it tells of several: the labels heard between one number and the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from relance.domain.intents import PRECEDENCE, Intent
from relance.reading.clauses import MAX_TEXT
from relance.reading.entities import cited
from relance.reading.intents.rule import Signal
from relance.reading.words import Sentence

_MOST_SENTENCES = 200
"""Of a mail longer than that the beginning speaks; its time stays bounded."""

_Place = tuple[int, int, str]
"""Where a number stands: its sentence, the position in it, and the number."""

_FATES = frozenset(
    {
        Intent.DISPUTE,
        Intent.SCHEDULE_REQUEST,
        Intent.PARTIAL_PAYMENT,
        Intent.PAID,
        Intent.PROMISE_TO_PAY,
        Intent.NOT_RECEIVED,
        Intent.INFORMATION_REQUEST,
    }
)
"""Labels that one invoice can have and another not."""


_WORDS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern))
    for label, pattern in (
        (
            Intent.NOT_RECEIVED,
            r"\bjamais (?:recue?|eue?|vue?|parvenue)|\b(?:pas|point|rien) (?:ete )?(?:recue?|eue?|vue?|arrivee?|parvenue)\b|\bnon (?:parvenue|recue)|\binconnue\b|\bduplicata|\b(?:ne )?l'ai pas\b|\brenvoy\w+|\bremettez|\breemet\w+|\bnot received|\bnever (?:received|got|seen)|\b(?:retrouve|trace)\b|\badresser copie",
        ),
        (
            Intent.DISPUTE,
            r"\bcontest\w+|\bdoublon|\bdouble emploi|\bla meme\b|\bmemes? (?:date|audience|prestation|objet|dilig|montant)\w*|\bannul\w+|\brejet\w*|\bpas d'accord|\bjamais (?:demande|signe|souscri|confie|commande|eu d)\w*|\b(?:ne )?(?:doit|dois|doivent) (?:rien|pas)|\brefus\w+|\ba retirer|\bmeme pas\b|\bne (?:la|le) (?:paie|paye|regle|prend|reconna)\w*|\bm'oppose|\bn'a pas lieu|\bnot (?:the client|ours)|\bnobody\b|\blitige|\bcredit(?:er|ed)\b|\bpas (?:moi|mandat|signe)\b|\bbloquee?\b",
        ),
        (
            Intent.SCHEDULE_REQUEST,
            r"\betal\w+|\b\d fois\b|\bsouffler|\bpatienter|\bechelonn\w+|\bun delai\b|\bdeux fois\b|\ben deux\b",
        ),
        (
            Intent.PARTIAL_PAYMENT,
            r"\bacompte|\bmoitie\b|\ben manque\b|\ba venir\b|\bune partie|\bsurplus\b|\brestants?\b",
        ),
        (
            Intent.PROMISE_TO_PAY,
            r"\bsera (?:viree|payee?|reglee?|mandatee?|liquidee?)|\bprevue?\b|\bprogramme\w*|\bscheduled|\ben (?:circuit|paiement)|\bmise en banque|\bau run\b|\bau (?:reglement|\d{1,2}/\d{1,2})|\bl'aurez|\bpaierons|\bpaierai|\bpaie le\b|\ba suivre\b|\bvendredi\b|\bdate de virt\b|\bje la mets\b",
        ),
        (
            Intent.PAID,
            r"\b(?:payee?s?|reglee?s?|soldee?s?|viree?s?|mandatee?s?|debitee?s?|prelevee?s?|acquittee?s?|postee?s?|parti(?:e|es)?|fait|faite|paid|settled|went out|bezahlt|betaald|en banque|est bonne|lettree)\b",
        ),
    )
)
"""Terse words of a list: « 2026-0188 : soldée »."""


def fates(
    labels: Collection[Intent], said: Sequence[Sentence], fired: Iterable[Signal], numbers: Sequence[str]
) -> tuple[tuple[str, Intent], ...]:
    """(Invoice number, label) of each invoice a mail names, empty unless each has one and all labels are told.

    Args:
        labels: the labels of the whole mail: no invoice has another.
        said: sentences of the new words.
        fired: every rule that fired on them.
        numbers: invoice numbers of the client, as printed.

    """
    places = [
        (n, start, number)
        for n, s in enumerate(said[:_MOST_SENTENCES])
        for start, number in cited(s.text[:MAX_TEXT], tuple(numbers))
    ]
    names = tuple(dict.fromkeys(number for _, _, number in places))
    if len(names) < 2:
        return ()
    heard: dict[str, set[Intent]] = {name: _terse(said, places, name) for name in names}
    for signal in fired:
        if not signal.rule.sign:
            owner = _owner(places, signal)
            if owner:
                heard[owner].add(signal.label)
    possible = _FATES.intersection(labels)
    told = tuple((name, fate) for name, own in heard.items() if (fate := _fate(own & possible)))
    return told if len(told) == len(names) and len(possible) > 1 and {f for _, f in told} == possible else ()


def _terse(said: Sequence[Sentence], places: Sequence[_Place], name: str) -> set[Intent]:
    """Labels of the words from a number to the next one."""
    words = " ".join(_after(said, places, n) for n, place in enumerate(places) if place[2] == name)
    return {label for label, pattern in _WORDS if pattern.search(words)}


def _after(said: Sequence[Sentence], places: Sequence[_Place], index: int) -> str:
    first, start, _ = places[index]
    last, end = places[index + 1][:2] if index + 1 < len(places) else (len(said) - 1, None)
    if first == last:
        return said[first].folded[start:end]
    between = [s.folded for s in said[first + 1 : last]]
    return " ".join([said[first].folded[start:], *between, said[last].folded[:end]])


def _owner(places: Sequence[_Place], signal: Signal) -> str | None:
    """The number named last before the words heard, else the first one in their sentence."""
    before = [p for p in places if (p[0], p[1]) <= (signal.sentence, signal.end)]
    if before:
        return before[-1][2]
    return next((number for n, _, number in places if n == signal.sentence), None)


def _fate(labels: set[Intent]) -> Intent | None:
    """The one label an invoice has; None where it has several of which no one holds the others."""
    left = set(labels)
    if Intent.PARTIAL_PAYMENT in left:
        left.discard(Intent.PAID)
    if Intent.NOT_RECEIVED in left:
        left -= {Intent.PAID, Intent.PROMISE_TO_PAY, Intent.INFORMATION_REQUEST}
    return next((i for i in PRECEDENCE if i in left), None)
