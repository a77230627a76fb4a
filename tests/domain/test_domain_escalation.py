from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from firm_in_memory import ADDRESS, FirmInMemory, at, case_of, invoice, refused, said

from relance.domain.calendar import WorkCalendar
from relance.domain.case import standing
from relance.domain.commands import Command
from relance.domain.decisions import DropMail, PlanMail
from relance.domain.escalation import (
    claimed,
    comes_next,
    decide_steps,
    item_key,
    next_step,
    notice_deadline,
    reminder_due,
)
from relance.domain.intents import Intent
from relance.domain.model import (
    Approves,
    Cancelled,
    ClientKind,
    Contact,
    Hold,
    Letter,
    Mail,
    MailItem,
    MailStatus,
    State,
    Task,
    TaskKind,
)
from relance.domain.policy import Policy, Stage

DUE = date(2026, 3, 2)
POLICY = Policy()


def firm(*invoices: object, start: date = date(2026, 2, 2), **more: object) -> FirmInMemory:
    return FirmInMemory(case_of(*invoices, **more), at(start))  # type: ignore[arg-type]


def opened(f: FirmInMemory, kind: TaskKind) -> list[date]:
    return [day for day, task in f.opened_tasks if task.kind is kind]


# ------------------------------------------------------------------------------------------ the whole ladder


def test_the_whole_ladder_of_an_invoice_due_on_2_march_2026() -> None:
    f = firm().until(date(2026, 4, 9))
    assert f.stages() == [
        (date(2026, 2, 23), "preventive"),
        (date(2026, 3, 2), "due"),
        (date(2026, 3, 9), "friendly"),
        (date(2026, 3, 16), "formal"),
        (date(2026, 3, 30), "firm"),
    ]
    assert opened(f, TaskKind.CALL) == [date(2026, 4, 1)]
    assert opened(f, TaskKind.APPROVAL) == [date(2026, 4, 9)]
    f.now = at(date(2026, 4, 9), 11)
    ruling = f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    assert ruling.done
    f.send_due()
    assert f.stages()[-1] == (date(2026, 4, 9), "formal_notice")
    assert f.case.invoice(2).deadline_on == date(2026, 4, 22)
    assert opened(f, TaskKind.POST) == [date(2026, 4, 9)]
    f.until(date(2026, 6, 30))
    assert opened(f, TaskKind.HANDOVER) == [date(2026, 4, 24)]
    assert len(f.stages()) == 6


def test_without_a_yes_no_formal_notice_ever_leaves() -> None:
    f = firm().until(date(2026, 9, 1))
    assert [stage for _, stage in f.stages()] == ["preventive", "due", "friendly", "formal", "firm"]
    assert opened(f, TaskKind.APPROVAL) == [date(2026, 4, 9)]
    assert f.state() is State.ACTIVE


def test_nothing_is_due_on_easter_monday_a_sunday_or_a_day_the_firm_is_closed() -> None:
    # J+7 of 30 March is Easter Monday: the step moves to Tuesday.
    f = firm(invoice(due_on=date(2026, 3, 30))).until(date(2026, 4, 30))
    days = [day for day, _ in f.stages()]
    assert date(2026, 4, 6) not in days
    assert date(2026, 4, 7) in days
    assert all(day.weekday() < 5 for day in days)
    closed = Policy(calendar=WorkCalendar(closed=((date(2026, 3, 9), date(2026, 3, 20)),)))
    g = FirmInMemory(case_of(), at(date(2026, 2, 2)), closed).until(date(2026, 4, 30))
    assert [day for day, stage in g.stages() if stage == "formal"] == [date(2026, 3, 30)]
    assert [day for day, stage in g.stages() if stage == "friendly"] == [date(2026, 3, 23)]


def test_a_second_pass_of_the_same_day_decides_nothing_more() -> None:
    f = firm(start=DUE)
    f.work()
    f.work()
    assert len(f.sent) == 1
    assert not decide_steps(f.case, f.now, POLICY)


def test_outside_the_sending_hours_a_step_is_decided_and_leaves_in_the_next_one() -> None:
    decision = decide_steps(case_of(invoice(stage=Stage.PREVENTIVE)), at(DUE, 7), POLICY)
    [mail] = decision.actions
    assert isinstance(mail, PlanMail)
    assert mail.not_before == at(DUE, 9)
    [late] = decide_steps(case_of(invoice(stage=Stage.PREVENTIVE)), at(DUE, 19), POLICY).actions
    assert isinstance(late, PlanMail)
    assert late.not_before == at(date(2026, 3, 3), 9)


