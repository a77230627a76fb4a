"""Evidence of payment: one movement of money as a notice or a line of a statement tells it, whatever its format.

Readers (`relance.reading.statements`, `relance.reading.notices`) make these values, `relance.domain.matching`
decides on them. Nothing here is believed yet: who sent the document, and whether the movement was seen before, is
asked later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """What the document is."""

    NOTICE = "notice"
    CAMT053 = "camt053"
    CAMT054 = "camt054"
    OFX = "ofx"
    CFONB120 = "cfonb120"
    CSV = "csv"


class Nature(StrEnum):
    """What kind of movement it is, as far as the document alone tells."""

    RECEIVED = "received"
    """Money that arrived on the firm's account."""
    REVERSAL = "reversal"
    """Money that arrived and went back: rejected debit, unpaid cheque, recalled transfer."""
    SENT = "sent"
    """Money that left: transfer, card, withdrawal."""
    FEE = "fee"
    """The bank's own charge or interest."""
    PENDING = "pending"
    """Announced, not booked."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One movement.

    Attributes:
        form: what the document is.
        nature: what kind of movement it is.
        on: booking date, or the date the notice gives.
        amount: euros, what the payer paid (gross where a payment service keeps a fee); negative for what leaves the
            account, a reversal among it.
        place: where it stands in the document, in French (« ligne 12 », « écriture 3 »).
        value_on: value date, where it differs.
        payer: who paid, as the document writes it; "" when it does not.
        ultimate_payer: for whom he paid.
        reference: the free text of the movement, all its lines.
        end_to_end: end-to-end id; "" for NOTPROVIDED.
        cheque: number of the cheque.
        bank_id: the bank's own id of the movement (FITID, AcctSvcrRef).
        account: IBAN of the firm's account, as far as known.
        payer_iban: account of the payer.
        fee: what a payment service kept of it.
        payout: id of the payout by which a service paid several payments together; "" for one alone.
        reason: why it went back, in the bank's code or words; "" for what did not.

    """

    form: Form
    nature: Nature
    on: date
    amount: Decimal
    place: str = ""
    value_on: date | None = None
    payer: str = ""
    ultimate_payer: str = ""
    reference: str = ""
    end_to_end: str = ""
    cheque: str = ""
    bank_id: str = ""
    account: str = ""
    payer_iban: str = ""
    fee: Decimal = Decimal(0)
    payout: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document tells.

    Attributes:
        form: what it is.
        movements: in its order.
        known_until: last day it covers; None for a notice.
        problems: lines that could not be read, each a French sentence with its place; the others are good.

    """

    form: Form
    movements: tuple[Evidence, ...]
    known_until: date | None = None
    problems: tuple[str, ...] = ()
