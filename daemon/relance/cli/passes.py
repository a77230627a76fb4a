"""`relance run`, `tick` and `backup`: the program at work."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from relance.cli.french import typeset
from relance.cli.options import now_option, opened
from relance.cli.render import sentence, tick_report


@click.command(help="Le service, au premier plan : surveille la boîte et relance, jusqu’à SIGTERM ou Ctrl-C.")
@now_option
@click.pass_context
def run_command(ctx: click.Context, now: datetime | None) -> None:
    """Run until stopped."""
    with opened(ctx, now) as app:
        app.run()


@click.command(
    help="Une passe entière, puis s’arrête : lit le nouveau courrier, franchit les étapes échues, envoie ce qui est "
    "prêt. Pour cron et pour les répétitions."
)
@now_option
@click.pass_context
def tick_command(ctx: click.Context, now: datetime | None) -> None:
    """Make one pass."""
    with opened(ctx, now) as app:
        result = app.tick()
    tick_report(result)
    for problem in result.problems:
        click.echo(typeset(problem), err=True)
    if result.problems:
        ctx.exit(1)


@click.command(help="Écrit dans FILE une copie cohérente de la base, même pendant que le service tourne.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@now_option
@click.pass_context
def backup_command(ctx: click.Context, file: Path, now: datetime | None) -> None:
    """Copy the database."""
    with opened(ctx, now) as app:
        sentence(app.backup(file))
