"""The facts a letter may use. Gabarits see these values and nothing else (StrictUndefined)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from relance.domain.model import ClientKind, Instalment, Nature
from relance.domain.policy import Stage


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """The firm as printed. Empty strings where the configuration says nothing.

    Attributes:
        signature: who signs routine mails ("Le service comptable").
        account_holder: printed with the IBAN (verification of payee compares it).

    """

    name: str
    email: str
    iban: str
    account_holder: str
    bic: str = ""
    address: str = ""
    phone: str = ""
    siren: str = ""
    bar: str = ""
    mediator: str = ""
    profession: str = "avocat"
    signature: str = "Le service comptable"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """The client as addressed."""

    name: str
    kind: ClientKind = ClientKind.UNKNOWN
    postal_address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One earlier reminder or call, for the history of a letter."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """One invoice as printed.

    Attributes:
        advancing: this mail carries out a step for it.
        next_is_formal_notice: the next written step of this invoice is the formal notice.
        history: what was sent or said about it, oldest first.

    """

    number: str
    issued_on: date
    due_on: date
    amount: Decimal
    paid: Decimal
    credited: Decimal
    balance: Decimal
    nature: Nature = Nature.FEES
    agreement_on: date | None = None
    subject: str = ""
    stage: Stage | None = None
    advancing: bool = False
    next_is_formal_notice: bool = False
    days_late: int = 0
    has_document: bool = False
    history: tuple[ReminderLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A numbered item of a mail to the firm and the answers it takes."""

    number: int
    text: str
    answers: tuple[tuple[str, str], ...] = ()
    """(word to answer, what it does)"""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as told to a person of the firm.

    Attributes:
        label: what the mail is about, for the subject ("Mise en demeure à valider", "Appel à passer").
        title: one sentence.
        facts: (label, value) lines worth knowing: amounts, telephone, history.
        quote: the client's own words that caused it, "" when there are none.
        evidence: the words in `quote` that decided.
        missing: what the letter lacks (address, agreement, mediator), French.
        opened_on: since when it is open.
        reminders: how often it has been recalled.
        urgent: today.
        correction: words that would tell that the client's reply was misread, "" for a task without a reply.

    """

    id: str
    kind: str
    label: str
    title: str
    due_on: date
    opened_on: date
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[ItemFacts, ...] = ()
    quote: str = ""
    evidence: tuple[str, ...] = ()
    draft: str = ""
    missing: tuple[str, ...] = ()
    reminders: int = 0
    urgent: bool = False
    correction: str = ""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything a gabarit may name.

    Attributes:
        today: the day it leaves.
        overdue: invoices whose due date has come, that are claimed.
        upcoming: invoices not yet due, told apart (« à venir »).
        subject_numbers: invoice numbers that may stand in the subject.
        deadline_on: last day of a formal notice, or of a proposal.
        first_sent_on: when the daemon first sent the invoice document, None if it never did.
        instalments: of a schedule.
        promised_on: date of a promise.
        task: for mails to the firm.
        person: the person of the firm addressed ("Me Exemple").
        reference: one-time reference "R-XXXXXXXX" of a mail to the firm, "" otherwise.
        notice: for a notice to the firm: (label, text) pairs.
        attached: names of the files that go with a mail to the firm.

    """

    firm: FirmFacts
    today: date
    client: ClientFacts | None = None
    overdue: tuple[InvoiceFacts, ...] = ()
    upcoming: tuple[InvoiceFacts, ...] = ()
    total_due: Decimal = Decimal("0.00")
    subject_numbers: tuple[str, ...] = ()
    deadline_on: date | None = None
    first_sent_on: date | None = None
    instalments: tuple[Instalment, ...] = ()
    promised_on: date | None = None
    task: TaskFacts | None = None
    person: str = ""
    reference: str = ""
    reply_to: str = ""
    notice: tuple[tuple[str, str], ...] = ()
    notice_label: str = ""
    attached: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
