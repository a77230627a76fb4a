# ruff: noqa: E501  mails read better unbroken
from __future__ import annotations

import html
from email.message import EmailMessage
from pathlib import Path

import pytest

from relance.reading.message import Message, parse
from relance.reading.quoting import new_text, new_words, quoted_text
from relance.reading.quoting.pointers import pointer

REMINDER = [
    "Madame, Monsieur,",
    "Sauf erreur de notre part, la facture n° 2026-0142 du 31 janvier 2026 reste impayée : <b>1 200,00 €</b> étaient dus le <b>2 mars 2026</b>.",
    "Avez-vous reçu cette facture ?",
    "@1",
    "Y a-t-il un motif de contestation, ou souhaitez-vous un échéancier ?",
    "@2",
    "Si vous avez déjà réglé, ne tenez pas compte de ce message.",
    "@3",
    "<b>À défaut, une mise en demeure vous sera adressée.</b>",
    'Pour nous écrire : <a href="mailto:c@cabinet.test" style="color:#0563C1">c@cabinet.test</a>',
    "Bien cordialement,",
    "Le service comptable",
    '<span style="color:#1F497D">Cabinet Lemoine, 12 rue des Lilas</span>',
]
ANSWERS = ["Oui, le 4 février.", "Aucun motif, mais je voudrais payer en quatre fois.", "Pas encore réglé."]
SAID = "\n".join(ANSWERS)

PROGRAMS = {
    "outlook": '<html><head><style>span.Mine {{mso-style-type:personal-reply;{css}}}</style></head><body lang=FR><div class=WordSection1><p class=MsoNormal>{said}<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>De :</b> Cabinet Lemoine &lt;c@cabinet.test&gt; <br><b>Envoyé :</b> lundi 9 mars 2026 09:30<br><b>À :</b> Nora Roche<br><b>Objet :</b> Facture</p></div></div>{quote}</div></body></html>',
    "outlook on the web": '<div style="font-family:Aptos">{said}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><font color="#000000"><b>De&nbsp;:</b> Cabinet Lemoine &lt;c@cabinet.test&gt;<br><b>Envoyé&nbsp;:</b> lundi 9 mars 2026 09:30<br><b>À&nbsp;:</b> Nora Roche<br><b>Objet&nbsp;:</b> Facture</font></div><div style="color:#1c1c1c;font-family:Helvetica">{quote}</div>',
    "gmail": '<div dir="ltr">{said}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le lun. 9 mars 2026 à 09:30, Cabinet Lemoine &lt;<a href="mailto:c@cabinet.test">c@cabinet.test</a>&gt; a écrit :<br></div><blockquote class="gmail_quote" style="margin:0"><u></u><div style="color:#1c1c1c">{quote}</div></blockquote></div>',
    "apple": '<body>{said}<br><div><br><blockquote type="cite"><div>Le 9 mars 2026 à 09:30, Cabinet Lemoine &lt;c@cabinet.test&gt; a écrit :</div><br><div style="font-family: Helvetica;">{quote}</div></blockquote></div></body>',
    "thunderbird": '<p>{said}</p><div class="moz-cite-prefix">Le 09/03/2026 à 09:30, Cabinet Lemoine a écrit :<br></div><blockquote type="cite" cite="mid:x">{quote}</blockquote>',
    "yahoo": '<div>{said}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>Le lundi 9 mars 2026 à 09:30:00 UTC+1, Cabinet Lemoine &lt;c@cabinet.test&gt; a écrit :</div><div style="color:#26282a">{quote}</div></div></div>',
    "zimbra": '<div>{said}<br><hr id="zwchr"><div><b>De: </b>"Cabinet"<br><b>À: </b>"Nora"<br><b>Envoyé: </b>Lundi 9 Mars 2026 09:30:00<br><b>Objet: </b>Facture<br></div><br><div data-marker="__QUOTED_TEXT__">{quote}</div></div>',
}


def _quote(way: str, answers: list[str]) -> str:
    """The reminder in paragraphs, the answers in theirs: `way` is what stands around one."""
    lines = [way.format(answers[int(x[1]) - 1]) if x.startswith("@") else x for x in REMINDER]
    return "".join(f"<p class=MsoNormal>{x}</p>" for x in lines)


