"""No sequence of events breaks a promise: years of arbitrary events on one client, played in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from firm_in_memory import ADDRESS, SENT, FirmInMemory, at, case_of, invoice, refused, said
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from relance.domain import manual
from relance.domain.case import is_open, standing
from relance.domain.commands import Command, offered, understand_answer
from relance.domain.escalation import next_step
from relance.domain.intents import PRECEDENCE, Bounce, Intent, Standing, Verdict
from relance.domain.model import (
    REMINDERS,
    Approves,
    Cancelled,
    ClientKind,
    Contact,
    Letter,
    Mail,
    MailStatus,
    State,
    TaskKind,
)
from relance.domain.policy import Means, Policy, Stage
from relance.domain.records import Outcome

Event = Callable[[FirmInMemory], None]
START = date(2026, 2, 20)
SECOND = "direction@exemple.test"
POLICY = Policy()


# ------------------------------------------------------------------------------------------------- events


def days(count: int) -> Event:
    return lambda f: f.until(f.today + timedelta(days=count)) and None


@st.composite
def replies(draw: st.DrawFn) -> Event:
    intent = draw(st.sampled_from(PRECEDENCE))
    secondary = tuple(draw(st.lists(st.sampled_from(PRECEDENCE), max_size=2)))
    entities: dict[str, Any] = {
        "amount": draw(st.sampled_from([None, Decimal("400.00"), Decimal("1200.00"), Decimal("-1.00")])),
        "instalments": draw(st.sampled_from([None, 0, 1, 3, 40])),
        "new_contact": draw(st.sampled_from([None, "autre@exemple.test", ADDRESS])),
        "invoices": draw(st.sampled_from([(), ("2026-0001",), ("2026 1", "FACT 2026-0002"), ("inconnue",)])),
    }
    offset = draw(st.sampled_from([None, -400, -1, 0, 1, 10, 30, 31, 300]))
    confidence = draw(st.sampled_from([0.0, 0.55, 0.8, 0.97, 1.0]))
    by_invoice = draw(st.sampled_from([(), (("2026-0001", intent),), (("2026-0001", Intent.DISPUTE),)]))
    more: dict[str, Any] = {
        "sender": draw(st.sampled_from([ADDRESS, SECOND, "inconnu@ailleurs.test"])),
        "verdict": draw(st.sampled_from(Verdict)),
        "thread": draw(st.sampled_from([(), (1,), (1, 2)])),
        "history": draw(st.booleans()),
    }
    more["standing"] = Standing.OUTSIDER if "inconnu" in more["sender"] else Standing.CONTACT

    def play(f: FirmInMemory) -> None:
        stated = {**entities, "date": None if offset is None else f.today + timedelta(days=offset)}
        understanding = replace(said(intent, confidence, secondary, **stated), by_invoice=by_invoice)
        f.hears(understanding, **more)

    return play


@st.composite
def machines(draw: st.DrawFn) -> Event:
    intent = draw(
        st.sampled_from(
            [Intent.OUT_OF_OFFICE, Intent.AUTO_ACK, Intent.READ_RECEIPT, Intent.BOUNCE_SOFT, Intent.BOUNCE_HARD]
        )
    )
    offset = draw(st.sampled_from([None, -10, 0, 8, 90]))
    stand_in = draw(st.sampled_from([None, "remplacant@exemple.test", ADDRESS]))
    bounce = Bounce(
        draw(st.sampled_from([(), (ADDRESS,), (SECOND,), (ADDRESS, SECOND), ("autre@exemple.test",)])),
        draw(st.sampled_from([None, "4.2.2", "5.1.1", "5.7.1"])),
        delayed=draw(st.booleans()),
        own_trouble=draw(st.booleans()),
    )
    back = draw(st.integers(0, 3))

    def play(f: FirmInMemory) -> None:
        left = [sent.mail for sent in reversed(f.sent)]
        about = left[back] if back < len(left) else None
        when = None if offset is None else f.today + timedelta(days=offset)
        if intent in (Intent.BOUNCE_HARD, Intent.BOUNCE_SOFT):
            f.hears_machine(intent, about, bounce)
        else:
            f.hears_machine(intent, about, date=when, new_contact=stand_in)

    return play


@st.composite
def money(draw: st.DrawFn) -> Event:
    invoice_id = draw(st.integers(1, 3))
    share = draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.999"), Decimal("1.5"), Decimal(-1)]))
    kind = draw(st.sampled_from(["pay", "pay", "credit", "cancel"]))

    def play(f: FirmInMemory) -> None:
        owed = f.case.invoice(invoice_id)
        amount = (owed.balance * share).quantize(Decimal("0.01"))
        if kind == "pay" and amount:
            f.pays(invoice_id, amount if amount > 0 else -owed.paid)
        elif kind == "credit" and 0 < amount <= owed.balance:
            f.orders(*manual.credit(owed, amount, f.today))
        elif kind == "cancel":
            f.orders(*manual.cancel(owed, Cancelled.WRITTEN_OFF))

    return play


WORDS = sorted({word for kind in TaskKind for approves in Approves for word, _ in offered(kind, approves)})


@st.composite
def answers(draw: st.DrawFn) -> Event:
    which = draw(st.integers(0, 5))
    word = draw(st.sampled_from([*WORDS, "ok", "non", "on reprend", "peut-être"]))

    def play(f: FirmInMemory) -> None:
        if which < len(f.case.tasks):
            told = understand_answer(word, f.today)
            f.answers(f.case.tasks[which], told.command, **told.fields)

    return play


@st.composite
def orders(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(["hold", "hold_client", "hold_all", "release", "release_client"]))
    invoice_id = draw(st.integers(1, 3))
    length = draw(st.sampled_from([None, 1, 20]))

    def play(f: FirmInMemory) -> None:
        until = None if length is None else f.today + timedelta(days=length)
        owed = f.case.invoice(invoice_id)
        match kind:
            case "hold":
                f.orders(*manual.hold(owed, until, "person:shell"))
            case "hold_client":
                f.orders(*manual.hold_client(1, until, "person:shell"))
            case "hold_all":
                f.orders(*manual.hold_client(None, f.today + timedelta(days=3), "person:shell"))
            case "release":
                f.orders(*manual.release(f.case, owed, grave=True, why="repris"))
            case _:
                f.orders(*manual.release_client(f.case, grave=True, why="repris"))

    return play


OUTCOMES = {
    "sent": SENT,
    "half": Outcome(MailStatus.SENT, 250, refusals=refused(SECOND).refusals),
    "doubtful": Outcome(MailStatus.DOUBTFUL),
    "refused": refused(ADDRESS, SECOND),
    "failed": Outcome(MailStatus.FAILED, 554, "refusé"),
    "later": refused(ADDRESS, permanent=False),
}


def yes_to_approvals(f: FirmInMemory) -> None:
    for task in f.case.tasks:
        if task.kind is TaskKind.APPROVAL:
            f.answers(task, Command.APPROVE)


def server(name: str) -> Event:
    def play(f: FirmInMemory) -> None:
        f.server = lambda _: OUTCOMES[name]

    return play


EVENTS = st.lists(
    st.one_of(
        st.integers(1, 25).map(days),
        st.integers(1, 25).map(days),
        replies(),
        machines(),
        money(),
        answers(),
        answers(),
        st.just(yes_to_approvals),
        orders(),
        st.sampled_from([*OUTCOMES, "sent", "sent"]).map(server),
    ),
    min_size=4,
    max_size=25,
)


STARTS = st.tuples(
    st.sampled_from(ClientKind),
    st.sampled_from([None, Stage.FIRM, Stage.CALL, Stage.FORMAL_NOTICE]),
    st.booleans(),
)
"""Kind of the client, stage of its oldest invoice, whether it has a second address."""


def new_firm(start: tuple[ClientKind, Stage | None, bool]) -> FirmInMemory:
    kind, stage, two_addresses = start
    old = invoice("2026-0003", "90.00", date(2025, 12, 1))
    invoices = (
        invoice("2026-0001", "1200.00", date(2026, 3, 2)),
        invoice("2026-0002", "400.00", date(2026, 3, 11), document_id=None),
        replace(old, stage=stage, stage_on=START) if stage else old,
    )
    contacts = (Contact(1, ADDRESS), Contact(2, SECOND, copy=not two_addresses))
    return FirmInMemory(case_of(*invoices, kind=kind, contacts=contacts), at(START))


# ---------------------------------------------------------------------------------------------- promises


def base(mail: Mail, invoice_id: int) -> str:
    return next(i.key.partition("/")[0] for i in mail.items if i.invoice_id == invoice_id)


def no_stage_leaves_twice(f: FirmInMemory) -> None:
    """But for the tries again of a mailbox that was full, and a doubtful mail a person said had not left."""
    left = Counter(
        (item.key if "again" in sent.mail.data else item.key.partition("/")[0])
        for sent in f.sent
        if sent.mail.id not in f.said_not_left
        for item in sent.mail.items
        if item.stage is not None
    )
    assert [key for key, count in left.items() if count > 1] == []
    assert (
        max(Counter(sent.mail.id for sent in f.sent if sent.mail.id not in f.said_not_left).values(), default=1) == 1
    )


def nobody_is_claimed_from_who_waits_or_has_paid(f: FirmInMemory) -> None:
    for sent in f.sent:
        if sent.mail.letter in REMINDERS or sent.mail.letter is Letter.FORMAL_NOTICE:
            assert {sent.states[i.invoice_id] for i in sent.mail.items} == {State.ACTIVE}


def reminders_are_five_days_apart(f: FirmInMemory) -> None:
    reminders = [s for s in f.sent if s.mail.letter in REMINDERS and s.mail.id not in f.said_not_left]
    for n, one in enumerate(reminders):
        for other in reminders[n + 1 :]:
            purposes = [{i.key.partition("/")[0] for i in s.mail.items} for s in (one, other)]
            a_try_again = "again" in other.mail.data and purposes[0] & purposes[1]
            least = 3 if a_try_again else POLICY.min_days_between
            assert (other.day - one.day).days >= least


def legal_weight_has_a_yes(f: FirmInMemory) -> None:
    for sent in f.sent:
        if sent.mail.letter is Letter.FORMAL_NOTICE:
            assert (sent.mail.items[0].invoice_id, Decimal(sent.mail.data["balance"])) in f.approved


def every_unpaid_invoice_has_a_future(f: FirmInMemory) -> None:
    for owed in f.case.open_invoices:
        if owed.balance < POLICY.min_balance:
            continue
        if any(t.invoice_id in (None, owed.id) for t in f.case.tasks):
            continue
        if standing(f.case, owed, f.today).state is State.PLAN:
            continue
        step = next_step(f.case, owed, f.today, POLICY)
        assert step is not None, f"{owed.number} has neither a next step nor a task"
        if step.means is Means.MAIL:
            assert f.case.reachable


def a_doubt_is_always_a_question(f: FirmInMemory) -> None:
    asked = {t.data["mail"] for t in (*f.case.tasks, *f.closed_tasks) if t.kind is TaskKind.DOUBTFUL}
    assert {str(m.id) for m in f.case.mails if m.status is MailStatus.DOUBTFUL} <= asked


def stages_only_climb(f: FirmInMemory) -> None:
    reached = [event for _, event in f.events if event.startswith("reached:")]
    assert len(reached) == len(set(reached))


def check(f: FirmInMemory) -> None:
    no_stage_leaves_twice(f)
    nobody_is_claimed_from_who_waits_or_has_paid(f)
    reminders_are_five_days_apart(f)
    legal_weight_has_a_yes(f)
    every_unpaid_invoice_has_a_future(f)
    a_doubt_is_always_a_question(f)
    stages_only_climb(f)
    assert f.refused_plans == [] or all(a.letter not in REMINDERS for _, a in f.refused_plans)


def play(f: FirmInMemory, events: Sequence[Event]) -> None:
    for happens in events:
        f.now = at(f.today, 15)
        happens(f)
        if f.now.hour == 15:
            f.now = at(f.today, 15, 30)
            f.work()
        check(f)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(EVENTS, STARTS)
def test_no_sequence_of_events_breaks_a_promise(
    events: list[Event], start: tuple[ClientKind, Stage | None, bool]
) -> None:
    f = new_firm(start)
    play(f, events)
    event(f"mails sent: {min(len(f.sent), 10)}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(EVENTS, STARTS)
def test_a_client_who_falls_silent_is_heard_of_again(
    events: list[Event], start: tuple[ClientKind, Stage | None, bool]
) -> None:
    """Whatever happened, half a year of silence ends on every unpaid invoice with a task that was recalled."""
    f = new_firm(start)
    play(f, events)
    f.server = lambda _: SENT
    f.until(f.today + timedelta(days=180))
    check(f)
    for owed in f.case.open_invoices:
        if is_open(owed) and owed.balance >= POLICY.min_balance:
            asked = [t for t in f.case.tasks if t.invoice_id in (None, owed.id)]
            assert asked
            assert any(t.reminded for t in asked)
