"""A day of a firm through the command line, on embedded servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relance.cli.entry import run
from relance.demo.servers import ImapServer, SmtpSink

CONFIG = """\
[firm]
name = "Cabinet Exemple"
email = "comptabilite@cabinet.test"
iban = "FR7630006000011234567890189"
[[firm.staff]]
name = "Me Exemple"
email = "associee@cabinet.test"
[imap]
host = "127.0.0.1"
port = {imap}
security = "none"
username = "comptabilite@cabinet.test"
password_file = "imap.secret"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
"""

INVOICES = """\
numero;client;email;montant;date_facture;echeance
2026-1;SARL A;a@client.test;1 200,00;01/02/2026;02/03/2026
2026-2;SARL B;b@client;12;01/02/2026;02/03/2026
"""

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def relance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Command, SmtpSink]]:
    """Runs a command on the morning of J+7 and gives its status, its output and its errors."""
    with ImapServer() as imap, SmtpSink() as smtp:
        (tmp_path / "config.toml").write_text(CONFIG.format(imap=imap.port, smtp=smtp.port), encoding="utf-8")
        (tmp_path / "imap.secret").write_text("repetition", encoding="utf-8")
        (tmp_path / "imap.secret").chmod(0o600)
        (tmp_path / "f.csv").write_text(INVOICES, encoding="utf-8")
        monkeypatch.chdir(tmp_path)

        def command(*arguments: str) -> tuple[int, str, str]:
            status = run([*arguments, "--now", "2026-03-09T09:30"])
            captured = capsys.readouterr()
            return status, *(text.replace("\u00a0", " ").replace("\u202f", " ") for text in captured)

        yield command, smtp


def test_a_day_of_a_firm(relance: tuple[Command, SmtpSink]) -> None:
    command, smtp = relance
    status, said, refused = command("import", "f.csv")
    assert status == 1
    assert "créées : 1 (2026-1)" in said
    assert "ligne 3, colonne email (facture 2026-2)" in refused

    assert command("import", "f.csv")[1].count("inchangées : 1") == 1
    assert "première relance" in command("preview")[1]
    assert smtp.box == []

    assert command("tick")[:2] == (0, "courriers lus : 0 · décisions : 1 · envoyés : 1\n")
    assert [mail.rcpts for mail in smtp.box] == [("a@client.test",)]
    assert command("tick")[0] == 0
    assert len(smtp.box) == 1

    invoice = json.loads(command("status", "--json")[1])["invoices"][0]
    assert (invoice["stage"], invoice["next_stage"], invoice["balance"]) == ("friendly", "formal", "1200.00")
    shown = json.loads(command("show", "2026-1", "--json")[1])
    assert "reminder_sent" in [line["event"] for line in shown["timeline"]]
    assert "a@client.test" in command("show", "2026/1")[1]

    assert command("hold", "2026-1", "--until", "01/04/2026", "--reason", "rendez-vous")[0] == 0
    assert "en pause jusqu’au 01/04/2026" in command("status")[1]
    assert command("release", "2026-1")[0] == 0
    assert command("pay", "2026-1", "200", "--on", "08/03/2026")[0] == 0
    assert command("pay", "2026-1", "200", "--on", "08/03/2026")[0] == 1
    assert command("pay", "2026-1", "-200", "--on", "09/03/2026")[0] == 0
    assert command("credit", "2026-1", "50")[0] == 0
    assert command("backup", "copie.db")[0] == 0
    assert Path("copie.db").stat().st_size > 0
    assert command("cancel", "2026-1", "--written-off")[0] == 0
    assert json.loads(command("status", "--all", "--json")[1])["invoices"][0]["state"] == "cancelled"


def test_a_mailbox_that_does_not_answer_stops_the_pass_with_a_sentence(relance: tuple[Command, SmtpSink]) -> None:
    command, smtp = relance
    command("import", "f.csv")
    Path("imap.secret").write_text("faux", encoding="utf-8")
    status, _, said = command("tick")
    assert status == 1
    assert "[imap]" in said
    assert "Traceback" not in said
    assert smtp.box == []


def test_an_invoice_that_is_not_known_is_named(relance: tuple[Command, SmtpSink]) -> None:
    status, said, error = relance[0]("show", "2031-9")
    assert (status, said) == (1, "")
    assert "2031-9" in error
