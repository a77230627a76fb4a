from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parseaddr
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.model import Letter
from relance.writing.compose import Attachment, Envelope, compose, trimmed
from relance.writing.gabarits import Gabarits
from relance.writing.letters import Written, render
from relance.writing.samples import samples

WRITTEN = Written(
    "Facture n° 2026-0142 – échéance du 2 mars 2026", "Bonjour à tous,\n\n" + "é" * 3000 + "\n", "<p>é</p>\n"
)
ENVELOPE = Envelope(
    from_name="Cabinet Exemple & Associés",
    from_address="comptabilite@cabinet.test",
    to=("client@exemple.test",),
    date=datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1))),
    message_id="<abc.123@cabinet.test>",
    relance_ref="k3j5n7",
)
PDF = Attachment("facture.pdf", b"%PDF-1.7 \x00\xff" * 500)


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)


def unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def outlook_id(n: int) -> str:
    return f"<PAXP{n:03}MB{'X' * 60}@PAXP000MB0000.eurprd00.prod.outlook.test>"


def test_the_mail_carries_its_marks() -> None:
    mail = parsed(
        compose(WRITTEN, replace(ENVELOPE, cc=("b@exemple.test",), reply_to="comptabilite+ab@cabinet.test"))
    )
    assert {name: str(value) for name, value in mail.items() if name not in {"Content-Type", "MIME-Version"}} == {
        "From": "Cabinet Exemple & Associés <comptabilite@cabinet.test>",
        "To": "client@exemple.test",
        "Cc": "b@exemple.test",
        "Reply-To": "comptabilite+ab@cabinet.test",
        "Subject": WRITTEN.subject,
        "Date": "Mon, 02 Mar 2026 09:30:00 +0100",
        "Message-ID": "<abc.123@cabinet.test>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Relance-Ref": "k3j5n7",
    }
    assert mail.defects == []


def test_without_attachment_it_is_the_two_versions_alone() -> None:
    mail = parsed(compose(WRITTEN, ENVELOPE))
    assert mail.get_content_type() == "multipart/alternative"
    parts = [cast("EmailMessage", part) for part in mail.iter_parts()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [unix(part.get_content()) for part in parts] == [WRITTEN.text, WRITTEN.html]


def test_with_attachments_the_versions_come_first_and_the_bytes_arrive() -> None:
    other = Attachment("Relevé n° 3.txt", b"\x80", "text", "plain")
    mail = parsed(compose(WRITTEN, ENVELOPE, (PDF, other)))
    assert mail.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["multipart/alternative", "application/pdf", "text/plain"]
    files = [(part.get_filename(), part.get_payload(decode=True)) for part in mail.iter_attachments()]
    assert files == [(PDF.name, PDF.content), (other.name, other.content)]


@pytest.mark.parametrize("letter", Letter)
def test_every_letter_leaves_as_ascii_in_short_lines(letter: Letter, gabarits: Gabarits) -> None:
    for _, facts in samples(letter):
        written = render(letter, facts, gabarits)
        raw = compose(written, ENVELOPE, (PDF,))
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
        mail = parsed(raw)
        assert mail["Subject"] == written.subject
        body = mail.get_body(("plain",))
        assert body is not None
        assert unix(body.get_content()) == written.text


def test_the_same_arguments_give_the_same_bytes_and_the_boundary_hangs_on_the_id() -> None:
    raw = compose(WRITTEN, ENVELOPE, (PDF,))
    assert raw == compose(WRITTEN, ENVELOPE, (PDF,))
    other = compose(WRITTEN, replace(ENVELOPE, message_id="<other@cabinet.test>"), (PDF,))
    boundaries = {parsed(r).get_boundary() for r in (raw, other)}
    assert len(boundaries) == 2


def test_a_text_that_quotes_the_boundary_does_not_end_the_mail() -> None:
    boundary = parsed(compose(WRITTEN, ENVELOPE)).get_boundary()
    text = f"avant\n--{boundary}\n--{boundary}--\naprès\n"
    body = parsed(compose(replace(WRITTEN, text=text), ENVELOPE)).get_body(("plain",))
    assert body is not None
    assert unix(body.get_content()) == text


def test_long_ids_of_other_programs_stay_whole_on_one_line() -> None:
    ids = tuple(outlook_id(n) for n in range(5))
    raw = compose(WRITTEN, replace(ENVELOPE, in_reply_to=ids[-1], references=ids))
    assert f"\r\nReferences: {' '.join(ids)}\r\n".encode() in raw
    assert f"\r\nIn-Reply-To: {ids[-1]}\r\n".encode() in raw


def test_a_long_thread_keeps_its_first_and_last_ids() -> None:
    ids = [outlook_id(n) for n in range(40)]
    kept = trimmed(ids)
    assert kept[0] == ids[0]
    assert kept[1:] == ids[-len(kept) + 1 :]
    assert len(kept) > 5
    assert 780 < len(" ".join(kept)) <= 900
    assert trimmed([]) == []
    assert trimmed(["<a@b>", "<c@d>", "<a@b>"]) == ["<a@b>", "<c@d>"]


def test_the_mail_answered_ends_the_thread() -> None:
    raw = compose(WRITTEN, replace(ENVELOPE, in_reply_to="<c@x>", references=("<a@x>", "<b@x>")))
    assert b"\r\nReferences: <a@x> <b@x> <c@x>\r\n" in raw


def test_an_id_that_is_none_is_left_out() -> None:
    odd = ("no-brackets@x", "<a b@x>", "<é@x>", "", "<ok@x>", f"<{'x' * 300}@x>")
    raw = compose(WRITTEN, replace(ENVELOPE, in_reply_to="<a b@x>", references=odd))
    assert b"\r\nReferences: <ok@x>\r\n" in raw
    assert b"In-Reply-To" not in raw


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=200))
def test_any_subject_and_sender_come_back_in_short_encoded_words(text: str) -> None:
    words = " ".join(text.split())
    if not words:
        return
    raw = compose(replace(WRITTEN, subject=words), replace(ENVELOPE, from_name=words))
    head = raw.partition(b"\r\nMIME-Version")[0] + b"\r\n"
    assert all(len(line) <= 78 or b"=?" not in line for line in head.split(b"\r\n"))
    mail = email.message_from_bytes(raw, policy=compat32)
    assert str(make_header(decode_header(" ".join(mail["Subject"].split("\r\n "))))) == words
    name, address = parseaddr(mail["From"].replace("\r\n", ""))
    assert (str(make_header(decode_header(name))), address) == (words, ENVELOPE.from_address)


