from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from firm_in_memory import ADDRESS, FirmInMemory, at, case_of, invoice

from relance.domain.decisions import BlockContact, Note, OpenHold, OpenTask, PlanMail
from relance.domain.intents import Bounce, Intent
from relance.domain.model import Contact, Letter, Mail, State, TaskKind
from relance.domain.policy import Stage

DUE = date(2026, 3, 2)
SECOND = "direction@exemple.test"


def sent(*contacts: str) -> FirmInMemory:
    """A firm whose reminder of the due date has left."""
    known = tuple(Contact(n, address) for n, address in enumerate(contacts or (ADDRESS,), 1))
    f = FirmInMemory(case_of(contacts=known), at(DUE))
    f.work()
    assert len(f.sent) == 1
    return f


def bounced(f: FirmInMemory, intent: Intent = Intent.BOUNCE_SOFT, mail: Mail | None = None, **more: Any) -> list[Any]:
    bounce = Bounce(more.pop("recipients", (ADDRESS,)), "4.2.2", **more)
    return list(f.hears_machine(intent, mail or f.sent[-1].mail, bounce).actions)


def kinds(actions: list[Any]) -> set[type]:
    return {type(a) for a in actions}


# ------------------------------------------------------------------------------------------------- bounces


def test_a_mail_that_did_not_pass_leaves_again_after_three_days_twice_then_the_address_is_dead() -> None:
    f = sent()
    bounced(f)
    f.until(date(2026, 3, 5))
    bounced(f)
    f.until(date(2026, 3, 10))
    assert [(left.day, left.mail.data.get("again")) for left in f.sent] == [
        (DUE, None),
        (date(2026, 3, 5), "1"),
        (date(2026, 3, 9), "2"),  # three days later is a Sunday
    ]
    assert {left.mail.items[0].stage for left in f.sent} == {Stage.DUE}
    last = bounced(f)
    assert BlockContact in kinds(last)
    assert f.state() is State.WAITING
    assert f.task(TaskKind.ADDRESS)


def test_two_addresses_of_one_mail_bounce_twice_and_are_tried_again_once() -> None:
    f = sent(ADDRESS, SECOND)
    f.now = at(DUE, 11)
    assert PlanMail in kinds(bounced(f, recipients=(ADDRESS,)))
    assert kinds(bounced(f, recipients=(SECOND,))) == {Note}
    f.until(date(2026, 3, 8))
    assert len(f.sent) == 2


def test_a_try_again_waits_for_no_other_reminder_and_gives_way_to_one_that_just_left() -> None:
    other = invoice("2026-0003", due_on=date(2026, 3, 10))
    f = FirmInMemory(case_of(invoice(), other), at(DUE))
    f.work()
    f.until(date(2026, 3, 6))
    f.now = at(date(2026, 3, 6), 11)
    bounced(f)  # again on the 9th, when the next reminder of the client is due too
    f.until(date(2026, 3, 9))
    assert [left.day for left in f.sent] == [DUE, date(2026, 3, 9)]


def test_a_try_again_is_dropped_when_the_invoice_is_settled_meanwhile() -> None:
    f = sent()
    bounced(f)
    f.pays(2, f.case.invoice(2).balance)
    f.until(date(2026, 3, 20))
    assert len(f.sent) == 1


def test_a_delayed_mail_changes_nothing() -> None:
    assert kinds(bounced(sent(), delayed=True)) == {Note}


def test_our_own_trouble_blocks_nobody_and_is_shown_at_once() -> None:
    f = sent()
    actions = bounced(f, Intent.BOUNCE_HARD, own_trouble=True)
    assert kinds(actions) == {Note, OpenTask}
    assert f.task(TaskKind.OTHER).urgent
    assert f.state() is State.ACTIVE


def test_a_bounce_that_names_no_mail_of_ours_blocks_nothing() -> None:
    f = sent()
    decision = f.hears_machine(Intent.BOUNCE_HARD, None, Bounce((ADDRESS,), "5.1.1"))
    assert kinds(list(decision.actions)) == {Note}


def test_a_dead_address_stops_the_client_only_when_no_other_is_left() -> None:
    f = sent(ADDRESS, SECOND)
    assert OpenHold not in kinds(bounced(f, Intent.BOUNCE_HARD))
    assert f.state() is State.ACTIVE
    bounced(f, Intent.BOUNCE_HARD, recipients=(SECOND,))
    assert f.state() is State.WAITING
    assert [c.blocked_why for c in f.case.contacts] == ["bounce_hard", "bounce_hard"]


