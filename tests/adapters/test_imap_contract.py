"""The mailbox's contract, with one body for pymap in memory and for a real Dovecot."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from relance.adapters.imap import ImapMailbox, ImapSettings
from relance.domain.records import Fetched, Position
from relance.errors import ConfigError, MailboxError, MailboxRefusedError
from servers.dovecot import DovecotServer
from servers.embedded import ImapServer

Server = ImapServer | DovecotServer
SINCE = date(2026, 1, 1)
SENT_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["imap_server", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def server(request: pytest.FixtureRequest) -> Server:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


MADE: list[ImapMailbox] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Every mailbox of a test is closed at its end: it keeps a connection for a day's copies to Sent."""
    yield
    while MADE:
        MADE.pop().close()


def mailbox(server: Server, **changes: object) -> ImapMailbox:
    given: dict[str, object] = {"timeout": 10, "password": lambda: server.password, **changes}
    MADE.append(
        ImapMailbox(
            ImapSettings(host=server.host, port=server.port, security="none", username=server.username, **given)  # type: ignore[arg-type]
        )
    )
    return MADE[-1]


def mail(number: int, sender: str = "Alice <alice@client.test>", body: str = "Bonjour") -> bytes:
    head = f"From: {sender}\r\nMessage-ID: <{number}@client.test>\r\nSubject: Facture {number}\r\n"
    return f"{head}\r\n{body} {number}\r\n".encode()


class Kept(list[Fetched]):
    """Takes what is handed over."""

    def search(self, box: ImapMailbox, position: Position | None) -> Position:
        return box.search(position, self.append, resync_since=SINCE).position

    @property
    def raws(self) -> list[bytes]:
        return [one.raw for one in self]


def test_without_a_position_nothing_is_handed_over_and_the_end_is_the_start(server: Server) -> None:
    last = [server.append(mail(n)) for n in range(3)][-1]
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    assert (kept, position.folder, position.last_uid) == ([], "INBOX", last)
    assert kept.search(box, position) == position
    box.close()