def _mail(
    text: str = "", rich: str = "", sender: str = "Nora ROCHE <nora.roche@atelier.test>", subject: str = "RE: Facture"
) -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "c@cabinet.test", subject
    if text or not rich:
        mail.set_content(text)
    if rich and text:
        mail.add_alternative(rich, subtype="html")
    elif rich:
        mail.set_content(rich, subtype="html")
    return parse(mail.as_bytes())


def _rich(program: str, said: str, way: str, css: str = "color:red", answers: list[str] = ANSWERS) -> str:
    return PROGRAMS[program].format(said=html.escape(said), quote=_quote(way, answers), css=css)


POINTERS = {
    "Bonjour, mes réponses en bleu dans votre message.": '<span style="color:#0070C0">{}</span>',
    "Bonjour, mes réponses en rouge ci-dessous.": '<font color="red">{}</font>',
    "Je réponds dans le corps de votre mail.": '<span style="color:rgb(192, 0, 0)">{}</span>',
    "Voir mes commentaires ci-dessous.": '<span style="color:#00B050"><b>{}</b></span>',
    "See my answers in red below.": '<b><span style="color:#FF0000">{}</span></b>',
    "Voir en vert dans votre message.": '<span style="color:green">{}</span>',
    "J'ai répondu en gras sous chaque question.": "<b>{}</b>",
    "Mes réponses sont en italique dans votre texte.": "<i>{}</i>",
    "J'ai répondu directement dans votre mail, surligné en jaune.": '<span style="background:yellow;mso-highlight:yellow">{}</span>',
    "Nos remarques dans le texte.": "<span style=\"font-family:'Comic Sans MS'\">{}</span>",
    "I replied inline.": "<em>{}</em>",
    "Cf. mes réponses ci-dessous.": '<span style="color:black">&gt;&gt; {}</span>',
    "Voir mes réponses, précédées de mes initiales, ci-dessous.": "[NR] {}",
    "Mes commentaires dans votre message": "NR : {}",
    "Vous trouverez mes réponses ci-dessous": "--&gt; {}",
    "Nos réponses ci-après": "<b>Réponse :</b> {}",
}


@pytest.mark.parametrize("program", sorted(PROGRAMS))
@pytest.mark.parametrize("said", sorted(POINTERS))
def test_answers_inside_a_quote_are_said_below_the_pointer(program: str, said: str) -> None:
    assert new_words(_mail(rich=_rich(program, said, POINTERS[said]))) == (f"{said}\n\n{SAID}", False)


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_the_colour_of_a_style_sheet_is_one(program: str) -> None:
    rich = "<style>.Mine{color:#1F497D}</style>" + _rich(
        program, "Mes réponses en bleu. Voir ci-dessous.", '<span class="Mine">{}</span>', "color:#1F497D"
    )
    assert new_words(_mail(rich=rich))[0].endswith(SAID)


def test_colours_are_looked_for_where_the_text_part_has_none() -> None:
    rich = _rich("outlook", "Mes réponses en bleu dans votre message.", '<span style="color:blue">{}</span>')
    text = "Mes réponses en bleu dans votre message.\n\nDe : Cabinet <c@cabinet.test>\nEnvoyé : lundi 9 mars 2026 09:30\nÀ : Nora\nObjet : Facture\n\nVotre facture ?\nAucun motif."
    message = _mail(text, rich)
    assert new_words(message)[0] == f"Mes réponses en bleu dans votre message.\n\n{SAID}"
    assert new_text(message.text) == "Mes réponses en bleu dans votre message."
    assert "Votre facture ?" in quoted_text(message.text)


def test_an_answer_behind_a_question_on_its_line_is_said() -> None:
    quote = '<p>Bonjour,</p><p>Avez-vous reçu la facture ? <span style="color:red">Oui.</span></p><p>Quand payez-vous ? <span style="color:red">Le 12 mars.</span></p><p>Sans réponse, une mise en demeure partira.</p>'
    rich = PROGRAMS["outlook"].format(said="Réponses en rouge dans votre mail", quote=quote, css="")
    assert new_words(_mail(rich=rich))[0] == "Réponses en rouge dans votre mail\n\nOui.\nLe 12 mars."


