"""Moving a unit from its SQLite database to an empty PostgreSQL: all of it or nothing, and never two to start on.

One transaction writes every row and compares and opens all of them before it commits, under a mark of
storage/move_marks.py. That goes when the source says where the unit went. So whenever it is cut off, at most one of
both can be started on, no half of a database is anywhere, and the same command goes on.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, col, select

from cases.errors import CaseError
from storage.backup import Tell, check_ready
from storage.copying import NotTheSame, copy_rows, reason
from storage.database import Database
from storage.migrating import DatabaseNewer, bring, connected, knows, newest, revision_of
from storage.move_marks import (
    HasMoved,
    Origin,
    check_not_moved,
    comes_from,
    coming,
    gone,
    is_coming,
    revision_behind,
    where_to,
)
from storage.opening import Opened, opened
from storage.rows import VERSION, filled, tables_of, undisturbed
from storage.sqlite import sessions_on_the_loop
from storage.tables import DataKey, KeyPurpose

NO_RIGHTS = "42501"  # as PostgreSQL numbers it


class NoSqliteHere(CaseError):
    """What is to be moved is not a SQLite database, or there is none."""


class NoPostgres(CaseError):
    """Where it is to be moved is not the address of a PostgreSQL database."""


class StillOpen(CaseError):
    """Somebody has the database open: the service runs, or a command does."""


class SourceOfOtherVersion(CaseError):
    """The database is at another revision than this version's."""

    def __init__(self, here: str | None) -> None:
        super().__init__(here)
        self.here, self.newest = here or "-", newest()


class NeverMoved(CaseError):
    """There is nothing to take back."""


class TargetAway(CaseError):
    """The database to move to does not answer, or lets us not in."""

    def __init__(self, where: str, why: str = "") -> None:
        super().__init__(where, why)
        self.where, self.why = where, why


class TargetClosed(TargetAway):
    """We may not make tables in the database to move to."""


class TargetNotEmpty(TargetAway):
    """There is something in the database to move to."""


class TargetOfAnother(TargetAway):
    """Another source's move into that database was cut off, or is at work at this moment."""


class NotThere(TargetAway):
    """The unit moved there, and what is there is not it."""


class TargetOfOtherVersion(TargetAway):
    """A version that this one does not know has been at work in the database to move to."""


class MoveCutOff(TargetAway):
    """In the midst of it the database to move to was gone, or its disk full. Nothing was left there."""


class NearlyMoved(TargetAway):
    """All is there and was compared; only the mark that is to go last stands yet."""


@dataclass
class Moved:
    """What came, and where to; no rows where only the end of a move that was cut off was left to be done."""

    where: str
    rows: dict[str, int] = field(default_factory=dict)  # by table
    opened: Opened | None = None


def move(source: Database, target: Database, now: datetime, *, tell: Tell) -> Moved:
    """Each with a key ring of its own. Raises what is above, and what `check_ready` and `prepare` of the ring do."""
    if not source.is_sqlite:
        raise NoSqliteHere
    if target.is_sqlite:
        raise NoPostgres
    moved = Moved(address_of(target))
    with held(source) as old:
        origin = _origin(old, source)
        if where_to(here := revision_of(old)) != moved.where:
            _check_source(old, source, here)
            before = _opened(old, source, now)
            with _reached(target) as new:
                _make_room(new, moved.where, origin)
                moved.rows = copy_rows(old, new, tell)
                moved.opened = _opened(new, target, now)
                if moved.opened != before:
                    raise NotTheSame("cases")
                new.exec_driver_sql("ANALYZE")
                _mark(new, coming(newest(), origin))
            _mark(old, gone(newest(), moved.where))
    _finish(target, origin, is_new=bool(moved.rows))
    return moved


def move_back(source: Database) -> str:
    """The source can be started on again; where the unit had moved. Raises NeverMoved."""
    with held(source) as old:
        here = revision_of(old) or ""
        where = where_to(here)
        if not where:
            raise NeverMoved
        _mark(old, revision_behind(here))
    return where


def address_of(database: Database) -> str:
    """As it can be said aloud."""
    query = {name: said for name, said in database.address.query.items() if name in {"host", "port"}}
    return database.address.set(drivername="postgresql", query=query)._replace(password=None).render_as_string()


