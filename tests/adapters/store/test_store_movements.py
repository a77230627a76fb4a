"""A movement comes back as it was told, with what became of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from store_samples import DAY, NOON, add_client, add_invoice

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.values import Allocation, Choice
from relance.domain.model import Payment, Task, TaskKind
from relance.domain.records import Movement, movement_cause, movement_of

TOLD = Evidence(
    Form.CAMT053, Nature.RECEIVED, DAY, Decimal("1300.00"), "écriture 1", DAY, "SARL DURAND", reference="2026-001",
    end_to_end="E1", bank_id="B1", account="FR76", payer_iban="FR77", fee=Decimal("1.00"), payout="po_1",
)  # fmt: skip


def _payment(movement_id: int, invoice_id: int, source: str = "statement") -> Payment:
    share = ((invoice_id, Decimal("1200.00")),)
    return Payment(0, DAY, TOLD.amount, None, None, source, movement_cause(movement_id), allocations=share)


def _asked(unit: Unit) -> int:
    asked = Movement(0, TOLD, Choice.ASK, "À décider.", "releve.xml", TOLD.amount)
    movement_id = unit.movements.add(asked)
    unit.tasks.open(Task(0, TaskKind.PAYMENT, "T", opened_on=DAY, due_on=DAY, cause=movement_cause(movement_id)))
    return movement_id


def test_a_question_is_known_as_one_until_it_is_answered(store: Store) -> None:
    movement_id = store.transact(_asked)
    (known,) = store.read(lambda unit: unit.movements.known())
    assert (known.seen, known.id, known.allocations, known.asked) == (TOLD, movement_id, (), True)
    assert [m.id for m in store.read(lambda unit: unit.movements.unallocated())] == [movement_id]
    store.transact(lambda unit: unit.tasks.close(1, NOON, "fait", "test"))
    assert not store.read(lambda unit: unit.movements.known())[0].asked
    assert store.read(lambda unit: unit.movements.unallocated()) == []


def test_a_booked_movement_knows_its_allocations(store: Store) -> None:
    def work(unit: Unit) -> int:
        movement_id = _asked(unit)
        payment_id = unit.ledger.book(_payment(movement_id, add_invoice(unit, add_client(unit))))
        assert payment_id is not None
        unit.movements.booked(movement_id, payment_id, Decimal("100.00"))
        unit.ledger.confirm(payment_id)
        again = replace(unit.movements.get(movement_id), id=0, decision=Choice.IGNORE, same_as=movement_id)
        unit.movements.add(replace(again, payment_id=None))
        return movement_id

    movement_id = store.transact(work)
    (known,) = store.read(lambda unit: unit.movements.known())
    assert (known.id, known.allocations) == (movement_id, (Allocation("2026-001", Decimal("1200.00")),))
    assert not known.asked
    assert list(store.read(lambda unit: list(unit.movements.told_again()))) == [TOLD]


def test_what_a_person_noted_is_known_by_its_payment(store: Store) -> None:
    def work(unit: Unit) -> int | None:
        return unit.ledger.book(_payment(0, add_invoice(unit, add_client(unit)), "person"))

    payment_id = store.transact(work)
    (known,) = store.read(lambda unit: unit.movements.known())
    assert (known.id, known.seen.form, known.seen.amount) == (-(payment_id or 0), Form.NOTICE, TOLD.amount)


def test_a_cause_names_a_movement_or_something_else() -> None:
    assert movement_of(movement_cause(12)) == 12
    assert [movement_of(cause) for cause in ("received:12", "movement:", "import")] == [None, None, None]
