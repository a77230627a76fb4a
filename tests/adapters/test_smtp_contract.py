"""The private names of aiosmtplib that the courier stands on: a new version that moves them fails here first."""

from __future__ import annotations

import inspect
from importlib.metadata import version

from aiosmtplib import SMTP, protocol


def test_the_pinned_version_is_the_one_that_was_read() -> None:
    assert version("aiosmtplib") == "5.1.3"


async def test_the_protocol_has_what_the_courier_uses() -> None:
    made = protocol.SMTPProtocol()
    assert made._response_pending is False
    assert made._response_waiter is None
    assert inspect.iscoroutinefunction(made._drain_helper)
    assert list(inspect.signature(made.read_response).parameters) == ["timeout"]
    assert list(inspect.signature(made.write).parameters) == ["data"]
    assert SMTP(hostname="x").protocol is None


def test_dots_and_line_ends_are_made_ready_for_the_wire() -> None:
    body = protocol.normalize_message_line_endings(b".a\n.\r\nb")
    assert protocol.PERIOD_REGEX.sub(b"..", body) == b"..a\r\n..\r\nb\r\n"


def test_a_write_on_a_closed_connection_takes_no_byte() -> None:
    source = inspect.getsource(protocol.SMTPProtocol.write)
    assert source.index("raise SMTPServerDisconnected") < source.index(".write(data)")
