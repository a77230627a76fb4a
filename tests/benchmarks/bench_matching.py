"""What matching a statement costs, against bare dictionary lookups over the same lines.

Run it by `make bench`. It prints seconds, a ratio and the memory; nothing is asserted.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.evidence import Evidence, Form, Nature
from relance.domain.matching.decide import match
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.values import Owed
from relance.domain.model import ClientKind

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
INVOICES = LINES // 2
FIRST = date(2026, 1, 5)
GIVEN = ("Alix", "Basile", "Denis", "Elvire", "Gaspard", "Hortense", "Irène", "Joël", "Katell", "Maëlle", "Noé")
SYLLABLES = ("bar", "cor", "dam", "fer", "gal", "jon", "kel", "lan", "mar", "nor", "pol", "ros", "tal", "val", "ver")


def invoices(chance: random.Random) -> list[Owed]:
    """So many invoices of three fifths as many clients; some large clients have a score of them."""
    found: list[Owed] = []
    clients = [client(n, chance) for n in range(max(INVOICES * 3 // 5, 1))]
    for n in range(INVOICES):
        key, name, kind = clients[n % 400 if n % 7 == 0 else n % len(clients)]
        issued = FIRST + timedelta(days=n % 300)
        amount = Decimal(chance.randrange(10_000, 900_000, 600)) / 100
        number = f"{issued.year}-{n:05}"
        found.append(Owed(number, key, (name,), amount, issued, issued + timedelta(days=30), kind))
    return found


def client(n: int, chance: random.Random) -> tuple[str, str, ClientKind]:
    """A key, a name, a kind."""
    word = "".join(chance.choices(SYLLABLES, k=4)).capitalize()
    if n % 3 == 0:
        return str(n), f"SARL Ateliers {word}", ClientKind.PROFESSIONAL
    return str(n), f"Mme {chance.choice(GIVEN)} {word}", ClientKind.CONSUMER


def lines(owed: Sequence[Owed], chance: random.Random) -> list[Evidence]:
    """Payments with a number, by name alone, cut, of sums, of strangers, and some lines twice."""
    found: list[Evidence] = []
    for n in range(LINES):
        invoice = owed[chance.randrange(len(owed))]
        payer = invoice.names[0].upper().removeprefix("MME ")
        text = (f"FACT {invoice.number}", "HONORAIRES", f"REGLEMENT {invoice.number[:-2]}", "VIREMENT")[n % 4]
        if n % 11 == 0:
            payer = payer[: len(payer) - 3]
        if n % 13 == 0:
            payer = f"TRESORERIE {n}"
        amount = invoice.balance if n % 5 else invoice.balance / 2
        on = FIRST + timedelta(days=n * 300 // LINES)
        amount = amount.quantize(Decimal("0.01"))
        found.append(
            Evidence(Form.CAMT053, Nature.RECEIVED, on, amount, payer=payer, reference=text, bank_id=f"B{n}")
        )
    return found


def bare(owed: Sequence[Owed], read: Sequence[Evidence]) -> float:
    """Seconds of dictionary lookups alone: number, payer and amount of each line."""
    start = time.perf_counter()
    numbers = {invoice.number: invoice for invoice in owed}
    names = {invoice.names[0].upper(): invoice for invoice in owed}
    amounts = {invoice.balance: invoice for invoice in owed}
    hits = 0
    for line in read:
        hits += any(run in numbers for run in re.findall(r"[0-9-]+", line.reference))
        hits += line.payer.upper() in names
        hits += line.amount in amounts
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    chance = random.Random(4)  # noqa: S311  the same lines in every run
    owed = invoices(chance)
    read = lines(owed, chance)
    theirs = bare(owed, read)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    ledger = Ledger.of(owed)
    indexed = time.perf_counter() - start
    found = match(read, ledger)
    ours = time.perf_counter() - start
    print(f"{LINES} lines, {INVOICES} invoices: {ours:.1f} s ({indexed:.1f} s of it the index), ", end="")
    print(f"bare lookups {theirs:.2f} s, ratio {ours / theirs:.0f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory at most {memory} MB, {before} MB of it the values themselves")
    print(", ".join(f"{choice}: {count}" for choice, count in sorted(Counter(m.decision for m in found).items())))
    start = time.perf_counter()
    again = Counter(m.decision for m in match(read, ledger))
    print(f"the same statement again: {time.perf_counter() - start:.1f} s, {again.most_common(1)[0][1]} ignored")


if __name__ == "__main__":
    main()