@pytest.mark.parametrize(
    "change",
    [
        {"from_name": "a\r\nBcc: x@y.test"},
        {"from_address": "a@b.test\nBcc: x@y.test"},
        {"to": ("a@b.test\r\n c@d.test",)},
        {"to": ("a@b.test, c@d.test",)},
        {"to": ("a@b.test\x00",)},
        {"cc": ("pas une adresse",)},
        {"to": ("accentué@b.test",)},
        {"reply_to": "<a@b.test>"},
        {"to": ()},
        {"message_id": "<a@b>\r\nBcc: x@y.test"},
        {"message_id": "abc@cabinet.test"},
        {"message_id": "<a b@c>"},
        {"in_reply_to": "<a@b>\r\nX: y"},
        {"references": ("<a@b>\n",)},
        {"relance_ref": "a\rb"},
        {"auto_submitted": "no\nX: y"},
        {"headers": (("X-A", "b\r\n c"),)},
        {"headers": (("X A", "b"),)},
        {"headers": (("X-A\r\nBcc", "b"),)},
        {"headers": (("X-A", "é"),)},
        {"date": datetime(2026, 3, 2, 9, 30)},  # noqa: DTZ001  the naive date is what is refused
    ],
)
def test_a_header_that_could_become_two_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        compose(WRITTEN, replace(ENVELOPE, **change))


def test_a_subject_or_file_name_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        compose(replace(WRITTEN, subject="a\nBcc: x@y.test"), ENVELOPE)
    with pytest.raises(ValueError, match="line break"):
        compose(WRITTEN, ENVELOPE, (replace(PDF, name="a.pdf\r\nX: y"),))


def test_a_header_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="998"):
        compose(WRITTEN, replace(ENVELOPE, headers=(("X-Long", "x" * 1000),)))


def test_an_international_domain_is_written_in_ascii() -> None:
    raw = compose(WRITTEN, replace(ENVELOPE, to=("a@société.test", "b@c.test")))
    assert b"\r\nTo: a@xn--socit-esab.test,\r\n b@c.test\r\n" in raw


def test_an_answer_says_that_it_is_one_and_empty_headers_are_left_out() -> None:
    raw = compose(WRITTEN, replace(ENVELOPE, auto_submitted="auto-replied", date=datetime(2026, 7, 1, tzinfo=UTC)))
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in raw
    assert b"Reply-To" not in raw
    assert b"Cc:" not in raw
