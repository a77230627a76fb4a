from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from relance.domain.model import ClientKind, Letter
from relance.writing.facts import ClientFacts, LetterFacts
from relance.writing.gabarits import PDF_LETTER, GabaritError, Gabarits
from relance.writing.letter_pdf import address_lines, formal_notice_pdf
from relance.writing.samples import FIRM, samples

CASES = [name for name, _ in samples(Letter.FORMAL_NOTICE)]


def sample(name: str = "professional") -> LetterFacts:
    return dict(samples(Letter.FORMAL_NOTICE))[name]


def read(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def words(facts: LetterFacts, gabarits: Gabarits) -> str:
    return read(formal_notice_pdf(facts, gabarits))


@pytest.mark.parametrize("case", CASES)
def test_the_letter_has_what_a_formal_notice_needs(case: str, gabarits: Gabarits) -> None:
    text = words(sample(case), gabarits)
    for needed in (
        "Objet : MISE EN DEMEURE – facture",
        "La présente lettre vaut MISE EN DEMEURE",
        "Lettre recommandée avec accusé de réception",
        "Cabinet Exemple",
        "SARL Exemple & Fils 14 avenue du Modèle 69003 Lyon",
        "e 9 avril 2026",
        "2026-0142 31 janvier 2026 2 mars 2026 1 200,00 €",
        "30 mars 2026 : troisième rappel, qui proposait un échéancier",
        "1er avril 2026 : appel téléphonique, message laissé",
        "au plus tard le 22 avril 2026",
        "IBAN : FR76 3000 6000 0112 3456 7890 189",
        "Titulaire du compte :",
        "Référence à indiquer : 2026-0142",
        "échéancier",
        "Si votre règlement nous est déjà parvenu",
        "copie de la facture n° 2026-0142",
    ):
        assert needed in text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "prescription" not in text
    assert "Objetconfidentiel" not in text


def test_the_letterhead_names_the_firm_in_full(gabarits: Gabarits) -> None:
    text = words(sample(), gabarits)
    head = "12 rue de l’Exemple 75002 Paris Téléphone : 01 99 00 12 34 – comptabilite@cabinet.test"
    assert f"Cabinet Exemple {head} Avocats au barreau de Paris – SIREN 123 456 782" in text
    assert "Paris, le 9 avril 2026" in text


def test_the_consequence_is_the_batonnier_and_conditional(gabarits: Gabarits) -> None:
    text = words(sample(), gabarits)
    assert "nous pourrions être conduits à saisir le bâtonnier" in text
    assert "articles 174 et suivants du décret n° 91-1197 du 27 novembre 1991" in text.replace("\u00a0", " ")
    assert not re.search(r"injonction|référé|huissier|commissaire de justice|saisie|assign", text)


def test_a_provision_is_not_taken_to_the_batonnier(gabarits: Gabarits) -> None:
    text = words(sample("provision"), gabarits)
    assert "bâtonnier" not in text
    assert "article 11.6 du règlement intérieur national" in text
    mixed = words(sample("together"), gabarits)
    assert "fixation des honoraires (facture n° 2026-0142), en application" in mixed


def test_another_profession_is_not_sent_to_the_batonnier(gabarits: Gabarits) -> None:
    text = words(replace(sample("consumer"), firm=replace(FIRM, profession="expert-comptable")), gabarits)
    assert "bâtonnier" not in text
    assert "les voies que la loi prévoit" in text


@pytest.mark.parametrize("kind", ClientKind)
def test_consumers_and_unknown_clients_are_told_of_the_mediator(kind: ClientKind, gabarits: Gabarits) -> None:
    text = words(sample(kind.value), gabarits)
    told = kind in {ClientKind.CONSUMER, ClientKind.UNKNOWN}
    assert ("180 boulevard Haussmann" in text) == told
    assert ("Vous pouvez également saisir vous-même le bâtonnier" in text) == told
    assert ("en dehors de toute activité professionnelle" in text) == (kind is ClientKind.UNKNOWN)


def test_without_a_mediator_the_right_to_the_batonnier_stays(gabarits: Gabarits) -> None:
    text = words(replace(sample("consumer"), firm=replace(FIRM, mediator="")), gabarits)
    assert "médiateur" not in text
    assert "adresser une réclamation écrite au cabinet. Vous pouvez également saisir" in text


@pytest.mark.parametrize("case", CASES)
def test_only_the_principal_is_claimed(case: str, gabarits: Gabarits) -> None:
    text = words(sample(case), gabarits).replace("\u00a0", " ")
    told = case in {"professional", "several", "partial", "bare"}
    assert ("n’y sont pas comprises" in text) == ("40 €" in text) == ("pénalités" in text) == told


def test_several_invoices_are_summed_and_one_that_only_accompanies_is_left_out(gabarits: Gabarits) -> None:
    together = words(sample("together"), gabarits)
    assert "factures n° 2026-0142 et 2026-0150" in together.replace("\u00a0", " ")
    assert "régler la somme de 1 700,00 €" in together.replace("\u202f", " ").replace("\u00a0", " ")
    assert "2026-0150" not in words(sample("several"), gabarits)


def test_what_a_client_is_called_is_printed_and_never_run(gabarits: Gabarits) -> None:
    name = '#panic()[* "$x$" \\ //'
    client = ClientFacts(name, ClientKind.UNKNOWN, "#read('/etc/passwd')\n*1* rue _X_\n69003 Lyon")
    text = words(replace(sample(), client=client), gabarits)
    assert f"{name} #read('/etc/passwd') *1* rue _X_ 69003 Lyon" in text


def test_the_address_stands_in_the_window_and_alone(gabarits: Gabarits) -> None:
    """DL and C5 envelopes show, of the upper third, what is right of 90 mm between 44 and 92 mm from the top."""
    seen: list[tuple[float, float, str]] = []
    page = PdfReader(io.BytesIO(formal_notice_pdf(sample(), gabarits))).pages[0]
    height = float(page.mediabox.height)

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        x = tm[4] * cm[0] + cm[4]
        y = tm[5] * cm[3] + cm[5]
        if text.strip():
            seen.append((x / 72 * 25.4, (height - y) / 72 * 25.4, text))

    page.extract_text(visitor_text=visit)
    window = [(x, y, text) for x, y, text in seen if 42 < y < 93]
    assert " ".join(text.strip() for _, _, text in window) == "SARL Exemple & Fils 14 avenue du Modèle 69003 Lyon"
    assert all(100 < x < 190 and 55 < y < 79 for x, y, _ in window)


def test_the_same_facts_give_the_same_bytes_in_another_process(gabarits: Gabarits) -> None:
    here = formal_notice_pdf(sample("consumer"), gabarits)
    assert here == formal_notice_pdf(sample("consumer"), gabarits)
    program = (
        "import hashlib, pathlib, sys\n"
        "from relance.domain.model import Letter\n"
        "from relance.writing.gabarits import Gabarits\n"
        "from relance.writing.letter_pdf import formal_notice_pdf\n"
        "from relance.writing.samples import samples\n"
        "g = Gabarits({p.name: p.read_text('utf-8') for p in pathlib.Path(sys.argv[1]).iterdir()})\n"
        "print(hashlib.sha256(formal_notice_pdf(dict(samples(Letter.FORMAL_NOTICE))['consumer'], g)).hexdigest())\n"
    )
    folder = Path(__file__).parents[2] / "gabarits"
    there = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"},
    )
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_another_balance_gives_other_bytes(gabarits: Gabarits) -> None:
    assert formal_notice_pdf(sample("partial"), gabarits) != formal_notice_pdf(sample(), gabarits)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("a\n#inconnu", "ligne 2 : typst ne peut pas imprimer la lettre (unknown variable: inconnu)"),
        ('a\n\n#read("/etc/passwd")', "ligne 3 : typst ne peut pas"),
        ('#import "@preview/x:0.1.0": y', "ligne 1 : un paquet extérieur serait téléchargé"),
    ],
)
def test_a_wrong_letter_is_explained_and_reads_nothing(source: str, says: str, gabarits: Gabarits) -> None:
    with pytest.raises(GabaritError) as error:
        formal_notice_pdf(sample(), Gabarits({**gabarits.sources, PDF_LETTER: source}))
    assert says in str(error.value)


