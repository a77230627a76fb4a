"""Runs one command again and again, each time killed before, or right after, its n-th commit.

Each line on stdin is one run, "BEFORE|AFTER N WORDS...", in a child of its own: what was imported is not imported
again. Its line on stdout is -9 when it was killed, else 100 + the exit status of the command.
"""

from __future__ import annotations

import os
import shlex
import sys
from importlib import import_module
from sqlite3 import Connection
from typing import Any

from sqlalchemy.dialects.sqlite import pysqlite

from relance.cli import entry

SHARED = """aiosmtplib imap_tools holidays.countries babel.dates jinja2 lxml.html relance.bootstrap relance.cli.passes
    relance.flows.passes relance.adapters.imap relance.adapters.smtp"""
"""The children share what is imported here."""

for name in SHARED.split():
    import_module(name)


def main() -> None:
    """Answer each line of stdin with the status of its child."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # the answers alone go to stdout
            when, count, *words = shlex.split(line)
            _die(when, int(count))
            os._exit(100 + entry.run(words))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _die(when: str, count: int) -> None:
    """Kill this process at its n-th commit of a write transaction."""
    seen = 0
    commit = pysqlite.SQLiteDialect_pysqlite.do_commit

    def counted(self: Any, connection: Connection) -> None:
        nonlocal seen
        writes = bool(connection.execute("PRAGMA query_only").fetchone()[0]) is False
        seen += writes
        if writes and when == "BEFORE" and seen == count:
            os.kill(os.getpid(), 9)
        commit(self, connection)
        if writes and when == "AFTER" and seen == count:
            os.kill(os.getpid(), 9)

    pysqlite.SQLiteDialect_pysqlite.do_commit = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
