"""Notices in words that the general reading does not know: a firm names patterns for a sender, without code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relance.domain.dates import days, fold_line
from relance.domain.evidence import Evidence, Form, Nature
from relance.reading.entities import sums
from relance.reading.statements.figures import read_day, written_sum
from relance.reading.statements.labels import squeezed

NAMES = ("amount", "date", "payer", "reference", "end_to_end")
"""What a pattern may read."""

_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class NoticeProfile:
    """How the notices of a sender are read.

    Attributes:
        sender: its address, or its domain as « @banque.fr »; lower case.
        patterns: of `NAMES` → regular expression; its first group, else all of it, is the value. `amount` is needed.
            A pattern that is found as often as `amount` gives one value for each payment, one found once is shared.

    """

    sender: str
    patterns: Mapping[str, str]

    def fits(self, sender: str) -> bool:
        """Whether a mail from that address is read by this profile."""
        wanted = self.sender.strip().lower()
        return sender.lower() == wanted or (wanted.startswith("@") and sender.lower().endswith(wanted))

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, French sentences; none for a good one."""
        found = [
            f"avis de {self.sender} : motif « {name} » inconnu. Les motifs sont {', '.join(NAMES)}."
            for name in self.patterns
            if name not in NAMES
        ]
        if "amount" not in self.patterns:
            found.append(f"avis de {self.sender} : il manque le motif « amount », qui lit le montant.")
        for name, pattern in self.patterns.items():
            try:
                re.compile(pattern)
            except re.error as error:
                found.append(f"avis de {self.sender} : motif « {name} » mal écrit ({error}). Corrigez l’expression.")
        return tuple(found)


def by_profile(
    profile: NoticeProfile, text: str, nature: Nature | None, on_else: date | None
) -> tuple[Evidence, ...]:
    """The payments that the patterns of a profile find in a text; none where they find no sum.

    Args:
        profile: without problems.
        text: of the mail, its subject first.
        nature: what the words of the mail say; None = received, as the firm says what these notices are.
        on_else: day of a payment for which no date is found.

    """
    found = {name: list(_values(pattern, text[:_MAX_TEXT])) for name, pattern in profile.patterns.items()}
    amounts = found.get("amount", [])
    made: list[Evidence] = []
    for number, written in enumerate(amounts):
        amount = _sum(written)
        on = _day(_nth(found, "date", number, len(amounts)), on_else) or on_else
        if amount is None or on is None:
            continue
        kind = nature or Nature.RECEIVED
        made.append(
            Evidence(
                Form.NOTICE,
                kind,
                on,
                -amount if kind in {Nature.SENT, Nature.REVERSAL} else amount,
                f"paiement {number + 1}",
                payer=_nth(found, "payer", number, len(amounts)),
                reference=_nth(found, "reference", number, len(amounts)),
                end_to_end=_nth(found, "end_to_end", number, len(amounts)),
            )
        )
    return tuple(made)


def _values(pattern: str, text: str) -> Iterator[str]:
    for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
        groups = [g for g in match.groups() if g]
        yield squeezed(groups[0] if groups else match[0])


def _nth(found: Mapping[str, Sequence[str]], name: str, number: int, count: int) -> str:
    values = found.get(name, ())
    if len(values) == count:
        return values[number]
    return values[0] if len(values) == 1 else ""


def _sum(written: str) -> Decimal | None:
    try:
        return abs(written_sum(written))
    except ValueError:
        told = sums(fold_line(written))
        return told[0].amount if told else None


def _day(written: str, sent: date | None) -> date | None:
    try:
        return read_day(written)
    except ValueError:
        named = days(fold_line(written), sent or date(2000, 1, 1), past=True) if written else ()
        return named[0].on if named else None
