"""New clients' mails of the last month, later due dates, complete lists: what an import sets off."""

from __future__ import annotations

from pathlib import Path

import pytest

from servers.dovecot import DovecotServer
from servers.embedded import SmtpSink
from servers.office import Office, answer, to_clients

CLIENT = "compta@exemple.test"
ROW = f"2026-0142;SARL Exemple;{CLIENT};1 200,00;2026-01-30;2026-03-02;professionnel;\n"

pytestmark = pytest.mark.dovecot


@pytest.fixture
def office(tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, dovecot, smtp_sink)


def test_what_a_new_client_wrote_last_month_is_heard_without_automatic_answer(office: Office) -> None:
    text = "Je conteste votre facture 2026-0142."
    office.receive(answer(None, text, sender=CLIENT, when="2026-03-01 10:00", subject="Facture"))
    office.receive(answer(None, "Bonjour", sender="inconnu@ailleurs.test", when="2026-03-01 11:00"))
    office.take_in(ROW, "2026-03-09 09:00")
    assert to_clients(office.tick("2026-03-09 09:30")) == []
    shown = office.invoice("2026-0142", "2026-03-09 09:31")
    assert (shown["state"], shown["reason"]) == ("waiting", "dispute")


def test_an_old_claim_of_payment_pauses_and_is_not_answered(office: Office) -> None:
    office.receive(answer(None, "Virement fait ce matin, facture 2026-0142.", sender=CLIENT, when="2026-03-08 10:00"))
    office.take_in(ROW, "2026-03-09 09:00")
    office.tick("2026-03-09 09:30")
    assert to_clients(office.tick("2026-03-09 11:30")) == []
    assert office.invoice("2026-0142", "2026-03-09 11:31")["state"] == "paused"


def test_a_later_due_date_takes_the_ladder_back(office: Office) -> None:
    office.take_in(ROW, "2026-03-09 09:00")
    assert len(to_clients(office.tick("2026-03-09 09:30"))) == 1
    office.take_in(ROW.replace("2026-03-02", "2026-03-20"), "2026-03-10 09:00")
    shown = office.invoice("2026-0142", "2026-03-10 09:01")
    assert (shown["stage"], shown["next_stage"]) == (None, "due")
    assert shown["next_on"] == "2026-03-20"  # J-7 is too near the reminder of 9 March, and then too near to J
    assert len(to_clients(office.tick("2026-03-20 09:30"))) == 1


def test_an_invoice_absent_from_a_complete_list_waits_for_a_word(office: Office) -> None:
    other = ROW.replace("0142", "0150").replace("SARL Exemple", "SAS Autre").replace(CLIENT, "a@autre.test")
    office.take_in(ROW + other, "2026-03-09 09:00")
    office.take_in(other, "2026-03-09 09:10", "--complete")
    sent = to_clients(office.tick("2026-03-09 09:30"))
    assert [m["To"] for m in sent] == ["a@autre.test"]
    assert office.invoice("2026-0142", "2026-03-09 09:31")["state"] == "waiting"


def test_broken_rows_are_named_and_the_good_ones_go_in(office: Office) -> None:
    rows = (
        ROW
        + "2026-0143;SARL Exemple;pas-une-adresse;300,00;2026-01-30;2026-03-02;;\n"
        + "2026-0144;SARL Exemple;compta@exemple.test;-5;2026-01-30;2026-03-02;;\n"
        + "2026-0145;SARL Exemple;compta@exemple.test;50;2026-01-30;31/02/2026;;\n"
    )
    done = office.take_in(rows, "2026-03-09 09:00")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [f"ligne {n}" in done.stderr for n in (3, 4, 5)] == [True] * 3
    assert [i["number"] for i in office.status("2026-03-09 09:01")["invoices"]] == ["2026-0142"]


def test_a_recalled_task_reminds_after_2_5_and_10_working_days(office: Office) -> None:
    office.take_in(ROW, "2026-03-09 09:00")
    mail = to_clients(office.tick("2026-03-09 09:30"))[0]
    office.receive(answer(mail, "Je conteste cette facture.", sender=CLIENT, when="2026-03-10 10:00"))
    office.tick("2026-03-10 10:05")
    recalled = [
        day for day in range(11, 26) for m in office.tick(f"2026-03-{day} 09:30") if "Rappel" in str(m["Subject"])
    ]
    assert recalled == [12, 17, 24]
