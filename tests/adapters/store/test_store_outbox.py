from __future__ import annotations

from datetime import timedelta

import pytest
from store_samples import NOON, add_client, add_invoice, freeze, item, reminder

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.model import Letter, MailStatus, Phase, Task, TaskKind
from relance.domain.policy import Stage
from relance.errors import StoreError

MINUTE = timedelta(minutes=1)


def _planned(unit: Unit, key: str = "durand") -> tuple[int, int]:
    client_id = add_client(unit, key)
    invoice_id = add_invoice(unit, client_id, key)
    mail_id = unit.outbox.plan(reminder(client_id, item(invoice_id)))
    assert mail_id
    return mail_id, invoice_id


def _attempted(unit: Unit, key: str = "durand", message_id: str = "<a@cabinet.example>") -> tuple[int, int]:
    mail_id, invoice_id = _planned(unit, key)
    freeze(unit, mail_id, message_id)
    unit.outbox.mark(mail_id, Phase.ATTEMPT, NOON)
    return mail_id, invoice_id


def test_a_purpose_is_taken_until_its_mail_is_dropped(store: Store) -> None:
    def work(unit: Unit) -> None:
        mail_id, invoice_id = _planned(unit)
        again = reminder(1, item(invoice_id))
        assert unit.outbox.plan(again) is None
        assert unit.outbox.plan(reminder(1, item(invoice_id, Stage.FRIENDLY), item(invoice_id))) is None
        assert unit.outbox.plan(reminder(1, item(invoice_id, turn=1))) is not None
        unit.outbox.finish(mail_id, MailStatus.DROPPED, NOON, why="payée")
        assert unit.outbox.get(mail_id).items == (item(invoice_id),), "a dropped mail still says what it was for"
        assert unit.outbox.plan(again) is not None
        assert unit.outbox.plan(again) is None

    store.transact(work)


@pytest.mark.parametrize("status", [MailStatus.FAILED, MailStatus.SENT, MailStatus.DOUBTFUL, MailStatus.READY])
def test_every_other_result_keeps_the_purpose(store: Store, status: MailStatus) -> None:
    def work(unit: Unit) -> None:
        mail_id, invoice_id = _attempted(unit)
        unit.outbox.finish(mail_id, status, NOON)
        assert unit.outbox.plan(reminder(1, item(invoice_id))) is None

    store.transact(work)


def test_the_database_itself_refuses_a_second_mail_of_a_purpose(store: Store) -> None:
    from relance.adapters.store.outbox_rows import MailItemRow  # noqa: PLC0415  reaches past the repository

    def work(unit: Unit) -> None:
        mail_id, invoice_id = _planned(unit)
        key = item(invoice_id).key
        unit._session.add(MailItemRow(mail_id=mail_id, invoice_id=invoice_id, stage="due", purpose=key, key=key))

    with pytest.raises(StoreError):
        store.transact(work)


def test_frozen_bytes_are_exact_and_never_made_again(store: Store) -> None:
    def work(unit: Unit) -> int:
        mail_id, _ = _planned(unit)
        assert unit.outbox.raw(mail_id) is None
        freeze(unit, mail_id)
        with pytest.raises(StoreError, match="déjà fixé"):
            freeze(unit, mail_id, "<b@cabinet.example>")
        return mail_id

    mail_id = store.transact(work)
    mail = store.read(lambda unit: unit.outbox.get(mail_id))
    assert store.read(lambda unit: unit.outbox.raw(mail_id)) == b"Subject: x\r\n\r\n\x00\xff"
    assert (mail.message_id, mail.ref, mail.to, mail.subject) == (
        "<a@cabinet.example>",
        f"R{mail_id}",
        ("durand@example.fr",),
        "Facture",
    )
    for found in (
        store.read(lambda unit: unit.outbox.by_ref(f"R{mail_id}")),
        store.read(lambda unit: unit.outbox.by_reply_ref(f"sha-{mail_id}")),
    ):
        assert found == mail
    assert store.read(lambda unit: (unit.outbox.by_ref("R"), unit.outbox.by_reply_ref("x"))) == (None, None)


