"""Only the firm commands: forged, late and doubtful answers, an account that changes, orders, errors in French."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from acceptance_steps import CLIENT, NUMBER, ROW, asked_for_yes, events, query, reconfigure, reminded, rows

from servers.embedded import ImapServer, SmtpSink
from servers.office import LAWYER, SERVER, Office, answer, at, read_mail, to_clients, to_firm

SECOND = '[[firm.staff]]\nname = "Me Second"\nemail = "second@cabinet.test"\n\n[imap]'


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


def said(request: EmailMessage, text: str = "ok", sender: str = LAWYER, verdict: str | None = "pass") -> EmailMessage:
    """An answer to the request of 9 April."""
    return answer(request, text, sender=sender, when="2026-04-09 10:00", verdict=verdict)


def on_top(mail: EmailMessage, *results: str) -> EmailMessage:
    """The mail with other Authentication-Results, the topmost first."""
    head = "".join(f"Authentication-Results: {r}\n" for r in results).encode()
    return read_mail(head + mail.as_bytes())


PASS = f"{SERVER}; dmarc=pass header.from=cabinet.test"
FAIL = f"{SERVER}; dmarc=fail header.from=cabinet.test"
FORGED: dict[str, tuple[str, ...]] = {
    "no verdict": (),
    "a server nobody trusts": ("mx.ailleurs.test; dmarc=pass header.from=cabinet.test",),
    "failed": (FAIL,),
    "a forged pass below the real fail": (FAIL, PASS),
    "a forged pass below one of a stranger": ("mx.ailleurs.test; dmarc=none", PASS),
    "spf alone": (f"{SERVER}; spf=pass smtp.mailfrom=cabinet.test",),
    "signed by another": (f"{SERVER}; dkim=pass header.d=ailleurs.test",),
    "about another From": (f"{SERVER}; dmarc=pass header.from=ailleurs.test",),
    "a lookalike of the server": (f"x{SERVER}; dmarc=pass header.from=cabinet.test",),
    "in a comment": (f"{SERVER}; none (dmarc=pass header.from=cabinet.test)",),
}


def test_a_forged_ok_does_nothing_and_is_journalled(office: Office) -> None:
    request = asked_for_yes(office)
    for results in FORGED.values():
        office.receive(on_top(said(request, verdict=None), *results))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["stage"] == "call"
    assert "approval" in office.tasks("2026-04-09 10:06")
    assert events(office, "2026-04-09 10:06").count("answer_refused") == len(FORGED)


def test_the_same_ok_with_a_real_verdict_sends_the_notice(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(on_top(said(request, verdict=None), PASS))
    assert len(to_clients(office.tick("2026-04-09 10:05"))) == 1


@pytest.mark.parametrize("sender", [CLIENT, "inconnu@ailleurs.test", "associee@cabinet.test.ailleurs.test"])
def test_the_reference_in_other_hands_is_worth_nothing(office: Office, sender: str) -> None:
    request = asked_for_yes(office)
    office.receive(said(request, sender=sender))
    mails = office.tick("2026-04-09 10:05")
    assert to_clients(mails) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["stage"] == "call"
    assert all(sender not in str(m["To"]) for m in mails)


def test_a_client_who_answers_what_was_forwarded_to_him_is_heard_as_a_client(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(said(request, "Je conteste cette facture, le travail n'a pas été fait.", sender=CLIENT))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    shown = office.invoice(NUMBER, "2026-04-09 10:06")
    assert (shown["state"], shown["reason"], shown["stage"]) == ("waiting", "dispute", "call")
    assert "answer_refused" in events(office, "2026-04-09 10:06")


def test_a_colleagues_reference_is_not_ones_own(office: Office) -> None:
    reconfigure(office, "[imap]", SECOND)
    request = asked_for_yes(office)
    assert request["To"].endswith(LAWYER)
    office.receive(said(request, sender="second@cabinet.test"))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    assert "answer_refused" in events(office, "2026-04-09 10:06")
    assert "approval" in office.tasks("2026-04-09 10:06")


def test_a_reference_dies_after_ten_days(office: Office) -> None:
    request = asked_for_yes(office)
    late = answer(request, "ok", sender=LAWYER, when="2026-04-20 10:00", verdict="pass")
    office.receive(late)
    assert to_clients(office.tick("2026-04-20 10:05")) == []
    assert office.invoice(NUMBER, "2026-04-20 10:06")["stage"] == "call"
    assert "answer_refused" in events(office, "2026-04-20 10:06")


def test_an_old_ok_replayed_after_the_task_is_closed_does_nothing(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(said(request, "non"))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["state"] == "waiting"
    office.receive(said(request))
    assert to_clients(office.tick("2026-04-09 10:15")) == []
    assert office.invoice(NUMBER, "2026-04-09 10:16")["state"] == "waiting"
    assert "answer_refused" in events(office, "2026-04-09 10:16")


def test_an_ok_said_twice_sends_one_notice(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(said(request))
    office.receive(said(request))
    assert len(to_clients(office.tick("2026-04-09 10:05"))) == 1
    assert to_clients(office.tick("2026-04-09 10:15")) == []


def test_a_no_stops_and_stays_a_no(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(said(request, "non"))
    told = office.tick("2026-04-09 10:05")
    assert to_clients(told) == []
    assert "C’est noté" in to_firm(told)[0]["Subject"]
    shown = office.invoice(NUMBER, "2026-04-09 10:06")
    assert (shown["state"], shown["stage"]) == ("waiting", "call")
    for day in ("04-10", "04-20", "05-04"):
        mails = office.tick(f"2026-{day} 09:30")
        assert to_clients(mails) == []
        assert not [m for m in to_firm(mails) if "Mise en demeure à valider" in m["Subject"]]


def test_a_doubt_is_never_a_yes(office: Office) -> None:
    request = asked_for_yes(office)
    doubts = ("ok ?", "je ne sais pas", "Oui, sauf si elle a payé", "on en parle", "", "pas ok")
    for n, text in enumerate(doubts):
        office.receive(answer(request, text, sender=LAWYER, when=f"2026-04-09 10:0{n}", verdict="pass"))
        assert to_clients(office.tick(f"2026-04-09 10:0{n}")) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["stage"] == "call"


def test_a_yes_that_says_to_wait_is_a_wait(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(said(request, "ok mais attends lundi"))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    shown = office.invoice(NUMBER, "2026-04-09 10:06")
    assert (shown["state"], shown["until"], shown["stage"]) == ("paused", "2026-04-13", "call")


def test_an_approval_lapses_when_the_balance_changes_and_is_asked_anew(office: Office) -> None:
    request = asked_for_yes(office)
    office.ok("pay", NUMBER, "100", now=at("2026-04-09 09:45"))
    office.receive(said(request))
    mails = office.tick("2026-04-09 10:05")
    assert to_clients(mails) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["stage"] == "call"
    again = [m for m in (*mails, *office.tick("2026-04-09 10:10")) if "Mise en demeure à valider" in m["Subject"]]
    assert len(again) == 1
    assert "1 100,00" in str(again[0].get_body(("plain",)).get_content()).replace("\u202f", " ").replace("\xa0", " ")
    office.receive(answer(again[0], "ok", sender=LAWYER, when="2026-04-09 10:20", verdict="pass"))
    assert len(to_clients(office.tick("2026-04-09 10:25"))) == 1


def test_a_payment_between_the_yes_and_the_sending_stops_the_notice(office: Office) -> None:
    request = asked_for_yes(office)
    late = answer(request, "ok", sender=LAWYER, when="2026-04-09 18:30", verdict="pass")
    office.receive(late)
    assert to_clients(office.tick("2026-04-09 18:35")) == []
    office.ok("pay", NUMBER, "100", now=at("2026-04-10 08:00"))
    mails = office.tick("2026-04-10 09:05")
    assert to_clients(mails) == []
    assert office.invoice(NUMBER, "2026-04-10 09:06")["stage"] == "call"
    assert office.tasks("2026-04-10 09:06")


def test_the_whole_payment_closes_the_request(office: Office) -> None:
    request = asked_for_yes(office)
    office.ok("pay", NUMBER, "1200", now=at("2026-04-09 09:45"))
    office.receive(said(request))
    assert to_clients(office.tick("2026-04-09 10:05")) == []
    assert office.invoice(NUMBER, "2026-04-09 10:06")["state"] == "settled"
    assert office.tasks("2026-04-09 10:06") == {}


# ------------------------------------------------------------------------------------------- account


def test_another_iban_stops_the_clients_mails_until_a_lawyers_yes(office: Office) -> None:
    reminded(office)
    reconfigure(office, "FR7630006000011234567890189", "FR1420041010050500013M02606")
    done = office.run("tick", now=at("2026-03-16 09:30"))
    assert done.returncode == 1
    assert "IBAN" in done.stderr
    told = office.new_mails()
    assert to_clients(told) == []
    request = next(m for m in to_firm(told) if "IBAN" in m["Subject"] or "à confirmer" in m["Subject"])
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-03-16 09:40", verdict="fail"))
    assert office.run("tick", now=at("2026-03-16 09:45")).returncode == 1
    assert to_clients(office.new_mails()) == []
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-03-16 09:50", verdict="pass"))
    mails = to_clients(office.tick("2026-03-16 09:55"))
    assert len(mails) == 1
    assert "FR14 2004" in str(mails[0].get_body(("plain",)).get_content()).replace("\xa0", " ").replace("\u202f", " ")


def test_an_iban_put_back_is_no_change(office: Office) -> None:
    reminded(office)
    reconfigure(office, "FR7630006000011234567890189", "FR1420041010050500013M02606")
    assert office.run("tick", now=at("2026-03-16 09:30")).returncode == 1
    reconfigure(office, "FR1420041010050500013M02606", "FR7630006000011234567890189")
    assert len(to_clients(office.tick("2026-03-16 09:40") + office.new_mails())) == 1


# -------------------------------------------------------------------------------------------- orders


def test_a_balance_under_five_euros_is_not_chased(office: Office) -> None:
    assert office.take_in(rows(1, amount="4,99"), "2026-03-09 09:00").returncode == 0
    for day in ("03-09", "03-16", "03-30", "04-01", "04-09"):
        assert office.tick(f"2026-{day} 09:30") == []
    assert office.invoice("F-001", "2026-04-09 09:31")["state"] == "active"


def test_a_payment_that_leaves_a_few_cents_ends_the_chase(office: Office) -> None:
    reminded(office)
    office.ok("pay", NUMBER, "1195,01", now=at("2026-03-10 09:00"))
    assert to_clients(office.tick("2026-03-16 09:30")) == []


def test_hold_all_stops_everything_and_release_all_resumes(office: Office) -> None:
    assert office.take_in(rows(3), "2026-03-09 08:00").returncode == 0
    office.ok("hold", "--all", now=at("2026-03-09 08:30"))
    assert office.tick("2026-03-09 09:30") == []
    assert office.take_in(rows(4), "2026-03-09 10:00").returncode == 0  # one more, imported meanwhile
    assert office.tick("2026-03-09 10:30") == []
    assert {i["state"] for i in office.status("2026-03-09 10:31")["invoices"]} == {"waiting"}
    office.ok("release", "--all", now=at("2026-03-10 08:30"))
    assert len(to_clients(office.tick("2026-03-10 09:30"))) == 4


def test_hold_all_lifts_no_hold_of_an_invoice(office: Office) -> None:
    assert office.take_in(rows(2), "2026-03-09 08:00").returncode == 0
    office.ok("hold", "F-001", now=at("2026-03-09 08:10"))
    office.ok("hold", "--all", now=at("2026-03-09 08:20"))
    office.ok("release", "--all", now=at("2026-03-09 08:30"))
    assert [m["To"] for m in to_clients(office.tick("2026-03-09 09:30"))] == ["client002@exemple.test"]


def test_a_later_due_date_takes_the_ladder_back(office: Office) -> None:
    reminded(office)
    later = office.take_in(ROW.replace("2026-03-02", "2026-04-20") + "\n", "2026-03-10 09:00")
    assert later.returncode == 0
    shown = office.invoice(NUMBER, "2026-03-10 09:01")
    assert (shown["state"], shown["due_on"]) == ("active", "2026-04-20")
    assert to_clients(office.tick("2026-03-16 09:30")) == []
    sent = [d for d in ("04-13", "04-20", "04-27") for _ in to_clients(office.tick(f"2026-{d} 09:30"))]
    assert sent == ["04-13", "04-20", "04-27"]


# -------------------------------------------------------------------------------------------- errors


def test_no_command_ever_shows_a_traceback(office: Office) -> None:
    reminded(office)
    (office.folder / "faux.csv").write_text(
        "numero;client;email;montant;date_facture;echeance\n"
        "B-1;Client;pas-une-adresse;100;2026-01-01;2026-02-01\n"
        "B-2;Client;a@b.test;-5;2026-01-01;2026-02-01\n"
        "B-3;Client;a@b.test;100;2026-13-01;2026-02-01\n"
        ";Client;a@b.test;100;2026-01-01;2026-02-01\n"
        "B-5;Client;a@b.test;100;2026-01-01;2026-02-01\n",
        encoding="utf-8",
    )
    (office.folder / "binaire.xlsx").write_bytes(bytes(range(256)) * 20)
    (office.folder / "vide.csv").write_bytes(b"")
    done = office.run("import", str(office.folder / "faux.csv"), now=at("2026-03-10 09:00"))
    assert done.returncode == 1
    for row in ("2", "3", "4", "5"):
        assert f"ligne {row}" in (done.stdout + done.stderr).replace("\xa0", " ").replace("\u202f", " ")
    assert office.invoice("B-5", "2026-03-10 09:01")["state"] == "active"  # the good row went in
    wrong = [
        ("import", str(office.folder / "binaire.xlsx")),
        ("import", str(office.folder / "vide.csv")),
        ("import", str(office.folder / "absent.csv")),
        ("import", str(office.folder)),
        ("show", "INCONNUE"),
        ("hold", "INCONNUE"),
        ("hold",),
        ("hold", NUMBER, "--all"),
        ("hold", NUMBER, "--until", "2020-01-01"),
        ("release", "INCONNUE"),
        ("release", "--client", "Personne"),
        ("answer", "T99", "ok"),
        ("answer", "Tx", "ok"),
        ("pay", NUMBER, "beaucoup"),
        ("pay", NUMBER, "0"),
        ("pay", NUMBER, "-10"),
        ("pay", NUMBER, "10", "--on", "demain"),
        ("credit", NUMBER, "99999"),
        ("cancel", "INCONNUE"),
        ("backup", "/nulle/part/copie.db"),
        ("classify", str(office.folder / "absent.eml")),
        ("preview", "--until", "x"),
        ("nimportequoi",),
        ("tick", "--nimportequoi"),
    ]
    for words in wrong:
        done = office.run(*words)
        assert done.returncode in {1, 2}, (words, done)
        told = done.stdout + done.stderr
        assert "Traceback" not in told, words
        assert "Incident imprévu" not in told, words
        assert done.stderr.strip(), words


BROKEN = {
    "an unknown key": ("[smtp]", "[smtp]\nhots = 3", "hots"),
    "no TOML": ("[smtp]", "[smtp", "config.toml"),
    "an IBAN that is none": ("FR7630006000011234567890189", "FR0030006000011234567890189", "iban"),
    "a secret that is not there": ("imap.secret", "absent.secret", "absent.secret"),
    "no security beyond the loopback": ('host = "127.0.0.1"\nport', 'host = "mail.cabinet.test"\nport', "security"),
    "hours that end before they begin": ("[payments]", '[sending]\nhours = ["12:00-09:00"]\n[payments]', "hours"),
    "a day that is none": ("[payments]", '[sending]\ndays = ["lundi"]\n[payments]', "days"),
    "a region that is none": ("[payments]", '[sending]\nregion = "Savoie"\n[payments]', "region"),
    "a database that is none": ("[payments]", '[storage]\nurl = "mysql://x"\n[payments]', "url"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_configuration_is_explained_in_french(office: Office, name: str) -> None:
    old, new, word = BROKEN[name]
    reconfigure(office, old, new)
    for words in (("tick",), ("status",), ("check", "--offline")):
        done = office.run(*words)
        told = done.stdout + done.stderr
        if words[0] == "status" and done.returncode == 0:
            continue  # what it does not use, it does not ask for
        assert done.returncode in {1, 2}, (words, told)
        assert word in told, (words, told)
        assert "Traceback" not in told
        assert "Incident imprévu" not in told


def test_a_file_that_is_no_database_is_explained(office: Office) -> None:
    (office.folder / "relance.db").write_bytes(b"pas une base" * 1000)
    for words in (("status",), ("tick",), ("check", "--offline")):
        done = office.run(*words)
        assert done.returncode in {1, 2}
        assert "relance.db" in done.stdout + done.stderr
        assert "Incident imprévu" not in done.stdout + done.stderr


def test_two_clients_of_one_address_never_share_a_mail(office: Office) -> None:
    shared = (
        "A-1;Client Un;partage@exemple.test;100,00;2026-01-30;2026-03-02;professionnel;\n"
        "A-2;Client Deux;partage@exemple.test;200,00;2026-01-30;2026-03-02;professionnel;\n"
    )
    assert office.take_in(shared, "2026-03-09 08:00").returncode == 0
    mails = to_clients(office.tick("2026-03-09 09:30"))
    texts = [m.as_string() + str(m.get_body(("plain",)).get_content()) for m in mails]
    assert sorted(("A-1" in t, "A-2" in t) for t in texts) == [(False, True), (True, False)]
    assert query(office, "SELECT count(*) FROM client") == [2]


def test_no_mail_to_a_client_says_the_matter_and_its_mark_is_opaque(office: Office) -> None:
    (office.folder / "f.csv").write_text(
        "numero;client;email;montant;date_facture;echeance;type;objet;dossier\n"
        f"{NUMBER};SARL Exemple;{CLIENT};1200;2026-01-30;2026-03-02;professionnel;"
        "Honoraires divorce Martin;Divorce Martin\n",
        encoding="utf-8",
    )
    office.ok("import", str(office.folder / "f.csv"), now=at("2026-02-20 09:00"))
    seen: list[EmailMessage] = []
    for day in ("02-23", "03-02", "03-09", "03-16", "03-30"):
        seen += to_clients(office.tick(f"2026-{day} 09:30"))
    office.tick("2026-04-01 09:30")
    request = next(m for m in to_firm(office.tick("2026-04-09 09:30")) if "à valider" in m["Subject"])
    office.receive(said(request))
    seen += to_clients(office.tick("2026-04-09 10:05"))
    assert len(seen) == 6
    for mail in seen:
        assert "Martin" not in mail["Subject"]
        assert "ivorce" not in mail["Subject"]
        assert NUMBER in mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"]
        mark = mail["X-Relance-Ref"]
        assert NUMBER not in mark
        assert "exemple" not in mark.lower()
        assert len(mark) >= 16
    assert len({m["X-Relance-Ref"] for m in seen}) == 6
    first = seen[0]["Message-ID"]
    assert all(first in str(m["References"]) and m["In-Reply-To"] for m in seen[1:])
