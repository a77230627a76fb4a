"""What the answer of a person of the firm to a task leads to: kind of task x command, by role.

A command that a task does not offer changes nothing: the ruling says so in a French sentence, which is sent back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from relance.domain.commands import Command
from relance.domain.correction_words import LABELS
from relance.domain.desk import corrections, orders, yes_no
from relance.domain.desk.base import Desk, Ruling, nothing
from relance.domain.intents import Intent
from relance.domain.model import Approves
from relance.domain.people import Role

LAWYER_APPROVALS = frozenset({Approves.FORMAL_NOTICE, Approves.SCHEDULE, Approves.IBAN, Approves.BRAKE})
LAWYER_COMMANDS = frozenset({Command.CREDIT, Command.CANCEL, Command.ADVANCE, Command.PROPOSE_PLAN})


def rule(desk: Desk) -> Ruling:
    """Decide on one answer.

    Args:
        desk: who says what about which task.

    """
    if desk.task.done_at is not None:
        return nothing("cette demande est déjà close ; rien n’a été changé")
    if desk.member.role is not Role.LAWYER and _lawyers_only(desk):
        return nothing("cette décision revient à un avocat du cabinet ; rien n’a été changé")
    handler = _HANDLERS.get(desk.answer.command)
    if handler is None:
        return nothing("je n’ai pas compris cette réponse ; rien n’a été changé" + _asked_again(desk))
    return handler(desk)


def _asked_again(desk: Desk) -> str:
    if not desk.about_reply or desk.answer.command is not Command.UNCLEAR:
        return ""
    dispute, promise = LABELS[Intent.DISPUTE].phrase, LABELS[Intent.PROMISE_TO_PAY].phrase
    return f". Que veut dire ce client ? Répondez une seule chose, par exemple « {dispute} » ou « {promise} »"


def _lawyers_only(desk: Desk) -> bool:
    approves = desk.answer.command in (Command.APPROVE, Command.REJECT) and desk.task.approves in LAWYER_APPROVALS
    return approves or desk.answer.command in LAWYER_COMMANDS or _lifts_grave(desk)


def _lifts_grave(desk: Desk) -> bool:
    if desk.case is None or desk.answer.command is not Command.RELEASE:
        return False
    return any(h.grave and h.closed_at is None for h in desk.case.holds)


_HANDLERS: Mapping[Command, Callable[[Desk], Ruling]] = {
    Command.APPROVE: yes_no.approve,
    Command.REJECT: yes_no.reject,
    Command.HOLD: orders.hold,
    Command.RELEASE: orders.release,
    Command.PAID: orders.paid,
    Command.CREDIT: orders.credit,
    Command.CANCEL: orders.cancel,
    Command.CALLED: orders.called,
    Command.POSTED: orders.posted,
    Command.NOTE: orders.noted,
    Command.CORRECT: corrections.correct,
}
"""Commands of this version; the others are not understood and change nothing."""
