from __future__ import annotations

import json
from pathlib import Path

import pytest

from relance.cli.entry import run

HEADERS = """\
From: Jean Martin <jean@exemple.test>
To: comptabilite@cabinet.test
Subject: Re: Facture 2026-0142
Date: Mon, 9 Mar 2026 10:00:00 +0100
Message-ID: <1@exemple.test>
Content-Type: text/plain; charset=utf-8

"""


def mail(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(HEADERS + body, encoding="utf-8")
    return str(path)


def test_json_is_one_object_a_line_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = mail(tmp_path, "b.eml", "Bonjour,\n\nLe virement a été fait ce matin.\n\nCordialement\n")
    first = mail(tmp_path, "a.eml", "Bonjour,\n\nPouvez-vous m’envoyer votre RIB ?\n\nCordialement\n")
    assert run(["classify", second, first, "--json"]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [o["file"] for o in objects] == [second, first]
    assert [o["intent"] for o in objects] == ["paid", "information_request"]
    for one in objects:
        assert {"file", "kind", "intent", "secondary", "confidence", "entities", "evidence", "new_text"} <= set(one)
        assert set(one["entities"]) == {"amount", "date", "instalments", "new_contact", "invoice"}


def test_a_file_that_is_no_mail_is_told_and_the_others_are_still_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.eml"
    broken.write_bytes(b"\x00\x01\x02")
    good = mail(tmp_path, "good.eml", "Le virement a été fait ce matin.\n")
    assert run(["classify", str(broken), str(tmp_path / "absent.eml"), good, "--json"]) == 1
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(o) for o in objects[:2]] == [{"file", "error"}] * 2
    assert "il n’existe pas" in objects[1]["error"]
    assert objects[2]["intent"] == "paid"


def test_a_person_reads_the_words_that_decided_and_what_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "Bonjour,\n\nJe vous règle 600 € vendredi [promis].\n\nCordialement\nJean\n"
    assert run(["classify", mail(tmp_path, "a.eml", body)]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "promesse de règlement" in said
    assert "montant : 600,00 €" in said
    assert "date : 13/03/2026" in said
    assert "[promis]" in said
    assert "→ Pause jusqu’à la date promise" in said


def test_a_pending_proposal_changes_what_a_yes_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yes = mail(tmp_path, "a.eml", "Bonjour,\n\nD’accord pour l’échéancier proposé.\n\nCordialement\n")
    assert run(["classify", yes, "--pending-proposal", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["intent"] == "schedule_accepted"
