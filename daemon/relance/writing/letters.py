"""Letters: a gabarit and its facts become a subject, a text and an HTML page that say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.domain.model import TO_FIRM, Letter
from relance.writing.facts import LetterFacts
from relance.writing.gabarits import SUFFIX, GabaritError, Gabarits
from relance.writing.markup import ReplyLink, parse, plain_spaces, to_html, to_text, typography


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be put in a mail; `text` and `html` come from one source."""

    subject: str
    text: str
    html: str


def render(letter: Letter, facts: LetterFacts, gabarits: Gabarits) -> Written:
    """Write a letter.

    Args:
        letter: which one; its gabarit is `<value>.txt`.
        facts: all it may name.
        gabarits: the firm's.

    Raises:
        GabaritError: the gabarit is missing, has no subject or no text, or asks for what does not exist.

    """
    name = letter.value + SUFFIX
    subject, body = _split(name, typography(gabarits.fill(name, facts)))
    blocks = parse(body)
    if not blocks:
        raise GabaritError(name, None, "aucun texte ne suit la ligne « Objet : »")
    return Written(subject, to_text(blocks), to_html(blocks, subject, _reply(letter, facts, subject)))


def _split(name: str, source: str) -> tuple[str, str]:
    first, _, body = source.lstrip().partition("\n")
    found = re.fullmatch(r"Objet\s*:\s*(\S.*)", first.strip())
    if not found:
        raise GabaritError(name, 1, "la première ligne doit être « Objet : » suivi de l’objet du message")
    return plain_spaces(found[1]), body


def _reply(letter: Letter, facts: LetterFacts, subject: str) -> ReplyLink | None:
    if letter not in TO_FIRM:
        return None
    return ReplyLink(plain_spaces(facts.reply_to or facts.firm.email), f"Re: {subject}")
