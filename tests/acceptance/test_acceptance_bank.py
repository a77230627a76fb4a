"""`relance bank`: statements and notices become payments, questions, or nothing; each payment once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from servers.embedded import ImapServer, SmtpSink
from servers.office import SERVER, Office, answer, at

NOW = "2026-03-13 10:00"
BANK = "ne-pas-repondre@banque.test"
ROWS = (
    "2026-0142;SARL Exemple;compta@exemple.test;1 200,00;2026-01-30;2026-03-02;professionnel;\n"
    "2026-0150;SARL Exemple;compta@exemple.test;300,00;2026-02-10;2026-03-12;professionnel;\n"
    "2026-0160;Mme Jeanne Vidal;j.vidal@courrier.test;870,00;2026-02-10;2026-03-12;particulier;\n"
)
HEAD = "Date;Libellé;Montant\n"
PAID = "12/03/2026;VIR SARL EXEMPLE FACT 2026-0142;1200,00\n"


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    made = Office(tmp_path, imap_server, smtp_sink)
    made.take_in(ROWS, "2026-03-09 09:00")
    return made


def bank(office: Office, *files: tuple[str, str], more: tuple[str, ...] = (), fails: bool = False) -> list[Any]:
    """Hand files in; what the command says of each payment."""
    for name, text in files:
        (office.folder / name).write_text(text, encoding="utf-8", newline="")
    paths = [str(office.folder / name) for name, _ in files]
    done = office.run("bank", *paths, "--json", *more, now=at(NOW))
    assert done.returncode == fails, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def decisions(lines: list[Any]) -> list[str]:
    return [line["decision"] for line in lines]


def balance(office: Office, number: str = "2026-0142") -> str:
    return office.invoice(number, NOW)["balance"]


def notice(amount: str = "1 200,00", reference: str = "2026-0142", verdict: str | None = "pass") -> str:
    """A bank's mail."""
    head = f"Authentication-Results: {SERVER}; dmarc={verdict} header.from=banque.test\r\n" if verdict else ""
    return (
        f"{head}From: {BANK}\r\nTo: comptabilite@cabinet.test\r\nSubject: Virement recu\r\n"
        "Date: Wed, 11 Mar 2026 08:00:00 +0100\r\nMessage-ID: <a@banque.test>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"Bonjour,\r\n\r\nVous avez reçu un virement.\r\n\r\nMontant : {amount} EUR\r\nDate : 11/03/2026\r\n"
        f"Émetteur : SARL Exemple\r\nMotif : {reference}\r\n"
    )


