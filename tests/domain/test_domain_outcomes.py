from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from firm_in_memory import ADDRESS, SENT, at, case_of, invoice, refused

from relance.domain.decisions import BlockContact, Note, OpenHold, OpenTask, ReachStage
from relance.domain.model import Contact, Letter, Mail, MailItem, MailStatus, TaskKind
from relance.domain.outcomes import GIVE_UP, RETRIES, decide_outcome, retry_at
from relance.domain.policy import Policy, Stage
from relance.domain.records import Outcome

NOW = at(date(2026, 3, 9))
SECOND = "direction@exemple.test"


def mail(letter: Letter = Letter.FRIENDLY, stage: Stage | None = Stage.FRIENDLY, **more: Any) -> Mail:
    return Mail(7, letter, MailStatus.SENT, 1, (MailItem(2, stage, "2:x:0"),), **more)


def actions(outcome: Outcome, sent: Mail | None = None, **more: Any) -> list[Any]:
    case = case_of(invoice(**more), contacts=(Contact(1, ADDRESS), Contact(2, SECOND)))
    return list(decide_outcome(case, sent or mail(), outcome, NOW, Policy()).actions)


def test_a_sent_mail_reaches_its_stage_on_that_day() -> None:
    assert actions(SENT) == [ReachStage(2, Stage.FRIENDLY, NOW.date())]


def test_a_stage_already_reached_or_passed_is_not_reached_again() -> None:
    for stage in (Stage.FRIENDLY, Stage.FORMAL):
        assert actions(SENT, stage=stage) == []


def test_an_answer_reaches_no_stage() -> None:
    assert actions(SENT, mail(Letter.PAYMENT_CHECKED, None)) == []


def test_a_formal_notice_keeps_the_deadline_it_printed() -> None:
    printed = mail(Letter.FORMAL_NOTICE, Stage.FORMAL_NOTICE, data={"deadline_on": "2026-04-22"})
    [reached] = actions(SENT, printed)
    assert reached.deadline_on == date(2026, 4, 22)
    [computed] = actions(SENT, mail(Letter.FORMAL_NOTICE, Stage.FORMAL_NOTICE))
    assert computed.deadline_on == date(2026, 3, 20)


def test_a_doubtful_mail_counts_as_done_stops_the_client_and_asks() -> None:
    reached, hold, task = actions(Outcome(MailStatus.DOUBTFUL))
    assert isinstance(reached, ReachStage)
    assert (hold.invoice_id, hold.reason, hold.until) == (None, "doubtful", None)
    assert (task.kind, task.data["mail"], task.cause) == (TaskKind.DOUBTFUL, "7", hold.cause)


def test_a_recipient_refused_for_good_is_blocked_while_the_others_got_the_mail() -> None:
    half = Outcome(MailStatus.SENT, 250, refusals=refused(SECOND).refusals)
    assert [type(a) for a in actions(half)] == [ReachStage, BlockContact, OpenTask]
    none_left = actions(refused(ADDRESS, SECOND))
    assert [type(a) for a in none_left] == [BlockContact, BlockContact, OpenHold, OpenTask]
    assert [
        type(a) for a in actions(Outcome(MailStatus.SENT, 250, refusals=refused(SECOND, permanent=False).refusals))
    ] == [ReachStage]


def test_a_refused_reminder_stops_the_client_and_a_refused_answer_is_only_shown() -> None:
    failed = Outcome(MailStatus.FAILED, 554, "refusé")
    assert [type(a) for a in actions(failed)] == [OpenHold, OpenTask]
    assert [type(a) for a in actions(failed, mail(Letter.PAYMENT_CHECKED, None))] == [OpenTask]


def test_a_mail_to_the_firm_reaches_nothing_and_its_failure_is_told() -> None:
    task = Mail(8, Letter.TASK, MailStatus.SENT, 1)
    assert actions(SENT, task) == []
    assert decide_outcome(None, task, SENT, NOW, Policy()).actions == ()
    [told] = decide_outcome(None, task, Outcome(MailStatus.FAILED, 550, "non"), NOW, Policy()).actions
    assert isinstance(told, Note)
    assert told.event == "firm_mail_failed"


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 5), (2, 15), (3, 30), (7, 480), (30, 480)])
def test_a_temporary_refusal_is_tried_again_later_and_later(attempts: int, minutes: int) -> None:
    assert retry_at(attempts, NOW, NOW) == NOW + timedelta(minutes=minutes)


def test_after_two_days_it_is_tried_no_more() -> None:
    assert retry_at(3, NOW - GIVE_UP, NOW) == NOW + RETRIES[2]
    assert retry_at(3, NOW - GIVE_UP - timedelta(minutes=1), NOW) is None
