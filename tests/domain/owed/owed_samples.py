from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from relance.adapters import files
from relance.domain.model import ClientKind, Nature
from relance.domain.owed.claim import Claim, Entry, Terms
from relance.domain.owed.rates import read_table

TABLE = read_table(files.packaged_rates())
LAW = Terms(TABLE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def entry(on: str, amount: str, reference: str = "") -> Entry:
    return Entry(day(on), Decimal(amount), reference)


def claim(principal: str, due_on: str, kind: ClientKind = ClientKind.PROFESSIONAL, **more: object) -> Claim:
    return Claim("2026-0142", kind, Decimal(principal), day(due_on), **more)  # type: ignore[arg-type]


DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 31))
SUMS = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
CLAIMS = st.builds(
    Claim,
    number=st.just("2026-0142"),
    kind=st.sampled_from(ClientKind),
    principal=SUMS,
    due_on=DAYS,
    nature=st.sampled_from(Nature),
    payments=st.lists(st.builds(Entry, DAYS, SUMS), max_size=5).map(tuple),
    credits=st.lists(st.builds(Entry, DAYS, SUMS), max_size=2).map(tuple),
    notice_on=st.none() | DAYS,
    judgment_on=st.none() | DAYS,
)
