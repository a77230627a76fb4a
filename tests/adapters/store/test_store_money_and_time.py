from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from store_samples import DAY, NOON, PARIS, add_client, add_invoice

from relance.adapters.store.store import Store, open_store
from relance.adapters.store.types import clean
from relance.adapters.store.unit import Unit
from relance.domain.model import Hold, Payment, Reason
from relance.domain.records import Credit

AMOUNTS = st.integers(-(10**14), 10**14).map(lambda n: Decimal(n).scaleb(-2))
on_one_store = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _in_cents(value: Decimal) -> tuple[int, int]:
    _sign, _digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return int(value.scaleb(2)), exponent


@on_one_store
@given(AMOUNTS, st.lists(AMOUNTS, max_size=5))
@example(Decimal("0.10"), [Decimal("0.10"), Decimal("0.20"), Decimal("-0.30")])
@example(Decimal("999999999999.99"), [Decimal("0.01")])
def test_every_amount_and_every_sum_comes_back_to_the_cent(
    store: Store, amount: Decimal, parts: list[Decimal]
) -> None:
    class UndoError(Exception):
        pass

    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        invoice_id = add_invoice(unit, client_id, amount=str(amount))
        for n, part in enumerate(parts):
            unit.ledger.book(Payment(0, DAY, part, None, None, "person", f"f{n}", allocations=((invoice_id, part),)))
            unit.ledger.credit(Credit(invoice_id, part, DAY))
        found = unit.case(client_id).invoices[0]
        assert _in_cents(found.amount) == (int(amount.scaleb(2)), -2)
        assert _in_cents(found.paid) == _in_cents(found.credited) == (sum(int(p.scaleb(2)) for p in parts), -2)
        assert [p.amount for p in unit.ledger.payments(invoice_id)] == parts
        raise UndoError

    with pytest.raises(UndoError):
        store.transact(work)


def test_a_fraction_of_a_cent_is_never_stored(store: Store) -> None:
    with pytest.raises(StatementError, match="not an amount to the cent"):
        store.transact(lambda unit: add_invoice(unit, add_client(unit), amount="10.005"))
    assert store.read(lambda unit: unit.all_clients(open_only=False)) == []


@on_one_store
@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001  zone below
@example(datetime(2026, 3, 29, 0, 59, 59, 999999), 0)  # noqa: DTZ001  a moment before summer time, in UTC
@example(datetime(2026, 3, 29, 1, 0), 0)  # noqa: DTZ001  the first moment of summer time
@example(datetime(2026, 10, 25, 0, 30), 0)  # noqa: DTZ001  02:30 in Paris, the first time
@example(datetime(2026, 10, 25, 1, 30), 0)  # noqa: DTZ001  02:30 in Paris, the second time
def test_every_instant_comes_back_the_same_in_the_firms_zone(store: Store, naive: datetime, hours: int) -> None:
    instant = naive.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))

    def work(unit: Unit) -> Hold:
        return unit.holds.get(unit.holds.open(Hold(0, None, None, Reason.MANUAL, DAY, closed_at=instant)))

    given_back = store.transact(work).closed_at
    assert given_back is not None
    assert given_back.astimezone(UTC) == instant.astimezone(UTC)
    assert given_back.tzinfo is PARIS
    assert given_back.fold == instant.astimezone(PARIS).fold


def test_the_zone_is_that_of_the_firm_that_opens_the_store(store: Store, url: str, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  this test alone needs another zone

    store.transact(lambda unit: unit.holds.open(Hold(0, None, None, Reason.MANUAL, DAY, closed_at=NOON)))
    overseas = open_store(url, tmp_path, ZoneInfo("Indian/Reunion"))
    closed_at = overseas.read(lambda unit: unit.holds.get(1)).closed_at
    overseas.close()
    assert closed_at == NOON
    assert str(closed_at) == "2026-03-02 15:00:00+04:00"


def test_text_that_a_database_refuses_is_cleaned(store: Store) -> None:
    dirty = "Réf.\x00 \udc80\U0001f600"
    assert clean(dirty) == "Réf. \ufffd\U0001f600"
    evidence = store.transact(
        lambda unit: unit.holds.get(unit.holds.open(Hold(0, None, None, Reason.MANUAL, DAY, evidence=dirty))).evidence
    )
    assert store.read(lambda unit: unit.holds.get(1).evidence) == clean(dirty)
    assert evidence
