# ruff: noqa: E501  mails read better unbroken
from __future__ import annotations

import html
from email.message import EmailMessage

import pytest

from relance.reading.message import Message, parse
from relance.reading.quoting import new_words

ANSWER = "Bonjour Paul,\nLa facture est soldée, j'ai viré 900 € le 3 mars.\nLina"
ASKED = "Lina, tu peux regarder ?"
REMINDER = "Madame, Monsieur,\nSi vous avez déjà réglé, ne tenez pas compte de ce message.\nÀ défaut, une mise en demeure vous sera adressée, et nous vous proposerons un échéancier.\nLe service comptable"
LINA, PAUL, FIRM = (
    "Lina Forest <lina@atelier.test>",
    "Paul Garde <paul@atelier.test>",
    "Cabinet Lemoine <compta@lemoine.test>",
)


def _outlook(chain: list[tuple[str, str, str]]) -> str:
    return "\n\n".join(
        f"De : {who}\nEnvoyé : mardi 10 mars 2026 0{9 - n}:30\nÀ : {to}\nObjet : RE: Facture\n\n{words}"
        for n, (who, to, words) in enumerate(chain)
    )


def _outlook_marked(chain: list[tuple[str, str, str]]) -> str:
    lines = [(n + 1, x) for n, mail in enumerate(chain) for x in [*_outlook([mail]).split("\n"), ""]]
    return "\n".join(f"{'>' * depth} {x}" for depth, x in lines)


def _gmail(chain: list[tuple[str, str, str]]) -> str:
    text = ""
    for number, (who, _, words) in reversed(list(enumerate(chain))):
        inner = "\n".join(f"> {x}" for x in f"{words}\n\n{text}".strip().split("\n"))
        text = f"Le mar. 10 mars 2026 à 0{9 - number}:30, {who} a écrit :\n\n{inner}"
    return text


def _forwarded(chain: list[tuple[str, str, str]]) -> str:
    who, to, words = chain[0]
    rest = _gmail(chain[1:]) if chain[1:] else ""
    return f"---------- Forwarded message ---------\nDe : {who}\nDate: mar. 10 mars 2026 à 09:30\nSubject: Re: Facture\nTo: {to}\n\n{words}\n\n{rest}"


def _apple(chain: list[tuple[str, str, str]]) -> str:
    text = ""
    for number, (who, to, words) in reversed(list(enumerate(chain))):
        body = html.escape(words).replace("\n", "<br>")
        text = f'<blockquote type="cite"><div><b>De: </b>{html.escape(who)}<br><b>Objet: </b>Facture<br><b>Date: </b>10 mars 2026 à 0{9 - number}:30<br><b>À: </b>{html.escape(to)}<br></div><br><div>{body}</div>{text}</blockquote>'
    return f"<div>Début du message réexpédié :</div><br>{text}"


def _outlook_rich(chain: list[tuple[str, str, str]]) -> str:
    mails = [
        f'<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>De :</b> {html.escape(who)} <br><b>Envoyé :</b> mardi 10 mars 2026 0{9 - n}:30<br><b>À :</b> {html.escape(to)}<br><b>Objet :</b> Facture</p></div></div>'
        + "".join(f'<p class=MsoNormal style="color:#1F497D">{html.escape(x)}</p>' for x in words.split("\n"))
        for n, (who, to, words) in enumerate(chain)
    ]
    return "".join(mails)


TEXT = {"outlook": _outlook, "outlook, marked": _outlook_marked, "gmail": _gmail, "gmail, forwarded": _forwarded}
RICH = {"apple": _apple, "outlook": _outlook_rich}
CHAIN = [(LINA, PAUL, ANSWER), (PAUL, LINA, ASKED), (FIRM, PAUL, REMINDER)]


def _mail(
    text: str,
    *,
    rich: bool = False,
    sender: str = PAUL,
    subject: str = "TR: Facture",
    to: str = "compta@lemoine.test",
) -> Message:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail.set_content(text, subtype="html" if rich else "plain")
    return parse(mail.as_bytes())


def _said(message: Message) -> str:
    return " ".join(new_words(message)[0].split())


POINTERS = [
    "Voir ci-dessous.", "Bonjour,\n\ncf. échange ci-dessous\n\nCordialement,\nPaul Garde", "Pour info", "FYI", "See below.", "Maître,\nJe vous transfère la réponse de ma comptable.\nBonne journée",
    "Please see the answer below", "Bonjour, voyez plus bas.", "Voir la réponse de ma comptable ci-dessous.", "Pour information, ci-dessous le retour de notre service.\nPG",
]  # fmt: skip


@pytest.mark.parametrize("said", POINTERS)
@pytest.mark.parametrize("program", sorted(TEXT))
def test_the_newest_mail_of_another_is_said_below_the_pointer(said: str, program: str) -> None:
    got = _said(_mail(f"{said}\n\n{TEXT[program](CHAIN)}"))
    assert got == " ".join(f"{said} {ANSWER}".split())


@pytest.mark.parametrize("program", sorted(RICH))
def test_the_newest_mail_is_found_in_html(program: str) -> None:
    got = _said(_mail(f"<p>Voir ci-dessous.</p>{RICH[program](CHAIN)}", rich=True))
    assert got == " ".join(f"Voir ci-dessous. {ANSWER}".split())


@pytest.mark.parametrize("program", sorted(TEXT))
def test_a_mail_forwarded_without_a_word_says_what_it_forwards(program: str) -> None:
    assert _said(_mail(TEXT[program](CHAIN))) == " ".join(ANSWER.split())
    assert new_words(_mail(TEXT[program](CHAIN), subject="Re: Facture"))[1] is True


