"""`relance demo`: the rehearsal."""

from __future__ import annotations

import click


@click.command(
    help="Une répétition générale : un cabinet, une douzaine de factures, des clients qui répondent, dix semaines en "
    "une demi-minute, sur des serveurs de messagerie de cette machine et dans un dossier temporaire. Rien ne sort."
)
@click.pass_context
def demo_command(ctx: click.Context) -> None:
    """Run the rehearsal."""
    from relance.demo.show import run_demo  # noqa: PLC0415  help needs no server

    ctx.exit(run_demo())
