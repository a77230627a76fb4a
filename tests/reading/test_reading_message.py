# ruff: noqa: E501  mails and tables of examples read better unbroken
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.reading.message import UnreadableMailError, parse
from relance.reading.mime import MAX_PARTS, decode_bytes, decode_words


def _mail(headers: str, body: str = "Bonjour", charset: str = "utf-8") -> bytes:
    return (headers.strip("\n") + "\n\n" + body).replace("\n", "\r\n").encode(charset)


def test_a_file_without_any_header_is_no_mail() -> None:
    with pytest.raises(UnreadableMailError, match="n’est pas un courriel"):
        parse(b"juste du texte\nsur deux lignes")
    with pytest.raises(UnreadableMailError):
        parse(b"")


def test_an_unquoted_comma_in_from_does_not_lose_the_address() -> None:
    message = parse(_mail("From: Dupont, Jean <Jean@Client.test>"))
    assert message.sender == "jean@client.test"
    assert message.sender_uncertain
    assert "Jean" in message.sender_name


def test_a_plain_sender_is_certain_and_its_name_decoded() -> None:
    message = parse(_mail("From: =?utf-8?q?H=C3=A9l=C3=A8ne_Roy?= <h.roy@client.test>"))
    assert (message.sender, message.sender_name, message.sender_uncertain) == (
        "h.roy@client.test",
        "Hélène Roy",
        False,
    )


def test_a_quoted_address_in_the_name_is_not_the_sender() -> None:
    message = parse(_mail('From: "associee@cabinet.test" <pirate@ailleurs.test>'))
    assert message.sender == "pirate@ailleurs.test"


def test_two_from_headers_make_the_sender_uncertain() -> None:
    assert parse(_mail("From: a@client.test\nFrom: b@client.test")).sender_uncertain


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?UsOpdW5pb24=?=", "Réunion"),
        ("=?utf-8?B?UsOpdW5pb24?=", "Réunion"),
        ("=?utf-8?Q?R=C3?= =?utf-8?Q?=A9union?=", "Réunion"),
        ("=?iso-8859-1?q?R=E9union?= demain", "Réunion demain"),
        ("=?inconnu?q?R=C3=A9union?=", "Réunion"),
        ("=?undefined?q?abc?=", "abc"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
    ],
)
def test_encoded_words_are_decoded_as_senders_write_them(raw: str, text: str) -> None:
    assert decode_words(raw) == text


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "latin-1"])
def test_a_raw_8_bit_subject_keeps_its_accents(charset: str) -> None:
    assert parse(_mail("From: a@b.test\nSubject: Réunion", charset=charset)).subject == "Réunion"


@pytest.mark.parametrize("declared", ["cp-850", "unknown-8bit", "x-unknown", "undefined", "idna", "a\x00b", ""])
def test_an_unknown_charset_falls_back_without_an_error(declared: str) -> None:
    assert decode_bytes("réglé".encode(), declared) == "réglé"
    assert decode_bytes("réglé".encode("cp1252"), declared) == "réglé"


@pytest.mark.parametrize("value", ["", "hier", "Thu, 32 Foo 2026", "1 Jan 1950 00:00:00 +0000", "\x00", "9" * 500])
def test_a_broken_date_is_no_date(value: str) -> None:
    assert parse(_mail(f"From: a@b.test\nDate: {value}")).date is None


def test_a_date_is_aware_even_without_a_zone() -> None:
    dated = parse(_mail("From: a@b.test\nDate: Thu, 12 Mar 2026 10:00:00 -0000")).date
    assert dated == datetime(2026, 3, 12, 10, tzinfo=UTC)
    other = parse(_mail("From: a@b.test\nDate: Thu, 12 Mar 2026 10:00:00 +0100")).date
    assert other is not None
    assert other.utcoffset() == timedelta(hours=1)


def test_references_broken_by_encoded_words_are_repaired() -> None:
    message = parse(_mail("From: a@b.test\nReferences: =?utf-8?q?=3Cun=40x=2Etest=3E?=\n <deux@x.test>"))
    assert message.references == ("<un@x.test>", "<deux@x.test>")


def test_nesting_and_parts_are_bounded() -> None:
    raw = b"From: a@b.test\r\n"
    for level in range(1500):
        raw += f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode()
    assert len(parse(raw).parts) <= 31
    many = b'From: a@b.test\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 5000
    assert len(parse(many).parts) <= MAX_PARTS


def test_a_nested_mail_is_an_attachment_and_says_nothing() -> None:
    body = "--b\n\nBonjour\n--b\nContent-Type: message/rfc822\n\nFrom: x@y.test\n\nje conteste\n--b--"
    message = parse(_mail('From: a@b.test\nContent-Type: multipart/mixed; boundary="b"', body))
    assert message.text.strip() == "Bonjour"
    assert [a.content_type for a in message.attachments] == ["message/rfc822"]


def test_an_attachment_has_a_name_without_folder_and_a_size() -> None:
    body = '--b\n\nvoir\n--b\nContent-Type: application/pdf; name="../../etc/avis.pdf"\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--'
    (one,) = parse(_mail('From: a@b.test\nContent-Type: multipart/mixed; boundary="b"', body)).attachments
    assert (one.name, one.content_type, one.size) == ("avis.pdf", "application/pdf", 3)


def test_an_encrypted_mail_has_no_words_and_says_so() -> None:
    head = "From: a@b.test\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64"
    message = parse(_mail(head, "AAAA"))
    assert message.unreadable_body
    assert message.text == ""


def test_html_becomes_lines_and_what_is_hidden_is_left_out() -> None:
    html = '<p>Bonjour&nbsp;!</p><script>x</script><div style="display:none">caché</div><span style="font-size:0">nul</span><p>Au revoir</p>'
    message = parse(_mail("From: a@b.test\nContent-Type: text/html; charset=utf-8", html))
    assert message.text.split("\n")[0] == "Bonjour !"
    assert "Au revoir" in message.text
    assert "caché" not in message.text
    assert "nul" not in message.text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_arbitrary_bytes_are_a_mail_or_the_one_error(raw: bytes) -> None:
    try:
        message = parse(raw)
    except UnreadableMailError:
        return
    assert isinstance(message.text, str)
    assert "\x00" not in message.text + message.subject
    assert message.sender == message.sender.lower()
