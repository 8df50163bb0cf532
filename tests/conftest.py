"""What every test may ask for: a database of its own, on each kind this machine has, and a clock that stories move."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy

from storage.database import Database
from storage.migrating import migrate
from tests import postgres
from tests.browser import chromium

KINDS = ["sqlite", "postgresql"] if postgres.binaries() else ["sqlite"]
NAMES = itertools.count(1)


class Clock:
    """Real time, plus what a story has let pass."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def set(self, to: datetime) -> None:
        self.ahead = to - datetime.now(UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(Database(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server a worker, with a migrated database to copy."""
    server = postgres.Server()
    with admin(server) as connection:
        connection.execute(sqlalchemy.text("CREATE DATABASE template_gc"))
    migrate(Database(server.url("template_gc")))
    yield server
    server.stop()


class admin:  # noqa: N801 - reads as what one does with it
    """A connection for making and dropping databases."""

    def __init__(self, server: postgres.Server) -> None:
        url = server.url("postgres").replace("postgresql://", "postgresql+psycopg://")
        self.engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")

    def __enter__(self) -> sqlalchemy.Connection:
        self.connection = self.engine.connect()
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self.engine.dispose()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "green-channel.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"gc_{os.getpid()}_{next(NAMES)}"
    with admin(server) as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} TEMPLATE template_gc"))
    yield server.url(name)
    with admin(server) as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """For tests that look at pages: one kind of database is enough for those."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'green-channel.db')}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are left out where there is no browser; `make test` says so in its last lines."""
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