@pytest.mark.parametrize("lacking", [{"client": None}, {"deadline_on": None}, {"overdue": ()}])
def test_no_letter_without_client_deadline_or_invoice(lacking: dict[str, None], gabarits: Gabarits) -> None:
    with pytest.raises(ValueError, match="formal notice needs"):
        formal_notice_pdf(replace(sample(), **lacking), gabarits)  # type: ignore[arg-type]


def test_a_client_without_history_or_address_still_gets_its_letter(gabarits: Gabarits) -> None:
    facts = sample()
    bare = tuple(replace(i, history=(), has_document=False, agreement_on=None) for i in facts.overdue)
    text = words(replace(facts, overdue=bare, client=ClientFacts("Mme Exemple"), today=date(2026, 4, 1)), gabarits)
    assert "le 1er avril 2026" in text
    assert "Nos demandes précédentes sont restées sans règlement." in text
    assert "Annexes" not in text


def test_an_address_in_one_line_is_parted_before_its_postal_code() -> None:
    assert address_lines("14 avenue du Modèle, bât. C, 69003 Lyon") == ["14 avenue du Modèle, bât. C", "69003 Lyon"]
    assert address_lines("14 avenue du Modèle,\r\n\n69003 Lyon ") == ["14 avenue du Modèle", "69003 Lyon"]
    assert address_lines("") == []
