from __future__ import annotations

import pytest

from relance.reading.answerable import wants_no_answer
from relance.reading.message import parse


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (by our desk)",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Precedence: bulk",
        "List-Id: <clients.exemple.test>",
        "Return-Path: <>",
    ],
)
def test_a_robot_is_not_answered(header: str) -> None:
    assert wants_no_answer(parse(f"{header}\r\nFrom: a@b.test\r\n\r\nVirement fait.\r\n".encode()))


@pytest.mark.parametrize("header", ["Subject: ok", "Auto-Submitted: no", "X-Auto-Response-Suppress: DR, RN"])
def test_a_person_is(header: str) -> None:
    assert not wants_no_answer(parse(f"{header}\r\nFrom: a@b.test\r\n\r\nVirement fait.\r\n".encode()))
