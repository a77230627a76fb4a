from __future__ import annotations

from datetime import date

import pytest

from relance.domain.dates import days, fold_line, free_days

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
    "words", ["31/02", "le 32", "2026-0142", "facture 12/2026", "à 10h30", "1 200 €", "en 3 fois"]
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert days(fold_line(words), THURSDAY, past=False) == ()


def test_the_date_of_an_invoice_or_a_mail_is_not_the_day_of_a_payment() -> None:
    found = free_days(
        fold_line("votre facture du 3 février et votre mail du 9 mars, réglée hier"), THURSDAY, past=True
    )
    assert [d.on.isoformat() for d in found] == ["2026-03-11"]


def test_folding_keeps_every_position() -> None:
    text = "Échéance réglée — l’été, À bientôt…"
    assert len(fold_line(text)) == len(text)
