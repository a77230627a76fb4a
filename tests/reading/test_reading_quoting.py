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


@pytest.mark.parametrize("body", ["?", "👍", "!!!"])
def test_a_mark_alone_is_an_answer_and_the_subject_is_none(body: str) -> None:
    raw = f"From: a@b.test\nSubject: Facture pay=?utf-8?q?=C3=A9?=e\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    assert new_words(parse(raw.encode())) == (body, False)


QUOTED = "Votre facture est échue.\nMise en demeure sous huit jours."
MARKED = "> Votre facture est échue.\n> Mise en demeure sous huit jours."
FRENCH = {
    "yahoo": f"Le lundi 9 mars 2026 à 09:30:00 UTC+1, Cabinet Lemoine <c@cabinet.test> a écrit :\n\n{QUOTED}",
    "roundcube": f"Le 2026-03-09 09:30, Cabinet a écrit :\n{MARKED}",
    "thunderbird, the date last": f"Cabinet a écrit le 09/03/2026 à 09:30 :\n{MARKED}",
    "notes": f"Cabinet <c@cabinet.test> a écrit sur 09/03/2026 09:30:00 :\n\n{QUOTED}",
    "evolution": f"Le lundi 09 mars 2026 à 09:30 +0100, Cabinet a écrit :\n{MARKED}",
    "spark": f"Le 9 mars 2026 à 09:30 +0100, Cabinet <c@cabinet.test>, a écrit :\n{MARKED}",
    "k-9": f"Le 9 mars 2026 09:30:00 GMT+01:00, Cabinet <c@cabinet.test> a écrit :\n{MARKED}",
    "address alone on a line": f"Le lun. 9 mars 2026 à 09:30, Cabinet Lemoine, Durand et Associés\n<\nc@cabinet.test> a écrit :\n\n{MARKED}",
    "entities left": f"Le 9 mars 2026 à 09:30, Cabinet &lt;c@cabinet.test&gt; a écrit :\n\n{QUOTED}",
    "old gmail": f"2026-03-09 9:30 GMT+01:00 Cabinet <c@cabinet.test>:\n\n{MARKED}",
    "old gmail folded": f"2026-03-09 9:30 GMT+01:00 Cabinet <\nc@cabinet.test>:\n\n{MARKED}",
    "one line of labels": f"De : Cabinet <c@cabinet.test> Envoyé : lundi 9 mars 2026 09:30 À : Jean Objet : Facture\n{QUOTED}",
    "labels behind the separator": f"-------- Message d'origine --------De : Cabinet <c@cabinet.test> Date : 09/03/2026\n{QUOTED}",
    "labels above their values": f"De :\nCabinet <c@cabinet.test>\nEnvoyé :\nlundi 9 mars 2026 09:30\nÀ :\nJean\nObjet :\nFacture\n\n{QUOTED}",
    "orange without marks": f"====\n\nMessage du : 09/03/2026 09:30\nDe : Cabinet\nA : jean@orange.test\nSujet : Facture\n\n{QUOTED}",
    "la poste": f'> Message du 09/03/26 09:30\n> De : "Cabinet" <c@cabinet.test>\n> A : jean\n> Copie à :\n> Objet : Facture\n>\n{QUOTED}',
    "notes headers": f"De :\tCabinet <c@cabinet.test>\nA :\tJean Blanc\nDate :\t09/03/2026 09:30\nObjet :\tFacture\n\n{QUOTED}",
    "aol": f"-----E-mail d'origine-----\nDe : Cabinet\nA : Jean\nEnvoyé le : Lu, 9 Mar 2026 9:30\nSujet : Facture\n\n{QUOTED}",
    "forwarded": f"-------- Message transféré --------\nSujet : \tFacture\nDate : \tMon, 9 Mar 2026\nDe : \tCabinet\nPour : \tJean\n\n{QUOTED}",
    "forwarded by a telephone": f"Début du message réexpédié :\n\nDe: Cabinet\nObjet: Facture\nDate: 9 mars 2026\nÀ: jean\n\n{QUOTED}",
    "stars around the labels": f"** De : Cabinet c@cabinet.test **\n** Envoyé : lundi 9 mars 2026 09:30 **\n** À : Jean **\n** Objet : Facture **\n{QUOTED}",
    "only sender and date": f"De : Cabinet <c@cabinet.test>\nDate : lundi 9 mars 2026 à 09:30\n\n{QUOTED}",
    "help desk": f"##- Veuillez répondre au-dessus de cette ligne -##\n\n{QUOTED}",
}


@pytest.mark.parametrize("program", sorted(FRENCH))
def test_a_quote_is_seen_however_a_french_program_announces_it(program: str) -> None:
    assert new_text(f"{SAID}\n\n{FRENCH[program]}\n") == SAID


