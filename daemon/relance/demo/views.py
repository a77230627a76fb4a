"""Who watches a rehearsal: plain lines, or a live page on a terminal."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from relance.demo.play import Arriving, Sent
from relance.demo.words import hour, long_day

Write = Callable[[str], None]


class PlainView:
    """One line for each thing that happens."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._now: datetime | None = None

    def opens(self, folder: Path, imported: int) -> None:
        self._write(f"Dossier : {folder}")

    def moves(self, now: datetime, done: int, total: int) -> None:
        self._now = now

    def arrives(self, mail: Arriving) -> None:
        self._write(f"{mail.at:%d/%m %H:%M}  <  {mail.told}")

    def leaves(self, sent: Sent) -> None:
        self._write(f"{sent.at:%d/%m %H:%M}  >  {sent.told}")

    async def stands(self, status: Mapping[str, Any]) -> None:
        pass

    def closes(self) -> None:
        pass
