# ruff: noqa: E501  mails and tables of examples read better unbroken
from __future__ import annotations

import pytest

from relance.reading.message import parse
from relance.reading.quoting import new_text, new_words

SAID = "Bonjour,\n\nVirement fait hier.\n\nCordialement,\nJean Blanc"

QUOTES = {
    "gmail": "Le lun. 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n\n> Votre facture\n> mise en demeure",
    "gmail folded": "Le lun. 9 mars 2026 à 09:30, Cabinet Lemoine et Associés\n<comptabilite@cabinet.test> a\nécrit :\n\n> Votre facture",
    "gmail english": "On Mon, Mar 9, 2026 at 9:30 AM Cabinet <c@cabinet.test> wrote:\n> Your invoice",
    "thunderbird": "Le 09/03/2026 à 09:30, Cabinet a écrit :\n> Votre facture",
    "no marks": "Le 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n\nVotre facture est échue.\nMise en demeure.",
    "outlook": "De : Cabinet <c@cabinet.test>\nEnvoyé : lundi 9 mars 2026 09:30\nÀ : Jean\nObjet : Facture\n\nVotre facture",
    "outlook separator": "-----Message d'origine-----\nDe : Cabinet\nEnvoyé : lundi\nÀ : Jean\nObjet : Facture\n\nVotre facture",
    "outlook rule": "________________________________\nDe : Cabinet <c@cabinet.test>\nEnvoyé : lundi\nÀ : Jean\nObjet : x\n\nVotre facture",
    "outlook bold": "*De :* Cabinet <c@cabinet.test>\n*Envoyé :* lundi 9 mars 2026\n*À :* Jean\n*Objet :* Facture\n\nVotre facture",
    "outlook english": "From: Firm <c@cabinet.test>\nSent: Monday, March 9, 2026 9:30 AM\nTo: Jean\nSubject: Invoice\n\nYour invoice",
    "orange": '> Message du 09/03/26 09:30\n> De : "Cabinet" <c@cabinet.test>\n> A : jean@orange.test\n> Objet : Facture\n>\n> Votre facture',
    "samsung": "-------- Message d'origine --------\nDe : Cabinet <c@cabinet.test>\nDate : 09/03/2026 09:30\nÀ : jean\nObjet : Facture\n\nVotre",
    "apple": "> Le 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n> \n> Votre facture",
    "zimbra": '----- Mail original -----\nDe: "Cabinet" <c@cabinet.test>\nÀ: "Jean"\nEnvoyé: Lundi 9 Mars 2026\nObjet: Facture\n\nVotre facture',
}


@pytest.mark.parametrize("program", sorted(QUOTES))
def test_what_a_mail_program_quotes_is_not_said(program: str) -> None:
    assert new_text(f"{SAID}\n\n{QUOTES[program]}\n") == SAID


@pytest.mark.parametrize(
    "line",
    ["Envoyé de mon iPhone", "Envoyé depuis mon smartphone Samsung Galaxy.", "Obtenir Outlook pour Android", "Sent from my iPad",
     "Envoyé à partir de Outlook pour iOS", "Provenance : Courrier pour Windows"],
)  # fmt: skip
def test_what_the_telephone_writes_is_not_said(line: str) -> None:
    assert new_text(f"{SAID}\n\n{line}\n\n{QUOTES['gmail']}") == SAID


@pytest.mark.parametrize(
    "block",
    ["Gérant\nSARL Blanc\n12 rue des Lilas\n69003 Lyon\nTél. 04 78 00 00 01", "\nDirecteur financier\njean@blanc.test | www.blanc.test",
     "\nCe message et ses pièces jointes sont confidentiels et destinés exclusivement à leurs destinataires.",
     "\n-- \nJean Blanc\nSARL Blanc", "\nPensez à l'environnement avant d'imprimer ce message."],
)  # fmt: skip
def test_contact_block_and_notices_are_not_said_but_the_typed_name_is(block: str) -> None:
    assert new_text(f"{SAID}\n{block}") == SAID


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "Le 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n> Avez-vous réglé ?\nOui, hier.\n> Par chèque ?\nPar virement."
    assert new_text(text) == "Oui, hier.\nPar virement."


def test_an_answer_below_the_quote_is_kept() -> None:
    assert (
        new_text("Le 9 mars 2026, Cabinet <c@x.test> a écrit :\n> Votre facture\n> est échue\n\nJe paie demain.")
        == "Je paie demain."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Le 3 mars, votre assistante m'a écrit : tout est en ordre.",
        "De : quoi parlez-vous ?",
        "Je vous ai écrit le 3 mars 2026 :\nsans réponse.",
    ],
)
def test_a_sentence_that_looks_like_an_attribution_stays(sentence: str) -> None:
    assert new_text(sentence) == sentence


def test_a_post_scriptum_under_the_name_is_said() -> None:
    assert "PS : je paierai en trois fois" in new_text(
        "Bien reçu.\n\nCordialement,\nJean\n\nPS : je paierai en trois fois si possible."
    )


def test_where_the_body_is_empty_the_subject_speaks() -> None:
    raw = b"From: a@b.test\nSubject: =?utf-8?q?RE=3A_Facture_pay=C3=A9e?=\n\n\n> Votre facture"
    assert new_words(parse(raw)) == ("Facture payée", True)
