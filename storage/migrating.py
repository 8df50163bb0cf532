"""Bringing the database to this version. Runs on a plain connection in a thread: Alembic cannot run inside the loop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage.database import Database
from storage.move_marks import check_not_moved
from storage.sqlite import in_one_piece

log = structlog.get_logger()
FOLDER = Path(__file__).parent / "migrations"
HERE: Any = text("SELECT version_num FROM alembic_version")
WAITS = "5s"  # for a table of PostgreSQL
TRIES, PAUSE = 6, 5.0  # seconds between two, in which everybody else goes on
HELD = {"55P03", "40P01"}  # as PostgreSQL numbers a lock that was waited for too long, or by two for each other
HOLDER = text(
    "SELECT coalesce(nullif(application_name, ''), usename) AS who, pid,"
    " extract(epoch FROM now() - xact_start) AS seconds FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
    " AND pid IN (SELECT pid FROM pg_locks WHERE granted AND locktype = 'relation') ORDER BY xact_start LIMIT 1"
)


class DatabaseNewer(CaseError):
    """A later version of the program brought the database further than this one knows."""

    def __init__(self, here: str) -> None:
        super().__init__(here)
        self.here, self.newest = here, newest()


class TablesHeld(CaseError):
    """Another connection to the database holds a table that is to be changed."""

    def __init__(self, who: str, number: int, seconds: int) -> None:
        super().__init__(who, number, seconds)
        self.who, self.number, self.seconds = who, number, seconds


def migrate(database: Database, to: str = "head") -> None:
    """Upgrade (or downgrade) the schema; does nothing when it is there already. All of it or nothing.

    Behind a change that waits for a table everybody else waits too, so it gives way now and then. Raises DatabaseNewer,
    MoveUnfinished, HasMoved and TablesHeld, and touches nothing.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with connected(database) as connection:
                _migrate(connection, to)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in HELD:
                raise
            if not tries_left:
                raise TablesHeld(*_holder(database)) from error
            log.warning("another connection holds a table of the database: trying again")
            time.sleep(PAUSE)
        else:
            return


def _migrate(connection: Connection, to: str) -> None:
    check_not_moved(here := revision_of(connection))
    if here and not knows(here):
        raise DatabaseNewer(here)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAITS}'")
    bring(connection, to)


def _holder(database: Database) -> tuple[str, int, int]:
    """Whose transaction is the oldest of those that have a table: its name, its number there, and its seconds."""
    with connected(database) as connection:
        found = connection.execute(HOLDER).first()
    return (found.who, found.pid, int(found.seconds)) if found else ("?", 0, 0)


def bring(connection: Connection, to: str = "head") -> None:
    """The same within a transaction of one's own."""
    wanted = Config()
    wanted.set_main_option("script_location", str(FOLDER))
    wanted.attributes["connection"] = connection
    if to == "head" or _is_later(connection, to):
        command.upgrade(wanted, to)
    else:
        command.downgrade(wanted, to)


def current(database: Database) -> tuple[str | None, str]:
    """(the revision the database is at, the newest one this version knows)."""
    with connected(database) as connection:
        return revision_of(connection), newest()


def newest() -> str:
    """The revision of this version."""
    return str(_scripts().get_current_head())


def differences(database: Database) -> list[Any]:
    """Where the migrated schema and the tables in the code differ; empty when they are the same."""
    with connected(database) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, SQLModel.metadata)
        return found


def knows(revision: str) -> bool:
    """Whether this version has heard of it."""
    return revision in _known()


async def is_behind(session: AsyncSession) -> bool:
    """It was put back under us. A later version that brought it further is no trouble: its migrations only add."""
    (here,) = (await session.exec(HERE)).one()
    return bool(here != _known()[0] and knows(here))


@cache
def _known() -> tuple[str, ...]:
    """Every revision, newest first."""
    return tuple(script.revision for script in _scripts().walk_revisions())


@contextmanager
def connected(database: Database) -> Iterator[Connection]:
    """One transaction on a connection of its own, beside the product's."""
    driver = "sqlite" if database.is_sqlite else "postgresql+psycopg"
    engine = create_engine(database.address.set(drivername=driver))
    if database.is_sqlite:
        in_one_piece(engine)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


def _is_later(connection: Connection, to: str) -> bool:
    here = revision_of(connection)
    order = [script.revision for script in reversed(list(_scripts().walk_revisions()))]
    place = order.index(to) if to in order else -1
    return place > (order.index(here) if here in order else -1)
