from __future__ import annotations

import pytest

from relance.domain.intents import Intent
from relance.reading.fates import fates
from relance.reading.intents import fire
from relance.reading.words import sentences


def told(text: str, *labels: Intent) -> dict[str, Intent]:
    said = sentences(text)
    return dict(fates(labels, said, fire(said, pending_proposal=False), ("2026-0142", "2026-0150")))


@pytest.mark.parametrize(
    "text",
    [
        "2026-0142 : soldée le 3. 2026-0150 : jamais reçue.",
        "La 142 est réglée par virement, la 150 je ne l’ai pas.",
        "Facture 2026-0142\nrèglement parti lundi, payée.\nFacture 2026-0150\nmerci d’un duplicata",
    ],
)
def test_each_invoice_has_the_label_of_its_words(text: str) -> None:
    assert list(told(text, Intent.PAID, Intent.NOT_RECEIVED).values()) == [Intent.PAID, Intent.NOT_RECEIVED]


def test_no_invoice_has_a_label_that_the_mail_has_not() -> None:
    assert told("2026-0142 : soldée. 2026-0150 : jamais reçue.", Intent.PAID, Intent.DISPUTE) == {}


def test_one_fate_for_all_is_none_for_each() -> None:
    assert told("2026-0142 : soldée. 2026-0150 : soldée aussi.", Intent.PAID) == {}
    assert told("2026-0142 : soldée.", Intent.PAID, Intent.DISPUTE) == {}
