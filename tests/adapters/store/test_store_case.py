from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import event
from store_samples import DAY, NOON, add_client, add_invoice, fetched, item, reminder

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.intents import Intent
from relance.domain.model import Approves, Hold, Instalment, Payment, Plan, PlanStatus, Reason, State, Task, TaskKind
from relance.domain.policy import Stage
from relance.domain.records import InvoiceCache, ReadResult

LATER = date(2030, 1, 1)


def _quiet_invoice(unit: Unit, client_id: int, number: str) -> int:
    invoice_id = add_invoice(unit, client_id, number)
    unit.invoices.set_cache(invoice_id, InvoiceCache(State.ACTIVE, None, None, None, None))
    return invoice_id


def test_a_case_holds_all_that_bears_on_the_client_and_nothing_of_others(store: Store) -> None:
    def work(unit: Unit) -> None:
        mine, other = add_client(unit, "a"), add_client(unit, "b")
        invoice_id, foreign = add_invoice(unit, mine, "A"), add_invoice(unit, other, "B")
        holds = [
            unit.holds.open(Hold(0, mine, invoice_id, Intent.PAID, DAY, DAY + timedelta(days=5), cause="received:1")),
            unit.holds.open(Hold(0, None, None, Reason.MANUAL, DAY, grave=True)),
            unit.holds.open(Hold(0, mine, None, Intent.DISPUTE, DAY, then_waits=True, quiet=True, automatic=False)),
        ]
        unit.holds.open(Hold(0, other, foreign, Intent.PAID, DAY))
        unit.holds.close(holds[0], NOON, "payée")
        unit.holds.close(holds[0], NOON + timedelta(days=1), "deux fois")
        tasks = [
            unit.tasks.open(Task(0, TaskKind.CALL, "Appeler", mine, invoice_id, ("a@b.fr",), DAY, DAY)),
            unit.tasks.open(Task(0, TaskKind.OTHER, "Voir", None, invoice_id)),
        ]
        unit.tasks.open(Task(0, TaskKind.OTHER, "Autre", other))
        done = unit.tasks.open(Task(0, TaskKind.POST, "Fait", mine))
        unit.tasks.close(done, NOON, "oui", "a@b.fr")
        plan = Plan(
            0,
            mine,
            PlanStatus.PROPOSED,
            (invoice_id,),
            (Instalment(DAY, Decimal("600.00")), Instalment(LATER, Decimal("600.00"))),
            DAY,
        )
        plan_id = unit.plans.add(plan)
        mails = [unit.outbox.plan(reminder(mine, item(invoice_id, stage))) for stage in (Stage.DUE, Stage.FRIENDLY)]
        unit.outbox.plan(reminder(other, item(foreign)))
        received = unit.inbox.keep(fetched(1))
        assert received
        unit.inbox.set_result(received, ReadResult("read", intent=Intent.PAID, client_ids=(other, mine)), NOON)

        case = unit.case(mine)
        assert case.client.key == "a"
        assert [c.address for c in case.contacts] == ["a@example.fr"]
        assert [i.number for i in case.invoices] == ["A"]
        assert [h.id for h in case.holds] == holds
        assert case.holds[0].closed_at == NOON
        assert (case.holds[1].grave, case.holds[2].then_waits, case.holds[2].quiet) == (True, True, True)
        assert [t.id for t in case.tasks] == tasks
        assert [(p.id, p.invoice_ids, p.instalments) for p in case.plans] == [
            (plan_id, (invoice_id,), plan.instalments)
        ]
        assert [m.id for m in case.mails] == mails[::-1]
        assert [(r.id, r.intent, r.client_ids) for r in case.received] == [(received, Intent.PAID, (other, mine))]

    store.transact(work)


