from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from relance.cli import entry
from relance.errors import ConfigError, WorldError


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make the command `init` fail as a real one may."""

    @click.command()
    def fails() -> None:
        raise error

    monkeypatch.setattr("relance.cli.setup.init_command", fails)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (WorldError("Le serveur est muet."), 1, "Le serveur est muet.\n"),
        (ConfigError("Une faute.", "Une autre."), 2, "Une faute.\nUne autre.\n"),
        (KeyboardInterrupt(), 130, "\nInterrompu.\n"),
        (ExceptionGroup("x", [WorldError("Un."), ConfigError("Deux.")]), 2, "Un.\nDeux.\n"),
    ],
)
def test_errors_are_sentences_with_the_status_of_the_interface(
    error: BaseException, status: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, error)
    assert entry.run(["init"]) == status
    assert capsys.readouterr().err == said


def test_an_incident_names_its_kind_and_not_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, ZeroDivisionError("le mot d’un client"))
    assert entry.run(["init"]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "client" not in said
    assert "Traceback" not in said


def test_debug_shows_where_an_incident_happened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, ZeroDivisionError("x"))
    monkeypatch.setenv("RELANCE_DEBUG", "1")
    assert entry.run(["init"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_leaves_the_pipe_makes_no_noise(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "relance", "init", "--help"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
    ) as done:  # fmt: skip
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        said = done.stderr.read()
    assert said == b""
