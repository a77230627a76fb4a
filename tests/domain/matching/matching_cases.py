"""A small firm's ledger for the tests of matching, and payments of it in few words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.decide import match
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.values import Allocation, Choice, Known, Match, Owed, Status
from relance.domain.model import ClientKind

DAY = date(2026, 5, 12)


def owed(number: str, client: str, balance: str, **more: Any) -> Owed:
    """An invoice; a client that begins with a civility is a consumer."""
    person = client.split(maxsplit=1)[0] in {"M.", "Mme"}
    kind = ClientKind.CONSUMER if person else ClientKind.PROFESSIONAL
    issued = more.pop("issued_on", date(2026, 3, 2))
    values = {"issued_on": issued, "due_on": issued + timedelta(days=30), "kind": kind, **more}
    return Owed(number, client, (client,), Decimal(balance), **values)


LEDGER = (
    owed("2026-0142", "Scierie Vaubrun SARL", "1450.00"),
    owed("2026-0143", "Scierie Vaubrun SARL", "620.00"),
    owed("2026-0147", "Scierie Vaubrun SARL", "310.50"),
    owed("2026-0150", "Mme Élodie Garnier-Lopez", "870.00"),
    owed("2026-0151", "M. Théo Quesnel", "1450.00"),
    owed("2026-0155", "Mme Inès Royer", "240.00"),
    owed("2026-0156", "Mme Inès Royer", "240.00"),
    owed("2026-0160", "SCI des Trois Moulins", "3300.00"),
    owed("2026-0161", "Moulins Services SAS", "990.00"),
    owed("2026-0170", "M. Adrien Caillaud", "505.00", status=Status.SETTLED),
    owed("2026-0171", "Librairie Plume d'Oie", "705.00", status=Status.CANCELLED),
    owed("2026-0172", "Librairie Plume d'Oie", "705.00"),
    owed("PV/26/007", "M. et Mme Denis et Claire Aubert", "1999.90"),
)


def ledger(*payments: Known, invoices: tuple[Owed, ...] = LEDGER, **more: Any) -> Ledger:
    """The ledger, payments booked before already in its balances."""
    return Ledger.of(invoices, payments, **more)


def paid(amount: str, payer: str = "", reference: str = "", **more: Any) -> Evidence:
    """A line of a statement, unless it is said to be something else."""
    values = {"form": Form.CAMT053, "nature": Nature.RECEIVED, "on": DAY, **more}
    return Evidence(amount=Decimal(amount), payer=payer, reference=reference, **values)


def one(movement: Evidence, *payments: Known, **more: Any) -> Match:
    """What becomes of one movement alone."""
    return match([movement], ledger(*payments, **more))[0]


def applied(movement: Evidence, *payments: Known, **more: Any) -> dict[str, str]:
    """What is booked, by invoice; a movement that is asked or left has nothing."""
    return booked(one(movement, *payments, **more))


def booked(found: Match) -> dict[str, str]:
    """The allocations of a match, by invoice."""
    assert (found.decision is Choice.APPLY) == bool(found.allocations)
    return {a.invoice: str(a.amount) for a in found.allocations}


def known(movement: Evidence, *parts: tuple[str, str], id: int = 1, asked: bool = False) -> Known:  # noqa: A002  as the field
    """A payment of before, with what was booked."""
    return Known(movement, id, tuple(Allocation(number, Decimal(part)) for number, part in parts), asked)
