"""A store on SQLite and on PostgreSQL: each test of a `store` runs on both."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError

from relance.adapters.store.store import Store, open_store

PARIS = ZoneInfo("Europe/Paris")
SERVER = os.environ.get("RELANCE_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which this run has databases of its own."""

    admin: Engine
    template: str

    def create(self, template: str | None = None) -> str:
        """URL of a new database."""
        name = f"relance_test_{uuid.uuid4().hex}"
        source = f" TEMPLATE {template}" if template else ""
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}{source}")
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    admin = create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        admin.connect().close()
    except OperationalError as error:
        if os.environ.get("RELANCE_CI") == "1":
            pytest.fail(f"no PostgreSQL server: {error}")
        pytest.skip(f"no PostgreSQL server (RELANCE_TEST_POSTGRES): {str(error.orig).splitlines()[0]}")
    server = Server(admin, "")
    template = server.create()
    open_store(template, Path(), PARIS).close()
    try:
        yield Server(admin, make_url(template).database or "")
    finally:
        server.drop(template)
        admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/relance.db"
        return
    server: Server = request.getfixturevalue("server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with its schema."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/relance.db"
        open_store(url, tmp_path, PARIS).close()
        yield url
        return
    server: Server = request.getfixturevalue("server")
    url = server.create(server.template)
    yield url
    server.drop(url)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    store = open_store(url, tmp_path, PARIS)
    yield store
    store.close()
