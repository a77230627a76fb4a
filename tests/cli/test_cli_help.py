from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from relance.cli.entry import COMMANDS, run
from relance.cli.french import CATALOGUE, typeset

# Commands of the interface with their exact options and arguments.
INTERFACE = {
    "init": ["[DIR]"],
    "check": ["--offline", "--now"],
    "import": ["FILE...", "--complete", "--now"],
    "run": ["--now"],
    "tick": ["--now"],
    "preview": ["--until", "--json", "--now"],
    "status": ["--json", "--all", "--now"],
    "show": ["NUMBER", "--json", "--now"],
    "hold": ["NUMBER", "--until", "--reason", "--client", "--all", "--now"],
    "release": ["NUMBER", "--client", "--all", "--now"],
    "answer": ["TASK", "TEXT", "--now"],
    "pay": ["NUMBER", "AMOUNT", "--on", "--ref", "--again", "--now"],
    "credit": ["NUMBER", "AMOUNT", "--now"],
    "cancel": ["NUMBER", "--written-off", "--now"],
    "classify": ["FILE...", "--pending-proposal", "--json"],
    "bank": ["FILE...", "--dry-run", "--json", "--now"],
    "backup": ["FILE", "--now"],
    "demo": [],
}

ENGLISH = re.compile(r"\b(the|and|missing|usage:|commands|error|such|default|invalid|exit)\b", re.IGNORECASE)

# Sentences of click that this program never meets: they are for programmers, passwords or editors.
NEVER_SAID = re.compile(
    r"DeprecationWarning|Could not determine|No options defined|Arguments take exactly|defined twice|same flag"
    r"|does not match the format|values are required|valid UUID|executable|Invalid start character|Do you want"
    r"|without prompting|standard stream|Press any key|Repeat for|entered values|Unknown color|invalid input"
)


def relance(*arguments: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("RELANCE")}
    return subprocess.run(
        [sys.executable, "-m", "relance", *arguments],
        capture_output=True, text=True, cwd=folder, env=clean | environ, timeout=60, check=False,
    )  # fmt: skip


def test_the_program_has_the_commands_of_the_interface() -> None:
    assert set(COMMANDS) == set(INTERFACE)


@pytest.mark.parametrize("command", sorted(INTERFACE))
def test_a_command_explains_itself_in_french(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"Usage : relance {command}")
    for word in INTERFACE[command]:
        assert word in said
    assert not ENGLISH.search(said), ENGLISH.search(said)


def test_the_help_of_the_program_is_french_and_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(re.search(rf"^  {command} ", said, re.MULTILINE) for command in INTERFACE)
    assert not ENGLISH.search(said), ENGLISH.search(said)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys; from relance.cli.entry import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & {
        "pydantic",
        "sqlalchemy",
        "sqlmodel",
        "rich",
        "holidays",
        "jinja2",
        "typst",
        "asyncio",
        "babel",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["py"], "La commande « py » n’existe pas"),
        (["pay", "2026-1"], "Il manque l’argument 'AMOUNT'"),
        (["pay", "2026-1", "dix"], "« dix » n’est pas un montant"),
        (["pay", "2026-1", "10", "--on", "31/02/2026"], "n’est pas une date"),
        (["pay", "2026-1", "10", "x", "y"], "Arguments en trop : x y"),
        (["pay", "2026-1", "10", "--onn", "x"], "L’option « --onn » n’existe pas"),
        (["tick", "--now", "demain"], "n’est pas un instant"),
        (["tick", "--now"], "L’option « --now » demande une valeur"),
        (["hold"], "Nommez une facture"),
        (["hold", "2026-1", "--all"], "Nommez une facture"),
        (["release", "--all", "--client", "X"], "Nommez une facture"),
        (["import"], "Il manque l’argument"),
        (["status", "--json=1"], "ne prend pas de valeur"),
    ],
)
def test_a_wrong_command_line_is_explained_in_french(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert typeset(said) in captured.err
    assert "--help" in captured.err
    assert captured.out == ""
    assert not ENGLISH.search(captured.err), captured.err


def test_no_command_shows_the_help_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commandes" in capsys.readouterr().err


def test_no_configuration_anywhere_is_explained(tmp_path: Path) -> None:
    done = relance("status", folder=tmp_path)
    assert done.returncode == 2
    assert "relance init" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_configuration_is_found_where_the_interface_says(tmp_path: Path) -> None:
    for name in ("option", "variable", "folder"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.toml").write_text(f"{name} = 1\n", encoding="utf-8")
    option, variable = (str(tmp_path / name / "config.toml") for name in ("option", "variable"))
    here = tmp_path / "folder"
    assert f"{option}, ligne 1" in relance("--config", option, "check", folder=here, RELANCE_CONFIG=variable).stderr
    assert f"{variable}, ligne 1" in relance("check", folder=here, RELANCE_CONFIG=variable).stderr
    assert f"{here / 'config.toml'}, ligne 1" in relance("check", folder=here).stderr


def test_every_sentence_of_the_library_is_translated() -> None:
    for module in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        source = Path(click.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        assert argument.value in CATALOGUE or NEVER_SAID.search(argument.value), argument.value


def test_translations_keep_the_places_of_the_values() -> None:
    places = re.compile(r"\{(\w+)|%\((\w+)\)s")
    for english, french in CATALOGUE.items():
        assert set(places.findall(french)) <= set(places.findall(english)), english


def test_french_spaces_are_no_break_spaces() -> None:
    assert typeset("« a » : b ; c ?") == "«\u00a0a\u00a0»\u00a0: b\u00a0; c\u00a0?"
