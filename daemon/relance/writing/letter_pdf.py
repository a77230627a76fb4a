"""The formal notice as a PDF letter for registered post, printed by typst from a source that is given.

What comes from facts reaches typst as JSON, never as markup. The page loads nothing: no font of the system, no file.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from relance.domain.model import ZERO, ClientKind, Nature
from relance.domain.money import euros
from relance.writing.facts import ClientFacts, FirmFacts, InvoiceFacts, LetterFacts
from relance.writing.gabarits import PDF_LETTER, GabaritError, Gabarits, date_fr, enumerate_fr, iban

if TYPE_CHECKING:
    from typst import TypstError


def formal_notice_pdf(facts: LetterFacts, gabarits: Gabarits) -> bytes:
    """The letter, principal only; the same facts give the same bytes (an approval binds to their SHA-256).

    Args:
        facts: `client` and `deadline_on` are needed; of `overdue`, those that are advancing, else all; `person`
            signs.
        gabarits: the firm's.

    Raises:
        GabaritError: the source of the letter is missing or cannot be printed.
        ValueError: no client, no invoice or no deadline.

    """
    import typst  # noqa: PLC0415  30 MB of compiler, only for letters

    source = gabarits.source(PDF_LETTER)
    if (package := re.search(r'"@[\w-]+/', source)) is not None:
        line = source.count("\n", 0, package.start()) + 1
        raise GabaritError(
            PDF_LETTER, line, "un paquet extérieur serait téléchargé : une lettre ne peut pas en appeler"
        )
    data = json.dumps(letter_data(facts), ensure_ascii=False, sort_keys=True)
    try:
        compiler = typst.Compiler(
            source.encode("utf-8"),
            root="/dev/null",  # no folder: the source can read no file
            font_paths=typst.Fonts(include_system_fonts=False),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
        )
        pdf = compiler.compile(format="pdf", timestamp=datetime.combine(facts.today, time(), UTC))
    except typst.TypstError as error:
        raise _explained(error) from error
    assert isinstance(pdf, bytes)  # noqa: S101  typst gives a list of pages only for images
    return pdf


def _explained(error: TypstError) -> GabaritError:
    place = re.search(r"\.typ:(\d+):", error.diagnostic)
    line = int(place[1]) if place else None
    return GabaritError(PDF_LETTER, line, f"typst ne peut pas imprimer la lettre ({error.message})")


def concerned(facts: LetterFacts) -> tuple[InvoiceFacts, ...]:
    """The invoices a formal notice is about: those that advance, else all that are overdue."""
    return tuple(i for i in facts.overdue if i.advancing) or facts.overdue


def letter_data(facts: LetterFacts) -> dict[str, Any]:
    """What the source of the letter may print: French strings, and lists of them.

    Raises:
        ValueError: no client, no invoice or no deadline.

    """
    invoices = concerned(facts)
    if facts.client is None or facts.deadline_on is None or not invoices:
        raise ValueError("a formal notice needs a client, an invoice and a deadline")
    firm, client = facts.firm, facts.client
    numbers = [i.number for i in invoices]
    agreements = sorted({i.agreement_on for i in invoices if i.agreement_on})
    return {
        "cabinet": _firm(firm),
        "client": {"adresse": [client.name, *address_lines(client.postal_address)]},
        "lieu_date": _place_and_date(firm, facts),
        "numeros": enumerate_fr(numbers),
        "convention": date_fr(agreements[0]) if len(agreements) == 1 else "",
        "factures": [_invoice(i) for i in invoices],
        "total": euros(sum((i.balance for i in invoices), ZERO)),
        "historique": _history(invoices),
        "date_limite": date_fr(facts.deadline_on),
        "paiement": _payment(firm, numbers),
        "contact": " ou ".join(filter(None, [firm.phone and f"au {firm.phone}", f"à l’adresse {firm.email}"])),
        "annexes": [f"copie de la facture n° {i.number}" for i in invoices if i.has_document],
        "signataire": facts.person,
        **_rights(firm, client, invoices),
    }


def _firm(firm: FirmFacts) -> dict[str, Any]:
    siren = f"SIREN {_grouped(firm.siren)}" if firm.siren else ""
    reach = [f"Téléphone : {firm.phone}" if firm.phone else "", firm.email]
    head = [
        *address_lines(firm.address),
        " – ".join(filter(None, reach)),
        " – ".join(filter(None, [firm.bar, siren])),
    ]
    return {
        "nom": firm.name,
        "entete": [line for line in head if line],
        "pied": [part for part in (firm.name, firm.bar, siren) if part],
    }


def _grouped(siren: str) -> str:
    bare = re.sub(r"\s", "", siren)
    return "\u00a0".join(bare[n : n + 3] for n in range(0, len(bare), 3)) if re.fullmatch(r"\d{9}", bare) else siren


def address_lines(address: str) -> list[str]:
    """A postal address as lines; one typed in one line is parted before its postal code."""
    lines = [line.strip(" ,") for line in address.splitlines() if line.strip(" ,")]
    if len(lines) == 1:
        lines = re.split(r"\s*,\s*(?=\d{5}\b)|\s*;\s*", lines[0])
    return lines


def _place_and_date(firm: FirmFacts, facts: LetterFacts) -> str:
    towns = [m[1] for line in address_lines(firm.address) if (m := re.search(r"\b\d{5}\s+([^\d,]+)$", line))]
    day = date_fr(facts.today)
    return f"{towns[-1].strip()}, le {day}" if towns else f"Le {day}"


def _invoice(invoice: InvoiceFacts) -> dict[str, str]:
    return {
        "numero": invoice.number,
        "date": date_fr(invoice.issued_on),
        "echeance": date_fr(invoice.due_on),
        "montant": euros(invoice.amount),
        "regle": _or_dash(invoice.paid),
        "avoir": _or_dash(invoice.credited),
        "reste": euros(invoice.balance),
    }


def _or_dash(amount: Decimal) -> str:
    return euros(amount) if amount else "–"


def _history(invoices: tuple[InvoiceFacts, ...]) -> list[str]:
    """What was sent or said, once each, oldest first; the invoice is named where there are several."""
    lines: dict[tuple[Any, str], list[str]] = {}
    for invoice in invoices:
        for line in invoice.history:
            lines.setdefault((line.on, line.what), []).append(invoice.number)
    told = []
    for (on, what), numbers in sorted(lines.items()):
        partly = len(numbers) < len(invoices)
        told.append(f"{date_fr(on)} : {what}" + (f" (facture n° {enumerate_fr(numbers)})" if partly else ""))
    return told


def _payment(firm: FirmFacts, numbers: list[str]) -> list[list[str]]:
    rows = [
        ["IBAN", iban(firm.iban)],
        ["BIC", firm.bic],
        ["Titulaire du compte", firm.account_holder or firm.name],
        ["Référence à indiquer", ", ".join(numbers)],
    ]
    return [row for row in rows if row[1]]


def _rights(firm: FirmFacts, client: ClientFacts, invoices: tuple[InvoiceFacts, ...]) -> dict[str, Any]:
    """Which paragraphs of law stand in the letter.

    Fees of a lawyer: the bâtonnier alone (décret 91-1197, art. 174). A provision is no earned fee (RIN 11.6): nothing
    of it is taken to the bâtonnier here, and it bears no penalty. Médiateur: C. conso. L616-1.
    """
    fees = [i for i in invoices if i.nature is not Nature.PROVISION]
    lawyer = firm.profession == "avocat"
    recourse = {ClientKind.CONSUMER: "consommateur", ClientKind.UNKNOWN: "inconnu"}.get(client.kind, "")
    named = f" (facture n° {enumerate_fr(i.number for i in fees)})" if len(fees) < len(invoices) else ""
    after = ("batonnier" if fees else "provision") if lawyer else "droit"
    return {
        "reserve": client.kind is ClientKind.PROFESSIONAL and len(fees) == len(invoices),
        "suite": after,
        "honoraires": named,
        "recours": recourse,
        "mediateur": firm.mediator if recourse else "",
        "batonnier": lawyer,
    }
