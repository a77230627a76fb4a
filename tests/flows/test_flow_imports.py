from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from flows.import_files import ASSISTANT, FIRM, HEADER, LAWYER, NOW, Desk, desk
from relance.domain.case import Case, standing
from relance.domain.decisions import BookPayment, CancelInvoice, Decision, OpenHold
from relance.domain.model import Cancelled, ClientKind, Invoice, State, TaskKind
from relance.domain.policy import Stage
from relance.errors import RelanceError
from relance.flows.apply import apply
from relance.flows.imports import ImportFile, import_files

ROW = "2026-0142;SARL Exemple;compta@exemple.test;1200,00;30/01/2026;02/03/2026"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def invoice(office: Desk, number: str = "2026-0142") -> Invoice:
    found = office.store.read(lambda unit: unit.invoices.by_number(number))
    assert found is not None
    return found


def case(office: Desk, number: str = "2026-0142") -> Case:
    client_id = invoice(office, number).client_id
    return office.store.read(lambda unit: unit.case(client_id))


def events(office: Desk, number: str = "2026-0142") -> list[str]:
    known = invoice(office, number)
    return [line.event for line in office.store.read(lambda unit: unit.journal.of_invoice(known))]


def decide(office: Desk, *actions: object) -> None:
    office.store.transact(lambda unit: apply(unit, Decision(tuple(actions), actor="test"), NOW, FIRM))  # type: ignore[arg-type]


def test_a_row_becomes_an_invoice_of_a_client_with_its_journal_line(office: Desk) -> None:
    result = office.import_text(ROW)
    assert (result.created, result.updated, result.unchanged, result.rejected) == (["2026-0142"], [], [], [])
    known = case(office)
    assert (known.client.name, known.client.kind) == ("SARL Exemple", ClientKind.UNKNOWN)
    assert [c.address for c in known.contacts] == ["compta@exemple.test"]
    assert (known.invoices[0].amount, known.invoices[0].due_on) == (Decimal("1200.00"), date(2026, 3, 2))
    assert events(office) == ["invoice_created"]


def test_the_same_file_again_changes_nothing(office: Desk) -> None:
    office.import_text(ROW)
    before = case(office)
    result = office.import_text(ROW)
    assert (result.created, result.updated, result.unchanged) == ([], [], ["2026-0142"])
    assert case(office) == before
    assert events(office) == ["invoice_created"]


def test_a_new_invoice_is_due_for_a_decision_at_once(office: Desk) -> None:
    office.import_text(ROW)
    assert office.store.read(lambda unit: unit.clients_due(NOW.date())) == [invoice(office).client_id]


def test_a_rejected_row_changes_nothing_and_the_others_go_in(office: Desk) -> None:
    result = office.import_text(
        ROW, "F-2;X;pas une adresse;10;01/01/2026;01/02/2026", "F-3;Y;y@y.test;10;01/01/2026;01/02/2026"
    )
    assert result.created == ["2026-0142", "F-3"]
    assert [(r.file, r.row, r.column, r.number) for r in result.rejected] == [("mars.csv", 3, "email", "F-2")]
    assert office.store.read(lambda unit: unit.invoices.by_number("F-2")) is None


def test_changed_figures_are_stored_and_told_in_the_journal(office: Desk) -> None:
    office.import_text(ROW)
    result = office.import_text("2026-0142;SARL Exemple;compta@exemple.test;1500;30/01/2026;02/03/2026")
    assert [u.number for u in result.updated] == ["2026-0142"]
    assert "1\u202f500,00" in result.updated[0].changes[0]
    assert invoice(office).amount == Decimal("1500.00")
    assert events(office) == ["invoice_created", "invoice_updated"]


def test_two_invoices_of_one_client_are_one_client(office: Desk) -> None:
    office.import_text(ROW, "2026-0150;Exemple (SARL);compta@exemple.test;50;30/01/2026;02/03/2026")
    assert {i.number for i in case(office).invoices} == {"2026-0142", "2026-0150"}


def test_two_namesakes_are_two_clients(office: Desk) -> None:
    office.import_text(
        "F-1;Jean Martin;a@a.test;10;01/01/2026;01/02/2026", "F-2;Jean Martin;b@b.test;10;01/01/2026;01/02/2026"
    )
    assert invoice(office, "F-1").client_id != invoice(office, "F-2").client_id
    assert [c.address for c in case(office, "F-1").contacts] == ["a@a.test"]


