"""Logging in: what is a refusal, what is not, and what never travels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.adapters.imap import ImapMailbox, ImapSettings
from relance.domain.records import Fetched, Position
from relance.errors import MailboxError, MailboxRefusedError
from servers.scripted_imap import ScriptedImap, Session


def mailbox(server: ScriptedImap, **changes: object) -> ImapMailbox:
    settings = ImapSettings(server.host, server.port, "none", "cabinet", lambda: "motdepasse", timeout=3)
    return ImapMailbox(replace(settings, **changes))  # type: ignore[arg-type]


def read_all(box: ImapMailbox, server: ScriptedImap) -> list[Fetched]:
    kept: list[Fetched] = []
    box.search(Position("INBOX", server.uidvalidity, 0), kept.append, resync_since=date(2026, 3, 1))
    return kept


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials", True),
        (b"NO LOGIN failed.", True),
        (b"NO [UNAVAILABLE] Temporary authentication failure", False),
        (b"NO Too many simultaneous connections", False),
        (b"BAD User is authenticated but not connected.", False),
    ],
)
def test_only_a_refused_password_is_a_refusal(answer: bytes, *, refused: bool) -> None:
    with ScriptedImap() as server:
        server.on["LOGIN"] = lambda session, tag, _rest: session.send(tag + b" " + answer)
        box = mailbox(server)
        with pytest.raises(MailboxError) as caught:
            read_all(box, server)
        assert isinstance(caught.value, MailboxRefusedError) is refused
        assert "motdepasse" not in str(caught.value), "never the password"
        box.close()


def test_a_refused_token_shows_why_and_is_sent_once() -> None:
    def authenticate(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"+ ")
        sent.append(session.readline())
        session.send(b"+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=")
        sent.append(session.readline())
        session.send(tag + b" NO AUTHENTICATE failed.")

    sent: list[bytes] = []
    with ScriptedImap() as server:
        server.on["AUTHENTICATE"] = authenticate
        box = mailbox(server, auth="oauth2", token=lambda: "jeton")
        with pytest.raises(MailboxRefusedError, match="status=400"):
            read_all(box, server)
        assert len(sent[0]) > 20
        assert sent[1] == b""
        box.close()


def test_a_password_with_accents_goes_by_sasl_plain() -> None:
    def authenticate(session: Session, tag: bytes, rest: bytes) -> None:
        assert rest.upper() == b"AUTHENTICATE PLAIN"
        session.send(b"+ ")
        session.readline()
        session.send(tag + b" OK in")

    with ScriptedImap() as server:
        server.on["AUTHENTICATE"] = authenticate
        box = mailbox(server, password=lambda: "été")
        assert len(read_all(box, server)) == 1
        box.close()


def test_starttls_that_is_not_offered_sends_no_password() -> None:
    with ScriptedImap() as server:
        box = mailbox(server, security="starttls")
        with pytest.raises(MailboxError, match="STARTTLS"):
            read_all(box, server)
        assert (server.logins, [line for line in server.lines if b"LOGIN" in line]) == (0, [])