def test_a_client_with_200_invoices_loads_in_a_few_queries_and_50_ms(store: Store) -> None:
    def fill(unit: Unit) -> int:
        client_id = add_client(unit)
        for n in range(200):
            invoice_id = add_invoice(unit, client_id, f"2026-{n}")
            unit.outbox.plan(reminder(client_id, item(invoice_id)))
            allocations = ((invoice_id, Decimal("10.00")),)
            unit.ledger.book(
                Payment(0, DAY, Decimal("10.00"), None, None, "import", f"f{n}", allocations=allocations)
            )
        for n in range(50):
            received = unit.inbox.keep(fetched(n, b"%d" % n))
            assert received
            unit.inbox.set_result(received, ReadResult("read", client_ids=(client_id,)), NOON)
        return client_id

    client_id = store.transact(fill)
    queries: list[str] = []
    engine = store._database.reader
    event.listen(engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    fastest = min(_seconds(store, client_id) for _ in range(5))
    assert len(queries) / 5 <= 16
    assert fastest < 0.05


def _seconds(store: Store, client_id: int) -> float:
    start = time.perf_counter()
    case = store.read(lambda unit: unit.case(client_id))
    assert (len(case.invoices), len(case.mails), len(case.received)) == (200, 200, 50)
    assert case.invoices[7].paid == Decimal("10.00")
    return time.perf_counter() - start


def test_an_ending_hold_makes_its_client_due_and_a_closed_one_does_not(store: Store) -> None:
    def work(unit: Unit) -> None:
        mine = add_client(unit, "a")
        invoice_id = _quiet_invoice(unit, mine, "A")
        hold_id = unit.holds.open(Hold(0, mine, invoice_id, Intent.PAID, DAY, date(2026, 3, 9)))
        assert unit.clients_due(date(2026, 3, 8)) == []
        assert unit.clients_due(date(2026, 3, 9)) == [mine]
        unit.holds.close(hold_id, NOON, "fini")
        assert unit.clients_due(LATER) == []

    store.transact(work)


def test_the_end_of_a_hold_on_everything_makes_every_owing_client_due(store: Store) -> None:
    def work(unit: Unit) -> None:
        owing, settled = add_client(unit, "a"), add_client(unit, "b")
        _quiet_invoice(unit, owing, "A")
        paid = _quiet_invoice(unit, settled, "B")
        unit.ledger.book(
            Payment(0, DAY, Decimal("1200.00"), None, None, "person", "f", allocations=((paid, Decimal("1200.00")),))
        )
        assert (unit.all_clients(), unit.all_clients(open_only=False)) == ([owing], [owing, settled])
        hold_id = unit.holds.open(Hold(0, None, None, Reason.MANUAL, DAY, date(2026, 3, 9)))
        unit.holds.open(Hold(0, owing, None, Reason.MANUAL, DAY))
        assert [h.id for h in unit.holds.general()] == [hold_id]
        assert unit.clients_due(date(2026, 3, 8)) == []
        assert unit.clients_due(date(2026, 3, 9)) == [owing]
        unit.holds.close(hold_id, NOON, "reprise")
        assert (unit.holds.general(), unit.clients_due(LATER)) == ([], [])

    store.transact(work)


def test_an_instalment_of_an_active_plan_makes_its_client_due(store: Store) -> None:
    def work(unit: Unit) -> None:
        mine = add_client(unit)
        invoice_id = _quiet_invoice(unit, mine, "A")
        plan_id = unit.plans.add(
            Plan(0, mine, PlanStatus.PROPOSED, (invoice_id,), (Instalment(date(2026, 3, 9), Decimal("1.00")),))
        )
        assert unit.clients_due(date(2026, 3, 9)) == []
        unit.plans.move(plan_id, PlanStatus.ACTIVE, DAY, Decimal("5.00"))
        assert unit.clients_due(date(2026, 3, 8)) == []
        assert unit.clients_due(date(2026, 3, 9)) == [mine]
        (plan,) = unit.case(mine).plans
        assert (plan.accepted_on, plan.paid_before) == (DAY, Decimal("5.00"))
        unit.plans.move(plan_id, PlanStatus.SUSPENDED, LATER, None)
        unit.plans.move(plan_id, PlanStatus.ACTIVE, LATER, None)
        assert unit.case(mine).plans[0].accepted_on == DAY
        unit.plans.move(plan_id, PlanStatus.KEPT, LATER, None)
        assert unit.clients_due(LATER) == []

    store.transact(work)


def test_the_due_query_reads_by_index_only(store: Store) -> None:
    if store.label.startswith("postgresql"):
        return  # its planner scans small tables by choice; the indexes are the same
    plans: list[str] = []

    def work(unit: Unit) -> None:
        connection = unit._session.connection()

        def explain(_conn: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
            if statement.startswith("SELECT"):
                rows = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(row[3] for row in rows)

        event.listen(connection, "before_cursor_execute", explain)
        unit.clients_due(DAY)

    store.transact(work)
    assert any("ix_invoice_next_on" in plan for plan in plans)
    assert any("ix_hold_until" in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith("SCAN") and "SUBQUERY" not in plan]


def test_a_tasks_answer_is_the_first_and_its_reminders_are_counted(store: Store) -> None:
    def work(unit: Unit) -> None:
        task = Task(
            0,
            TaskKind.APPROVAL,
            "Mise en demeure",
            owner=("b@c.fr", "a@c.fr"),
            opened_on=DAY,
            due_on=DAY,
            urgent=True,
            cause="tick",
            approves=Approves.FORMAL_NOTICE,
            data={"montant": "1 200,00 €"},
        )
        task_id = unit.tasks.open(task)
        unit.tasks.bind(task_id, "f" * 64, {"échéance": "2026-05-01"})
        unit.tasks.reminded(task_id, DAY)
        unit.tasks.reminded(task_id, LATER)
        found = unit.tasks.get(task_id)
        assert found
        assert found.owner == ("b@c.fr", "a@c.fr")
        assert found.data == {"montant": "1 200,00 €", "échéance": "2026-05-01"}
        assert (found.approves_sha, found.reminded, found.reminded_on) == ("f" * 64, 2, LATER)
        assert [t.id for t in unit.tasks.all_open()] == [task_id]
        unit.tasks.close(task_id, NOON, "oui", "a@c.fr")
        unit.tasks.close(task_id, NOON, "non", "b@c.fr")
        assert unit.tasks.all_open() == []
        (closed,) = unit.tasks.all()
        assert (closed.answer, closed.answered_by, closed.done_at) == ("oui", "a@c.fr", NOON)
        assert unit.tasks.get(99) is None

    store.transact(work)