def test_an_invoice_imported_60_days_late_climbs_one_step_at_a_time_from_friendly() -> None:
    start = DUE + timedelta(days=60)  # 1 May, a public holiday: the first mail leaves on Monday 4 May
    f = firm(start=start).until(start + timedelta(days=60))
    assert f.stages() == [
        (date(2026, 5, 4), "friendly"),
        (date(2026, 5, 11), "formal"),
        (date(2026, 5, 26), "firm"),  # 25 May is Whit Monday
    ]
    assert opened(f, TaskKind.CALL) == [date(2026, 5, 28)]
    assert opened(f, TaskKind.APPROVAL) == [date(2026, 6, 5)]


@pytest.mark.parametrize(
    ("left", "first"), [(7, "preventive"), (5, "preventive"), (4, "due"), (1, "due"), (0, "due")]
)
def test_preventive_is_skipped_with_fewer_than_five_days_left(left: int, first: str) -> None:
    due = date(2026, 3, 13)  # a Friday, so that every day asked about is a working day or moves within the week
    step = next_step(case_of(invoice(due_on=due)), invoice(due_on=due), due - timedelta(days=left), POLICY)
    assert step is not None
    assert step.stage.value == first


def test_preventive_delays_nothing() -> None:
    late = invoice(stage=Stage.PREVENTIVE, stage_on=date(2026, 2, 27))
    step = next_step(case_of(late), late, date(2026, 2, 27), POLICY)
    assert step is not None
    assert (step.stage, step.on) == (Stage.DUE, DUE)


def test_due_is_skipped_once_the_date_of_friendly_has_come() -> None:
    for day, stage in ((date(2026, 3, 6), Stage.DUE), (date(2026, 3, 9), Stage.FRIENDLY)):
        step = next_step(case_of(), invoice(), day, POLICY)
        assert step is not None
        assert step.stage is stage


def test_the_distance_counts_from_the_day_a_step_was_really_carried_out() -> None:
    late = invoice(stage=Stage.FRIENDLY, stage_on=date(2026, 3, 20))
    step = next_step(case_of(late), late, date(2026, 3, 20), POLICY)
    assert step is not None
    assert (step.stage, step.on) == (Stage.FORMAL, date(2026, 3, 27))


# ------------------------------------------------------------------------------------------- one client


def test_two_invoices_of_a_client_make_one_mail_in_the_tone_of_the_highest_step() -> None:
    first = invoice("2026-0001", due_on=DUE, stage=Stage.FRIENDLY, stage_on=date(2026, 3, 9))
    second = invoice("2026-0002", due_on=date(2026, 3, 9), stage=Stage.DUE, stage_on=date(2026, 3, 9))
    f = firm(first, second, start=date(2026, 3, 16))
    f.work()
    [left] = f.sent
    assert left.mail.letter is Letter.FORMAL
    assert {(i.invoice_id, i.stage) for i in left.mail.items} == {(1, Stage.FORMAL), (2, Stage.FRIENDLY)}


def test_only_what_is_active_and_not_noticed_is_claimed() -> None:
    kinds = {
        "2026-0001": invoice("2026-0001"),
        "2026-0002": invoice("2026-0002", paid=Decimal("1200.00")),
        "2026-0003": invoice("2026-0003", cancelled=Cancelled.ANNULLED),
        "2026-0004": invoice("2026-0004", stage=Stage.FORMAL_NOTICE, stage_on=date(2026, 3, 5)),
        "2026-0005": invoice("2026-0005"),
        "2026-0006": invoice("2026-0006", due_on=date(2026, 4, 2)),
        "2026-0007": invoice("2026-0007", amount="4.99"),
    }
    held = Hold(1, 1, 5, Intent.DISPUTE.value, date(2026, 3, 1))
    overdue, coming = claimed(case_of(*kinds.values(), holds=(held,)), date(2026, 3, 10), POLICY)
    assert [i.number for i in overdue] == ["2026-0001"]
    assert [i.number for i in coming] == ["2026-0006"]


