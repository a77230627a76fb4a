"""Mail servers that any test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from servers import dovecot as real_dovecot
from servers import postfix as real_postfix
from servers.embedded import ImapServer, SmtpSink


def absent(what: str) -> None:
    """Skip where a real server is not installed; in CI that is a failure, not a silence."""
    reason = f"{what} n’est pas installé ici (or not root)"
    if os.environ.get("RELANCE_CI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def imap_server() -> Iterator[ImapServer]:
    with ImapServer() as server:
        yield server


@pytest.fixture
def dovecot() -> Iterator[real_dovecot.DovecotServer]:
    """A Dovecot whose Sent folder has its special use and an unusual name."""
    if real_dovecot.installed() is None:
        absent("Dovecot")
    with real_dovecot.DovecotServer(sent="Boite d'envoi") as server:
        yield server


@pytest.fixture
def plain_dovecot() -> Iterator[real_dovecot.DovecotServer]:
    """A Dovecot without a Sent folder."""
    if real_dovecot.installed() is None:
        absent("Dovecot")
    with real_dovecot.DovecotServer() as server:
        yield server


@pytest.fixture
def postfix(smtp_sink: SmtpSink) -> Iterator[real_postfix.PostfixServer]:
    """A Postfix that knows alice@client.test and carol@client.test and hands everything to `smtp_sink`."""
    if real_postfix.installed() is None:
        absent("Postfix")
    with real_postfix.PostfixServer(["alice@client.test", "carol@client.test"], smtp_sink.port) as server:
        yield server
