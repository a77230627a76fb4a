"""What a received mail says: the labels of a reply, their precedence, and the value `Understanding`.

`relance.reading` produces these values, `relance.domain.replies` decides on them. Labels and precedence are those of
the interface; one word here is the same word in the store, in JSON and in the glossary.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Intent(StrEnum):
    """What one mail says; the first eighteen are human, the last five are machines."""

    SENSITIVE = "sensitive"
    INSOLVENCY = "insolvency"
    REPRESENTED = "represented"
    DISPUTE = "dispute"
    REFUSAL = "refusal"
    STOP_CONTACT = "stop_contact"
    SCHEDULE_REFUSED = "schedule_refused"
    SCHEDULE_ACCEPTED = "schedule_accepted"
    SCHEDULE_REQUEST = "schedule_request"
    PARTIAL_PAYMENT = "partial_payment"
    PAID = "paid"
    PROMISE_TO_PAY = "promise_to_pay"
    NOT_RECEIVED = "not_received"
    WRONG_CONTACT = "wrong_contact"
    INFORMATION_REQUEST = "information_request"
    ACKNOWLEDGEMENT = "acknowledgement"
    UNRELATED = "unrelated"
    UNCLEAR = "unclear"
    OUT_OF_OFFICE = "out_of_office"
    AUTO_ACK = "auto_ack"
    READ_RECEIPT = "read_receipt"
    BOUNCE_SOFT = "bounce_soft"
    BOUNCE_HARD = "bounce_hard"


MACHINE = frozenset(
    {Intent.OUT_OF_OFFICE, Intent.AUTO_ACK, Intent.READ_RECEIPT, Intent.BOUNCE_SOFT, Intent.BOUNCE_HARD}
)
"""Labels of mail that no person wrote."""

PRECEDENCE: tuple[Intent, ...] = tuple(i for i in Intent if i not in MACHINE)
"""Human labels, gravest first: of several expressed, the first is the primary one.

The one exception (not_received before promise_to_pay when the payment waits for the copy) is the reader's.
"""


class Verdict(StrEnum):
    """What the firm's own mail server says of the sender (topmost result of a trusted authserv-id)."""

    PASS = "pass"  # noqa: S105  the word of RFC 8601, not a secret
    FAIL = "fail"
    NONE = "none"


class Standing(StrEnum):
    """Who wrote, seen from the case: the recorded address of the client, or anybody else."""

    CONTACT = "contact"
    OUTSIDER = "outsider"


@dataclass(frozen=True, slots=True)
class Entities:
    """What the new words state; None or empty where they do not.

    Attributes:
        amount: euros the sender says are paid, promised or contested.
        date: payment claimed or promised, delay asked for, or return from an absence.
        instalments: number of payments asked for or accepted.
        new_contact: address to write to instead; never used before a person says so.
        invoices: invoice numbers in the sender's own words, as typed.

    """

    amount: Decimal | None = None
    date: date | None = None
    instalments: int | None = None
    new_contact: str | None = None
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounce:
    """A non-delivery report.

    Attributes:
        recipients: addresses that failed, lower case.
        status: enhanced status code (RFC 3463), "5.1.1", or None.
        delayed: the report says `Action: delayed` (RFC 3464 section 2.3.3): nothing has failed yet.
        original_ids: Message-IDs of the returned mail, in angle brackets.
        original_ref: the `X-Relance-Ref` of the returned mail.
        own_trouble: 5.7.x or a sending quota of the firm itself: no address is dead.
        dead: addresses that do not exist any more, as they failed and as they were asked; a report may name others
            that are only full.
        asked: addresses the mail was sent to, where an alias or a forwarding stands between them and `recipients`.

    """

    recipients: tuple[str, ...] = ()
    status: str | None = None
    delayed: bool = False
    original_ids: tuple[str, ...] = ()
    original_ref: str | None = None
    own_trouble: bool = False
    dead: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one mail means.

    Attributes:
        intent: the primary label.
        secondary: the other labels expressed, gravest first.
        confidence: 0..1, how often such a reading is right.
        evidence: the words of the mail that decided.
        entities: what it states.
        new_text: what the sender newly wrote.
        by_invoice: (invoice number, label), only where the mail gives its invoices different fates.
        bounce: for bounces, what failed.
        from_subject: nothing new stood in the body; the subject spoke.

    """

    intent: Intent
    secondary: tuple[Intent, ...] = ()
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    entities: Entities = Entities()
    new_text: str = ""
    by_invoice: tuple[tuple[str, Intent], ...] = ()
    bounce: Bounce | None = None
    from_subject: bool = False

    @property
    def is_machine(self) -> bool:
        """Whether no person wrote the mail."""
        return self.intent in MACHINE
