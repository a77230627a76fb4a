"""The invoices and payments that movements are matched against, indexed once; it takes the effect of each match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from relance.domain.matching.names import Grade, Names, Payer
from relance.domain.matching.numbers import Numbers
from relance.domain.matching.persons import bare_words
from relance.domain.matching.seen import Seen
from relance.domain.matching.sums import Entry, Sums, sets_of
from relance.domain.matching.values import Allocation, Known, Owed, Status
from relance.domain.model import ClientKind

_BUCKET = 300


def in_cents(amount: Decimal) -> int:
    """Euros as whole cents."""
    return int(amount.scaleb(2))


class Ledger:
    """All invoices of the firm as they stand now.

    Attributes:
        numbers: where invoice numbers are found in texts.
        names: where clients are found by a payer's name.
        seen: where payments are found again.

    """

    def __init__(self, invoices: Sequence[Owed], accounts: Iterable[str], holders: Iterable[str]) -> None:
        self._owed = {invoice.number: invoice for invoice in invoices}
        self._by_client: defaultdict[str, list[str]] = defaultdict(list)
        self._by_amount: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._by_email: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for invoice in sorted(self._owed.values(), key=lambda i: (i.due_on, i.issued_on, i.number)):
            self._by_client[invoice.client].append(invoice.number)
            if invoice.is_open:
                self._by_amount[in_cents(invoice.balance)][invoice.number] = None
            for email in invoice.emails:
                self._by_email[email][invoice.client] = None
        self.numbers = Numbers.of((i.number, i.issued_on) for i in self._owed.values())
        consumer = ClientKind.CONSUMER
        named = {(i.client, name, i.kind is consumer): None for i in self._owed.values() for name in i.names}
        self.names = Names.of(named)
        self.seen = Seen()
        self._documents = 0
        self._found: dict[tuple[str, int, tuple[str, ...]], Sums] = {}
        self._accounts = frozenset(account.replace(" ", "").upper() for account in accounts)
        self._holders = frozenset(bare_words(holder) for holder in holders if holder.strip())

    @classmethod
    def of(
        cls,
        invoices: Sequence[Owed],
        payments: Iterable[Known] = (),
        *,
        accounts: Iterable[str] = (),
        holders: Iterable[str] = (),
    ) -> Ledger:
        """The ledger; `payments` are already in the balances.

        Args:
            invoices: of all clients, settled and cancelled ones too.
            payments: all that are known, in the order they were booked.
            accounts: the firm's own IBANs.
            holders: the names its own accounts are held in.

        """
        ledger = cls(invoices, accounts, holders)
        for known in payments:
            ledger.seen.add(known, document=0)
        return ledger

    def __contains__(self, number: str) -> bool:
        return number in self._owed

    def __getitem__(self, number: str) -> Owed:
        return self._owed[number]

    def next_movement(self) -> None:
        """Sums searched for the movement before are of no more use."""
        self._found.clear()

    def next_document(self) -> int:
        """Number of the document that is read next."""
        self._documents += 1
        return self._documents

    def owned(self, payer: str, iban: str) -> bool:
        """Whether the money came from an account of the firm itself."""
        return (bool(iban) and iban.replace(" ", "").upper() in self._accounts) or (
            bool(self._holders) and bare_words(payer) in self._holders
        )

    def open_of(self, client: str) -> tuple[str, ...]:
        """A client's open invoices, first due first."""
        return tuple(number for number in self._by_client[client] if self._owed[number].is_open)

    def invoices_of(self, client: str) -> Sequence[str]:
        """All invoices of a client, first due first."""
        return self._by_client[client]

    def sets(self, client: str, amount: int, with_all: Sequence[str] = ()) -> Sums:
        """The sets of a client's open invoices that give so many cents, and hold all of these."""
        key = (client, amount, tuple(with_all))
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def _search(self, client: str, amount: int, with_all: Sequence[str]) -> Sums:
        held = sum(in_cents(self._owed[number].balance) for number in with_all)
        entries: list[Entry] = [
            (in_cents(self._owed[number].balance), number)
            for number in self.open_of(client)
            if number not in with_all
        ]
        found = sets_of(entries, amount - held)
        order = {number: place for place, number in enumerate(self._by_client[client])}
        return Sums(
            tuple(tuple(sorted((*with_all, *numbers), key=order.__getitem__)) for numbers in found.sets),
            found.complete,
        )

    def of_amount(self, amount: int) -> list[str]:
        """Open invoices of exactly so many cents, of whomever; some of them when they are very many."""
        return [number for number, _ in zip(self._by_amount.get(amount, ()), range(_BUCKET), strict=False)]

    def balance(self, numbers: Iterable[str]) -> int:
        """What these invoices owe together, in cents."""
        return sum(in_cents(self._owed[number].balance) for number in numbers)

    def who(self, payer: str, ultimate: str) -> Payer:
        """The clients a payer may be; who pays for another is both, and certain as neither where both are clients."""
        one, other = self._named(payer), self._named(ultimate)
        if not one.clients or not other.clients or one.clients == other.clients:
            return other if other.clients else one
        return Payer(tuple(dict.fromkeys((*one.clients, *other.clients))), Grade.NEAR)

    def _named(self, name: str) -> Payer:
        if "@" in name:
            return Payer(tuple(self._by_email.get(name.strip().lower(), ())), Grade.SAME)
        return self.names.who(name) if name.strip() else Payer()

    def take(self, allocations: Iterable[Allocation]) -> None:
        """Balances after these."""
        self._found.clear()
        for allocation in allocations:
            before = self._owed.get(allocation.invoice)
            if before is None:
                continue
            self._by_amount.get(in_cents(before.balance), {}).pop(before.number, None)
            now = replace(before, balance=before.balance - allocation.amount)
            if now.status is not Status.CANCELLED:
                now = replace(now, status=Status.OPEN if now.balance > 0 else Status.SETTLED)
            self._owed[now.number] = now
            if now.is_open:
                self._by_amount[in_cents(now.balance)][now.number] = None
