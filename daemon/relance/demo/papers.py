"""The firm's papers in the folder of a rehearsal: configuration, secrets, invoice list, invoice documents."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from relance.demo.scenario import (
    AUTHSERV,
    BANK_EMAIL,
    FIRM_EMAIL,
    FIRM_IBAN,
    FIRM_NAME,
    STAFF,
    Bill,
    Debtor,
    Scenario,
)
from relance.demo.words import long_day
from relance.domain.money import euros

CONFIG, LIST, INVOICES = "config.toml", "factures.csv", "factures"
PASSWORD = "répétition générale"  # noqa: S105  of servers that live half a minute, in memory, on the loopback

_CONFIG = """\
# Configuration de la répétition : les serveurs ont vécu le temps de la pièce, dans la mémoire de cette machine.

[firm]
name = "{name}"
email = "{email}"
iban = "{iban}"
phone = "05 55 50 00 00"
address = "18 cours de l’Intendance, 33000 Bordeaux"
siren = "732829320"
bar = "Barreau de Bordeaux"
mediator = "Médiateur de la consommation de la profession d’avocat, 180 boulevard Haussmann, 75008 Paris"
{staff}
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{email}"
password_file = "imap.secret"
trusted_authserv = ["{authserv}"]

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
username = "{email}"
password_file = "smtp.secret"

[sending]
per_minute = 1000    # la répétition n’attend pas ; un vrai hébergeur, si

[payments]
notice_senders = ["{bank}"]
"""

_STAFF = """
[[firm.staff]]
name = "{name}"
email = "{email}"
role = "{role}"
"""

_INVOICE = """\
#let d = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: 2.5cm)
#set text(lang: "fr", size: 11pt)
#text(weight: "bold", size: 14pt, d.firm)
#v(1.5cm)
#align(right)[#d.client \\ #d.address]
#v(1cm)
#text(weight: "bold", size: 13pt)[Facture n° #d.number]
#v(0.5cm)
Bordeaux, le #d.issued_on
#v(0.5cm)
#table(columns: (1fr, auto), inset: 8pt, stroke: 0.5pt,
  [*Diligences*], [*Montant TTC*], d.subject, align(right, d.amount))
#v(0.5cm)
À régler au plus tard le #d.due_on, par virement : #d.iban.
"""


def write_papers(folder: Path, scenario: Scenario, imap_port: int, smtp_port: int) -> Path:
    """Write everything the firm hands to the daemon; the configuration's path.

    Args:
        folder: where; it exists and is empty.
        scenario: who owes what.
        imap_port: where the IMAP server listens.
        smtp_port: where the SMTP server listens.

    """
    for name in ("imap.secret", "smtp.secret"):
        secret = folder / name
        secret.touch(mode=0o600)
        secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    staff = "".join(_STAFF.format(name=p.name, email=p.email, role=p.role) for p in STAFF)
    config = folder / CONFIG
    config.write_text(
        _CONFIG.format(
            name=FIRM_NAME,
            email=FIRM_EMAIL,
            iban=FIRM_IBAN,
            staff=staff,
            imap_port=imap_port,
            smtp_port=smtp_port,
            authserv=AUTHSERV,
            bank=BANK_EMAIL,
        ),
        encoding="utf-8",
    )
    _write_list(folder / LIST, scenario)
    (folder / INVOICES).mkdir()
    for debtor in scenario.debtors:
        for bill in debtor.bills:
            (folder / INVOICES / f"{bill.number}.pdf").write_bytes(invoice_pdf(debtor, bill))
    return config


_COLUMNS = (
    "numero", "client", "type", "email", "telephone", "adresse", "montant", "date_facture", "echeance",
    "date_convention", "objet", "fichier", "etape", "relance_le",
)  # fmt: skip


def _write_list(path: Path, scenario: Scenario) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_COLUMNS)
        for debtor in scenario.debtors:
            writer.writerows(_row(debtor, bill) for bill in debtor.bills)


def _row(debtor: Debtor, bill: Bill) -> list[str]:
    return [
        bill.number, debtor.name, debtor.kind, debtor.email, debtor.phone, debtor.address,
        f"{bill.amount:.2f}".replace(".", ","), f"{bill.issued_on:%d/%m/%Y}", f"{bill.due_on:%d/%m/%Y}",
        "15/09/2025", bill.subject, f"{INVOICES}/{bill.number}.pdf",
        bill.stage, f"{bill.stage_on:%d/%m/%Y}" if bill.stage_on else "",
    ]  # fmt: skip


def invoice_pdf(debtor: Debtor, bill: Bill) -> bytes:
    """The document of one invoice, printed by typst with the fonts it carries."""
    import typst  # noqa: PLC0415  30 MB of compiler

    facts = {
        "firm": FIRM_NAME,
        "client": debtor.name,
        "address": debtor.address,
        "number": bill.number,
        "issued_on": long_day(bill.issued_on),
        "due_on": long_day(bill.due_on),
        "subject": bill.subject,
        "amount": euros(bill.amount),
        "iban": FIRM_IBAN,
    }
    compiler = typst.Compiler(
        _INVOICE.encode(),
        root="/dev/null",  # no folder: the source can read no file
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(facts, ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf")
    assert isinstance(pdf, bytes)  # noqa: S101  typst gives a list of pages only for images
    return pdf
