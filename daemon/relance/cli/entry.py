"""The command `relance`: finds the command without importing the others, and turns every failure into sentences."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from relance import __version__
from relance.cli.french import speak_french, typeset
from relance.errors import RelanceError

COMMANDS = {
    # command: (module, what `relance --help` says of it); the order is that of a first day
    "init": ("setup", "Écrit une configuration commentée et une copie des gabarits."),
    "check": ("check", "Vérifie la configuration, les secrets, les gabarits, la base et les serveurs."),
    "import": ("intake", "Prend des factures (CSV, XLSX)."),
    "run": ("passes", "Le service : surveille et relance jusqu’à l’arrêt."),
    "tick": ("passes", "Une passe entière, puis s’arrête."),
    "preview": ("views", "Ce qui partirait, quand et à qui, si personne ne répondait."),
    "status": ("views", "Les factures ouvertes et les tâches."),
    "show": ("views", "Une facture : chiffres, état, toute son histoire."),
    "hold": ("steering", "Suspend les relances d’une facture, d’un client, ou toutes."),
    "release": ("steering", "Reprend les relances suspendues."),
    "answer": ("steering", "Répond à une tâche ou à une demande du logiciel."),
    "pay": ("ledger", "Note un règlement constaté par une personne."),
    "credit": ("ledger", "Note un avoir."),
    "cancel": ("ledger", "Annule une facture, ou la passe en perte."),
    "classify": ("classify", "Lit des courriels (.eml) et dit ce qu’ils signifient."),
    "bank": ("bank", "Prend des relevés de compte et des avis de paiement."),
    "backup": ("passes", "Copie la base pendant que le service tourne."),
    "demo": ("rehearsal", "Une répétition générale, sur cette machine seulement."),
}


class LazyGroup(click.Group):
    """Commands by name; a module is imported when its command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"relance.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing one."""
        del ctx
        with formatter.section("Commandes"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.command(
    cls=LazyGroup,
    help="Relances de factures par courriel, pour un cabinet d’avocats.",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    metavar="FICHIER",
    help="La configuration. Sinon $RELANCE_CONFIG, ./config.toml, /etc/relance/config.toml.",
)
@click.option("--debug", is_flag=True, help="Montre le détail technique d’un incident (ou RELANCE_DEBUG=1).")
@click.version_option(__version__, help="Affiche la version.")
@click.pass_context
def relance(ctx: click.Context, config: str | None, *, debug: bool) -> None:
    """Keep the options that all commands share."""
    ctx.obj = config
    if debug:
        os.environ["RELANCE_DEBUG"] = "1"


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line.

    Returns:
        The exit status: 0 done, 1 something is wrong with the world, 2 wrong usage or configuration, 130 interrupted.

    """
    speak_french()
    try:
        status = relance.main(list(arguments), prog_name="relance", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001  the one place where errors become sentences
        return _explain(error)
    return status if isinstance(status, int) else 0


def _explain(error: BaseException) -> int:
    """Say what went wrong on stderr; the exit status it stands for."""
    if os.environ.get("RELANCE_DEBUG", "0") not in ("", "0"):
        traceback.print_exception(error)
    status, sentences = _understood(error)
    for sentence in sentences:
        click.echo(typeset(sentence), err=True)
    return status


def _understood(error: BaseException) -> tuple[int, Sequence[str]]:
    """The exit status and the sentences of an error."""
    match error:
        case BrokenPipeError():
            # the reader of a pipe has left (`relance status | head`): nothing more can be said, nor need be
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            found: tuple[int, Sequence[str]] = 1, ()
        case KeyboardInterrupt() | click.Abort():
            found = 130, ("Interrompu.",)
        case SystemExit():
            found = error.code if isinstance(error.code, int) else 1, ()
        case click.ClickException():
            found = 2, (_usage(error),)
        case RelanceError():
            found = error.exit_status, error.problems
        case BaseExceptionGroup() if known := error.subgroup(RelanceError):
            found = _together(known)
        case _:
            found = 1, (_incident(error),)
    return found


def _together(group: BaseExceptionGroup[RelanceError]) -> tuple[int, Sequence[str]]:
    """Errors that happened side by side."""
    each = [_understood(error) for error in group.exceptions]
    return max(status for status, _ in each), [sentence for _, sentences in each for sentence in sentences]


def _incident(error: BaseException) -> str:
    """An error nobody foresaw: its kind only, since its words may hold a client's."""
    return (
        f"Incident imprévu ({type(error).__name__}). Ce qui était noté le reste ; tapez la même commande avec "
        "« relance --debug » pour en voir le détail technique."
    )


def _usage(error: click.ClickException) -> str:
    """A wrong command line, with where to find help."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return context.get_help() if context else ""
    message = error.format_message()
    path = context.command_path if context else "relance"
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} Pour l’aide : « {path} --help »."
