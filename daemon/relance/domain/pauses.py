"""The holds a reply puts: how long, on which invoice, and when a pause becomes a person's affair."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.case import Case, concerns, pause_limit
from relance.domain.decisions import Action, OpenHold
from relance.domain.hearing import Hearing, Pairs
from relance.domain.intents import PRECEDENCE, Intent, Understanding
from relance.domain.model import Invoice, Reason
from relance.domain.rules import Delay, HoldRule

PROMISE_GRACE = 3
"""Working days after a promised date before the promise counts as broken: bank delays."""

PROMISE_MAX_DAYS = 30
"""A promise further away is a person's affair."""


def holds(h: Hearing, intent: Intent, pairs: Pairs) -> list[Action]:
    """The holds of one intent: one for the whole client, or one an invoice."""
    opened: list[Action] = []
    for invoice, rule in pairs:
        if rule.hold is None or _repeated(h.case, intent, rule.hold):
            continue
        if rule.whole_client or invoice is None:
            return [_hold(h, intent, rule.hold, None, None)]
        opened.append(_capped(h, intent, rule.hold, invoice))
    return opened


def peace(h: Hearing) -> list[Action]:
    """After any human mail the whole client is left in peace for some days; a schedule that runs goes on."""
    until = h.day + timedelta(days=h.policy.peace_days)
    owed = [i for i in h.case.open_invoices if h.case.plan_of(i.id) is None]
    everything = len(owed) == len(h.case.open_invoices)
    about = [None] if everything and owed else [i.id for i in owed]
    cause = f"{h.reply.cause}:peace"
    calm = [OpenHold(h.case.client.id, i, Reason.REPLY.value, until, cause=cause) for i in about]
    one = OpenHold(h.case.client.id, None, Reason.REPLY.value, until, cause=h.reply.cause)
    cut = [_cut(h, i, replace(one, invoice_id=i.id)) for i in owed]
    return [*calm, *(hold for hold in cut if hold.until != until)]


def _hold(h: Hearing, intent: Intent, rule: HoldRule, invoice: Invoice | None, until: date | None) -> OpenHold:
    return OpenHold(
        h.case.client.id,
        invoice.id if invoice else None,
        intent.value,
        until,
        grave=rule.grave,
        cause=h.reply.cause,
        evidence=" … ".join(h.said.evidence)[:300],
    )


def _capped(h: Hearing, intent: Intent, rule: HoldRule, invoice: Invoice) -> OpenHold:
    """The hold of one invoice, as long as the table and the firm's total allow."""
    return _cut(h, invoice, _hold(h, intent, rule, invoice, _until(h, intent, rule, invoice)))


def _cut(h: Hearing, invoice: Invoice, hold: OpenHold) -> OpenHold:
    """A hold cut where the automatic pauses of its invoice reach the firm's total; from there a person decides."""
    limit = pause_limit(h.case, invoice, h.day, h.policy.max_pause_days)
    if hold.until is None or hold.until <= limit:
        return hold
    return replace(hold, until=limit, then_waits=True) if limit > h.day else replace(hold, until=None)


def _until(h: Hearing, intent: Intent, rule: HoldRule, invoice: Invoice) -> date | None:
    """End of a hold; None when a person must decide."""
    match rule.delay:
        case Delay.PERSON:
            return None
        case Delay.WORKING_DAYS:
            if intent is Intent.NOT_RECEIVED and said_before(h.case, invoice, intent):
                return None
            return h.policy.calendar.add_working_days(h.day, rule.days)
        case Delay.CALENDAR_DAYS:
            return h.day + timedelta(days=rule.days)
        case Delay.PROMISE:
            return _promise_until(h, rule, invoice)


def _promise_until(h: Hearing, rule: HoldRule, invoice: Invoice) -> date | None:
    promised = promised_on(h.said, h.day)
    if too_far(promised, h.day) or promise_broken_before(h.case, invoice, h.day):
        return None
    if promised is None:
        return h.day + timedelta(days=rule.days)
    return h.policy.calendar.add_working_days(promised, PROMISE_GRACE)


def promised_on(understanding: Understanding, day: date) -> date | None:
    """The date promised, None when none was stated or it has passed."""
    stated = understanding.entities.date
    return stated if stated is not None and stated >= day else None


def too_far(promised: date | None, day: date) -> bool:
    """Whether a promise is too far away to wait for without a person."""
    return promised is not None and (promised - day).days > PROMISE_MAX_DAYS


def promise_broken_before(case: Case, invoice: Invoice, day: date) -> bool:
    """Whether an earlier promise about the invoice ran out unpaid."""
    return any(
        p.reason == Intent.PROMISE_TO_PAY.value
        and concerns(p, invoice)
        and p.until is not None
        and p.until <= day
        and (p.closed_at is None or p.closed_at.date() >= p.until)
        for p in case.holds
    )


def said_before(case: Case, invoice: Invoice, intent: Intent) -> bool:
    """Whether an earlier mail about the invoice said the same."""
    return any(p.reason == intent.value and concerns(p, invoice) for p in case.holds)


def _repeated(case: Case, intent: Intent, rule: HoldRule) -> bool:
    """Whether the client's human mail before this one said the same, where that counts only once in a row."""
    before = [r for r in case.received if r.intent in PRECEDENCE]
    return rule.once_in_a_row and bool(before) and before[0].intent is intent