def test_every_new_mail_comes_once_in_order_byte_for_byte(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    uids = [server.append(mail(n), at=SENT_AT + timedelta(minutes=n)) for n in range(5)]
    position = kept.search(box, position)
    assert kept.raws == [mail(n) for n in range(5)]
    assert [(one.uid, one.internal_date) for one in kept] == [
        (uid, SENT_AT + timedelta(minutes=n)) for n, uid in enumerate(uids)
    ]
    assert all(one.uidvalidity == position.uidvalidity and one.internal_date.tzinfo for one in kept)
    assert kept.search(box, position).last_uid == uids[-1]
    assert len(kept) == 5
    box.close()


def test_reading_changes_no_flag_and_expunges_nobody_s_deleted_mail(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    for n, flags in enumerate([(), ("\\Deleted",), ("\\Seen", "\\Flagged"), ("\\Answered",)]):
        server.append(mail(n), flags)
    before = server.flags()
    kept.search(box, position)
    box.history(frozenset({"alice@client.test"}), SINCE, kept.append)
    box.wait(0.2)
    box.find_sent("<1@client.test>", SINCE)
    box.file_sent(mail(9), "<9@client.test>", SENT_AT)
    box.close()
    assert len(kept) == 8
    assert server.flags() == before
    assert len(before) == 4


def test_a_new_uidvalidity_hands_over_everything_since_the_day(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    server.append(mail(1))
    position = kept.search(box, None)
    server.recreate_inbox()
    old = datetime(2025, 6, 1, 12, tzinfo=UTC)
    server.append(mail(0), at=old)
    for n in (1, 2):
        server.append(mail(n), at=SENT_AT)
    result = box.search(position, kept.append, resync_since=SINCE)
    assert (result.resynced, result.fetched, kept.raws) == (True, 2, [mail(1), mail(2)])
    assert result.position.uidvalidity != position.uidvalidity
    again = box.search(result.position, kept.append, resync_since=SINCE)
    assert (again.resynced, again.fetched) == (False, 0)
    box.close()


def test_history_hands_over_only_what_the_addresses_wrote_since_the_day(server: Server) -> None:
    server.append(mail(1, "Alice <ALICE@client.test>"), at=SENT_AT)
    server.append(mail(2, "Bob <bob@other.test>"), at=SENT_AT)
    server.append(mail(3, "Dupont, Jean <jean@client.test>"), at=SENT_AT)
    server.append(mail(4, '"alice@client.test" <spy@other.test>'), at=SENT_AT)
    server.append(mail(5), at=datetime(2025, 6, 1, 12, tzinfo=UTC))
    server.append(b"Subject: sans expediteur\r\n\r\nx\r\n", at=SENT_AT)
    box, kept = mailbox(server), Kept()
    count = box.history(frozenset({"alice@client.test", "Jean@client.test"}), SINCE, kept.append)
    assert (count, [one.raw for one in kept]) == (
        2,
        [mail(1, "Alice <ALICE@client.test>"), mail(3, "Dupont, Jean <jean@client.test>")],
    )
    assert all(one.history for one in kept)
    box.close()


def test_a_mail_that_comes_ends_the_wait(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    threading.Timer(0.5, lambda: server.append(mail(1))).start()
    began = time.monotonic()
    box.wait(20)
    assert time.monotonic() - began < 5
    kept.search(box, position)
    assert kept.raws == [mail(1)]
    box.close()


def test_a_quiet_wait_lasts_as_long_as_asked_and_leaves_the_connection_usable(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    began = time.monotonic()
    box.wait(0.6)
    assert 0.5 < time.monotonic() - began < 3
    server.append(mail(1))
    kept.search(box, position)
    assert kept.raws == [mail(1)]
    box.close()


def test_interrupting_ends_the_wait_within_a_second_and_keeps_the_connection(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    threading.Timer(0.3, box.interrupt).start()
    began = time.monotonic()
    box.wait(20)
    assert time.monotonic() - began < 1.3
    box.interrupt()
    began = time.monotonic()
    box.wait(20)
    assert time.monotonic() - began < 1, "a wish made while nobody waits ends the next wait"
    assert kept.search(box, position) == position
    box.close()


def test_an_oversize_mail_comes_as_headers_and_first_text(server: Server) -> None:
    raw = (
        b"From: Alice <alice@client.test>\r\nSubject: gros\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed;\r\n boundary="B"\r\n\r\n--B\r\nContent-Type: application/pdf\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"AAAA" * 5000 + b"\r\n"
        b"--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nJ'ai paye hier.\r\n--B--\r\n"
    )
    box, kept = mailbox(server, max_bytes=10_000), Kept()
    position = kept.search(box, None)
    server.append(raw)
    server.append(mail(2))
    kept.search(box, position)
    assert [one.oversize for one in kept] == [True, False]
    assert len(kept[0].raw) < 1000
    assert b"Subject: gros" in kept[0].raw
    assert b"text/plain" in kept[0].raw
    assert b"multipart" not in kept[0].raw
    assert kept[0].raw.split(b"\r\n\r\n", 1)[1].startswith(b"J'ai paye hier.")
    box.close()


def test_sixty_poisoned_mails_are_kept_raw_among_sixty_good_ones(server: Server) -> None:
    poisons = [
        b"Subject: =?utf-8?b?!!!?=\r\n\r\nx\r\n",
        b"Content-Type: text/plain; charset=undefined\r\n\r\nx\r\n",
        b"Content-Type: text/plain; charset=idna\r\n\r\n\xff\xfe\r\n",
        b"From: Dupont, Jean <j@x>\r\nSubject: R\xe9union\r\n\r\n\x80\x81\r\n",
        b"\r\n\r\n",
        b"Date: jamais\r\nMessage-ID:\r\n\r\nx\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary\r\n",
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n",
        b"X" * 3000 + b": y\r\n\r\nx\r\n",
        b"From: =?x-unknown?q?=E9?= <a@b.test>\r\n\r\n* 5 FETCH (UID 9 BODY[] {3}\r\n)\r\n",
    ]
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(60))
    bad = [*poisons, nested + b"\r\nx\r\n"]
    wanted = [raw for n in range(60) for raw in (bad[n % len(bad)], mail(n))]
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    for raw in wanted:
        server.append(raw, at=SENT_AT)
    result = box.search(position, kept.append, resync_since=SINCE)
    assert (result.fetched, result.lost) == (120, ())
    assert kept.raws == wanted
    count = box.history(frozenset({"alice@client.test"}), SINCE, lambda _mail: None)
    assert count == 60
    box.close()


def test_a_sent_mail_is_filed_once_seen_and_dated(server: Server) -> None:
    box = mailbox(server)
    folder = "Boite d'envoi" if isinstance(server, DovecotServer) else "Sent"
    raw, message_id = mail(7), "<7@client.test>"
    assert not box.find_sent(message_id, SENT_AT.date())
    assert box.file_sent(raw, message_id, SENT_AT) == folder
    assert box.find_sent(message_id, SENT_AT.date())
    assert not box.find_sent("<8@client.test>", SENT_AT.date())
    assert box.file_sent(raw, message_id, SENT_AT) == folder
    assert server.mails(folder) == [raw]
    assert list(server.flags(folder).values()) == [frozenset({"\\Seen"})]
    box.close()


@pytest.mark.parametrize("name", ["X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID"])
def test_a_copy_whose_id_the_provider_rewrote_is_found(server: Server, name: str) -> None:
    box = mailbox(server)
    folder = "Boite d'envoi" if isinstance(server, DovecotServer) else "Sent"
    copy = f"Message-ID: <new@prod.test>\r\n{name}: <7@client.test>\r\n\r\nx\r\n"
    server.append(copy.encode(), folder=folder, at=SENT_AT)
    assert box.find_sent("<7@client.test>", SENT_AT.date())
    box.file_sent(mail(7), "<7@client.test>", SENT_AT)
    assert len(server.uids(folder)) == 1
    box.close()


def test_filing_does_not_disturb_a_wait_in_another_thread(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    kept.search(box, None)
    filed: list[str | None] = []
    thread = threading.Timer(0.2, lambda: filed.append(box.file_sent(mail(7), "<7@client.test>", SENT_AT)))
    thread.start()
    box.wait(1.5)
    thread.join()
    assert len(filed) == 1
    assert filed[0] is not None
    box.close()


def test_no_copy_is_kept_when_none_is_wanted(server: Server) -> None:
    box = mailbox(server, sent="")
    assert box.file_sent(mail(7), "<7@client.test>", SENT_AT) is None
    assert not box.find_sent("<7@client.test>", SENT_AT.date())


def test_a_sent_folder_that_does_not_exist_is_named_with_those_that_do(server: Server) -> None:
    box = mailbox(server, sent="Partis")
    with pytest.raises(MailboxError, match=r"«\sPartis\s».*INBOX") as caught:
        box.file_sent(mail(7), "<7@client.test>", SENT_AT)
    assert "\n" not in str(caught.value)


def test_a_wrong_password_is_a_refusal_in_french(server: Server) -> None:
    box = mailbox(server, password=lambda: "faux-mot")
    with pytest.raises(MailboxRefusedError, match="refuse l’identifiant") as caught:
        box.search(None, lambda _mail: None, resync_since=SINCE)
    assert "faux-mot" not in str(caught.value)


def test_a_server_that_comes_back_is_found_again(server: Server) -> None:
    box, kept = mailbox(server), Kept()
    position = kept.search(box, None)
    assert box._link is not None
    box._link.client.sock.shutdown(2)
    with pytest.raises(MailboxError):
        kept.search(box, position)
    server.append(mail(1))
    kept.search(box, position)
    assert kept.raws == [mail(1)]
    box.close()


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("&AMk-l&AOk-ments envoy&AOk-s", "Éléments envoyés"),
        ("Envoy&AOk-s", "Envoyés"),
        ("INBOX/Sent", "INBOX/Sent"),
        ("Sent Items", "Sent Items"),
    ],
)
def test_without_special_use_the_sent_folder_is_found_by_its_usual_name(
    plain_dovecot: DovecotServer, wire: str, name: str
) -> None:
    plain_dovecot.create("Archives/Sent")
    plain_dovecot.create(wire)
    box = mailbox(plain_dovecot)
    assert box.file_sent(mail(7), "<7@client.test>", SENT_AT) == name
    assert box.find_sent("<7@client.test>", SENT_AT.date())
    assert len(plain_dovecot.uids(wire)) == 1


@pytest.mark.dovecot
def test_without_any_sent_folder_nothing_is_created(plain_dovecot: DovecotServer) -> None:
    box = mailbox(plain_dovecot)
    assert box.file_sent(mail(7), "<7@client.test>", SENT_AT) is None
    assert not box.find_sent("<7@client.test>", SENT_AT.date())


def test_a_clear_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(ConfigError, match="en clair"):
        ImapMailbox(ImapSettings("imap.cabinet.test", 143, "none", "x", lambda: "y"))
