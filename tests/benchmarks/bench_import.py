"""What taking invoices in costs, against the bare libraries on the same rows (csv, one SQLite transaction).

Run it by `make bench`. It prints ratios; nothing is asserted.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from relance.bootstrap import open_app
from relance.demo.servers import ImapServer, SmtpSink

sys.path.insert(0, str(Path(__file__).parents[1]))
from servers.office import HEADER, Office, at

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 5000


def rows() -> str:
    """So many invoices of three fifths as many clients."""
    clients = max(ROWS * 3 // 5, 1)
    return "".join(
        f"F-{n};Client {n % clients};c{n % clients}@x.test;10;2026-01-01;2026-02-01;;\n" for n in range(ROWS)
    )


def bare(text: str, folder: Path) -> float:
    """Seconds of the libraries alone: parse, and insert into one table with an index."""
    start = time.perf_counter()
    read = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    with sqlite3.connect(folder / "bare.db") as db:
        db.execute("CREATE TABLE invoice (number TEXT UNIQUE, client, email, amount, issued, due, kind, document)")
        db.executemany("INSERT INTO invoice VALUES (?,?,?,?,?,?,?,?)", read)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, ImapServer() as imap, SmtpSink() as sink:
        office = Office(Path(name), imap, sink)
        file = office.folder / "f.csv"
        file.write_text(HEADER + rows(), encoding="utf-8")
        theirs = bare(HEADER + rows(), office.folder)
        with open_app(office.folder / "config.toml", at("2026-03-09 09:30")) as app:
            for what in ("first import", "same file again"):
                start = time.perf_counter()
                app.import_files([file])
                ours = time.perf_counter() - start
                print(f"{what}, {ROWS} rows: {ours:.2f} s, bare libraries {theirs:.3f} s, ratio {ours / theirs:.0f}")
            start = time.perf_counter()
            app.status()
            print(f"status of {ROWS} invoices: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
