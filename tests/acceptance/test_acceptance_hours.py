"""Decent hours: a tick decides at any time, clients are written to on working days, in sending hours."""

from __future__ import annotations

from pathlib import Path

import pytest
from acceptance_steps import asked_for_yes, query, reconfigure, rows

from servers.embedded import ImapServer, SmtpSink
from servers.office import LAWYER, Office, answer, to_clients, to_firm


@pytest.fixture
def office(tmp_path: Path, imap_server: ImapServer, smtp_sink: SmtpSink) -> Office:
    return Office(tmp_path, imap_server, smtp_sink)


def sent_at(office: Office, due: str, *whens: str) -> list[str]:
    """The ticks in which the reminder of an invoice due that day left; it comes in the evening before the first."""
    taken = office.take_in(rows(1, due=due), f"{whens[0].split()[0]} 00:05")
    assert taken.returncode == 0, taken.stderr
    return [when for when in whens for _ in to_clients(office.tick(when))]


def test_before_nine_it_decides_and_at_nine_it_sends(office: Office) -> None:
    assert sent_at(office, "2026-03-02", "2026-03-09 07:00", "2026-03-09 08:59", "2026-03-09 09:00") == [
        "2026-03-09 09:00"
    ]


def test_what_was_decided_at_seven_is_planned_for_nine(office: Office) -> None:
    assert sent_at(office, "2026-03-02", "2026-03-09 07:00") == []
    assert query(office, "SELECT status, not_before FROM mail") == [("planned", "2026-03-09 08:00:00.000000")]


def test_at_noon_it_waits_for_two(office: Office) -> None:
    assert sent_at(office, "2026-03-02", "2026-03-09 12:00", "2026-03-09 12:30", "2026-03-09 13:59",
                   "2026-03-09 14:00") == ["2026-03-09 14:00"]  # fmt: skip


def test_friday_evening_waits_for_monday(office: Office) -> None:
    assert sent_at(office, "2026-03-06", "2026-03-13 19:00", "2026-03-14 10:00", "2026-03-15 10:00",
                   "2026-03-16 08:00", "2026-03-16 09:00") == ["2026-03-16 09:00"]  # fmt: skip


def test_a_sunday_or_a_public_holiday_sends_nothing(office: Office) -> None:
    # 14 July 2026 is a Tuesday; what falls on it leaves on the Wednesday.
    assert sent_at(office, "2026-07-07", "2026-07-12 10:00", "2026-07-14 10:00", "2026-07-14 15:00",
                   "2026-07-15 09:00") == ["2026-07-15 09:00"]  # fmt: skip


def test_the_first_of_may_and_whit_monday_send_nothing(office: Office) -> None:
    assert sent_at(office, "2026-04-24", "2026-05-01 10:00", "2026-05-03 10:00", "2026-05-04 10:00") == [
        "2026-05-04 10:00"
    ]


def test_a_closed_firm_does_not_write(office: Office) -> None:
    reconfigure(office, "[payments]", '[sending]\nclosed = ["2026-08-03..2026-08-21"]\n\n[payments]')
    assert sent_at(office, "2026-07-27", "2026-08-03 10:00", "2026-08-21 10:00", "2026-08-24 10:00") == [
        "2026-08-24 10:00"
    ]


def test_good_friday_is_a_holiday_in_alsace_and_moselle_only(office: Office) -> None:
    assert sent_at(office, "2026-03-27", "2026-04-03 10:00") == ["2026-04-03 10:00"]


def test_in_strasbourg_good_friday_waits_for_tuesday(office: Office) -> None:
    reconfigure(office, "[payments]", '[sending]\nregion = "Alsace-Moselle"\n\n[payments]')
    assert sent_at(office, "2026-03-27", "2026-04-03 10:00", "2026-04-06 10:00", "2026-04-07 10:00") == [
        "2026-04-07 10:00"
    ]


def test_the_clock_that_changes_neither_loses_nor_repeats(office: Office) -> None:
    # 29 March 2026, 02:00 -> 03:00.
    assert sent_at(office, "2026-03-23", "2026-03-28 23:30", "2026-03-29 03:30", "2026-03-30 09:00",
                   "2026-03-30 09:30") == ["2026-03-30 09:00"]  # fmt: skip


def test_a_month_without_a_tick_sends_one_step_and_then_keeps_its_distance(office: Office) -> None:
    assert sent_at(office, "2026-03-02", "2026-03-09 09:30", "2026-04-20 09:30", "2026-04-21 09:30",
                   "2026-05-01 09:30", "2026-05-04 09:30") == [
        "2026-03-09 09:30", "2026-04-20 09:30", "2026-05-04 09:30",
    ]  # fmt: skip


def test_the_firm_is_written_to_at_any_hour_and_its_yes_waits_for_the_morning(office: Office) -> None:
    request = asked_for_yes(office)
    office.receive(answer(request, "ok", sender=LAWYER, when="2026-04-10 22:00", verdict="pass"))  # a Friday night
    mails = office.tick("2026-04-10 22:05")
    assert to_clients(mails) == []
    assert to_firm(mails)
    assert to_clients(office.tick("2026-04-12 10:00")) == []
    assert len(to_clients(office.tick("2026-04-13 09:00"))) == 1
