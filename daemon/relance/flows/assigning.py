"""The answer of a person to « which invoices does this payment pay? »: the number of a proposal books it there."""

from __future__ import annotations

import re
from datetime import datetime

from relance.domain.case import is_open
from relance.domain.commands import Command, StaffAnswer
from relance.domain.decisions import CloseHold
from relance.domain.desk.base import Desk, Ruling, done, nothing
from relance.domain.matching.values import Allocation, Choice, Match
from relance.domain.model import ZERO, Task
from relance.domain.people import StaffMember
from relance.domain.receipts import Receipt, booked
from relance.domain.text import plain
from relance.flows.firm import Firm
from relance.flows.ports import Unit

_NUMBER = re.compile(r"(?:ok|oui|c est|pour)? ?(?:la |le )?(?:proposition |numero |n )?(?P<n>[1-9])(?: ok| oui)?")


def proposal(task: Task, text: str) -> int | None:
    """The number of the proposal that a person chose.

    Args:
        task: the open task.
        text: new words of the answer.

    """
    said = _NUMBER.fullmatch(plain(text))
    if said is None or not task.data.get("candidates") or "movement" not in task.data:
        return None
    return int(said["n"])


def assigned(  # noqa: PLR0917  the task, the number chosen, by whom, when
    unit: Unit, task: Task, number: int, member: StaffMember, now: datetime, firm: Firm
) -> Ruling:
    """Book a payment on the invoices of a proposal, the first due first; what is left over stays unallocated.

    Args:
        unit: the open transaction.
        task: the question.
        number: of the proposal, from 1.
        member: who answers.
        now: this instant.
        firm: its policy.

    """
    desk = Desk(None, task, StaffAnswer(Command.PAID, {}), member, now, firm.policy)
    movement = unit.movements.get(int(task.data["movement"]))
    sets = task.data["candidates"].split(";")
    if task.done_at is not None or movement.decision is not Choice.ASK:
        return nothing("cette demande est déjà close ; rien n’a été changé")
    if number > len(sets) or movement.told.amount <= ZERO:
        return nothing("je ne sais pas à quelle facture affecter ce règlement ; rien n’a été changé")
    invoices = [i for n in sets[number - 1].split("+") if (i := unit.invoices.by_number(n)) is not None]
    rest, shares = movement.told.amount, list[Allocation]()
    for invoice in sorted(invoices, key=lambda i: (i.due_on, i.id)):
        part = min(invoice.balance, rest)
        if is_open(invoice) and part > ZERO:
            shares.append(Allocation(invoice.number, part))
            rest -= part
    if not shares:
        return nothing("les factures de cette proposition ne doivent plus rien ; rien n’a été changé")
    found = Match(Choice.APPLY, movement.why, tuple(shares), unallocated=rest)
    receipt = Receipt(movement.id, movement.told, found)
    actions = booked(receipt, {i.number: i for i in invoices}, now.date())
    ended = [CloseHold(hold_id, "règlement affecté") for hold_id in unit.holds.caused(task.cause)]
    told = f"règlement affecté à {', '.join(share.invoice for share in shares)}"
    return done(desk, told, *ended, *actions)
