"""Carries out what matching found for the movements of one document: stored, booked, asked, confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from relance.domain import receipts
from relance.domain.decisions import Action, CloseHold, CloseTask, Decision, Note
from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.values import Choice, Known, Match
from relance.domain.model import Invoice
from relance.domain.receipts import Receipt
from relance.domain.records import Movement, movement_cause
from relance.errors import StoreError
from relance.flows.apply import bring_up_to_date, carry
from relance.flows.documents import Document
from relance.flows.firm import Firm
from relance.flows.ports import Unit

_PAYMENTS = frozenset({Nature.RECEIVED, Nature.REVERSAL})


class Cashier:
    """Takes the movements of one document in, inside one transaction.

    Args:
        unit: the open transaction.
        document: where they stand.
        now: this instant.
        firm: its people and policy.

    """

    def __init__(self, unit: Unit, document: Document, now: datetime, firm: Firm) -> None:
        self._unit = unit
        self._document = document
        self._now = now
        self._firm = firm
        self._touched: set[int] = set()
        self._stored: dict[Evidence, int] = {}
        """Keys of the movements stored by this document: matching knows them by what they tell only."""
        self._parts = set(unit.movements.told_again())

    def take(self, told: Evidence, found: Match) -> None:
        """Store a movement and carry out what becomes of it."""
        if told.nature not in _PAYMENTS:
            return
        before = found.duplicate_of
        if found.decision is Choice.IGNORE:
            if before is not None and self._document.believed:
                self._again(told, found, before)
            return
        movement = self._movement(told, found)
        if before is not None and (known := self._key(before)) > 0:
            movement = replace(movement, id=known)
            self._answer(movement)
        else:
            movement = replace(movement, id=self._unit.movements.add(movement))
        self._stored[told] = movement.id
        self._settle(movement, found)

    def disbelieve(self, why: str) -> None:
        """Journal that nothing of the document is believed."""
        note = Note("notice_ignored", f"avis de paiement ignoré : {why}", data={"document": self._document.name})
        carry(self._unit, Decision((note,), f"bank:{self._document.name}"), self._now, self._firm)

    def close(self) -> None:
        """Bring every client that was touched up to date."""
        for client_id in sorted(self._touched):
            bring_up_to_date(self._unit, client_id, self._now, self._firm)

    # ---------------------------------------------------------------------------------------- new movements

    def _movement(self, told: Evidence, found: Match) -> Movement:
        return Movement(0, told, found.decision, found.reason, self._document.name, found.unallocated)

    def _settle(self, movement: Movement, found: Match) -> None:
        provisional = movement.told.form is Form.NOTICE
        self._unit.movements.replace(movement)
        receipt = Receipt(movement.id, movement.told, found, provisional, self._document.received_id)
        day = self._now.date()
        if found.decision is Choice.APPLY:
            invoices = self._invoices(a.invoice for a in found.allocations)
            self._carry(movement.id, receipts.booked(receipt, invoices, day))
            return
        named = self._invoices(number for numbers in found.candidates for number in numbers)
        self._carry(movement.id, receipts.asked(receipt, named, day, self._firm.policy))

    def _answer(self, movement: Movement) -> None:
        """What was asked of a payment is answered, or asked again with more to go by."""
        cause = movement_cause(movement.id)
        why = f"réponse trouvée dans {movement.document}"
        tasks = [t for t in self._unit.tasks.all_open() if t.cause == cause]
        actions: list[Action] = [CloseTask(t.id, why, "relance") for t in tasks]
        actions += [CloseHold(hold_id, why) for hold_id in self._unit.holds.caused(cause)]
        self._carry(movement.id, actions)

    # ----------------------------------------------------------------------------------------- seen before

    def _again(self, told: Evidence, found: Match, before: Known) -> None:
        """The line of a statement takes the place of the notice; of the rest only a payout's parts are kept."""
        if before.seen.form is Form.NOTICE and told.form is not Form.NOTICE:
            self._confirm(told, found, before)
        elif told.payout and told not in self._parts:
            self._parts.add(told)
            same = self._key(before)
            self._unit.movements.add(replace(self._movement(told, found), same_as=same if same > 0 else None))

    def _confirm(self, told: Evidence, found: Match, before: Known) -> None:
        known = self._key(before)
        if known > 0:
            stored = self._unit.movements.get(known)
            self._unit.movements.replace(replace(stored, told=told))
            payment_id = stored.payment_id
        else:  # only a person had noted it
            payment_id = -known
            stored = replace(self._movement(told, found), decision=Choice.APPLY, payment_id=payment_id)
            known = self._unit.movements.add(stored)
        self._stored[told] = known
        if payment_id is not None:
            self._unit.ledger.confirm(payment_id)
            named = self._invoices(a.invoice for a in before.allocations)
            self._carry(known, receipts.confirmed(told, list(named.values())))

    def _key(self, known: Known) -> int:
        return known.id or self._stored[known.seen]

    def _invoices(self, numbers: Iterable[str]) -> dict[str, Invoice]:
        found: dict[str, Invoice] = {}
        for number in numbers:
            if number in found:
                continue
            invoice = self._unit.invoices.by_number(number)
            if invoice is None:
                raise StoreError(f"Base de données : la facture {number} n’existe plus.")
            found[number] = invoice
        return found

    def _carry(self, movement_id: int, actions: list[Action]) -> None:
        decision = Decision(tuple(actions), movement_cause(movement_id))
        self._touched |= carry(self._unit, decision, self._now, self._firm)
