"""The signs of a movement: the invoices it names, the clients its payer may be."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.evidence import Evidence
from relance.domain.matching.ledger import Ledger
from relance.domain.matching.names import Payer


@dataclass(frozen=True, slots=True)
class Signs:
    """What a movement says.

    Attributes:
        named: invoices it certainly names.
        doubtful: for each number that may be several invoices, those.
        cut: the bank cut a number in its list.
        payer: who it may be.

    """

    named: tuple[str, ...]
    doubtful: tuple[tuple[str, ...], ...]
    cut: bool
    payer: Payer


def signs_of(movement: Evidence, ledger: Ledger) -> Signs:
    """Read reference, end-to-end id and payer; a number that may be several invoices is the payer's, if one is."""
    payer = ledger.who(movement.payer, movement.ultimate_payer)
    mentions = (
        *ledger.numbers.read(movement.reference),
        *ledger.numbers.read(movement.end_to_end, written=False),
    )
    named: dict[str, None] = {}
    doubtful: list[tuple[str, ...]] = []
    cut = False
    for mention in mentions:
        own = [n for n in mention.invoices if payer.only is not None and ledger[n].client == payer.only]
        if len(mention.invoices) == 1:
            named[mention.invoices[0]] = None
        elif len(own) == 1:
            named[own[0]] = None
        elif mention.cut:
            cut = True
        else:
            doubtful.append(mention.invoices)
    return Signs(tuple(named), tuple(doubtful), cut, payer)
