"""The automatic answers to a reply: only when nothing in the mail needs a person, to the recorded address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from relance.domain.case import Case, is_open
from relance.domain.decisions import Action, PlanMail
from relance.domain.hearing import Hearing, Pairs
from relance.domain.intents import Intent, Verdict
from relance.domain.model import REMINDERS, TO_FIRM, Invoice, Letter, Mail, MailItem, MailStatus
from relance.domain.pauses import promised_on
from relance.domain.requests import unforeseen

ANSWER_DELAY = timedelta(minutes=15)
"""An automatic answer never leaves sooner after the mail it answers: a person may correct himself at once."""

NOT_ANSWERS = REMINDERS | TO_FIRM | {Letter.FORMAL_NOTICE, Letter.SCHEDULE_PROPOSED, Letter.SCHEDULE_CONFIRMED}
"""Letters that are not automatic answers."""


def answer(h: Hearing, intents: Sequence[Intent], rules: Mapping[Intent, Pairs]) -> list[Action]:
    """The automatic answer to a reply, or nothing."""
    letter, invoices = _letter(h, intents[0], rules[intents[0]])
    if letter is None or _barred(h, intents[0], rules):
        return []
    promised = promised_on(h.said, h.day)
    return [
        PlanMail(
            letter,
            h.case.client.id,
            leaves_at(h),
            tuple(MailItem(i.id, None, f"{i.id}:{letter.value}") for i in invoices),
            received_id=h.reply.received_id,
            data={"promised_on": promised.isoformat()} if promised else {},
        )
    ]


def _barred(h: Hearing, primary: Intent, rules: Mapping[Intent, Pairs]) -> bool:
    return (
        primary not in h.policy.automatic_answers
        or h.said.confidence < h.policy.answer_confidence
        or h.reply.history
        or h.reply.unanswerable
        or h.reply.verdict is Verdict.FAIL
        or not h.case.reachable
        or any(r.task is not None and r.task.needs_person for pairs in rules.values() for _, r in pairs)
        or _answered_today(h.case, h.day)
    )


def _letter(h: Hearing, primary: Intent, pairs: Pairs) -> tuple[Letter | None, tuple[Invoice, ...]]:
    """The letter of the primary intent and the open invoices it is about."""
    invoices = tuple(i for i, r in pairs if i is not None and r.answer is not None and is_open(i))
    letter = next((r.answer for _, r in pairs if r.answer is not None), None)
    if not invoices or unforeseen(h, primary, pairs) is not None:
        return None, ()
    if letter is Letter.PROMISE_NOTED and promised_on(h.said, h.day) is None:
        letter = Letter.PROMISE_DATE_ASKED
    return letter, invoices


def _answered_today(case: Case, day: date) -> bool:
    return any(m.letter not in NOT_ANSWERS and _planned_on(m) == day for m in case.mails)


def _planned_on(mail: Mail) -> date | None:
    if mail.status is MailStatus.DROPPED or mail.planned_at is None:
        return None
    return mail.planned_at.date()


def leaves_at(h: Hearing) -> datetime:
    """In a sending hour, at least 15 minutes after the mail was written (its Date, unless that is in the future)."""
    written = min(h.reply.written_at, h.now) if h.reply.written_at is not None else h.now
    return h.policy.calendar.next_open(max(h.now, written + ANSWER_DELAY))
