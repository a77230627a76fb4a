"""A firm in a temporary folder, worked through the command line alone: what a black box can see."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from relance.cli import entry
from servers.embedded import Delivered, SmtpSink

PARIS = ZoneInfo("Europe/Paris")
LAWYER = "associee@cabinet.test"
MAILBOX = "comptabilite@cabinet.test"
SERVER = "mx.cabinet.test"
HEADER = "numero;client;email;montant;date_facture;echeance;type;document\n"


class Mailserver(Protocol):
    """What a firm needs of an IMAP server."""

    port: int
    username: str
    password: str

    def append(self, raw: bytes) -> int: ...
    def flags(self) -> dict[int, frozenset[str]]: ...


def at(text: str) -> datetime:
    """An instant of the firm: "2026-03-02 09:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@dataclass
class Office:
    """The firm's folder, its servers, and the commands its people type."""

    folder: Path
    imap: Mailserver
    sink: SmtpSink
    extra: str = ""
    seen: int = 0
    processes: bool = False

    def __post_init__(self) -> None:
        secret = self.folder / "imap.secret"
        secret.write_text(self.imap.password, encoding="utf-8")
        secret.chmod(0o600)
        (self.folder / "config.toml").write_text(self._config(), encoding="utf-8")

    def _config(self) -> str:
        return f"""
[firm]
name = "Cabinet Exemple"
email = "{MAILBOX}"
iban = "FR7630006000011234567890189"

[[firm.staff]]
name = "Me Exemple"
email = "{LAWYER}"

[imap]
host = "127.0.0.1"
port = {self.imap.port}
security = "none"
username = "{self.imap.username}"
password_file = "imap.secret"
trusted_authserv = ["{SERVER}"]

[smtp]
host = "127.0.0.1"
port = {self.sink.port}
security = "none"

[payments]
notice_senders = ["ne-pas-repondre@banque.test"]
{self.extra}
"""

    def run(self, *words: str, now: datetime | None = None, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A command; `now` stands for the clock. A process of its own only with `processes`: it costs a second."""
        clock = ["--now", now.isoformat()] if now else []
        typed = ["--config", str(self.folder / "config.toml"), *words, *clock]
        if not self.processes:
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = entry.run(typed)
            return subprocess.CompletedProcess(typed, status, out.getvalue(), err.getvalue())
        return subprocess.run(
            [sys.executable, "-m", "relance", *typed],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )

    def ok(self, *words: str, now: datetime | None = None) -> str:
        """A command that must succeed; what it printed."""
        done = self.run(*words, now=now)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def take_in(self, rows: str, now: str, *more: str) -> subprocess.CompletedProcess[str]:
        """Import rows of the short CSV."""
        (self.folder / "factures.csv").write_text(HEADER + rows, encoding="utf-8")
        return self.run("import", str(self.folder / "factures.csv"), *more, now=at(now))

    def tick(self, when: str) -> list[EmailMessage]:
        """One pass; the mails that left in it."""
        self.ok("tick", now=at(when))
        return self.new_mails()

    def new_mails(self) -> list[EmailMessage]:
        """Mails delivered since the last look."""
        box: list[Delivered] = self.sink.box[self.seen :]
        self.seen = len(self.sink.box)
        return [read_mail(d.raw) for d in box]

    def status(self, when: str, *more: str) -> dict[str, Any]:
        """`status --json`."""
        return json.loads(self.ok("status", "--json", *more, now=at(when)))

    def invoice(self, number: str, when: str) -> dict[str, Any]:
        """One invoice of `status --all`."""
        return next(i for i in self.status(when, "--all")["invoices"] if i["number"] == number)

    def show(self, number: str, when: str) -> dict[str, Any]:
        """`show --json`."""
        return json.loads(self.ok("show", number, "--json", now=at(when)))

    def tasks(self, when: str) -> dict[str, dict[str, Any]]:
        """Open tasks by kind."""
        return {t["kind"]: t for t in self.status(when)["tasks"]}

    def receive(self, mail: EmailMessage) -> int:
        """A mail arrives in the firm's mailbox."""
        return self.imap.append(mail.as_bytes(policy=policy.SMTP))


def read_mail(raw: bytes) -> EmailMessage:
    """A delivered mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def answer(
    to: EmailMessage | None,
    text: str,
    *,
    sender: str,
    when: str,
    verdict: str | None = None,
    subject: str | None = None,
    **headers: str,
) -> EmailMessage:
    """A reply to a mail (or a mail of its own), with the firm's own server's verdict on top when there is one."""
    mail = EmailMessage()
    if verdict:
        mail["Authentication-Results"] = f"{SERVER}; dmarc={verdict} header.from={sender.partition('@')[2]}"
    mail["From"] = sender
    mail["To"] = MAILBOX
    mail["Subject"] = subject or (f"Re: {to['Subject']}" if to is not None else "Bonjour")
    mail["Date"] = format_datetime(at(when))
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    if to is not None:
        mail["In-Reply-To"] = to["Message-ID"]
        mail["References"] = to["Message-ID"]
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    quoted = ""
    if to is not None:
        body = to.get_body(("plain",))
        lines = body.get_content().splitlines() if body is not None else []
        quoted = "\n\nLe lundi 2 mars 2026 à 09:30, Cabinet Exemple a écrit :\n" + "\n".join(f"> {x}" for x in lines)
    mail.set_content(text + quoted + "\n")
    return mail


def to_clients(mails: list[EmailMessage]) -> list[EmailMessage]:
    """Those that went to clients."""
    return [m for m in mails if not str(m["To"]).endswith("@cabinet.test")]


def to_firm(mails: list[EmailMessage]) -> list[EmailMessage]:
    """Those that went to people of the firm."""
    return [m for m in mails if str(m["To"]).endswith("@cabinet.test")]
