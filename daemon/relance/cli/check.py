"""`relance check`: everything that must be right before the first reminder, one line a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from relance.cli.french import typeset
from relance.cli.options import checked_now, config_path, now_option
from relance.errors import ConfigError, RelanceError

if TYPE_CHECKING:  # importing it costs pydantic
    from relance.config import Settings


class Checklist:
    """Prints one line a check and remembers the worst.

    Attributes:
        status: exit status so far.

    """

    def __init__(self) -> None:
        self.status = 0

    def run(self, what: str, check: Callable[[], str]) -> None:
        """Carry out a check; what it returns is said beside its name.

        A `ConfigError` means that the configuration cannot be used (2); any other failure is the world's (1).
        """
        try:
            said = check()
        except RelanceError as error:
            for problem in error.problems:
                click.echo(typeset(f"✗ {what} : {problem}"))
            self.status = max(self.status, error.exit_status)
        except Exception as error:  # noqa: BLE001  a check that breaks must not hide those after it
            click.echo(typeset(f"✗ {what} : incident imprévu ({type(error).__name__} : {error})"))
            self.status = max(self.status, 1)
        else:
            click.echo(typeset(f"✓ {what}" + (f" : {said}" if said else "")))


@click.command(
    help="Vérifie, une ligne par point : la configuration, les secrets, les gabarits (chacun est rempli avec des "
    "données d’essai), les taux du semestre, la base ; puis se connecte aux serveurs IMAP et SMTP. N’envoie rien, "
    "ne change rien."
)
@click.option("--offline", is_flag=True, help="Ne se connecte à aucun serveur.")
@now_option
@click.pass_context
def check_command(ctx: click.Context, now: datetime | None, *, offline: bool) -> None:
    """Check everything."""
    from relance.config import load  # noqa: PLC0415  help needs no pydantic

    path = config_path(ctx.obj)
    try:
        settings = load(path)
        instant = checked_now(path, now)
    except ConfigError as error:
        for problem in error.problems:
            click.echo(typeset(f"✗ configuration : {problem}"), err=True)
        ctx.exit(error.exit_status)
    checklist = Checklist()
    checklist.run("configuration", lambda: str(settings.path))
    from relance.adapters.clock import SystemClock  # noqa: PLC0415  help needs no clock
    from relance.cli.probes import agreed_too_low  # noqa: PLC0415  help needs no server
    from relance.cli.probes import offline as at_home  # noqa: PLC0415  idem
    from relance.cli.probes import online as outside  # noqa: PLC0415  idem

    today = (instant or SystemClock(settings.zone).now()).date()
    for what, check in at_home(settings, today):
        checklist.run(what, check)
    for what, check in () if offline else outside(settings):
        checklist.run(what, check)
    for warning in (*_warnings(settings), *agreed_too_low(settings, today)):
        click.echo(typeset(f"! {warning}"))
    ctx.exit(checklist.status)


def _warnings(settings: Settings) -> Iterator[str]:
    """What works, but not as the firm may believe."""
    domain = settings.firm.email.partition("@")[2]
    for person in settings.staff:
        if person.email.partition("@")[2] != domain:
            yield (
                f"{person.name} ({person.email}) n’est pas du domaine {domain} : ses « ok » ne seront crus que si le "
                "serveur du cabinet authentifie ce domaine."
            )
    if not settings.imap.trusted_authserv:
        yield (
            "[imap] trusted_authserv est vide : aucun « ok » reçu par courriel ne sera cru ; donnez-y le nom que "
            "votre serveur écrit dans Authentication-Results, ou répondez par « relance answer »."
        )
