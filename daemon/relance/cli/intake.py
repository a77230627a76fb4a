"""`relance import`: invoices in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from relance.cli.options import now_option, opened
from relance.cli.render import import_report


@click.command(
    help="Prend les factures des fichiers FILE (CSV ou XLSX). Le même fichier donné deux fois ne change rien ; une "
    "ligne refusée est nommée avec sa raison, et les autres entrent."
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--complete",
    is_flag=True,
    help="Ces fichiers sont la liste de tous les impayés : une facture ouverte qui n’y est plus est suspendue, avec "
    "la tâche « soldée ailleurs ? ».",
)
@now_option
@click.pass_context
def import_command(ctx: click.Context, files: tuple[Path, ...], now: datetime | None, *, complete: bool) -> None:
    """Take invoices in."""
    with opened(ctx, now) as app:
        result = app.import_files(list(files), complete=complete)
    import_report(result)
    if result.rejected:
        ctx.exit(1)
