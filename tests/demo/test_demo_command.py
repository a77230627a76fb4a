"""`relance demo` as a person runs it: the whole play once, on a terminal page, and ended by Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from rich.console import Console

from relance.config import load
from relance.demo import cast
from relance.demo.interruption import remembered
from relance.demo.play import Sent
from relance.demo.rehearsal import rehearse
from relance.demo.scenario import Scenario
from relance.demo.views import LiveView, PlainView
from relance.errors import WorldError

FEW = Scenario(date(2026, 2, 16), 1, (cast.PAYS_AT_ONCE, cast.BOUNCES), ())


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "COLUMNS": "160", "PYTHONUNBUFFERED": "1"}


def test_the_whole_play_holds_its_promises_in_under_a_minute(tmp_path: Path) -> None:
    before = os.times()
    run = subprocess.run(
        [sys.executable, "-m", "relance", "demo"],
        capture_output=True, text=True, check=False, env=_environment(tmp_path), timeout=300,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    assert "✗" not in run.stdout
    assert run.stdout.count("✓") == 10
    for bill in cast.SCENARIO.bills:
        assert re.search(rf"^ {bill.number} ", run.stdout, re.MULTILINE), bill.number
    # Its own work, so that a busy machine is no failure; on an idle one the whole takes hardly longer.
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 50


def _interrupted(tmp_path: Path, awaited: str) -> tuple[int, str, Path]:
    """Run the demo, press Ctrl-C once a line was read; (exit status, what was printed, the folder there was)."""
    with subprocess.Popen(
        [sys.executable, "-m", "relance", "demo"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_environment(tmp_path),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        read = ""
        for line in process.stdout:
            read += line
            if awaited in line:
                break
        folder = next(tmp_path.iterdir())
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    return process.returncode, read + rest, folder


def test_ctrl_c_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    status, printed, folder = _interrupted(tmp_path, "20/02 09:30  envoyé")
    assert status == 130, printed
    assert printed.rstrip().endswith("le dossier est effacé.")
    assert "Traceback" not in printed, printed
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_before_the_first_pass_leaves_nothing_behind(tmp_path: Path) -> None:
    status, printed, folder = _interrupted(tmp_path, "Dossier")
    assert (status, "Traceback" in printed, folder.exists()) == (130, False, False), printed


def test_ctrl_c_that_falls_where_python_forgets_it_is_obeyed_later() -> None:
    before = signal.getsignal(signal.SIGINT)
    with remembered() as interruption:
        interruption.obey()
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        with pytest.raises(KeyboardInterrupt):
            interruption.obey()
    assert signal.getsignal(signal.SIGINT) == before


class StopsAt(PlainView):
    """A view in whose eyes somebody presses Ctrl-C at the first mail."""

    ports: tuple[int, int] = (0, 0)

    def opens(self, folder: Path, imported: int) -> None:
        settings = load(folder / "config.toml")
        self.ports = (settings.imap.real_port, settings.smtp.real_port)
        super().opens(folder, imported)

    def leaves(self, sent: Sent) -> None:
        super().leaves(sent)
        raise KeyboardInterrupt


def test_an_interruption_ends_servers_and_threads_and_removes_the_folder(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    view = StopsAt(lambda _line: None)
    with pytest.raises(KeyboardInterrupt):
        rehearse(FEW, view, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert [t.name for t in set(threading.enumerate()) - before if t.is_alive()] == []
    for port in view.ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=2)


def test_an_invoice_list_that_is_refused_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    bad = replace(cast.BOUNCES, email="pas une adresse")
    with pytest.raises(WorldError, match=r"factures\.csv, ligne 3"):
        rehearse(replace(FEW, debtors=(cast.PAYS_AT_ONCE, bad)), PlainView(lambda _line: None), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("width", "height"), [(80, 24), (140, 50)])
def test_the_live_page_fits_the_terminal(tmp_path: Path, width: int, height: int) -> None:
    written = io.StringIO()
    terminal = Console(
        file=written, force_terminal=True, width=width, height=height, markup=False, legacy_windows=False
    )
    rehearse(FEW, LiveView(terminal, pace=0), tmp_path)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.getvalue())
    pages = re.split(r"\x1b\[\?25l", written.getvalue())[-1]
    drawn = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in re.split(r"[\r\n]", pages)]
    assert max(len(line) for line in drawn) <= width
    assert "Vendredi 20 février 2026, 15\u00a0h\u00a000" in plain
    assert re.search(r"2026-0101\s+SARL Les Jardins\S*.*réglée", plain)
    assert "envoyé  20/02  rappel avant échéance 2026-0106 → M. Olivier Tessier" in plain


def test_the_live_page_takes_at_least_its_pace() -> None:
    written = io.StringIO()
    view = LiveView(Console(file=written, force_terminal=True, width=80), pace=0.2)

    async def one_pass() -> float:
        began = asyncio.get_running_loop().time()
        view.moves(datetime(2026, 2, 16, 9, 30), 1, 2)  # noqa: DTZ001  only shown
        await view.stands(lambda: {"invoices": [], "tasks": []})
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(one_pass()) >= 0.2
