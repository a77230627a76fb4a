"""Mail systems as they really report, and people who only look like them; the mails are composed for this project."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from relance.domain.intents import Intent
from relance.reading.machines import reasons
from relance.reading.machines.bounces import bounce
from relance.reading.machines.formats import FORMATS
from relance.reading.message import Message, parse
from relance.reading.understand import Context, understand

MAILS = Path(__file__).parent.parent / "mails" / "machines"
EXPECTED = tomllib.loads((MAILS / "expected.toml").read_text(encoding="utf-8"))


def _mail(name: str) -> Message:
    return parse((MAILS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_machine_is_known_by_its_report_and_a_person_is_left_alone(name: str) -> None:
    understood, expected = understand(_mail(name), Context()), EXPECTED[name]
    if expected["intent"] == "human":
        assert not understood.is_machine, understood
        return
    assert understood.intent.value == expected["intent"], understood
    found = understood.bounce
    assert list(found.recipients if found else ()) == expected.get("recipients", []), understood
    assert (found.status if found else None) == expected.get("status"), understood


def test_every_mail_of_the_folder_is_expected() -> None:
    assert {p.stem for p in MAILS.glob("*.eml")} == set(EXPECTED)


def test_every_format_has_a_mail_that_needs_it() -> None:
    used = {failed.format for name in EXPECTED if (failed := bounce(_mail(name)))}
    assert {f.name for f in FORMATS} - used == set()


def test_every_reason_has_a_mail_that_needs_it() -> None:
    used = {failed.reason for name in EXPECTED if (failed := bounce(_mail(name)))}
    assert {r.name for r in reasons.TABLE} - used == {reasons.CHALLENGE.name}


def test_a_report_that_names_several_says_which_of_them_is_dead() -> None:
    failed = bounce(_mail("bounce_opensmtpd_mixed"))
    assert failed is not None
    assert failed.bounce.dead == ("dg@scierie.test",)


def test_the_address_we_wrote_to_is_dead_with_the_one_behind_it() -> None:
    failed = bounce(_mail("bounce_alias"))
    assert failed is not None
    assert failed.bounce.asked == ("compta@durand.test",)
    assert failed.bounce.dead == ("perso.durand@ailleurs.test", "compta@durand.test")


@pytest.mark.parametrize("name", ["bounce_our_domain_refused", "bounce_our_quota", "bounce_blacklisted"])
def test_a_refusal_of_our_own_sending_is_ours_to_repair(name: str) -> None:
    failed = bounce(_mail(name))
    assert failed is not None
    assert failed.bounce.own_trouble


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("absence_closed_works", "2026-08-24"),
        ("absence_odd_words", "2026-08-03"),
        ("absence_german", "2026-09-21"),
    ],
)
def test_the_day_of_return_is_read(name: str, day: str) -> None:
    assert str(understand(_mail(name), Context()).entities.date) == day


def test_a_departure_for_good_also_says_that_the_contact_is_wrong() -> None:
    understood = understand(_mail("absence_left_for_good"), Context())
    assert understood.secondary == (Intent.WRONG_CONTACT,)
    assert understood.entities.new_contact == "administration@trelor.test"


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e["intent"].startswith("bounce")])
def test_a_report_cut_anywhere_raises_nothing(name: str) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    for end in range(20, len(raw), 41):
        understand(parse(raw[:end]), Context())


def test_a_report_that_names_thousands_is_read_as_far_as_it_can_concern_us() -> None:
    fields = "".join(f"Final-Recipient: rfc822; a{n}@x.test\nAction: failed\nStatus: 5.1.1\n\n" for n in range(2000))
    failed = bounce(parse(f"From: MAILER-DAEMON@x.test\nSubject: Undelivered Mail\n\n{fields}".encode()))
    assert failed is not None
    assert failed.bounce.recipients[:2] == ("a0@x.test", "a1@x.test")
    assert len(failed.bounce.recipients) == 50
