from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest

from relance.domain.model import REMINDERS, TO_FIRM, ClientKind, Letter, Nature
from relance.writing.checks import ALWAYS_REFUSED, REFUSED_BEFORE_FIRM, check_all, refused
from relance.writing.facts import ClientFacts, FirmFacts, LetterFacts
from relance.writing.gabarits import GabaritError, Gabarits, date_fr, enumerate_fr, iban
from relance.writing.letters import Written, render
from relance.writing.samples import FIRM, MATTER, invoice, samples

IBAN = "FR76 3000 6000 0112 3456 7890 189"
CROSSED = "Si votre règlement nous est déjà parvenu, "
AUTOMATIC = (
    Letter.INVOICE_AGAIN,
    Letter.PAYMENT_CHECKED,
    Letter.PROMISE_NOTED,
    Letter.PROMISE_DATE_ASKED,
    Letter.REFERENCE_ASKED,
)
TO_CLIENT = [letter for letter in Letter if letter not in TO_FIRM]
EVERY = [(letter, name) for letter in Letter for name, _ in samples(letter)]


def sample(letter: Letter, name: str = "professional") -> LetterFacts:
    return dict(samples(letter))[name]


def flat(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def with_changes(gabarits: Gabarits, **sources: str) -> Gabarits:
    return Gabarits({**gabarits.sources, **{f"{name}.txt": text for name, text in sources.items()}})


def test_the_letters_of_the_program_have_no_problem(gabarits: Gabarits) -> None:
    assert check_all(gabarits, FIRM) == []
    assert check_all(gabarits, FirmFacts("X", "x@x.test", "FR76", "")) == []


@pytest.mark.parametrize(("letter", "name"), EVERY)
def test_both_versions_say_the_same_words(letter: Letter, name: str, gabarits: Gabarits) -> None:
    written = render(letter, sample(letter, name), gabarits)
    body = written.html.partition("<body")[2].partition(">")[2]
    words = re.sub(r"&(amp|ensp|quot|#x27|gt|lt);", " ", re.sub(r"<[^>]*>", " ", body))
    bare = [re.sub(r"[^\w,’]", "", flat(t)) for t in (written.text.replace("&", " ").replace("→", ""), words)]
    if "table" not in written.html or "Reste à régler" not in written.text:
        assert sorted(bare[0]) == sorted(bare[1])
    for number in sample(letter, name).subject_numbers:
        assert number in written.html


@pytest.mark.parametrize(("letter", "name"), EVERY)
def test_no_letter_loads_anything_or_breaks_its_typography(letter: Letter, name: str, gabarits: Gabarits) -> None:
    written = render(letter, sample(letter, name), gabarits)
    assert not re.search(r"(?i)<(img|script|link|style|iframe|form)|url\(|https?:|src=", written.html)
    assert not re.search(r"[^\u00a0\u202f\d] ?(?<![\u00a0\u202f])[;!?»](\s|$)", written.text.replace("> ", ""))
    assert "'" not in written.text
    assert "{" not in written.text + written.subject
    assert not re.search(r"\b(de|à) les\b|\n\n\n", written.text)


@pytest.mark.parametrize(("letter", "name"), EVERY)
def test_no_letter_names_the_matter(letter: Letter, name: str, gabarits: Gabarits) -> None:
    written = render(letter, sample(letter, name), gabarits)
    assert MATTER not in written.subject + written.text + written.html


@pytest.mark.parametrize("word", ALWAYS_REFUSED)
def test_words_a_law_firm_does_not_write_are_in_no_gabarit(word: str, gabarits: Gabarits) -> None:
    assert [name for name, source in gabarits.sources.items() if refused(source, [word])] == []
    for letter, name in EVERY:
        written = render(letter, sample(letter, name), gabarits)
        assert not refused(written.subject + "\n" + written.text, [word])


@pytest.mark.parametrize("word", REFUSED_BEFORE_FIRM)
def test_no_legal_consequence_is_named_before_the_firm_reminder(word: str, gabarits: Gabarits) -> None:
    for letter in TO_CLIENT:
        if letter in {Letter.FIRM, Letter.FORMAL_NOTICE}:
            continue
        assert not refused(gabarits.source(f"{letter}.txt") + gabarits.source("_commun.txt"), [word])
        for _, facts in samples(letter):
            assert not refused(str(render(letter, facts, gabarits)), [word])


def test_the_guard_sees_through_case_accents_and_spaces() -> None:
    assert refused("MISE\u00a0EN\nDEMEURE", REFUSED_BEFORE_FIRM) == ["mise en demeure"]
    assert refused("au batonnier et aux Tribunaux", REFUSED_BEFORE_FIRM) == ["bâtonnier"]
    assert refused("un cofichier, promise en demeure", (*ALWAYS_REFUSED, *REFUSED_BEFORE_FIRM)) == []


@pytest.mark.parametrize("letter", TO_CLIENT)
def test_subjects_to_clients_name_the_invoice_and_its_due_date(letter: Letter, gabarits: Gabarits) -> None:
    one = render(letter, sample(letter), gabarits).subject
    assert one == "Facture n° 2026-0142 – échéance du 2 mars 2026"
    assert render(letter, sample(letter, "several"), gabarits).subject == "Factures n° 2026-0142 et 2026-0150"


def test_many_numbers_keep_a_subject_short(gabarits: Gabarits) -> None:
    facts = replace(sample(Letter.FIRM), subject_numbers=("A", "B", "C", "D", "E", "F"))
    assert render(Letter.FIRM, facts, gabarits).subject == "Factures n° A, B, C et 3 autres"


@pytest.mark.parametrize("letter", [*sorted(REMINDERS), Letter.FORMAL_NOTICE])
def test_every_claim_says_that_a_payment_may_have_crossed(letter: Letter, gabarits: Gabarits) -> None:
    for _, facts in samples(letter):
        assert CROSSED in render(letter, facts, gabarits).text


def test_the_account_is_printed_from_the_due_date_on(gabarits: Gabarits) -> None:
    for letter in (Letter.DUE, Letter.FRIENDLY, Letter.FORMAL, Letter.FIRM, Letter.FORMAL_NOTICE):
        text = flat(render(letter, sample(letter), gabarits).text)
        assert f"IBAN : {IBAN}\n" in text
        assert "Titulaire du compte : SELARL Cabinet Exemple\nRéférence à indiquer : 2026-0142\n" in text
    assert "IBAN" not in render(Letter.PREVENTIVE, sample(Letter.PREVENTIVE), gabarits).text


@pytest.mark.parametrize("letter", TO_CLIENT)
def test_an_attached_invoice_is_named_only_where_it_goes_with_the_mail(letter: Letter, gabarits: Gabarits) -> None:
    said = "pièce jointe" in render(letter, sample(letter), gabarits).text
    attached = {Letter.DUE, Letter.FRIENDLY, Letter.FIRM, Letter.INVOICE_AGAIN, Letter.FORMAL_NOTICE}
    assert said == (letter in attached)
    facts = sample(letter)
    without = replace(facts, overdue=tuple(replace(i, has_document=False) for i in facts.overdue))
    if letter in {Letter.DUE, Letter.FRIENDLY, Letter.FIRM}:
        assert "pièce jointe" not in render(letter, without, gabarits).text


@pytest.mark.parametrize("kind", ClientKind)
@pytest.mark.parametrize("letter", TO_CLIENT)
def test_penalties_are_a_mention_to_professionals_in_the_firm_reminder(
    letter: Letter, kind: ClientKind, gabarits: Gabarits
) -> None:
    text = flat(render(letter, sample(letter, kind.value), gabarits).text)
    said = "40 €" in text
    assert said == ("pénalités" in text) == (letter is Letter.FIRM and kind is ClientKind.PROFESSIONAL)
    if said:
        assert "peut donner lieu" in text
        assert "Elles ne vous sont pas réclamées" in text


def test_a_provision_bears_no_penalty(gabarits: Gabarits) -> None:
    assert "pénalités" not in render(Letter.FIRM, sample(Letter.FIRM, "provision"), gabarits).text
    mixed = flat(render(Letter.FIRM, sample(Letter.FIRM, "several"), gabarits).text)
    assert "code de commerce), en l’espèce pour la facture n° 2026-0142." in mixed


def test_the_firm_reminder_names_the_next_step_and_its_invoice(gabarits: Gabarits) -> None:
    one = flat(render(Letter.FIRM, sample(Letter.FIRM), gabarits).text)
    assert "mise en demeure, par lettre recommandée avec accusé de réception. " in one
    assert "échéancier" in one
    several = flat(render(Letter.FIRM, sample(Letter.FIRM, "several"), gabarits).text)
    assert "accusé de réception, pour la facture n° 2026-0142. " in several
    together = flat(render(Letter.FIRM, sample(Letter.FIRM, "together"), gabarits).text)
    assert "accusé de réception, pour les factures n° 2026-0142 et 2026-0150. " in together


def test_every_overdue_invoice_is_listed_and_upcoming_ones_stand_apart(gabarits: Gabarits) -> None:
    for letter in (Letter.DUE, Letter.FRIENDLY, Letter.FORMAL, Letter.FIRM):
        claimed, _, ahead = flat(render(letter, sample(letter, "several"), gabarits).text).partition("\nÀ venir\n")
        assert re.search(r"2026-0142 +2 mars 2026 +1 200,00 € +1 200,00 €", claimed)
        assert re.search(r"2026-0150 +16 mars 2026 +800,00 € +500,00 €", claimed)
        assert re.search(r"Total +1 700,00 €", claimed)
        assert "2026-0161" not in claimed
        assert "n° 2026-0161, échéance du 30 avril 2026 : 1 200,00 €" in ahead


@pytest.mark.parametrize("letter", AUTOMATIC)
def test_automatic_answers_promise_and_confirm_nothing(letter: Letter, gabarits: Gabarits) -> None:
    for _, facts in samples(letter):
        text = render(letter, facts, gabarits).text
        assert "Le service comptable" in text
        assert not re.search(r"(?i)bien reçu votre (paiement|règlement)|encaiss|nous vous accordons|délai", text)


def test_the_invoice_again_tells_the_first_sending_only_when_it_is_known(gabarits: Gabarits) -> None:
    facts = sample(Letter.INVOICE_AGAIN)
    known = flat(render(Letter.INVOICE_AGAIN, facts, gabarits).text)
    assert (
        "de nouveau en pièce jointe la facture n° 2026-0142, que nous vous avions adressée le 2 mars 2026." in known
    )
    unknown = flat(render(Letter.INVOICE_AGAIN, replace(facts, first_sent_on=None), gabarits).text)
    assert "Vous trouverez en pièce jointe la facture n° 2026-0142." in unknown


def test_answers_speak_of_the_invoices_named_in_their_subject(gabarits: Gabarits) -> None:
    text = render(Letter.PAYMENT_CHECKED, sample(Letter.PAYMENT_CHECKED, "several"), gabarits).text
    assert "2026-0150" in text
    assert "2026-0161" not in text


def test_the_mail_with_the_formal_notice_is_neutral_and_gives_the_date(gabarits: Gabarits) -> None:
    written = render(Letter.FORMAL_NOTICE, sample(Letter.FORMAL_NOTICE), gabarits)
    assert not refused(str(written), REFUSED_BEFORE_FIRM)
    assert "22 avril 2026" in written.text
    assert "lettre recommandée avec accusé de réception" in written.text


@pytest.mark.parametrize(
    ("letter", "name", "subject"),
    [
        (Letter.TASK, "call", "[R-7K2M9Q4X] Appel à passer – 2026-0142"),
        (Letter.APPROVAL, "approval", "[R-7K2M9Q4X] Mise en demeure à valider – 2026-0142"),
        (Letter.TASK_REMINDER, "call", "[R-7K2M9Q4X] Rappel : appel à passer – 2026-0142"),
        (Letter.NOTICE, "several", "[R-7K2M9Q4X] Nouvelles du jour – 2026-0142 et 2026-0143"),
        (Letter.NOTICE, "bare", "Nouvelles du jour"),
    ],
)
def test_subjects_to_the_firm(letter: Letter, name: str, subject: str, gabarits: Gabarits) -> None:
    assert render(letter, sample(letter, name), gabarits).subject == subject


def test_an_abbreviation_keeps_its_capitals_in_a_reminder(gabarits: Gabarits) -> None:
    facts = sample(Letter.TASK_REMINDER, "call")
    assert facts.task is not None
    facts = replace(facts, task=replace(facts.task, label="LRAR à poster"), subject_numbers=(), reference="")
    assert render(Letter.TASK_REMINDER, facts, gabarits).subject == "Rappel : LRAR à poster"


def links(written: Written) -> list[str]:
    return [unquote(href.replace("&amp;", "&")) for href in re.findall(r'href="([^"]*)"', written.html)]


def test_the_firm_answers_with_one_word(gabarits: Gabarits) -> None:
    written = render(Letter.APPROVAL, sample(Letter.APPROVAL, "approval"), gabarits)
    to = "mailto:comptabilite+7k2m9q4x@cabinet.test?subject=Re: [R-7K2M9Q4X] Mise en demeure à valider – 2026-0142"
    assert links(written) == [f"{to}&body={word}" for word in ("ok", "non", "pause 15 jours")]
    assert "Répondez par un mot à ce message" in written.text
    several = render(Letter.TASK, sample(Letter.TASK, "several"), gabarits)
    assert [link.rpartition("=")[2] for link in links(several)][2:4] == ["1 pause 15 jours", "2 ok"]


@pytest.mark.parametrize("letter", TO_CLIENT)
def test_mails_to_clients_hold_no_link(letter: Letter, gabarits: Gabarits) -> None:
    assert links(render(letter, sample(letter), gabarits)) == []


def test_a_name_full_of_markup_is_printed_as_it_is(gabarits: Gabarits) -> None:
    name = "- {{ 7*7 }} **A** | <b>&amp; \\"
    facts = sample(Letter.TASK, "call")
    written = render(Letter.TASK, replace(facts, client=ClientFacts(name, ClientKind.UNKNOWN)), gabarits)
    assert f"Client\u00a0: {name}\n" in written.text
    assert "- {{ 7*7 }} **A** | &lt;b&gt;&amp;amp; \\" in written.html


def test_a_number_with_line_breaks_stays_in_its_subject(gabarits: Gabarits) -> None:
    facts = replace(sample(Letter.DUE), subject_numbers=("A\r\nBcc: x@y.test",))
    assert render(Letter.DUE, facts, gabarits).subject == "Facture n° A Bcc: x@y.test"


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("Objet : a\n\nb {{ inconnu }}", 3, "« inconnu » n’existe pas"),
        ("Objet : a\n\n{{ firm.telephone }}", 3, "« telephone » n’existe pas"),
        ("Objet : a\n\n\n{% if %}", 4, "ne se comprend pas"),
        ("Objet : a\n{{ today|euros }}", 2, "impossible"),
        ("Objet : a\n{% include 'x.txt' %}", 2, "« x.txt »"),
        ("Objet : a\n{{ firm.__class__.__mro__ }}", 2, "n’a pas le droit"),
        ("Objet : a\n{{ commun.factures(3) }}", None, "impossible"),
        ("Bonjour,", 1, "« Objet : »"),
        ("Objet :\n\nBonjour,", 1, "« Objet : »"),
        ("Objet : a\n\n", None, "aucun texte"),
    ],
)
def test_a_wrong_gabarit_is_explained_with_its_line(
    source: str, line: int | None, says: str, gabarits: Gabarits
) -> None:
    with pytest.raises(GabaritError) as error:
        render(Letter.DUE, sample(Letter.DUE), with_changes(gabarits, due=source))
    (problem,) = error.value.problems
    assert says in problem
    assert problem.endswith("retrouver le gabarit d’origine.")
    if line:
        assert problem.startswith(f"Gabarit due.txt, ligne {line} : ")


