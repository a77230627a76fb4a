"""Clients and their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from relance.adapters.store.repository import Repository
from relance.adapters.store.types import Row, primary, text
from relance.domain.model import Client, ClientKind, Contact
from relance.domain.text import fold


class ClientRow(Row, table=True):
    """Who owes."""

    __tablename__: ClassVar[str] = "client"

    id: int = primary()
    key: str = text(unique=True)
    name: str = text()
    folded: str = text(index=True)
    kind: str = text()
    language: str = text()
    policy: str = text()
    phone: str | None = text()
    postal_address: str | None = text()
    owner: str | None = text()
    history_read: bool = False


class ContactRow(Row, table=True):
    """An address of a client.

    A blocked address that is no longer listed stays as an unlisted row: listed again, it is still blocked.
    """

    __tablename__: ClassVar[str] = "contact"
    __table_args__ = (UniqueConstraint("client_id", "address"),)

    id: int = primary()
    client_id: int = Field(foreign_key="client.id")
    address: str = text(index=True)
    is_copy: bool = False
    listed: bool = True
    blocked_on: date | None = None
    blocked_why: str | None = text()


def client_of(row: ClientRow) -> Client:
    """The value of a row."""
    return Client(
        id=row.id,
        key=row.key,
        name=row.name,
        kind=ClientKind(row.kind),
        language=row.language,
        policy=row.policy,
        phone=row.phone,
        postal_address=row.postal_address,
        owner=row.owner,
    )


def contact_of(row: ContactRow) -> Contact:
    """The value of a row."""
    return Contact(
        id=row.id,
        address=row.address,
        copy=row.is_copy,
        blocked_on=row.blocked_on,
        blocked_why=row.blocked_why,
    )


def _write(row: ClientRow, client: Client) -> ClientRow:
    row.key = client.key
    row.name = client.name
    row.folded = fold(client.name)
    row.kind = client.kind.value
    row.language = client.language
    row.policy = client.policy
    row.phone = client.phone
    row.postal_address = client.postal_address
    row.owner = client.owner
    return row


class Clients(Repository):
    """See `relance.flows.ports.Clients`."""

    def add(self, client: Client, contacts: Iterable[Contact]) -> int:
        """Store a new client with its addresses; its key."""
        row = _write(ClientRow(), client)
        self.insert(row)
        self.set_contacts(row.id, contacts)
        return row.id

    def update(self, client: Client) -> None:
        """Write everything but the addresses."""
        _write(self.row(ClientRow, client.id, "le client"), client)

    def set_contacts(self, client_id: int, contacts: Iterable[Contact]) -> None:
        """Add new addresses and remove those no longer listed; what is blocked stays blocked."""
        known = {row.address: row for row in self._contact_rows(client_id)}
        for contact in contacts:
            address = contact.address.lower()
            row = known.pop(address, None)
            if row is None:
                row = ContactRow(
                    client_id=client_id,
                    address=address,
                    blocked_on=contact.blocked_on,
                    blocked_why=contact.blocked_why,
                )
                self.session.add(row)
            row.is_copy = contact.copy
            row.listed = True
        for row in known.values():
            if row.blocked_on is None:
                self.session.delete(row)
            else:
                row.listed = False
        self.session.flush()

    def block(self, client_id: int, address: str, on: date, why: str) -> None:
        """Nothing more is sent there; the first block's day and reason stay.

        An address that is not listed (yet) is remembered, so that it is blocked if it is listed one day.
        """
        address = address.lower()
        row = next((r for r in self._contact_rows(client_id) if r.address == address), None)
        if row is None:
            row = ContactRow(client_id=client_id, address=address, listed=False)
            self.session.add(row)
        if row.blocked_on is None:
            row.blocked_on = on
            row.blocked_why = why
        self.session.flush()

    def unblock(self, client_id: int, address: str) -> None:
        """Use a listed address again."""
        for row in self._contact_rows(client_id):
            if row.address == address.lower() and row.listed:
                row.blocked_on = row.blocked_why = None
        self.session.flush()

    def get(self, client_id: int) -> Client:
        """The client with that key."""
        return client_of(self.row(ClientRow, client_id, "le client"))

    def all(self) -> list[tuple[Client, tuple[str, ...]]]:
        """Every client with its addresses: two queries whatever their number."""
        addresses: dict[int, list[str]] = {}
        listed = select(ContactRow.client_id, ContactRow.address).where(col(ContactRow.listed))
        for client_id, address in self.session.exec(listed.order_by(col(ContactRow.id))):
            addresses.setdefault(client_id, []).append(address)
        rows = self.session.exec(select(ClientRow).order_by(col(ClientRow.id)))
        return [(client_of(row), tuple(addresses.get(row.id, ()))) for row in rows]

    def by_key(self, key: str) -> Client | None:
        """The client that imports know under that key."""
        row = self.session.exec(select(ClientRow).where(col(ClientRow.key) == key)).first()
        return client_of(row) if row else None

    def by_name(self, folded: str) -> list[Client]:
        """Clients whose folded name is this one."""
        query = select(ClientRow).where(col(ClientRow.folded) == folded).order_by(col(ClientRow.id))
        return [client_of(row) for row in self.session.exec(query)]

    def contacts(self, client_id: int) -> tuple[Contact, ...]:
        """The listed addresses, blocked ones included, in the order in which they came."""
        return tuple(contact_of(row) for row in self._contact_rows(client_id) if row.listed)

    def by_address(self, address: str) -> list[int]:
        """Clients with that address, blocked or not."""
        query = (
            select(ContactRow.client_id)
            .where(col(ContactRow.address) == address.lower(), col(ContactRow.listed))
            .order_by(col(ContactRow.client_id))
        )
        return list(self.session.exec(query))

    def without_history(self) -> list[tuple[int, tuple[str, ...]]]:
        """Clients whose last 30 days have not been looked at, with their addresses."""
        query = (
            select(ClientRow.id, ContactRow.address)
            .join(ContactRow, (col(ContactRow.client_id) == ClientRow.id) & col(ContactRow.listed), isouter=True)
            .where(col(ClientRow.history_read).is_(other=False))
            .order_by(col(ClientRow.id), col(ContactRow.id))
        )
        found: dict[int, tuple[str, ...]] = {}
        for client_id, address in self.session.exec(query):
            found[client_id] = (*found.get(client_id, ()), *((address,) if address else ()))
        return list(found.items())

    def history_read(self, client_ids: Iterable[int]) -> None:
        """Their last 30 days have been looked at."""
        for client_id in client_ids:
            self.row(ClientRow, client_id, "le client").history_read = True

    def _contact_rows(self, client_id: int) -> list[ContactRow]:
        query = select(ContactRow).where(col(ContactRow.client_id) == client_id).order_by(col(ContactRow.id))
        return list(self.session.exec(query))
