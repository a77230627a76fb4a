"""Commands -> one call each; the only place that prints and exits."""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    raise SystemExit("cli is being built")
