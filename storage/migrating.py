"""Bringing the database to this version. Runs on a plain connection in a thread: Alembic cannot run inside the loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage.database import Database
from storage.move_marks import check_not_moved
from storage.sqlite import in_one_piece

FOLDER = Path(__file__).parent / "migrations"
HERE: Any = text("SELECT version_num FROM alembic_version")


class DatabaseNewer(CaseError):
    """A later version of the program brought the database further than this one knows."""

    def __init__(self, here: str) -> None:
        super().__init__(here)
        self.here, self.newest = here, newest()


def migrate(database: Database, to: str = "head") -> None:
    """Upgrade (or downgrade) the schema; does nothing when it is there already. All of it or nothing.

    Raises DatabaseNewer, MoveUnfinished and HasMoved, and touches nothing.
    """
    with connected(database) as connection:
        check_not_moved(here := revision_of(connection))
        if here and not knows(here):
            raise DatabaseNewer(here)
        bring(connection, to)


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
