from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from relance.adapters.store.store import open_store
from relance.cli.entry import run
from relance.config import load
from relance.demo.servers import ImapServer, SmtpSink

CONFIG = """\
[firm]
name = "Cabinet Exemple"
email = "comptabilite@cabinet.test"
iban = "FR7630006000011234567890189"
[[firm.staff]]
name = "Me Exemple"
email = "associee@{staff_domain}"
[imap]
host = "127.0.0.1"
port = {imap}
security = "none"
username = "comptabilite@cabinet.test"
password_file = "imap.secret"
sent = "{sent}"
trusted_authserv = {authserv}
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
"""


@pytest.fixture
def servers() -> Iterator[tuple[ImapServer, SmtpSink]]:
    with ImapServer() as imap, SmtpSink() as smtp:
        yield imap, smtp


def firm(folder: Path, imap: int = 1, smtp: int = 1, password: str = "repetition", **changes: str) -> str:
    facts = {"staff_domain": "cabinet.test", "sent": "auto", "authserv": '["mx.cabinet.test"]'} | changes
    (folder / "config.toml").write_text(CONFIG.format(imap=imap, smtp=smtp, **facts), encoding="utf-8")
    secret = folder / "imap.secret"
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)
    return str(folder / "config.toml")


def check(config: str, *options: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    at = () if "--now" in options else ("--now", "2026-11-30T09:00")
    status = run(["--config", config, "check", *at, *options])
    captured = capsys.readouterr()
    return status, (captured.out + captured.err).replace("\u00a0", " ")


def test_a_firm_in_order_passes_every_check(
    tmp_path: Path, servers: tuple[ImapServer, SmtpSink], capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = check(firm(tmp_path, servers[0].port, servers[1].port), capsys=capsys)
    assert status == 0, said
    lines = said.splitlines()
    assert all(line.startswith("✓ ") for line in lines)
    for point in (
        "configuration",
        "mot de passe IMAP",
        "gabarits",
        "taux",
        "base de données",
        "journal",
        "IMAP",
        "SMTP",
    ):
        assert any(line.startswith(f"✓ {point}") for line in lines), point
    assert "copies dans « Sent »" in said
    assert servers[1].box == []
    assert not (tmp_path / "relance.db").exists()


def test_a_wrong_password_fails_the_check_of_imap_alone(
    tmp_path: Path, servers: tuple[ImapServer, SmtpSink], capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path, servers[0].port, servers[1].port, password="faux")
    status, said = check(config, capsys=capsys)
    assert status == 1
    assert [line[:6] for line in said.splitlines() if line.startswith("✗")] == ["✗ IMAP"]


def test_servers_that_do_not_answer_fail_their_checks_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = check(firm(tmp_path), capsys=capsys)
    assert status == 1
    assert [line[:6] for line in said.splitlines() if line.startswith("✗")] == ["✗ IMAP", "✗ SMTP"]
    assert "Traceback" not in said


def test_offline_connects_to_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = check(firm(tmp_path), "--offline", capsys=capsys)
    assert status == 0
    assert "SMTP" not in said


def test_a_sent_folder_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, servers: tuple[ImapServer, SmtpSink], capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path, servers[0].port, servers[1].port, sent="Envoyés du cabinet")
    status, said = check(config, capsys=capsys)
    assert status == 1
    assert "INBOX, Sent" in said


def test_a_configuration_that_cannot_be_used_is_exit_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = firm(tmp_path)
    Path(config).write_text(Path(config).read_text(encoding="utf-8") + "[sending]\nhour = 1\n", encoding="utf-8")
    status, said = check(config, capsys=capsys)
    assert status == 2
    assert "[sending] hour" in said


def test_a_secret_that_others_can_read_is_exit_two_and_the_rest_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path)
    (tmp_path / "imap.secret").chmod(0o644)
    status, said = check(config, "--offline", capsys=capsys)
    assert status == 2
    assert f"chmod 600 {tmp_path / 'imap.secret'}" in said
    assert "✓ gabarits" in said


