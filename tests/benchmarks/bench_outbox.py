"""What sending once costs: a day's reminders through a whole pass, against the bare library on the same mails.

Run it by `make bench`. It prints a ratio; nothing is asserted, as a timed test would fail on a busy machine.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import aiosmtplib
from rich.progress import track

from relance.bootstrap import open_app
from relance.demo.servers import ImapServer, SmtpSink

sys.path.insert(0, str(Path(__file__).parents[1]))
from servers.office import HEADER, Office, at

CLIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
MORE = f"[sending]\nper_minute = 1000\nper_day = {CLIENTS * 2}\nbrake = 0\n"


def rows() -> str:
    """One invoice each for so many clients, all due for their first reminder."""
    return "".join(
        f"2026-{n:05};Client {n};c{n}@exemple{n}.test;1 200,00;2026-01-30;2026-03-02;professionnel;\n"
        for n in range(CLIENTS)
    )


async def bare(port: int, mails: list[tuple[str, list[str], bytes]]) -> None:
    """The same mails by the library alone, one connection a mail as the outbox does it."""
    for sender, recipients, raw in mails:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as smtp:
            await smtp.sendmail(sender, recipients, raw)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, ImapServer() as imap, SmtpSink() as sink:
        office = Office(Path(folder), imap, sink, extra=MORE)
        (office.folder / "f.csv").write_text(HEADER + rows(), encoding="utf-8")
        with open_app(office.folder / "config.toml", at("2026-03-09 09:30")) as app:
            start = time.perf_counter()
            app.import_files([office.folder / "f.csv"])
            imported = time.perf_counter() - start
            start = time.perf_counter()
            app.tick()
            ours = time.perf_counter() - start
        mails = [(d.mail_from, list(d.rcpts), d.raw) for d in track(sink.box, description="relecture")]
        start = time.perf_counter()
        asyncio.run(bare(sink.port, mails))
        theirs = time.perf_counter() - start
    print(f"import {CLIENTS} rows {imported:.2f} s")
    print(f"pass with {len(mails)} reminders {ours:.2f} s, bare aiosmtplib {theirs:.2f} s, ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
