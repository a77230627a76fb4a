"""« c’est une contestation »: a person says what a client's reply means; it is decided on as if it had been read so.

What the wrong reading led to is undone first, where it can be: its holds and tasks closed, its answers and its draft
of a schedule dropped, a schedule it suspended running again, an address it blocked used again. What has left is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.answers import NOT_ANSWERS
from relance.domain.case import Case
from relance.domain.decisions import (
    Action,
    CloseHold,
    CloseTask,
    CorrectReading,
    DropMail,
    MovePlan,
    Note,
    OpenHold,
    OpenTask,
    PlanMail,
    UnblockContact,
)
from relance.domain.desk.base import Desk, Ruling, done, nothing, read_amount, read_date
from relance.domain.hearing import Hearing, Reply
from relance.domain.intents import PRECEDENCE, Intent, Standing, Understanding
from relance.domain.model import (
    TO_FIRM,
    Approves,
    Contact,
    Hold,
    Mail,
    MailStatus,
    Plan,
    PlanStatus,
    Reason,
    Task,
)
from relance.domain.people import Role
from relance.domain.replies import decide_reply
from relance.domain.rules import LADDER
from relance.domain.words import INTENTS, LETTERS

_WHY = "réponse relue par une personne"
_LEFT = (MailStatus.SENT, MailStatus.DOUBTFUL, MailStatus.ATTEMPTING)


def with_words(understanding: Understanding, words: Mapping[str, str]) -> Understanding:
    """A reply read anew, with what the correction itself states in place of what the client wrote."""
    found = understanding.entities
    entities = replace(
        found,
        amount=read_amount(words.get("amount")) or found.amount,
        date=read_date(words.get("date")) or found.date,
        instalments=int(words["instalments"]) if "instalments" in words else found.instalments,
        new_contact=words.get("new_contact") or found.new_contact,
    )
    return replace(understanding, entities=entities)


@dataclass(frozen=True, slots=True)
class Traces:
    """What one reading of a reply has led to on its case, and is not over.

    Attributes:
        holds: open ones, the days of peace apart.
        peace: the holds of these days, closed ones too.
        tasks: open ones.
        drafts: schedules computed for a lawyer's yes that he has not given.
        suspended: schedules that ran before it.
        answers: automatic answers that have not left.
        left: mails that have left because of it, or may have.
        blocked: the address that it blocked.

    """

    holds: tuple[Hold, ...] = ()
    peace: tuple[Hold, ...] = ()
    tasks: tuple[Task, ...] = ()
    drafts: tuple[Plan, ...] = ()
    suspended: tuple[Plan, ...] = ()
    answers: tuple[Mail, ...] = ()
    left: tuple[Mail, ...] = ()
    blocked: tuple[Contact, ...] = ()

    @property
    def read_as(self) -> tuple[Intent, ...]:
        """The labels that were acted on, gravest first."""
        words = {h.reason for h in self.holds} | {t.data.get("intent", "") for t in self.tasks}
        return tuple(i for i in PRECEDENCE if i.value in words)

    @property
    def grave(self) -> bool:
        """Whether only a lawyer may undo it."""
        return any(h.grave for h in self.holds)


def correct(desk: Desk) -> Ruling:
    """Decide on the reply of the task as a person says it is meant."""
    case, reply = desk.case, desk.reply
    if case is None or reply is None:
        return nothing("ce courriel n’est plus gardé, sa lecture ne peut plus être corrigée ; rien n’a été changé")
    intent = reply.understanding.intent
    traces = _traces(case, reply)
    if traces.read_as == (intent,) and set(desk.answer.fields) == {"intent"}:
        return nothing(f"cette réponse est déjà lue ainsi ({INTENTS[intent.value]}) ; rien n’a été changé")
    stays_grave = traces.grave and desk.member.role is not Role.LAWYER
    if stays_grave and not _puts_grave(intent):
        return nothing("cette décision revient à un avocat du cabinet ; rien n’a été changé")
    undone = Traces(peace=traces.peace, left=traces.left) if stays_grave else traces
    anew = _anew(desk, _without(case, undone, reply, desk.now), reply, undone)
    actions = [_told(desk, traces.read_as, intent, reply), *_undo(case, undone, intent, desk), *anew]
    sentence = _sentence(desk.day, traces, intent, anew)
    return done(desk, sentence, CorrectReading(reply.received_id, intent), *actions, close=not stays_grave)


def _puts_grave(intent: Intent) -> bool:
    hold = LADDER[intent].hold
    return hold is not None and hold.grave


def _traces(case: Case, reply: Reply) -> Traces:
    cause = reply.cause
    tasks = tuple(t for t in case.tasks if t.cause == cause)
    wanted = {t.data.get("invoices", "") for t in tasks if t.approves is Approves.SCHEDULE}
    drafts = (p for p in case.plans if p.status is PlanStatus.PROPOSED and p.proposed_on is None)
    stopped = {p for t in tasks for p in t.data.get("suspends", "").split(",")}
    mails = tuple(m for m in case.mails if m.received_id == reply.received_id and m.letter not in TO_FIRM)
    holds = tuple(h for h in case.holds if h.cause == cause and h.closed_at is None)
    return Traces(
        holds,
        tuple(h for h in case.holds if h.cause == f"{cause}:peace"),
        tasks,
        tuple(p for p in drafts if ",".join(str(i) for i in p.invoice_ids) in wanted),
        tuple(p for p in case.plans if p.status is PlanStatus.SUSPENDED and str(p.id) in stopped),
        tuple(m for m in mails if _may_be_dropped(m)),
        tuple(m for m in mails if m.status in _LEFT),
        _blocked(case, reply) if any(h.reason == Intent.STOP_CONTACT for h in holds) else (),
    )


def _may_be_dropped(mail: Mail) -> bool:
    waiting = mail.status in (MailStatus.PLANNED, MailStatus.READY) and mail.phase is None
    return waiting and mail.letter not in NOT_ANSWERS


def _blocked(case: Case, reply: Reply) -> tuple[Contact, ...]:
    """The sender's address, unless another mail had asked for the same."""
    asked_before = any(h.reason == Intent.STOP_CONTACT and h.cause != reply.cause for h in case.holds)
    if asked_before or reply.standing is not Standing.CONTACT:
        return ()
    why = Intent.STOP_CONTACT.value
    return tuple(c for c in case.contacts if c.address == reply.sender and c.blocked_why == why)


