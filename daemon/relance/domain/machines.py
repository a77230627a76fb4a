"""What machine mail leads to: absences defer, bounces block or repeat, receipts are kept. None is ever an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from relance.domain.case import Case
from relance.domain.decisions import Action, BlockContact, Decision, Note, OpenHold, OpenTask, PlanMail
from relance.domain.escalation import base
from relance.domain.intents import Bounce, Intent, Understanding
from relance.domain.model import REMINDERS, Contact, Mail, MailItem, TaskKind
from relance.domain.policy import Policy

ABSENCE_WORKING_DAYS = 2
"""Working days left to somebody back from an absence."""

ABSENCE_MAX = timedelta(days=21)
ABSENCE_UNDATED = timedelta(days=7)
"""Deferral when the absence gives no return date."""

SOFT_RETRY = timedelta(days=3)
SOFT_RETRIES = 2
"""A mail that did not pass is sent again after 3 days, twice at most; then the address counts as dead."""


@dataclass(frozen=True, slots=True)
class MachineMail:
    """A machine's mail as it concerns one case.

    Attributes:
        understanding: what it reports.
        received_id: its key in the store.
        answers: our mail that it is about, None when it names none.

    """

    understanding: Understanding
    received_id: int
    answers: Mail | None = None

    @property
    def cause(self) -> str:
        """How holds and tasks of this mail name it."""
        return f"received:{self.received_id}"


def decide_machine(case: Case, mail: MachineMail, now: datetime, policy: Policy) -> Decision:
    """What an absence, an acknowledgement, a receipt or a bounce leads to.

    Args:
        case: the client it concerns.
        mail: the machine's mail.
        now: this instant, in the firm's zone.
        policy: the firm's numbers.

    """
    intent = mail.understanding.intent
    actions: list[Action]
    if intent is Intent.OUT_OF_OFFICE:
        actions = _absence(case, mail, now, policy)
    elif intent in (Intent.BOUNCE_HARD, Intent.BOUNCE_SOFT):
        actions = _bounce(case, mail, now, policy)
    else:
        actions = [_note(case, mail, intent, "message automatique, conservé comme preuve")]
    return Decision(tuple(actions), mail.cause)


def _note(case: Case, mail: MachineMail, intent: Intent, reason: str) -> Note:
    return Note(
        "machine_mail", reason, case.client.id, data={"intent": intent.value, "received": str(mail.received_id)}
    )


def _absence(case: Case, mail: MachineMail, now: datetime, policy: Policy) -> list[Action]:
    if Intent.WRONG_CONTACT in mail.understanding.secondary:
        return _gone(case, mail, now)
    day = now.date()
    back = mail.understanding.entities.date
    if back is not None and back < day:
        return [_note(case, mail, Intent.OUT_OF_OFFICE, "absence déjà terminée")]
    until = policy.calendar.add_working_days(back, ABSENCE_WORKING_DAYS) if back else day + ABSENCE_UNDATED
    until = min(until, day + ABSENCE_MAX)
    reason = f"absence : prochaine étape pas avant le {until:%d/%m/%Y}"
    hold = OpenHold(case.client.id, None, Intent.OUT_OF_OFFICE.value, until, cause=mail.cause, quiet=True)
    actions: list[Action] = [_note(case, mail, Intent.OUT_OF_OFFICE, reason), hold]
    stand_in = mail.understanding.entities.new_contact
    if stand_in and all(c.address != stand_in for c in case.contacts):
        actions.append(_address_task(case, mail, "Absence : un remplaçant est indiqué", now, new_contact=stand_in))
    return actions


def _gone(case: Case, mail: MachineMail, now: datetime) -> list[Action]:
    """Left for good: as if the client had said that this is not the right person."""
    found = mail.understanding.entities.new_contact
    stated = {"new_contact": found} if found else {}
    return [
        _note(case, mail, Intent.WRONG_CONTACT, "le destinataire est parti pour de bon"),
        OpenHold(case.client.id, None, Intent.WRONG_CONTACT.value, None, cause=mail.cause),
        _address_task(case, mail, "Interlocuteur parti : adresse à confirmer", now, **stated),
    ]


def _address_task(case: Case, mail: MachineMail, label: str, now: datetime, **data: str) -> OpenTask:
    return OpenTask(
        TaskKind.ADDRESS,
        f"{label} : {case.client.name}",
        case.client.id,
        None,
        now.date(),
        cause=mail.cause,
        data={"label": label, "received": str(mail.received_id), **data},
    )


def _bounce(case: Case, mail: MachineMail, now: datetime, policy: Policy) -> list[Action]:
    bounce = mail.understanding.bounce or Bounce()
    intent = mail.understanding.intent
    if bounce.delayed:
        return [_note(case, mail, intent, "remise retardée par le serveur : rien n’a encore échoué")]
    if bounce.own_trouble:
        return [_note(case, mail, intent, "refus dû à notre propre envoi"), _alert(case, mail, bounce, now)]
    if mail.answers is None:
        return [_note(case, mail, intent, "avis de non-remise qui ne cite aucun de nos messages : rien n’est bloqué")]
    if intent is Intent.BOUNCE_SOFT and _tried_since(case, mail.answers):
        return [_note(case, mail, intent, "remise impossible, déjà retentée depuis")]
    if intent is Intent.BOUNCE_SOFT and retries_done(case, mail.answers) < SOFT_RETRIES:
        return [
            _note(case, mail, intent, "remise impossible pour l’instant"),
            _again(case, mail.answers, now, policy)
            if mail.answers.letter in REMINDERS
            else _address_task(case, mail, "Message non remis pour l’instant", now),
        ]
    return _dead(case, mail, bounce, now)


def _dead(case: Case, mail: MachineMail, bounce: Bounce, now: datetime) -> list[Action]:
    """A mail of ours that will not arrive."""
    intent = mail.understanding.intent
    gone = bounce.dead or (*bounce.recipients, *bounce.asked)
    known = tuple(c for c in case.contacts if c.address in gone)
    told = _note(case, mail, intent, "adresse hors service")
    if not known:
        # A forwarding or a rewritten address: which of ours it stands for is a person's guess.
        return [told, _address_task(case, mail, "Non-remise à une adresse que nous ne connaissons pas", now)]
    failed = tuple(c for c in known if c.blocked_on is None)
    return [told, *dead_addresses(case, failed, mail.cause, now)]


def retries_done(case: Case, mail: Mail) -> int:
    """How often the stages of a mail were already sent again."""
    return len(_tries(case, mail))


def _tried_since(case: Case, mail: Mail) -> bool:
    """Whether a later try of the mail exists: two addresses of one mail bounce twice and are tried again once."""
    return any(m.id > mail.id for m in _tries(case, mail))


def _tries(case: Case, mail: Mail) -> list[Mail]:
    stages = {(i.invoice_id, i.stage) for i in mail.items}
    return [m for m in case.mails if "again" in m.data and stages & {(i.invoice_id, i.stage) for i in m.items}]


def _again(case: Case, mail: Mail, now: datetime, policy: Policy) -> PlanMail:
    """The same stage once more, under a purpose of its own."""
    count = retries_done(case, mail) + 1
    items = tuple(MailItem(i.invoice_id, i.stage, f"{base(i.key)}/again{count}") for i in mail.items)
    at = policy.calendar.next_open(now + SOFT_RETRY)
    return PlanMail(mail.letter, case.client.id, at, items, data={"again": str(count)})


def _alert(case: Case, mail: MachineMail, bounce: Bounce, now: datetime) -> OpenTask:
    return OpenTask(
        TaskKind.OTHER,
        f"Envoi refusé à cause de notre serveur ou de notre quota ({bounce.status or 'sans code'}) : à vérifier",
        case.client.id,
        None,
        now.date(),
        urgent=True,
        cause=mail.cause,
        data={"received": str(mail.received_id), "label": "Envoi refusé : configuration à vérifier"},
    )


def dead_addresses(case: Case, failed: tuple[Contact, ...], cause: str, now: datetime) -> list[Action]:
    """Block addresses that are dead; when none is left to write to, the client waits for a person.

    Args:
        case: the client.
        failed: its contacts that failed.
        cause: of the hold and the task.
        now: this instant.

    """
    if not failed:
        return []
    why = Intent.BOUNCE_HARD.value
    actions: list[Action] = [BlockContact(case.client.id, c.address, why) for c in failed]
    left = [c for c in case.reachable if c.address not in {f.address for f in failed}]
    if not left:
        actions.append(OpenHold(case.client.id, None, why, None, cause=cause))
    label = "Adresse hors service" + ("" if left else ", plus aucune adresse utilisable")
    actions.append(
        OpenTask(
            TaskKind.ADDRESS,
            f"{label} : {case.client.name}, {', '.join(c.address for c in failed)}",
            case.client.id,
            None,
            now.date(),
            cause=cause,
            data={"label": label},
        )
    )
    return actions
