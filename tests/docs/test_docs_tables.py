from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from relance.domain.chart import TABLES, decisions, filled, ladder
from relance.domain.intents import Intent
from relance.domain.policy import CABINET

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = ".venv/bin/python docs/make_tables.py"


def test_the_tables_of_the_flow_page_are_those_of_the_code() -> None:
    page = (DOCS / "flow.md").read_text(encoding="utf-8")
    assert filled(page) == page, f"run: {COMMAND}"
    assert COMMAND in page


def test_a_page_with_an_old_table_is_made_anew_by_the_command(tmp_path: Path) -> None:
    for name in ("flow.md", "make_tables.py"):
        (tmp_path / name).write_bytes((DOCS / name).read_bytes())
    page = tmp_path / "flow.md"
    true = page.read_text(encoding="utf-8")
    page.write_text(true.replace("| `friendly` | J+7 |", "| `friendly` | J+9 |"), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != true
    subprocess.run([sys.executable, str(tmp_path / "make_tables.py")], check=True)
    assert page.read_text(encoding="utf-8") == true


@pytest.mark.parametrize("name", TABLES)
def test_a_page_without_a_marker_is_refused(name: str) -> None:
    page = (DOCS / "flow.md").read_text(encoding="utf-8").replace(f"<!-- {name}: end -->", "")
    with pytest.raises(ValueError, match=name):
        filled(page)


def test_every_intent_and_every_stage_has_its_row() -> None:
    rows = decisions().splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == [f"| `{intent.value}`" for intent in Intent]
    assert len(ladder().splitlines()) == 2 + len(CABINET)