def test_a_professional_is_its_name_whatever_the_address(office: Desk) -> None:
    header = HEADER + ";type"
    office.import_text(ROW + ";professionnel", header=header)
    office.import_text("F-2;EXEMPLE;gerant@exemple.test;10;01/01/2026;01/02/2026;professionnel", header=header)
    assert invoice(office).client_id == invoice(office, "F-2").client_id


def test_the_code_of_the_firm_is_the_client_whatever_its_name(office: Desk) -> None:
    header = HEADER + ";code_client"
    office.import_text("F-1;Ancien nom;a@a.test;10;01/01/2026;01/02/2026;C1", header=header)
    office.import_text("F-2;Nouveau nom;a@a.test;10;01/01/2026;01/02/2026;C1", header=header)
    assert invoice(office, "F-1").client_id == invoice(office, "F-2").client_id
    assert case(office, "F-1").client.name == "Nouveau nom"


def test_a_client_that_gets_a_code_or_a_class_later_stays_the_same_client(office: Desk) -> None:
    office.import_text(ROW)
    first = invoice(office).client_id
    office.import_text(ROW + ";professionnel;C9", header=HEADER + ";type;code_client")
    office.import_text("F-2;Autre libellé;x@x.test;10;01/01/2026;01/02/2026;C9", header=HEADER + ";code_client")
    assert invoice(office, "F-2").client_id == first
    assert case(office).client.key == "id:C9"


def test_a_number_of_another_client_is_rejected(office: Desk) -> None:
    office.import_text(ROW)
    result = office.import_text("2026-0142;Dupont;compta@exemple.test;1200;30/01/2026;02/03/2026")
    assert [(r.row, r.column) for r in result.rejected] == [(2, "number, client")]
    assert "SARL Exemple" in result.rejected[0].reason
    assert office.store.read(lambda unit: unit.clients.by_name("dupont")) == []


def test_a_double_with_other_figures_is_rejected_naming_the_first_and_the_same_twice_is_remarked(
    office: Desk,
) -> None:
    other = ROW.replace("1200,00", "1300,00")
    result = office.import_text(ROW, other, ROW)
    assert result.created == ["2026-0142"]
    assert [(r.row, "ligne 2" in r.reason) for r in result.rejected] == [(3, True)]
    assert len(result.remarks) == 1
    assert invoice(office).amount == Decimal("1200.00")


def test_the_document_is_stored_and_its_absence_rejects_the_row(office: Desk) -> None:
    office.documents = {"pdf/a.pdf": b"%PDF-1.7 a"}
    rows = (ROW + ";pdf/a.pdf", "F-2;X;x@x.test;10;01/01/2026;01/02/2026;pdf/b.pdf")
    result = office.import_text(*rows, header=HEADER + ";fichier")
    assert result.created == ["2026-0142"]
    assert [(r.row, r.column) for r in result.rejected] == [(3, "document")]
    assert "« pdf/b.pdf » ne peut pas être lu (fichier introuvable)" in result.rejected[0].reason
    document_id = invoice(office).document_id
    assert document_id is not None
    assert office.store.read(lambda unit: unit.invoices.document(document_id)) == ("a.pdf", b"%PDF-1.7 a")
    assert office.import_text(rows[0], header=HEADER + ";fichier").unchanged == ["2026-0142"]


def test_what_the_billing_program_knows_to_be_paid_is_booked_once(office: Desk) -> None:
    header = HEADER + ";regle"
    office.import_text(ROW + ";200", header=header)
    assert invoice(office).paid == Decimal("200.00")
    assert office.import_text(ROW + ";200", header=header).unchanged == ["2026-0142"]
    assert [u.number for u in office.import_text(ROW + ";500", header=header).updated] == ["2026-0142"]
    assert invoice(office).paid == Decimal("500.00")


def test_only_the_excess_over_the_ledger_is_booked_and_a_lower_figure_is_remarked(office: Desk) -> None:
    office.import_text(ROW)
    known = invoice(office)
    decide(office, BookPayment(date(2026, 3, 5), Decimal(300), "person", "p:1", ((known.id, Decimal(300)),)))
    result = office.import_text(ROW + ";100", header=HEADER + ";regle")
    assert result.unchanged == ["2026-0142"]
    assert len(result.remarks) == 1
    office.import_text(ROW + ";400", header=HEADER + ";regle")
    assert invoice(office).paid == Decimal("400.00")


def test_a_payment_taken_back_by_a_person_does_not_come_back(office: Desk) -> None:
    header = HEADER + ";regle"
    office.import_text(ROW + ";200", header=header)
    known = invoice(office)
    decide(office, BookPayment(date(2026, 3, 9), Decimal(-200), "person", "p:2", ((known.id, Decimal(-200)),)))
    office.import_text(ROW + ";200", header=header)
    assert invoice(office).paid == Decimal("0.00")


