"""What the acceptance tests of faults, of the firm and of the daemon do to an office."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage
from typing import Any

from servers.office import Office, at, to_clients, to_firm

CLIENT = "compta@exemple.test"
NUMBER = "2026-0142"
ROW = f"{NUMBER};SARL Exemple;{CLIENT};1 200,00;2026-01-30;2026-03-02;professionnel;"


def row(n: int, due: str = "2026-03-02", amount: str = "100,00", kind: str = "professionnel") -> str:
    """The n-th invoice of a firm with many clients."""
    return f"F-{n:03};Client {n:03};client{n:03}@exemple.test;{amount};2026-01-30;{due};{kind};"


def rows(count: int, **more: str) -> str:
    """That many invoices of as many clients."""
    return "".join(row(n, **more) + "\n" for n in range(1, count + 1))


def reminded(office: Office, text: str = ROW + "\n") -> EmailMessage:
    """An invoice whose first reminder has left on 9 March 2026, half past nine; that mail."""
    assert office.take_in(text, "2026-03-09 09:00").returncode == 0
    mails = to_clients(office.tick("2026-03-09 09:30"))
    assert len(mails) == 1
    return mails[0]


def asked_for_yes(office: Office, balance: str = "1200,00") -> EmailMessage:
    """An invoice whose formal notice waits for the yes of the lawyer since 9 April 2026; the request."""
    (office.folder / "reprise.csv").write_text(
        "numero;client;email;montant;date_facture;echeance;type;etape;relance_le\n"
        f"{NUMBER};SARL Exemple;{CLIENT};{balance};2026-01-30;2026-03-02;professionnel;call;2026-04-01\n",
        encoding="utf-8",
    )
    office.ok("import", str(office.folder / "reprise.csv"), now=at("2026-04-09 09:00"))
    mails = office.tick("2026-04-09 09:30")
    assert to_clients(mails) == []
    return next(m for m in to_firm(mails) if "Mise en demeure à valider" in m["Subject"])


def point(office: Office, *, imap: int | None = None, smtp: int | None = None) -> None:
    """Write other ports of the servers into the configuration."""
    path = office.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    for section, port in (("imap", imap), ("smtp", smtp)):
        if port is not None:
            text = re.sub(rf"(\[{section}\]\nhost = [^\n]*\nport = )\d+", rf"\g<1>{port}", text)
    path.write_text(text, encoding="utf-8")


def reconfigure(office: Office, old: str, new: str) -> None:
    """Change a line of the configuration."""
    path = office.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def spawn(office: Office, *words: str, environ: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """A command in a process of its own, which a test may kill."""
    return subprocess.Popen(
        [sys.executable, "-m", "relance", "--config", str(office.folder / "config.toml"), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error", **(environ or {})},
    )


@contextmanager
def database(office: Office) -> Iterator[sqlite3.Connection]:
    """The SQLite file, looked into from outside."""
    with closing(sqlite3.connect(office.folder / "relance.db", isolation_level=None, check_same_thread=False)) as db:
        yield db


def query(office: Office, sql: str) -> list[Any]:
    """Rows of a query; single columns bare."""
    with database(office) as db:
        found = db.execute(sql).fetchall()
    return [r[0] if len(r) == 1 else r for r in found]


def events(office: Office, when: str, number: str = NUMBER) -> list[str]:
    """The words of an invoice's story, in order."""
    return [line["event"] for line in office.show(number, when)["timeline"]]
