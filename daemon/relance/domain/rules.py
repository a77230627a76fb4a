"""The table of decisions: intent x situation -> hold, answer, task. Data only; `domain.replies` reads it.

A missing cell is a bug: a test proves that every intent has a rule in every situation, and docs/flow.md shows the
table generated from this page. A firm's configuration may tighten it, never loosen it. Beside the table, any human
mail but `unrelated` leaves the client in peace for some days (`domain.pauses.peace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from relance.domain.case import Situation
from relance.domain.intents import MACHINE, Intent
from relance.domain.model import Approves, Letter, TaskKind


class Delay(StrEnum):
    """How long a hold lasts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    PROMISE = "promise"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class HoldRule:
    """The pause an intent puts.

    Attributes:
        delay: unit of `days`, the promised date + 3 working days, or until a person decides.
        days: how many.
        grave: only a lawyer releases it.
        once_in_a_row: not a second time when the client's mail before said the same.

    """

    delay: Delay
    days: int = 0
    grave: bool = False
    once_in_a_row: bool = False


@dataclass(frozen=True, slots=True)
class TaskRule:
    """What a person of the firm is asked.

    Attributes:
        kind: of the task.
        label: what it is about; the client and the invoices are added.
        due_days: calendar days until it is due.
        urgent: reminds every day.
        everyone: every lawyer is asked, not only the owner.
        needs_person: no automatic answer leaves beside it.

    """

    kind: TaskKind
    label: str
    due_days: int = 1
    urgent: bool = False
    everyone: bool = False
    needs_person: bool = True
    approves: Approves = Approves.NONE


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell.

    Attributes:
        hold: the pause, None = none.
        answer: the automatic answer, None = nothing goes to the client.
        task: what is asked of the firm; None = the weekly digest.
        whole_client: the hold concerns the whole client, invoices imported later included.
        suspends_plan: a running schedule is suspended.

    """

    hold: HoldRule | None = None
    answer: Letter | None = None
    task: TaskRule | None = None
    whole_client: bool = False
    suspends_plan: bool = False


PERSON = HoldRule(Delay.PERSON)
GRAVE = HoldRule(Delay.PERSON, grave=True)


def working(days: int) -> HoldRule:
    """A pause of so many working days."""
    return HoldRule(Delay.WORKING_DAYS, days)


def reply(label: str, **more: bool | int) -> TaskRule:
    """A task to read a reply and decide."""
    return TaskRule(TaskKind.REPLY, label, **more)  # type: ignore[arg-type]


LADDER: Mapping[Intent, Rule] = {
    Intent.NOT_RECEIVED: Rule(working(7), Letter.INVOICE_AGAIN),
    Intent.PAID: Rule(
        working(5),
        Letter.PAYMENT_CHECKED,
        TaskRule(TaskKind.PAYMENT, "Règlement annoncé : est-il arrivé ?", needs_person=False),
    ),
    Intent.PARTIAL_PAYMENT: Rule(
        working(5),
        Letter.PAYMENT_CHECKED,
        TaskRule(TaskKind.PAYMENT, "Règlement partiel annoncé : est-il arrivé ?", needs_person=False),
    ),
    Intent.PROMISE_TO_PAY: Rule(HoldRule(Delay.PROMISE, 8), Letter.PROMISE_NOTED),
    Intent.SCHEDULE_REQUEST: Rule(
        HoldRule(Delay.CALENDAR_DAYS, 10),
        task=TaskRule(TaskKind.APPROVAL, "Échéancier à valider", approves=Approves.SCHEDULE),
    ),
    Intent.SCHEDULE_ACCEPTED: Rule(PERSON, task=reply("Échéancier accepté, à vérifier")),
    Intent.SCHEDULE_REFUSED: Rule(PERSON, task=reply("Échéancier refusé ou autre proposition"), whole_client=True),
    Intent.DISPUTE: Rule(PERSON, task=reply("Contestation"), whole_client=True, suspends_plan=True),
    Intent.REFUSAL: Rule(PERSON, task=reply("Refus de payer"), whole_client=True),
    Intent.UNCLEAR: Rule(PERSON, task=reply("Réponse à lire"), whole_client=True),
    Intent.INFORMATION_REQUEST: Rule(working(5), task=reply("Question du client")),
    Intent.WRONG_CONTACT: Rule(
        PERSON, task=TaskRule(TaskKind.ADDRESS, "Mauvais destinataire : adresse à confirmer"), whole_client=True
    ),
    Intent.INSOLVENCY: Rule(
        GRAVE,
        task=reply("Procédure collective ou surendettement : délai de déclaration à vérifier", urgent=True),
        whole_client=True,
        suspends_plan=True,
    ),
    Intent.SENSITIVE: Rule(
        GRAVE,
        task=reply("Situation sensible : à lire sans attendre", due_days=0, urgent=True, everyone=True),
        whole_client=True,
        suspends_plan=True,
    ),
    Intent.REPRESENTED: Rule(
        GRAVE, task=reply("Un tiers représente le client", urgent=True), whole_client=True, suspends_plan=True
    ),
    Intent.STOP_CONTACT: Rule(PERSON, task=reply("Le client ne veut plus d’e-mails", due_days=30), whole_client=True),
    Intent.ACKNOWLEDGEMENT: Rule(HoldRule(Delay.WORKING_DAYS, 5, once_in_a_row=True)),
    Intent.UNRELATED: Rule(),
    # Machines write no reply: what they report is decided in `domain.machines`, without hold or answer from here.
    **{intent: Rule() for intent in MACHINE},
}
"""Situation `ladder`: reminders are being sent."""

_RUNS_ON = (
    Intent.PAID,
    Intent.PARTIAL_PAYMENT,
    Intent.PROMISE_TO_PAY,
    Intent.ACKNOWLEDGEMENT,
    Intent.INFORMATION_REQUEST,
    Intent.NOT_RECEIVED,
    Intent.UNRELATED,
)

PLAN: Mapping[Intent, Rule] = {
    **LADDER,
    **{intent: replace(LADDER[intent], hold=None) for intent in _RUNS_ON},
    Intent.SCHEDULE_REQUEST: Rule(PERSON, task=reply("Nouveau délai demandé pendant un échéancier")),
    Intent.SCHEDULE_ACCEPTED: Rule(),
}
"""Situation `plan`: a schedule runs; what does not endanger it leaves it running, the rest goes to a person."""


def _lawyer(intent: Intent) -> Rule:
    rule = LADDER[intent]
    if intent in MACHINE:
        return rule
    task = rule.task or reply("Réponse après mise en demeure")
    if task.approves is not Approves.NONE:
        task = reply("Délai demandé après mise en demeure")
    return replace(rule, answer=None, task=replace(task, needs_person=True))


NOTICED: Mapping[Intent, Rule] = {intent: _lawyer(intent) for intent in Intent}
"""Situation `noticed`: nothing automatic goes to the client, holds apply, every reply is a lawyer's task."""

