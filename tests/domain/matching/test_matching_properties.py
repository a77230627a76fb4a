"""Whatever is paid: nothing is booked beyond what is owed or paid, nothing is lost, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_cases import DAY, owed, paid

from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.decide import match
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.values import Choice, Match, Owed
from relance.domain.text import fold

CLIENTS = (
    "Mme Lise Morin",
    "M. Luc Morin",
    "Morin Travaux SARL",
    "SCI Les Aulnes",
    "SCI Les Aulnes II",
    "M. Paul Roche-Vidal",
)
PAYERS = (
    "MORIN LISE",
    "MORIN L",
    "MORIN",
    "MORIN TRAVAUX",
    "LES AULNES",
    "AULNES",
    "ROCHE PAUL",
    "VIDAL PAUL",
    "TIERS",
    "",
)
CENTS = (10000, 20000, 30000, 30000, 45050, 75050)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Owed]:
    """Up to a dozen invoices of clients with like names and like sums."""
    chosen = draw(st.lists(st.tuples(st.sampled_from(CLIENTS), st.sampled_from(CENTS)), min_size=1, max_size=12))
    return [
        owed(f"2026-{n * 7 + 1:04}", client, str(Decimal(cents) / 100)) for n, (client, cents) in enumerate(chosen)
    ]


@st.composite
def payments(draw: st.DrawFn, invoices: Sequence[Owed]) -> Evidence:
    """A payment of somebody, of a sum that may be owed, with a label that may name an invoice or two."""
    some = draw(st.lists(st.sampled_from(list(invoices)), max_size=2, unique=True))
    due = sum((i.balance for i in some), Decimal(0))
    amount = draw(
        st.sampled_from([due, due + 50, due / 2, Decimal(300), Decimal("750.50"), Decimal("12.34")])
    ) or Decimal(300)
    text = " et ".join(i.number if draw(st.booleans()) else f"facture {int(i.number[5:])}" for i in some)
    reference = draw(st.sampled_from([text, "", "honoraires", "virement mai"]))
    form = draw(st.sampled_from([Form.NOTICE, Form.CAMT053, Form.CSV]))
    movement = paid(str(amount.quantize(Decimal("0.01"))), draw(st.sampled_from(PAYERS)), reference, form=form)
    movement = replace(movement, on=DAY + timedelta(days=draw(st.integers(0, 9))))
    if draw(st.integers(0, 4)) == 0:
        return replace(movement, amount=-movement.amount, nature=Nature.REVERSAL)
    return movement


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Owed], list[Evidence]]:
    invoices = draw(ledgers())
    return invoices, draw(st.lists(payments(invoices), max_size=8))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_money_is_conserved_and_no_invoice_takes_more_than_it_owes(story: tuple[list[Owed], list[Evidence]]) -> None:
    invoices, movements = story
    ledger = Ledger.of(invoices)
    for movement in movements:
        before = {i.number: ledger[i.number].balance for i in invoices}
        (found,) = match([movement], ledger)
        conserved(movement, found)
        for allocation in found.allocations:
            assert abs(allocation.amount) <= abs(movement.amount)
            assert allocation.amount <= before[allocation.invoice]
        assert all(0 <= ledger[i.number].balance <= i.balance for i in invoices)
        assert all(ledger[n].is_open for numbers in found.candidates for n in numbers) or movement.amount < 0


def conserved(movement: Evidence, found: Match) -> None:
    total = sum((a.amount for a in found.allocations), Decimal(0)) + found.unallocated
    assert total == (0 if found.decision is Choice.IGNORE else movement.amount)
    assert bool(found.allocations) == (found.decision is Choice.APPLY)
    assert len({a.invoice for a in found.allocations}) == len(found.allocations)
    assert found.reason.endswith(".")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_nothing_is_booked_where_two_readings_fit(story: tuple[list[Owed], list[Evidence]]) -> None:
    invoices, movements = story
    for movement in movements:
        if movement.nature is not Nature.RECEIVED:
            continue
        ledger = Ledger.of(invoices)
        (found,) = match([movement], ledger)
        if found.decision is not Choice.APPLY:
            continue
        if "2026" not in movement.reference and "facture" not in movement.reference:
            sets = fitting(invoices, movement)
            assert sets == [frozenset(a.invoice for a in found.allocations)]
            continue
        clients = {i.client for i in invoices if i.number in {a.invoice for a in found.allocations}}
        others = {i.client for i in invoices if fold(i.client).split() == sorted_words(movement.payer, i)} - clients
        assert not any(i.balance == movement.amount for i in invoices if i.client in others)


def sorted_words(payer: str, invoice: Owed) -> list[str]:
    """The words of the client, where the payer has the very same but for the article."""
    own = fold(invoice.client).split()
    return own if sorted({*own} - {"les"}) == sorted({*fold(payer).split()} - {"les"}) else []


def has_words(payer: str, invoice: Owed) -> bool:
    """Whether each word of the payer is one of the client's, or the initial of one."""
    own = fold(invoice.client).split()
    return all(any(w == word or (len(w) == 1 and word[0] == w) for word in own) for w in fold(payer).split())


def fitting(invoices: Sequence[Owed], movement: Evidence) -> list[frozenset[str]]:
    """By trial: all sets of one client's invoices that give the amount, of the clients the payer may be."""
    same = {i.client for i in invoices if sorted_words(movement.payer, i)}
    kin = same or {i.client for i in invoices if has_words(movement.payer, i)}
    own = [i for i in invoices if i.client in kin]
    return [
        frozenset(i.number for i in chosen)
        for size in range(1, len(own) + 1)
        for chosen in combinations(own, size)
        if len({i.client for i in chosen}) == 1 and sum(i.balance for i in chosen) == movement.amount
    ]


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_order_of_independent_payments_does_not_matter(data: st.DataObject) -> None:
    """Each client has cents of its own, so that no sum of one is a sum of another."""
    names = ["Mme Rose Alary", "Brasserie Cambon", "M. Ivan Petrol", "SCI Dunoyer"]
    invoices = [
        owed(f"2026-{100 * k + n:04}", name, f"{(n + 1) * 100 * (k + 2)}.{k + 11}")
        for k, name in enumerate(names)
        for n in range(3)
    ]
    story = []
    for k, name in enumerate(names):
        for invoice in data.draw(st.lists(st.sampled_from(invoices[3 * k : 3 * k + 3]), max_size=2)):
            amount = data.draw(st.sampled_from([invoice.balance, invoice.balance - Decimal("20.00")]))
            label = data.draw(st.sampled_from([invoice.number, "honoraires"]))
            story.append((k, paid(str(amount), fold(name).upper(), label)))
    stories = [[m for j, m in story if j == k] for k in range(len(names))]
    order = data.draw(st.permutations([k for k, _ in story]))
    assert outcome(invoices, [m for _, m in story]) == outcome(invoices, interleaved(stories, order))


def interleaved(stories: list[list[Evidence]], order: list[int]) -> list[Evidence]:
    """The payments of each client in their order, the clients in that order."""
    left = [iter(story) for story in stories]
    return [next(left[k]) for k in order]


def outcome(invoices: Sequence[Owed], movements: Sequence[Evidence]) -> tuple[object, ...]:
    ledger = Ledger.of(invoices)
    found = match(movements, ledger)
    told = sorted(
        (m.payer, m.reference, m.amount, f.decision, f.allocations) for m, f in zip(movements, found, strict=True)
    )
    return [ledger[i.number].balance for i in invoices], told
