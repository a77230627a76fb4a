"""Ctrl-C during a rehearsal: never lost, never half obeyed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Interruption:
    """Whether Ctrl-C was pressed.

    Python forgets a KeyboardInterrupt that falls into a destructor or a callback of a C library; this remembers it.
    """

    asked: bool = False

    def obey(self) -> None:
        """Stop here if it was.

        Raises:
            KeyboardInterrupt: it was.

        """
        if self.asked:
            raise KeyboardInterrupt


@contextmanager
def remembered() -> Iterator[Interruption]:
    """Watch for Ctrl-C, which goes on raising KeyboardInterrupt where it falls."""
    seen = Interruption()

    def pressed(_signum: int, _frame: object) -> None:
        seen.asked = True
        raise KeyboardInterrupt

    with _handling(pressed):
        yield seen


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not leave half of a clean-up undone."""
    with _handling(signal.SIG_IGN):
        yield


@contextmanager
def _handling(handler: signal._HANDLER) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
