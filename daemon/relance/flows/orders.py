"""Orders from the shell: hold, release, pay, credit, cancel. Each is one transaction and gives a French sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from relance.domain import manual
from relance.domain.case import is_open
from relance.domain.decisions import Action, CloseHold, Decision
from relance.domain.model import ZERO, Cancelled, Invoice
from relance.domain.money import euros
from relance.domain.text import fold, fold_number
from relance.errors import RelanceError
from relance.flows.apply import apply, bring_up_to_date
from relance.flows.firm import Firm
from relance.flows.ports import Store, Unit

ACTOR = "shell"
"""Who the journal names: a person with a shell on the firm's machine, whom nothing identifies further."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of one person at a shell.

    Attributes:
        now: this instant, in the firm's zone.

    """

    store: Store
    firm: Firm
    now: datetime

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()

    # ------------------------------------------------------------------------------------- hold, release

    def hold(self, number: str, until: date | None, reason: str) -> str:
        """Stop the escalation of one invoice.

        Raises:
            RelanceError: no such invoice, or a day that has passed.

        """
        self._future(until)

        def work(unit: Unit) -> str:
            invoice = find_invoice(unit, number)
            self._apply(unit, manual.hold(invoice, until, f"person:{ACTOR}", reason))
            return f"Facture {invoice.number} : relances suspendues {_until(until)}."

        return self.store.transact(work)

    def hold_client(self, name: str, until: date | None, reason: str) -> str:
        """Stop the escalation of a client, invoices imported later included."""
        self._future(until)

        def work(unit: Unit) -> str:
            client_id, shown = find_client(unit, name)
            self._apply(unit, manual.hold_client(client_id, until, f"person:{ACTOR}", reason))
            return f"Client {shown} : relances suspendues {_until(until)}."

        return self.store.transact(work)

    def hold_all(self, until: date | None, reason: str) -> str:
        """Stop everything."""
        self._future(until)

        def work(unit: Unit) -> str:
            self._apply(unit, manual.hold_client(None, until, f"person:{ACTOR}", reason))
            self._refresh_all(unit)
            return f"Toutes les relances sont suspendues {_until(until)}."

        return self.store.transact(work)

    def release(self, number: str) -> str:
        """Resume the escalation of one invoice."""

        def work(unit: Unit) -> str:
            invoice = find_invoice(unit, number)
            case = unit.case(invoice.client_id)
            actions = manual.release(case, invoice, grave=True, why="repris depuis le serveur")
            self._apply(unit, actions)
            if any(h.client_id is None and h.closed_at is None for h in case.holds):
                return f"Facture {invoice.number} : reprise, mais la suspension générale reste (release --all)."
            if not actions:
                return f"Facture {invoice.number} : rien ne la suspendait."
            return f"Facture {invoice.number} : les relances reprennent."

        return self.store.transact(work)

    def release_client(self, name: str) -> str:
        """Resume the escalation of a client."""

        def work(unit: Unit) -> str:
            client_id, shown = find_client(unit, name)
            case = unit.case(client_id)
            self._apply(unit, manual.release_client(case, grave=True, why="repris depuis le serveur"))
            return f"Client {shown} : les relances reprennent."

        return self.store.transact(work)

    def release_all(self) -> str:
        """Lift `hold --all`; holds of clients and invoices stay."""

        def work(unit: Unit) -> str:
            lifted = [CloseHold(h.id, "suspension générale levée") for h in unit.holds.general()]
            self._apply(unit, lifted)
            self._refresh_all(unit)
            return "La suspension générale est levée." if lifted else "Aucune suspension générale n’était en cours."

        return self.store.transact(work)

    # --------------------------------------------------------------------------------------------- money

    def pay(self, number: str, amount: Decimal, on: date | None, ref: str, *, again: bool) -> str:
        """Book a payment seen by a person; a negative amount takes back.

        Raises:
            RelanceError: no such invoice, nothing to take back, or the same payment once more without `again`.

        """
        day = on or self.day
        if day > self.day:
            raise RelanceError(
                f"Le {day:%d/%m/%Y} est dans l’avenir : un règlement se note quand il est arrivé (--on)."
            )
        if amount == ZERO:
            raise RelanceError("Un règlement de 0,00 € ne change rien : indiquez le montant reçu.")

        def work(unit: Unit) -> str:
            invoice = find_invoice(unit, number)
            self._payable(invoice, amount)
            mark = f"{ref}#{self.now.isoformat()}" if again else ref
            booking = manual.pay(invoice, amount, day, mark, "person")
            known = any(p.fingerprint == booking.fingerprint for p in unit.ledger.payments(invoice.id))
            if known:
                raise RelanceError(
                    f"Ce règlement de {euros(amount)} du {day:%d/%m/%Y} est déjà noté sur {invoice.number} ; "
                    "si c’en est un second, ajoutez --again."
                )
            self._apply(unit, [booking, manual.paid_note(invoice, amount, day)])
            left = unit.invoices.get(invoice.id).balance
            rest = "soldée" if left <= ZERO else f"reste dû {euros(left)}"
            over = f", trop-perçu de {euros(-left)}" if left < ZERO else ""
            return f"Facture {invoice.number} : règlement de {euros(amount)} noté, {rest}{over}."

        return self.store.transact(work)

    def _payable(self, invoice: Invoice, amount: Decimal) -> None:
        if amount < ZERO and -amount > invoice.paid:
            raise RelanceError(
                f"Facture {invoice.number} : {euros(invoice.paid)} sont notés comme réglés, "
                f"on ne peut pas en reprendre {euros(-amount)}."
            )

    def credit(self, number: str, amount: Decimal) -> str:
        """Book a credit note.

        Raises:
            RelanceError: no such invoice, or more than its balance.

        """

        def work(unit: Unit) -> str:
            invoice = find_invoice(unit, number)
            if not ZERO < amount <= max(invoice.balance, ZERO):
                raise RelanceError(
                    f"Facture {invoice.number} : un avoir doit être positif et ne pas dépasser le reste dû "
                    f"({euros(max(invoice.balance, ZERO))})."
                )
            self._apply(unit, manual.credit(invoice, amount, self.day))
            left = unit.invoices.get(invoice.id).balance
            rest = "soldée" if left <= ZERO else f"reste dû {euros(left)}"
            return f"Facture {invoice.number} : avoir de {euros(amount)} noté, {rest}."

        return self.store.transact(work)

    def cancel(self, number: str, *, written_off: bool) -> str:
        """Annul an invoice, or write it off."""

        def work(unit: Unit) -> str:
            invoice = find_invoice(unit, number)
            if not is_open(invoice):
                return f"Facture {invoice.number} : elle est déjà close, rien n’a été changé."
            why = Cancelled.WRITTEN_OFF if written_off else Cancelled.ANNULLED
            self._apply(unit, manual.cancel(invoice, why))
            word = "passée en perte" if written_off else "annulée"
            return f"Facture {invoice.number} : {word}, plus rien n’est réclamé."

        return self.store.transact(work)

    # ------------------------------------------------------------------------------------------- plumbing

    def _apply(self, unit: Unit, actions: Sequence[Action]) -> None:
        apply(unit, Decision(tuple(actions), f"person:{ACTOR}", ACTOR), self.now, self.firm)

    def _refresh_all(self, unit: Unit) -> None:
        for client_id in unit.all_clients():
            bring_up_to_date(unit, client_id, self.now, self.firm)

    def _future(self, until: date | None) -> None:
        if until is not None and until <= self.day:
            raise RelanceError(f"Le {until:%d/%m/%Y} est déjà passé : --until est le premier jour où l’on reprend.")


def _until(until: date | None) -> str:
    return f"jusqu’au {until:%d/%m/%Y}" if until else "jusqu’à nouvel ordre (release)"


def find_invoice(unit: Unit, number: str) -> Invoice:
    """The invoice with that number, typed as it stands or nearly so.

    Raises:
        RelanceError: none, or several, have it.

    """
    invoice = unit.invoices.by_number(number.strip())
    near = [invoice] if invoice else unit.invoices.matching(fold_number(number))
    if not near:
        raise RelanceError(f"La facture « {number} » n’est pas connue : « relance status --all » les donne toutes.")
    if len(near) > 1:
        names = ", ".join(i.number for i in near)
        raise RelanceError(f"« {number} » peut désigner plusieurs factures ({names}) : écrivez le numéro entier.")
    return near[0]


def find_client(unit: Unit, name: str) -> tuple[int, str]:
    """The client with that name or code: (key, name).

    Raises:
        RelanceError: none, or several, have it.

    """
    found = unit.clients.by_name(fold(name))
    by_key = unit.clients.by_key(name.strip())
    chosen = found or ([by_key] if by_key else [])
    if not chosen:
        raise RelanceError(f"Le client « {name} » n’est pas connu : « relance status » donne les noms.")
    if len(chosen) > 1:
        keys = ", ".join(c.key for c in chosen)
        raise RelanceError(f"Plusieurs clients s’appellent « {name} » ({keys}) : donnez son code client.")
    return chosen[0].id, chosen[0].name