def test_an_error_in_a_shared_passage_names_that_passage(gabarits: Gabarits) -> None:
    shared = gabarits.source("_commun.txt").replace("{{ firm.iban|iban }}", "{{ firm.ibann|iban }}")
    wanted = next(n for n, text in enumerate(shared.splitlines(), start=1) if "ibann" in text)
    with pytest.raises(GabaritError, match=rf"_commun\.txt, ligne {wanted} : la donnée « ibann »"):
        render(Letter.DUE, sample(Letter.DUE), with_changes(gabarits, _commun=shared))


def test_a_missing_gabarit_is_named(gabarits: Gabarits) -> None:
    sources = {name: text for name, text in gabarits.sources.items() if name != "due.txt"}
    with pytest.raises(GabaritError, match=r"Gabarit due\.txt : ce gabarit manque"):
        render(Letter.DUE, sample(Letter.DUE), Gabarits(sources))
    assert any("due.txt" in problem for problem in check_all(Gabarits(sources), FIRM))


def test_check_reports_every_problem_of_the_firms_own_letters(gabarits: Gabarits) -> None:
    own = with_changes(
        gabarits,
        due="Objet : Facture impayée\n\nSans règlement, le tribunal {{ firm.nom }}",
        friendly="Objet : Facture\n\nVoici : {{ overdue[0].subject }}",
        formal="Objet : {{ commun.objet() }}\n\nUne {{ 'mi' }}se en demeure suivra, avec des frais de dossier.",
    )
    problems = "\n".join(check_all(own, FIRM))
    assert "Gabarit due.txt, ligne 3 : les mots « tribunal »" in problems
    assert "Gabarit due.txt, ligne 3 : la donnée « nom » n’existe pas" in problems
    assert "Gabarit friendly.txt : l’objet de la facture ne doit pas y figurer" in problems
    assert "Gabarit formal.txt : la lettre écrite contient « mise en demeure »" in problems
    assert "Gabarit formal.txt, ligne 3 : les mots « frais de dossier »" in problems
    assert len(problems.splitlines()) == len(set(problems.splitlines()))


