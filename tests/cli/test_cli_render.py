from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from relance.cli import render, words
from relance.domain.case import State
from relance.domain.import_rows import Rejection
from relance.domain.intents import Intent
from relance.domain.model import Reason, TaskKind
from relance.domain.policy import Stage
from relance.flows.imports import ImportResult, Updated

INVOICE: dict[str, Any] = {
    "number": "2026-0142", "client": "SARL [exemple]", "email": "compta@exemple.test",
    "amount": "1200.00", "paid": "0.00", "balance": "1200.00", "due_on": "2026-11-01",
    "state": "paused", "reason": "promise_to_pay", "until": "2026-12-04",
    "stage": "formal", "stage_on": "2026-11-16", "next_stage": "firm", "next_on": "2026-12-04", "plan": None,
}  # fmt: skip
TASK = {
    "id": "T7", "kind": "call", "invoice": "2026-0142", "due_on": "2026-12-01",
    "title": "Appeler le client", "done_on": None,
}  # fmt: skip
STATUS = {"as_of": "2026-11-30T09:00:00+01:00", "invoices": [INVOICE], "tasks": [TASK]}


def drawn(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return (captured.out + captured.err).replace("\u00a0", " ").replace("\u202f", " ")


def test_status_is_a_table_of_invoices_and_one_of_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    render.status(STATUS)
    said = drawn(capsys)
    for words_of_it in (
        "Facture",
        "Reste dû",
        "Échéance",
        "Prochaine étape",
        "2026-0142",
        "1 200,00 €",
        "01/11/2026",
    ):
        assert words_of_it in said
    assert "en pause jusqu’au 04/12/2026 : promesse de règlement" in said
    assert "relance ferme le 04/12/2026" in said
    assert "T7" in said
    assert "Appeler le client" in said


def test_names_of_clients_are_text_and_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    render.status(STATUS)
    render.show({"invoice": INVOICE, "timeline": []})
    assert drawn(capsys).count("SARL [exemple]") == 2


def test_nothing_open_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    render.status({"as_of": "", "invoices": [], "tasks": []})
    assert drawn(capsys) == "Aucune facture ouverte.\nAucune tâche ouverte.\n"


def test_show_is_a_timeline_oldest_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"at": "2026-03-09T09:30:00.120+01:00", "event": "reminder_sent", "reason": "étape [friendly]"},
        {"at": "2026-03-10T11:00:00.000+01:00", "event": "reply_read", "reason": "promesse"},
    ]
    render.show({"invoice": INVOICE, "timeline": lines})
    said = drawn(capsys)
    assert said.index("09/03/2026 09:30:00") < said.index("10/03/2026 11:00:00")
    assert "étape [friendly]" in said


def test_preview_tells_when_what_and_to_whom(capsys: pytest.CaptureFixture[str]) -> None:
    mail = {
        "at": "2026-12-04T09:00:00+01:00",
        "client": "X",
        "to": ["a@b.fr"],
        "stage": "firm",
        "invoices": ["1", "2"],
    }
    render.preview({"mails": [mail]})
    said = drawn(capsys)
    assert "04/12/2026 09:00" in said
    assert "relance ferme" in said
    assert "a@b.fr" in said
    render.preview({"mails": []})
    assert drawn(capsys) == "Rien ne partirait.\n"


def test_an_import_names_each_refused_row(capsys: pytest.CaptureFixture[str]) -> None:
    result = ImportResult(
        created=["1", "2"],
        updated=[Updated("3", ("montant 10,00 € → 12,00 €",))],
        rejected=[Rejection("f.csv", 5, "montant", "« -3 » n’est pas une somme positive", "4")],
        remarks=["Une remarque."],
    )
    render.import_report(result)
    captured = capsys.readouterr()
    said = captured.out.replace("\u00a0", " ")
    assert "créées : 2 (1, 2)" in said
    assert "3 : montant 10,00 € → 12,00 €" in said
    assert "Une remarque." in said
    assert "f.csv, ligne 5, colonne montant (facture 4)" in captured.err


def test_json_has_two_decimals_iso_dates_and_milliseconds(capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass
    class Result:
        amount: Decimal
        on: date
        at: datetime
        rows: tuple[int, ...]

    render.json_line(Result(Decimal(5), date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC), (1,)))
    assert json.loads(capsys.readouterr().out) == {
        "amount": "5.00", "on": "2026-03-02", "at": "2026-03-02T09:00:00.000+00:00", "rows": [1],
    }  # fmt: skip


def test_every_word_of_the_program_has_a_french_one() -> None:
    assert set(words.INTENTS) == set(words.CONSEQUENCES) == set(Intent)
    assert set(words.STATES) == set(State)
    assert set(words.STAGES) == set(Stage)
    assert set(words.TASKS) == set(TaskKind)
    assert {*Intent, *Reason} <= set(words.REASONS)