def test_names_alone_tell_who_wrote() -> None:
    chain = [
        ("Lina Forest", "Paul Garde", ANSWER),
        ("GARDE Paul", "Lina Forest", ASKED),
        ("compta@lemoine-avocats.test", "Paul Garde", REMINDER),
    ]
    got = _said(
        _mail(
            f"Voir ci-dessous\n\n{_outlook(chain)}",
            sender="Paul Garde <paul.garde@gmail.com>",
            to="recouvrement@autre.test",
        )
    )
    assert got == " ".join(f"Voir ci-dessous {ANSWER}".split())


def test_the_accountant_of_another_house_speaks_too() -> None:
    chain = [("Ana Comptable <ana@chiffres.test>", PAUL, ANSWER), (FIRM, PAUL, REMINDER)]
    assert _said(_mail(f"Je vous transfère la réponse de ma comptable\n\n{_outlook(chain)}")).endswith("3 mars. Lina")


def test_a_mail_passed_on_without_a_word_in_the_chain_is_passed_over() -> None:
    chain = [(LINA, PAUL, ""), *CHAIN]
    assert _said(_mail(f"FYI\n\n{_outlook(chain)}")) == " ".join(f"FYI {ANSWER}".split())


def test_ones_own_earlier_mail_is_said() -> None:
    chain = [(PAUL, FIRM, "Je conteste la facture."), (FIRM, PAUL, REMINDER)]
    assert (
        _said(_mail(f"Voir mon mail ci-dessous.\n\n{_outlook(chain)}"))
        == "Voir mon mail ci-dessous. Je conteste la facture."
    )


FIRMS = [
    [(FIRM, PAUL, REMINDER)],
    [("Cabinet Lemoine", "Paul Garde", REMINDER)],
    [("Comptabilité Lemoine <factures@lemoine-honoraires.test>", PAUL, REMINDER)],
    [(FIRM, PAUL, REMINDER), (PAUL, FIRM, "Je paierai.")],
    [(FIRM, PAUL, REMINDER), (LINA, PAUL, "Je paierai.")],
    [("Me Aude Lemoine <aude@lemoine.test>", PAUL, "Bien reçu."), (FIRM, PAUL, REMINDER)],
    [("Aude Lemoine <aude.lemoine@gmail.com>", PAUL, "Je conteste."), (FIRM, PAUL, REMINDER)],
    [("Maître Aude Ferrand", "Paul Garde", "Je conteste."), (FIRM, PAUL, REMINDER)],
    [
        ("Aude Ferrand", "Paul Garde", "Je conteste."),
        (PAUL, "Aude Ferrand", "Payé."),
        (FIRM, PAUL, REMINDER.replace("Le service comptable", "Aude Ferrand")),
    ],
    [("Aude Ferrand <aude@autre.test>", PAUL, "Je conteste."), (PAUL, "Aude Ferrand", "Payé.")],
    [("Aude Ferrand <aude@autre.test>", PAUL, "Sauf erreur, votre règlement manque."), (FIRM, PAUL, REMINDER)],
    [("Inconnu", "Quelqu'un", "Je conteste.")],
]


@pytest.mark.parametrize("chain", FIRMS)
@pytest.mark.parametrize("program", sorted(TEXT))
@pytest.mark.parametrize("said", ["Voir ci-dessous.", "Pour info", "Bien reçu, voir ci-dessous"])
def test_the_firms_own_words_are_never_the_clients(
    chain: list[tuple[str, str, str]], program: str, said: str
) -> None:
    assert new_words(_mail(f"{said}\n\n{TEXT[program](chain)}"))[0] == said


@pytest.mark.parametrize("chain", FIRMS)
@pytest.mark.parametrize("program", sorted(TEXT))
def test_the_firms_own_words_forwarded_without_a_word_say_nothing(
    chain: list[tuple[str, str, str]], program: str
) -> None:
    assert new_words(_mail(TEXT[program](chain))) == ("Facture", True)


def test_an_attribution_that_shows_a_name_alone_tells_who_wrote() -> None:
    chain = [("Lina Forest", "", ANSWER), ("Paul Garde", "", ASKED), (FIRM, "", REMINDER)]
    assert _said(_mail(f"FYI\n\n{_gmail(chain).replace(':30,', ':30:00 UTC+1,')}")) == " ".join(
        f"FYI {ANSWER}".split()
    )


def test_an_address_at_me_is_no_lawyer() -> None:
    chain = [("lina@me.com", PAUL, ANSWER), (FIRM, PAUL, REMINDER)]
    assert _said(_mail(f"FYI\n\n{_outlook(chain)}")) == " ".join(f"FYI {ANSWER}".split())


@pytest.mark.parametrize(
    "said",
    [
        "Pour info, j'ai payé hier, voir ci-dessous.", "Je conteste cette facture.\nVoir l'échange ci-dessous.", "Bien reçu, merci.",
        "Voir ci-dessous.\nNous avons reçu votre relance mais le dossier a été confié à une autre personne de notre maison.", "Pouvez-vous regarder ci-dessous ?",
    ],
)  # fmt: skip
def test_who_says_something_itself_says_only_that(said: str) -> None:
    assert new_words(_mail(f"{said}\n\n{_outlook(CHAIN)}"))[0] == said


def test_who_orders_for_the_firm_orders_in_its_own_words() -> None:
    assert (
        new_words(_mail(f"Voir ci-dessous.\n\n{_outlook(CHAIN)}", subject="RE: Question [R-0A1B2C3D]"))[0]
        == "Voir ci-dessous."
    )