def test_filters_write_french() -> None:
    assert date_fr(date(2026, 3, 1)) == "1er mars 2026"
    assert date_fr(date(2026, 8, 31)) == "31 août 2026"
    assert iban("fr76 30006000011234567890189") == IBAN
    assert enumerate_fr(["A"]) == "A"
    assert enumerate_fr([]) == ""
    assert enumerate_fr("ABCDE", most=4) == "A, B, C et 2 autres"
    assert enumerate_fr("ABCD", most=4) == "A, B, C et D"


def test_amounts_and_dates_are_written_the_french_way(gabarits: Gabarits) -> None:
    one = replace(invoice(), due_on=date(2026, 3, 1), amount=Decimal("12345.60"), balance=Decimal("12345.60"))
    facts = replace(sample(Letter.FRIENDLY), overdue=(one,), total_due=one.balance)
    written = render(Letter.FRIENDLY, facts, gabarits)
    assert written.subject.endswith("échéance du 1er mars 2026")
    assert "Montant TTC\u00a0: 12\u202f345,60\u00a0€\n" in written.text


def test_a_provision_is_named_like_any_invoice(gabarits: Gabarits) -> None:
    facts = sample(Letter.FIRM, "provision")
    assert facts.overdue[0].nature is Nature.PROVISION
    assert "Reste à régler\u00a0: 900,00\u00a0€" in render(Letter.FIRM, facts, gabarits).text
