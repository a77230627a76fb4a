# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Answers that the sender wrote inside the quoted mail: in another colour or look, or behind its initials.

What the firm wrote must never be taken for an answer, so nothing is looked for without a pointer in the new words, but
what stands behind the sender's own initials.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from relance.reading.html import StyledLine, styled_lines
from relance.reading.message import Message
from relance.reading.quoting.languages import plain
from relance.reading.quoting.looks import answers_by_look, is_told, reminds
from relance.reading.quoting.passages import quoted_mails
from relance.reading.quoting.pointers import pointer
from relance.reading.signatures import is_closing
from relance.reading.styles import PLAIN

_LABELLED = re.compile(
    r"\s*(?:\[\s*([^\]\n]{1,40}?)\s*:?\s*\]\s*:?|([^\W\d_](?:[^\W\d_]|[ .'-]){0,40}?)\s?(?::|>{1,3}|-{1,2}>|=>|→))\s*(?=\S|$)"
)
_ARROW = re.compile(r"\s*(?:>{2,4}|-{1,3}>|={1,3}>|[→➔➜►])\s*(?=\S)")
_ANSWER = re.compile(
    r"\s*\W{0,3}(?:(?:ma |notre |nos |mes )?(?:reponses?|rep\.?)(?: \d{1,2})?|(?:my |our )?(?:answer|reply|response)|antwort|respuesta|risposta)\s?:\s*"
)
_INITIALS = re.compile(r"[A-ZÀ-Ý](?:\.?\s?-?[A-ZÀ-Ý]){1,3}\.?")
_NO_INITIALS = frozenset(
    [
        "TVA",
        "TTC",
        "HT",
        "RIB",
        "IBAN",
        "BIC",
        "PJ",
        "CC",
        "CCI",
        "NB",
        "PS",
        "TEL",
        "FAX",
        "REF",
        "RCS",
        "TR",
        "RE",
        "FW",
        "FWD",
        "WG",
        "AW",
        "DE",
        "OBJ",
        "SIRET",
        "EUR",
        "OK",
        "TO",
    ]
)
_FOLDED = 58
_FEW = 3


def answers_inside(message: Message, lines: list[str], said: str) -> str:
    """The sender's answers in the newest quoted mail, one a line, or "".

    Args:
        message: the mail.
        lines: its body.
        said: its own new words.

    """
    told = pointer(said)
    sender = _labels(message)
    if told is None and not any(_label_end(x.lstrip("> "), sender, loose=True, arrows=False) for x in lines):
        return ""
    if told is None:
        return "\n".join(_behind_labels(_asked(_bare(lines)), sender, loose=_is_nearly_empty(said), arrows=False))
    typed = {_squeezed(x) for x in said.split("\n") if _INITIALS.fullmatch(x.strip())}
    for source in (styled_lines(message.html) if message.html else (), _bare(lines)):
        asked = _asked(source)
        labelled = _behind_labels(asked, sender | typed, loose=True, arrows=True)
        looked = answers_by_look(asked, told)
        named = bool(told.hues or told.ways)
        for found in (looked, labelled) if named else (labelled, looked):
            new = [x for x in found if x not in said]
            if new:
                return "\n".join(new)
    return ""


def _bare(lines: list[str]) -> tuple[StyledLine, ...]:
    return tuple(StyledLine(0, ((x, PLAIN),) if x else ()) for x in lines)


def _asked(source: tuple[StyledLine, ...]) -> tuple[StyledLine, ...]:
    """The lines of the newest quoted mail, without the marks of its quote."""
    mails = quoted_mails([line.text for line in source])
    body = [source[n] for n in mails[0].numbers]
    first = next((line for line in body if re.search(r"\w", line.words)), None)
    if first is None:
        return ()
    if not first.depth and first.words.lstrip().startswith(">"):
        marked = [
            StyledLine(0, ((re.sub(r"^\s*> ?", "", x.words), PLAIN),))
            for x in body
            if x.words.lstrip().startswith(">")
        ]
        return tuple(x for x in marked if not x.words.startswith(">"))
    return tuple(line for line in body if line.depth == first.depth)


def _labels(message: Message) -> frozenset[str]:
    """Initials and names by which the sender may mark its answers, upper case and without points."""
    bare = re.sub(r"\([^)]{0,80}\)|\S+@\S+", " ", message.sender_name[:200])
    names = re.findall(r"[^\W\d_]{2,}", bare)
    local = re.fullmatch(r"([^\W\d_]+)[._-]([^\W\d_]{2,})", message.sender.partition("@")[0])
    found: set[str] = set()
    for words in (names, list(local.groups()) if local else []):
        if 2 <= len(words) <= 4:
            initials = "".join(w[0] for w in words)
            found |= {initials, initials[::-1], "".join(words), "".join(reversed(words))}
    return frozenset(_squeezed(x) for x in found) - _NO_INITIALS


def _squeezed(label: str) -> str:
    return re.sub(r"[^\w]", "", plain(label)).upper()


def _is_nearly_empty(said: str) -> bool:
    """Greeting, closing words and a name: the answers must stand elsewhere."""
    rest = [
        x
        for x in said.split("\n")
        if not is_closing(x) and not re.match(r"(?:bonjour|bonsoir|hello|maitre|madame|monsieur|cher)", plain(x))
    ]
    return sum(len(x.split()) for x in rest) <= _FEW


def _behind_labels(asked: tuple[StyledLine, ...], sender: Collection[str], *, loose: bool, arrows: bool) -> list[str]:
    """What stands behind a label of the sender's.

    Args:
        asked: lines of the quoted mail.
        sender: its labels.
        loose: « Réponse : » is one too.
        arrows: « >> », « --> » and any initials in brackets are too, if what stands behind them is no reminder.

    """
    found: list[str] = []
    doubtful: list[str] = []
    goes_on = False
    previous = ""
    for line in asked:
        words = line.words.strip()
        sure = _label_end(words, sender, loose=loose, arrows=False)
        start = sure or (_label_end(words, sender, loose=loose, arrows=True) if arrows else 0)
        if start:
            found.append(words[start:].strip())
            doubtful += [] if sure else [found[-1]]
            goes_on = True
        elif goes_on and words and (not found[-1] or (len(previous) >= _FOLDED and words[0].islower())):
            found[-1] = f"{found[-1]} {words}".strip()
        else:
            goes_on = False
        previous = words
    if doubtful and (not any(is_told(x) for x in doubtful) or any(reminds(x) for x in doubtful)):
        found = [x for x in found if x not in doubtful]
    return [x for x in found if re.search(r"\w", x)]


def _label_end(words: str, sender: Collection[str], *, loose: bool, arrows: bool) -> int:
    """Where the words behind a label begin, or 0."""
    labelled = _LABELLED.match(words)
    if labelled:
        label = _squeezed(labelled[1] or labelled[2])
        boxed = arrows and bool(labelled[1]) and bool(_INITIALS.fullmatch(labelled[1])) and label not in _NO_INITIALS
        if label in sender or boxed:
            return labelled.end()
    arrow = _ARROW.match(words) if arrows else None
    answer = _ANSWER.match(plain(words)) if loose else None
    return arrow.end() if arrow else answer.end() if answer else 0
