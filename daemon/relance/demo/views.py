"""Who watches a rehearsal: plain lines into a file or a pipe, a live page on a terminal."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.demo.play import Arriving, Sent
from relance.demo.words import LETTERS, STATES, hour, iso_short, long_day, short
from relance.domain.model import Letter

if TYPE_CHECKING:  # imported when a page is drawn
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.table import Table

PACE = 0.22
"""Seconds a pass takes at least on a terminal: ten weeks in half a minute, so that eyes can follow."""

LINES = 9


class PlainView:
    """One line for each thing that happens.

    Args:
        write: takes a line.

    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._day = ""

    def opens(self, folder: Path, imported: int) -> None:
        """Say where everything will be."""
        self._write(f"{imported} factures importées. Dossier\u00a0: {folder}")

    def moves(self, now: datetime, done: int, total: int) -> None:
        """Say which week begins."""
        if now.weekday() == 0 and self._day != f"{now:%Y-%m-%d}":
            self._write(f"--- {long_day(now)} ({100 * (done - 1) // total} %)")
        self._day = f"{now:%Y-%m-%d}"

    def arrives(self, mail: Arriving) -> None:
        """Tell a mail that came."""
        self._write(f"{mail.at:%d/%m %H:%M}  reçu    {mail.told}")

    def leaves(self, sent: Sent) -> None:
        """Tell a mail that left."""
        self._write(f"{sent.at:%d/%m %H:%M}  envoyé  {sent.told}")

    async def stands(self, status: Callable[[], Mapping[str, Any]]) -> None:
        """Plain lines tell only what happens."""

    def closes(self) -> None:
        """Leave nothing open."""


class LiveView:
    """A page that is drawn anew at each pass: the date, the invoices, the last mails.

    Args:
        console: the terminal.
        pace: seconds a pass takes at least.

    """

    def __init__(self, console: Console, pace: float = PACE) -> None:
        self._console, self._pace = console, pace
        self._live: Live | None = None
        self._lines: deque[str] = deque(maxlen=LINES)
        self._last: dict[str, str] = {}
        self._news = True
        self._status: Mapping[str, Any] = {"invoices": [], "tasks": []}
        self._now: datetime | None = None
        self._done, self._total = 0, 1
        self._began = 0.0

    def opens(self, folder: Path, imported: int) -> None:
        """Say where everything will be, then draw the first page."""
        from rich.live import Live  # noqa: PLC0415  drawn only here

        self._console.print(f"{imported} factures importées. Dossier\u00a0: {folder}", markup=False, highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._live.start()

    def moves(self, now: datetime, done: int, total: int) -> None:
        """Show the date."""
        self._now, self._done, self._total = now, done, total
        self._began = asyncio.get_running_loop().time()
        self._draw()

    def arrives(self, mail: Arriving) -> None:
        """Show a mail that came."""
        self._tell(f"[green]reçu   [/] {mail.at:%d/%m}  ", mail.told, mail.numbers, mail.at)

    def leaves(self, sent: Sent) -> None:
        """Show a mail that left; reminders of tasks and receipts would hide the rest."""
        if sent.known.letter in (Letter.TASK_REMINDER, Letter.NOTICE):
            return
        numbers = () if sent.to_firm else sent.numbers
        self._tell(f"[cyan]envoyé [/] {sent.at:%d/%m}  ", sent.told, numbers, sent.at, LETTERS[sent.known.letter])

    def _tell(self, head: str, told: str, numbers: tuple[str, ...], at: datetime, what: str = "") -> None:
        from rich.markup import escape  # noqa: PLC0415  drawn only here

        self._news = True
        self._lines.append(head + escape(told))
        for number in numbers:
            self._last[number] = f"{short(at)} {what or told.partition(' : ')[2] or told}"

    async def stands(self, status: Callable[[], Mapping[str, Any]]) -> None:
        """Draw the page, and leave the eyes some time."""
        if self._news:
            self._status, self._news = status(), False
        self._draw()
        rest = self._began + self._pace - asyncio.get_running_loop().time()
        if rest > 0:
            await asyncio.sleep(rest)

    def closes(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            self._live.stop()

    # ------------------------------------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        if self._live is not None and self._now is not None:
            self._live.update(self._page(self._now), refresh=True)

    def _page(self, now: datetime) -> RenderableType:
        from rich.console import Group  # noqa: PLC0415  drawn only here
        from rich.padding import Padding  # noqa: PLC0415  idem
        from rich.progress_bar import ProgressBar  # noqa: PLC0415  idem
        from rich.rule import Rule  # noqa: PLC0415  idem
        from rich.text import Text  # noqa: PLC0415  idem

        day = long_day(now)
        head = Text(f"{day[0].upper()}{day[1:]}, {hour(now)}", style="bold")
        bar = ProgressBar(total=self._total, completed=self._done, width=min(self._console.width, 80))
        lines = [Text.from_markup(line, overflow="ellipsis") for line in self._lines]
        for line in lines:
            line.no_wrap = True
        room = max(self._console.height - len(lines) - 6, 4)
        return Group(head, Padding(bar, (0, 0, 1, 0)), self._board(room), Rule(style="dim"), *lines)

    def _board(self, room: int) -> Table:
        """The invoices; on a low terminal those that are still owed come first."""
        from rich.table import Table  # noqa: PLC0415  drawn only here
        from rich.text import Text  # noqa: PLC0415  idem

        client = 26 if self._console.width >= 100 else 18
        columns = {"Facture": 9, "Client": client, "État": 17}
        columns["Dernier événement"] = max(self._console.width - sum(columns.values()) - 4, 10)
        board = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
        for title, width in columns.items():
            board.add_column(title, width=width, no_wrap=True, overflow="ellipsis")
        invoices = sorted(self._status["invoices"], key=lambda i: i["number"])
        if len(invoices) > room:
            invoices = sorted(invoices, key=lambda i: i["state"] == "settled")[:room]
        for invoice in invoices:
            state, colour = STATES[invoice["state"]]
            last = self._last.get(invoice["number"], f"échéance le {iso_short(invoice['due_on'])}")
            board.add_row(invoice["number"], Text(invoice["client"]), Text(state, style=colour), Text(last))
        return board