_ASKS = (
    Intent.SENSITIVE,
    Intent.INSOLVENCY,
    Intent.REPRESENTED,
    Intent.DISPUTE,
    Intent.REFUSAL,
    Intent.STOP_CONTACT,
    Intent.SCHEDULE_REFUSED,
    Intent.SCHEDULE_REQUEST,
    Intent.NOT_RECEIVED,
    Intent.WRONG_CONTACT,
    Intent.INFORMATION_REQUEST,
    Intent.UNCLEAR,
)


def _read(intent: Intent) -> Rule:
    usual = LADDER[intent].task
    if usual is None or usual.approves is not Approves.NONE:
        usual = reply("Demande du client sur une facture close")
    return Rule(task=replace(usual, kind=TaskKind.REPLY) if intent in _ASKS else None)


CLOSED: Mapping[Intent, Rule] = {intent: _read(intent) for intent in Intent}
"""Situation `closed`: nothing changes; a task only when the mail disputes or asks."""

TABLE: Mapping[tuple[Intent, Situation], Rule] = {
    (intent, situation): {
        Situation.LADDER: LADDER,
        Situation.PLAN: PLAN,
        Situation.NOTICED: NOTICED,
        Situation.CLOSED: CLOSED,
    }[situation][intent]
    for intent, situation in product(Intent, Situation)
}
"""Every intent in every situation."""
