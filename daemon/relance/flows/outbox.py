"""The outbox: each mail leaves at most once, or is known to be doubtful.

Two durable marks a mail: the attempt is committed before the connection is used, the dot before the final dot is
written. Until the dot the server certainly has nothing; after it, without an answer, it may: `doubtful`, never sent
again blindly. The result of one mail and the attempt of the next are one commit. The last look (balance, holds,
unread mail, blocked address, stage) is taken in that commit, retries and approved letters included.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from relance.domain.case import Case
from relance.domain.decisions import Decision, DropMail, Note, OpenTask, ReachStage
from relance.domain.escalation import decide_steps
from relance.domain.events import STATUS_WORDS, mail_event
from relance.domain.lastlook import Look, last_look
from relance.domain.model import REMINDERS, TO_FIRM, Letter, Mail, MailStatus, Phase, TaskKind
from relance.domain.outcomes import decide_outcome, retry_at
from relance.domain.policy import Stage
from relance.domain.records import JournalLine, Outcome
from relance.domain.words import LETTERS
from relance.errors import RelanceError
from relance.flows.apply import apply
from relance.flows.firm import Firm
from relance.flows.ports import Unit
from relance.flows.reminders import held_back
from relance.flows.rendering import Rendered, rendered
from relance.flows.world import World
from relance.writing.gabarits import GabaritError

FRESH = timedelta(minutes=10)
"""The mailbox was searched with success that recently, or nothing leaves for clients."""

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail whose attempt is committed."""

    mail: Mail
    raw: bytes
    recipients: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What one run of the outbox did.

    Attributes:
        problems: French sentences about servers that could not be used.

    """

    sent: int = 0
    doubtful: int = 0
    failed: int = 0
    later: int = 0
    problems: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Count one result."""
        self.sent += outcome.status is MailStatus.SENT
        self.doubtful += outcome.status is MailStatus.DOUBTFUL
        self.failed += outcome.status is MailStatus.FAILED


