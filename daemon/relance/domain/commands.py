"""What people of the firm answer to a mail of the daemon: the words offered to them and the words understood.

One table for both, so that no word is offered that is not understood. A negation, a question or a doubt is never an
approval; where two readings are possible the answer is unclear and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from relance.domain import command_words, correction_words
from relance.domain.dates import fold_line
from relance.domain.intents import Intent
from relance.domain.model import Approves, TaskKind


class Command(StrEnum):
    """What an answer orders (INTENTS.md, second table)."""

    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    RELEASE = "release"
    PAID = "paid"
    CREDIT = "credit"
    CANCEL = "cancel"
    ADVANCE = "advance"
    PROPOSE_PLAN = "propose_plan"
    CALLED = "called"
    POSTED = "posted"
    RECEIVED = "received"
    CONTACT = "contact"
    NOTE = "note"
    UNCLEAR = "unclear"
    CORRECT = "correct"
    """The client's reply means something else: only in answer to a mail about that reply."""


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """One order. `fields` hold only what the mail states: amounts "600.00", dates ISO, words of INTENTS.md."""

    command: Command
    fields: Mapping[str, str] = field(default_factory=dict)


UNCLEAR = StaffAnswer(Command.UNCLEAR)

_HOLD = ("pause 15 jours", "suspendre les relances (sans durée : « stop », jusqu’à votre mot)")
_PAID = ("payé", "la facture est réglée (« réglé 600 € le 12 » pour une partie)")
_RELEASE = ("on reprend", "reprendre les relances")

_APPROVALS: Mapping[Approves, tuple[tuple[str, str], ...]] = {
    Approves.FORMAL_NOTICE: (("ok", "envoyer la mise en demeure"), ("non", "ne pas l’envoyer"), _HOLD, _PAID),
    Approves.SCHEDULE: (("ok", "proposer cet échéancier au client"), ("non", "ne rien proposer"), _HOLD, _PAID),
    Approves.BRAKE: (("ok", "laisser partir les relances du jour"), ("non", "n’en envoyer aucune aujourd’hui")),
    Approves.IBAN: (("ok", "ce nouvel IBAN est le bon, reprendre les relances"), ("non", "ne pas l’utiliser")),
    Approves.NONE: (("ok", "c’est fait ou c’est bon"), ("non", "ne rien faire"), _HOLD, _PAID),
}
_TASKS: Mapping[TaskKind, tuple[tuple[str, str], ...]] = {
    TaskKind.CALL: (
        ("appelé, pas joignable", "noter l’appel ; les relances suivent leur cours"),
        ("appelé, paie vendredi", "noter la promesse et attendre cette date"),
        ("conteste au téléphone", "arrêter les relances, un avocat décide"),
        _HOLD,
        _PAID,
    ),
    TaskKind.POST: (("LRAR 1A 123 456 7890 1", "noter l’envoi du recommandé et son numéro"), _HOLD, _PAID),
    TaskKind.REPLY: (
        _RELEASE,
        _HOLD,
        _PAID,
        ("avoir de 200", "enregistrer un avoir"),
        ("annule la facture", "ne plus rien réclamer"),
    ),
    TaskKind.PAYMENT: (
        ("payé", "le paiement est bien arrivé"),
        ("rien reçu", "aucun paiement : demander sa référence au client"),
        _HOLD,
    ),
    # A new address comes in by an import, until the desk can record one: no word is offered that does nothing.
    TaskKind.ADDRESS: (("on reprend", "l’adresse est corrigée par un import : reprendre"), _HOLD, _PAID),
    TaskKind.DOUBTFUL: (("ok", "considérer ce courriel comme parti"), ("non", "il n’est pas parti"), _HOLD),
    TaskKind.HANDOVER: (
        _HOLD,
        _PAID,
        ("passe en perte", "abandonner la créance"),
        ("note : …", "ajouter une note au dossier de suivi"),
    ),
    TaskKind.OTHER: (("ok", "c’est fait"), _RELEASE, _HOLD, _PAID),
}


def offered(kind: TaskKind, approves: Approves) -> tuple[tuple[str, str], ...]:
    """Words a person may answer to a task, each with what it does, in French.

    Args:
        kind: kind of the task.
        approves: what a yes sets off; it decides the words when there is something to approve.

    """
    if kind is TaskKind.APPROVAL or approves is not Approves.NONE:
        return _APPROVALS[approves]
    return _TASKS[kind]


def understand_answer(text: str, on: date) -> StaffAnswer:
    """The order in a person's new words about one item; UNCLEAR for a doubt, two readings or anything not plain.

    Args:
        text: new words of the answer, without the quoted mail.
        on: the day the answer was written, for « lundi », « hier », « 15 jours ».

    """
    original = text.strip()
    folded = command_words.bare(fold_line(original))
    noted = command_words.NOTES.match(fold_line(original))
    if noted:
        return StaffAnswer(Command.NOTE, {"text": original[noted.start("text") :].strip()})
    if not folded or len(folded.split()) > command_words.MAX_WORDS or command_words.DOUBT.search(folded):
        return UNCLEAR
    return _one(_orders(folded, on))


