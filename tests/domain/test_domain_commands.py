# ruff: noqa: E501  mails and tables of examples read better unbroken
"""The firm's short answers: each example of the interface, and what must never be taken for a yes."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.commands import Command, offered, understand_answer
from relance.domain.model import Approves, TaskKind

THURSDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("text", "command", "fields"),
    [
        ("ok", "approve", {}),
        ("Oui", "approve", {}),
        ("vas-y", "approve", {}),
        ("bon pour envoi", "approve", {}),
        ("validé", "approve", {}),
        ("d'accord", "approve", {}),
        ("Bonjour,\n\nOk, merci.\n\nCordialement,\nClaire", "approve", {}),
        ("non", "reject", {}),
        ("surtout pas", "reject", {}),
        ("n’envoie pas", "reject", {}),
        ("annule l'envoi", "reject", {}),
        ("annule", "reject", {}),
        ("rien reçu", "reject", {}),
        ("pause 15 jours", "hold", {"until": "2026-12-04"}),
        ("attends lundi", "hold", {"until": "2026-11-23"}),
        ("on suspend jusqu'au 15/12", "hold", {"until": "2026-12-15"}),
        ("stop", "hold", {}),
        ("ok mais attends demain", "hold", {"until": "2026-11-20"}),
        ("on reprend", "release", {}),
        ("relance", "release", {}),
        ("lève la pause", "release", {}),
        ("payé", "paid", {}),
        ("réglé 600 € le 12", "paid", {"amount": "600.00", "date": "2026-11-12"}),
        ("chèque reçu hier", "paid", {"date": "2026-11-18"}),
        ("virement bien arrivé", "paid", {}),
        ("avoir de 200", "credit", {"amount": "200.00"}),
        ("remise de 10 %", "credit", {"percent": "10"}),
        ("annule la facture", "cancel", {"why": "annulled"}),
        ("on laisse tomber, passe en perte", "cancel", {"why": "written_off"}),
        ("passe à la mise en demeure", "advance", {}),
        ("étape suivante", "advance", {}),
        ("propose 3 fois", "propose_plan", {"instalments": "3"}),
        ("échéancier 4 mois à partir de janvier", "propose_plan", {"instalments": "4", "date": "2027-01-01"}),
        ("appelé, pas joignable", "called", {"outcome": "no_answer"}),
        ("eu au tel, paie vendredi", "called", {"outcome": "promise", "date": "2026-11-20"}),
        ("conteste au téléphone", "called", {"outcome": "dispute"}),
        ("messagerie", "called", {"outcome": "no_answer"}),
        ("LRAR partie 1A 123 456 7890 1", "posted", {"tracking": "1A 123 456 7890 1"}),
        ("recommandé envoyé ce jour", "posted", {"date": "2026-11-19"}),
        ("AR signé le 3", "received", {"outcome": "delivered", "date": "2026-11-03"}),
        ("pli non réclamé", "received", {"outcome": "unclaimed"}),
        ("nouvelle adresse : x@y.fr", "contact", {"email": "x@y.fr"}),
        ("tel 06 12 34 56 78", "contact", {"phone": "06 12 34 56 78"}),
        ("note : rdv le 12 avec le client", "note", {"text": "rdv le 12 avec le client"}),
    ],
)
def test_plain_answers_are_understood(text: str, command: str, fields: dict[str, str]) -> None:
    answer = understand_answer(text, THURSDAY)
    assert (answer.command.value, dict(answer.fields)) == (command, fields)


@pytest.mark.parametrize(
    "text",
    ["ok ?", "pas ok", "je ne sais pas", "peut-être", "oui mais", "ok sauf la lettre", "ok mais pas aujourd'hui", "ok après relecture", "pas d'accord",
     "non", "ok si le client n'a pas répondu", "tu valides ?", "je n'ai pas validé", "oui et non", "ok pour une pause", "on en parle demain", "ne valide pas",
     "surtout n'envoie pas", "pas encore validé", "il n'est pas d'accord", "", "Claire"],
)  # fmt: skip
def test_a_negation_a_question_or_a_doubt_is_never_an_approval(text: str) -> None:
    assert understand_answer(text, THURSDAY).command is not Command.APPROVE


@pytest.mark.parametrize(
    "text",
    ["pas payé", "payé ?", "il va payer demain", "n'a rien payé", "il dit avoir payé mais rien reçu", "paiera lundi"],
)
def test_a_payment_that_has_not_come_is_never_booked(text: str) -> None:
    assert understand_answer(text, THURSDAY).command is not Command.PAID


@pytest.mark.parametrize(
    "text", ["avoir de 200 et pause 15 jours", "annule la facture et relance", "payé, propose 3 fois", "bla bla"]
)
def test_two_readings_are_unclear(text: str) -> None:
    assert understand_answer(text, THURSDAY).command is Command.UNCLEAR


@pytest.mark.parametrize("kind", list(TaskKind))
@pytest.mark.parametrize("approves", list(Approves))
def test_every_word_offered_is_understood(kind: TaskKind, approves: Approves) -> None:
    words = offered(kind, approves)
    assert words
    for word, meaning in words:
        assert understand_answer(word, THURSDAY).command is not Command.UNCLEAR, word
        assert meaning
