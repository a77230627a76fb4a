from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError
from store_samples import NOON, add_client, add_invoice

from relance.adapters.store.engine import connect
from relance.adapters.store.location import locate
from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.records import JournalLine

LINE = JournalLine(NOON, "reminder_sent", "Rappel amiable envoyé.", data={"n° ": "1", "à": "x\x00y"})


def _five_lines(unit: Unit) -> None:
    for n in range(5):
        unit.journal.note(replace(LINE, cause=f"mail:{n}"))


def _by_hand(url: str, *statements: str) -> None:
    location = locate(url, Path())
    database = connect(location)
    try:
        with database.writer.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        database.dispose()


def _without_guard(url: str) -> tuple[str, ...]:
    if url.startswith("sqlite"):
        return tuple(f"DROP TRIGGER journal_no_{change}" for change in ("update", "delete", "replace"))
    return ("ALTER TABLE journal DISABLE TRIGGER USER",)


def test_the_lines_of_an_invoice_are_its_own_and_its_clients(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        mine, other = add_invoice(unit, client_id, "A"), add_invoice(unit, client_id, "B")
        foreign = add_client(unit, "b")
        for event, client, invoice in (
            ("one", client_id, mine),
            ("two", client_id, None),
            ("three", client_id, other),
            ("four", foreign, None),
            ("five", None, mine),
            ("six", None, None),
        ):
            unit.journal.note(replace(LINE, event=event, client_id=client, invoice_id=invoice))
        lines = unit.journal.of_invoice(unit.invoices.get(mine))
        assert [line.event for line in lines] == ["one", "two", "five"]
        assert lines[0] == replace(
            LINE, event="one", client_id=client_id, invoice_id=mine, data={"n° ": "1", "à": "xy"}
        )

    store.transact(work)


def test_an_untouched_chain_holds_over_several_transactions(store: Store) -> None:
    assert store.read(lambda unit: unit.journal.verify()) is None
    for _ in range(3):
        store.transact(_five_lines)
    assert store.read(lambda unit: unit.journal.verify()) is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal SET event = 'reminder_dropped' WHERE id = 3", 3),
        ("UPDATE journal SET reason = 'autre' WHERE id = 2", 2),
        ("UPDATE journal SET data = '{}' WHERE id = 4", 4),
        ("UPDATE journal SET actor = 'personne' WHERE id = 1", 1),
        ("UPDATE journal SET invoice_id = 12 WHERE id = 5", 5),
        ("UPDATE journal SET at = '2020-01-01 00:00:00' WHERE id = 5", 5),
        ("DELETE FROM journal WHERE id = 3", 4),
        ("DELETE FROM journal WHERE id = 1", 2),
    ],
)
def test_a_line_changed_or_removed_by_hand_is_found(store: Store, url: str, statement: str, found: int) -> None:
    store.transact(_five_lines)
    _by_hand(url, *_without_guard(url), statement)
    assert store.read(lambda unit: unit.journal.verify()) == found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET reason = 'autre' WHERE id = 2",
        "DELETE FROM journal WHERE id = 5",
        "DELETE FROM journal",
    ],
)
def test_the_database_refuses_to_change_a_line(store: Store, url: str, statement: str) -> None:
    store.transact(_five_lines)
    with pytest.raises(DBAPIError, match="append-only"):
        _by_hand(url, statement)
    assert store.read(lambda unit: unit.journal.verify()) is None


def test_the_database_refuses_to_replace_or_empty(store: Store, url: str) -> None:
    store.transact(_five_lines)
    columns = "id, at, event, reason, reason_sha, actor, cause, data, previous, hash"
    replace_last = f"INSERT OR REPLACE INTO journal ({columns}) SELECT {columns} FROM journal WHERE id = 5"
    with pytest.raises(DBAPIError, match="append-only"):
        _by_hand(url, replace_last if url.startswith("sqlite") else "TRUNCATE journal")
