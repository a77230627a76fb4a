"""Results as a person reads them (tables, a timeline) or as a program does (JSON)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from relance.cli import words
from relance.cli.french import typeset

if TYPE_CHECKING:  # imported when a table is drawn
    from rich.console import Console
    from rich.table import Table

    from relance.flows.imports import ImportResult
    from relance.flows.passes import PassResult

_FIGURES = ("amount", "paid", "credited", "balance", "due_on", "email", "stage", "stage_on", "next_stage", "next_on")


def plain(value: Any) -> Any:
    """A result as JSON values: amounts with two decimals, dates ISO (interface)."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, date) else value


def json_line(value: Any) -> None:
    """Write a result as one line of JSON."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def sentence(given: str) -> None:
    """Write the sentence that a command gave back."""
    click.echo(typeset(given))


def import_report(result: ImportResult) -> None:
    """Write what became of the rows; refused ones with row and reason, on stderr."""
    _count("créées", result.created)
    _count("mises à jour", [invoice.number for invoice in result.updated])
    for invoice in result.updated:
        click.echo(typeset(f"  {invoice.number} : {', '.join(invoice.changes)}"))
    _count("inchangées", result.unchanged)
    if result.held:
        _count("suspendues, absentes de la liste", result.held)
    for remark in result.remarks:
        click.echo(typeset(remark))
    _count("refusées", [row.number or "?" for row in result.rejected])
    for row in result.rejected:
        column = f", colonne {row.column}" if row.column else ""
        number = f" (facture {row.number})" if row.number else ""
        click.echo(typeset(f"{row.file}, ligne {row.row}{column}{number} : {row.reason}"), err=True)


def _count(label: str, numbers: Sequence[str]) -> None:
    shown = f" ({', '.join(numbers[:8])}{'…' if len(numbers) > 8 else ''})" if numbers else ""
    click.echo(typeset(f"{label} : {len(numbers)}{shown}"))


def tick_report(result: PassResult) -> None:
    """Write what one pass did."""
    click.echo(typeset(f"courriers lus : {result.read} · décisions : {result.decided} · envoyés : {result.sent}"))


def day(value: Any) -> str:
    """An ISO date or instant as a French day, "" for none."""
    if not value:
        return ""
    text = plain(value)
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}"


def euros(value: Any) -> str:
    """An amount as printed."""
    from relance.domain.money import euros as printed  # noqa: PLC0415  help needs no domain

    return printed(Decimal(str(value)))


def console() -> Console:
    """Where tables are drawn; into a file or a pipe they are not cut at 80 columns. Names are text, never markup."""
    from rich.console import Console  # noqa: PLC0415  imported when a table is drawn

    found = Console(highlight=False, markup=False)
    return found if found.is_terminal else Console(highlight=False, markup=False, width=160)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """An empty table with these columns, those of `right` aligned to the right."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  imported when a table is drawn
    from rich.table import Table  # noqa: PLC0415  idem

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return made


def _state(invoice: Mapping[str, Any]) -> str:
    state = words.STATES.get(str(invoice["state"]), str(invoice["state"]))
    reason = words.REASONS.get(str(invoice["reason"]), "") if invoice["reason"] else ""
    until = f" jusqu’au {day(invoice['until'])}" if invoice["until"] else ""
    return f"{state}{until}" + (f" : {reason}" if reason and reason != state else "")


def _next(invoice: Mapping[str, Any]) -> str:
    if not invoice["next_stage"]:
        return day(invoice["next_on"])
    return f"{words.STAGES.get(str(invoice['next_stage']), invoice['next_stage'])} le {day(invoice['next_on'])}"


def status(result: Any) -> None:
    """Draw the invoices, then the tasks."""
    facts = plain(result)
    drawn = table("Facture", "Client", "Reste dû", "Échéance", "État", "Prochaine étape", right=["Reste dû"])
    for i in facts["invoices"]:
        drawn.add_row(
            i["number"], i["client"], euros(i["balance"]), day(i["due_on"]), typeset(_state(i)), typeset(_next(i))
        )
    out = console()
    if facts["invoices"]:
        out.print(drawn)
    else:
        out.print("Aucune facture ouverte.")
    _tasks(out, facts["tasks"])
    for money in facts.get("unallocated", ()):
        by = f" de {money['payer']}" if money["payer"] else ""
        out.print(typeset(f"Non affecté : {euros(money['amount'])}{by}, reçu le {day(money['date'])}"))


def _tasks(out: Console, tasks: Sequence[Mapping[str, Any]]) -> None:
    if not tasks:
        out.print("Aucune tâche ouverte.")
        return
    drawn = table("Tâche", "Nature", "Facture", "Pour le", "À faire")
    for t in tasks:
        done = f" (faite le {day(t['done_on'])})" if t["done_on"] else ""
        kind = words.TASKS.get(str(t["kind"]), str(t["kind"]))
        drawn.add_row(t["id"], kind, t["invoice"] or "", day(t["due_on"]), typeset(f"{t['title']}{done}"))
    out.print(drawn)


_LABELS = {
    "amount": "montant",
    "paid": "réglé",
    "credited": "avoirs",
    "balance": "reste dû",
    "due_on": "échéance",
    "email": "adresse",
    "stage": "dernière étape",
    "stage_on": "le",
    "next_stage": "prochaine étape",
    "next_on": "le",
}


def _figure(key: str, value: Any) -> str:
    if key in ("amount", "paid", "credited", "balance"):
        return euros(value)
    if key.endswith("_on"):
        return day(value)
    return str(words.STAGES.get(str(value), value))


def show(result: Any) -> None:
    """Draw one invoice: its figures, then its history, oldest first."""
    facts = plain(result)
    invoice = facts["invoice"]
    out = console()
    out.print(f"Facture {invoice['number']} · {invoice['client']}", style="bold")
    out.print(typeset(f"État : {_state(invoice)}"))
    for key in _FIGURES:
        if invoice.get(key):
            out.print(typeset(f"  {_LABELS[key]} : {_figure(key, invoice[key])}"))
    drawn = table("Quand", "Quoi", "Pourquoi")
    for line in facts["timeline"]:
        drawn.add_row(f"{day(line['at'])} {line['at'][11:19]}", line["event"], typeset(str(line["reason"])))
    out.print(drawn)


def preview(result: Any) -> None:
    """Draw what would leave, in the order of time."""
    facts = plain(result)
    mails = facts["mails"] if isinstance(facts, Mapping) else facts
    out = console()
    if not mails:
        out.print("Rien ne partirait.")
        return
    drawn = table("Quand", "Quoi", "Client", "À", "Factures")
    for mail in mails:
        stage = str(mail.get("stage") or mail.get("letter") or "")
        to = mail.get("to") or ""
        numbers = mail.get("invoices") or []
        drawn.add_row(
            _moment(mail.get("at") or mail.get("on")),
            words.STAGES.get(stage, stage) + words.MEANS.get(str(mail.get("means")), ""),
            str(mail.get("client") or ""),
            ", ".join(to) if isinstance(to, list) else str(to),
            ", ".join(map(str, numbers)) if isinstance(numbers, list) else str(numbers),
        )
    out.print(drawn)


def _moment(value: Any) -> str:
    text = plain(value) or ""
    return f"{day(text)} {text[11:16]}".strip()
