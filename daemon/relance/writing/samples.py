"""Sample facts of every kind: what `relance check` and the tests render each gabarit with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from relance.domain.model import TO_FIRM, ZERO, ClientKind, Instalment, Letter, Nature
from relance.domain.policy import Stage
from relance.writing.facts import (
    ClientFacts,
    FirmFacts,
    InvoiceFacts,
    ItemFacts,
    LetterFacts,
    ReminderLine,
    TaskFacts,
)

MATTER = "Objetconfidentiel"
"""Stands as the subject of every sample invoice: no letter may print it (RIN 2, secret professionnel)."""

TODAY = date(2026, 3, 30)
DUE = date(2026, 3, 2)

FIRM = FirmFacts(
    name="Cabinet Exemple",
    email="comptabilite@cabinet.test",
    iban="FR7630006000011234567890189",
    account_holder="SELARL Cabinet Exemple",
    bic="AGRIFRPP",
    address="12 rue de l’Exemple, 75002 Paris",
    phone="01 99 00 12 34",
    siren="123456782",
    bar="Avocats au barreau de Paris",
    mediator="Médiateur de la consommation de la profession d’avocat, 180 boulevard Haussmann, 75008 Paris",
)
"""A firm that has configured everything."""

_STAGES = {
    Letter.PREVENTIVE: (Stage.PREVENTIVE, -7),
    Letter.DUE: (Stage.DUE, 0),
    Letter.FRIENDLY: (Stage.FRIENDLY, 7),
    Letter.FORMAL: (Stage.FORMAL, 14),
    Letter.FIRM: (Stage.FIRM, 28),
    Letter.FORMAL_NOTICE: (Stage.FORMAL_NOTICE, 38),
}


def invoice(letter: Letter = Letter.FRIENDLY) -> InvoiceFacts:
    """An invoice of 1 200 EUR, due on 2 March 2026, at the step of the letter."""
    stage, days = _STAGES.get(letter, (Stage.FRIENDLY, 10))
    return InvoiceFacts(
        number="2026-0142",
        issued_on=date(2026, 1, 31),
        due_on=DUE,
        amount=Decimal("1200.00"),
        paid=ZERO,
        credited=ZERO,
        balance=Decimal("1200.00"),
        agreement_on=date(2025, 11, 12),
        subject=MATTER,
        stage=stage,
        advancing=True,
        days_late=max(days, 0),
        has_document=True,
        next_is_formal_notice=letter is Letter.FIRM,
        history=_HISTORY if letter is Letter.FORMAL_NOTICE else (),
    )


_HISTORY = (
    ReminderLine(date(2026, 3, 2), "message à l’échéance, avec une copie de la facture"),
    ReminderLine(date(2026, 3, 9), "premier rappel par message électronique"),
    ReminderLine(date(2026, 3, 16), "deuxième rappel par message électronique"),
    ReminderLine(date(2026, 3, 30), "troisième rappel, qui proposait un échéancier"),
    ReminderLine(date(2026, 4, 1), "appel téléphonique, message laissé"),
)


def second(letter: Letter = Letter.FRIENDLY) -> InvoiceFacts:
    """A provision of the same client, partly paid, that only accompanies the first invoice."""
    return replace(
        invoice(letter),
        number="2026-0150",
        due_on=date(2026, 3, 16),
        amount=Decimal("800.00"),
        paid=Decimal("300.00"),
        balance=Decimal("500.00"),
        nature=Nature.PROVISION,
        advancing=False,
        has_document=False,
        next_is_formal_notice=False,
        history=(),
    )


def upcoming() -> InvoiceFacts:
    """An invoice that is not due yet."""
    number, due = "2026-0161", date(2026, 4, 30)
    return replace(invoice(), number=number, due_on=due, issued_on=TODAY, advancing=False, has_document=False)


def task(kind: str, label: str, items: int) -> TaskFacts:
    """A task with `items` numbered items."""
    answers = (("ok", "la lettre part"), ("non", "elle ne part pas"), ("pause 15 jours", "on attend"))
    return TaskFacts(
        id="T7",
        kind=kind,
        label=label,
        title=f"{label} : facture n° 2026-0142, SARL Exemple & Fils",
        due_on=date(2026, 4, 9),
        opened_on=date(2026, 4, 7),
        facts=(("Reste dû", "1\u202f200,00\u00a0€"), ("Retard", "38 jours"), ("Dernier message", "30 mars 2026")),
        items=tuple(ItemFacts(n, f"Facture n° 2026-{141 + n:04}", answers) for n in range(1, items + 1)),
        quote="Bonjour,\n- nous contestons | **deux heures**\n\n> merci d’attendre",
        evidence=("nous contestons", "merci d’attendre"),
        missing=("l’adresse postale du client", "la date de la convention d’honoraires"),
        reminders=1,
        urgent=kind == "reply",
    )


def samples(letter: Letter, firm: FirmFacts = FIRM) -> Iterator[tuple[str, LetterFacts]]:
    """Facts of every kind for a letter, each with a name."""
    if letter in TO_FIRM:
        yield from _for_firm(firm)
    else:
        yield from _for_client(letter, firm)


def _for_client(letter: Letter, firm: FirmFacts) -> Iterator[tuple[str, LetterFacts]]:
    for kind in ClientKind:
        yield f"{kind.value}", _base(letter, firm, kind)
    base = _base(letter, firm, ClientKind.PROFESSIONAL)
    first, other = invoice(letter), second(letter)
    both = ("2026-0142", "2026-0150")
    ahead = letter is Letter.PREVENTIVE
    yield (
        "several",
        replace(
            base,
            overdue=(replace(other, has_document=True),) if ahead else (first, other),
            upcoming=(first, upcoming()) if ahead else (upcoming(),),
            total_due=Decimal("500.00") if ahead else Decimal("1700.00"),
            subject_numbers=both,
        ),
    )
    if not ahead:
        together = (first, replace(other, advancing=True, next_is_formal_notice=first.next_is_formal_notice))
        yield "together", replace(base, overdue=together, total_due=Decimal("1700.00"), subject_numbers=both)
    part = replace(first, paid=Decimal("200.00"), credited=Decimal("100.00"), balance=Decimal("900.00"))
    provision = replace(part, nature=Nature.PROVISION, agreement_on=None)
    yield "partial", replace(base, **_placed(letter, part))  # type: ignore[arg-type]  # the fields of _placed
    yield "provision", replace(base, **_placed(letter, provision))  # type: ignore[arg-type]  # idem
    one = (Instalment(date(2026, 4, 30), Decimal("1200.00")),)
    bare = FirmFacts(name=firm.name, email=firm.email, iban=firm.iban, account_holder="")
    less = replace(base, firm=bare, deadline_on=None, first_sent_on=None, promised_on=None, instalments=one)
    if letter is Letter.FORMAL_NOTICE:
        less = replace(less, deadline_on=base.deadline_on)
    yield "bare", less


def _placed(letter: Letter, one: InvoiceFacts) -> dict[str, object]:
    if letter is Letter.PREVENTIVE:
        return {"upcoming": (one,), "overdue": ()}
    return {"overdue": (one,), "upcoming": (), "total_due": one.balance}


def _base(letter: Letter, firm: FirmFacts, kind: ClientKind) -> LetterFacts:
    one = invoice(letter)
    ahead = letter is Letter.PREVENTIVE
    days = _STAGES.get(letter, (None, 10))[1]
    third = Decimal("400.00")
    return LetterFacts(
        firm=firm,
        today=DUE + timedelta(days=days),
        client=ClientFacts("SARL Exemple & Fils", kind, "14 avenue du Modèle, 69003 Lyon", "04 99 00 56 78"),
        overdue=() if ahead else (one,),
        upcoming=(one,) if ahead else (),
        total_due=ZERO if ahead else one.balance,
        subject_numbers=(one.number,),
        deadline_on=None if letter is Letter.FIRM else date(2026, 4, 22),
        first_sent_on=DUE,
        instalments=tuple(Instalment(date(2026, month, 30), third) for month in (4, 5, 6)),
        promised_on=date(2026, 3, 20),
        person="Me Claire Exemple" if letter is Letter.FORMAL_NOTICE else "",
    )


def _for_firm(firm: FirmFacts) -> Iterator[tuple[str, LetterFacts]]:
    base = LetterFacts(
        firm=firm,
        today=date(2026, 4, 9),
        client=ClientFacts("SARL Exemple & Fils", ClientKind.PROFESSIONAL, phone="04 99 00 56 78"),
        subject_numbers=("2026-0142",),
        person="Me Exemple",
        reference="R-7K2M9Q4X",
        reply_to="comptabilite+7k2m9q4x@cabinet.test",
        notice=(
            ("Facture n° 2026-0142", "le client annonce un règlement pour le 20 mars 2026"),
            ("", "Rien à faire."),
        ),
        notice_label="Nouvelles du jour",
    )
    yield "call", replace(base, task=replace(task("call", "Appel à passer", 1), quote="", evidence=(), missing=()))
    attached = ("mise-en-demeure-2026-0142.pdf",)
    yield "approval", replace(base, task=task("approval", "Mise en demeure à valider", 1), attached=attached)
    read = replace(task("reply", "Question du client", 1), correction="c’est une contestation")
    yield "reply", replace(base, task=read)
    several = replace(base, task=task("reply", "Réponse à lire", 2), subject_numbers=("2026-0142", "2026-0143"))
    yield "several", several
    draft = replace(task("other", "Échéancier à valider", 0), draft="Première ligne\nSeconde ligne", reminders=0)
    yield "bare", replace(base, client=None, task=draft, reference="", reply_to="", person="", subject_numbers=())
