# ruff: noqa: INP001  a script beside its page, not a package
"""Makes the tables of flow.md anew from the code: `.venv/bin/python docs/make_tables.py`."""

from __future__ import annotations

from pathlib import Path

from relance.domain.chart import filled

PAGE = Path(__file__).with_name("flow.md")

if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
