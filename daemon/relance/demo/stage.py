"""The stage: a temporary folder, an IMAP and an SMTP server on free loopback ports, the firm's papers."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from relance.demo.clients import stranger
from relance.demo.interruption import undisturbed
from relance.demo.papers import PASSWORD, write_papers
from relance.demo.scenario import FIRM_EMAIL, Scenario
from relance.demo.servers import ImapServer, SmtpSink

ZONE = ZoneInfo("Europe/Paris")
PREFIX = "relance-repetition-"


@dataclass(frozen=True, slots=True)
class Stage:
    """What the play needs.

    Attributes:
        folder: everything the rehearsal writes.
        config: the daemon's configuration in it.
        flags: flags of the mails that were in the INBOX before, by UID.

    """

    folder: Path
    config: Path
    imap: ImapServer
    smtp: SmtpSink
    flags: dict[int, frozenset[str]]


@contextmanager
def open_stage(scenario: Scenario, parent: Path | None = None) -> Iterator[Stage]:
    """Start the servers and write the papers; the servers end with the block, the folder stays.

    When the block is left by an error or by Ctrl-C, the folder is removed too.

    Args:
        scenario: who owes what.
        parent: where the folder is made; None = the system's place for temporary files.

    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    servers: list[ImapServer | SmtpSink] = []
    chatter = logging.getLogger("mail.log")  # aiosmtpd's: it warns of its own use of an old name at each login
    level = chatter.level
    chatter.setLevel(logging.ERROR)
    try:
        imap = ImapServer(FIRM_EMAIL, PASSWORD)
        servers.append(imap.start())
        smtp = SmtpSink(login=(FIRM_EMAIL, PASSWORD))
        servers.append(smtp.start())
        config = write_papers(folder, scenario, imap.port, smtp.port)
        yield Stage(folder, config, imap, smtp, _fill_inbox(imap, scenario))
    except BaseException:
        with undisturbed():
            shutil.rmtree(folder)
        raise
    finally:
        with undisturbed():
            for server in servers:
                server.stop()
            chatter.setLevel(level)


def _fill_inbox(imap: ImapServer, scenario: Scenario) -> dict[int, frozenset[str]]:
    """Mails that people of the firm have read, flagged or left: the daemon must leave them as they are."""
    at = datetime.combine(scenario.starts_on - timedelta(days=3), time(11, 20), tzinfo=ZONE)
    imap.append(
        stranger("lettre@editions-juridiques.test", "La lettre du mois", "Au sommaire : la réforme.", at),
        ("\\Seen",),
        at=at,
    )
    imap.append(
        stranger("greffe@tribunal.test", "Audience du 12 mai", "Vous trouverez le rôle en ligne.", at),
        ("\\Seen", "\\Flagged"),
        at=at,
    )
    imap.append(stranger("fournisseur@papeterie.test", "Votre commande", "Elle est expédiée.", at), at=at)
    return imap.flags()