def test_a_broken_gabarit_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = firm(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "due.txt").write_text("Objet : {{ rien_de_tel }}\n\nBonjour\n", encoding="utf-8")
    Path(config).write_text('gabarits = "mine"\n' + Path(config).read_text(encoding="utf-8"), encoding="utf-8")
    status, said = check(config, "--offline", capsys=capsys)
    assert status == 1
    assert "✗ gabarits" in said
    assert "due.txt" in said


def test_a_database_of_another_program_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = firm(tmp_path)
    (tmp_path / "relance.db").write_bytes(b"not a database, far from it" * 50)
    status, said = check(config, "--offline", capsys=capsys)
    assert status == 1
    assert "✗ base de données" in said


def test_the_chain_of_the_journal_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = firm(tmp_path)
    settings = load(Path(config))
    open_store(settings.storage_url, settings.base_dir, settings.zone).close()
    status, said = check(config, "--offline", capsys=capsys)
    assert status == 0
    assert "la chaîne des empreintes est entière" in said


def test_what_may_surprise_the_firm_is_said_without_failing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path, staff_domain="gmail.test", authserv="[]")
    status, said = check(config, "--offline", capsys=capsys)
    assert status == 0
    warnings = [line for line in said.splitlines() if line.startswith("! ")]
    assert len(warnings) == 2
    assert "gmail.test" in warnings[0]
    assert "trusted_authserv" in warnings[1]


def test_a_far_now_is_refused_with_a_real_server_and_allowed_on_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path)
    assert check(config, "--offline", "--now", "2020-01-01T09:00", capsys=capsys)[0] == 0
    text = Path(config).read_text(encoding="utf-8")
    real = text.replace('[smtp]\nhost = "127.0.0.1"', '[smtp]\nhost = "smtp.cabinet.test"')
    Path(config).write_text(real.replace('security = "none"\n', "", 2).replace("port = 1\n", ""), encoding="utf-8")
    status, said = check(config, "--offline", "--now", "2020-01-01T09:00", capsys=capsys)
    assert status == 2
    assert "plus d’une heure" in said


def test_the_rates_of_the_semester_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = firm(tmp_path)
    line = "✓ taux : 1er semestre 2026, BCE 2,15 %, intérêt légal 2,62 %"
    assert line in check(config, "--offline", "--now", "2026-06-30T09:00", capsys=capsys)[1].splitlines()
    said = check(config, "--offline", capsys=capsys)[1]
    assert "2e semestre 2026, BCE 2,40 %, intérêt légal 2,75 % (à confirmer" in said


def test_a_semester_without_rates_is_named_with_what_to_add_until_the_firm_adds_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path)
    for now in ("2027-01-02T09:00", "2027-07-01T09:00"):
        status, said = check(config, "--offline", "--now", now, capsys=capsys)
        assert status == 1
        lines = [line for line in said.splitlines() if line.startswith("✗")]
        assert all(line.startswith("✗ taux : le taux") for line in lines)
        assert any('semester = "2027-S1", refinancing = …' in line for line in lines)
        assert any('semester = "2027-S1", legal = …' in line for line in lines)
    row = '{ semester = "2027-S1", refinancing = 2.65, legal = "2,71", source = "arrêté du 20 décembre 2026" }'
    Path(config).write_text(
        Path(config).read_text(encoding="utf-8") + f"[penalties]\nrates = [{row}]\n", encoding="utf-8"
    )
    status, said = check(config, "--offline", "--now", "2027-01-02T09:00", capsys=capsys)
    assert status == 0
    assert "✓ taux : 1er semestre 2027, BCE 2,65 %, intérêt légal 2,71 %" in said


def test_an_agreed_rate_under_the_least_the_law_allows_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = firm(tmp_path)
    text = Path(config).read_text(encoding="utf-8")
    for percent, warned in (("8.24", True), ("8.25", False), ("0", False)):
        Path(config).write_text(f"{text}[penalties]\nagreed_percent = {percent}\n", encoding="utf-8")
        status, said = check(config, "--offline", capsys=capsys)
        assert status == 0
        assert ("! [penalties] agreed_percent : 8,24 %" in said) is warned
