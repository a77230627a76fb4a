"""The rules of certainty: what the signs of a payment received lead to, on the ledger as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from relance.domain.evidence import Evidence
from relance.domain.matching import sentences
from relance.domain.matching.candidates import candidates
from relance.domain.matching.ledger import Ledger, in_cents
from relance.domain.matching.names import Grade
from relance.domain.matching.signs import Signs
from relance.domain.matching.values import Allocation, Choice, Match, Status
from relance.domain.matching.written import flat
from relance.domain.model import ZERO


def rule(movement: Evidence, signs: Signs, ledger: Ledger) -> Match:
    """Decide on a payment received that was not seen before."""
    return _Rules(movement, signs, ledger).decide()


class _Rules:
    """One payment, its signs, and the ledger."""

    def __init__(self, movement: Evidence, signs: Signs, ledger: Ledger) -> None:
        self.movement = movement
        self.signs = signs
        self.ledger = ledger
        self.cents = in_cents(movement.amount)
        self.client = signs.payer.only

    def decide(self) -> Match:
        if self.cents <= 0:
            return self._ask("Montant nul ou négatif : ce n’est pas un règlement reçu.")
        if self.signs.named:
            return self._numbers()
        if self.client is not None:
            return self._payer(self.client)
        return self._ask(self._missing())

    def _missing(self) -> str:
        """Why nothing is certain where neither one invoice nor one client is found."""
        if self.signs.payer.clients:
            return "Le nom du payeur peut être celui de plusieurs clients."
        if self.signs.doubtful:
            return "Le numéro lu peut être celui de plusieurs factures."
        payer = "payeur connu" if self.movement.payer.strip() else "payeur"
        return f"Ni numéro de facture, ni {payer} : le montant seul ne suffit pas."

    # numbers

    def _numbers(self) -> Match:
        """Invoices are named: rules 1, 2, 4 and 5."""
        named = self.signs.named
        closed = [number for number in named if not self.ledger[number].is_open]
        if closed:
            return self._closed(closed)
        if self.signs.doubtful:
            return self._ask("Un des numéros lus peut être celui de plusieurs factures.", [named])
        owners = {self.ledger[number].client for number in named}
        if self.cents == self.ledger.balance(named):
            return self._exact(owners)
        if owners == {self.client}:
            return self._other_amount(named)
        who = "le payeur n’est pas son client" if self.movement.payer.strip() else "le payeur n’est pas donné"
        return self._ask(f"Le montant n’est pas ce que doit {sentences.invoices(named)}, et {who}.", [named])

    def _closed(self, closed: Sequence[str]) -> Match:
        """The number of an invoice that owes nothing."""
        cancelled = self.ledger[closed[0]].status is Status.CANCELLED
        state = "annulée" if cancelled else "déjà réglée"
        reason = f"La facture {closed[0]}, dont le numéro est donné, est {state}."
        clients = dict.fromkeys(self.ledger[number].client for number in closed)
        sets = [numbers for client in clients for numbers in self.ledger.sets(client, self.cents).sets]
        return self._ask(reason, sets)

    def _exact(self, owners: set[str]) -> Match:
        """Number and amount agree, whoever pays - but not another client who owes the same."""
        named = self.signs.named
        others = [] if owners & set(self.signs.payer.clients) else self.signs.payer.clients
        for client in others:
            sums = self.ledger.sets(client, self.cents)
            if sums.sets or not sums.complete:
                reason = f"Le numéro est celui {sentences.of_invoices(named)}, mais le payeur est un autre client"
                return self._ask(f"{reason}, qui doit le même montant.", [named, *sums.sets])
        which = "Le numéro et le montant désignent" if len(named) == 1 else "Les numéros et le total désignent"
        return self._apply(named, f"{which} {sentences.invoices(named)}.")

    def _other_amount(self, named: Sequence[str]) -> Match:
        """The client names invoices of its own and pays another amount."""
        client, due = self.ledger[named[0]].client, self.ledger.balance(named)
        more = self.ledger.sets(client, self.cents, named)
        if more.only is not None:
            reason = f"Du client, seul ce total comprend le numéro lu : {sentences.invoices(more.only)}."
            return self._apply(more.only, reason)
        if more.sets or not more.complete:
            return self._ask("Plusieurs ensembles de factures du client donnent ce montant.", more.sets)
        alone = [n for n in self.ledger.open_of(client) if n not in named and self.ledger.balance([n]) == self.cents]
        if alone:
            reason = f"Le numéro est celui {sentences.of_invoices(named)}, mais le montant est celui"
            return self._ask(f"{reason} {sentences.of_invoices(alone[:1])} du même client.", [alone[:1], named])
        if self.cents > due:
            rest = self.movement.amount - sum((self.ledger[n].balance for n in named), ZERO)
            reason = f"Le client règle {sentences.invoices(named)} et {sentences.amount(rest)} de trop : à affecter."
            return self._apply(named, reason)
        if len(named) > 1:
            return self._ask(f"Le montant ne couvre pas {sentences.invoices(named)} : comment le répartir ?", [named])
        left = self.ledger[named[0]].balance - self.movement.amount
        reason = f"Règlement partiel {sentences.of_invoices(named)} par le client : reste {sentences.amount(left)}."
        return self._apply(named, reason)

    # payer

    def _payer(self, client: str) -> Match:
        """The payer is a client and no invoice is named for sure: rules 3 and 4."""
        sums = self.ledger.sets(client, self.cents)
        doubtful = [n for numbers in self.signs.doubtful for n in numbers]
        if not sums.sets and sums.complete:
            return self._ask("Le payeur est un client, mais aucun total de ses factures ne donne ce montant.")
        if sums.only is None:
            reason = "Plusieurs ensembles de factures du client donnent ce montant."
            return self._ask(reason if sums.sets else "Le client a trop de factures pour être sûr.", sums.sets)
        if doubtful and not set(doubtful) & set(sums.only):
            return self._ask(
                "Le payeur et le montant désignent un client, le numéro lu d’autres factures.", [sums.only]
            )
        other = self._client_in_label(client)
        if other is not None:
            reason = "Le payeur doit ce montant, mais le libellé nomme un autre client qui doit le même."
            return self._ask(reason, [sums.only, [other]])
        near = " (nom approché, un seul client y répond)" if self.signs.payer.grade is Grade.NEAR else ""
        reason = f"Le payeur{near} et le montant ne peuvent désigner que {sentences.invoices(sums.only)}."
        return self._apply(sums.only, reason)

    def _client_in_label(self, payer: str) -> str | None:
        """An invoice of that very amount whose client the label names, while another client pays."""
        words = frozenset(flat(self.movement.reference))
        if not words:
            return None
        payers = self.ledger.names.words_of.get(payer, [])
        for number in self.ledger.of_amount(self.cents):
            client = self.ledger[number].client
            names = self.ledger.names.words_of.get(client, []) if client != payer else []
            if any(name <= words and not any(name <= own for own in payers) for name in names):
                return number
        return None

    # outcomes

    def _apply(self, numbers: Sequence[str], reason: str) -> Match:
        """Book it on these, in this order, no more than each owes."""
        left = self.movement.amount
        allocations: list[Allocation] = []
        for number in numbers:
            part = min(left, self.ledger[number].balance)
            allocations.append(Allocation(number, part))
            left -= part
        return Match(Choice.APPLY, reason, tuple(allocations), unallocated=left)

    def _ask(self, reason: str, first: Sequence[Sequence[str]] = ()) -> Match:
        sets = candidates(self.movement, self.signs, self.ledger, first)
        return Match(Choice.ASK, reason, candidates=sets, unallocated=self.movement.amount)