def test_a_client_gets_at_most_one_reminder_in_five_days() -> None:
    first = invoice("2026-0001", due_on=date(2026, 3, 2))
    second = invoice("2026-0002", due_on=date(2026, 3, 5))
    f = firm(first, second, start=date(2026, 2, 2)).until(date(2026, 4, 30))
    days = [left.day for left in f.sent]
    assert len(days) >= 5
    assert all((b - a).days >= 5 for a, b in pairwise(days))
    assert {stage for _, stage in f.stages(1)} >= {"friendly", "formal", "firm"}
    assert {stage for _, stage in f.stages(2)} >= {"friendly", "formal", "firm"}


def test_a_balance_under_five_euros_is_not_chased_and_makes_no_task() -> None:
    f = firm(invoice(paid=Decimal("1195.01"))).until(date(2026, 6, 1))
    assert (f.sent, f.opened_tasks) == ([], [])
    assert f.state() is State.ACTIVE
    assert next_step(f.case, f.case.invoice(2), f.today, POLICY) is None
    g = firm(invoice(paid=Decimal("1195.00"))).until(DUE)
    assert g.sent


def test_a_client_without_any_usable_address_is_shown_to_a_person() -> None:
    blocked = (Contact(1, ADDRESS, blocked_on=date(2026, 1, 1)),)
    f = firm(contacts=blocked).until(date(2026, 4, 1))
    assert f.sent == []
    assert len(f.case.tasks) == 1
    assert len(f.opened_tasks) == 1
    assert "aucune adresse" in f.case.tasks[0].title


# ---------------------------------------------------------------------------------------------- promises


def test_a_promise_holds_to_its_date_and_three_working_days_then_the_next_stage_comes_at_once() -> None:
    f = firm(start=DUE)
    f.work()
    f.now = at(DUE, 15)
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 13)))
    assert standing(f.case, f.case.invoice(2), DUE).until == date(2026, 3, 18)
    f.until(date(2026, 3, 18))
    assert f.stages() == [(DUE, "due"), (date(2026, 3, 18), "friendly")]
    assert "promise_broken" in [event for _, event in f.events]
    step = next_step(f.case, f.case.invoice(2), f.today, POLICY)
    assert step is not None
    assert (step.stage, step.on) == (Stage.FORMAL, date(2026, 3, 25))


def test_a_broken_promise_makes_the_step_due_before_its_own_date() -> None:
    f = firm(invoice(stage=Stage.FORMAL, stage_on=date(2026, 3, 16)), start=date(2026, 3, 16))
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 18)))
    step = next_step(f.case, f.case.invoice(2), f.today, POLICY)
    assert step is not None
    assert (step.stage, step.on, step.reason) == (Stage.FIRM, date(2026, 3, 23), "promesse de règlement non tenue")
    f.until(date(2026, 3, 23))
    assert f.stages() == [(date(2026, 3, 23), "firm")]


def test_a_broken_promise_never_brings_the_handover_before_the_printed_deadline() -> None:
    noticed = invoice(stage=Stage.FORMAL_NOTICE, stage_on=date(2026, 4, 9), deadline_on=date(2026, 4, 22))
    f = firm(noticed, start=date(2026, 4, 10))
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 4, 13)))
    for task in f.case.tasks:
        f.answers(task, Command.APPROVE)
    f.until(date(2026, 4, 21))
    assert opened(f, TaskKind.HANDOVER) == []
    f.until(date(2026, 4, 30))
    assert len(opened(f, TaskKind.HANDOVER)) == 1


# ---------------------------------------------------------------------------------------------- approvals


def test_the_deadline_counts_the_post_the_delay_of_the_kind_and_ends_on_a_working_day() -> None:
    approved = date(2026, 4, 9)
    assert notice_deadline(case_of(), approved, POLICY) == date(2026, 4, 22)
    for kind in (ClientKind.CONSUMER, ClientKind.UNKNOWN, ClientKind.PUBLIC):
        assert notice_deadline(case_of(kind=kind), approved, POLICY) == date(2026, 4, 29)
    # 1 May + 8 days would end on a Saturday
    assert notice_deadline(case_of(), date(2026, 4, 20), POLICY) == date(2026, 5, 4)