@pytest.mark.parametrize("program", sorted(k for k, v in FRENCH.items() if v[0] not in "->=#*"))
def test_words_right_above_an_announcement_are_said(program: str) -> None:
    assert new_text(f"Je règle demain matin\n{FRENCH[program]}") == "Je règle demain matin"


@pytest.mark.parametrize(
    "text",
    [
        "Je règle demain.Le 9 mars 2026 à 09:30, Cabinet <c@x.test> a écrit :\n> Votre facture",
        "Je règle demain. Le 9 mars 2026 à 09:30, Cabinet <c@x.test> a écrit : Votre facture est échue",
        "Je règle demain.--- On Mon, Mar 9, 2026 at 9:30 AM, c@x.test wrote:\n> Your invoice",
        "Je règle demain. Le 9 mars 2026 à 09:30, Cabinet <c@x.test> a écrit : " + "Votre facture est échue. " * 60,
    ],
)
def test_words_on_the_line_of_an_announcement_are_said(text: str) -> None:
    assert new_text(text) == "Je règle demain."


ATTRIBUTION = "Le 9 mars 2026 à 09:30, Cabinet <c@x.test> a écrit :"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Voir ci-dessous.\n-- \nJean Blanc\n\n{ATTRIBUTION}\n> L'avez-vous reçue ?\nNon, je conteste.", "Voir ci-dessous.\n\nNon, je conteste."),
        (
            f"Voir ci-dessous.\n\nCordialement,\nJean\nTél. 01 02 03 04 05\nCe message est confidentiel.\n\n{ATTRIBUTION}\n> L'avez-vous reçue ?\nNon, je conteste.",
            "Voir ci-dessous.\n\nCordialement,\nJean\n\nNon, je conteste.",
        ),
        (f"{ATTRIBUTION}\n> Avez-vous bien reçu notre facture du 12 février pour le dossier en cours ?\nok hier\n> Quand ?\nlundi", "ok hier\nlundi"),
        (f"{ATTRIBUTION}\n> Votre facture (http://cabinet.test/f\n?n=12)\n> est échue\n\nJe paie.", "Je paie."),
        (f"{ATTRIBUTION}\n>\n (http://cabinet.test/f) >\n> est échue\n\nJe paie.", "Je paie."),
        ("-----Message d'origine-----\nDe : C <c@x.test>\nEnvoyé : lundi 9 mars 2026 09:30\nÀ : J\nObjet : F\n\n> Reçue ?\nJamais.", "Jamais."),
    ],
)  # fmt: skip
def test_each_passage_between_quotes_has_its_words_and_its_signature(text: str, said: str) -> None:
    assert new_text(text) == said


@pytest.mark.parametrize(
    "words",
    [
        "Le 12/03/2026 à 10h30 votre cabinet a écrit qu'il renonçait à ses honoraires.",
        "Le 3 mars 2026 votre cabinet a écrit qu'il renonçait\net je vous le rappelle",
        "Le 12 mars 2026 à 10h30 Mme Petit m'a écrit :\n« rien à payer »\nJe refuse donc.",
        "Le bâtonnier a écrit le 3 mars 2026 à 10:30 :\nhonoraires réduits",
        "Le devis du 3 mars 2026 a écrit noir sur blanc :\n800 € TTC",
        "Votre associée a écrit le 3 mars 2026 à 10:30 :\n« vous ne devez rien »",
        "Me Petit a écrit : « vous ne devez rien ».\nJe conteste donc.",
        "Le 9/03/2026 à 09:30 j'ai viré 500 € et écrit à compta@x.test :\npas de réponse",
        "On avait dit 800 euros le 3 mars 2026 :\nvous facturez 1200.",
        "Maître,\nVoici mes trajets :\nDe : Lyon\nÀ : Paris\nDate : 3 mars\nJe conteste ces frais.",
        "De : SARL Blanc\nÀ : Cabinet Lemoine\nDate : 3 mars 2026\nObjet : contestation\n\nMaître, je conteste.",
        "---- Message important ----\nJe conteste cette facture.",
        "Répondez au-dessus de cette ligne.\n\nJean a commenté :\n\nLa facture est fausse.",
        "Visitez le site\n>> Essai gratuit <<\nà bientôt",
    ],
)
def test_what_a_person_wrote_announces_no_quote(words: str) -> None:
    assert new_text(words) == words


LINES = [
    "-" * 400,
    " " * 400 + "x",
    "Le 9 " * 80,
    "a écrit " * 50,
    "de : a : objet : " * 24,
    "a@b" * 130,
    "<" * 400,
    "> " * 200,
]


@pytest.mark.parametrize("line", LINES)
def test_a_hostile_mail_is_read_to_its_end(line: str) -> None:
    assert isinstance(new_text("\n".join([line] * 300)), str)