@dataclass(slots=True)
class Pace:
    """Mails to clients in the last minute of real time: a provider counts seconds, not a rehearsal's clock.

    Attributes:
        per_minute: how many may leave in a minute.
        left_at: when the last ones left, seconds of the loop's clock.
        stopped: nothing new is begun: the daemon is stopping.

    """

    per_minute: int
    left_at: deque[float] = field(default_factory=deque)
    stopped: bool = False

    async def wait(self) -> None:
        """Wait until there is room for one more mail, or until the daemon stops."""
        loop = asyncio.get_running_loop()
        while len(self.left_at) >= self.per_minute and not self.stopped:
            rest = self.left_at[0] + MINUTE - loop.time()
            if rest <= 0:
                self.left_at.popleft()
            else:
                await asyncio.sleep(min(rest, 0.5))

    def count(self, *, to_firm: bool) -> None:
        """One more mail leaves; mails to the firm are not paced."""
        if not to_firm:
            self.left_at.append(asyncio.get_running_loop().time())


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether mails may leave for clients in this run.

    Attributes:
        closed: why not (French), "" = they may.

    """

    closed: str = ""


async def send_due(world: World, pace: Pace, gate: Gate) -> Report:
    """Send everything whose time has come: to the firm at once, to clients at their pace, then to the firm again.

    Args:
        world: adapters, clock, firm.
        pace: of mails to clients.
        gate: whether mails may leave for clients.

    """
    report = Report()
    for to_firm in (True, False, True):
        if report.problems:
            break
        if to_firm or not gate.closed:
            await _run(world, pace, report, to_firm=to_firm)
    report.later = await asyncio.to_thread(world.store.read, lambda unit: len(unit.outbox.live()))
    return report


async def _run(world: World, pace: Pace, report: Report, *, to_firm: bool) -> None:
    """Mails of one audience until none is due; each result is committed with the attempt of the next."""
    done: _Done | None = None
    while True:
        if not to_firm:
            await pace.wait()
        turn = _Turn(world.firm, world.clock.now(), to_firm, done)
        if pace.stopped:
            await asyncio.to_thread(world.store.transact, turn.finish)
            return
        claim = await asyncio.to_thread(world.store.transact, turn.take)
        if claim is None:
            return
        pace.count(to_firm=to_firm)
        done = _Done(claim, await _attempt(world, claim))
        report.count(done.outcome)
        if done.outcome.account:
            await asyncio.to_thread(world.store.transact, _Turn(world.firm, world.clock.now(), to_firm, done).finish)
            what = done.outcome.text or "connexion impossible"
            report.problems.append(f"Serveur SMTP : {what}. Les messages restent prêts et partiront plus tard.")
            return


async def _attempt(world: World, claim: Claim) -> Outcome:
    """Hand one mail to the server; the second mark is committed just before the final dot."""

    async def before_dot() -> None:
        now = world.clock.now()
        await asyncio.to_thread(world.store.transact, lambda unit: unit.outbox.mark(claim.mail.id, Phase.DOT, now))

    outcome = await world.courier.send(world.firm.address, claim.recipients, claim.raw, before_dot)
    if outcome.status is MailStatus.DOUBTFUL and await _filed_by_provider(world, claim.mail):
        return Outcome(MailStatus.SENT, text="retrouvé dans le dossier des messages envoyés")
    return outcome


async def _filed_by_provider(world: World, mail: Mail) -> bool:
    """Whether the provider itself filed the mail under Sent: then it left."""
    since = (mail.planned_at or world.clock.now()).date() - timedelta(days=1)
    try:
        return await asyncio.to_thread(world.mailbox.find_sent, mail.message_id or "", since)
    except RelanceError:
        return False  # not known: the mail stays doubtful and a person is asked


@dataclass(frozen=True, slots=True)
class _Done:
    """A mail and what became of it, not yet written."""

    claim: Claim
    outcome: Outcome


@dataclass(slots=True)
class _Turn:
    """One commit of the outbox: the result of the mail before, and the attempt of the next."""

    firm: Firm
    now: datetime
    to_firm: bool
    done: _Done | None

    def take(self, unit: Unit) -> Claim | None:
        """Write the last result, then claim the next mail that passes the last look; None when there is none."""
        self.finish(unit)
        if not self.to_firm and self._closed(unit):
            return None
        for mail in unit.outbox.sendable(self.now):
            if (mail.letter in TO_FIRM) is self.to_firm:
                claim = self._claim(unit, mail)
                if claim is not None:
                    return claim
        return None

    def finish(self, unit: Unit) -> None:
        """Write the result of the mail before, and what follows from it."""
        if self.done is not None:
            write_result(unit, self.done.claim.mail.id, self.done.outcome, self.now, self.firm)

    def _closed(self, unit: Unit) -> bool:
        """Whether anything forbids mails to clients at this very moment."""
        searched = unit.inbox.last_search()
        stale = searched is None or abs(self.now - searched) > FRESH
        full = unit.outbox.sent_since(self.now - timedelta(days=1)) >= self.firm.per_day
        return stale or full or bool(unit.inbox.unread()) or not self.firm.policy.calendar.is_open(self.now)

    def _claim(self, unit: Unit, mail: Mail) -> Claim | None:
        case = unit.case(mail.client_id) if mail.client_id is not None else None
        if not self._may_leave(unit, mail, case):
            return None
        raw, recipients = unit.outbox.raw(mail.id), mail.to
        if raw is None:
            try:
                fixed = rendered(unit, mail, case, self.now, self.firm)
            except GabaritError as error:
                _broken_gabarit(unit, mail, error, self.now, self.firm)
                return None
            raw, recipients = _freeze(unit, mail, fixed)
        unit.outbox.mark(mail.id, Phase.ATTEMPT, self.now)
        return Claim(unit.outbox.get(mail.id), raw, recipients)

    def _may_leave(self, unit: Unit, mail: Mail, case: Case | None) -> bool:
        if mail.letter in TO_FIRM or case is None:
            return _still_asked(unit, mail, self.now)
        if mail.letter in REMINDERS and held_back(unit, self.now.date()):
            return False
        seen = last_look(mail, case, self.now, self.firm.policy)
        if seen.look is Look.GO:
            return True
        apply(unit, _given_up(mail, case, seen.reason, self.now), self.now, self.firm)
        if mail.letter in REMINDERS:
            # What changed may still ask for a mail, another one: decided anew, in the same commit.
            apply(unit, decide_steps(unit.case(case.client.id), self.now, self.firm.policy), self.now, self.firm)
        return False


def _still_asked(unit: Unit, mail: Mail, now: datetime) -> bool:
    """A mail about a task that was closed meanwhile does not leave."""
    task = unit.tasks.get(mail.task_id) if mail.task_id is not None else None
    if task is not None and task.done_at is not None:
        unit.outbox.finish(mail.id, MailStatus.DROPPED, now, why="tâche close")
        return False
    return True


def _given_up(mail: Mail, case: Case, reason: str, now: datetime) -> Decision:
    """What a mail that must not leave any more leads to; an approved letter is never given up in silence."""
    drop = DropMail(mail.id, reason)
    cause = f"mail:{mail.id}"
    if mail.letter is Letter.FORMAL_NOTICE and not case.reachable:
        # The registered letter is the formal notice; the e-mail only accompanied it.
        invoice_id, deadline = mail.items[0].invoice_id, mail.data["deadline_on"]
        reached = ReachStage(invoice_id, Stage.FORMAL_NOTICE, now.date(), date.fromisoformat(deadline))
        return Decision((drop, reached), cause)
    if mail.letter in (Letter.FORMAL_NOTICE, Letter.SCHEDULE_PROPOSED):
        label = "Accord devenu caduc"
        title = f"{label} : {case.client.name}, {reason}"
        task = OpenTask(
            TaskKind.OTHER,
            title,
            case.client.id,
            mail.items[0].invoice_id,
            now.date(),
            cause=cause,
            data={"label": label},
        )
        return Decision((drop, task), cause)
    return Decision((drop,), cause)


def _freeze(unit: Unit, mail: Mail, fixed: Rendered) -> tuple[bytes, tuple[str, ...]]:
    unit.outbox.freeze(
        mail.id,
        raw=fixed.raw,
        message_id=fixed.message_id,
        ref=fixed.mark,
        subject=fixed.subject,
        to=fixed.recipients,
        reply_ref_sha=fixed.reply_ref_sha,
    )
    return fixed.raw, fixed.recipients


def _broken_gabarit(unit: Unit, mail: Mail, error: GabaritError, now: datetime, firm: Firm) -> None:
    """A gabarit that fails is a task, never a lost pause nor a mail half written."""
    sentence = str(error)
    unit.outbox.finish(mail.id, MailStatus.FAILED, now, why=sentence[:300])
    if mail.letter in TO_FIRM:
        note = Note("gabarit_failed", sentence[:300], mail.client_id)
        apply(unit, Decision((note,), f"mail:{mail.id}"), now, firm)
        return
    label = "Gabarit à corriger"
    about = mail.items[0].invoice_id if len(mail.items) == 1 else None
    task = OpenTask(
        TaskKind.OTHER,
        f"{label} : {sentence[:200]}",
        mail.client_id,
        about,
        now.date(),
        urgent=True,
        cause=f"mail:{mail.id}",
        data={"label": label, "mail": str(mail.id)},
    )
    apply(unit, Decision((task,), f"mail:{mail.id}"), now, firm)


# ------------------------------------------------------------------------------------------------- results


def write_result(unit: Unit, mail_id: int, outcome: Outcome, now: datetime, firm: Firm) -> None:
    """Write what became of an attempt, and what follows: stages, doubts, dead addresses, another try.

    Args:
        unit: the open transaction.
        mail_id: the mail that was attempted.
        outcome: what the server did.
        now: this instant.
        firm: whose policy.

    """
    mail = unit.outbox.get(mail_id)
    if outcome.status is MailStatus.READY:
        again = retry_at(mail.attempts, mail.planned_at or now, now)
        if again is not None:
            unit.outbox.finish(mail.id, MailStatus.READY, now, why=outcome.text[:300], not_before=again)
            return
        outcome = Outcome(MailStatus.FAILED, outcome.code, outcome.text, outcome.refusals)
    unit.outbox.finish(mail.id, outcome.status, now, why=outcome.text[:300], provider_id=outcome.provider_id)
    mail = unit.outbox.get(mail_id)
    _journal(unit, mail, outcome, now)
    case = unit.case(mail.client_id) if mail.client_id is not None else None
    apply(unit, decide_outcome(case, mail, outcome, now, firm.policy), now, firm)


def _journal(unit: Unit, mail: Mail, outcome: Outcome, now: datetime) -> None:
    """One line an invoice the mail carries."""
    carried: list[int | None] = [i.invoice_id for i in mail.items]
    for invoice_id in carried or [None]:
        line = JournalLine(
            now,
            mail_event(mail.letter, outcome.status),
            f"{LETTERS[mail.letter.value]} : {STATUS_WORDS[outcome.status]}",
            cause=f"mail:{mail.id}",
            client_id=mail.client_id,
            invoice_id=invoice_id,
            data={"mail": str(mail.id), "letter": mail.letter.value, "code": str(outcome.code or "")},
        )
        unit.journal.note(line)


# ------------------------------------------------------------------------------------------------ recovery


async def recover(world: World) -> None:
    """What a process that died left behind: before the dot it is ready again, after it it is doubtful."""
    left = await asyncio.to_thread(world.store.read, lambda unit: unit.outbox.attempting())
    for mail in left:
        outcome = Outcome(MailStatus.READY, text="interrompu avant l’envoi")
        if mail.phase is Phase.DOT:
            found = await _filed_by_provider(world, mail)
            outcome = Outcome(MailStatus.SENT if found else MailStatus.DOUBTFUL, text="interrompu pendant l’envoi")
        now = world.clock.now()
        await asyncio.to_thread(
            world.store.transact, lambda unit, m=mail, o=outcome, n=now: write_result(unit, m.id, o, n, world.firm)
        )


async def copy_sent(world: World) -> None:
    """File a copy of each sent mail under Sent; a failure never touches the fact that it was sent."""
    if not world.firm.keeps_sent:
        return
    waiting = await asyncio.to_thread(world.store.read, lambda unit: unit.outbox.to_copy())
    for mail in waiting:
        raw = await asyncio.to_thread(world.store.read, lambda unit, m=mail: unit.outbox.raw(m.id))
        if raw is None:
            continue
        at = mail.sent_at or world.clock.now()
        try:
            await asyncio.to_thread(world.mailbox.file_sent, raw, mail.message_id or "", at)
            done = True
        except RelanceError:
            done = False  # tried again by a later pass, three times in all; `to_copy` counts
        await asyncio.to_thread(world.store.transact, lambda unit, m=mail, d=done: unit.outbox.copied(m.id, done=d))
