"""What a client's reply leads to: the table applied to one mail, one case, one day.

The mail pauses first; its meaning then refines the pause. All intents of a mail count: each puts its hold and asks
for its task. An automatic answer leaves only when nothing in the mail needs a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relance.domain.answers import answer, leaves_at
from relance.domain.case import Case, is_open
from relance.domain.decisions import Action, BlockContact, CloseHold, Decision, DropMail, MovePlan, Note, PlanMail
from relance.domain.hearing import Hearing, Pairs, effective, pairs_of
from relance.domain.intents import Intent, Standing, Verdict
from relance.domain.model import REMINDERS, ZERO, Letter, MailItem, MailStatus, Plan, PlanStatus, Reason
from relance.domain.money import euros
from relance.domain.pauses import holds, peace
from relance.domain.requests import tasks, worn_out
from relance.domain.words import INTENTS


def decide_reply(h: Hearing) -> Decision:
    """Holds, tasks and the automatic answer that one human mail leads to."""
    intents = effective(h.said)
    plan = h.case.pending_plan()
    if plan is not None and intents == (Intent.SCHEDULE_ACCEPTED,) and _binds(h, plan):
        return _accepted(h, plan)
    rules = {intent: pairs_of(h, intent) for intent in intents}
    actions: list[Action] = [_told(h, intents)]
    for intent in intents:
        actions += holds(h, intent, rules[intent])
        actions += tasks(h, intent, rules[intent])
    if intents != (Intent.UNRELATED,):
        actions += peace(h)
    stopped = worn_out(h, actions)
    actions += stopped
    if Intent.STOP_CONTACT in intents and h.reply.standing is Standing.CONTACT:
        actions.append(BlockContact(h.case.client.id, h.reply.sender, Intent.STOP_CONTACT.value))
    actions += _suspended(h, rules.values())
    actions += _overtaken(h.case)
    if not stopped:
        actions += answer(h, intents, rules)
    return Decision(tuple(actions), h.reply.cause)


def _told(h: Hearing, intents: Sequence[Intent]) -> Note:
    who = "adresse connue" if h.reply.standing is Standing.CONTACT else "expéditeur non enregistré"
    return Note(
        "reply_understood",
        f"réponse comprise comme : {INTENTS[intents[0].value]} ({h.said.confidence:.2f}), {who}",
        h.case.client.id,
        data={
            "intent": intents[0].value,
            "read_as": h.said.intent.value,
            "secondary": ",".join(i.value for i in intents[1:]),
            "received": str(h.reply.received_id),
            "standing": h.reply.standing.value,
            "verdict": h.reply.verdict.value,
        },
    )


def _binds(h: Hearing, plan: Plan) -> bool:
    """Whether a yes makes the plan by itself: from a `to` contact, not failed, no figure differing."""
    said = h.said.entities
    amounts = {i.amount for i in plan.instalments} | {sum((i.amount for i in plan.instalments), ZERO)}
    return (
        h.reply.verdict is not Verdict.FAIL
        and not h.reply.history
        and any(c.address == h.reply.sender and not c.copy for c in h.case.contacts)
        and (said.amount is None or said.amount in amounts)
        and said.instalments in (None, len(plan.instalments))
        and (said.date is None or said.date in {i.due_on for i in plan.instalments})
        and all(is_open(h.case.invoice(i)) for i in plan.invoice_ids)
    )


def _accepted(h: Hearing, plan: Plan) -> Decision:
    paid = sum((h.case.invoice(i).paid + h.case.invoice(i).credited for i in plan.invoice_ids), ZERO)
    # What waited for this answer ends with it, the peace after the client's mails included: the plan runs now.
    answered = (Intent.SCHEDULE_REQUEST.value, Reason.REPLY.value)
    waiting = [p for p in h.case.holds if p.closed_at is None and p.client_id is not None and p.reason in answered]
    total = sum((i.amount for i in plan.instalments), ZERO)
    confirmation = PlanMail(
        Letter.SCHEDULE_CONFIRMED,
        h.case.client.id,
        leaves_at(h),
        tuple(MailItem(i, None, f"{i}:schedule_confirmed:{plan.id}") for i in plan.invoice_ids),
        received_id=h.reply.received_id,
        data={"plan": str(plan.id)},
    )
    actions: list[Action] = [
        _told(h, (Intent.SCHEDULE_ACCEPTED,)),
        MovePlan(plan.id, PlanStatus.ACTIVE, h.day, paid),
        *(CloseHold(p.id, "échéancier accepté") for p in waiting),
        confirmation,
        Note("plan_accepted", f"échéancier accepté par le client, {euros(total)}", h.case.client.id),
    ]
    return Decision(tuple(actions), h.reply.cause)


def _suspended(h: Hearing, rules: Iterable[Pairs]) -> list[Action]:
    if not any(rule.suspends_plan for pairs in rules for _, rule in pairs):
        return []
    return [MovePlan(p.id, PlanStatus.SUSPENDED, h.day) for p in h.case.plans if p.status is PlanStatus.ACTIVE]


def _overtaken(case: Case) -> list[Action]:
    """Reminders decided before this mail came: it is heard first."""
    return [
        DropMail(m.id, "le client a écrit entre-temps")
        for m in case.mails
        if m.letter in REMINDERS and m.status is MailStatus.PLANNED
    ]
