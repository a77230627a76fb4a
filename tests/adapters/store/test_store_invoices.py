from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from store_samples import DAY, add_client, add_invoice, invoice

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.model import Cancelled, Invoice, Nature, Payment, State
from relance.domain.policy import Stage
from relance.domain.records import Credit, InvoiceCache
from relance.errors import StoreError


def test_an_invoice_comes_back_as_it_was_stored_and_as_it_was_updated(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        document_id = unit.invoices.store_document("2026-001.pdf", b"%PDF\x00")
        full = replace(
            invoice(client_id),
            nature=Nature.PROVISION,
            agreement_on=date(2025, 1, 1),
            mission_end_on=date(2026, 1, 1),
            subject="Conseil",
            matter="Divorce",
            owner="a@b.fr",
            document_id=document_id,
        )
        full = replace(full, id=unit.invoices.add(full))
        assert unit.invoices.get(full.id) == full
        later = replace(
            full,
            number="2026-001 bis",
            amount=Decimal("1300.00"),
            due_on=date(2026, 4, 1),
            stage=Stage.DUE,
            stage_on=DAY,
            round=2,
            cancelled=Cancelled.ANNULLED,
            deadline_on=date(2026, 5, 1),
            document_id=None,
        )
        unit.invoices.update(later)
        assert unit.invoices.by_number("2026-001 bis") == later
        assert unit.invoices.by_number("2026-001") is None
        with pytest.raises(StoreError, match="d’un client à un autre"):
            unit.invoices.update(replace(later, client_id=add_client(unit, "b")))

    store.transact(work)


def test_numbers_that_differ_in_writing_only_are_found_by_their_folded_form(store: Store) -> None:
    client_id = store.transact(add_client)
    invoice_id = store.transact(lambda unit: add_invoice(unit, client_id, "FACT 2026/0142"))
    assert store.read(lambda unit: [i.id for i in unit.invoices.matching("2026-142")]) == [invoice_id]


def test_what_is_paid_and_credited_comes_from_the_ledgers(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        first, second = (add_invoice(unit, client_id, n, "100.00") for n in ("A1", "A2"))
        payment = Payment(
            0,
            DAY,
            Decimal("130.00"),
            "Durand",
            "VIR 1",
            "import",
            "fp",
            provisional=True,
            allocations=((first, Decimal("100.00")), (second, Decimal("30.00"))),
        )
        payment_id = unit.ledger.book(payment)
        assert unit.ledger.book(replace(payment, amount=Decimal("1.00"))) is None
        unit.ledger.credit(Credit(second, Decimal("20.00"), DAY))
        assert unit.ledger.payments(second) == [replace(payment, id=payment_id)]
        assert unit.ledger.credits(second) == [Credit(second, Decimal("20.00"), DAY)]
        found = unit.invoices.get(second)
        assert (found.paid, found.credited, found.balance) == (Decimal("30.00"), Decimal("20.00"), Decimal("50.00"))
        assert [i.id for i in unit.invoices.all()] == [second]
        assert [i.id for i in unit.invoices.all(closed=True)] == [first, second]
        back = Payment(
            0, DAY, Decimal("-100.00"), None, None, "import", "fp2", allocations=((first, Decimal("-100.00")),)
        )
        unit.ledger.book(back)
        assert [i.id for i in unit.invoices.all()] == [first, second]

    store.transact(work)


def test_one_document_is_kept_once(store: Store) -> None:
    def work(unit: Unit) -> None:
        first = unit.invoices.store_document("a.pdf", b"same")
        assert unit.invoices.store_document("b.pdf", b"same") == first
        assert unit.invoices.store_document("b.pdf", b"other") != first
        assert unit.invoices.document(first) == ("a.pdf", b"same")

    store.transact(work)


def test_the_cache_comes_back_and_makes_the_client_due(store: Store) -> None:
    cache = InvoiceCache(State.PAUSED, "paid", date(2026, 3, 9), Stage.FRIENDLY, date(2026, 3, 12))

    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        invoice_id = add_invoice(unit, client_id)
        assert unit.clients_due(DAY) == [client_id], "an invoice without a first decision is due"
        unit.invoices.set_cache(invoice_id, cache)
        assert unit.invoices.cache(invoice_id) == cache
        assert unit.clients_due(date(2026, 3, 11)) == []
        assert unit.clients_due(date(2026, 3, 12)) == [client_id]
        unit.invoices.set_cache(invoice_id, InvoiceCache(State.SETTLED, None, None, None, None))
        assert unit.clients_due(date(2030, 1, 1)) == []

    store.transact(work)


def test_an_invoice_number_is_unique(store: Store) -> None:
    client_id = store.transact(add_client)
    store.transact(lambda unit: add_invoice(unit, client_id))
    with pytest.raises(StoreError):
        store.transact(lambda unit: add_invoice(unit, client_id))


def test_ordering_is_by_due_date(store: Store) -> None:
    def work(unit: Unit) -> list[Invoice]:
        client_id = add_client(unit)
        unit.invoices.add(invoice(client_id, "late", due=date(2026, 5, 1)))
        unit.invoices.add(invoice(client_id, "early", due=date(2026, 1, 1)))
        return list(unit.case(client_id).invoices)

    assert [i.number for i in store.transact(work)] == ["early", "late"]