def understand_about_reply(text: str, on: date) -> StaffAnswer:
    """The order in a person's answer to a mail about a client's reply: one of the usual ones, or CORRECT.

    A correction says one thing only: with two labels, a doubt, or an order beside it, it is not understood. Its
    fields are `intent` and what it states: `amount`, `date`, `instalments`, `new_contact`.

    Args:
        text: new words of the answer.
        on: the day it was written.

    """
    usual = understand_answer(text, on)
    told = correction_words.labels(fold_line(text))
    if not told or usual.command in _NO_READING:
        return usual
    folded = correction_words.without_reported(command_words.bare(fold_line(text.strip())))
    if len(told) > 1 or len(folded.split()) > command_words.MAX_WORDS or command_words.DOUBT.search(folded):
        return UNCLEAR
    beside = _orders(folded, on).keys() - {Command.APPROVE, Command.REJECT} - _PART_OF.get(told[0], frozenset())
    if beside:
        return UNCLEAR
    return StaffAnswer(Command.CORRECT, correction_words.fields(told[0], fold_line(text), on))


_NO_READING = frozenset({Command.NOTE, Command.CALLED, Command.POSTED, Command.RECEIVED})
"""Orders that tell what happened beside the mail (« conteste au téléphone »): never how it was read."""

_PART_OF: Mapping[Intent, frozenset[Command]] = {
    Intent.PAID: frozenset({Command.PAID}),
    Intent.PARTIAL_PAYMENT: frozenset({Command.PAID}),
    Intent.PROMISE_TO_PAY: frozenset({Command.PAID}),
    Intent.SCHEDULE_REQUEST: frozenset({Command.PROPOSE_PLAN}),
    Intent.SCHEDULE_ACCEPTED: frozenset({Command.PROPOSE_PLAN}),
    Intent.SCHEDULE_REFUSED: frozenset({Command.PROPOSE_PLAN}),
    Intent.STOP_CONTACT: frozenset({Command.HOLD, Command.RELEASE}),
    Intent.WRONG_CONTACT: frozenset({Command.CONTACT}),
}
"""Orders whose words a correction holds in itself: « il règle vendredi » books nothing, « il demande un échéancier en
3 fois » proposes none."""


def _orders(folded: str, on: date) -> dict[Command, dict[str, str]]:
    """Every order read in the words."""
    return {command: fields for command, read in _READERS if (fields := read(folded, on)) is not None}


def _one(found: dict[Command, dict[str, str]]) -> StaffAnswer:
    """The only reading; of some pairs one is part of the other."""
    if not found:
        return UNCLEAR
    for whole, parts in _ABSORBS:
        if whole in found and set(found) <= {whole, *parts}:
            return StaffAnswer(whole, found[whole])
    if len(found) > 1:
        return UNCLEAR
    command, fields = next(iter(found.items()))
    return StaffAnswer(command, fields)


_ABSORBS: tuple[tuple[Command, frozenset[Command]], ...] = (
    # A yes or a no that says to wait is a wait: « ok mais attends demain », « non, pause 15 jours ».
    (Command.HOLD, frozenset({Command.APPROVE, Command.REJECT})),
    # What was said on the telephone is told by the call: « eu au tel, paie vendredi ».
    (Command.CALLED, frozenset({Command.PAID, Command.REJECT, Command.HOLD, Command.PROPOSE_PLAN})),
    (Command.RECEIVED, frozenset({Command.POSTED, Command.REJECT, Command.PAID})),
    (Command.POSTED, frozenset({Command.APPROVE})),
    (Command.ADVANCE, frozenset({Command.APPROVE})),
    (Command.PROPOSE_PLAN, frozenset({Command.APPROVE})),
    (Command.RELEASE, frozenset({Command.APPROVE})),
    (Command.CONTACT, frozenset({Command.APPROVE})),
    (Command.PAID, frozenset({Command.APPROVE})),
)


_Reader = Callable[[str, date], dict[str, str] | None]
_READERS: tuple[tuple[Command, _Reader], ...] = (
    (Command.APPROVE, command_words.approve),
    (Command.REJECT, command_words.reject),
    (Command.HOLD, command_words.hold),
    (Command.RELEASE, command_words.release),
    (Command.PAID, command_words.paid),
    (Command.CREDIT, command_words.credit),
    (Command.CANCEL, command_words.cancel),
    (Command.ADVANCE, command_words.advance),
    (Command.PROPOSE_PLAN, command_words.plan),
    (Command.CALLED, command_words.called),
    (Command.POSTED, command_words.posted),
    (Command.RECEIVED, command_words.received),
    (Command.CONTACT, command_words.contact),
)