@contextmanager
def held(source: Database) -> Iterator[Connection]:
    """One transaction, and nobody else has the file open, also not to read. Raises NoSqliteHere and StillOpen."""
    if not source.is_sqlite or not Path(str(source.address.database)).exists():
        raise NoSqliteHere
    engine = create_engine(source.address.update_query_dict({"timeout": "0"}), hide_parameters=True)
    event.listen(engine, "connect", _alone)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(engine.begin())
            except OperationalError as error:
                if isinstance(error.orig, sqlite3.Error) and error.orig.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                    raise StillOpen from error
                raise
            yield connection
    finally:
        engine.dispose()


def _alone(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA locking_mode=EXCLUSIVE").close()


@contextmanager
def _reached(target: Database) -> Iterator[Connection]:
    """One transaction there. Raises TargetAway, TargetClosed and MoveCutOff."""
    where, is_there = address_of(target), False
    try:
        with connected(target) as connection:
            is_there = True
            yield connection
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise
        if getattr(error.orig, "sqlstate", "") == NO_RIGHTS:
            raise TargetClosed(where, reason(error)) from error
        raise (MoveCutOff if is_there else TargetAway)(where, reason(error)) from error


def _check_source(old: Connection, source: Database, here: str | None) -> None:
    check_not_moved(here)
    if here is None:
        raise NoSqliteHere
    if here != newest():
        raise SourceOfOtherVersion(here) if knows(here) else DatabaseNewer(here)
    check_ready(old, source)


def _origin(old: Connection, source: Database) -> Origin:
    file = Path(str(source.address.database)).resolve()
    return Origin(_unit_of(old), str(file.stat().st_ino), str(file))


def _unit_of(connection: Connection) -> str:
    """The id of the unit's data key; empty where there is none."""
    if not inspect(connection).has_table(DataKey.__tablename__):
        return ""
    found = connection.scalar(select(DataKey.id).where(col(DataKey.purpose) == KeyPurpose.UNIT))
    return found.hex if found else ""


def _make_room(new: Connection, where: str, origin: Origin) -> None:
    """Our tables, and no row in them; what a move of ours left that was cut off is cleared away."""
    if is_coming(here := revision_of(new)):
        _check_ours(here, where, origin)
        _clear(new)
        here = revision_behind(here or "")
        _mark(new, here)
    others = not here and set(inspect(new).get_table_names()) - {VERSION}
    if others or filled(new):
        raise TargetNotEmpty(where)
    if here and not knows(here):
        raise TargetOfOtherVersion(where, here)
    if here and here != newest():
        bring(new, "base")
    bring(new)


def _clear(new: Connection) -> None:
    tables = tables_of(new)
    with undisturbed(new, tables):
        new.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in tables)}")


def _opened(connection: Connection, database: Database, now: datetime) -> Opened:
    """With the key, in this transaction. Raises UnitKeyGone."""

    async def work() -> Opened:
        async with sessions_on_the_loop(connection, Session, info={"keys": database.keys})() as session:
            await database.keys.prepare(session, now)
            return await opened(session)

    return asyncio.run(work())


def _check_ours(here: str | None, where: str, origin: Origin) -> None:
    """Raises TargetOfAnother."""
    if (found := comes_from(here)) != origin:
        raise TargetOfAnother(where, found.file if found else "?")


def _finish(target: Database, origin: Origin, *, is_new: bool) -> None:
    """From now on it can be started on. Raises NearlyMoved; and HasMoved where that was so already."""
    where = address_of(target)
    try:
        with connected(target) as new:
            if is_coming(here := revision_of(new)):
                _check_ours(here, where, origin)
                _mark(new, revision_behind(here or ""))
            elif not is_new:
                raise (HasMoved if _unit_of(new) == origin.unit else NotThere)(where)
    except DBAPIError as error:
        raise (NearlyMoved if is_new else TargetAway)(where, reason(error)) from error


def _mark(connection: Connection, said: str) -> None:
    if connection.dialect.name == "postgresql":  # Alembic has room for a revision there, and no more
        connection.exec_driver_sql(f"ALTER TABLE {VERSION} ALTER version_num TYPE text")
    connection.execute(text(f"UPDATE {VERSION} SET version_num = :said"), {"said": said})  # noqa: S608 - our own name
