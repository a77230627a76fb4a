"""What becomes of the movements of a document: booked where no other reading is possible, else asked, or left.

The rules, by the signs a movement gives: an invoice number, the amount (of an invoice, or of a set), the payer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from relance.domain.evidence import Evidence, Nature
from relance.domain.matching import duplicates, sentences
from relance.domain.matching.candidates import candidates
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.reversals import taken_back
from relance.domain.matching.rules import rule
from relance.domain.matching.seen import told
from relance.domain.matching.signs import Signs, signs_of
from relance.domain.matching.values import Allocation, Choice, Known, Match
from relance.domain.model import ZERO


def match(movements: Iterable[Evidence], ledger: Ledger) -> tuple[Match, ...]:
    """Decide on the movements of one document, in its order; `ledger` takes the effect of each."""
    document = ledger.next_document()
    return tuple(_one(movement, ledger, document) for movement in movements)


def _one(movement: Evidence, ledger: Ledger, document: int) -> Match:
    if movement.nature not in {Nature.RECEIVED, Nature.REVERSAL}:
        return Match(Choice.IGNORE, sentences.not_received(movement.nature))
    if ledger.owned(movement.payer, movement.payer_iban):
        return Match(Choice.IGNORE, "Virement entre comptes du cabinet, pas un règlement reçu.")
    ledger.next_movement()
    signs = signs_of(movement, ledger)
    again = duplicates.find(movement, signs, ledger, document)
    if again is not None:
        return _again(movement, signs, ledger, again, document)
    if movement.nature is Nature.REVERSAL:
        return _reversal(movement, signs, ledger, document)
    if not signs.named and not signs.payer.clients and (payout := ledger.seen.payout_of(movement)) is not None:
        return Match(
            Choice.IGNORE, f"Versement {payout} du prestataire : les paiements qu’il réunit sont déjà connus."
        )
    if duplicates.twin(movement, ledger, document) is not None:
        found = _asked(movement, "Deux lignes identiques le même jour : un ou deux règlements ?", signs, ledger)
    else:
        found = rule(movement, signs, ledger)
    _book(movement, found, ledger, document)
    return found


def _again(movement: Evidence, signs: Signs, ledger: Ledger, again: duplicates.Again, document: int) -> Match:
    """A payment told again: left, unless it says more and so answers the question left open."""
    entry, before = again.entry, again.entry.known
    ledger.seen.confirm(entry, movement, document)
    ledger.seen.pay_out(movement)
    if before.asked and movement.nature is Nature.RECEIVED and told(movement) != told(before.seen):
        found = replace(rule(movement, signs, ledger), duplicate_of=before)
        if found.decision is Choice.APPLY:
            ledger.take(found.allocations)
            known = replace(entry.known, seen=movement, allocations=found.allocations, asked=False)
            ledger.seen.book(entry, known)
            return found
        if again.vague and (movement.payer or movement.reference):
            return found
    return Match(Choice.IGNORE, sentences.again(before), duplicate_of=before)


def _reversal(movement: Evidence, signs: Signs, ledger: Ledger, document: int) -> Match:
    taken = taken_back(movement, signs, ledger)
    entry = taken.only
    if entry is not None and entry.known.allocations:
        entry.undone = True
        allocations = tuple(Allocation(a.invoice, -a.amount) for a in entry.known.allocations)
        rest = movement.amount - sum((a.amount for a in allocations), ZERO)
        numbers = [a.invoice for a in allocations]
        reason = (
            f"Rejet du règlement du {entry.known.seen.on:%d/%m/%Y}, retrouvé par {taken.by} : "
            f"{sentences.invoices(numbers)} à nouveau en attente de paiement."
        )
        found = Match(Choice.APPLY, reason, allocations, unallocated=rest)
    else:
        if entry is not None:
            reason = f"Rejet du règlement du {entry.known.seen.on:%d/%m/%Y}, qui n’était affecté à aucune facture."
        elif taken.entries:
            reason = "Rejet qui peut reprendre plusieurs règlements de ce montant."
        else:
            reason = "Rejet d’un règlement qui n’est pas retrouvé."
        sets = tuple(dict.fromkeys(tuple(a.invoice for a in e.known.allocations) for e in taken.entries))
        found = Match(Choice.ASK, reason, candidates=tuple(s for s in sets if s), unallocated=movement.amount)
    _book(movement, found, ledger, document)
    return found


def _asked(movement: Evidence, reason: str, signs: Signs, ledger: Ledger) -> Match:
    sets = candidates(movement, signs, ledger)
    return Match(Choice.ASK, reason, candidates=sets, unallocated=movement.amount)


def _book(movement: Evidence, found: Match, ledger: Ledger, document: int) -> None:
    """The ledger knows this payment from now on."""
    ledger.take(found.allocations)
    asked = found.decision is Choice.ASK
    ledger.seen.add(Known(movement, allocations=found.allocations, asked=asked), document)
