from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from firm_in_memory import LAWYER, FirmInMemory, at, case_of, invoice, said

from relance.domain.commands import Command, StaffAnswer, offered, understand_answer
from relance.domain.decisions import OpenTask
from relance.domain.desk.base import Desk
from relance.domain.desk.rulings import rule
from relance.domain.intents import Intent
from relance.domain.model import Approves, Letter, MailStatus, PlanStatus, State, Task, TaskKind
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Stage
from relance.domain.records import Outcome

DAY = date(2026, 3, 9)
ASSISTANT = StaffMember("Mme Exemple", "secretariat@cabinet.test", Role.ASSISTANT)


def firm() -> FirmInMemory:
    return FirmInMemory(case_of(invoice(stage=Stage.DUE, stage_on=date(2026, 3, 2))), at(DAY))


def asked(f: FirmInMemory, kind: TaskKind, approves: Approves = Approves.NONE, **data: str) -> Task:
    f.orders(OpenTask(kind, "Titre", 1, 2, DAY, cause="received:1", approves=approves, data=data))
    return f.case.tasks[-1]


def every_offer() -> Iterator[tuple[TaskKind, Approves, str]]:
    for kind in TaskKind:
        for approves in Approves:
            if (kind is TaskKind.APPROVAL) is (approves is not Approves.NONE):
                yield from ((kind, approves, word) for word, _ in offered(kind, approves))


@pytest.mark.parametrize(("kind", "approves", "word"), list(every_offer()))
def test_every_word_that_is_offered_is_carried_out(kind: TaskKind, approves: Approves, word: str) -> None:
    f = firm()
    f.hears(said(Intent.PAID))
    f.send_due()
    task = asked(f, kind, approves, balance="1200.00", mail="101", value="x", invoices="2")
    answer = understand_answer(word.replace("…", "rappeler lundi"), DAY)
    ruling = rule(Desk(f.case, task, answer, LAWYER, f.now, f.policy))
    assert ruling.done, ruling.sentence


def test_a_doubt_and_a_closed_task_change_nothing() -> None:
    f = firm()
    task = asked(f, TaskKind.OTHER)
    assert not f.answers(task, Command.UNCLEAR).done
    ruling = rule(Desk(f.case, replace(task, done_at=f.now), StaffAnswer(Command.APPROVE), LAWYER, f.now, f.policy))
    assert not ruling.done
    assert not ruling.decision


@pytest.mark.parametrize("approves", [Approves.FORMAL_NOTICE, Approves.SCHEDULE, Approves.IBAN, Approves.BRAKE])
def test_an_assistant_approves_nothing_that_binds(approves: Approves) -> None:
    f = firm()
    task = asked(f, TaskKind.APPROVAL, approves, balance="1200.00", value="x")
    for command in (Command.APPROVE, Command.REJECT, Command.CANCEL, Command.CREDIT):
        ruling = rule(Desk(f.case, task, StaffAnswer(command), ASSISTANT, f.now, f.policy))
        assert (ruling.done, bool(ruling.decision)) == (False, False)


def test_an_assistant_lifts_no_grave_hold() -> None:
    f = firm()
    f.hears(said(Intent.INSOLVENCY))
    task = f.task(TaskKind.REPLY)
    ruling = rule(Desk(f.case, task, StaffAnswer(Command.RELEASE), ASSISTANT, f.now, f.policy))
    assert not ruling.done
    assert f.answers(task, Command.RELEASE).done
    assert f.state() is State.ACTIVE


def test_nothing_received_asks_the_client_for_the_reference_once_then_a_person_decides() -> None:
    f = firm()
    f.hears(said(Intent.PAID))
    f.now = at(DAY, 11)
    f.send_due()
    f.answers(f.task(TaskKind.PAYMENT), Command.REJECT)
    f.send_due()
    assert [left.mail.letter for left in f.sent] == [Letter.PAYMENT_CHECKED, Letter.REFERENCE_ASKED]
    assert f.state() is State.PAUSED
    f.until(date(2026, 3, 13))
    assert f.state() is State.PAUSED
    f.until(date(2026, 3, 16))
    assert f.state() is State.WAITING
    assert [t.title for t in f.case.tasks]
    f.until(date(2026, 5, 31))
    assert [left.mail.letter for left in f.sent][2:] == []


def test_paid_books_the_amount_said_else_the_part_announced_else_the_balance() -> None:
    for fields, data, balance in (
        ({"amount": "300.00"}, {}, "900.00"),
        ({}, {"amount": "500.00", "intent": "partial_payment"}, "700.00"),
        ({}, {"amount": "500.00", "intent": "paid"}, "0.00"),
    ):
        f = firm()
        task = asked(f, TaskKind.PAYMENT, **data)
        assert f.answers(task, Command.PAID, **fields).done
        assert f.case.invoice(2).balance == Decimal(balance)


