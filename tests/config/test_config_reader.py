from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from relance.config import Settings, load
from relance.domain.intents import Intent
from relance.domain.owed.rates import Rate, RateClass, Semester
from relance.domain.people import Role
from relance.errors import ConfigError

LEAST = """\
[firm]
name = "Cabinet Exemple"
email = "Comptabilite@Cabinet.test"
iban = "FR76 3000 6000 0112 3456 7890 189"

[[firm.staff]]
name = "Me Exemple"
email = "associee@cabinet.test"

[imap]
host = "127.0.0.1"
security = "none"
username = "comptabilite@cabinet.test"
password_file = "imap.secret"

[smtp]
host = "127.0.0.1"
security = "none"
"""


def read(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert caught.value.exit_status == 2
    return list(caught.value.problems)


def only_problem(folder: Path, text: str) -> str:
    found = problems(folder, text)
    assert len(found) == 1, found
    return found[0]


def test_the_least_that_works_gets_every_default(tmp_path: Path) -> None:
    settings = read(tmp_path, LEAST)
    assert settings.firm.email == "comptabilite@cabinet.test"
    assert settings.firm.iban == "FR7630006000011234567890189"
    assert settings.imap.real_port == 143
    assert settings.smtp.real_port == 25
    assert settings.smtp.is_loopback
    assert settings.storage_url == f"sqlite:///{tmp_path / 'relance.db'}"
    assert settings.imap.password_file == tmp_path / "imap.secret"
    assert settings.gabarits is None
    assert settings.zone.key == "Europe/Paris"
    assert settings.firm_facts().account_holder == "Cabinet Exemple"
    assert settings.plans.max_instalments == 3


def test_what_a_firm_sets_reaches_the_policy(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        'gabarits = "mes gabarits"\n'
        + LEAST.replace("[imap]", '[[firm.staff]]\nname = "B"\nemail = "b@cabinet.test"\nrole = "assistant"\n[imap]')
        + """
[sending]
days = ["mon", "sat"]
hours = ["14:00-24:00", "8:30-12:00"]
min_days_between = 7
brake = 0
region = "alsace moselle"
closed = ["2026-08-03..2026-08-21", 2026-12-24]
[answers]
automatic = ["paid"]
[plans]
auto_up_to = 1500.50
[penalties]
agreed_percent = "12,5"
rates = [{ semester = "2027-S1", refinancing = 2.65, source = "BCE" }]
""",
    )
    policy = settings.policy()
    assert policy.calendar.days == {0, 5}
    assert policy.calendar.hours == ((time(8, 30), time(12)), (time(14), time.max))
    assert policy.calendar.region == "Alsace-Moselle"
    assert policy.calendar.closed == (
        (date(2026, 8, 3), date(2026, 8, 21)),
        (date(2026, 12, 24), date(2026, 12, 24)),
    )
    assert (policy.min_days_between, policy.brake) == (7, 0)
    assert policy.automatic_answers == {Intent.PAID}
    assert settings.plans.auto_up_to == Decimal("1500.50")
    assert settings.penalties.agreed_percent == Decimal("12.5")
    assert settings.penalties.rates[0].rates == (
        Rate(Semester(2027, 1), RateClass.REFINANCING, Decimal("2.65"), "BCE"),
    )
    assert settings.gabarits == tmp_path / "mes gabarits"
    assert settings.staff[1].role is Role.ASSISTANT


def test_every_problem_is_told_at_once_with_its_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        LEAST.replace("189", "188")
        .replace("associee@", "comptabilite@")
        .replace('host = "127.0.0.1"\nsecurity = "none"\nusername', 'host = "mail.test"\nsecurity = "none"\nusername')
        + '[sending]\nhour = ["9h"]\nper_minute = "20"\n'
    )
    found = problems(tmp_path, text)
    where = [problem.removeprefix(f"{tmp_path / 'config.toml'}, ").split(" : ")[0] for problem in found]
    assert where == [
        "ligne 4, [firm] iban",
        "ligne 8, [[firm.staff]] n° 1 email",
        "ligne 12, [imap] security",
        "ligne 20, [sending] hour",
        "ligne 21, [sending] per_minute",
    ]
    assert all(problem.endswith(".") for problem in found)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[sending]\nhour = []", "« hours »"),
        ("[sendin]\nbrake = 1", "« sending »"),
        ("[sending]\nnotice_senders = []", "section [payments]"),
        ("[sending]\nbrake = true", "nombre entier"),
        ("[sending]\nbrake = -1", "minimum est 0"),
        ("[sending]\nper_minute = 0", "minimum est 1"),
        ("[sending]\ndays = []", "liste est vide"),
        ("[sending]\ndays = [1]", "mon, tue"),
        ('[sending]\ndays = "mon"', "liste entre crochets"),
        ('[sending]\nhours = ["12:00-09:00"]', "finit avant de commencer"),
        ('[sending]\nhours = ["25:00-26:00"]', "09:00-12:00"),
        ('[sending]\nhours = ["09:00-12:00", "11:00-13:00"]', "se recouvrent"),
        ('[sending]\nclosed = ["2026-08-21..2026-08-03"]', "finit avant de commencer"),
        ('[sending]\nclosed = ["2026-02-30"]', "période de fermeture"),
        ("[sending]\nclosed = [3]", "entre guillemets"),
        ('[sending]\nregion = "Bretagne"', "Alsace-Moselle"),
        ('[storage]\nurl = "postgres://u:motdepasse@h/b"', "postgresql+psycopg://"),
        ('[storage]\nurl = "sqlite://"', "sqlite:///relance.db"),
        ('[storage]\nurl = "sqlite:///:memory:"', "sqlite:///relance.db"),
        ('[payments]\nnotice_senders = ["banque"]', "adresse électronique"),
        ('[payments]\naccounts = ["FR76"]', "IBAN"),
        ("[penalties]\nagreed_percent = -1", "n’est pas un taux"),
        ("[penalties]\nagreed_percent = true", "n’est pas un taux"),
        ('[penalties]\nagreed_percent = "cent"', "n’est pas un taux"),
        ('[penalties]\nrates = [{ semester = "2027", legal = 2.7, source = "x" }]', "n’est pas un semestre"),
        (
            '[penalties]\nrates = [{ semester = "2027-S1", legal = 2.7 }]',
            "rates n° 1 source : cette clé est obligatoire",
        ),
        ('[penalties]\nrates = [{ semester = "2027-S1", source = "x" }]', "ne donne aucun taux"),
        ('[penalties]\nrates = [{ semester = "2027-S1", refinancing = 12.65, source = "x" }]', "sans les 10 points"),
        ('[penalties]\nrates = [{ semester = "2027-S1", legale = 2.7, source = "x" }]', "« legal »"),
        ('[[penalties.rates]]\nsemester = "2027-S3"\nlegal = 2.7\nsource = "x"', "[penalties] rates n° 1 semester"),
        (
            "[penalties]" + 2 * '\n[[penalties.rates]]\nsemester = "2027-S1"\nlegal = 2.7\nsource = "x"',
            "donné deux fois",
        ),
        ('[answers]\nautomatic = ["dispute"]', "not_received, paid"),
        ("[plans]\nauto_up_to = -1", "négatif"),
        ('[plans]\nauto_up_to = "beaucoup"', "montant"),
        ("[plans]\nfirst_percent = 101", "maximum est 100"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, written: str, said: str) -> None:
    problem = only_problem(tmp_path, f"{LEAST}{written}\n")
    assert said in problem
    assert "ligne" in problem
    assert "motdepasse" not in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('iban = "FR76', 'iban = "FR75', "clé de contrôle"),
        ('iban = "FR76', 'timezone = "Europe/Lutece"\niban = "FR76', "fuseau horaire"),
        ("Comptabilite@Cabinet.test", "comptabilite", "[firm] email"),
        ('name = "Me Exemple"\n', "", "[[firm.staff]] n° 1 name : cette clé est obligatoire"),
        ('name = "Me Exemple"\n', 'name = "Me Exemple"\nrole = "avocat"\n', "lawyer ou assistant"),
        ('name = "Me Exemple"\n', 'name = "Me Exemple"\nmail = "x"\n', "« email »"),
        ('username = "comptabilite@cabinet.test"\n', "", "[imap] username : cette clé est obligatoire"),
        ("password_file", 'password_env = "X"\npassword_file', "pas les deux"),
        ("password_file", 'auth = "oauth2"\npassword_file', "pas encore disponible"),
        ('host = "127.0.0.1"', 'host = " "', "vide"),
        ('name = "Cabinet Exemple"', "name = 3", "texte entre guillemets"),
        ('name = "Cabinet Exemple"', 'siren = "12"\nname = "Cabinet Exemple"', "9 chiffres"),
        ('name = "Cabinet Exemple"', 'bic = "12"\nname = "Cabinet Exemple"', "BIC"),
        ("password_file = ", "password_file = 3 #", "entre guillemets"),
    ],
)
def test_a_wrong_value_of_the_least_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in problems(tmp_path, LEAST.replace(old, new, 1))[0]


