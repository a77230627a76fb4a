"""The sender's own new words: a mail without the mails it quotes, without contact block and notices.

What stands in a quoted reminder says nothing (« mise en demeure », « si vous avez déjà réglé »), so a quote that is
not seen is the worst error of this page; but what a person wrote between, beneath, beside or, told so, inside a quote
is never dropped.
"""

from __future__ import annotations

import re

from relance.reading.message import Message
from relance.reading.quoting.inside import answers_inside
from relance.reading.quoting.passages import body_lines, new_text
from relance.reading.quoting.relayed import relayed

__all__ = ["new_text", "new_words", "quoted_text"]

_SUBJECT_PREFIX = re.compile(
    r"(?:\s*(?:re|ref|rep|tr|fwd?|aw|wg|sv|antw|réf|rép)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
_SAYS_SOMETHING = re.compile(r"[^\s\-–—_.=*>|]")
"""« ? » and « 👍 » alone are an answer, whatever the subject says; rules and lines of dots are none."""
_FIRM_REF = re.compile(r"\[\s*R-[0-9A-Z]{8}\s*\]|\+R-[0-9A-Z]{8}@", re.IGNORECASE)


def new_words(message: Message) -> tuple[str, bool]:
    """What the sender newly wrote, or, told to look below, says with the words of another.

    Returns:
        The new words, and False; where the body holds nothing new, the subject without its `Re:` and True.

    """
    said = new_text(message.text)
    # A person of the firm orders by the words above its quote alone, never by words it passes on.
    to_firm = any(_FIRM_REF.search(x) for x in (message.subject, *message.to))
    below = "" if to_firm else _below(message, said)
    text = "\n\n".join(x for x in (said, below) if x)
    if _SAYS_SOMETHING.search(text):
        return text, False
    return _SUBJECT_PREFIX.sub("", message.subject, count=1).strip(), True


def _below(message: Message, said: str) -> str:
    """The sender's answers inside the quoted mail; else the mail of another person it passes on; else ""."""
    lines = body_lines(message.text)
    return answers_inside(message, lines, said) or relayed(message, lines, said)


def quoted_text(text: str) -> str:
    """What a body quotes: everything that is not new, `>` removed (invoice numbers are looked for in it)."""
    new = set(new_text(text).split("\n"))
    return "\n".join(line.lstrip("> ") for line in text.split("\n") if line not in new)