def _undo(case: Case, traces: Traces, intent: Intent, desk: Desk) -> Iterable[Action]:
    calm = [h for h in traces.peace if h.closed_at is None] if intent is Intent.UNRELATED else []
    yield from (CloseHold(h.id, _WHY) for h in (*traces.holds, *calm))
    yield from (CloseTask(t.id, desk.answer.command.value, desk.by) for t in traces.tasks if t.id != desk.task.id)
    yield from (MovePlan(p.id, PlanStatus.LAPSED, desk.day) for p in traces.drafts)
    yield from (MovePlan(p.id, PlanStatus.ACTIVE, desk.day, p.paid_before) for p in traces.suspended)
    yield from (DropMail(m.id, _WHY) for m in traces.answers)
    yield from (UnblockContact(case.client.id, c.address) for c in traces.blocked)


def _without(case: Case, traces: Traces, reply: Reply, now: datetime) -> Case:
    """The case as it stands once the traces are undone; their holds did pause, and say nothing any more."""
    ended = {h.id for h in traces.holds}
    moved = {p.id: PlanStatus.LAPSED for p in traces.drafts} | {p.id: PlanStatus.ACTIVE for p in traces.suspended}
    dropped = {m.id for m in traces.answers}
    freed = {c.id for c in traces.blocked}
    order = [r.id for r in case.received]
    before = order.index(reply.received_id) + 1 if reply.received_id in order else 0
    said_nothing = Reason.REPLY.value
    return replace(
        case,
        contacts=tuple(replace(c, blocked_on=None, blocked_why=None) if c.id in freed else c for c in case.contacts),
        holds=tuple(replace(h, closed_at=now, reason=said_nothing) if h.id in ended else h for h in case.holds),
        tasks=tuple(t for t in case.tasks if t not in traces.tasks),
        plans=tuple(replace(p, status=moved[p.id]) if p.id in moved else p for p in case.plans),
        mails=tuple(replace(m, status=MailStatus.DROPPED) if m.id in dropped else m for m in case.mails),
        received=case.received[before:],
    )


def _anew(desk: Desk, case: Case, reply: Reply, traces: Traces) -> tuple[Action, ...]:
    """What the reply leads to, read so; the days of peace it already gave are not given again."""
    decided = decide_reply(Hearing(case, reply, desk.now, desk.policy)).actions
    given = {h.cause for h in traces.peace}
    return tuple(a for a in decided if not (isinstance(a, OpenHold) and a.cause in given))


def _told(desk: Desk, read_as: tuple[Intent, ...], intent: Intent, reply: Reply) -> Note:
    was = ", ".join(INTENTS[i.value] for i in read_as if i is not intent)
    return Note(
        "reply_corrected",
        f"lecture corrigée par {desk.member.name} : {INTENTS[intent.value]}" + (f", et non {was}" if was else ""),
        desk.task.client_id,
        data={
            "received": str(reply.received_id),
            "read_as": ",".join(i.value for i in read_as),
            "intent": intent.value,
        },
    )


# --------------------------------------------------------------------------------------------- the sentence


def _sentence(day: date, traces: Traces, intent: Intent, anew: tuple[Action, ...]) -> str:
    was = " et ".join(f"« {INTENTS[i.value]} »" for i in traces.read_as if i is not intent)
    parts = [f"réponse relue comme « {INTENTS[intent.value]} »" + (f", et non {was}" if was else "")]
    parts.append(_pause(day, traces, intent, anew))
    parts += [f"une tâche est ouverte : « {a.data['label']} »" for a in anew if isinstance(a, OpenTask)]
    parts += [f"part au client : {LETTERS[a.letter.value]}" for a in anew if isinstance(a, PlanMail)]
    gone = ", ".join(dict.fromkeys(LETTERS[m.letter.value] for m in traces.left))
    if gone:
        parts.append(f"ce qui est déjà parti ne peut être repris ({gone})")
    return " ; ".join(parts)


def _pause(day: date, traces: Traces, intent: Intent, anew: tuple[Action, ...]) -> str:
    """What becomes of the reminders."""
    put = [a for a in anew if isinstance(a, OpenHold)]
    if any(a.grave for a in put):
        return "relances arrêtées jusqu’à la décision d’un avocat"
    if any(a.until is None for a in put):
        return "relances arrêtées jusqu’à la décision d’une personne"
    calm = [h for h in traces.peace if h.closed_at is None] if intent is not Intent.UNRELATED else []
    ends = [*(a.until for a in put), *(h.until for h in calm)]
    days = [until for until in ends if until is not None and until > day]
    return f"relances en pause jusqu’au {max(days):%d/%m/%Y}" if days else "elle n’arrête plus les relances"
