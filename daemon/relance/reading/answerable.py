"""Whether a mail may get an automatic answer: two robots that answer each other never stop (RFC 3834 section 2)."""

from __future__ import annotations

import re

from relance.reading.machines.kinds import automatic
from relance.reading.message import Message

_SUPPRESSES = re.compile(r"\b(?:all|autoreply)\b", re.IGNORECASE)
_MANY = frozenset({"bulk", "junk", "list"})


def wants_no_answer(message: Message) -> bool:
    """Whether the headers ask that no machine answer, whoever wrote the words.

    A help desk marks as generated what its people write: their words count, and yet its robot must not be answered.

    Args:
        message: the mail.

    """
    return (
        automatic(message)
        or bool(_SUPPRESSES.search(message.header("x-auto-response-suppress")))
        or message.header("precedence").strip().lower() in _MANY
        or bool(message.header("list-id"))
    )
