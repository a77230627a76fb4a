from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from store_samples import NOON, add_client, fetched

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.intents import Intent, Verdict
from relance.domain.records import Position, ReadResult

FULL = ReadResult(
    status="read",
    sender="jean@durand.fr",
    message_id="<m@durand.fr>",
    references=("<a@cabinet.example>", "<b@cabinet.example>"),
    subject="Re : facture\x00",
    written_at=NOON - timedelta(minutes=3),
    verdict=Verdict.PASS,
    intent=Intent.PAID,
    secondary=(Intent.DISPUTE,),
    confidence=0.97,
    evidence=("payé hier",),
    new_text="J’ai payé hier.",
    why="règle « payé »",
)


def test_a_kept_mail_has_its_exact_bytes_and_is_unread(store: Store) -> None:
    raw = b"From: a@b.fr\r\n\r\n\x00\xff caf\xe9"
    received = store.transact(lambda unit: unit.inbox.keep(replace(fetched(4_294_967_295, raw), history=True)))
    assert received
    mail = store.read(lambda unit: unit.inbox.get(received))
    assert (mail.raw, mail.uid, mail.uidvalidity, mail.history, mail.status) == (
        raw,
        4_294_967_295,
        7,
        True,
        "unread",
    )
    assert (mail.internal_date, mail.sha256) == (NOON, hashlib.sha256(raw).hexdigest())
    assert store.read(lambda unit: unit.inbox.unread()) == [received]


def test_keeping_one_position_twice_keeps_one_mail(store: Store) -> None:
    assert store.transact(lambda unit: unit.inbox.keep(fetched(1)))
    assert store.transact(lambda unit: unit.inbox.keep(fetched(1))) is None
    assert store.transact(lambda unit: unit.inbox.keep(fetched(1, b"other bytes"))) is None
    assert len(store.read(lambda unit: unit.inbox.unread())) == 1


def test_the_same_bytes_under_another_uid_are_a_second_mail(store: Store) -> None:
    assert store.transact(lambda unit: (unit.inbox.keep(fetched(1)), unit.inbox.keep(fetched(2)))) == (1, 2)


def test_after_a_resync_known_bytes_are_not_a_new_mail(store: Store) -> None:
    def work(unit: Unit) -> None:
        unit.inbox.keep(fetched(1))
        assert unit.inbox.keep(fetched(10, uidvalidity=8)) is None
        assert unit.inbox.keep(fetched(11, b"new", uidvalidity=8)) is not None
        assert unit.inbox.keep(fetched(1, folder="Banque", uidvalidity=8)) is not None

    store.transact(work)


def test_known_bytes_are_recognised_even_when_their_body_was_erased(store: Store) -> None:
    received = store.transact(lambda unit: unit.inbox.keep(fetched(1)))
    assert received
    store.transact(lambda unit: unit.inbox.set_result(received, ReadResult("ignored", keep_body=False), NOON))
    assert store.transact(lambda unit: unit.inbox.keep(fetched(5, uidvalidity=8))) is None


def test_what_was_read_comes_back_in_the_view(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id, other = add_client(unit), add_client(unit, "b")
        received = unit.inbox.keep(fetched(1))
        assert received
        result = replace(FULL, client_ids=(other, client_id))
        unit.inbox.set_result(received, replace(result, client_ids=(client_id,)), NOON)
        unit.inbox.set_result(received, result, NOON)
        view = unit.inbox.view(received)
        assert view.result == replace(result, subject="Re : facture")
        assert (view.id, view.internal_date, view.status) == (received, NOON, "read")
        assert unit.inbox.of_client(client_id) == unit.inbox.of_client(other) == [view]
        assert unit.inbox.unread() == []
        assert unit.inbox.get(received).raw == fetched(1).raw

    store.transact(work)


def test_a_persons_correction_is_the_intent_in_force(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        received = unit.inbox.keep(fetched(1))
        assert received
        unit.inbox.set_result(received, replace(FULL, client_ids=(client_id,)), NOON)
        unit.inbox.correct(received, Intent.PROMISE_TO_PAY, "a@cabinet.example")
        result = unit.inbox.view(received).result
        assert (result.intent, result.secondary, result.confidence) == (Intent.PROMISE_TO_PAY, (), 1.0)
        assert (result.evidence, result.new_text) == ((), FULL.new_text), "the wrong reading’s words decided nothing"
        assert unit.case(client_id).received[0].intent is Intent.PROMISE_TO_PAY

    store.transact(work)


def test_a_mail_that_is_not_ours_leaves_only_position_and_hash(store: Store, tmp_path: Path) -> None:
    secret = b"SECRET-DE-FAMILLE " * 400
    received = store.transact(lambda unit: unit.inbox.keep(fetched(1, secret)))
    assert received
    result = replace(FULL, keep_body=False, subject="SECRET-DE-FAMILLE", status="ignored")
    store.transact(lambda unit: unit.inbox.set_result(received, result, NOON))
    mail = store.read(lambda unit: unit.inbox.get(received))
    assert (mail.raw, mail.uid, mail.sha256, mail.status) == (b"", 1, hashlib.sha256(secret).hexdigest(), "ignored")
    found = store.read(lambda unit: unit.inbox.view(received)).result
    assert (found.sender, found.subject, found.message_id, found.references) == ("", "", None, ())
    assert (found.evidence, found.new_text, found.written_at, found.keep_body) == ((), "", None, False)
    store.close()
    file = tmp_path / "relance.db"
    assert not file.exists() or b"SECRET-DE-FAMILLE" not in file.read_bytes(), "erased bytes must leave the file"


def test_unrelated_mail_loses_its_body_after_its_time(store: Store) -> None:
    def work(unit: Unit) -> None:
        kept = [unit.inbox.keep(fetched(n, b"%d" % n)) for n in range(4)]
        unrelated, paid, corrected, recent = (k for k in kept if k)
        unit.inbox.set_result(unrelated, replace(FULL, intent=Intent.UNRELATED), NOON)
        unit.inbox.set_result(paid, FULL, NOON)
        unit.inbox.set_result(corrected, replace(FULL, intent=Intent.UNRELATED), NOON)
        unit.inbox.correct(corrected, Intent.PAID, "a@b.fr")
        unit.inbox.set_result(recent, replace(FULL, intent=Intent.UNRELATED), NOON + timedelta(days=7))
        assert unit.inbox.forget_bodies(NOON + timedelta(days=7)) == 1
        assert unit.inbox.forget_bodies(NOON + timedelta(days=7)) == 0
        assert [bool(unit.inbox.get(k).raw) for k in (unrelated, paid, corrected, recent)] == [
            False,
            True,
            True,
            True,
        ]
        assert unit.inbox.view(unrelated).result.new_text == ""

    store.transact(work)


def test_each_folder_has_its_position(store: Store) -> None:
    def work(unit: Unit) -> None:
        assert (unit.inbox.position("INBOX"), unit.inbox.last_search()) == (None, None)
        unit.inbox.set_position(Position("INBOX", 7, 41), NOON)
        unit.inbox.set_position(Position("INBOX", 4_294_967_295, 42), NOON + timedelta(minutes=5))
        unit.inbox.set_position(Position("Banque", 1, 1), NOON)
        assert unit.inbox.position("INBOX") == Position("INBOX", 4_294_967_295, 42)
        found = unit.inbox.last_search()
        assert found == NOON + timedelta(minutes=5)
        assert str(found) == "2026-03-02 12:05:00+01:00"

    store.transact(work)
