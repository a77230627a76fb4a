from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from firm_in_memory import at, case_of, invoice
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.case import Situation, Standing, pause_limit, paused_days, situation, standing
from relance.domain.intents import Intent
from relance.domain.model import (
    Cancelled,
    Contact,
    Hold,
    Instalment,
    Letter,
    Mail,
    MailStatus,
    Plan,
    PlanStatus,
    Reason,
    State,
    Task,
    TaskKind,
)
from relance.domain.policy import Stage

DAY = date(2026, 3, 9)
SOON = DAY + timedelta(days=5)


def hold(reason: str = "paid", until: date | None = SOON, number: int = 1, **more: object) -> Hold:
    return Hold(number, more.pop("client_id", 1), more.pop("invoice_id", 2), reason, DAY, until, **more)  # type: ignore[arg-type]


def state(*holds: Hold, tasks: tuple[Task, ...] = (), day: date = DAY, **more: object) -> Standing:
    case = case_of(invoice(**more), holds=holds, tasks=tasks)
    return standing(case, case.invoices[0], day)


def plan(status: PlanStatus = PlanStatus.ACTIVE, number: int = 1) -> Plan:
    return Plan(number, 1, status, (2,), (Instalment(SOON, Decimal(1200)),), proposed_on=DAY)


def test_the_state_is_the_first_that_is_true() -> None:
    waits, pauses = hold("dispute", None, 1), hold("paid", SOON, 2)
    assert state(waits, paid=Decimal(1200), cancelled=Cancelled.ANNULLED) == Standing(State.CANCELLED, "annulled")
    assert state(waits, paid=Decimal(1200)) == Standing(State.SETTLED)
    assert state(waits, paid=Decimal(1300)) == Standing(State.SETTLED)
    assert state(pauses, waits) == Standing(State.WAITING, "dispute")
    assert state(pauses) == Standing(State.PAUSED, "paid", SOON)
    assert state() == Standing(State.ACTIVE)


def test_a_schedule_shows_only_where_nothing_stops_it() -> None:
    for status, shown in ((PlanStatus.ACTIVE, State.PLAN), (PlanStatus.SUSPENDED, State.ACTIVE)):
        case = case_of(plans=(plan(status),))
        assert standing(case, case.invoices[0], DAY).state is shown
    held = case_of(plans=(plan(),), holds=(hold(),))
    assert standing(held, held.invoices[0], DAY).state is State.PAUSED


def test_a_pause_ends_on_its_day_and_lasts_to_the_latest_of_several() -> None:
    assert state(hold(until=SOON), day=SOON - timedelta(days=1)).state is State.PAUSED
    assert state(hold(until=SOON), day=SOON).state is State.ACTIVE
    later = SOON + timedelta(days=3)
    assert state(hold("paid", later, 1), hold("reply", SOON, 2)).until == later


def test_the_reason_is_that_of_the_gravest_hold_else_of_the_latest() -> None:
    assert state(hold("insolvency", None, 1, grave=True), hold("dispute", None, 2)).reason == "insolvency"
    assert state(hold("unclear", None, 1), hold("dispute", None, 2), hold("manual", None, 3)).reason == "dispute"
    assert state(hold("manual", SOON, 1), hold("reply", SOON, 2)).reason == "reply"


def test_a_pause_whose_question_is_open_waits_and_one_that_is_answered_does_not() -> None:
    asked = Task(1, TaskKind.PAYMENT, "?", 1, 2, cause="received:1")
    other = Task(2, TaskKind.PAYMENT, "?", 1, 2, cause="received:9")
    promised = hold(cause="received:1")
    assert state(promised, tasks=(asked,)).state is State.PAUSED
    assert state(promised, tasks=(asked,), day=SOON) == Standing(State.WAITING, "paid")
    assert state(promised, tasks=(other,), day=SOON).state is State.ACTIVE
    assert state(hold(then_waits=True), day=SOON).state is State.WAITING


