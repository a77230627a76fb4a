from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.case import Case
from relance.domain.decisions import BookPayment, CloseTask, OpenTask, RestartLadder
from relance.domain.import_clients import change_client, new_client
from relance.domain.import_rows import ClientRow, InvoiceRow, group, of_row, same_client, without_doubles
from relance.domain.importing import Frame, Outcome, new_invoice, settlement, update_invoice
from relance.domain.model import (
    Approves,
    Client,
    ClientKind,
    Contact,
    Instalment,
    Invoice,
    Nature,
    Plan,
    PlanStatus,
    Task,
    TaskKind,
)
from relance.domain.policy import Policy, Stage

TODAY = date(2026, 3, 31)
FRAME = Frame(TODAY, Policy(), ("associee@cabinet.test",))
ROW = InvoiceRow(
    file="mars.csv",
    row=2,
    number="2026-0142",
    client="SARL Exemple",
    to=("compta@exemple.test",),
    amount=Decimal("1200.00"),
    issued_on=date(2026, 1, 30),
    due_on=date(2026, 3, 2),
)
CLIENT = Client(7, "name:exemple|compta@exemple.test", "SARL Exemple")
STORED = replace(new_invoice(ROW, 7, None), id=1)


def update(row: InvoiceRow, stored: Invoice = STORED, case: Case | None = None):  # noqa: ANN201  inferred
    return update_invoice(row, case or Case(CLIENT, invoices=(stored,)), stored, None, FRAME)


def test_the_same_row_changes_nothing() -> None:
    decision = update(ROW)
    assert (decision.outcome, decision.invoice, decision.changes, decision.actions) == (
        Outcome.UNCHANGED,
        STORED,
        (),
        (),
    )


def test_an_empty_cell_changes_nothing() -> None:
    full = replace(
        STORED, subject="Conseil", matter="X", nature=Nature.PROVISION, owner="a@cabinet.test", document_id=3
    )
    assert update(ROW, full).invoice == full


def test_texts_about_the_matter_stay_out_of_the_reasons() -> None:
    decision = update(replace(ROW, subject="Divorce X", matter="Dossier X"))
    assert decision.changes == ("objet modifié", "dossier modifié")


@pytest.mark.parametrize(
    ("stage", "stage_on", "due_on", "back"),
    [
        (Stage.FIRM, date(2026, 3, 30), date(2026, 3, 23), (Stage.FRIENDLY, date(2026, 3, 30))),
        (Stage.FIRM, date(2026, 3, 30), date(2026, 3, 31), (Stage.DUE, TODAY)),
        (Stage.FIRM, date(2026, 3, 30), date(2026, 4, 3), (Stage.PREVENTIVE, date(2026, 3, 27))),
        (Stage.FIRM, date(2026, 3, 30), date(2026, 5, 29), (None, None)),
        (Stage.FRIENDLY, date(2026, 3, 9), date(2026, 3, 10), None),
        (None, None, date(2026, 5, 29), None),
        (Stage.FIRM, date(2026, 3, 30), date(2026, 2, 2), None),
    ],
)
def test_a_later_due_date_takes_the_ladder_back_to_what_its_date_has_come_for(
    stage: Stage | None, stage_on: date | None, due_on: date, back: tuple[Stage | None, date | None] | None
) -> None:
    decision = update(replace(ROW, due_on=due_on), replace(STORED, stage=stage, stage_on=stage_on))
    assert decision.outcome is Outcome.UPDATED
    assert decision.invoice.due_on == due_on
    expected = [RestartLadder(1, *back)] if back else []
    assert [a for a in decision.actions if isinstance(a, RestartLadder)] == expected


@given(
    st.sampled_from([None, *Stage]),
    st.dates(date(2025, 12, 1), date(2026, 8, 1)),
    st.dates(date(2025, 12, 1), date(2026, 8, 1)),
)
def test_no_change_of_the_due_date_ever_moves_the_ladder_up(stage: Stage | None, before: date, after: date) -> None:
    stored = replace(STORED, due_on=before, stage=stage, stage_on=TODAY if stage else None)
    for action in update(replace(ROW, due_on=after), stored).actions:
        if isinstance(action, RestartLadder):
            assert stage is not None
            assert action.stage is None or action.stage.rank < stage.rank
            assert action.stage_on is None or action.stage_on <= TODAY
            assert after > before


def lawyer_tasks(decision) -> list[OpenTask]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return [a for a in decision.actions if isinstance(a, OpenTask)]


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, amount=Decimal("900.00")),
        replace(ROW, due_on=date(2026, 4, 30)),
        replace(ROW, nature=Nature.PROVISION),
    ],
)
def test_figures_changed_after_a_formal_notice_are_a_question_to_the_lawyers(row: InvoiceRow) -> None:
    noticed = replace(STORED, stage=Stage.FORMAL_NOTICE, stage_on=date(2026, 3, 30))
    tasks = lawyer_tasks(update(row, noticed))
    assert [t.owner for t in tasks] == [("associee@cabinet.test",)]
    assert tasks[0].due_on == date(2026, 4, 2)
    assert "mise en demeure" in tasks[0].title
    assert lawyer_tasks(update(row)) == []
    assert lawyer_tasks(update(replace(ROW, subject="Autre objet"), noticed)) == []


