# ruff: noqa: E501  mails and tables of examples read better unbroken
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from relance.reading.message import parse
from relance.reading.notices import PaymentNotice, payment_notice


def _notice(body: str, subject: str = "Avis de virement", kind: str = "text/plain") -> PaymentNotice | None:
    head = f"From: avis@banque.test\nDate: Thu, 12 Mar 2026 10:00:00 +0100\nSubject: {subject}\nContent-Type: {kind}; charset=utf-8"
    return payment_notice(parse(f"{head}\n\n{body}".encode()))


def test_a_sentence_tells_who_paid_how_much_when_and_for_what() -> None:
    found = _notice("Vous avez reçu un virement de 1 200,00 € de SARL Dupuis le 11/03/2026, motif FACT 2026-0142.")
    assert found is not None
    assert (found.amount, found.on, found.payer) == (Decimal("1200.00"), date(2026, 3, 11), "SARL Dupuis")
    assert found.reference == "FACT 2026-0142"
    assert found.numbers == ("2026-0142",)
    assert found.incoming


def test_labelled_lines_are_read() -> None:
    body = "Votre compte a été crédité.\n\nMontant : 1.860,50 EUR\nDonneur d'ordre : MENUISERIE PRIGENT\nMotif : note 2026-0150\nDate : 10/03/2026\nNouveau solde : 9 000,00 EUR"
    found = _notice(body)
    assert found is not None
    assert (found.amount, found.on, found.payer) == (Decimal("1860.50"), date(2026, 3, 10), "MENUISERIE PRIGENT")
    assert found.numbers == ("2026-0150",)
    assert found.incoming


def test_an_html_table_is_read() -> None:
    rows = "".join(
        f"<tr><td>{a} :</td><td>{b}</td></tr>"
        for a, b in (
            ("Montant", "390,00 €"),
            ("Émetteur", "Rose Martin"),
            ("Motif", "F2026-0151"),
            ("Date", "09/03/2026"),
        )
    )
    found = _notice(f"<p>Vous avez reçu un virement.</p><table>{rows}</table>", kind="text/html")
    assert found is not None
    assert (found.amount, found.on, found.payer, found.numbers) == (
        Decimal("390.00"),
        date(2026, 3, 9),
        "Rose Martin",
        ("F2026-0151",),
    )
    assert found.incoming


@pytest.mark.parametrize(
    "body",
    [
        "Vous avez effectué un virement de 1 200,00 € vers SARL Dupuis, motif FACT 2026-0142.",
        "Votre compte a été débité de 1 200,00 €.",
        "Un virement de 1 200,00 € est en attente, votre compte sera crédité prochainement.",
        "Vous avez reçu un virement de 1 200,00 € de SARL Dupuis, il a été rejeté.",
        "Recevez jusqu'à 1 200 € ! Profitez de notre offre, votre compte crédité en 24 h.",
        "A transfer of EUR 1,200.00 has been scheduled.",
    ],
)
def test_what_is_not_money_received_is_not_incoming(body: str) -> None:
    found = _notice(body, subject="Information")
    assert found is None or not found.incoming


def test_a_mail_without_a_sum_or_a_payment_is_no_notice() -> None:
    assert _notice("Votre conseiller vous propose un rendez-vous.") is None
    assert _notice("Vous avez reçu un virement.") is None
