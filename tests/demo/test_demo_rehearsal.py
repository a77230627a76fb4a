"""The rehearsal: a short play in full, what it leaves, and that its checks can fail."""

from __future__ import annotations

import shlex
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from email import message_from_bytes, policy

import pytest

from relance.config import load
from relance.demo import cast
from relance.demo.checks import checks
from relance.demo.rehearsal import Story, rehearse
from relance.demo.scenario import Cue, Scenario, StaffCue
from relance.demo.summary import next_commands
from relance.demo.views import PlainView
from relance.domain.model import Letter

CALLED = replace(
    cast.FORGETS,
    bills=(
        replace(
            cast.FORGETS.bills[0],
            due_on=date(2026, 1, 12),
            stage="call",
            stage_on=date(2026, 2, 10),
        ),
    ),
    cues=(Cue(Letter.FORMAL_NOTICE, (replace(cast.FORGETS.cues[0].acts[0], days=3),)),),
)
"""Was called before the daemon came: the formal notice is asked for on 19 February."""

DISPUTES = replace(
    cast.DISPUTES,
    cues=(replace(cast.DISPUTES.cues[0], letter=Letter.FRIENDLY),),
)

SHORT = Scenario(
    date(2026, 2, 16),
    3,
    (cast.PAYS_AT_ONCE, CALLED, DISPUTES, cast.BOUNCES),
    (
        StaffCue(cast.NOTICE, "2026-0102", "ok", 0, time(10, 12), forged=True),
        StaffCue(cast.NOTICE, "2026-0102", "ok", 0, time(16, 40)),
    ),
)


@dataclass
class Played:
    story: Story
    lines: list[str]
    threads: set[threading.Thread]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    before = set(threading.enumerate())
    lines: list[str] = []
    story = rehearse(SHORT, PlainView(lines.append), tmp_path_factory.mktemp("rehearsal"))
    return Played(story, lines, set(threading.enumerate()) - before)


def test_every_check_of_a_short_play_holds(played: Played) -> None:
    assert [(c.sentence, c.found) for c in checks(played.story) if not c.ok] == []


def test_each_client_ends_as_his_part_says(played: Played) -> None:
    states = {i["number"]: (i["state"], i["reason"]) for i in played.story.status["invoices"]}
    assert states == {
        "2026-0101": ("settled", None),
        "2026-0102": ("settled", None),
        "2026-0103": ("waiting", "dispute"),
        "2026-0106": ("waiting", "bounce_hard"),
    }


def test_the_forged_yes_was_refused_and_the_real_one_sent_the_letter(played: Played) -> None:
    forged = [m for m in played.story.arrived if m.forged]
    notices = [s for s in played.story.sent if s.known.letter is Letter.FORMAL_NOTICE]
    events = [e["event"] for e in played.story.shown["2026-0102"]["timeline"]]
    assert len(forged) == 1
    assert [s.at.date() for s in notices] == [date(2026, 2, 20)], "the real « ok » of the 19th is read on the 20th"
    assert events.index("answer_refused") < events.index("formal_notice_sent")


def test_the_plain_view_tells_the_folder_and_each_mail(played: Played) -> None:
    assert str(played.story.folder) in played.lines[0]
    told = [line for line in played.lines if "  envoyé  " in line or "  reçu    " in line]
    assert len(told) == len(played.story.sent) + len(played.story.arrived)
    assert any("« Je conteste cette facture" in line for line in told)
    assert "18/02 09:30  envoyé  rappel avant échéance 2026-0101 → SARL Les Jardins de Garonne" in told


def test_every_mail_and_the_letter_are_left_as_files(played: Played) -> None:
    mails = sorted((played.story.folder / "courriers").rglob("*.eml"))
    assert len(mails) == len(played.story.sent) + len(played.story.arrived)
    for path in mails:
        parsed = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert parsed["From"]
        assert parsed["Date"]
        assert not parsed.defects
    letters = list((played.story.folder / "mises-en-demeure").glob("*.pdf"))
    assert [p.read_bytes()[:5] for p in letters] == [b"%PDF-"]


