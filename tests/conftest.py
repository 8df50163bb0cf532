"""What every test may ask for: a database of its own, and a clock that stories move.

The database is SQLite. Where the SQL differs - locks, triggers, races, the outbox, migrations, one story for each verb -
a test is marked `postgres` and runs on both kinds; marked `postgres(only=True)`, on PostgreSQL alone.
"""

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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `postgres` runs once on each kind of database this machine has."""
    marker = metafunc.definition.get_closest_marker("postgres")
    if marker and "database_url" in metafunc.fixturenames:
        only = marker.kwargs.get("only", False)
        kinds = [kind for kind in KINDS if kind == "postgresql" or not only]
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database: SQLite, unless the test is marked `postgres`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'green-channel.db')}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"gc_{os.getpid()}_{next(NAMES)}"
    with admin(server) as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name} TEMPLATE template_gc"))
    yield server.url(name)
    with admin(server) as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are left out where there is no browser; `make test` says so in its last lines."""
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