@pytest.mark.parametrize("how", ["paid", "cancelled"])
def test_a_closed_invoice_seen_again_unpaid_stays_closed(office: Desk, how: str) -> None:
    office.import_text(ROW)
    known = invoice(office)
    if how == "paid":
        decide(office, BookPayment(NOW.date(), Decimal(1200), "person", "p:3", ((known.id, Decimal(1200)),)))
    else:
        decide(office, CancelInvoice(known.id, Cancelled.ANNULLED))
    before = invoice(office)
    result = office.import_text(ROW.replace("1200,00", "1300,00"))
    assert result.unchanged == ["2026-0142"]
    assert len(result.remarks) == 1
    assert invoice(office) == before


def test_a_hold_of_a_person_survives_any_import(office: Desk) -> None:
    office.import_text(ROW)
    client_id = invoice(office).client_id
    decide(office, OpenHold(client_id, None, "manual", None, automatic=False))
    office.import_text(
        ROW.replace("1200,00", "1300,00"), "F-9;SARL Exemple;compta@exemple.test;9;01/01/2026;01/02/2026"
    )
    known = case(office)
    assert [standing(known, i, NOW.date()).state for i in known.invoices] == [State.WAITING, State.WAITING]
    assert len([h for h in known.holds if h.closed_at is None]) == 1


def test_the_stage_where_the_firm_stood_counts_at_creation_only(office: Desk) -> None:
    header = HEADER + ";etape;relance_le"
    office.import_text(ROW + ";formal;05/03/2026", header=header)
    assert (invoice(office).stage, invoice(office).stage_on) == (Stage.FORMAL, date(2026, 3, 5))
    assert office.import_text(ROW + ";firm;09/03/2026", header=header).unchanged == ["2026-0142"]
    assert invoice(office).stage is Stage.FORMAL


def test_a_later_due_date_takes_the_ladder_back(office: Desk) -> None:
    office.import_text(ROW + ";formal;05/03/2026", header=HEADER + ";etape;relance_le")
    office.import_text(ROW.replace("02/03/2026", "30/04/2026"))
    known = invoice(office)
    assert (known.stage, known.stage_on, known.round) == (None, None, 1)
    assert events(office)[-2:] == ["invoice_updated", "ladder_restarted"]


def test_a_sum_changed_after_the_formal_notice_is_a_task_of_the_lawyers(office: Desk) -> None:
    office.import_text(ROW + ";formal_notice;05/03/2026", header=HEADER + ";etape;relance_le")
    office.import_text(ROW.replace("1200,00", "900,00"))
    assert invoice(office).amount == Decimal("900.00")
    task = next(t for t in case(office).tasks if t.kind is TaskKind.OTHER)
    assert task.owner == (LAWYER.email,)
    assert "1\u202f200,00" in task.title
    assert "900,00" in task.title


def test_a_class_changed_after_the_formal_notice_is_a_task_of_the_lawyers(office: Desk) -> None:
    header = HEADER + ";etape;relance_le;type"
    office.import_text(ROW + ";formal_notice;05/03/2026;professionnel", header=header)
    office.import_text(ROW + ";particulier", header=HEADER + ";type")
    assert case(office).client.kind is ClientKind.CONSUMER
    assert any("particulier" in t.title and t.owner == (LAWYER.email,) for t in case(office).tasks)


def test_addresses_follow_the_file_and_blocked_ones_stay_blocked(office: Desk) -> None:
    office.import_text(ROW.replace("compta@exemple.test", "a@x.test, b@x.test"))
    client_id = invoice(office).client_id
    office.store.transact(lambda unit: unit.clients.block(client_id, "a@x.test", NOW.date(), "bounce_hard"))
    office.import_text(ROW.replace("compta@exemple.test", "a@x.test, c@x.test"))
    contacts = {c.address: c.blocked_on for c in case(office).contacts}
    assert contacts == {"a@x.test": NOW.date(), "c@x.test": None}


def test_rows_of_one_client_with_different_addresses_do_not_take_turns(office: Desk) -> None:
    rows = (
        "F-1;Exemple;a@x.test;1;01/01/2026;01/02/2026;professionnel;",
        "F-2;Exemple;b@x.test;1;01/01/2026;01/02/2026;professionnel;c@x.test",
    )
    header = HEADER + ";type;cc"
    office.import_text(*rows, header=header)
    assert {c.address for c in case(office, "F-1").contacts} == {"a@x.test", "b@x.test", "c@x.test"}
    again = office.import_text(*rows, header=header)
    assert again.unchanged == ["F-1", "F-2"]
    assert "client_updated" not in events(office, "F-1")


