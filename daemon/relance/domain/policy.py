"""The ladder and the numbers of a firm: which stage comes when, and how the table's delays are set.

The stages and delays of `cabinet` are those of the interface; the French law behind each number stands at the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from relance.domain.calendar import WorkCalendar
from relance.domain.intents import Intent


class Stage(StrEnum):
    """A rung of the ladder, in climbing order."""

    PREVENTIVE = "preventive"
    DUE = "due"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    FIRM = "firm"
    CALL = "call"
    FORMAL_NOTICE = "formal_notice"
    HANDOVER = "handover"

    @property
    def rank(self) -> int:
        """Place on the ladder, from 0."""
        return _RANKS[self]


_RANKS = {stage: n for n, stage in enumerate(Stage)}


class Means(StrEnum):
    """How a stage is carried out."""

    MAIL = "mail"
    TASK = "task"
    APPROVED_LETTER = "approved_letter"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a policy.

    Attributes:
        stage: which rung.
        offset: days from the due date (J), negative before it.
        means: mail to the client, task for the firm, or letter after a person's yes.

    """

    stage: Stage
    offset: int
    means: Means


CABINET: tuple[Step, ...] = (
    Step(Stage.PREVENTIVE, -7, Means.MAIL),
    Step(Stage.DUE, 0, Means.MAIL),
    Step(Stage.FRIENDLY, 7, Means.MAIL),
    Step(Stage.FORMAL, 14, Means.MAIL),
    Step(Stage.FIRM, 28, Means.MAIL),
    Step(Stage.CALL, 30, Means.TASK),
    Step(Stage.FORMAL_NOTICE, 38, Means.APPROVED_LETTER),
    Step(Stage.HANDOVER, 53, Means.TASK),
)
"""The default policy `cabinet`: friendly first, written before the call, the formal notice only after both."""

THRESHOLDS: Mapping[Intent, float] = {
    # What a wrong reading costs sets the bar: a plan that starts, or a mail set aside, is seen late; a grave label
    # stops a client's reminders, and where it is doubtful a person reads the mail in any case.
    Intent.SENSITIVE: 0.8,
    Intent.INSOLVENCY: 0.8,
    Intent.REPRESENTED: 0.8,
    Intent.DISPUTE: 0.8,
    Intent.REFUSAL: 0.8,
    Intent.STOP_CONTACT: 0.8,
    Intent.SCHEDULE_ACCEPTED: 0.9,
    Intent.UNRELATED: 0.85,
}
"""Confidence under which an intent counts as `unclear`: a person reads the mail, and nothing leaves meanwhile."""

DEFAULT_THRESHOLD = 0.72
"""By it 97 in 100 readings given are right (decisions/8): most of those above stand at 0.95 and more."""


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """Inside which a schedule may be proposed; anything else goes to a person.

    Attributes:
        max_instalments: number of payments.
        max_days: days to the last payment (short and free of charge: no consumer credit, C. conso. L312-4).
        first_percent: least share of the first payment.
        auto_up_to: balance up to which a proposal leaves without a yes; 0 = never.

    """

    max_instalments: int = 3
    max_days: int = 90
    first_percent: int = 30
    auto_up_to: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a firm may tighten, with the defaults of the interface.

    Attributes:
        name: "cabinet".
        steps: the ladder, climbing.
        calendar: the firm's days and hours.
        min_days_between: calendar days between two reminders to one client.
        brake: reminders a day above which none leaves without a yes; 0 = off.
        min_balance: euros under which a balance is not chased.
        automatic_answers: intents that may be answered without a person.
        answer_confidence: confidence an automatic answer needs.
        peace_days: calendar days without reminder after any human mail.
        max_pause_days: total of automatic pauses of one invoice before it waits for a person.
        preventive_min_days: days left before the due date under which `preventive` is skipped.
        plans: limits of a proposed schedule.

    """

    name: str = "cabinet"
    steps: tuple[Step, ...] = CABINET
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    min_days_between: int = 5
    brake: int = 50
    min_balance: Decimal = Decimal("5.00")
    automatic_answers: frozenset[Intent] = frozenset(
        {Intent.NOT_RECEIVED, Intent.PAID, Intent.PARTIAL_PAYMENT, Intent.PROMISE_TO_PAY}
    )
    answer_confidence: float = 0.95
    peace_days: int = 5
    max_pause_days: int = 45
    preventive_min_days: int = 5
    plans: PlanLimits = field(default_factory=PlanLimits)

    def step(self, stage: Stage) -> Step | None:
        """The step of a stage, or None when the firm left it out."""
        return next((s for s in self.steps if s.stage is stage), None)