def test_long_answers_do_not_make_the_reminder_the_answer() -> None:
    answers = [
        "Oui, je l'ai bien reçue. " * 20,
        "Je voudrais payer en quatre fois. " * 20,
        "Je n'ai pas encore réglé. " * 20,
    ]
    for said in ("Je réponds dans le corps de votre mail.", "Mes réponses en bleu dans votre mail."):
        text = new_words(
            _mail(rich=_rich("outlook", said, '<span style="color:#0070C0">{}</span>', answers=answers))
        )[0]
        assert "mise en demeure" not in text
        assert "Madame" not in text
        assert "quatre fois" in text


@pytest.mark.parametrize(
    "said",
    [
        "Je réponds dans le corps de votre mail.",
        "Mes réponses en noir dans votre mail.",
        "Mes réponses en bleu ci-dessous.",
    ],
)
@pytest.mark.parametrize("answers", [ANSWERS, [f"{x} " * 20 for x in ANSWERS], ["Oui.", "Non.", "Oui."]])
def test_a_reminder_in_colour_is_not_said(said: str, answers: list[str]) -> None:
    quote = f'<div style="color:#1F497D">{_quote("<span style=color:black>{}</span>", answers)}</div>'
    text = new_words(_mail(rich=PROGRAMS["outlook"].format(said=said, quote=quote, css="")))[0]
    assert text == (f"{said}\n\n" + "\n".join(x.strip() for x in answers) if "noir" in said else said)


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="color:#FFFFFF">{}</span>', '<span style="color:red;display:none">{}</span>', '<span style="color:red;font-size:1px">{}</span>',
        '<font color="white">{}</font>', '<span style="color:#fefefe;background:white">{}</span>', '<span style="background:red;color:red">{}</span>',
        '<span class="gone">{}</span>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_what_cannot_be_seen_is_never_said(program: str, hidden: str) -> None:
    said = "Mes réponses en rouge dans votre message"
    rich = "<style>.gone{display:none;color:red}</style>" + _rich(program, said, hidden)
    assert new_words(_mail(rich=rich))[0] == said


@pytest.mark.parametrize("program", sorted(PROGRAMS))
@pytest.mark.parametrize(
    "said", [*sorted(POINTERS), "Mes réponses en bleu dans votre message", "Nos observations dans le texte."]
)
def test_without_an_answer_only_the_pointer_is_said(program: str, said: str) -> None:
    """Bold sums, a bold threat, a blue address and a coloured signature are the reminder's."""
    rich = _rich(program, said, "{}", answers=["", "", ""])
    assert new_words(_mail(rich=rich))[0] == said


RED = '<span style="color:#FF0000">{}</span>'


@pytest.mark.parametrize(
    "said",
    [
        "Mes réponses en bleu dans votre message",
        "Voir mes commentaires ci-dessous.",
        "Mes réponses en rouge ci-dessous",
    ],
)
@pytest.mark.parametrize(
    "own",
    [
        f"La somme de {RED.format('1 200,00 €')} est due.", RED.format("MISE EN DEMEURE sous huit jours"), RED.format("Échéance : 2 mars 2026"),
        f"Nous vous rappelons que le {RED.format('2 mars 2026')} est passé.", RED.format("Nous n'avons pas reçu votre règlement à ce jour."), RED.format("Je vous remercie de régler la facture."), RED.format("Je vous rappelle que votre note est échue."), RED.format("À défaut de règlement, nous vous mettrons en demeure."),
        RED.format("Si vous avez déjà réglé, ne tenez pas compte de ce message."), f"<table><tr><td>Total</td><td>{RED.format('1 200,00 €')}</td><td>TTC</td></tr></table>",
    ],
)  # fmt: skip
def test_what_the_reminder_itself_has_in_colour_is_not_said(said: str, own: str) -> None:
    quote = f"<p>Bonjour,</p><p>Votre facture est échue.</p><p>{own}</p><p>Merci de nous répondre rapidement.</p>"
    assert new_words(_mail(rich=PROGRAMS["outlook"].format(said=said, quote=quote, css="")))[0] == said


def test_answers_stand_beside_what_the_reminder_has_in_another_colour() -> None:
    quote = f"<p>Bonjour,</p><p>{RED.format('Rappel avant mise en demeure')}</p><p>Un motif de contestation ?</p><p><span style='color:#0070C0'>Aucun, je paie lundi.</span></p><p>Merci de nous répondre.</p>"
    for said in ("Je réponds dans le corps de votre mail.", "Mes réponses en bleu dans votre mail."):
        rich = PROGRAMS["outlook"].format(said=said, quote=quote, css="")
        assert new_words(_mail(rich=rich))[0] == f"{said}\n\nAucun, je paie lundi."


