"""`relance bank`: evidence of payment in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relance.cli.french import typeset
from relance.cli.options import json_option, now_option, opened
from relance.cli.render import console, day, euros, json_line, table

if TYPE_CHECKING:  # help needs no reader
    from relance.flows.bank import BankLine, BankResult

_DECISIONS = {"apply": "affecté", "ask": "à décider", "ignore": "laissé"}
_BAR_FROM = 2000
"""Movements from which a document takes long enough for a progress bar."""


@click.command(
    help="Prend les preuves de paiement des fichiers FILE : relevés de compte (CAMT.053, CAMT.054, OFX, CFONB 120, "
    "CSV) et avis reçus par courriel (.eml). Ce qui est certain est affecté aux factures, le reste devient une "
    "tâche. Le même règlement vu deux fois, sous quelque forme que ce soit, n’est compté qu’une fois."
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, sans rien enregistrer.")
@json_option
@now_option
@click.pass_context
def bank_command(
    ctx: click.Context, files: tuple[Path, ...], now: datetime | None, *, dry_run: bool, as_json: bool
) -> None:
    """Take evidence of payment in."""
    with opened(ctx, now) as app, _bar() as progress:
        result = app.bank(list(files), dry_run=dry_run, progress=progress)
    if as_json:
        for line in result.lines:
            json_line(_facts(line))
    else:
        _tell(result, dry_run=dry_run)
    for problem in result.problems:
        click.echo(typeset(problem), err=True)
    if result.problems:
        ctx.exit(1)


def _facts(line: BankLine) -> Mapping[str, Any]:
    """One line of the JSON of the interface."""
    told, found = line.told, line.found
    return {
        "file": line.file,
        "place": told.place,
        "date": told.on,
        "amount": told.amount,
        "payer": told.payer or None,
        "reference": told.reference or None,
        "decision": found.decision.value,
        "allocations": [{"invoice": share.invoice, "amount": share.amount} for share in line.allocations],
        "unallocated": found.unallocated,
        "candidates": found.candidates,
        "reason": found.reason,
    }


def _tell(result: BankResult, *, dry_run: bool) -> None:
    out = console()
    if not result.lines:
        out.print(typeset("Aucun règlement dans ces fichiers."))
        return
    drawn = table("Date", "Montant", "Payeur", "Décision", "Factures", "Pourquoi", right=["Montant"])
    for line in result.lines:
        told, found = line.told, line.found
        drawn.add_row(
            day(told.on),
            euros(told.amount),
            told.payer or told.ultimate_payer,
            _DECISIONS[found.decision.value],
            ", ".join(share.invoice for share in line.allocations),
            typeset(found.reason),
        )
    out.print(drawn)
    counts = [sum(line.found.decision.value == word for line in result.lines) for word in _DECISIONS]
    said = " · ".join(f"{label} : {count}" for label, count in zip(_DECISIONS.values(), counts, strict=True))
    out.print(typeset(said + (" (rien n’est enregistré)" if dry_run else "")))
    for line in result.lines:
        if line.found.decision.value == "apply" and line.found.unallocated > 0:
            rest = euros(line.found.unallocated)
            out.print(typeset(f"Non affecté : {rest} du règlement du {day(line.told.on)} ({line.told.payer})"))


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, drawn once a long document is met."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  imported when something is drawn
    from rich.progress import Progress  # noqa: PLC0415  idem

    with Progress(console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Règlements", visible=False)

        def told(done: int, total: int) -> None:
            drawn.update(task, completed=done, total=total, visible=total >= _BAR_FROM)

        yield told
