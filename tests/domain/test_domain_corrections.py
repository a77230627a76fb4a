"""A person says what a client's reply means: the words of the table, and what follows on the case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from firm_in_memory import FirmInMemory, at, case_of, invoice, said

from relance.domain.commands import Command, offered, understand_about_reply, understand_answer
from relance.domain.correction_words import LABELS, example
from relance.domain.decisions import Note
from relance.domain.desk.base import Ruling
from relance.domain.intents import PRECEDENCE, Intent
from relance.domain.model import Approves, Instalment, Letter, Plan, PlanStatus, Reason, State, TaskKind
from relance.domain.people import Role, StaffMember
from relance.domain.policy import Stage

DAY = date(2026, 3, 9)
THURSDAY = date(2026, 11, 19)
ASSISTANT = StaffMember("Mme Exemple", "secretariat@cabinet.test", Role.ASSISTANT)


def firm(**more: object) -> FirmInMemory:
    return FirmInMemory(case_of(invoice(stage=Stage.DUE, stage_on=date(2026, 3, 2)), **more), at(DAY))


def reasons(f: FirmInMemory) -> set[str]:
    """What still holds the client, its days of peace apart."""
    return {h.reason for h in f.case.holds if h.closed_at is None} - {Reason.REPLY.value}


# ------------------------------------------------------------------------------------------------- the words


def test_every_label_that_a_person_may_mean_has_its_words() -> None:
    assert set(LABELS) == set(PRECEDENCE) - {Intent.UNCLEAR}


@pytest.mark.parametrize("intent", LABELS)
def test_each_phrase_that_is_offered_names_its_label(intent: Intent) -> None:
    for text in (LABELS[intent].phrase, f"Bonjour,\n\nNon, {LABELS[intent].phrase}.\n\nCordialement,\nClaire"):
        answer = understand_about_reply(text, THURSDAY)
        assert (answer.command, answer.fields["intent"]) == (Command.CORRECT, intent.value)
    assert example(intent.value) != LABELS[intent].phrase or intent is not Intent.DISPUTE


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("non, il promet de payer vendredi", {"intent": "promise_to_pay", "date": "2026-11-20"}),
        ("il règle vendredi", {"intent": "promise_to_pay", "date": "2026-11-20"}),
        ("il paiera fin du mois", {"intent": "promise_to_pay", "date": "2026-11-30"}),
        ("en fait il a payé", {"intent": "paid"}),
        ("il dit avoir réglé 600 € le 12", {"intent": "paid", "amount": "600.00", "date": "2026-11-12"}),
        ("il a réglé la moitié", {"intent": "partial_payment"}),
        ("pas une contestation, juste une question", {"intent": "information_request"}),
        ("c'est pas une contestation c'est une question", {"intent": "information_request"}),
        ("ce n'est pas une promesse mais une contestation", {"intent": "dispute"}),
        ("ni une contestation ni un refus, une question", {"intent": "information_request"}),
        ("il n'est pas d'accord avec le montant", {"intent": "dispute"}),
        ("Non.\nIl conteste", {"intent": "dispute"}),
        ("elle ne paiera pas", {"intent": "refusal"}),
        ("il demande combien il doit", {"intent": "information_request"}),
        ("Il propose de payer en deux fois", {"intent": "schedule_request", "instalments": "2"}),
        ("échéancier refusé", {"intent": "schedule_refused"}),
        ("il ne veut plus qu'on le relance", {"intent": "stop_contact"}),
        ("il n'a jamais reçu notre facture", {"intent": "not_received"}),
        ("mauvaise adresse, écrire à a@b.fr", {"intent": "wrong_contact", "new_contact": "a@b.fr"}),
        ("c'est un autre dossier", {"intent": "unrelated"}),
        ("elle est hospitalisée", {"intent": "sensitive"}),
    ],
)
def test_plain_corrections_are_understood_with_what_they_state(text: str, fields: dict[str, str]) -> None:
    answer = understand_about_reply(text, THURSDAY)
    assert (answer.command, dict(answer.fields)) == (Command.CORRECT, fields)


@pytest.mark.parametrize(
    "text",
    [
        "il dit avoir payé mais il conteste",
        "il a posé une question mais promet de payer vendredi",
        "c'est une contestation ?",
        "je crois qu'il conteste",
        "c'est une contestation, pause 15 jours",
        "on reprend, c'est une simple question",
        "il conteste, annule la facture",
        "pas une contestation",
        "il ne conteste pas",
        "je ne pense pas que ce soit une contestation",
        "il a payé 600 et paiera le reste vendredi",
    ],
)
def test_two_labels_a_doubt_or_an_order_beside_are_not_understood(text: str) -> None:
    assert understand_about_reply(text, THURSDAY).command is Command.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "payé", "il a payé", "réglé 600 € le 12", "en fait il a payé, virement bien arrivé", "rien reçu", "pas reçu",
        "il dit avoir payé mais rien reçu", "conteste au téléphone", "note : il conteste", "ok", "non", "on reprend",
        "pas d'accord", "avoir de 200", "stop", "AR signé le 3", "bla bla", "",
    ],
)  # fmt: skip
def test_what_is_no_correction_stays_the_order_that_it_was(text: str) -> None:
    assert understand_about_reply(text, THURSDAY) == understand_answer(text, THURSDAY)


@pytest.mark.parametrize("kind", list(TaskKind))
@pytest.mark.parametrize("approves", list(Approves))
def test_no_word_offered_is_taken_for_a_correction(kind: TaskKind, approves: Approves) -> None:
    for word, _ in offered(kind, approves):
        assert understand_about_reply(word, THURSDAY) == understand_answer(word, THURSDAY)


@pytest.mark.parametrize("intent", LABELS)
def test_the_usual_answers_know_no_correction(intent: Intent) -> None:
    assert understand_answer(LABELS[intent].phrase, THURSDAY).command is not Command.CORRECT


# ----------------------------------------------------------------------------------------- what follows on it


def test_a_promise_that_is_a_dispute_stops_and_asks() -> None:
    f = firm()
    f.hears(said(Intent.PAID))
    assert f.state() is State.PAUSED
    told = f.corrects(f.task(TaskKind.PAYMENT), "c’est une contestation")
    assert (f.state(), reasons(f)) == (State.WAITING, {"dispute"})
    assert [t.title.partition(" :")[0] for t in f.case.tasks] == ["Contestation"]
    assert "contestation" in told.sentence
    f.until(date(2026, 6, 1))
    assert f.sent == []


def test_an_answer_that_has_not_left_is_dropped_and_one_that_left_is_told() -> None:
    f = firm()
    f.hears(said(Intent.PAID))
    told = f.corrects(f.task(TaskKind.PAYMENT), "c’est une contestation")
    f.until(date(2026, 3, 11))
    assert f.sent == []
    assert "déjà parti" not in told.sentence
    f = firm()
    f.hears(said(Intent.PAID))
    f.now = at(DAY, 11)
    f.send_due()
    told = f.corrects(f.task(TaskKind.PAYMENT), "c’est une contestation")
    assert "ce qui est déjà parti ne peut être repris (réponse « nous vérifions »)" in told.sentence


def test_a_doubtful_dispute_that_is_a_promise_waits_for_its_day_then_climbs() -> None:
    f = firm()
    f.hears(said(Intent.DISPUTE, 0.4))
    told = f.corrects(f.task(TaskKind.REPLY), "non, il promet de payer le 20 mars")
    assert (f.state(), reasons(f)) == (State.PAUSED, {"promise_to_pay"})
    assert "relances en pause jusqu’au 25/03/2026" in told.sentence
    assert "et non « à lire par une personne »" in told.sentence
    assert f.case.tasks == ()
    f.until(date(2026, 3, 25))
    assert [(left.mail.letter, left.day) for left in f.sent] == [
        (Letter.PROMISE_NOTED, date(2026, 3, 10)),
        (Letter.FRIENDLY, date(2026, 3, 25)),
    ]


def test_the_day_of_a_promise_comes_from_the_clients_words_when_the_person_names_none() -> None:
    f = firm()
    f.hears(said(Intent.UNCLEAR))
    told = f.corrects(f.task(TaskKind.REPLY), "c'est une promesse", date=date(2026, 3, 20), amount=Decimal("1200.00"))
    assert "25/03/2026" in told.sentence


def test_a_reply_that_is_about_something_else_holds_nothing_any_more() -> None:
    f = firm()
    f.hears(said(Intent.UNCLEAR))
    f.corrects(f.task(TaskKind.REPLY), "rien à voir")
    assert f.state() is State.ACTIVE
    assert f.case.tasks == ()
    assert [h for h in f.case.holds if h.closed_at is None] == []


def test_the_days_of_peace_are_given_once() -> None:
    f = firm()
    f.hears(said(Intent.UNCLEAR))
    f.now = at(date(2026, 3, 11))
    f.corrects(f.task(TaskKind.REPLY), "c’est une simple question")
    peace = [h for h in f.case.holds if h.reason == Reason.REPLY.value]
    assert [(h.since, h.closed_at) for h in peace] == [(DAY, None)]


def test_the_journal_has_both_readings_and_who_corrected() -> None:
    f = firm()
    f.hears(said(Intent.PAID))
    told: Ruling = f.corrects(f.task(TaskKind.PAYMENT), "c’est une contestation", ASSISTANT)
    [note] = [a for a in told.decision.actions if isinstance(a, Note) and a.event == "reply_corrected"]
    assert (note.data["read_as"], note.data["intent"]) == ("paid", "dispute")
    assert note.reason == "lecture corrigée par Mme Exemple : contestation, et non dit avoir réglé"
    assert told.decision.actor == "person:secretariat@cabinet.test"


def test_all_that_a_mail_with_two_labels_led_to_is_undone() -> None:
    f = firm()
    f.hears(said(Intent.DISPUTE, 0.99, (Intent.PAID, Intent.WRONG_CONTACT)))
    assert len(f.case.tasks) == 3
    f.corrects(f.task(TaskKind.ADDRESS), "c’est une simple question")
    assert [t.data["intent"] for t in f.case.tasks] == ["information_request"]
    assert reasons(f) == {"information_request"}


def test_a_draft_of_a_schedule_lapses_and_another_is_computed() -> None:
    f = firm()
    f.hears(said(Intent.SCHEDULE_REQUEST, instalments=3))
    task = f.task(TaskKind.APPROVAL)
    f.corrects(task, "c’est une contestation")
    assert [p.status for p in f.case.plans] == [PlanStatus.LAPSED]
    f.corrects(f.task(TaskKind.REPLY), "non, il demande à payer en 2 fois")
    assert [(p.status, len(p.instalments)) for p in f.case.plans] == [
        (PlanStatus.LAPSED, 3),
        (PlanStatus.PROPOSED, 2),
    ]
    assert f.answers(f.task(TaskKind.APPROVAL), Command.APPROVE).done
    f.send_due()
    assert f.sent[-1].mail.letter is Letter.SCHEDULE_PROPOSED


def test_a_schedule_that_a_wrong_reading_suspended_runs_again() -> None:
    parts = (Instalment(date(2026, 3, 20), Decimal("1200.00")),)
    running = Plan(9, 1, PlanStatus.ACTIVE, (2,), parts, DAY, DAY)
    f = firm(plans=(running,))
    f.hears(said(Intent.DISPUTE))
    assert f.case.plans[0].status is PlanStatus.SUSPENDED
    f.corrects(f.task(TaskKind.REPLY), "c’est une simple question")
    assert (f.case.plans[0].status, f.state()) == (PlanStatus.ACTIVE, State.PLAN)


def test_an_address_that_a_wrong_reading_blocked_is_used_again() -> None:
    f = firm()
    f.hears(said(Intent.STOP_CONTACT))
    assert f.case.reachable == ()
    f.corrects(f.task(TaskKind.REPLY), "c’est une simple question")
    assert f.case.reachable
    f.hears(said(Intent.STOP_CONTACT))
    f.hears(said(Intent.STOP_CONTACT))
    f.corrects(f.case.tasks[-1], "c’est une simple question")
    assert f.case.reachable == (), "two mails asked for it"


def test_the_same_label_changes_nothing_but_a_day_that_it_adds() -> None:
    f = firm()
    f.hears(said(Intent.DISPUTE))
    told = f.corrects(f.task(TaskKind.REPLY), "oui, c’est bien une contestation")
    assert (told.done, told.sentence) == (
        False,
        "cette réponse est déjà lue ainsi (contestation) ; rien n’a été changé",
    )
    f = firm()
    f.hears(said(Intent.PROMISE_TO_PAY, date=date(2026, 6, 1)))
    assert f.state() is State.WAITING
    assert f.corrects(f.task(TaskKind.REPLY), "il promet de payer le 20 mars").done
    assert f.state() is State.PAUSED


@pytest.mark.parametrize(
    "phrase", ["il est décédé", "il est en liquidation judiciaire", "son avocat a repris le dossier"]
)
def test_anyone_puts_a_grave_label_and_only_a_lawyer_takes_it_back(phrase: str) -> None:
    f = firm()
    f.hears(said(Intent.UNCLEAR))
    assert f.corrects(f.task(TaskKind.REPLY), phrase, ASSISTANT).done
    assert [h.grave for h in f.case.holds if h.closed_at is None and h.reason != "reply"] == [True]
    assert f.case.tasks[0].urgent
    refused = f.corrects(f.task(TaskKind.REPLY), "rien à voir", ASSISTANT)
    assert (refused.done, bool(refused.decision)) == (False, False)
    assert f.corrects(f.task(TaskKind.REPLY), "rien à voir").done
    assert f.state() is State.ACTIVE


def test_an_assistant_adds_a_grave_label_to_another_and_takes_none_away() -> None:
    f = firm()
    f.hears(said(Intent.INSOLVENCY))
    assert f.corrects(f.task(TaskKind.REPLY), "il est décédé", ASSISTANT).done
    assert reasons(f) == {"insolvency", "sensitive"}
    assert len(f.case.tasks) == 2


def test_what_is_not_understood_is_asked_again_in_plain_words() -> None:
    f = firm()
    f.hears(said(Intent.UNCLEAR))
    told = f.corrects(f.task(TaskKind.REPLY), "pas une contestation")
    assert not told.done
    assert "par exemple « c’est une contestation » ou « il promet de payer vendredi »" in told.sentence


def test_a_mail_whose_text_is_gone_is_not_read_again() -> None:
    f = firm()
    f.hears(said(Intent.DISPUTE))
    told = f.answers(f.task(TaskKind.REPLY), Command.CORRECT, intent="paid")
    assert not told.done
    assert "plus gardé" in told.sentence


@pytest.mark.parametrize("wrong", [i for i in PRECEDENCE if i is not Intent.UNRELATED])
@pytest.mark.parametrize("right", LABELS)
def test_a_correction_leaves_what_the_right_reading_would_have_left(wrong: Intent, right: Intent) -> None:
    f, plain = firm(), firm()
    f.hears(said(wrong, 1.0))
    plain.hears(said(right, 1.0))
    task = next((t for t in f.case.tasks), None)
    if task is None or right is wrong:
        return
    f.corrects(task, LABELS[right].phrase.replace(" vendredi", ""))
    assert reasons(f) == reasons(plain)
    assert [t.data["intent"] for t in f.case.tasks] == [t.data["intent"] for t in plain.case.tasks]
    assert f.state() is plain.state()
