from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flows.import_files import FIRM, HEADER, NOW, PARIS, Desk, desk
from relance.domain.decisions import (
    BookPayment,
    CancelInvoice,
    CloseTask,
    Decision,
    OpenHold,
    OpenTask,
    PlanMail,
    ReachStage,
)
from relance.domain.intents import Intent, Verdict
from relance.domain.model import (
    Cancelled,
    Instalment,
    Letter,
    MailItem,
    MailStatus,
    Phase,
    Plan,
    PlanStatus,
    TaskKind,
)
from relance.domain.policy import Stage
from relance.domain.records import Fetched, ReadResult
from relance.errors import WorldError
from relance.flows.apply import apply
from relance.flows.views import find_invoice, show, status

ROW = "2026-0142;SARL Exemple;compta@exemple.test;1200,00;30/01/2026;02/03/2026"
SECOND = "2026-0150;SARL Exemple;compta@exemple.test;300,00;30/01/2026;20/03/2026"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def seen(office: Desk, now: datetime = NOW, *, closed: bool = False) -> dict[str, Any]:
    return office.store.read(lambda unit: status(unit, now, FIRM.policy, include_closed=closed))


def shown(office: Desk, number: str = "2026-0142", now: datetime = NOW) -> dict[str, Any]:
    return office.store.read(lambda unit: show(unit, number, now, FIRM.policy))


def invoice_id(office: Desk, number: str = "2026-0142") -> int:
    return office.store.read(lambda unit: find_invoice(unit, number).id)


def client_id(office: Desk) -> int:
    return office.store.read(lambda unit: find_invoice(unit, "2026-0142").client_id)


def decide(office: Desk, *actions: Any, now: datetime = NOW, cause: str = "test") -> None:
    office.store.transact(lambda unit: apply(unit, Decision(actions, cause=cause), now, FIRM))


def test_an_active_invoice_has_every_key_of_the_interface(office: Desk) -> None:
    office.import_text(ROW + ";friendly;09/03/2026", header=HEADER + ";etape;relance_le")
    result = seen(office)
    assert result["as_of"] == "2026-03-10T10:00:00+01:00"
    assert result["tasks"] == []
    expected = {
        "number": "2026-0142",
        "client": "SARL Exemple",
        "email": "compta@exemple.test",
        "amount": "1200.00",
        "paid": "0.00",
        "balance": "1200.00",
        "due_on": "2026-03-02",
        "state": "active",
        "reason": None,
        "until": None,
        "stage": "friendly",
        "stage_on": "2026-03-09",
        "next_stage": "formal",
        "next_on": "2026-03-16",
        "plan": None,
    }
    assert {key: result["invoices"][0][key] for key in expected} == expected
    json.dumps(result)


def test_a_pause_shows_its_reason_and_its_end_and_is_seen_from_the_day_asked(office: Desk) -> None:
    office.import_text(ROW)
    decide(office, OpenHold(client_id(office), None, "paid", date(2026, 3, 17), cause="received:1"))
    first = seen(office)["invoices"][0]
    assert (first["state"], first["reason"], first["until"]) == ("paused", "paid", "2026-03-17")
    later = seen(office, NOW + timedelta(days=8))["invoices"][0]
    assert (later["state"], later["reason"]) == ("active", None)


def test_waiting_shows_nothing_next(office: Desk) -> None:
    office.import_text(ROW)
    decide(office, OpenHold(client_id(office), None, "dispute", None, cause="received:1"))
    first = seen(office)["invoices"][0]
    assert (first["state"], first["reason"], first["next_stage"], first["next_on"]) == (
        "waiting",
        "dispute",
        None,
        None,
    )


