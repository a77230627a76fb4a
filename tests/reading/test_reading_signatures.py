# ruff: noqa: E501  tables of examples read better unbroken
from __future__ import annotations

import pytest

from relance.reading.quoting import new_text

SAID = "Je règle demain."


@pytest.mark.parametrize(
    "line",
    ["Envoyé depuis Orange Mail", "Envoyé depuis l'application Mail Orange", "Envoyé avec la messagerie sécurisée Proton Mail.", "Envoyé de mon Galaxy S21",
     "Envoyé depuis Yahoo Mail pour Android", "Envoyé d'un iPhone", "-------- Envoyé depuis mon mobile Orange", "Envoyé par mon iPhone", "Get BlueMail for Android",
     "Gesendet von Outlook für Android<https://aka.ms/x>", "Von meinem iPad gesendet", "Verzonden vanuit Outlook voor iOS", "Skickat från min iPhone",
     "Enviado desde mi iPhone", "Inviato da iPhone", "Sent from Mail for Windows", "Sent from my Wiko", "Odesláno z iPhonu", "Wysłane z mojego iPhone'a",
     "Отправлено с iPhone", "أُرسلت من الـ iPhone", "发自我的iPhone"],
)  # fmt: skip
def test_what_a_telephone_adds_is_not_said(line: str) -> None:
    assert new_text(f"{SAID}\n\n{line}") == SAID


@pytest.mark.parametrize(
    "line",
    ["ATTENTION : Cet e-mail provient de l'extérieur de votre organisation. Ne cliquez pas sur les liens.", "[EXTERNE]",
     "CAUTION: This email originated from outside of the organization. Do not click links.",
     "Vous n'obtenez pas souvent d'e-mail à partir de jean@blanc.test. Pourquoi c'est important"],
)  # fmt: skip
def test_what_a_mail_server_puts_above_is_not_said(line: str) -> None:
    assert new_text(f"{line}\n\n{SAID}") == SAID


@pytest.mark.parametrize(
    "line",
    ["Ce message et ses pièces jointes sont couverts par le secret professionnel.", "Si vous n'en êtes pas le destinataire, merci de le détruire.",
     "Les informations contenues dans ce message sont confidentielles.", "Si vous avez reçu ce courriel par erreur, merci de le détruire.",
     "This message is intended only for its recipient.", "The information contained in this e-mail is confidential."],
)  # fmt: skip
def test_a_notice_of_confidence_is_not_said(line: str) -> None:
    assert new_text(f"{SAID}\n\n{line}") == SAID


@pytest.mark.parametrize(
    "words",
    [
        "Avertissement : si vous continuez je saisis le bâtonnier.",
        "Ce courriel est destiné à contester votre facture.",
        "Si vous avez reçu ce courriel, merci de me confirmer l'annulation de la facture.",
        "Les informations contenues dans votre message sont fausses.",
        "Confidentialité : vous avez divulgué mon dossier, je refuse de payer.",
        "The information contained in your letter is wrong.",
        "Envoyé par mail le 3 mars 2026, sans réponse de votre part.",
        "Envoyé de mon bureau, je vous confirme que je conteste la facture.",
        "Envoyé le chèque depuis la poste ce matin",
        "Il est parti en recommandé\nenvoyé de mon bureau de Lyon\nle 3 mars",
        "Attention : votre mail du 3 mars m'est parvenu à une adresse externe, je n'ai rien reçu.",
        "Veuillez trouver ci-joint la preuve du virement\nFacture 12 soldée",
        "Nos services ont réglé la facture\nVirement du 3 mars",
        "Merci\nJe conteste la facture",
        "Bon pour accord\n\n3 versements de 200 €",
        "Cordialement,\nJean\n\nJe conteste le montant",
        "Cordialement,\n\nM. Blanc\nFacture contestée, voir mon courrier",
        "C'est payé.\n\nMa nouvelle adresse :\n12 rue des Lilas\n69003 Lyon",
        "Bonjour,\n\nSent from my desk, is much easier than a mobile phone.",
    ],
)
def test_words_like_those_of_a_notice_are_said(words: str) -> None:
    assert new_text(words) == words


@pytest.mark.parametrize(
    "closing",
    ["All the best,", "Best wishes,", "Mit freundlichen Grüßen", "Viele Grüße", "Groeten,", "Saludos cordiales", "Distinti saluti", "Cumprimentos,", "Med vänlig hälsning",
     "Pozdrawiam", "Avec nos remerciements,", "Bonne fin d'année", "Bon week-end", "Veuillez agréer, Maître, nos salutations distinguées."],
)  # fmt: skip
def test_the_block_under_closing_words_and_name_is_not_said(closing: str) -> None:
    said = f"{SAID}\n\n{closing}\n\nJean Blanc"
    assert new_text(f"{said}\n\n* * *\n\nSARL Blanc\n+33 4 78 00 00 01") == said


def test_words_under_the_line_of_a_telephone_are_said() -> None:
    assert new_text("Envoyé de mon iPhone\n\nJe conteste la facture.") == "Je conteste la facture."
