"""Event words of mails, for the journal and `show` (docs/glossary.md lists them all)."""

from __future__ import annotations

from collections.abc import Mapping

from relance.domain.model import REMINDERS, TO_FIRM, Letter, MailStatus

_SENT: Mapping[Letter, str] = {
    **dict.fromkeys(REMINDERS, "reminder_sent"),
    **dict.fromkeys(TO_FIRM, "firm_mail_sent"),
    Letter.FORMAL_NOTICE: "formal_notice_sent",
    Letter.SCHEDULE_PROPOSED: "schedule_sent",
    Letter.SCHEDULE_CONFIRMED: "schedule_sent",
}

_UNSENT: Mapping[MailStatus, str] = {
    MailStatus.ATTEMPTING: "mail_attempting",
    MailStatus.FAILED: "mail_failed",
    MailStatus.DOUBTFUL: "mail_doubtful",
}

MAIL_EVENTS = frozenset({*_SENT.values(), *_UNSENT.values(), "answer_sent"})
"""Every word `mail_event` gives."""

STATUS_WORDS: Mapping[MailStatus, str] = {
    MailStatus.SENT: "envoyé",
    MailStatus.ATTEMPTING: "en cours d’envoi",
    MailStatus.FAILED: "refusé par le serveur",
    MailStatus.DOUBTFUL: "peut-être parti, sans réponse du serveur",
}
"""French, for the statuses that are told."""


def mail_event(letter: Letter, status: MailStatus) -> str:
    """The event word of a mail that was attempted."""
    return _UNSENT.get(status) or _SENT.get(letter, "answer_sent")
