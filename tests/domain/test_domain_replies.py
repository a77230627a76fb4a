"""What one mail leads to: the hearing, the holds, the tasks and the automatic answer together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from firm_in_memory import ADDRESS, FirmInMemory, at, case_of, invoice, reply, said

from relance.domain.case import Case, Situation
from relance.domain.decisions import (
    BlockContact,
    Decision,
    DropMail,
    MovePlan,
    Note,
    OpenHold,
    OpenTask,
    PlanMail,
    ProposePlan,
)
from relance.domain.hearing import Hearing, effective, pairs_of, scope
from relance.domain.intents import PRECEDENCE, Intent, Standing, Verdict
from relance.domain.model import (
    Approves,
    Contact,
    Hold,
    Instalment,
    Letter,
    Mail,
    MailItem,
    MailStatus,
    Plan,
    PlanStatus,
    Reason,
    State,
    TaskKind,
)
from relance.domain.policy import DEFAULT_THRESHOLD, THRESHOLDS, Policy, Stage
from relance.domain.replies import decide_reply

DAY = date(2026, 3, 9)
NOW = at(DAY, 10)
ONE, TWO = invoice("2026-0001"), invoice("2026-0002", "400.00", document_id=None)
COPY = Contact(2, "copie@exemple.test", copy=True)
PLAN = Plan(
    5,
    1,
    PlanStatus.PROPOSED,
    (1,),
    (Instalment(date(2026, 3, 20), Decimal("600.00")), Instalment(date(2026, 4, 20), Decimal("600.00"))),
    proposed_on=DAY,
)


def decide(intent: Intent, case: Case | None = None, policy: Policy | None = None, **more: Any) -> Decision:
    understanding = {k: more.pop(k) for k in ("confidence", "secondary") if k in more}
    fields = {
        k: more.pop(k) for k in ("standing", "verdict", "written_at", "thread", "history", "sender") if k in more
    }
    by_invoice = more.pop("by_invoice", ())
    heard = replace(said(intent, **understanding, **more), by_invoice=by_invoice)
    return decide_reply(Hearing(case or case_of(ONE), reply(heard, 7, **fields), NOW, policy or Policy()))


def of(decision: Decision, kind: type) -> list[Any]:
    return [a for a in decision.actions if isinstance(a, kind)]


def holds(decision: Decision) -> list[tuple[int | None, str, date | None]]:
    """Holds but the peace."""
    return [(h.invoice_id, h.reason, h.until) for h in of(decision, OpenHold) if h.reason != Reason.REPLY]


# ------------------------------------------------------------------------------------------------- hearing


def test_below_its_threshold_an_intent_is_unclear() -> None:
    for intent, threshold in THRESHOLDS.items():
        assert effective(said(intent, threshold)) == (intent,)
        assert effective(said(intent, threshold - 0.01)) == (Intent.UNCLEAR,)
    assert effective(said(Intent.PAID, DEFAULT_THRESHOLD)) == (Intent.PAID,)
    assert effective(said(Intent.PAID, DEFAULT_THRESHOLD - 0.01)) == (Intent.UNCLEAR,)


def test_secondary_intents_count_but_the_promise_that_waits_for_the_copy_does_not() -> None:
    assert effective(said(Intent.PAID, secondary=(Intent.DISPUTE, Intent.PAID))) == (Intent.PAID, Intent.DISPUTE)
    assert effective(said(Intent.NOT_RECEIVED, secondary=(Intent.PROMISE_TO_PAY,))) == (Intent.NOT_RECEIVED,)
    assert effective(said(Intent.PAID, secondary=(Intent.OUT_OF_OFFICE,))) == (Intent.PAID,)


@pytest.mark.parametrize(
    ("named", "thread", "expected"),
    [
        (("facture 2026/1",), (), {1}),
        (("2026-0002",), (1,), {2}),
        ((), (2,), {2}),
        ((), (), {1, 2}),
        (("9999-1",), (), {1, 2}),
        (("9999-1",), (1,), {1}),
    ],
)
def test_a_mail_is_about_what_it_names_else_what_it_answers_else_all(
    named: tuple[str, ...], thread: tuple[int, ...], expected: set[int]
) -> None:
    heard = reply(said(Intent.PAID, invoices=named), thread=thread)
    assert {i.id for i in scope(case_of(ONE, TWO), heard)} == expected


def test_invoices_with_different_fates_meet_their_own_intents() -> None:
    by_invoice = (("2026-0001", Intent.PAID), ("2026-0002", Intent.PROMISE_TO_PAY))
    heard = replace(said(Intent.PAID, secondary=(Intent.PROMISE_TO_PAY,)), by_invoice=by_invoice)
    h = Hearing(case_of(ONE, TWO), reply(heard), NOW, Policy())
    assert [i.id for i, _ in pairs_of(h, Intent.PAID) if i] == [1]
    assert [i.id for i, _ in pairs_of(h, Intent.PROMISE_TO_PAY) if i] == [2]


# --------------------------------------------------------------------------------------------------- holds


@pytest.mark.parametrize(
    ("intent", "until"),
    [
        (Intent.NOT_RECEIVED, date(2026, 3, 18)),
        (Intent.PAID, date(2026, 3, 16)),
        (Intent.PARTIAL_PAYMENT, date(2026, 3, 16)),
        (Intent.PROMISE_TO_PAY, date(2026, 3, 17)),
        (Intent.SCHEDULE_REQUEST, date(2026, 3, 19)),
        (Intent.INFORMATION_REQUEST, date(2026, 3, 16)),
        (Intent.ACKNOWLEDGEMENT, date(2026, 3, 16)),
    ],
)
def test_each_pause_lasts_what_the_design_says(intent: Intent, until: date) -> None:
    assert holds(decide(intent)) == [(1, intent.value, until)]


@pytest.mark.parametrize(
    "intent", [Intent.DISPUTE, Intent.REFUSAL, Intent.UNCLEAR, Intent.STOP_CONTACT, Intent.SENSITIVE]
)
def test_what_a_person_must_decide_stops_the_whole_client(intent: Intent) -> None:
    decision = decide(intent, case_of(ONE, TWO), thread=(1,))
    assert holds(decision) == [(None, intent.value, None)]
    assert len(of(decision, OpenTask)) == 1


@pytest.mark.parametrize("intent", PRECEDENCE)
def test_any_human_mail_but_unrelated_gives_the_client_five_days_of_peace(intent: Intent) -> None:
    calm = [h for h in of(decide(intent), OpenHold) if h.reason == Reason.REPLY]
    if intent is Intent.UNRELATED:
        assert calm == []
    else:
        assert [(h.invoice_id, h.until) for h in calm] == [(None, DAY + timedelta(days=5))]


def test_a_mail_about_a_settled_invoice_gives_peace_for_the_others_too() -> None:
    settled = replace(ONE, paid=Decimal("1200.00"))
    decision = decide(Intent.ACKNOWLEDGEMENT, case_of(settled, TWO), thread=(1,))
    assert [(h.invoice_id, h.reason) for h in of(decision, OpenHold)] == [(None, "reply")]
    assert of(decide(Intent.ACKNOWLEDGEMENT, case_of(settled), thread=(1,)), OpenHold) == []


def test_a_running_schedule_runs_on_and_the_other_invoices_get_their_peace() -> None:
    running = replace(PLAN, status=PlanStatus.ACTIVE)
    decision = decide(Intent.PAID, case_of(ONE, TWO, plans=(running,)), thread=(1,))
    assert [(h.invoice_id, h.reason) for h in of(decision, OpenHold)] == [(2, "reply")]
    assert of(decision, MovePlan) == []


@pytest.mark.parametrize("intent", [Intent.DISPUTE, Intent.INSOLVENCY, Intent.SENSITIVE, Intent.REPRESENTED])
def test_a_dispute_and_graver_suspend_the_schedule(intent: Intent) -> None:
    running = replace(PLAN, status=PlanStatus.ACTIVE)
    moved = of(decide(intent, case_of(ONE, plans=(running,))), MovePlan)
    assert [(m.plan_id, m.status) for m in moved] == [(5, PlanStatus.SUSPENDED)]


def test_an_acknowledgement_pauses_once_in_a_row() -> None:
    f = FirmInMemory(case_of(ONE), NOW)
    first = f.hears(said(Intent.ACKNOWLEDGEMENT))
    second = f.hears(said(Intent.ACKNOWLEDGEMENT))
    f.hears(said(Intent.INFORMATION_REQUEST))
    third = f.hears(said(Intent.ACKNOWLEDGEMENT))
    assert [len(holds(d)) for d in (first, second, third)] == [1, 0, 1]


def test_a_planned_reminder_is_dropped_when_the_client_writes() -> None:
    waiting = Mail(9, Letter.DUE, MailStatus.PLANNED, 1, (MailItem(1, Stage.DUE, "1:due:0"),))
    assert [d.mail_id for d in of(decide(Intent.UNCLEAR, case_of(ONE, mails=(waiting,))), DropMail)] == [9]


# ------------------------------------------------------------------------------------------------ promises


def test_a_promise_of_more_than_thirty_days_goes_to_a_person() -> None:
    near = decide(Intent.PROMISE_TO_PAY, date=DAY + timedelta(days=30))
    assert holds(near) == [(1, "promise_to_pay", date(2026, 4, 13))]
    assert of(near, OpenTask) == []
    far = decide(Intent.PROMISE_TO_PAY, date=DAY + timedelta(days=31))
    assert holds(far) == [(1, "promise_to_pay", None)]
    assert [t.data["label"] for t in of(far, OpenTask)] == ["Promesse de règlement à plus de 30 jours"]
    assert of(far, PlanMail) == []


def test_a_promise_without_date_or_with_a_past_one_holds_eight_days_and_asks_for_one() -> None:
    for stated in (None, DAY - timedelta(days=2)):
        decision = decide(Intent.PROMISE_TO_PAY, date=stated)
        assert holds(decision) == [(1, "promise_to_pay", DAY + timedelta(days=8))]
        assert [m.letter for m in of(decision, PlanMail)] == [Letter.PROMISE_DATE_ASKED]


def test_the_second_promise_after_a_broken_one_goes_to_a_person() -> None:
    f = FirmInMemory(case_of(ONE), NOW)
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 12)))
    f.until(date(2026, 3, 18))
    assert "promise_broken" in [e for _, e in f.events]
    second = f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 25)))
    assert holds(second) == [(1, "promise_to_pay", None)]
    assert [t.data["label"] for t in of(second, OpenTask)] == ["Nouvelle promesse après une promesse non tenue"]
    assert of(second, PlanMail) == []


def test_a_promise_renewed_before_it_is_broken_is_noted_again() -> None:
    f = FirmInMemory(case_of(ONE), NOW)
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 20)))
    f.until(date(2026, 3, 12))
    assert holds(f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 3, 24)))) == [
        (1, "promise_to_pay", date(2026, 3, 27))
    ]


# ------------------------------------------------------------------------------------- no more than 45 days


def test_days_that_a_pause_covers_already_cost_nothing() -> None:
    promised = Hold(1, 1, 1, "promise_to_pay", DAY, date(2026, 4, 13))
    decision = decide(Intent.PROMISE_TO_PAY, case_of(ONE, holds=(promised,)), date=date(2026, 4, 8))
    [hold] = [h for h in of(decision, OpenHold) if h.reason == "promise_to_pay"]
    assert (hold.until, hold.then_waits) == (date(2026, 4, 13), False)


def test_a_long_wait_for_a_person_is_no_automatic_pause() -> None:
    disputed = Hold(1, 1, None, "dispute", DAY - timedelta(days=90), None, closed_at=at(DAY))
    assert holds(decide(Intent.PAID, case_of(ONE, holds=(disputed,)))) == [(1, "paid", date(2026, 3, 16))]


def test_a_pause_is_cut_where_the_total_is_reached_and_then_a_person_decides() -> None:
    used = Hold(1, 1, 1, "paid", DAY - timedelta(days=42), DAY, closed_at=at(DAY))
    decision = decide(Intent.NOT_RECEIVED, case_of(ONE, holds=(used,)))
    [hold] = [h for h in of(decision, OpenHold) if h.reason == "not_received"]
    assert (hold.until, hold.then_waits) == (DAY + timedelta(days=3), True)


def test_a_client_who_answers_without_end_is_shown_to_a_person_after_45_days() -> None:
    f = FirmInMemory(case_of(ONE), NOW)
    waits_on = None
    for _ in range(20):
        f.hears(said(Intent.ACKNOWLEDGEMENT))
        f.until(f.today + timedelta(days=4))
        if waits_on is None and f.state(1) is State.WAITING:
            waits_on = f.today
    assert waits_on is not None
    assert (waits_on - DAY).days <= 46 + 4
    assert TaskKind.REPLY in [t.kind for t in f.case.tasks]
    assert f.stages(1) == []


# ----------------------------------------------------------------------------------------------- not received


def test_a_copy_said_missing_a_second_time_goes_to_a_person() -> None:
    f = FirmInMemory(case_of(ONE), NOW)
    first = f.hears(said(Intent.NOT_RECEIVED))
    f.until(date(2026, 3, 30))
    second = f.hears(said(Intent.NOT_RECEIVED))
    assert [m.letter for m in of(first, PlanMail)] == [Letter.INVOICE_AGAIN]
    assert (holds(second), of(second, PlanMail)) == ([(1, "not_received", None)], [])
    assert [t.data["label"] for t in of(second, OpenTask)] == ["Facture dite non reçue pour la seconde fois"]


@pytest.mark.parametrize("situation", [Situation.LADDER, Situation.PLAN])
def test_an_invoice_without_document_is_sent_by_a_person(situation: Situation) -> None:
    running = replace(PLAN, status=PlanStatus.ACTIVE, invoice_ids=(2,))
    case = case_of(TWO, plans=(running,) if situation is Situation.PLAN else ())
    decision = decide(Intent.NOT_RECEIVED, case)
    assert of(decision, PlanMail) == []
    assert [t.data["label"] for t in of(decision, OpenTask)] == [
        "Copie de la facture à envoyer (aucun document enregistré)"
    ]


def test_a_copy_asked_for_by_the_wrong_person_is_not_sent() -> None:
    decision = decide(Intent.NOT_RECEIVED, secondary=(Intent.WRONG_CONTACT,))
    assert of(decision, PlanMail) == []


# ------------------------------------------------------------------------------------------ automatic answers


@pytest.mark.parametrize(
    ("intent", "letter"),
    [
        (Intent.PAID, Letter.PAYMENT_CHECKED),
        (Intent.PARTIAL_PAYMENT, Letter.PAYMENT_CHECKED),
        (Intent.NOT_RECEIVED, Letter.INVOICE_AGAIN),
        (Intent.PROMISE_TO_PAY, Letter.PROMISE_NOTED),
    ],
)
def test_four_intents_are_answered(intent: Intent, letter: Letter) -> None:
    [mail] = of(decide(intent, date=date(2026, 3, 20)), PlanMail)
    assert (mail.letter, mail.to, [i.key for i in mail.items]) == (letter, (), [f"1:{letter.value}"])


@pytest.mark.parametrize(
    "more",
    [
        {"confidence": 0.94},
        {"secondary": (Intent.DISPUTE,)},
        {"secondary": (Intent.INFORMATION_REQUEST,)},
        {"verdict": Verdict.FAIL},
        {"history": True},
        {"policy": Policy(automatic_answers=frozenset())},
        {"case": case_of(ONE, contacts=(Contact(1, ADDRESS, blocked_on=DAY),))},
        {"case": case_of(replace(ONE, stage=Stage.FORMAL_NOTICE))},
        {"case": case_of(replace(ONE, paid=Decimal(1200)))},
        {"case": case_of(ONE, mails=(Mail(1, Letter.INVOICE_AGAIN, MailStatus.SENT, 1, planned_at=NOW),))},
    ],
)
def test_nothing_is_answered_when_anything_needs_a_person_or_is_in_doubt(more: dict[str, Any]) -> None:
    assert of(decide(Intent.PAID, **more), PlanMail) == []


def test_an_outsider_pauses_and_the_answer_goes_to_the_recorded_address_only() -> None:
    decision = decide(Intent.PAID, standing=Standing.OUTSIDER, sender="x@ailleurs.test")
    [mail] = of(decision, PlanMail)
    assert mail.to == ()
    stop = decide(Intent.STOP_CONTACT, standing=Standing.OUTSIDER, sender="x@ailleurs.test")
    assert of(stop, BlockContact) == []
    assert [b.address for b in of(decide(Intent.STOP_CONTACT), BlockContact)] == [ADDRESS]


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        (at(DAY, 9, 50), at(DAY, 10, 5)),
        (at(DAY, 9), at(DAY, 10)),
        (None, at(DAY, 10, 15)),
        (at(date(2027, 1, 1)), at(DAY, 10, 15)),
    ],
)
def test_an_answer_leaves_a_quarter_of_an_hour_after_the_mail_at_the_earliest(written: Any, leaves: Any) -> None:
    [mail] = of(decide(Intent.PAID, written_at=written), PlanMail)
    assert mail.not_before == leaves


# -------------------------------------------------------------------------------------------------- schedules


def test_a_request_for_time_is_a_computed_proposal_that_waits_for_a_yes() -> None:
    decision = decide(Intent.SCHEDULE_REQUEST, case_of(ONE, TWO), instalments=3)
    [plan], [task] = of(decision, ProposePlan), of(decision, OpenTask)
    assert sum(i.amount for i in plan.instalments) == Decimal("1600.00")
    assert (plan.proposed_on, plan.invoice_ids) == (None, (1, 2))
    assert (task.kind, task.approves, task.cause) == (TaskKind.APPROVAL, Approves.SCHEDULE, "received:7")
    assert of(decision, PlanMail) == []


def proposed(**more: Any) -> Decision:
    case = case_of(ONE, TWO, plans=(PLAN,), contacts=(Contact(1, ADDRESS), COPY))
    return decide(Intent.SCHEDULE_ACCEPTED, case, **more)


def test_a_plain_yes_to_a_proposal_makes_the_schedule() -> None:
    decision = proposed()
    assert [(m.plan_id, m.status) for m in of(decision, MovePlan)] == [(5, PlanStatus.ACTIVE)]
    assert [m.letter for m in of(decision, PlanMail)] == [Letter.SCHEDULE_CONFIRMED]
    assert "plan_accepted" in [n.event for n in of(decision, Note)]


@pytest.mark.parametrize(
    "more",
    [
        {"sender": "x@ailleurs.test", "standing": Standing.OUTSIDER},
        {"sender": COPY.address},
        {"verdict": Verdict.FAIL},
        {"history": True},
        {"amount": Decimal("500.00")},
        {"instalments": 3},
        {"date": date(2026, 3, 25)},
        {"secondary": (Intent.DISPUTE,)},
        {"confidence": 0.89},
    ],
)
def test_a_yes_of_another_or_with_another_figure_goes_to_a_person(more: dict[str, Any]) -> None:
    decision = proposed(**more)
    assert of(decision, MovePlan) == []
    assert of(decision, PlanMail) == []
    assert of(decision, OpenTask)


@pytest.mark.parametrize("amount", ["600.00", "1200.00"])
def test_a_yes_that_repeats_the_figures_of_the_proposal_is_a_yes(amount: str) -> None:
    assert of(proposed(amount=Decimal(amount), instalments=2, date=date(2026, 3, 20)), MovePlan)


# ----------------------------------------------------------------------------------------------------- tasks


def test_a_task_says_what_the_client_stated_and_never_his_words() -> None:
    decision = decide(Intent.PAID, amount=Decimal("600.00"), date=date(2026, 3, 6))
    [task] = of(decision, OpenTask)
    assert task.data["amount"] == "600.00"
    assert task.data["date"] == "2026-03-06"
    assert "mots" not in str(task)


def test_grave_news_is_urgent_and_a_death_is_shown_to_every_lawyer_today() -> None:
    [sensitive] = of(decide(Intent.SENSITIVE), OpenTask)
    assert (sensitive.urgent, sensitive.due_on, sensitive.data["everyone"]) == (True, DAY, "1")
    assert [h.grave for h in of(decide(Intent.INSOLVENCY), OpenHold)] == [True, False]


@pytest.mark.parametrize("intent", PRECEDENCE)
def test_every_mail_is_told_with_its_reading(intent: Intent) -> None:
    [told] = [n for n in of(decide(intent), Note) if n.event == "reply_understood"]
    assert told.data["intent"] == intent.value
