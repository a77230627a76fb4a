"""What no honest server does, and what all of them do one day: played by a scripted one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.adapters.imap import ImapMailbox, ImapSettings
from relance.domain.records import Fetched, Position
from relance.errors import MailboxError, StoreError
from servers.scripted_imap import ScriptedImap, Session, pause

SINCE = date(2026, 3, 1)


def mailbox(server: ScriptedImap, **changes: object) -> ImapMailbox:
    settings = ImapSettings(server.host, server.port, "none", "cabinet", lambda: "motdepasse", timeout=3)
    return ImapMailbox(replace(settings, **changes))  # type: ignore[arg-type]


def from_start(server: ScriptedImap) -> Position:
    return Position("INBOX", server.uidvalidity, 0)


def read_all(box: ImapMailbox, server: ScriptedImap) -> list[Fetched]:
    kept: list[Fetched] = []
    box.search(from_start(server), kept.append, resync_since=SINCE)
    return kept


def in_thread(work: Callable[[], object], after: float) -> threading.Timer:
    timer = threading.Timer(after, work)
    timer.start()
    return timer


def test_an_exists_glued_to_the_answer_to_idle_ends_the_wait_at_once() -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling", b"* 2 EXISTS")
        assert session.readline() == b"DONE"
        session.send(tag + b" OK idle done")

    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server)
        read_all(box, server)
        began = time.monotonic()
        box.wait(30)
        assert time.monotonic() - began < 10  # not the 30 s of the wait
        assert len(read_all(box, server)) == 1, "the connection is still in step"
        assert server.logins == 1
        box.close()


def test_an_exists_before_the_answer_to_idle_is_heard_too() -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"* 2 EXISTS", b"+ idling")
        session.readline()
        session.send(tag + b" OK idle done")

    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server)
        read_all(box, server)
        began = time.monotonic()
        box.wait(30)
        assert time.monotonic() - began < 10  # not the 30 s of the wait
        box.close()


def test_news_told_during_the_search_make_idle_needless() -> None:
    def fetch(session: Session, tag: bytes, rest: bytes) -> None:
        session.send(b"* 2 EXISTS")
        server._uid_fetch(session, tag, rest)

    with ScriptedImap() as server:
        server.on["UID FETCH"] = fetch
        box = mailbox(server)
        read_all(box, server)
        began = time.monotonic()
        box.wait(30)
        assert time.monotonic() - began < 10  # not the 30 s of the wait
        assert b"IDLE" not in server.lines
        box.close()


def test_a_line_cut_in_two_by_the_network_is_put_together() -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling")
        session.send_raw(b"* 2 EX")
        pause(0.3)
        session.send_raw(b"ISTS\r\n")
        session.readline()
        session.send(tag + b" OK idle done")

    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server)
        read_all(box, server)
        box.wait(30)
        assert len(read_all(box, server)) == 1
        assert server.logins == 1
        box.close()


def test_half_a_line_then_silence_drops_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def idle(session: Session, _tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling")
        session.send_raw(b"* 2 EX")
        session.readline()

    monkeypatch.setattr("relance.adapters.imap.idle.HALF_LINE_SECONDS", 0.5)
    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server)
        read_all(box, server)
        began = time.monotonic()
        with pytest.raises(MailboxError):
            box.wait(30)
        assert time.monotonic() - began < 2
        assert len(read_all(box, server)) == 1, "the next call makes a new connection"
        assert server.logins == 2
        box.close()


@pytest.mark.parametrize("last_words", [(b"* BYE Server shutting down",), ()])
def test_bye_or_the_end_of_the_connection_is_an_error_not_a_time_out(last_words: tuple[bytes, ...]) -> None:
    def idle(session: Session, _tag: bytes, _rest: bytes) -> None:
        session.send(b"+ idling", *last_words)
        pause(0.2)
        session.close()

    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server)
        read_all(box, server)
        began = time.monotonic()
        with pytest.raises(MailboxError, match=r"^\[imap\] Serveur"):
            box.wait(30)
        assert time.monotonic() - began < 10  # not the 30 s of the wait
        assert len(read_all(box, server)) == 1
        box.close()


def test_a_server_that_refuses_idle_is_polled() -> None:
    def idle(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(tag + b" BAD no idle here")

    with ScriptedImap() as server:
        server.on["IDLE"] = idle
        box = mailbox(server, poll_seconds=0.2)
        read_all(box, server)
        box.wait(30)
        box.wait(30)
        assert [line for line in server.lines if line in {b"IDLE", b"NOOP"}] == [b"IDLE", b"NOOP", b"NOOP"]
        assert server.logins == 1
        box.close()


def test_a_server_without_idle_is_polled_and_the_wait_can_be_interrupted() -> None:
    with ScriptedImap() as server:
        server.capabilities = b"IMAP4rev1"
        box = mailbox(server)
        read_all(box, server)
        timer = in_thread(box.interrupt, 0.2)
        began = time.monotonic()
        box.wait(30)
        assert time.monotonic() - began < 10  # not the 30 s of the wait
        assert b"IDLE" not in server.lines
        timer.join()
        box.close()


def test_a_server_that_says_nothing_more_is_left_after_the_time_out() -> None:
    with ScriptedImap() as server:
        server.on["UID SEARCH"] = lambda _session, _tag, _rest: pause(2)
        box = mailbox(server, timeout=0.5)
        began = time.monotonic()
        with pytest.raises(MailboxError, match="pas de réponse"):
            read_all(box, server)
        assert time.monotonic() - began < 1.5
        del server.on["UID SEARCH"]
        assert len(read_all(box, server)) == 1
        box.close()


def test_a_drop_in_the_middle_of_the_mails_keeps_what_was_kept_and_the_next_search_goes_on() -> None:
    def fetch(session: Session, tag: bytes, rest: bytes) -> None:
        if b"UID FETCH 3 (UID INTERNALDATE" in rest and not dropped:
            dropped.append(True)
            session.send_raw(server.fetched(3, b"BODY")[:60])
            session.close()
            return
        server._uid_fetch(session, tag, rest)

    dropped: list[bool] = []
    with ScriptedImap({uid: b"From: x@y.test\r\n\r\nmail %d\r\n" % uid for uid in range(1, 6)}) as server:
        server.on["UID FETCH"] = fetch
        box = mailbox(server)
        kept: list[Fetched] = []
        with pytest.raises(MailboxError):
            box.search(from_start(server), kept.append, resync_since=SINCE)
        assert [mail.uid for mail in kept] == [1, 2]
        result = box.search(Position("INBOX", 7, 2), kept.append, resync_since=SINCE)
        assert [mail.uid for mail in kept] == [1, 2, 3, 4, 5]
        assert [mail.raw for mail in kept] == list(server.mails.values())
        assert result.position.last_uid == 5
        box.close()


def test_an_error_of_the_store_comes_out_as_it_is_and_the_connection_stays() -> None:
    def keep(_mail: Fetched) -> None:
        raise StoreError("disque plein")

    with ScriptedImap() as server:
        box = mailbox(server)
        with pytest.raises(StoreError, match="disque plein"):
            box.search(from_start(server), keep, resync_since=SINCE)
        assert len(read_all(box, server)) == 1
        assert server.logins == 1
        box.close()


def test_a_mail_that_cannot_be_fetched_three_times_is_lost_and_the_others_come() -> None:
    def fetch(session: Session, tag: bytes, rest: bytes) -> None:
        if b"UID FETCH 2 " in rest:
            session.send(tag + b" NO cannot read it")
        else:
            server._uid_fetch(session, tag, rest)

    with ScriptedImap({uid: b"From: x@y.test\r\n\r\nmail %d\r\n" % uid for uid in (1, 2, 3)}) as server:
        server.on["UID FETCH"] = fetch
        box = mailbox(server)
        kept: list[Fetched] = []
        result = box.search(from_start(server), kept.append, resync_since=SINCE)
        assert ([mail.uid for mail in kept], result.lost, result.position.last_uid) == ([1, 3], (2,), 3)
        asked = [line for line in server.lines if b"UID FETCH 2 (UID INTERNALDATE" in line]
        assert len(asked) == 3
        box.close()


def test_a_mail_that_breaks_the_connection_each_time_does_not_stop_the_others_for_ever() -> None:
    def fetch(session: Session, tag: bytes, rest: bytes) -> None:
        if b"UID FETCH 1 (UID INTERNALDATE" in rest:
            session.close()
        else:
            server._uid_fetch(session, tag, rest)

    with ScriptedImap({1: b"x: y\r\n\r\n", 2: b"From: x@y.test\r\n\r\ndeux\r\n"}) as server:
        server.on["UID FETCH"] = fetch
        box = mailbox(server)
        kept: list[Fetched] = []
        breaks = 0
        for _ in range(20):
            try:
                result = box.search(from_start(server), kept.append, resync_since=SINCE)
                break
            except MailboxError:
                breaks += 1
        assert (breaks, [mail.uid for mail in kept], result.lost) == (6, [2], (1,))
        assert any(b"BODY.PEEK[HEADER]" in line for line in server.lines), "less was asked for before giving up"
        box.close()


def test_a_mail_deleted_between_search_and_fetch_is_not_lost() -> None:
    def search(session: Session, tag: bytes, rest: bytes) -> None:
        if rest.endswith(b":*"):
            session.send(b"* SEARCH 1 2", tag + b" OK done")
        else:
            server._uid_search(session, tag, rest)

    with ScriptedImap() as server:
        server.on["UID SEARCH"] = search
        box = mailbox(server)
        kept: list[Fetched] = []
        result = box.search(from_start(server), kept.append, resync_since=SINCE)
        assert ([mail.uid for mail in kept], result.lost) == ([1], ())
        box.close()


def test_ghosts_and_empty_search_lines_give_no_mail() -> None:
    def fetch(session: Session, tag: bytes, rest: bytes) -> None:
        session.send(b"* 9 FETCH (FLAGS (\\Seen))", b"* 8 FETCH (UID 8 FLAGS (\\Seen))")
        server._uid_fetch(session, tag, rest)

    with ScriptedImap() as server:
        server.on["UID FETCH"] = fetch
        box = mailbox(server)
        assert [mail.uid for mail in read_all(box, server)] == [1]
        for silence in ((b"* SEARCH",), ()):
            server.on["UID SEARCH"] = lambda s, t, _r, silence=silence: s.send(*silence, t + b" OK done")
            assert read_all(box, server) == []
        box.close()


def test_a_server_that_gives_no_uidnext_on_examine_is_asked_by_status() -> None:
    def examine(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] ok", tag + b" OK [READ-ONLY] done")

    with ScriptedImap({5: b"x: y\r\n\r\n"}) as server:
        server.on["EXAMINE"] = examine
        box = mailbox(server)
        result = box.search(None, lambda _mail: None, resync_since=SINCE)
        assert result.position == Position("INBOX", 7, 5)
        box.close()


def test_a_uidnext_that_went_down_is_a_resync() -> None:
    with ScriptedImap({1: b"From: x@y.test\r\n\r\nun\r\n"}) as server:
        box = mailbox(server)
        kept: list[Fetched] = []
        result = box.search(Position("INBOX", 7, 900), kept.append, resync_since=SINCE)
        assert (result.resynced, [mail.uid for mail in kept]) == (True, [1])
        assert result.position == Position("INBOX", 7, 1)
        assert b"UID SEARCH SINCE 1-Mar-2026" in server.lines
        box.close()


def test_throttling_tells_how_long_to_wait() -> None:
    def search(session: Session, tag: bytes, _rest: bytes) -> None:
        session.send(tag + b" NO Request is throttled. Suggested Backoff Time: 299910 milliseconds")

    with ScriptedImap() as server:
        server.on["UID SEARCH"] = search
        box = mailbox(server)
        with pytest.raises(MailboxError) as caught:
            read_all(box, server)
        assert caught.value.retry_after == pytest.approx(299.91)
        box.close()


def test_the_internal_date_is_read_whatever_the_locale() -> None:
    with ScriptedImap() as server:
        box = mailbox(server)
        [mail] = read_all(box, server)
        assert mail.internal_date == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        box.close()
