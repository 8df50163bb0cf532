"""What every test may ask for: a database of its own, and a clock that stories move.

The database is SQLite. Where the SQL differs - locks, triggers, races, the outbox, migrations, one story for each verb -
a test is marked `postgres` and runs on both kinds; marked `postgres(only=True)`, on PostgreSQL alone.

The product is imported inside: the process that only hands out the tests reads this too, before the others begin.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import postgres
from tests.browser import chromium, launched

if TYPE_CHECKING:
    from playwright.async_api import Browser
    from sqlalchemy import Connection

    from tests.world import Clock

os.umask(0o077)  # as the command does: what the product makes is for this user alone
KINDS = ["sqlite", "postgresql"] if postgres.binaries() else ["sqlite"]
NAMES = itertools.count(1)


@pytest.fixture
def clock() -> Clock:
    from tests.world import Clock

    return Clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server a worker, with a migrated database to copy."""
    server = postgres.Server()
    with server.admin() as connection:
        connection.execute("CREATE DATABASE template_gc")
    migrated(server.url("template_gc"))
    yield server
    server.stop()


def migrated(url: str) -> None:
    from storage.database import Database
    from storage.migrating import migrate

    migrate(Database(url))


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
    with server.admin() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template_gc")
    yield server.url(name)
    with server.admin() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> None:
    """Each story opens engines of its own: what SQLAlchemy made of a statement for one is good for all of a kind.

    Without it a third of a second of each story went into making the same statements again.
    """
    from sqlalchemy import Engine, event
    from sqlalchemy.engine.default import DefaultDialect

    def is_of_that_kind(one: DefaultDialect, other: object) -> bool:
        return type(one) is type(other)

    shared: dict[Any, Any] = {}
    DefaultDialect.__eq__ = is_of_that_kind  # type: ignore[method-assign,assignment]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=shared)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched() as opened:
        yield opened


def pytest_collection_finish() -> None:
    """As the product does after its start: a full collection need not walk through all modules again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests are left out where there is no browser; `make test` says so in its last lines."""
    if chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
