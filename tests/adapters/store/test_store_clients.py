from __future__ import annotations

from dataclasses import replace

from store_samples import DAY, add_client

from relance.adapters.store.store import Store
from relance.adapters.store.unit import Unit
from relance.domain.model import Client, ClientKind, Contact
from relance.domain.text import fold


def test_a_client_comes_back_as_it_was_stored(store: Store) -> None:
    client = Client(
        0, "411DUR", "SARL Durand & Fils", ClientKind.PROFESSIONAL, "en", "doux", "01", "1 rue X\n75001", "a@b.fr"
    )
    contacts = (Contact(0, "Jean@Durand.FR"), Contact(0, "compta@durand.fr", copy=True))
    client_id = store.transact(lambda unit: unit.clients.add(client, contacts))

    def look(unit: Unit) -> None:
        assert unit.clients.get(client_id) == replace(client, id=client_id)
        assert unit.clients.by_key("411DUR") == replace(client, id=client_id)
        assert unit.clients.by_key("411dur") is None
        assert [c.id for c in unit.clients.by_name(fold("durand et fils sarl"))] == []
        assert [c.id for c in unit.clients.by_name(fold("Durand & Fils"))] == [client_id]
        assert [(c.address, c.copy) for c in unit.clients.contacts(client_id)] == [
            ("jean@durand.fr", False),
            ("compta@durand.fr", True),
        ]
        assert unit.clients.by_address("JEAN@durand.fr") == [client_id]

    store.read(look)


def test_an_update_changes_the_folded_name_too(store: Store) -> None:
    client_id = store.transact(add_client)
    store.transact(lambda unit: unit.clients.update(Client(client_id, "durand", "Cabinet Lemaître")))
    assert store.read(lambda unit: [c.id for c in unit.clients.by_name("cabinet lemaitre")]) == [client_id]
    assert store.read(lambda unit: unit.clients.by_name("durand")) == []


def test_what_is_blocked_stays_blocked_even_unlisted_and_listed_again(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit, "durand", "a@durand.fr", "b@durand.fr")
        unit.clients.block(client_id, "A@durand.fr", DAY, "bounce_hard")
        unit.clients.block(client_id, "a@durand.fr", DAY.replace(year=2027), "stop_contact")
        unit.clients.set_contacts(client_id, [Contact(0, "b@durand.fr"), Contact(0, "c@durand.fr")])
        assert [c.address for c in unit.clients.contacts(client_id)] == ["b@durand.fr", "c@durand.fr"]
        assert unit.clients.by_address("a@durand.fr") == []
        unit.clients.set_contacts(client_id, [Contact(0, "a@durand.fr")])
        (contact,) = unit.clients.contacts(client_id)
        assert (contact.blocked_on, contact.blocked_why) == (DAY, "bounce_hard")

    store.transact(work)


def test_an_address_that_is_unblocked_is_used_again(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        address = unit.clients.contacts(client_id)[0].address
        unit.clients.block(client_id, address, DAY, "stop_contact")
        unit.clients.block(client_id, "ailleurs@durand.fr", DAY, "5.1.1")
        unit.clients.unblock(client_id, address.upper())
        unit.clients.unblock(client_id, "ailleurs@durand.fr")
        contact = unit.clients.contacts(client_id)[0]
        assert (contact.blocked_on, contact.blocked_why) == (None, None)
        unit.clients.set_contacts(client_id, [Contact(0, "ailleurs@durand.fr")])
        assert unit.clients.contacts(client_id)[0].blocked_why == "5.1.1", "only a listed address is unblocked"

    store.transact(work)


def test_an_address_blocked_before_it_is_listed_is_blocked(store: Store) -> None:
    def work(unit: Unit) -> None:
        client_id = add_client(unit)
        unit.clients.block(client_id, "neuf@durand.fr", DAY, "5.1.1")
        assert len(unit.clients.contacts(client_id)) == 1
        unit.clients.set_contacts(client_id, [Contact(0, "neuf@durand.fr")])
        assert unit.clients.contacts(client_id)[0].blocked_why == "5.1.1"

    store.transact(work)


def test_one_address_may_be_that_of_two_clients(store: Store) -> None:
    first = store.transact(lambda unit: add_client(unit, "a", "commun@x.fr"))
    second = store.transact(lambda unit: add_client(unit, "b", "commun@x.fr"))
    assert store.read(lambda unit: unit.clients.by_address("commun@x.fr")) == [first, second]


def test_each_clients_history_is_asked_for_until_it_was_read(store: Store) -> None:
    first = store.transact(lambda unit: add_client(unit, "a", "a@x.fr", "b@x.fr"))
    second = store.transact(lambda unit: unit.clients.add(Client(0, "z", "Sans adresse"), []))
    assert store.read(lambda unit: unit.clients.without_history()) == [(first, ("a@x.fr", "b@x.fr")), (second, ())]
    store.transact(lambda unit: unit.clients.history_read([first]))
    assert store.read(lambda unit: unit.clients.without_history()) == [(second, ())]
