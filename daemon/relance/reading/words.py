# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Text folded for rules (lower case, no accents, plain apostrophes) with one character for one, and cut into sentences."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from relance.domain.dates import fold_line


def ready(text: str) -> str:
    """Text in which folding keeps positions: composed accents, ligatures written out."""
    return unicodedata.normalize("NFC", text).replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the sender.

    Attributes:
        text: as typed.
        folded: same length, for rules.
        question: ends with a question mark, or asks by its first words.

    """

    text: str
    folded: str
    question: bool


_MONTH = (
    r"(?:januar|jänner|februar|märz|maerz|marts|mars|april|mai|maj|juni|juli|august|september|oktober|november|de[zcs]ember"
    r"|jan|feb|apr|aug|sept?|okt|nov|dez)\b"
)
_ABBREVIATED = (
    r"(?<![A-Z0-9]\.)(?<!\b[A-ZÀ-Ý])(?<!\bMe)(?<!\bMme)(?<!\bart)(?<!\bn)(?<!\b[Tt][ée]l)(?<!\b[Rr][ée]f)"
    rf"(?<!\b[Dd]pto)(?<!\b[Pp]\.[Ss])(?<!\bPS)(?<!\bNB)(?!(?<=\d)\.\s+(?i:{_MONTH}))"
)
"""Where a full stop may end a sentence: not behind « J. », « P.S. », « Tél. », nor in « 30. September »."""
_END = re.compile(rf"(?:{_ABBREVIATED}\.[.!?;]*|[!?;][.!?;]*)[)\"»]*(?=\s|$)|(?<=[?!])(?=\s)")
_POSTSCRIPT = re.compile(r"\W{0,5}p\.? ?-?s\.?\W{0,5}", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)/°])\s+\S")
ASKS = re.compile(
    r"(?:(?:bonjour|bonsoir|maitre|madame|monsieur|messieurs|merci|et|donc|alors|mais|sinon|du coup|ou|or|hello|hi)\W+){0,4}"
    r"(?:est-ce qu|serait-il|est-il|y a-t-il|auriez-vous|avez-vous|pouvez-vous|pourriez-vous|pourrions-nous|pourrais-je|"
    r"puis-je|peut-on|pouvons-nous|quel(?:le)?s? |combien|comment |pourquoi|a quel|vers quel|sur quel|ou dois|"
    r"could (?:you|we|i)|can (?:you|we|i)|would it|is it possible|what is|which |how (?:much|many|do))"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*\w|https?://\S+")


def _mask(match: re.Match[str]) -> str:
    """An address says nothing by its letters (`factures@…`): only that it is one."""
    return re.sub(r"\w", "x", match[0])


def sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences of the new words, in order; a line broken by the mail program is joined to the next one."""
    found: list[Sentence] = []
    for paragraph in _paragraphs(ready(text)):
        start = 0
        for cut in [*_END.finditer(paragraph), None]:
            end = cut.end() if cut else len(paragraph)
            piece = paragraph[start:end].strip()
            start = end
            if re.search(r"\w", piece):
                folded = _ADDRESS.sub(_mask, fold_line(piece))
                found.append(Sentence(piece, folded, piece.rstrip(' »)"').endswith("?") or bool(ASKS.match(folded))))
    return tuple(found)


def _paragraphs(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    joined: list[str] = []
    previous = ""
    for line in lines:
        told_below = bool(joined) and bool(_POSTSCRIPT.fullmatch(joined[-1]))
        if line and (told_below or (previous and _continues(previous, line))):
            joined[-1] += " " + line
        elif line:
            joined.append(line)
        previous = line
    return joined


def _continues(previous: str, line: str) -> bool:
    if _BULLET.match(line) or previous.endswith((".", "!", "?", ";", ":")):
        return False
    first = line[0]
    return first.islower() or (len(previous) >= 58 and not previous.endswith(","))


_KNOWN = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "des",
        "du",
        "un",
        "une",
        "et",
        "est",
        "a",
        "au",
        "aux",
        "en",
        "que",
        "qui",
        "ne",
        "pas",
        "je",
        "nous",
        "vous",
        "il",
        "elle",
        "on",
        "ce",
        "cette",
        "ces",
        "mon",
        "ma",
        "mes",
        "notre",
        "nos",
        "votre",
        "vos",
        "pour",
        "par",
        "sur",
        "dans",
        "avec",
        "sans",
        "plus",
        "mais",
        "ou",
        "si",
        "se",
        "sa",
        "son",
        "y",
        "d",
        "l",
        "j",
        "c",
        "n",
        "qu",
        "m",
        "s",
        "bonjour",
        "merci",
        "bien",
        "madame",
        "monsieur",
        "maitre",
        "cordialement",
        "ai",
        "avons",
        "avez",
        "ete",
        "fait",
        "suis",
        "sommes",
        "the",
        "of",
        "to",
        "and",
        "is",
        "in",
        "for",
        "on",
        "with",
        "this",
        "that",
        "we",
        "you",
        "i",
        "our",
        "your",
        "my",
        "it",
        "be",
        "have",
        "has",
        "been",
        "not",
        "will",
        "please",
        "are",
        "was",
        "at",
        "by",
        "from",
        "hello",
        "dear",
        "thanks",
        "regards",
        "best",
    ]
)


def foreign(said: tuple[Sentence, ...], least: float = 0.2) -> bool:
    """Neither French nor English: too few of their small words (the rules would only meet look-alikes).

    Args:
        said: sentences of the new words.
        least: share of small words asked for; plain prose has 0.4.

    """
    words = [w for s in said for w in re.findall(r"[^\W\d_]+", s.folded)]
    return len(words) >= 6 and sum(w in _KNOWN for w in words) < least * len(words)
