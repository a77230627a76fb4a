from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from firm_in_memory import FirmInMemory, at, case_of, invoice, said

from relance.domain.calendar import WorkCalendar
from relance.domain.decisions import CloseTask, DropMail
from relance.domain.intents import Intent
from relance.domain.model import Approves, Hold, Letter, Mail, MailItem, MailStatus, Phase, State, Task, TaskKind
from relance.domain.policy import Policy, Stage
from relance.domain.upkeep import attended, decide_guard, decide_reminders, decide_upkeep

DAY = date(2026, 3, 9)
POLICY = Policy()
SETTLED = invoice(paid=Decimal("1200.00"))


def task(number: int = 1, kind: TaskKind = TaskKind.OTHER, **more: object) -> Task:
    fields: dict[str, object] = {"client_id": 1, "invoice_id": 2, "opened_on": DAY, "due_on": DAY} | more
    return Task(number, kind, "Titre", **fields)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------- closed invoices


def test_what_a_settled_invoice_leaves_behind_is_cleared() -> None:
    item = (MailItem(2, Stage.DUE, "2:due:0"),)
    mails = (
        Mail(1, Letter.DUE, MailStatus.PLANNED, 1, item),
        Mail(2, Letter.DUE, MailStatus.ATTEMPTING, 1, item, phase=Phase.ATTEMPT),
        Mail(3, Letter.TASK, MailStatus.PLANNED, 1, item),
        Mail(4, Letter.DUE, MailStatus.PLANNED, 1, (*item, MailItem(3, Stage.DUE, "3:due:0"))),
    )
    tasks = (task(1, TaskKind.CALL), task(2, TaskKind.PAYMENT), task(3, TaskKind.REPLY), task(4, cause="guard:2"))
    case = case_of(SETTLED, invoice("2026-0003"), tasks=tasks, mails=mails, holds=(Hold(1, 1, 2, "paid", DAY),))
    actions = decide_upkeep(case, DAY, POLICY).actions
    assert [a.task_id for a in actions if isinstance(a, CloseTask)] == [1, 2, 4]
    assert [a.mail_id for a in actions if isinstance(a, DropMail)] == [1]


def test_a_question_about_the_whole_client_closes_only_when_nothing_is_owed_any_more() -> None:
    asked = task(1, TaskKind.PAYMENT, invoice_id=None)
    assert not decide_upkeep(case_of(SETTLED, invoice("2026-0003"), tasks=(asked,)), DAY, POLICY)
    assert decide_upkeep(case_of(SETTLED, tasks=(asked,)), DAY, POLICY)


@pytest.mark.parametrize("approves", [Approves.BRAKE, Approves.IBAN])
def test_questions_of_the_whole_firm_are_never_without_object(approves: Approves) -> None:
    asked = task(1, TaskKind.APPROVAL, client_id=None, invoice_id=None, approves=approves)
    assert not decide_upkeep(case_of(SETTLED, tasks=(asked,)), DAY, POLICY)


# ------------------------------------------------------------------------------------------------ ended holds


def test_a_question_the_firm_did_not_answer_never_ends_in_a_reminder() -> None:
    f = FirmInMemory(case_of(invoice(stage=Stage.DUE, stage_on=date(2026, 3, 2))), at(DAY))
    f.hears(said(Intent.PAID))
    f.until(DAY + timedelta(days=90))
    assert f.state() is State.WAITING
    assert f.stages() == []
    assert sum(1 for _, event in f.events if event.startswith("recalled")) >= 3


def test_a_manual_pause_ends_on_its_day() -> None:
    f = FirmInMemory(case_of(invoice(stage=Stage.DUE, stage_on=date(2026, 3, 2))), at(DAY))
    f.case = replace(f.case, holds=(Hold(1, 1, 2, "manual", DAY, DAY + timedelta(days=3), automatic=False),))
    f.until(DAY + timedelta(days=3))
    assert f.stages() == [(DAY + timedelta(days=3), "friendly")]
    assert f.case.holds[0].closed_at is not None


def test_a_hold_on_everything_is_not_ended_by_one_client() -> None:
    everything = Hold(1, None, None, "manual", DAY, DAY + timedelta(days=1))
    assert not decide_upkeep(case_of(holds=(everything,)), DAY + timedelta(days=2), POLICY)


def test_a_promise_kept_is_not_called_broken() -> None:
    f = FirmInMemory(case_of(), at(DAY))
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 12)))
    f.pays(2, Decimal("1200.00"))
    f.until(date(2026, 3, 31))
    assert "promise_broken" not in [event for _, event in f.events]


# -------------------------------------------------------------------------------------------------- no stall


def test_an_unpaid_invoice_that_nothing_moves_is_shown_to_a_person_and_not_twice() -> None:
    stuck = invoice(stage=Stage.HANDOVER, stage_on=DAY)
    f = FirmInMemory(case_of(stuck), at(DAY))
    f.until(DAY + timedelta(days=20))
    assert len(f.opened_tasks) == 1
    assert f.case.tasks[0].cause == "guard:2"


@pytest.mark.parametrize(
    "case",
    [
        case_of(),
        case_of(invoice(paid=Decimal("1195.01"))),
        case_of(invoice(stage=Stage.HANDOVER), tasks=(task(),)),
        case_of(invoice(stage=Stage.HANDOVER), tasks=(task(invoice_id=None),)),
    ],
)
def test_an_invoice_with_a_next_step_a_task_or_too_little_to_chase_is_attended(case: object) -> None:
    assert attended(case, case.invoices[0], DAY, POLICY)  # type: ignore[arg-type,attr-defined]
    assert not decide_guard(case, DAY, POLICY)  # type: ignore[arg-type]


def test_a_review_is_closed_when_the_invoice_moves_again() -> None:
    review = task(1, cause="guard:2")
    assert [type(a) for a in decide_upkeep(case_of(tasks=(review,)), DAY, POLICY).actions] == [CloseTask]


# ----------------------------------------------------------------------------------------------- recalled tasks


def recalled(asked: Task, days: int = 60) -> list[int]:
    """Days after its opening on which a task nobody answers is recalled."""
    found = []
    for n in range(1, days + 1):
        day = DAY + timedelta(days=n)
        if decide_reminders((asked,), day, WorkCalendar()):
            found.append(n)
            asked = replace(asked, reminded=asked.reminded + 1, reminded_on=day)
    return found


def test_a_task_is_recalled_after_2_5_and_10_working_days_then_every_10() -> None:
    # Monday 9 March; 6 April is Easter Monday, 1 May a holiday
    assert recalled(task()) == [2, 7, 14, 29, 43, 58]


def test_an_urgent_task_is_recalled_every_working_day() -> None:
    assert recalled(task(urgent=True), 9) == [1, 2, 3, 4, 7, 8, 9]


def test_a_task_due_in_a_month_is_recalled_from_then_on() -> None:
    first = recalled(task(due_on=DAY + timedelta(days=30)))[0]
    assert first >= 30


def test_a_task_is_recalled_once_a_day_and_never_on_a_day_off() -> None:
    again = task(reminded_on=DAY + timedelta(days=2), reminded=0)
    assert not decide_reminders((again,), DAY + timedelta(days=2), WorkCalendar())
    assert not decide_reminders((task(urgent=True),), date(2026, 4, 6), WorkCalendar())
