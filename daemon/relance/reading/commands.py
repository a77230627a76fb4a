"""The answer of a person of the firm: the new words of the mail, understood by the one table of `domain.commands`."""

from __future__ import annotations

from datetime import date

from relance.domain.commands import StaffAnswer, understand_about_reply, understand_answer
from relance.reading.machines.kinds import machine
from relance.reading.message import Message
from relance.reading.quoting import new_words


def staff_answer(message: Message, on: date, *, about_reply: bool = False) -> StaffAnswer:
    """What the mail orders about the only item of the mail it answers.

    Only new words count: the quoted request holds « ok » itself. An empty body orders nothing (its subject is ours),
    and an absence or another machine's mail never orders anything.

    Args:
        message: the answer.
        on: day it was written, in the firm's zone.
        about_reply: the mail it answers is about a client's reply, whose reading it may correct.

    """
    text = staff_words(message, on)
    return understand_about_reply(text, on) if about_reply else understand_answer(text, on)


def staff_words(message: Message, on: date) -> str:
    """What a person newly wrote in an answer; "" where nobody wrote anything.

    Args:
        message: the answer.
        on: day it was written, in the firm's zone.

    """
    text, from_subject = new_words(message)
    return "" if from_subject or message.unreadable_body or machine(message, on) else text