def camt(*entries: str) -> str:
    """A CAMT.053 of 12 March."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>'
        "<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>" + "".join(entries) + "</Stmt>"
        "</BkToCstmrStmt></Document>"
    )


def entry(amount: str, reference: str, payer: str = "SARL EXEMPLE", *, back: bool = False, on: str = "12") -> str:
    """A line of it."""
    returned = "<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>" if back else ""
    way = "DBIT" if back else "CRDT"
    reversal = "<RvslInd>true</RvslInd>" if back else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{reversal}<Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>2026-03-{on}</Dt></BookgDt><AcctSvcrRef>R{on}{amount}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>E-7</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{reference}</Ustrd></RmtInf>{returned}</TxDtls></NtryDtls></Ntry>"
    )


def test_a_certain_payment_is_booked_once(office: Office) -> None:
    (line,) = bank(office, ("releve.csv", HEAD + PAID))
    assert line["file"].endswith("releve.csv")
    assert (line["date"], line["amount"], line["decision"]) == ("2026-03-12", "1200.00", "apply")
    assert line["allocations"] == [{"invoice": "2026-0142", "amount": "1200.00"}]
    assert office.invoice("2026-0142", NOW)["state"] == "settled"
    assert decisions(bank(office, ("autre.csv", HEAD + PAID))) == ["ignore"]
    assert decisions(bank(office, ("releve.xml", camt(entry("1200.00", "FACT 2026-0142"))))) == ["ignore"]
    assert balance(office) == "0.00"


def test_a_dry_run_books_nothing_and_knows_of_the_files_before(office: Office) -> None:
    files = [("a.csv", HEAD + PAID), ("b.csv", HEAD + PAID)]
    assert decisions(bank(office, *files, more=("--dry-run",))) == ["apply", "ignore"]
    assert balance(office) == "1200.00"
    assert "rien n’est enregistré" in office.ok("bank", "--dry-run", str(office.folder / "a.csv"), now=at(NOW))


def test_what_is_not_certain_is_a_task_with_numbered_proposals_asked_once(office: Office) -> None:
    text = HEAD + "12/03/2026;VIR RECU;870,00\n"
    (line,) = bank(office, ("releve.csv", text))
    assert (line["decision"], line["unallocated"]) == ("ask", "870.00")
    assert [a["invoice"] for a in line["allocations"]] == ["2026-0160"]
    task = office.tasks(NOW)["payment"]
    assert "(1) 2026-0160" in task["title"]
    assert office.invoice("2026-0160", NOW)["state"] == "paused"
    assert decisions(bank(office, ("encore.csv", text))) == ["ignore"]
    assert len(office.status(NOW)["tasks"]) == 1


def test_a_line_that_says_more_answers_the_question(office: Office) -> None:
    assert decisions(bank(office, ("releve.csv", HEAD + "12/03/2026;VIR RECU;870,00\n"))) == ["ask"]
    said = camt(entry("870.00", "2026-0160", "VIDAL JEANNE"))
    assert decisions(bank(office, ("releve.xml", said))) == ["apply"]
    assert (balance(office, "2026-0160"), office.status(NOW)["tasks"]) == ("0.00", [])
    assert decisions(bank(office, ("releve.xml", said))) == ["ignore"]


def test_a_notice_settles_provisionally_and_a_line_confirms_it(office: Office) -> None:
    assert decisions(bank(office, ("avis.eml", notice()))) == ["apply"]
    assert balance(office) == "0.00"
    assert decisions(bank(office, ("releve.xml", camt(entry("1200.00", "FACT 2026-0142"))))) == ["ignore"]
    events = [e["event"] for e in office.show("2026-0142", NOW)["timeline"]]
    assert events.count("payment_booked") == events.count("payment_confirmed") == 1
    assert decisions(bank(office, ("avis.eml", notice()))) == ["ignore"]


def test_an_unauthenticated_notice_pauses_and_asks_and_the_line_answers(office: Office) -> None:
    assert decisions(bank(office, ("avis.eml", notice(verdict=None)))) == ["ask"]
    assert (office.invoice("2026-0142", NOW)["state"], balance(office)) == ("paused", "1200.00")
    assert decisions(bank(office, ("releve.xml", camt(entry("1200.00", "FACT 2026-0142"))))) == ["apply"]
    assert (balance(office), office.status(NOW)["tasks"]) == ("0.00", [])


@pytest.mark.parametrize("text", [notice(verdict="fail"), notice().replace(BANK, "client@exemple.test")])
def test_a_mail_that_is_not_to_be_believed_is_left(office: Office, text: str) -> None:
    assert decisions(bank(office, ("avis.eml", text))) == ["ignore"]
    assert (office.invoice("2026-0142", NOW)["state"], balance(office)) == ("active", "1200.00")


def test_a_rejected_payment_comes_back_and_the_ladder_with_it(office: Office) -> None:
    assert decisions(bank(office, ("a.xml", camt(entry("1200.00", "2026-0142"))))) == ["apply"]
    (back,) = bank(office, ("b.xml", camt(entry("1200.00", "2026-0142", back=True, on="13"))))
    assert (back["decision"], back["amount"]) == ("apply", "-1200.00")
    assert back["allocations"] == [{"invoice": "2026-0142", "amount": "-1200.00"}]
    shown = office.invoice("2026-0142", NOW)
    assert (shown["state"], shown["balance"], shown["next_stage"]) == ("active", "1200.00", "friendly")
    assert decisions(bank(office, ("b.xml", camt(entry("1200.00", "2026-0142", back=True, on="13"))))) == ["ignore"]


def test_an_overpayment_is_kept_and_a_person_is_told(office: Office) -> None:
    (line,) = bank(office, ("a.xml", camt(entry("1250.00", "FACT 2026-0142"))))
    assert (line["decision"], line["unallocated"]) == ("apply", "50.00")
    assert "Trop-perçu" in office.tasks(NOW)["other"]["title"]
    assert [u["amount"] for u in office.status(NOW)["unallocated"]] == ["50.00"]


def test_a_payment_a_person_noted_is_not_booked_again(office: Office) -> None:
    office.ok("pay", "2026-0142", "700", "--on", "2026-03-11", now=at(NOW))
    text = HEAD + "12/03/2026;VIR SARL EXEMPLE FACT 2026-0142;700,00\n"
    assert decisions(bank(office, ("a.csv", text))) == ["ignore"]
    assert decisions(bank(office, ("b.csv", text))) == ["ignore"]
    assert balance(office) == "500.00"


def test_what_cannot_be_read_is_told_with_its_place_and_the_rest_goes_through(office: Office) -> None:
    text = HEAD + "12/03/2026;VIR X;douze\n" + PAID
    lines = bank(office, ("vide.csv", ""), ("a.csv", text), fails=True)
    assert decisions(lines) == ["apply"]
    again = office.run("bank", str(office.folder / "vide.csv"), str(office.folder / "a.csv"), now=at(NOW))
    assert "vide.csv : le fichier est vide" in again.stderr.replace("\u00a0", " ")
    assert "ligne 2" in again.stderr
    assert "laissé" in again.stdout


def test_the_number_of_a_proposal_books_it_there(office: Office) -> None:
    text = HEAD + "12/03/2026;VIR RECU;870,00\n"
    bank(office, ("releve.csv", text))
    task = office.tasks(NOW)["payment"]["id"]
    assert office.run("answer", task, "4", now=at(NOW)).returncode == 1
    assert "2026-0160" in office.ok("answer", task, "ok la 1", now=at(NOW))
    status = office.status(NOW)
    assert (status["tasks"], status["unallocated"], balance(office, "2026-0160")) == ([], [], "0.00")
    said = camt(entry("870.00", "2026-0160", "VIDAL JEANNE"))
    assert decisions(bank(office, ("encore.csv", text), ("releve.xml", said))) == ["ignore", "ignore"]


def test_a_statement_that_comes_by_mail_is_taken_in(office: Office) -> None:
    office.tick("2026-03-13 08:30")
    mail = answer(None, "Votre relevé.", sender=BANK, when="2026-03-13 09:00", verdict="pass", subject="Relevé")
    mail.add_attachment(camt(entry("1200.00", "FACT 2026-0142")).encode(), "application", "xml", filename="r.xml")
    office.receive(mail)
    office.tick("2026-03-13 09:30")
    assert balance(office) == "0.00"
    assert decisions(bank(office, ("releve.csv", HEAD + PAID))) == ["ignore"]
