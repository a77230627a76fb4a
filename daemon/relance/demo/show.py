"""`relance demo`: the way in."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from relance.demo.cast import SCENARIO
from relance.demo.checks import checks
from relance.demo.rehearsal import View, rehearse
from relance.demo.scenario import Scenario
from relance.demo.summary import print_summary
from relance.demo.views import LiveView, PlainView
from relance.errors import ConfigError

if TYPE_CHECKING:  # imported when something is drawn
    from rich.console import Console

INTERRUPTED = 130
"""Exit status of a program ended by Ctrl-C (128 + SIGINT)."""

WIDE = 160
"""Columns of a file or a pipe: tables are not cut there."""


def run_demo(scenario: Scenario = SCENARIO, parent: Path | None = None) -> int:
    """Play the rehearsal and tell what happened.

    Args:
        scenario: the play.
        parent: where its folder is made; None = the system's place for temporary files.

    Returns:
        0 when every check holds, 1 when one does not, 130 when it was interrupted (nothing is left behind then).

    Raises:
        ConfigError: the extra `demo` is not installed.

    """
    _require_servers()
    console = _console()
    began = time.monotonic()
    view: View = LiveView(console) if console.is_terminal else PlainView(_line)
    _line(
        f"Répétition générale\u00a0: {len(scenario.bills)} factures, {scenario.weeks} semaines, sur des serveurs de "
        "messagerie de cette machine. Rien n’en sort. Ctrl-C arrête et efface tout."
    )
    try:
        story = rehearse(scenario, view, parent)
    except KeyboardInterrupt:
        _line("Interrompu\u00a0: les serveurs sont arrêtés, le dossier est effacé.")
        return INTERRUPTED
    found = checks(story)
    print_summary(console, story, found, time.monotonic() - began)
    return 0 if all(check.ok for check in found) else 1


def _line(text: str) -> None:
    """A line, at once even in a pipe."""
    print(text, flush=True)  # noqa: T201  this is the command's output


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415  help draws nothing

    found = Console(highlight=False, markup=False, emoji=False)
    return found if found.is_terminal else Console(highlight=False, markup=False, emoji=False, width=WIDE)


def _require_servers() -> None:
    from importlib.util import find_spec  # noqa: PLC0415  only here

    if not all(find_spec(name) for name in ("aiosmtpd", "pymap")):
        raise ConfigError(
            "La répétition a besoin de serveurs d’essai qui ne sont pas installés ; installez-les par : "
            f"{sys.executable} -m pip install 'relance[demo]'"
        )