@pytest.mark.parametrize(
    ("more", "holds_it"),
    [
        ({}, True),
        ({"invoice_id": None}, True),
        ({"client_id": None, "invoice_id": None}, True),
        ({"invoice_id": 3}, False),
        ({"client_id": 9, "invoice_id": None}, False),
        ({"closed_at": at(DAY)}, False),
        ({"quiet": True}, False),
    ],
)
def test_a_hold_concerns_its_invoice_its_client_or_everything(more: dict[str, object], *, holds_it: bool) -> None:
    assert (state(hold("manual", None, 1, **more)).state is State.WAITING) is holds_it


def test_the_situation_is_closed_then_plan_then_noticed_then_ladder() -> None:
    noticed = invoice(stage=Stage.FORMAL_NOTICE)
    settled = invoice(stage=Stage.FORMAL_NOTICE, paid=Decimal(1200))
    assert situation(case_of(settled, plans=(plan(),)), settled) is Situation.CLOSED
    assert situation(case_of(noticed, plans=(plan(),)), noticed) is Situation.PLAN
    assert situation(case_of(noticed), noticed) is Situation.NOTICED
    assert situation(case_of(), invoice(stage=Stage.CALL)) is Situation.LADDER


def test_the_pending_proposal_is_the_last_one_that_left() -> None:
    drafted = Plan(3, 1, PlanStatus.PROPOSED, (2,), ())
    case = case_of(plans=(plan(PlanStatus.PROPOSED, 1), plan(PlanStatus.PROPOSED, 2), drafted))
    pending = case.pending_plan()
    assert pending is not None
    assert pending.id == 2


def test_only_reminders_that_left_or_may_have_left_count_for_the_spacing() -> None:
    mails = tuple(
        Mail(n, letter, status, 1, sent_at=at(day) if day else None)
        for n, (letter, status, day) in enumerate(
            [
                (Letter.PAYMENT_CHECKED, MailStatus.SENT, date(2026, 3, 8)),
                (Letter.FORMAL, MailStatus.PLANNED, None),
                (Letter.DUE, MailStatus.DOUBTFUL, date(2026, 3, 2)),
                (Letter.PREVENTIVE, MailStatus.SENT, date(2026, 2, 23)),
            ]
        )
    )
    assert case_of(mails=mails).last_reminder_on() == date(2026, 3, 2)
    assert case_of().last_reminder_on() is None


def test_a_copy_address_and_a_blocked_one_are_not_written_to() -> None:
    contacts = (Contact(1, "a@x.test"), Contact(2, "b@x.test", copy=True), Contact(3, "c@x.test", blocked_on=DAY))
    assert [c.address for c in case_of(contacts=contacts).reachable] == ["a@x.test"]


def test_the_case_knows_its_invoices_only() -> None:
    with pytest.raises(KeyError):
        case_of().invoice(77)


# -------------------------------------------------------------------------------------- how long it paused


def test_only_automatic_holds_with_a_date_count_as_pauses_and_each_day_once() -> None:
    holds = (
        hold(Intent.PAID, SOON, 1),
        hold(Reason.REPLY, SOON, 2),
        hold(Intent.DISPUTE, None, 3),
        hold(Reason.MANUAL, DAY + timedelta(days=90), 4, automatic=False),
        hold(Intent.OUT_OF_OFFICE, DAY + timedelta(days=20), 5, quiet=True),
        hold(Intent.PAID, DAY + timedelta(days=30), 6, closed_at=at(DAY + timedelta(days=7))),
    )
    case = case_of(holds=holds)
    assert len(paused_days(case, case.invoices[0])) == 7


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 40)), max_size=6), st.integers(0, 100), st.integers(0, 60)
)
def test_a_pause_up_to_its_limit_never_makes_the_total_longer_than_allowed(
    spans: list[tuple[int, int]], start: int, most: int
) -> None:
    first = date(2026, 1, 1)
    holds = tuple(
        Hold(n, 1, 2, "paid", first + timedelta(days=since), first + timedelta(days=since + length))
        for n, (since, length) in enumerate(spans)
    )
    case = case_of(holds=holds)
    day = first + timedelta(days=start)
    limit = pause_limit(case, case.invoices[0], day, most)
    before = paused_days(case, case.invoices[0])
    new = {day + timedelta(days=n) for n in range((limit - day).days)}
    assert len(before | new) <= max(most, len(before))
    assert len(before | new | {limit}) > most