def test_without_a_pointer_colours_say_nothing() -> None:
    rich = _rich("outlook", "Bien reçu, merci.", RED)
    assert new_words(_mail(rich=rich)) == ("Bien reçu, merci.", False)


HEAD = "De : Cabinet <c@cabinet.test>\nEnvoyé : lundi 9 mars 2026 09:30\nÀ : Nora Roche\nObjet : Facture\n\n"
BODY = "Avez-vous reçu notre facture ?\n{}\nAvez-vous un motif de contestation ?\n\n{}\n\nSans réponse, une mise en demeure partira."


@pytest.mark.parametrize("label", ["[NR] ", "NR : ", "N.R. : ", "NR > ", "[Nora Roche] ", "NR --> "])
def test_in_plain_text_the_sender_answers_behind_its_initials(label: str) -> None:
    quote = BODY.format(f"{label}oui", f"{label}aucun, je paie lundi")
    for said in ("Bonjour,", "Bonjour,\nJe vous ai répondu."):
        assert new_words(_mail(f"{said}\n\n{HEAD}{quote}"))[0] == f"{said}\n\noui\naucun, je paie lundi"


@pytest.mark.parametrize("label", ["Réponse : ", "RÉPONSE : ", "Notre réponse : ", "Rép. : ", "Answer: "])
def test_in_plain_text_the_word_answer_announces_one(label: str) -> None:
    quote = BODY.format(f"{label}oui", f"{label}aucun")
    for said in ("Bonjour,", "Mes réponses ci-dessous."):
        assert new_words(_mail(f"{said}\n\n{HEAD}{quote}"))[0] == f"{said}\n\noui\naucun"


def test_a_mail_that_says_something_is_not_searched_for_the_word_answer() -> None:
    quote = BODY.format("Réponse : sous huit jours", "")
    assert (
        new_words(_mail(f"Je paierai demain sans faute, promis.\n\n{HEAD}{quote}"))[0]
        == "Je paierai demain sans faute, promis."
    )


@pytest.mark.parametrize(
    "label", ["PJ : ", "IBAN : ", "Réf. : ", "[R-0A1B2C3D] ", "JD : ", "Me Durand : ", "Objet : "]
)
def test_other_labels_are_the_reminders(label: str) -> None:
    quote = BODY.format(f"{label}quelque chose", "")
    assert new_words(_mail(f"Bonjour,\n\n{HEAD}{quote}"))[0] == "Bonjour,"
    assert new_words(_mail(f"Mes réponses ci-dessous\n\n{HEAD}{quote}"))[0] == "Mes réponses ci-dessous"


@pytest.mark.parametrize("bullet", ["-> ", ">> ", "→ ", "[JD] "])
def test_what_the_reminder_itself_has_behind_arrows_is_not_said(bullet: str) -> None:
    quote = (
        f"Bonjour,\n{bullet}Facture n° 2026-0142 : 1 200,00 €\n{bullet}Notre RIB est joint\n\nMerci de nous répondre."
    )
    assert new_words(_mail(f"Mes réponses ci-dessous\n\n{HEAD}{quote}"))[0] == "Mes réponses ci-dessous"


POINTED = [
    "Ma comptable a répondu en rouge dans votre mail.", "Voir en bleu.", "Cf. commentaires en rouge", "Je me suis permis de répondre en bleu ci-dessous.",
    "Vous trouverez mes observations en vert dans le corps du message", "J'ai annoté votre message en violet.", "Réponses ci-dessous", "See inline.",
    "My comments are inline", "Please find our answers below", "I have answered in blue within your email", "Meine Antworten in rot.", "Mis respuestas en azul.",
    "Nous vous répondons point par point ci-dessous.", "J'ai mis mes remarques en face de chaque question.",
]  # fmt: skip
UNPOINTED = [
    "J'ai bien lu votre message.", "Je vous répondrai demain.", "Je conteste la facture dans votre message du 9 mars.", "J'attends vos réponses.",
    "Voir ci-dessous.", "Le compte est dans le rouge.", "Voir la réponse de ma comptable ci-dessous.",
]  # fmt: skip