def test_closed_invoices_and_done_tasks_are_shown_only_on_demand(office: Desk) -> None:
    office.import_text(ROW, SECOND)
    decide(office, CancelInvoice(invoice_id(office, "2026-0150"), Cancelled.ANNULLED))
    one = invoice_id(office)
    decide(office, OpenTask(TaskKind.CALL, "Appel à passer", client_id(office), one, date(2026, 3, 12)))
    task = seen(office)["tasks"][0]
    assert (task["id"], task["kind"], task["invoice"], task["due_on"], task["done_on"]) == (
        "T1", "call", "2026-0142", "2026-03-12", None,
    )  # fmt: skip
    decide(office, CloseTask(1, "fait", "associee@cabinet.test"))
    assert [i["number"] for i in seen(office)["invoices"]] == ["2026-0142"]
    assert seen(office)["tasks"] == []
    everything = seen(office, closed=True)
    assert {i["number"]: i["state"] for i in everything["invoices"]} == {
        "2026-0142": "active",
        "2026-0150": "cancelled",
    }
    assert everything["tasks"][0]["done_on"] == "2026-03-10"


def test_a_settled_invoice_is_settled(office: Desk) -> None:
    office.import_text(ROW)
    one = invoice_id(office)
    decide(office, BookPayment(NOW.date(), Decimal(1200), "person", "p", ((one, Decimal(1200)),)))
    assert seen(office)["invoices"] == []
    assert [(i["state"], i["balance"]) for i in seen(office, closed=True)["invoices"]] == [("settled", "0.00")]


def test_a_schedule_is_repeated_in_each_invoice_with_what_is_paid_in_order(office: Desk) -> None:
    office.import_text(ROW, SECOND)
    ids = (invoice_id(office), invoice_id(office, "2026-0150"))
    parts = (Instalment(date(2026, 4, 1), Decimal(900)), Instalment(date(2026, 5, 4), Decimal(600)))
    plan = Plan(0, client_id(office), PlanStatus.ACTIVE, ids, parts, accepted_on=date(2026, 3, 9))
    office.store.transact(lambda unit: unit.plans.add(plan))
    decide(office, BookPayment(NOW.date(), Decimal(1000), "person", "p", ((ids[0], Decimal(1000)),)))
    for invoice in seen(office)["invoices"]:
        assert invoice["state"] == "plan"
        assert invoice["plan"] == {
            "instalments": [
                {"due_on": "2026-04-01", "amount": "900.00", "paid": "900.00"},
                {"due_on": "2026-05-04", "amount": "600.00", "paid": "100.00"},
            ],
            "accepted_on": "2026-03-09",
            "invoices": ["2026-0142", "2026-0150"],
            "status": "active",
        }


def test_a_blocked_address_gives_way_to_the_next(office: Desk) -> None:
    office.import_text(ROW.replace("compta@exemple.test", "a@x.test, b@x.test"))
    office.store.transact(lambda unit: unit.clients.block(client_id(office), "a@x.test", NOW.date(), "bounce_hard"))
    assert seen(office)["invoices"][0]["email"] == "b@x.test"


def send(office: Desk, letter: Letter, at: datetime, *, stage: Stage | None, status_: MailStatus, number: str) -> int:
    one = invoice_id(office, number)
    decide(office, PlanMail(letter, client_id(office), at, (MailItem(one, stage, f"{one}:{letter}:0"),)), now=at)
    mail_id = office.store.read(lambda unit: unit.outbox.live()[-1].id)

    def leave(unit: Any) -> None:
        unit.outbox.freeze(
            mail_id, raw=b"x", message_id=f"<{mail_id}@cabinet.test>", ref=f"r{mail_id}", subject=f"Facture {number}",
            to=["compta@exemple.test"], reply_ref_sha=None,
        )  # fmt: skip
        unit.outbox.mark(mail_id, Phase.ATTEMPT, at)
        unit.outbox.finish(mail_id, status_, at)
        if stage is not None:
            apply(unit, Decision((ReachStage(one, stage, at.date()),), cause=f"mail:{mail_id}"), at, FIRM)

    office.store.transact(leave)
    return mail_id


def receive(office: Desk, at: datetime, intent: Intent, *, evidence: tuple[str, ...]) -> int:
    mail = Fetched("INBOX", 1, int(at.timestamp()), b"From: x\n\nsecret", at)

    result = ReadResult(
        "read",
        "compta@exemple.test",
        "<in@x.test>",
        subject="Re: Facture",
        verdict=Verdict.PASS,
        intent=intent,
        confidence=0.97,
        evidence=evidence,
        new_text="texte entier",
        client_ids=(client_id(office),),
    )

    def keep(unit: Any) -> int:
        received_id = unit.inbox.keep(mail)
        unit.inbox.set_result(received_id, result, at)
        return int(received_id)

    return office.store.transact(keep)


