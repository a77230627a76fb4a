from __future__ import annotations

from itertools import product

import pytest

from relance.domain.case import Situation
from relance.domain.intents import MACHINE, PRECEDENCE, Intent
from relance.domain.model import Approves, Letter
from relance.domain.policy import CABINET, Policy, Stage
from relance.domain.rules import CLOSED, LADDER, NOTICED, TABLE, Delay, HoldRule

GRAVE = {Intent.SENSITIVE, Intent.INSOLVENCY, Intent.REPRESENTED}
WHOLE_CLIENT = GRAVE | {
    Intent.DISPUTE,
    Intent.REFUSAL,
    Intent.SCHEDULE_REFUSED,
    Intent.UNCLEAR,
    Intent.STOP_CONTACT,
    Intent.WRONG_CONTACT,
}


def test_every_intent_has_a_rule_in_every_situation() -> None:
    assert set(TABLE) == set(product(Intent, Situation))


def test_the_precedence_is_that_of_the_interface() -> None:
    words = (
        "sensitive insolvency represented dispute refusal stop_contact schedule_refused schedule_accepted "
        "schedule_request partial_payment paid promise_to_pay not_received wrong_contact information_request "
        "acknowledgement unrelated unclear"
    )
    assert " ".join(intent.value for intent in PRECEDENCE) == words


@pytest.mark.parametrize("intent", sorted(MACHINE))
@pytest.mark.parametrize("situation", Situation)
def test_the_table_asks_nothing_about_a_machine(intent: Intent, situation: Situation) -> None:
    rule = TABLE[intent, situation]
    assert (rule.hold, rule.answer, rule.task, rule.suspends_plan) == (None, None, None, False)


@pytest.mark.parametrize("situation", set(Situation) - {Situation.CLOSED})
def test_what_a_person_must_decide_concerns_the_whole_client_and_grave_words_only_a_lawyer(
    situation: Situation,
) -> None:
    held = {i: TABLE[i, situation] for i in PRECEDENCE}
    assert {i for i, rule in held.items() if rule.whole_client} == WHOLE_CLIENT
    assert {i for i, rule in held.items() if rule.hold and rule.hold.grave} == GRAVE
    for intent in WHOLE_CLIENT:
        hold, task = held[intent].hold, held[intent].task
        assert hold is not None
        assert hold.delay is Delay.PERSON
        assert task is not None
    assert {i for i, rule in held.items() if rule.suspends_plan} == GRAVE | {Intent.DISPUTE}


def test_a_hold_that_waits_for_a_person_always_asks_one() -> None:
    for rule in TABLE.values():
        if rule.hold is not None and rule.hold.delay is Delay.PERSON:
            assert rule.task is not None


def test_automatic_answers_exist_for_four_intents_only() -> None:
    answered = {i: rule.answer for i, rule in LADDER.items() if rule.answer}
    assert answered == {
        Intent.NOT_RECEIVED: Letter.INVOICE_AGAIN,
        Intent.PAID: Letter.PAYMENT_CHECKED,
        Intent.PARTIAL_PAYMENT: Letter.PAYMENT_CHECKED,
        Intent.PROMISE_TO_PAY: Letter.PROMISE_NOTED,
    }
    assert set(answered) == Policy().automatic_answers


def test_after_a_formal_notice_nothing_automatic_leaves_and_every_reply_is_a_task() -> None:
    for intent in PRECEDENCE:
        rule = NOTICED[intent]
        assert rule.answer is None
        assert rule.task is not None
        assert rule.task.needs_person
        assert rule.hold == LADDER[intent].hold
        assert rule.task.approves is Approves.NONE


def test_a_closed_invoice_is_not_held_and_asks_only_about_questions_and_disputes() -> None:
    asks = {i for i in PRECEDENCE if CLOSED[i].task}
    assert not any(CLOSED[i].hold or CLOSED[i].answer for i in Intent)
    silent = {Intent.PAID, Intent.PARTIAL_PAYMENT, Intent.PROMISE_TO_PAY, Intent.ACKNOWLEDGEMENT, Intent.UNRELATED}
    assert set(PRECEDENCE) - asks == silent | {Intent.SCHEDULE_ACCEPTED}
    assert all(CLOSED[i].task.approves is Approves.NONE for i in asks)  # type: ignore[union-attr]


def test_the_delays_are_those_of_the_design() -> None:
    delays = {
        Intent.NOT_RECEIVED: HoldRule(Delay.WORKING_DAYS, 7),
        Intent.PAID: HoldRule(Delay.WORKING_DAYS, 5),
        Intent.PARTIAL_PAYMENT: HoldRule(Delay.WORKING_DAYS, 5),
        Intent.PROMISE_TO_PAY: HoldRule(Delay.PROMISE, 8),
        Intent.SCHEDULE_REQUEST: HoldRule(Delay.CALENDAR_DAYS, 10),
        Intent.INFORMATION_REQUEST: HoldRule(Delay.WORKING_DAYS, 5),
        Intent.ACKNOWLEDGEMENT: HoldRule(Delay.WORKING_DAYS, 5, once_in_a_row=True),
    }
    assert {i: LADDER[i].hold for i in delays} == delays
    assert LADDER[Intent.UNRELATED].hold is None


def test_the_ladder_of_the_default_policy_is_that_of_the_interface() -> None:
    offsets = [(s.stage.value, s.offset) for s in CABINET]
    assert offsets == [
        ("preventive", -7), ("due", 0), ("friendly", 7), ("formal", 14), ("firm", 28), ("call", 30),
        ("formal_notice", 38), ("handover", 53),
    ]  # fmt: skip
    assert [s.rank for s in Stage] == list(range(8))
    assert Policy().step(Stage.CALL) == CABINET[5]
    assert Policy(steps=CABINET[:2]).step(Stage.CALL) is None
