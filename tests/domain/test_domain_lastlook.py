from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from firm_in_memory import ADDRESS, at, case_of, invoice

from relance.domain.case import Case
from relance.domain.lastlook import Look, last_look
from relance.domain.model import (
    Cancelled,
    Contact,
    Hold,
    Letter,
    Mail,
    MailItem,
    MailStatus,
    Plan,
    PlanStatus,
    ReceivedSummary,
)
from relance.domain.policy import Policy, Stage

DUE = date(2026, 3, 2)
READY = invoice(stage=Stage.PREVENTIVE, stage_on=date(2026, 2, 23))
NOTICE = invoice(stage=Stage.CALL, stage_on=date(2026, 4, 1))
POLICY = Policy()


def mail(letter: Letter, stage: Stage | None, key: str, **more: Any) -> Mail:
    return Mail(7, letter, more.pop("status", MailStatus.PLANNED), 1, (MailItem(2, stage, key),), **more)


REMINDER = mail(Letter.DUE, Stage.DUE, "2:due:0")
FORMAL_NOTICE = mail(Letter.FORMAL_NOTICE, Stage.FORMAL_NOTICE, "2:formal_notice:0", data={"balance": "1200.00"})
ANSWER = mail(Letter.PAYMENT_CHECKED, None, "2:payment_checked", received_id=3)
PROPOSAL = mail(Letter.SCHEDULE_PROPOSED, None, "2:schedule_proposed:5", data={"plan": "5"})


def look(sent: Mail, case: Case, now: datetime = at(DUE)) -> str:  # noqa: B008  an instant, never changed
    seen = last_look(sent, case, now, POLICY)
    assert (seen.reason == "") is (seen.look is Look.GO)
    return "" if seen.look is Look.GO else seen.reason


def test_a_mail_that_would_be_decided_now_leaves() -> None:
    assert look(REMINDER, case_of(READY)) == ""
    assert look(FORMAL_NOTICE, case_of(NOTICE), at(date(2026, 4, 9))) == ""
    assert look(ANSWER, case_of(READY, received=(ReceivedSummary(3, at(DUE), None),))) == ""


@pytest.mark.parametrize(
    "case",
    [
        case_of(replace(READY, paid=Decimal(1200))),
        case_of(replace(READY, paid=Decimal("1195.01"))),
        case_of(replace(READY, cancelled=Cancelled.WRITTEN_OFF)),
        case_of(replace(READY, stage=Stage.DUE, stage_on=DUE)),
        case_of(replace(READY, round=1)),
        case_of(READY, holds=(Hold(1, 1, None, "reply", DUE, date(2026, 3, 7)),)),
        case_of(READY, holds=(Hold(1, None, None, "manual", DUE),)),
        case_of(READY, holds=(Hold(1, 1, None, "out_of_office", DUE, date(2026, 3, 7), quiet=True),)),
        case_of(READY, contacts=(Contact(1, ADDRESS, blocked_on=DUE),)),
        case_of(READY, plans=(Plan(1, 1, PlanStatus.ACTIVE, (2,), ()),)),
        case_of(READY, invoice("2026-0003")),
        case_of(READY, mails=(Mail(3, Letter.FRIENDLY, MailStatus.SENT, 1, sent_at=at(date(2026, 2, 26))),)),
    ],
)
def test_a_reminder_that_would_not_be_decided_now_is_dropped(case: Case) -> None:
    assert look(REMINDER, case)


def test_a_reminder_of_a_day_on_which_the_firm_does_not_write_is_dropped() -> None:
    assert look(REMINDER, case_of(READY), at(date(2026, 3, 7)))


def test_a_mail_whose_address_was_blocked_since_it_was_written_is_dropped() -> None:
    contacts = (Contact(1, ADDRESS, blocked_on=DUE), Contact(2, "autre@exemple.test"))
    written = replace(REMINDER, status=MailStatus.READY, to=(ADDRESS,))
    assert look(written, case_of(READY, contacts=contacts)) == "une adresse du message a été bloquée"
    assert look(replace(written, to=("autre@exemple.test",)), case_of(READY, contacts=contacts)) == ""


def test_a_try_again_leaves_only_while_its_stage_is_the_last_one() -> None:
    again = mail(Letter.DUE, Stage.DUE, "2:due:0/again1", data={"again": "1"})
    done = replace(READY, stage=Stage.DUE, stage_on=DUE)
    own = Mail(3, Letter.DUE, MailStatus.SENT, 1, REMINDER.items, sent_at=at(DUE))
    assert look(again, case_of(done, mails=(own,)), at(date(2026, 3, 5))) == ""
    assert look(again, case_of(replace(done, stage=Stage.FRIENDLY)), at(date(2026, 3, 5)))
    other = replace(own, items=(MailItem(3, Stage.DUE, "3:due:0"),))
    assert look(again, case_of(done, mails=(other,)), at(date(2026, 3, 5))) == "un autre rappel vient de partir"


@pytest.mark.parametrize(
    "changed",
    [
        replace(NOTICE, paid=Decimal(1)),
        replace(NOTICE, credited=Decimal(1)),
        replace(NOTICE, cancelled=Cancelled.ANNULLED),
        replace(NOTICE, stage=Stage.FORMAL_NOTICE),
    ],
)
def test_a_yes_lapses_when_what_it_was_given_for_changes(changed: object) -> None:
    assert look(FORMAL_NOTICE, case_of(changed), at(date(2026, 4, 9)))  # type: ignore[arg-type]


def test_a_formal_notice_does_not_leave_for_a_client_who_wrote_meanwhile() -> None:
    held = case_of(NOTICE, holds=(Hold(1, 1, None, "reply", DUE, date(2026, 4, 14)),))
    assert look(FORMAL_NOTICE, held, at(date(2026, 4, 9)))


@pytest.mark.parametrize(("status", "leaves"), [(s, s is PlanStatus.PROPOSED) for s in PlanStatus])
def test_a_proposal_leaves_only_while_it_is_one(status: PlanStatus, *, leaves: bool) -> None:
    case = case_of(READY, plans=(Plan(5, 1, status, (2,), ()),))
    assert (look(PROPOSAL, case) == "") is leaves
    confirmed = replace(PROPOSAL, letter=Letter.SCHEDULE_CONFIRMED)
    assert (look(confirmed, case) == "") is (status is PlanStatus.ACTIVE)


def test_an_answer_loses_its_sense_when_the_client_writes_again_or_has_paid() -> None:
    assert look(ANSWER, case_of(READY, received=(ReceivedSummary(4, at(DUE), None),)))
    assert look(ANSWER, case_of(replace(READY, paid=Decimal(1200))))
