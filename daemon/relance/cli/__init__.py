"""Commands -> one call each; the only place that prints and exits."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the console script; ends the process with the status of the interface (0, 1 or 2)."""
    from relance.cli.entry import run  # noqa: PLC0415  `import relance.cli` stays free of click

    sys.exit(run(sys.argv[1:]))
