"""`relance hold`, `release` and `answer`: what a person of the firm decides from the shell."""

from __future__ import annotations

from datetime import date, datetime

import click

from relance.cli.options import DateType, now_option, opened
from relance.cli.render import sentence


def _one_target(number: str | None, client: str | None, *, everything: bool) -> None:
    """Exactly one of NUMBER, --client and --all.

    Raises:
        click.UsageError: none or several.

    """
    if sum((number is not None, client is not None, everything)) != 1:
        raise click.UsageError("Nommez une facture (NUMBER), ou un client (--client), ou tout (--all)")


@click.command(
    help="Suspend les relances de la facture NUMBER, d’un client, ou toutes. Sans date : jusqu’à « release »."
)
@click.argument("number", metavar="NUMBER", required=False)
@click.option("--client", metavar="NOM", help="Toutes les factures de ce client, celles à venir comprises.")
@click.option("--all", "everything", is_flag=True, help="Toutes les relances du cabinet.")
@click.option("--until", type=DateType(), help="Premier jour où les relances reprennent.")
@click.option("--reason", metavar="TEXTE", default="", help="Pourquoi ; se lit dans l’histoire de la facture.")
@now_option
@click.pass_context
def hold_command(
    ctx: click.Context,
    *,
    number: str | None,
    client: str | None,
    everything: bool,
    until: date | None,
    reason: str,
    now: datetime | None,
) -> None:
    """Stop the escalation."""
    _one_target(number, client, everything=everything)
    with opened(ctx, now) as app:
        sentence(app.hold(number, client, until, reason))


@click.command(help="Reprend les relances de la facture NUMBER, d’un client, ou toutes.")
@click.argument("number", metavar="NUMBER", required=False)
@click.option("--client", metavar="NOM", help="Toutes les factures de ce client.")
@click.option("--all", "everything", is_flag=True, help="Lève la suspension générale.")
@now_option
@click.pass_context
def release_command(
    ctx: click.Context, *, number: str | None, client: str | None, everything: bool, now: datetime | None
) -> None:
    """Resume the escalation."""
    _one_target(number, client, everything=everything)
    with opened(ctx, now) as app:
        sentence(app.release(number, client))


@click.command(
    help="Répond TEXT (« ok », « non », « rien reçu »...) à la tâche TASK (« T7 »), comme le ferait un courriel."
)
@click.argument("task", metavar="TASK")
@click.argument("text", metavar="TEXT", nargs=-1, required=True)
@now_option
@click.pass_context
def answer_command(ctx: click.Context, task: str, text: tuple[str, ...], now: datetime | None) -> None:
    """Answer a task."""
    with opened(ctx, now) as app:
        sentence(app.answer(task, " ".join(text)))
