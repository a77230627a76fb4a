from __future__ import annotations

import imaplib
import inspect
from datetime import UTC, datetime

import pytest
from imap_tools import BaseMailBox
from imap_tools.folder import FolderInfo
from imap_tools.idle import imaplib as patched

from relance.adapters.imap.answers import date_of, fetched, header, internal_date, searched
from relance.adapters.imap.sent import guess_sent


def test_attributes_after_the_literal_count_too() -> None:
    [answer] = fetched([(b"1 (BODY[] {3}", b"raw"), b' UID 5 INTERNALDATE "02-Mar-2026 09:00:00 +0100")'])
    assert (answer.uid, answer.body) == (5, b"raw")
    assert answer.internal_date == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_short_body_in_quotes_is_a_body() -> None:
    [answer] = fetched([rb'1 (UID 5 BODY[] "UID 9 \"x\"")'])
    assert (answer.uid, answer.body) == (5, b'UID 9 "x"')


def test_an_empty_or_absent_answer_gives_nothing() -> None:
    assert fetched([None]) == []
    assert [(a.uid, a.body) for a in fetched([b"1 (FLAGS (Seen))", b"2 (UID 7 BODY[] NIL)"])] == [
        (None, None),
        (7, None),
    ]


@pytest.mark.parametrize("text", ["32-Mar-2026 09:00:00 +0100", "02-Mrz-2026 09:00:00 +0100", "", "2026-03-02"])
def test_a_broken_internal_date_is_none(text: str) -> None:
    assert internal_date(text) is None


def test_without_internal_date_the_header_then_1970() -> None:
    [answer] = fetched([(b"1 (UID 5 BODY[] {3}", b"raw"), b")"])
    assert date_of(answer, b"Date: Mon, 2 Mar 2026 09:00:00 +0100\r\n\r\n") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert date_of(answer, b"x\r\n\r\n").year == 1970


def test_search_lines_are_joined_sorted_and_cleaned() -> None:
    assert searched([b"3 1", None, b"", b"2 1"]) == [1, 2, 3]


def test_a_header_is_unfolded_and_never_taken_from_the_body() -> None:
    raw = b"Subject: a\r\nFROM:\r\n Ren\xe9\r\n\t<r@x.test>\r\n\r\nTo: body\r\n"
    assert header(raw, "from") == "René\t<r@x.test>"
    assert header(raw, "to") == ""


def info(name: str, *flags: str, delim: str = "/") -> FolderInfo:
    return FolderInfo(name, delim, flags)


def test_special_use_wins_over_names_and_names_over_their_rank() -> None:
    assert guess_sent([info("Sent"), info("Partis", "\\Sent")]) == "Partis"
    assert guess_sent([info("Sent Items"), info("Sent")]) == "Sent"
    assert guess_sent([info("[Gmail]/Messages envoyés"), info("[Gmail]", "\\Noselect")]) == "[Gmail]/Messages envoyés"
    assert guess_sent([info("INBOX.Sent", delim="."), info("INBOX", delim=".")]) == "INBOX.Sent"
    assert guess_sent([info("Sent", "\\Noselect"), info("Archives/Sent"), info("INBOX")]) is None
    assert guess_sent([info("E\u0301le\u0301ments envoye\u0301s")]) is not None, "decomposed accents, as Apple stores"


def test_the_private_names_of_imaplib_that_idle_stands_on_are_there() -> None:
    assert patched.Commands["IDLE"]
    for name in ("_command", "_get_response"):
        assert callable(getattr(imaplib.IMAP4, name))
    source = inspect.getsource(imaplib.IMAP4)
    for name in ("tagged_commands", "untagged_responses"):
        assert name in source
    assert "_get_mailbox_client" in inspect.getsource(BaseMailBox.__init__)