def test_a_yes_binds_to_the_balance_shown() -> None:
    f = firm(invoice(stage=Stage.CALL, stage_on=date(2026, 4, 1)), start=date(2026, 4, 9))
    f.work()
    f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    f.pays(2, Decimal("200.00"))
    f.send_due()
    assert f.stages() == []
    assert "Accord devenu caduc" in [t.title for t in f.case.tasks]
    asked = [t for t in f.case.tasks if t.approves is Approves.FORMAL_NOTICE]
    assert not asked
    f.work()
    [again] = [t for t in f.case.tasks if t.approves is Approves.FORMAL_NOTICE]
    assert again.data["balance"] == "1000.00"


def test_a_no_to_the_formal_notice_makes_the_invoice_wait() -> None:
    f = firm(invoice(stage=Stage.CALL, stage_on=date(2026, 4, 1)), start=date(2026, 4, 9))
    f.work()
    f.answers(f.task(TaskKind.APPROVAL), Command.REJECT)
    assert f.state() is State.WAITING
    f.until(date(2026, 6, 30))
    assert f.stages() == []


# ------------------------------------------------------------------------------------- mails not yet gone


def planned(letter: Letter = Letter.DUE, key: str = "2:due:0", **more: object) -> Mail:
    item = MailItem(2, Stage(letter.value), key)
    return Mail(50, letter, MailStatus.PLANNED, 1, (item,), planned_at=at(DUE), not_before=at(DUE), **more)  # type: ignore[arg-type]


def test_a_planned_reminder_that_is_no_longer_due_is_dropped() -> None:
    settled = case_of(invoice(paid=Decimal("1200.00")), mails=(planned(),))
    assert [type(a) for a in decide_steps(settled, at(DUE), POLICY).actions] == [DropMail]


def test_a_planned_reminder_is_replaced_by_one_that_says_more() -> None:
    other = invoice("2026-0003", due_on=DUE)
    case = case_of(invoice(), other, mails=(planned(),))
    actions = decide_steps(case, at(DUE), POLICY).actions
    assert [type(a) for a in actions] == [DropMail, PlanMail]


def test_a_failed_reminder_is_planned_again_only_when_its_task_is_closed() -> None:
    f = firm(start=DUE)
    f.server = lambda _: replace(refused(ADDRESS), refusals=())
    f.work()
    assert [t.kind for t in f.case.tasks] == [TaskKind.OTHER]
    assert f.state() is State.WAITING
    f.server = lambda _: replace(refused(), status=MailStatus.SENT)
    f.until(date(2026, 3, 4))
    assert f.sent == []
    f.answers(f.task(TaskKind.OTHER), Command.RELEASE)
    f.until(date(2026, 3, 5))
    assert f.stages() == [(date(2026, 3, 5), "due")]
    assert f.refused_plans == []


def test_a_reminder_whose_gabarit_failed_is_not_planned_at_every_pass() -> None:
    item = MailItem(2, Stage.DUE, "2:due:0")
    broken = Mail(50, Letter.DUE, MailStatus.FAILED, 1, (item,))
    asked = Task(1, TaskKind.OTHER, "Gabarit à corriger", 1, 2, cause="mail:50")
    ready = invoice(stage=Stage.PREVENTIVE)
    assert reminder_due(case_of(ready, mails=(broken,), tasks=(asked,)), DUE, POLICY) is None
    again = reminder_due(case_of(ready, mails=(broken,)), DUE, POLICY)
    assert again is not None
    assert [i.key for i in again.items] == ["2:due:0/retry1"]


def test_people_are_told_a_next_day_that_is_not_past_and_keeps_the_peace_between_two_reminders() -> None:
    sent = Mail(1, Letter.DUE, MailStatus.SENT, 1, (MailItem(9, Stage.DUE, "9:due:0"),), sent_at=at(date(2026, 3, 9)))
    case = case_of(invoice(stage=Stage.DUE, stage_on=DUE), mails=(sent,))
    step = comes_next(case, case.invoice(2), date(2026, 3, 11), POLICY)
    assert step is not None
    assert step.on == date(2026, 3, 16)  # 14 March, five days after the 9th, is a Saturday
    assert comes_next(case_of(), invoice(paid=Decimal(1200)), DUE, POLICY) is None


def test_the_purpose_of_a_mail_names_invoice_stage_and_round() -> None:
    assert item_key(invoice(round=2), Stage.FORMAL) == "2:formal:2"


def test_a_reminder_needs_somebody_to_write_to() -> None:
    copy_only = (Contact(1, "x@exemple.test", copy=True),)
    assert reminder_due(case_of(contacts=copy_only), DUE, POLICY) is None