def test_a_sum_changed_under_a_running_schedule_is_a_question_to_the_lawyers() -> None:
    plan = Plan(1, 7, PlanStatus.ACTIVE, (1,), (Instalment(date(2026, 4, 30), Decimal("1200.00")),))
    case = Case(CLIENT, invoices=(STORED,), plans=(plan,))
    assert "échéancier" in lawyer_tasks(update(replace(ROW, amount=Decimal("900.00")), case=case))[0].title


def test_a_pending_approval_lapses_with_the_figures() -> None:
    task = Task(4, TaskKind.APPROVAL, "…", 7, 1, approves=Approves.FORMAL_NOTICE)
    case = Case(CLIENT, invoices=(STORED,), tasks=(task,))
    closed = [
        a.task_id
        for a in update(replace(ROW, amount=Decimal("900.00")), case=case).actions
        if isinstance(a, CloseTask)
    ]
    assert closed == [4]
    assert update(replace(ROW, subject="Autre objet"), case=case).actions == ()
    paid = update(replace(ROW, paid=Decimal("300.00")), case=case)
    assert [type(a) for a in paid.actions] == [BookPayment, CloseTask]


@pytest.mark.parametrize(
    ("known", "said", "excess"),
    [("0", "200", "200"), ("150", "200", "50"), ("200", "200", None), ("300", "200", None)],
)
def test_only_what_is_paid_beyond_the_ledger_is_booked(known: str, said: str, excess: str | None) -> None:
    booking = settlement(replace(ROW, paid=Decimal(said)), replace(STORED, paid=Decimal(known)), TODAY)
    assert (booking.amount if booking else None) == (Decimal(excess) if excess else None)


def test_the_same_total_has_the_same_fingerprint() -> None:
    row = replace(ROW, paid=Decimal("200.00"))
    one, two = settlement(row, STORED, TODAY), settlement(row, replace(STORED, paid=Decimal(50)), date(2026, 4, 1))
    assert isinstance(one, BookPayment)
    assert isinstance(two, BookPayment)
    assert one.fingerprint == two.fingerprint


def said(name: str, *to: str, **more: object) -> ClientRow:
    return ClientRow(name, to=to, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (said("SARL Exemple", "a@x.test"), said("Exemple", "a@x.test"), True),
        (said("Jean Martin", "a@x.test"), said("Jean Martin", "b@x.test"), False),
        (said("Jean Martin", "a@x.test"), said("Jeanne Martin", "a@x.test"), False),
        (
            said("Jean Martin", "a@x.test", address="1 rue A"),
            said("Jean Martin", "a@x.test", address="2 rue B"),
            False,
        ),
        (
            said("Jean Martin", "a@x.test", address="1, rue A"),
            said("M. Jean Martin", "b@x.test", address="1 rue a"),
            True,
        ),
        (
            said("Exemple", "a@x.test", kind=ClientKind.PROFESSIONAL),
            said("Exemple", "b@x.test", kind=ClientKind.PROFESSIONAL),
            True,
        ),
        (said("Exemple", "a@x.test", code="1"), said("Exemple", "a@x.test", code="2"), False),
        (said("Exemple", "a@x.test", code="1"), said("Autre", "b@x.test", code="1"), True),
        (said("Exemple", "a@x.test", code="1"), said("Exemple", "a@x.test"), True),
    ],
)
def test_who_is_one_client(one: ClientRow, other: ClientRow, *, same: bool) -> None:
    assert same_client(one, other) is same
    assert same_client(other, one) is same


def test_a_row_without_code_joins_the_client_whose_code_a_later_row_gives() -> None:
    groups = group([ROW, replace(ROW, row=3, number="F-2", client_id="C1")])
    assert [c.code for c in groups.clients] == ["C1"]


def test_a_client_keeps_what_an_import_does_not_say() -> None:
    client, contacts = new_client(replace(of_row(ROW), kind=ClientKind.PROFESSIONAL, phone="01", address="1 rue A"))
    assert client.key == "pro:exemple"
    change = change_client(of_row(ROW), replace(client, id=7), contacts)
    assert (change.client, change.contacts, change.changes) == (replace(client, id=7), None, ())


def test_copies_stay_when_the_file_has_no_such_column() -> None:
    contacts = (Contact(1, "compta@exemple.test"), Contact(2, "copie@exemple.test", copy=True))
    assert change_client(of_row(ROW), CLIENT, contacts).contacts is None
    change = change_client(of_row(replace(ROW, copy_given=True)), CLIENT, contacts)
    assert change.contacts == (contacts[0],)


def test_no_address_stands_in_what_is_told_of_a_client() -> None:
    change = change_client(
        of_row(replace(ROW, to=("autre@exemple.test",))), CLIENT, (Contact(1, "compta@exemple.test"),)
    )
    assert change.changes == ("adresses électroniques",)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([1, 2])), max_size=8))
def test_of_each_number_one_row_is_kept_and_every_row_is_accounted_for(drawn: list[tuple[str, int]]) -> None:
    rows = [replace(ROW, row=n, number=name, amount=Decimal(sum_)) for n, (name, sum_) in enumerate(drawn, start=2)]
    kept, rejected, remarks = without_doubles(rows)
    assert len({r.number for r in kept}) == len(kept)
    assert len(kept) + len(rejected) + len(remarks) == len(rows)
    assert all(k is next(r for r in rows if r.number == k.number) for k in kept)
