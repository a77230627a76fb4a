"""The rules of the house, held by machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "daemon" / "relance"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PURE = sorted(path for folder in ("domain", "reading", "writing") for path in (PACKAGE / folder).rglob("*.py"))

DRIVERS = {
    "aiosmtplib",
    "alembic",
    "apscheduler",
    "imap_tools",
    "imaplib",
    "psycopg",
    "smtplib",
    "sqlalchemy",
    "sqlite3",
}
MACHINE = {"asyncio", "logging", "os", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"}
FORBIDDEN_IMPORTS = DRIVERS | MACHINE | {"sqlmodel", "structlog"}
FORBIDDEN_CALLS = frozenset(
    ["now", "today", "utcnow", "open", "uuid1", "uuid4", "urandom", "read_text", "read_bytes"]
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def impurities(module: ast.AST) -> Iterator[str]:
    """What a pure page does that it must not."""
    for node in ast.walk(module):
        match node:
            case ast.Import():
                imported = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(origin), level=0):
                imported = [origin]
            case _:
                imported = []
        for one in imported:
            if one.partition(".")[0] in FORBIDDEN_IMPORTS:
                yield f"line {node.lineno}: import {one}"
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield f"line {node.lineno}: async"
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in FORBIDDEN_CALLS:
                yield f"line {node.lineno}: {called}()"


def functions() -> list[tuple[str, int]]:
    """Every function with its number of lines, decorators apart."""
    return [
        (f"{name(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", PURE, ids=name)
def test_a_pure_page_has_no_clock_no_files_no_network(path: Path) -> None:
    assert list(impurities(tree(path))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "import os.path",
        "from time import monotonic",
        "async def f(): ...",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "open('x')",
        "from pathlib import Path\nPath('x').read_text()",
    ],
)
def test_the_rule_of_purity_sees_what_it_forbids(planted: str) -> None:
    assert list(impurities(ast.parse(planted)))


def test_functions_are_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert [where for where, length in functions() if length > 60] == []
    assert lengths[int(len(lengths) * 0.9)] <= 30


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_page_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_source_root_is_no_package() -> None:
    # The import name "daemon" belongs to python-daemon.
    assert not (ROOT / "daemon" / "__init__.py").exists()


def test_nothing_is_left_for_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    pages = [*SOURCES, *(ROOT / "gabarits").glob("*"), *(ROOT / "systemd").glob("*"), ROOT / "Makefile"]
    assert [name(page) for page in pages if mark.search(page.read_text(encoding="utf-8"))] == []


def test_every_noqa_gives_its_reason() -> None:
    bare = re.compile(r"# noqa(?!: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*  \S)")
    assert [
        f"{name(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ] == []


def test_test_files_have_names_of_their_own() -> None:
    # tests/ is no package: two files of one name would hide each other.
    stems = [path.stem for path in (ROOT / "tests").rglob("*.py") if path.stem != "conftest"]
    assert sorted(stems) == sorted(set(stems))
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint)], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
