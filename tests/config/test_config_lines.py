from __future__ import annotations

from relance.config.lines import find

TEXT = """\
# [firm]
top = 1
[firm]   # the firm
"name" = "x"

[[firm.staff]]
name = "a = b"
[[firm.staff]]
name = "c"
[sending]
hours = [
  "09:00-12:00",
]
days.first = "mon"
"""


def test_a_key_is_found_in_its_table() -> None:
    assert find(TEXT, ("top",)) == 2
    assert find(TEXT, ("firm", "name")) == 4
    assert find(TEXT, ("firm", "staff", 1, "name")) == 9
    assert find(TEXT, ("sending", "days", "first")) == 14


def test_a_key_that_is_not_there_gives_the_line_of_its_table() -> None:
    assert find(TEXT, ("firm", "iban")) == 3
    assert find(TEXT, ("firm", "staff", 0, "email")) == 6
    assert find(TEXT, ("sending", "hours", 0)) == 11


def test_a_table_that_is_not_there_has_no_line() -> None:
    assert find(TEXT, ("imap", "host")) is None
