from __future__ import annotations

from pathlib import Path

import pytest

from relance.writing.gabarits import Gabarits

FOLDER = Path(__file__).parents[2] / "gabarits"


@pytest.fixture(scope="session")
def gabarits() -> Gabarits:
    """The letters that come with the program."""
    return Gabarits({path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())})