def test_show_tells_the_whole_story_in_order_with_milliseconds(office: Desk) -> None:
    office.import_text(ROW, SECOND)
    sent_at = datetime(2026, 3, 9, 9, 30, 0, 120_000, tzinfo=PARIS) + timedelta(days=2)
    send(office, Letter.FRIENDLY, sent_at, stage=Stage.FRIENDLY, status_=MailStatus.SENT, number="2026-0142")
    # the mail server's clock is an hour ahead of the pass that read the mail
    received = receive(office, sent_at + timedelta(hours=3), Intent.PAID, evidence=("réglé hier",))
    heard_at = sent_at + timedelta(hours=2)
    hold = OpenHold(client_id(office), None, "paid", date(2026, 3, 18), cause=f"received:{received}")
    decide(office, hold, now=heard_at, cause=f"received:{received}")
    result = shown(office)
    story = result["timeline"]
    assert [e["event"] for e in story] == [
        "invoice_created",
        "mail_planned",
        "reminder_sent",
        "stage_reached",
        "reply_received",
        "hold_opened",
    ]
    assert [e["at"] for e in story] == sorted(e["at"] for e in story)
    reminder = story[2]
    assert reminder["at"] == "2026-03-11T09:30:00.120+01:00"
    assert (reminder["stage"], reminder["to"], reminder["mail"]) == ("friendly", ["compta@exemple.test"], "1")
    assert "compta@exemple.test" in reminder["reason"]
    reply = story[4]
    assert (reply["intent"], reply["evidence"], reply["authentication"]) == ("paid", ["réglé hier"], "pass")
    assert all(e["reason"] for e in story)
    assert "texte entier" not in json.dumps(result, ensure_ascii=False)
    assert result["invoice"]["number"] == "2026-0142"


def test_mails_about_another_invoice_of_the_client_are_not_told(office: Desk) -> None:
    office.import_text(ROW, SECOND)
    send(office, Letter.DUE, NOW, stage=Stage.DUE, status_=MailStatus.SENT, number="2026-0150")
    assert "reminder_sent" not in [e["event"] for e in shown(office)["timeline"]]
    assert "reminder_sent" in [e["event"] for e in shown(office, "2026-0150")["timeline"]]


def test_a_doubtful_and_a_planned_mail_are_not_told_as_sent(office: Desk) -> None:
    office.import_text(ROW)
    send(office, Letter.FRIENDLY, NOW, stage=None, status_=MailStatus.DOUBTFUL, number="2026-0142")
    one = invoice_id(office)
    decide(office, PlanMail(Letter.FORMAL, client_id(office), NOW, (MailItem(one, Stage.FORMAL, "k"),)))
    told = [e["event"] for e in shown(office)["timeline"]]
    assert told.count("mail_doubtful") == 1
    assert "reminder_sent" not in told


def test_nothing_of_an_unrelated_mail_is_told(office: Desk) -> None:
    office.import_text(ROW)
    receive(office, NOW, Intent.UNRELATED, evidence=("bon anniversaire",))
    entry = shown(office)["timeline"][-1]
    assert (entry["event"], entry["subject"], entry["from"], entry["evidence"]) == ("reply_received", None, None, [])


def test_a_number_is_found_as_a_person_types_it(office: Desk) -> None:
    office.import_text(ROW)
    assert shown(office, "facture 2026/142")["invoice"]["number"] == "2026-0142"


def test_an_unknown_or_ambiguous_number_is_explained(office: Desk) -> None:
    office.import_text(ROW, ROW.replace("2026-0142", "2026/142"))
    with pytest.raises(WorldError, match="inconnue"):
        shown(office, "2027-1")
    with pytest.raises(WorldError, match=r"« 2026-0142 », « 2026/142 »"):
        shown(office, "2026 0142")


def test_seeing_changes_nothing(office: Desk) -> None:
    office.import_text(ROW)
    before = office.store.read(lambda unit: unit.case(client_id(office)))
    shown(office)
    seen(office, closed=True)
    assert office.store.read(lambda unit: unit.case(client_id(office))) == before