@pytest.mark.parametrize("said", POINTED)
def test_words_that_point_inside_the_quote_are_understood(said: str) -> None:
    assert pointer(said)


@pytest.mark.parametrize("said", UNPOINTED)
def test_other_words_point_nowhere_inside(said: str) -> None:
    assert pointer(said) is None


def test_an_answer_folded_by_the_mail_program_is_said_whole() -> None:
    quote = BODY.format("[NR] oui nous l'avons reçue le quatre février au matin avec le courrier\nde votre étude", "")
    assert new_words(_mail(f"Bonjour,\n\n{HEAD}{quote}"))[0].endswith("avec le courrier de votre étude")


def test_an_answer_in_a_marked_quote_is_said() -> None:
    marked = "\n".join(f"> {x}" for x in BODY.format("[NR] oui", "[NR] aucun").split("\n"))
    text = f"Mes réponses ci-dessous\n\nLe 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n\n{marked}\n> > [NR] autrefois"
    assert new_words(_mail(text))[0] == "Mes réponses ci-dessous\n\noui\naucun"


def test_answers_in_an_older_mail_are_not_said_again() -> None:
    older = f"{HEAD}Votre question ?\n[NR] autrefois"
    quote = BODY.format("[NR] oui", "[NR] aucun")
    assert (
        new_words(_mail(f"Mes réponses ci-dessous\n\n{HEAD}{quote}\n\n{older}"))[0]
        == "Mes réponses ci-dessous\n\noui\naucun"
    )


def test_who_orders_for_the_firm_orders_above_the_quote() -> None:
    rich = _rich("outlook", "Mes réponses en rouge ci-dessous.", RED)
    assert new_words(_mail(rich=rich, subject="RE: Question [R-0A1B2C3D]"))[0] == "Mes réponses en rouge ci-dessous."


@pytest.mark.parametrize(
    "line",
    [
        "<font color=red>" * 300 + "x",
        "<span style='color:" + "#" * 5000 + "'>x",
        "<style>" + "a{" * 3000 + "</style>x",
        "[NR" * 3000,
        "N R " * 3000,
    ],
)
def test_a_hostile_quote_is_read_to_its_end(line: str) -> None:
    rich = PROGRAMS["outlook"].format(said="Mes réponses en rouge ci-dessous", quote=line * 3, css="")
    assert new_words(_mail(rich=rich))[0].startswith("Mes réponses")


GOLDEN = Path(__file__).parents[1] / "writing" / "golden"
LETTERS = ["preventive", "due", "friendly", "formal", "firm", "formal_notice", "schedule_proposed", "promise_noted"]


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize(
    "said",
    [
        "Mes réponses en bleu dans votre message.",
        "Mes réponses ci-dessous",
        "J'ai répondu en gras sous chaque question.",
        "Voir ci-dessous.",
    ],
)
def test_nothing_of_our_own_letters_is_ever_said(letter: str, said: str) -> None:
    for text in (GOLDEN / f"{letter}.txt").read_text(encoding="utf-8").split("########"):
        body = text.partition("\n\n")[2]
        marked = "\n".join(f"> {x}" for x in body.split("\n"))
        bold = "".join(f"<p><b>{html.escape(x)}</b></p><p>{html.escape(x)}</p>" for x in body.split("\n"))
        assert new_words(_mail(f"{said}\n\n{HEAD}{body}"))[0] == said
        assert (
            new_words(_mail(f"{said}\n\nLe 9 mars 2026 à 09:30, Cabinet <c@cabinet.test> a écrit :\n{marked}"))[0]
            == said
        )
        assert "demeure" not in new_words(_mail(rich=PROGRAMS["outlook"].format(said=said, quote=bold, css="")))[0]


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_nothing_of_our_own_html_is_ever_said(program: str) -> None:
    quote = (GOLDEN / "firm.html").read_text(encoding="utf-8")
    for said in (
        *POINTERS,
        "Mes réponses en bleu dans votre message",
        "Mes réponses en gris ci-dessous",
        "Voir ci-dessous.",
    ):
        assert new_words(_mail(rich=PROGRAMS[program].format(said=said, quote=quote, css="")))[0] == said
