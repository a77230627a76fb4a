"""What an import changes of a client: its facts, its addresses, its class; an empty cell changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from relance.domain.case import Case
from relance.domain.decisions import Action
from relance.domain.import_rows import ClientRow, addressed, as_row, merged
from relance.domain.importing import Frame, lapsed, noticed
from relance.domain.model import Client, ClientKind, Contact


@dataclass(frozen=True, slots=True)
class ClientChange:
    """What an import changes of a stored client.

    Attributes:
        client: as it is to be stored.
        contacts: its addresses from now on, or None when they stay.
        changes: French, one a changed field; no address in clear.
        kind_changed: (before, after) when another class of client applies.

    """

    client: Client
    contacts: tuple[Contact, ...] | None
    changes: tuple[str, ...]
    kind_changed: tuple[ClientKind, ClientKind] | None = None


def new_client(row: ClientRow) -> tuple[Client, tuple[Contact, ...]]:
    """A client seen for the first time."""
    client = Client(
        id=0,
        key=row.key,
        name=row.name,
        kind=row.kind or ClientKind.UNKNOWN,
        language=row.language or "fr",
        policy=row.policy or "cabinet",
        phone=row.phone,
        postal_address=row.address,
        owner=row.owner,
    )
    return client, addressed(row, ())


_CLIENT_LABELS = {
    "name": "nom",
    "kind": "type",
    "language": "langue",
    "policy": "politique",
    "phone": "téléphone",
    "postal_address": "adresse postale",
    "owner": "responsable",
}


def change_client(row: ClientRow, client: Client, contacts: Sequence[Contact]) -> ClientChange:
    """A stored client after an import; an empty cell changes nothing.

    Args:
        row: all that the import says of it.
        client: as stored.
        contacts: its addresses, blocked ones included.

    """
    after = replace(
        client,
        name=row.name,
        kind=row.kind or client.kind,
        language=row.language or client.language,
        policy=row.policy or client.policy,
        phone=row.phone or client.phone,
        postal_address=row.address or client.postal_address,
        owner=row.owner or client.owner,
    )
    after = replace(after, key=_key(row, after, contacts))
    listed = addressed(row, contacts)
    moved = {(c.address, c.copy) for c in listed} != {(c.address, c.copy) for c in contacts}
    changes = [label for name, label in _CLIENT_LABELS.items() if getattr(after, name) != getattr(client, name)]
    return ClientChange(
        client=after,
        contacts=listed if moved else None,
        changes=(*changes, *(("adresses électroniques",) if moved else ())),
        kind_changed=(client.kind, after.kind) if after.kind is not client.kind else None,
    )


def _key(row: ClientRow, client: Client, contacts: Sequence[Contact]) -> str:
    """The key only gains: a code once given stays, a name once a professional's stays."""
    if client.key.startswith("id:"):
        return client.key
    known = merged(row, as_row(client, contacts)).key
    return known if known.startswith(("id:", "pro:")) else client.key


def kind_tasks(case: Case, change: ClientChange, frame: Frame) -> tuple[Action, ...]:
    """What another class of client asks for: each letter shown lapses, each formal notice that left is looked at.

    The class decides the delay of a formal notice and whether penalties are owed (C. com. L441-10).
    """
    if change.kind_changed is None:
        return ()
    before, after = (_KIND_WORDS[kind] for kind in change.kind_changed)
    actions: list[Action] = []
    for invoice in case.open_invoices:
        actions += lapsed(case, invoice)
        if noticed(invoice):
            title = (
                f"Facture {invoice.number} ({case.client.name}) : le client est passé de {before} à {after} "
                "après la mise en demeure. Dites ce qu’il faut en faire."
            )
            actions.append(frame.lawyer_task(title, case.client.id, invoice.id))
    return tuple(actions)


_KIND_WORDS = {
    ClientKind.PROFESSIONAL: "professionnel",
    ClientKind.CONSUMER: "particulier",
    ClientKind.PUBLIC: "public",
    ClientKind.UNKNOWN: "inconnu",
}