def test_answers_are_threaded_and_quote_what_they_answer(played: Played) -> None:
    sent = {s.mail.message_id: s.mail for s in played.story.sent}
    reply = next(m for m in played.story.arrived if "conteste" in m.told)
    parsed = message_from_bytes(reply.raw, policy=policy.default)
    answered = sent[parsed["In-Reply-To"]]
    assert parsed["References"].split()[-1] == answered.message_id
    body = parsed.get_body(("plain",))
    assert body is not None
    assert f"> {answered.text.splitlines()[0]}" in body.get_content()


def test_servers_and_threads_end_with_the_play(played: Played) -> None:
    assert not [t.name for t in played.threads if t.is_alive()]
    settings = load(played.story.config)
    for port in (settings.imap.real_port, settings.smtp.real_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=2)


def test_the_commands_it_proposes_work_in_the_folder_it_leaves(played: Played) -> None:
    commands = next_commands(played.story)
    assert [c.split(" --config ")[1].split()[1] for c in commands] == ["status", "show", "preview", "answer"]
    for command in commands:
        words = shlex.split(command)
        run = subprocess.run(
            [sys.executable, "-m", "relance", *words[1:]], capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stderr) == (0, ""), command
        assert run.stdout.strip()


# --------------------------------------------------------------------------------- the checks can fail


def _found(story: Story, words: str) -> tuple[str, ...]:
    return next(c.found for c in checks(story) if words in c.sentence)


def test_a_stage_sent_twice_is_found(played: Played) -> None:
    story = played.story
    assert _found(replace(story, sent=(*story.sent, story.sent[0])), "deux fois")


def test_a_mail_after_a_known_payment_is_found(played: Played) -> None:
    story = played.story
    early = next(s for s in story.sent if "2026-0101" in s.numbers)
    late = replace(early, at=story.ends_at)
    assert _found(replace(story, sent=(*story.sent, late)), "règlement était connu")


def test_an_unpaid_invoice_without_future_is_found(played: Played) -> None:
    story = played.story
    assert _found(replace(story, status={**story.status, "tasks": []}), "prochaine étape")


def test_a_letter_that_a_forger_set_off_is_found(played: Played) -> None:
    story = played.story
    notice = next(s for s in story.sent if s.known.letter is Letter.FORMAL_NOTICE)
    forged = next(m for m in story.arrived if m.forged)
    early = replace(notice, at=forged.at + timedelta(hours=4))
    assert _found(replace(story, sent=(*story.sent, early)), "faux")


def test_a_mark_in_the_mailbox_is_found(played: Played) -> None:
    story = played.story
    before, after = story.flags
    newest = max(after)
    assert _found(replace(story, flags=(before, {**after, newest: frozenset({"\\Seen"})})), "boîte")
    assert _found(replace(story, inbox=story.inbox[:-1]), "boîte")


def test_a_mail_at_night_is_found(played: Played) -> None:
    story = played.story
    night = replace(next(s for s in story.sent if not s.to_firm), at=story.ends_at.replace(hour=22))
    assert _found(replace(story, sent=(*story.sent, night)), "heures")


def test_two_reminders_too_close_are_found(played: Played) -> None:
    story = played.story
    first = next(s for s in story.sent if s.known.letter is Letter.PREVENTIVE)
    assert _found(replace(story, sent=(first, replace(first, at=first.at + timedelta(days=4)))), "cinq jours")
    assert not _found(replace(story, sent=(first, replace(first, at=first.at + timedelta(days=5)))), "cinq jours")


def test_another_ending_than_the_scenario_s_is_found(played: Played) -> None:
    story = played.story
    wanted = replace(SHORT, debtors=(replace(cast.PAYS_AT_ONCE, bills=(
        replace(cast.PAYS_AT_ONCE.bills[0], ends="waiting"),)),))  # fmt: skip
    assert _found(replace(story, scenario=wanted), "scénario")


def test_every_mail_has_its_copy_in_the_sent_folder(played: Played) -> None:
    assert played.story.copies == len({s.mail.message_id for s in played.story.sent})
    assert _found(replace(played.story, copies=played.story.copies - 1), "copie")