@pytest.mark.parametrize("fields", [{"amount": "0.00"}, {"amount": "-5.00"}, {"date": "2026-03-10"}])
def test_an_impossible_payment_changes_nothing(fields: dict[str, str]) -> None:
    f = firm()
    ruling = f.answers(asked(f, TaskKind.PAYMENT), Command.PAID, **fields)
    assert not ruling.done
    assert f.case.invoice(2).paid == 0


def test_a_doubtful_mail_that_did_not_leave_is_sent_again_and_its_stage_stays() -> None:
    f = FirmInMemory(case_of(), at(date(2026, 3, 2)))
    f.server = lambda _: Outcome(MailStatus.DOUBTFUL)
    f.work()
    assert f.state() is State.WAITING
    assert f.case.invoice(2).stage is Stage.DUE
    f.server = lambda _: Outcome(MailStatus.SENT)
    f.answers(f.task(TaskKind.DOUBTFUL), Command.REJECT)
    f.send_due()
    first, second = f.sent
    assert first.mail.id == second.mail.id
    assert f.state() is State.ACTIVE
    f.until(date(2026, 3, 9))
    assert [stage for _, stage in f.stages()] == ["due", "due", "friendly"]


def test_a_doubtful_formal_notice_that_did_not_leave_is_sent_again_too() -> None:
    f = FirmInMemory(case_of(invoice(stage=Stage.CALL, stage_on=date(2026, 4, 1))), at(date(2026, 4, 9)))
    f.work()
    f.server = lambda _: Outcome(MailStatus.DOUBTFUL)
    f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    f.send_due()
    f.server = lambda _: Outcome(MailStatus.SENT)
    f.answers(f.task(TaskKind.DOUBTFUL), Command.REJECT)
    f.send_due()
    assert [(left.mail.letter, left.status) for left in f.sent] == [
        (Letter.FORMAL_NOTICE, MailStatus.DOUBTFUL),
        (Letter.FORMAL_NOTICE, MailStatus.SENT),
    ]
    assert f.case.mails[0].id == f.sent[0].mail.id


def test_a_schedule_is_proposed_accepted_kept_and_replaces_the_ladder() -> None:
    f = firm()
    f.hears(said(Intent.SCHEDULE_REQUEST, instalments=3))
    f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    f.send_due()
    [plan] = f.case.plans
    assert (plan.status, f.state()) == (PlanStatus.PROPOSED, State.PAUSED)
    assert [left.mail.letter for left in f.sent] == [Letter.SCHEDULE_PROPOSED]
    f.now = at(date(2026, 3, 11), 11)
    f.hears(said(Intent.SCHEDULE_ACCEPTED))
    f.until(date(2026, 3, 16))
    assert f.state() is State.PLAN
    assert f.sent[-1].mail.letter is Letter.SCHEDULE_CONFIRMED
    for part in plan.instalments:
        f.until(part.due_on)
        f.pays(2, part.amount)
    assert f.case.plans[0].status is PlanStatus.KEPT
    assert f.state() is State.SETTLED
    assert len(f.sent) == 2


def test_a_missed_instalment_breaks_the_schedule_after_five_working_days_and_a_person_decides() -> None:
    f = firm()
    f.hears(said(Intent.SCHEDULE_REQUEST, date=date(2026, 3, 20)))
    f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    f.send_due()
    f.hears(said(Intent.SCHEDULE_ACCEPTED))
    assert f.case.plans[0].instalments[0].due_on == date(2026, 3, 20)
    f.until(date(2026, 3, 26))
    assert f.state() is State.PLAN
    f.until(date(2026, 3, 27))
    assert (f.case.plans[0].status, f.state()) == (PlanStatus.BROKEN, State.WAITING)
    assert f.case.tasks[-1].title.startswith("Échéancier non respecté")


def test_a_client_silent_on_a_proposal_for_ten_days_meets_the_ladder_again() -> None:
    f = firm()
    f.hears(said(Intent.SCHEDULE_REQUEST, instalments=2))
    f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE)
    f.until(date(2026, 3, 19))
    assert [stage for _, stage in f.stages()] == ["friendly"]


def test_a_firm_silent_on_a_request_for_time_never_ends_in_a_reminder() -> None:
    f = firm()
    f.hears(said(Intent.SCHEDULE_REQUEST, instalments=2))
    f.until(date(2026, 6, 30))
    assert f.state() is State.WAITING
    assert f.stages() == []


def test_a_call_is_noted_with_what_was_promised() -> None:
    f = firm()
    f.answers(asked(f, TaskKind.CALL), Command.CALLED, outcome="promise", date="2026-03-13")
    assert f.state() is State.PAUSED
    g = firm()
    g.answers(asked(g, TaskKind.CALL), Command.CALLED, outcome="dispute")
    assert g.state() is State.WAITING
    assert [(t.kind, t.due_on) for t in g.case.tasks] == [(TaskKind.REPLY, DAY)]
