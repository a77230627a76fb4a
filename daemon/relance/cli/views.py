"""`relance status`, `show` and `preview`: what a person looks at."""

from __future__ import annotations

from datetime import date, datetime

import click

from relance.cli import render
from relance.cli.options import DateType, json_option, now_option, opened


@click.command(help="Chaque facture ouverte et chaque tâche ; avec --all, celles qui sont closes aussi.")
@click.option("--all", "everything", is_flag=True, help="Montre aussi ce qui est clos.")
@json_option
@now_option
@click.pass_context
def status_command(ctx: click.Context, now: datetime | None, *, everything: bool, as_json: bool) -> None:
    """Show invoices and tasks."""
    with opened(ctx, now) as app:
        result = app.status(everything=everything)
    render.json_line(result) if as_json else render.status(result)


@click.command(help="La facture NUMBER : ses chiffres, son état, toute son histoire.")
@click.argument("number", metavar="NUMBER")
@json_option
@now_option
@click.pass_context
def show_command(ctx: click.Context, number: str, now: datetime | None, *, as_json: bool) -> None:
    """Show one invoice."""
    with opened(ctx, now) as app:
        result = app.show(number)
    render.json_line(result) if as_json else render.show(result)


@click.command(help="Ce qui partirait, quand et à qui, si personne ne répondait. Ne change rien.")
@click.option("--until", type=DateType(), help="Jusqu’à ce jour ; sinon ce qui vient.")
@json_option
@now_option
@click.pass_context
def preview_command(ctx: click.Context, until: date | None, now: datetime | None, *, as_json: bool) -> None:
    """Show what would leave."""
    with opened(ctx, now) as app:
        result = app.preview(until)
    render.json_line(result) if as_json else render.preview(result)
