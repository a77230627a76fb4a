"""The ladder of an invoice, end to end, on a real Dovecot and by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from servers.dovecot import DovecotServer
from servers.embedded import SmtpSink
from servers.office import LAWYER, Office, answer, to_clients, to_firm

ROW = "2026-0142;SARL Exemple;compta@exemple.test;1 200,00;2026-01-30;2026-03-02;professionnel;\n"


@pytest.fixture
def office(tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, dovecot, smtp_sink, processes=True)


@pytest.mark.dovecot
def test_an_invoice_due_on_2_march_climbs_the_whole_ladder(office: Office) -> None:
    taken = office.take_in(ROW, "2026-02-20 10:00")
    assert taken.returncode == 0, taken.stderr
    sent: list[str] = []
    for day in (
        "02-20",
        "02-22",
        "02-23",
        "02-24",
        "03-01",
        "03-02",
        "03-03",
        "03-08",
        "03-09",
        "03-10",
        "03-15",
        "03-16",
        "03-17",
        "03-29",
        "03-30",
        "03-31",
    ):
        mails = office.tick(f"2026-{day} 09:30")
        assert office.tick(f"2026-{day} 09:31") == []
        sent += [day for _ in to_clients(mails)]
        assert to_firm(mails) == []
    assert sent == ["02-23", "03-02", "03-09", "03-16", "03-30"]

    call = to_firm(office.tick("2026-04-01 09:30"))
    assert "Appel à passer" in call[0]["Subject"]
    assert office.tasks("2026-04-01 09:31")["call"]["invoice"] == "2026-0142"
    assert office.tick("2026-04-06 09:30") == []  # Easter Monday

    asked = to_firm(office.tick("2026-04-09 09:30"))
    request = next(m for m in asked if "Mise en demeure à valider" in m["Subject"])
    shown = office.invoice("2026-0142", "2026-04-09 09:31")
    assert (shown["state"], shown["stage"], shown["next_stage"]) == ("active", "call", "formal_notice")

    office.receive(answer(request, "ok", sender=LAWYER, when="2026-04-09 10:00", verdict="fail"))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    office.receive(answer(request, "ok", sender="client@exemple.test", when="2026-04-09 10:06", verdict="pass"))
    assert to_clients(office.tick("2026-04-09 10:10")) == []

    office.receive(answer(request, "ok", sender=LAWYER, when="2026-04-09 10:15", verdict="pass"))
    notice = to_clients(office.tick("2026-04-09 10:20"))
    assert len(notice) == 1
    assert "demeure" not in str(notice[0]["Subject"]).lower()
    assert [a.get_content_type() for a in notice[0].iter_attachments()] == ["application/pdf"]
    assert "post" in office.tasks("2026-04-09 10:21")
    assert office.invoice("2026-0142", "2026-04-09 10:21")["stage"] == "formal_notice"

    assert to_clients(office.tick("2026-04-23 09:30")) == []
    office.tick("2026-04-24 09:30")
    assert "handover" in office.tasks("2026-04-24 09:31")
    assert set().union(*office.imap.flags().values()) <= {"\\Recent"}