def test_two_people_cannot_share_an_address(tmp_path: Path) -> None:
    twice = LEAST.replace("[imap]", '[[firm.staff]]\nname = "B"\nemail = "ASSOCIEE@cabinet.test"\n[imap]')
    assert "[[firm.staff]] n° 2 email" in only_problem(tmp_path, twice)


def test_a_firm_names_a_lawyer(tmp_path: Path) -> None:
    assert "aucun avocat" in only_problem(tmp_path, LEAST.replace("[imap]", 'role = "assistant"\n[imap]'))


def test_sections_that_are_missing_or_no_sections_are_named(tmp_path: Path) -> None:
    found = problems(tmp_path, 'smtp = 3\n[firm]\nname = "X"\n')
    assert any("[imap] : cette section est obligatoire" in p for p in found)
    assert any("[smtp] : il faut une section" in p for p in found)
    assert any("[[firm.staff]] : cette section est obligatoire" in p for p in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[firm]\nname = "Cabinet\n', 'ligne 2 (« name = "Cabinet »)'),
        ("[firm]\nname = Cabinet\n", "entre guillemets"),
        ("[firm]\n[firm]\n", "deux fois"),
        ("[firm]\nname\n", "« = »"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    problem = only_problem(tmp_path, text)
    assert said in problem
    assert "ligne 2" in problem


def test_a_broken_line_that_may_hold_a_password_is_not_repeated(tmp_path: Path) -> None:
    assert "motdepasse" not in only_problem(tmp_path, '[storage]\nurl = "postgresql+psycopg://u:motdepasse@h/b\n')


def test_a_missing_or_unreadable_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="relance init"):
        load(tmp_path / "absent.toml")
    with pytest.raises(ConfigError, match="ne peut pas être lu"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(tmp_path / "latin.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + LEAST).firm.name == "Cabinet Exemple"


def test_a_database_password_stands_in_no_repr(tmp_path: Path) -> None:
    settings = read(tmp_path, LEAST + '[storage]\nurl = "postgresql+psycopg://u:motdepasse@h/b"\n')
    assert settings.storage_url == "postgresql+psycopg://u:motdepasse@h/b"
    assert "motdepasse" not in repr(settings)
