"""What `relance check` says of the gabarits: each is rendered with facts of every kind and read for refused words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from relance.domain.model import TO_FIRM, Letter
from relance.domain.text import plain
from relance.writing.facts import FirmFacts
from relance.writing.gabarits import PDF_LETTER, SHARED, SUFFIX, GabaritError, Gabarits
from relance.writing.letter_pdf import formal_notice_pdf
from relance.writing.letters import render
from relance.writing.samples import MATTER, samples

ALWAYS_REFUSED = (
    "huissier",
    "frais de dossier",
    "fichier",
    "dernier avertissement",
    "sous peine de",
    "retenir votre dossier",
)
"""Threats, costs that may not be asked (CPCE L111-8), retention of the file (RIN 9.2): in no letter at all."""

REFUSED_BEFORE_FIRM = ("contentieux", "poursuites", "tribunal", "bâtonnier", "mise en demeure")
"""No legal consequence is named before the reminder `firm`."""

REFUSED_IN_SUBJECTS = ("impayé", "mise en demeure", "dossier", "affaire", "relance")
"""A subject is read over a shoulder: it names the invoice and nothing else (secret professionnel)."""

_MAY_NAME_THEM = TO_FIRM | {Letter.FIRM, Letter.FORMAL_NOTICE}


def refused(text: str, words: Iterable[str]) -> list[str]:
    """The refused words that stand in a text, whatever their accents, case, spaces and endings."""
    bare = plain(text)
    return [word for word in words if re.search(rf"\b{plain(word)}", bare)]


def check_all(gabarits: Gabarits, firm: FirmFacts) -> list[str]:
    """Render every letter with sample facts.

    Args:
        gabarits: the firm's.
        firm: as configured, so that its own values are tried.

    Returns:
        One French sentence a problem, each once; empty when all is well.

    """
    problems = [*_sources(gabarits)]
    for letter in Letter:
        problems += _rendered(letter, gabarits, firm)
    problems += _pdf(gabarits, firm)
    return list(dict.fromkeys(problems))


def _words_for(name: str) -> tuple[str, ...]:
    """What is refused in a source; the shared macros stand in every letter."""
    free = {letter.value + SUFFIX for letter in _MAY_NAME_THEM} | {PDF_LETTER}
    known = {letter.value + SUFFIX for letter in Letter} | {SHARED}
    return (*ALWAYS_REFUSED, *REFUSED_BEFORE_FIRM) if name in known - free else ALWAYS_REFUSED


def _sources(gabarits: Gabarits) -> Iterator[str]:
    for name, source in sorted(gabarits.sources.items()):
        for number, line in enumerate(source.splitlines(), start=1):
            for word in refused(line, _words_for(name)):
                yield f"Gabarit {name}, ligne {number} : les mots « {word} » n’ont pas leur place ici. Ôtez-les."


def _rendered(letter: Letter, gabarits: Gabarits, firm: FirmFacts) -> Iterator[str]:
    name = letter.value + SUFFIX
    for _, facts in samples(letter, firm):
        try:
            written = render(letter, facts, gabarits)
        except GabaritError as error:
            yield from error.problems
            continue
        words = refused(f"{written.subject}\n{written.text}", _words_for(name))
        if letter not in TO_FIRM:
            words += refused(written.subject, REFUSED_IN_SUBJECTS)
        for word in words:
            yield f"Gabarit {name} : la lettre écrite contient « {word} », qui n’y a pas sa place. Ôtez-le."
        if MATTER in written.subject + written.text:
            yield f"Gabarit {name} : l’objet de la facture ne doit pas y figurer (secret professionnel). Ôtez-le."


def _pdf(gabarits: Gabarits, firm: FirmFacts) -> Iterator[str]:
    for _, facts in samples(Letter.FORMAL_NOTICE, firm):
        try:
            formal_notice_pdf(facts, gabarits)
        except GabaritError as error:
            yield from error.problems