def test_sendable_mails_are_those_whose_time_has_come_oldest_first(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        late, soon, now_a, now_b = (
            unit.outbox.plan(reminder(client_id, at=NOON + n * MINUTE)) for n in (60, 1, 0, 0)
        )
        assert late
        assert soon
        assert [m.id for m in unit.outbox.sendable(NOON)] == [now_a, now_b]
        assert [m.id for m in unit.outbox.sendable(NOON + MINUTE)] == [now_a, now_b, soon]
        freeze(unit, soon)
        unit.outbox.mark(soon, Phase.ATTEMPT, NOON)
        assert [m.id for m in unit.outbox.sendable(NOON + MINUTE)] == [now_a, now_b]
        assert [m.id for m in unit.outbox.attempting()] == [soon]
        unit.outbox.finish(soon, MailStatus.READY, NOON, why="421", not_before=NOON - MINUTE)
        assert [m.id for m in unit.outbox.sendable(NOON)] == [soon, now_a, now_b]
        assert [m.id for m in unit.outbox.live()] == [late, soon, now_a, now_b]
        unit.outbox.finish(late, MailStatus.DROPPED, NOON)
        assert [m.id for m in unit.outbox.with_status(MailStatus.DROPPED)] == [late]

    store.transact(work)


def test_the_two_marks_of_an_attempt_are_counted_and_kept(store: Store) -> None:
    def work(unit: Unit) -> None:
        mail_id, _ = _attempted(unit)
        mail = unit.outbox.get(mail_id)
        assert (mail.status, mail.phase, mail.attempts) == (MailStatus.ATTEMPTING, Phase.ATTEMPT, 1)
        unit.outbox.mark(mail_id, Phase.DOT, NOON)
        assert unit.outbox.get(mail_id).phase is Phase.DOT
        assert unit.outbox.sent_since(NOON) == 1
        assert unit.outbox.sent_since(NOON, frozenset({Letter.DUE, Letter.FRIENDLY})) == 1
        assert unit.outbox.sent_since(NOON, frozenset({Letter.TASK})) == 0
        assert unit.outbox.sent_since(NOON + MINUTE) == 0
        unit.outbox.finish(mail_id, MailStatus.READY, NOON, not_before=NOON + 5 * MINUTE)
        mail = unit.outbox.get(mail_id)
        assert (mail.status, mail.phase, mail.sent_at) == (MailStatus.READY, None, None)
        unit.outbox.mark(mail_id, Phase.ATTEMPT, NOON + 5 * MINUTE)
        assert unit.outbox.get(mail_id).attempts == 2
        assert unit.outbox.sent_since(NOON + MINUTE) == 1

    store.transact(work)


def test_a_mail_that_another_pass_attempts_or_sent_cannot_be_attempted(store: Store) -> None:
    def work(unit: Unit) -> None:
        mail_id, _ = _attempted(unit)
        for status in (None, MailStatus.SENT):
            if status:
                unit.outbox.finish(mail_id, status, NOON)
            with pytest.raises(StoreError, match="ne peut pas partir"):
                unit.outbox.mark(mail_id, Phase.ATTEMPT, NOON)
        with pytest.raises(StoreError, match="ne peut plus changer"):
            unit.outbox.finish(mail_id, MailStatus.DROPPED, NOON)
        with pytest.raises(StoreError, match="ne peut pas partir"):
            unit.outbox.mark(mail_id, Phase.DOT, NOON)

    store.transact(work)


def test_a_doubtful_mail_that_was_sent_keeps_the_moment_it_may_have_left(store: Store) -> None:
    def work(unit: Unit) -> None:
        sent, _ = _attempted(unit)
        unit.outbox.finish(sent, MailStatus.DOUBTFUL, NOON)
        assert unit.outbox.get(sent).sent_at == NOON
        unit.outbox.finish(sent, MailStatus.SENT, NOON + MINUTE)
        assert unit.outbox.get(sent).sent_at == NOON
        lost, _ = _attempted(unit, "martin", "<b@cabinet.example>")
        unit.outbox.finish(lost, MailStatus.DOUBTFUL, NOON)
        unit.outbox.finish(lost, MailStatus.FAILED, NOON + MINUTE, why="introuvable")
        assert unit.outbox.get(lost).sent_at is None

    store.transact(work)


def test_a_mail_is_found_by_every_message_id_it_is_known_under(store: Store) -> None:
    def work(unit: Unit) -> None:
        mail_id, _ = _attempted(unit)
        other, _ = _attempted(unit, "martin", "<b@cabinet.example>")
        for _ in range(2):
            unit.outbox.add_alias(mail_id, "<rewritten@provider.example>")
        assert [m.id for m in unit.outbox.by_message_ids(["<rewritten@provider.example>"])] == [mail_id]
        unit.outbox.finish(other, MailStatus.SENT, NOON, provider_id="0102-00@eu-west-1.amazonses.example")
        assert [m.id for m in unit.outbox.by_message_ids(["<0102-00@eu-west-1.amazonses.example>"])] == [other]
        both = ["<b@cabinet.example>", "<x@y>", "<rewritten@provider.example>", "<a@cabinet.example>"]
        assert [m.id for m in unit.outbox.by_message_ids(both)] == [mail_id, other]
        assert unit.outbox.by_message_ids([]) == []

    store.transact(work)


def test_a_copy_in_sent_is_tried_three_times(store: Store) -> None:
    def work(unit: Unit) -> None:
        mail_id, _ = _attempted(unit)
        assert unit.outbox.to_copy() == []
        unit.outbox.finish(mail_id, MailStatus.SENT, NOON, provider_id="250-ok-1")
        for _ in range(3):
            assert [m.id for m in unit.outbox.to_copy()] == [mail_id]
            unit.outbox.copied(mail_id, done=False)
        assert unit.outbox.to_copy() == []
        second, _ = _attempted(unit, "martin", "<b@cabinet.example>")
        unit.outbox.finish(second, MailStatus.SENT, NOON)
        unit.outbox.copied(second, done=True)
        assert unit.outbox.to_copy() == []

    store.transact(work)


def test_the_thread_is_what_left_for_the_client_oldest_first(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        mine, foreign = add_invoice(unit, client_id, "A"), add_invoice(unit, client_id, "B")
        plans = [
            (item(mine, Stage.DUE), Letter.DUE, MailStatus.SENT, 2),
            (item(mine, Stage.PREVENTIVE), Letter.PREVENTIVE, MailStatus.DOUBTFUL, 1),
            (item(mine, Stage.FRIENDLY), Letter.FRIENDLY, MailStatus.FAILED, 3),
            (item(mine, Stage.CALL), Letter.TASK, MailStatus.SENT, 4),
            (item(foreign, Stage.DUE), Letter.DUE, MailStatus.SENT, 5),
        ]
        for what, letter, status, minutes in plans:
            mail_id = unit.outbox.plan(reminder(client_id, what, letter=letter))
            assert mail_id
            freeze(unit, mail_id, f"<{minutes}@cabinet.example>")
            unit.outbox.mark(mail_id, Phase.ATTEMPT, NOON)
            unit.outbox.finish(mail_id, status, NOON + minutes * MINUTE)
        assert unit.outbox.thread([mine]) == ["<1@cabinet.example>", "<2@cabinet.example>"]
        assert unit.outbox.thread([mine, foreign])[-1] == "<5@cabinet.example>"
        assert unit.outbox.thread([]) == []

    store.transact(work)


def test_mails_about_a_task_are_found(store: Store) -> None:
    from dataclasses import replace  # noqa: PLC0415  one use

    def work(unit: Unit) -> None:
        task_id = unit.tasks.open(Task(0, TaskKind.CALL, "Appeler"))
        mail = replace(reminder(None, letter=Letter.TASK), task_id=task_id, to=("a@b.fr",), data={"n": "1"})
        mail_id = unit.outbox.plan(mail)
        (found,) = unit.outbox.by_task(task_id)
        assert found == replace(mail, id=mail_id)

    store.transact(work)
