from __future__ import annotations

from pathlib import Path

import pytest

from relance.adapters import files
from relance.domain.model import Letter
from relance.errors import ConfigError, WorldError


def test_every_letter_has_a_packaged_gabarit() -> None:
    assert {f"{letter.value}.txt" for letter in Letter} <= set(files.packaged_gabarits())


def test_the_firm_replaces_gabarits_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "due.txt").write_text("Objet : à nous", encoding="utf-8")
    (tmp_path / "due.txt~").write_text("reste d’un éditeur", encoding="utf-8")
    (tmp_path / ".due.txt").write_text("caché", encoding="utf-8")
    texts = files.gabarits(tmp_path)
    assert texts["due.txt"] == "Objet : à nous"
    assert texts["firm.txt"] == files.packaged_gabarits()["firm.txt"]
    assert set(texts) == set(files.packaged_gabarits())


def test_a_folder_of_gabarits_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="absent"):
        files.gabarits(tmp_path / "absent")


def test_a_gabarit_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "due.txt").write_bytes("échéance".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"due\.txt.*UTF-8"):
        files.gabarits(tmp_path)


def test_a_new_file_is_private_and_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "a" / "config.toml"
    assert files.write_new(path, "un")
    assert not files.write_new(path, "deux")
    assert path.read_text(encoding="utf-8") == "un"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorldError, match="ne peut pas être écrit"):
        files.write_new(tmp_path / "file" / "config.toml", "x")


def test_a_part_of_the_program_that_is_missing_is_named() -> None:
    with pytest.raises(WorldError, match="rien-de-tel"):
        files.packaged("rien-de-tel")