def listed(count: int, first: int = 1) -> list[str]:
    return [f"F-{n};Client {n};c{n}@x.test;10;01/01/2026;01/02/2026" for n in range(first, first + count)]


def test_an_open_invoice_absent_from_the_complete_list_waits_with_a_question(office: Desk) -> None:
    office.import_text(*listed(3))
    result = office.import_text(*listed(2), complete=True)
    assert result.held == ["F-3"]
    known = case(office, "F-3")
    assert standing(known, known.invoices[0], NOW.date()).state is State.WAITING
    assert [(t.kind, t.owner) for t in known.tasks] == [(TaskKind.PAYMENT, (ASSISTANT.email,))]
    assert "soldée ailleurs" in known.tasks[0].title
    assert office.import_text(*listed(2), complete=True).held == []
    assert len(case(office, "F-3").tasks) == 1


def test_a_rejected_row_is_still_in_the_list(office: Desk) -> None:
    office.import_text(*listed(3))
    result = office.import_text(*listed(2), "F-3;Client 3;;10;01/01/2026;01/02/2026", complete=True)
    assert len(result.rejected) == 1
    assert result.held == []


def test_a_list_that_looks_truncated_is_refused_and_nothing_is_held(office: Desk) -> None:
    office.import_text(*listed(12))
    with pytest.raises(RelanceError, match="tronquée"):
        office.import_text(*listed(2), *listed(1, 50), complete=True)
    assert office.store.read(lambda unit: unit.invoices.by_number("F-50")) is None
    assert not any(case(office, f"F-{n}").holds for n in range(1, 13))


def test_files_that_cannot_be_read_are_all_named_before_anything_is_stored(office: Desk) -> None:
    def nothing(path: str) -> bytes:
        raise FileNotFoundError(path)

    files = [
        ImportFile("a.csv", f"{HEADER}\n{ROW}\n".encode(), nothing),
        ImportFile("b.csv", b"numero\n1\n", nothing),
        ImportFile("c.xlsx", b"PK\x03\x04", nothing),
    ]
    with pytest.raises(RelanceError) as caught:
        import_files(office.store, files, firm=FIRM, now=NOW)
    assert [p.split(" ")[0] for p in caught.value.problems] == ["b.csv", "c.xlsx"]
    assert office.store.read(lambda unit: unit.invoices.all(closed=True)) == []


def test_two_files_of_one_name_keep_their_own_documents(office: Desk) -> None:
    header = HEADER + ";fichier"
    first = ImportFile("f.csv", f"{header}\n{ROW};a.pdf\n".encode(), lambda _: b"%PDF 1")
    second = ImportFile("f.csv", f"{header}\n{ROW.replace('0142', '0143')};a.pdf\n".encode(), lambda _: b"%PDF 2")
    result = import_files(office.store, [first, second], firm=FIRM, now=NOW)
    assert result.created == ["2026-0142", "2026-0143"]
    ids = [invoice(office, number).document_id for number in result.created]
    read = [office.store.read(lambda unit, key=key: unit.invoices.document(key))[1] for key in ids if key is not None]
    assert read == [b"%PDF 1", b"%PDF 2"]


def test_a_client_that_cannot_be_stored_does_not_lose_the_others(office: Desk) -> None:
    office.import_text(ROW)
    with office.store._database.writer.connect() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no BEFORE INSERT ON invoice WHEN NEW.number = 'F-2' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        connection.commit()
    result = office.import_text(*listed(3))
    assert result.created == ["F-1", "F-3"]
    assert [r.row for r in result.rejected] == [3]


def test_a_long_list_goes_in_batch_by_batch_and_the_same_again_changes_nothing(office: Desk) -> None:
    rows = [f"F-{n};Client {n % 300};c{n % 300}@x.test;10;01/01/2026;01/02/2026" for n in range(500)]
    seen: list[tuple[int, int]] = []
    file = ImportFile("gros.csv", ("\n".join([HEADER, *rows]) + "\n").encode(), office.read_document)
    result = import_files(office.store, [file], firm=FIRM, now=NOW, progress=lambda done, of: seen.append((done, of)))
    assert len(result.created) == 500
    assert len(seen) > 1
    assert seen[-1] == (500, 500)
    again = import_files(office.store, [file], firm=FIRM, now=NOW + timedelta(hours=1))
    assert len(again.unchanged) == 500