def test_the_same_address_dead_twice_asks_once() -> None:
    f = sent(ADDRESS, SECOND)
    bounced(f, Intent.BOUNCE_HARD)
    assert kinds(bounced(f, Intent.BOUNCE_HARD)) == {Note}


def test_of_several_addresses_only_the_dead_one_is_blocked() -> None:
    f = sent(ADDRESS, SECOND)
    bounced(f, Intent.BOUNCE_HARD, recipients=(ADDRESS, SECOND), dead=(SECOND,))
    assert [c.address for c in f.case.contacts if c.blocked_on] == [SECOND]


def test_the_address_we_wrote_to_is_blocked_when_the_one_behind_it_is_dead() -> None:
    f = sent(ADDRESS, SECOND)
    bounced(f, Intent.BOUNCE_HARD, recipients=("boite@ailleurs.test",), dead=("boite@ailleurs.test", ADDRESS))
    assert [c.address for c in f.case.contacts if c.blocked_on] == [ADDRESS]


def test_a_bounce_of_an_address_that_is_not_ours_asks_a_person() -> None:
    f = sent()
    actions = bounced(f, Intent.BOUNCE_HARD, recipients=("boite@ailleurs.test",))
    assert kinds(actions) == {Note, OpenTask}
    assert f.state() is State.ACTIVE


def test_a_formal_notice_that_did_not_pass_is_shown_and_not_sent_again() -> None:
    f = sent()
    notice = Mail(999, Letter.FORMAL_NOTICE, f.sent[0].mail.status, 1, f.sent[0].mail.items)
    assert kinds(bounced(f, mail=notice)) == {Note, OpenTask}


# ------------------------------------------------------------------------------------------------ absences


@pytest.mark.parametrize(
    ("back", "until"),
    [
        (date(2026, 3, 9), date(2026, 3, 11)),
        (date(2026, 3, 6), date(2026, 3, 10)),
        (None, date(2026, 3, 9)),
        (date(2026, 9, 1), date(2026, 3, 23)),
    ],
)
def test_an_absence_defers_the_next_step_quietly(back: date | None, until: date) -> None:
    f = sent()
    actions = f.hears_machine(Intent.OUT_OF_OFFICE, date=back).actions
    [hold] = [a for a in actions if isinstance(a, OpenHold)]
    assert (hold.until, hold.quiet, hold.invoice_id) == (until, True, None)
    assert f.state() is State.ACTIVE


def test_the_step_comes_when_the_client_is_back() -> None:
    f = sent()
    f.hears_machine(Intent.OUT_OF_OFFICE, date=date(2026, 3, 16))
    f.until(date(2026, 4, 1))
    assert f.stages()[:2] == [(DUE, "due"), (date(2026, 3, 18), "friendly")]


def test_an_absence_that_is_over_defers_nothing() -> None:
    assert kinds(list(sent().hears_machine(Intent.OUT_OF_OFFICE, date=date(2026, 3, 1)).actions)) == {Note}


def test_a_stand_in_is_a_question_and_not_an_address_and_never_ends_in_a_wait() -> None:
    f = sent()
    f.hears_machine(Intent.OUT_OF_OFFICE, date=date(2026, 3, 10), new_contact="remplacant@exemple.test")
    assert f.task(TaskKind.ADDRESS).data["new_contact"] == "remplacant@exemple.test"
    f.until(date(2026, 3, 12))
    assert f.state() is State.ACTIVE
    assert [left.mail.to for left in f.sent] == [(), ()]
    assert [c.address for c in f.case.contacts] == [ADDRESS]


def test_somebody_who_left_for_good_stops_the_client_and_asks_for_an_address() -> None:
    f = sent()
    f.hears_machine(Intent.OUT_OF_OFFICE, secondary=(Intent.WRONG_CONTACT,), new_contact="remplacant@exemple.test")
    assert f.state() is State.WAITING
    assert f.task(TaskKind.ADDRESS).data["new_contact"] == "remplacant@exemple.test"


def test_a_stand_in_who_is_known_asks_nothing() -> None:
    actions = sent(ADDRESS, SECOND).hears_machine(Intent.OUT_OF_OFFICE, new_contact=SECOND).actions
    assert OpenTask not in kinds(list(actions))


@pytest.mark.parametrize("intent", [Intent.AUTO_ACK, Intent.READ_RECEIPT])
def test_receipts_are_kept_as_evidence_and_change_nothing(intent: Intent) -> None:
    f = sent()
    assert kinds(list(f.hears_machine(intent, f.sent[0].mail).actions)) == {Note}
    f.until(DUE + timedelta(days=7))
    assert [stage for _, stage in f.stages()] == ["due", "friendly"]
