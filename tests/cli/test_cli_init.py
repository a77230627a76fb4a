from __future__ import annotations

from pathlib import Path

import pytest

from relance.adapters import files
from relance.cli.entry import run
from relance.config import load


def test_init_writes_a_configuration_that_can_be_used_and_every_gabarit(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "cabinet")]) == 0
    settings = load(tmp_path / "cabinet" / "config.toml")
    assert settings.gabarits == tmp_path / "cabinet" / "gabarits"
    assert files.gabarits(settings.gabarits) == files.packaged_gabarits()
    written = {path.name for path in (tmp_path / "cabinet" / "gabarits").iterdir()}
    assert written == set(files.packaged_gabarits())


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path)]) == 0
    (tmp_path / "config.toml").write_text("à moi", encoding="utf-8")
    (tmp_path / "gabarits" / "due.txt").write_text("à moi aussi", encoding="utf-8")
    (tmp_path / "gabarits" / "firm.txt").unlink()
    capsys.readouterr()
    assert run(["init", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "existe déjà" in said
    assert "gabarits écrits : 1" in said.replace("\u00a0", " ")
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "à moi"
    assert (tmp_path / "gabarits" / "due.txt").read_text(encoding="utf-8") == "à moi aussi"
    assert (tmp_path / "gabarits" / "firm.txt").exists()


def test_init_works_in_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 0
    assert (tmp_path / "config.toml").exists()


def test_init_where_nothing_can_be_written_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run(["init", str(tmp_path / "file")]) == 1
    assert "ne peut pas être écrit" in capsys.readouterr().err
