"""Both adapters over TLS: a private authority, a wrong name, an untrusted certificate, IDLE through the TLS layer."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from relance.adapters.imap import ImapMailbox, ImapSettings
from relance.adapters.smtp import SmtpCourier, SmtpSettings
from relance.adapters.tls import client_context
from relance.domain.model import MailStatus
from relance.domain.records import Fetched, Position
from relance.errors import ConfigError, MailboxError
from servers.certificates import self_signed
from servers.embedded import SmtpSink
from servers.scripted_imap import ScriptedImap, Session, pause

FIRM, ALICE = "comptabilite@cabinet.test", "alice@client.test"
RAW = b"Subject: x\r\n\r\nBonjour\r\n"


async def marked() -> None:
    """The second mark."""


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_the_courier_trusts_the_given_authority_only(tmp_path: Path, security: str) -> None:
    context, authority = self_signed(tmp_path)
    with SmtpSink(login=(FIRM, "bon"), tls=context, starttls=security == "starttls") as sink:
        settings = SmtpSettings("127.0.0.1", sink.port, security, FIRM, lambda: "bon")  # type: ignore[arg-type]
        untrusted = await SmtpCourier(settings).send(FIRM, (ALICE,), RAW, marked)
        assert (untrusted.status, untrusted.account) == (MailStatus.READY, True)
        assert "certificat" in untrusted.text
        assert sink.logins == [], "no password before a trusted certificate"
        trusting = SmtpSettings("127.0.0.1", sink.port, security, FIRM, lambda: "bon", authority)  # type: ignore[arg-type]
        assert (await SmtpCourier(trusting).send(FIRM, (ALICE,), RAW, marked)).status is MailStatus.SENT
        assert len(sink.box) == 1


async def test_the_courier_refuses_another_server_s_certificate(tmp_path: Path) -> None:
    context, authority = self_signed(tmp_path, "DNS:smtp.autre.test")
    with SmtpSink(tls=context) as sink:
        outcome = await SmtpCourier(SmtpSettings("127.0.0.1", sink.port, "tls", ca_file=authority)).send(
            FIRM, (ALICE,), RAW, marked
        )
        assert (outcome.status, outcome.account, sink.box) == (MailStatus.READY, True, [])


def mailbox(server: ScriptedImap, authority: Path | None) -> ImapMailbox:
    return ImapMailbox(
        ImapSettings("127.0.0.1", server.port, "tls", "cabinet", lambda: "motdepasse", ca_file=authority, timeout=5)
    )


def test_the_mailbox_refuses_an_untrusted_certificate_before_any_password(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with ScriptedImap(tls=context) as server:
        with pytest.raises(MailboxError, match="certificat"):
            mailbox(server, None).search(None, lambda _mail: None, resync_since=date(2026, 1, 1))
        assert server.lines == []


@pytest.mark.parametrize("glued", [True, False])
def test_idle_hears_through_the_tls_layer(tmp_path: Path, *, glued: bool) -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling", *([b"* 2 EXISTS"] if glued else []))
        if not glued:
            pause(0.3)
            session.send(b"* 2 EXISTS")
        session.readline()
        session.send(tag + b" OK done")

    context, authority = self_signed(tmp_path)
    with ScriptedImap(tls=context) as server:
        server.on["IDLE"] = idle
        box = mailbox(server, authority)
        kept: list[Fetched] = []
        box.search(Position("INBOX", 7, 0), kept.append, resync_since=date(2026, 1, 1))
        began = time.monotonic()
        box.wait(20)
        assert time.monotonic() - began < 1
        assert len(kept) == 1
        box.close()


def test_a_wait_through_tls_can_be_interrupted_and_is_not_ended_by_silence(tmp_path: Path) -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling")
        session.readline()
        session.send(tag + b" OK done")

    context, authority = self_signed(tmp_path)
    with ScriptedImap(tls=context) as server:
        server.on["IDLE"] = idle
        box = mailbox(server, authority)
        box.search(None, lambda _mail: None, resync_since=date(2026, 1, 1))
        timer = threading.Timer(0.5, box.interrupt)
        timer.start()
        began = time.monotonic()
        box.wait(20)
        assert 0.4 < time.monotonic() - began < 1.5
        timer.join()
        box.close()


def test_an_authority_file_that_is_none_is_a_problem_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ca_file"):
        client_context(tmp_path / "absent.pem")
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(ConfigError, match="ca_file"):
        client_context(tmp_path / "empty.pem")
