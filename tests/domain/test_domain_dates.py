from __future__ import annotations

from datetime import date

import pytest

from relance.domain.dates import days, fold_line, owned

THURSDAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("words", "ahead", "behind"),
    [
        ("vendredi", "2026-03-13", "2026-03-06"),
        ("jeudi", "2026-03-19", "2026-03-05"),
        ("dès lundi", "2026-03-16", "2026-03-09"),
        ("mardi en huit", "2026-03-24", None),
        ("fin du mois", "2026-03-31", None),
        ("fin avril", "2026-04-30", None),
        ("sous huitaine", "2026-03-20", None),
        ("sous quinzaine", "2026-03-27", None),
        ("sous 48h", "2026-03-14", None),
        ("dans trois semaines", "2026-04-02", None),
        ("demain", "2026-03-13", None),
        ("hier", None, "2026-03-11"),
        ("le 5", "2026-04-05", "2026-03-05"),
        ("15/12", "2026-12-15", "2025-12-15"),
        ("le 12/03/26", "2026-03-12", "2026-03-12"),
        ("1er avril", "2026-04-01", "2025-04-01"),
        ("le 5 du mois prochain", "2026-04-05", None),
        ("2026-05-04", "2026-05-04", None),
        ("by March 20th", "2026-03-20", None),
        ("il y a trois jours", None, "2026-03-09"),
        ("lundi 18", "2026-05-18", None),
        ("le samedi 14 à 8h", "2026-03-14", "2026-02-14"),
        ("lundi en quinze", "2026-03-30", None),
        ("mercredi de la semaine prochaine", "2026-03-18", None),
        ("d’ici une dizaine de jours", "2026-03-22", None),
        ("dans les quarante-huit heures", "2026-03-14", None),
        ("à la mi-décembre", "2026-12-15", None),
        ("à la paie du 28", "2026-03-28", "2026-02-28"),
        ("après-demain", "2026-03-14", None),
        ("encore un mois", "2026-04-12", None),
        ("un report de 60 jours", "2026-05-11", None),
        ("à partir de juin", "2026-06-01", None),
        ("le dix de chaque mois, dès juillet", "2026-07-10", None),
        ("la paie de mai qui tombe le 28", "2026-05-28", None),
        ("jusqu’à la Toussaint", "2026-11-01", None),
        ("le vingt-huit", "2026-03-28", "2026-02-28"),
        ("le premier octobre", "2026-10-01", "2025-10-01"),
        ("el viernes 19 de junio", "2026-06-19", None),
        ("entro il 5 aprile", "2026-04-05", None),
        ("bis zum 30. September", "2026-09-30", None),
        ("gestort op 2 maart", None, "2026-03-02"),
        ("no fim de agosto", "2026-08-31", None),
        ("a week on Tuesday", "2026-03-24", None),
        ("on the 5th", "2026-04-05", None),
    ],
)
def test_a_day_is_the_next_one_promised_and_the_last_one_done(
    words: str, ahead: str | None, behind: str | None
) -> None:
    folded = fold_line(words)
    if ahead:
        assert [d.on.isoformat() for d in days(folded, THURSDAY, past=False)] == [ahead]
    if behind:
        assert [d.on.isoformat() for d in days(folded, THURSDAY, past=True)] == [behind]


@pytest.mark.parametrize(
    "words",
    [
        *("31/02", "le 32", "2026-0142", "facture 12/2026", "à 10h30", "1 200 €", "en 3 fois", "le 15 rue Haute"),
        *("en ce début d’année", "virement de 1 200,00", "Guten Morgen", "le 3e versement", "deux fois moins"),
    ],
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert days(fold_line(words), THURSDAY, past=False) == ()


def free(words: str, *, past: bool) -> list[str]:
    folded = fold_line(words)
    return [d.on.isoformat() for d in days(folded, THURSDAY, past=past) if not owned(folded, d)]


def test_the_date_of_an_invoice_or_a_mail_is_not_the_day_of_a_payment() -> None:
    words = "votre facture du 3 février et votre mail du 9 mars, réglée hier"
    assert free(words, past=True) == ["2026-03-11"]


def test_the_day_after_is_told_by_the_day_named_before() -> None:
    found = days(fold_line("La paie tombe le 4, je vire le lendemain"), THURSDAY, past=False)
    assert [d.on.isoformat() for d in found] == ["2026-04-04", "2026-04-05"]


def test_a_bill_paid_on_a_day_does_not_own_it() -> None:
    assert free("je règle la facture vendredi", past=False) == ["2026-03-13"]
    assert free("votre mail de vendredi", past=True) == []


def test_folding_keeps_every_position() -> None:
    text = "Échéance réglée — l’été, À bientôt…"
    assert len(fold_line(text)) == len(text)
