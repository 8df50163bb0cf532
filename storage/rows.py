"""The rows of every table as lines of JSON, of whatever revision and on either database: rows are rows.

The first line of a table is the names of its columns. Ids are written in hex, times in ISO with their zone, bytes in
base64. What the database makes by itself (columns that follow from others, what triggers keep) comes as it stood.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import Connection, Table, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import JSON

from storage.database import Database

AT_ONCE = 1000  # rows
VERSION = "alembic_version"
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Everything as it is at one moment, however long it takes to be read; nobody who writes is held up by it."""
    engine = create_engine(database.address, hide_parameters=True)
    if database.is_sqlite:
        event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    else:
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """As the database has them, each behind those it points to."""
    found = sqlalchemy.MetaData()
    found.reflect(connection, resolve_fks=True)
    return [table for table in found.sorted_tables if table.name != VERSION]


def filled(connection: Connection) -> list[str]:
    """Which tables have rows: none in a new database."""
    quote = connection.dialect.identifier_preparer.quote
    names = [name for name in sqlalchemy.inspect(connection).get_table_names() if name != VERSION]
    return [name for name in names if connection.exec_driver_sql(f"SELECT 1 FROM {quote(name)} LIMIT 1").first()]  # noqa: S608 - our own tables


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The names of the columns, then a line for each row."""
    columns = _kept(table)
    yield _line([column.name for column in columns])
    for row in connection.execute(sqlalchemy.select(*columns), execution_options={"yield_per": AT_ONCE}):
        yield _line([_written(value) for value in row])


def put(connection: Connection, table: Table, lines: Iterator[bytes]) -> int:
    """Write the rows; how many. Raises ValueError or LookupError for what this table cannot hold, and DBAPIError."""
    columns = [table.columns[name] for name in json.loads(next(lines))]
    readers = [_reader(column.type, connection.dialect.name) for column in columns]
    rows = (_values(readers, json.loads(line)) for line in lines)
    if connection.dialect.name == "postgresql":
        return _copied(connection, table, [column.name for column in columns], rows)
    names, insert, count = [column.name for column in columns], table.insert(), 0
    while some := [dict(zip(names, row, strict=True)) for row in islice(rows, AT_ONCE)]:
        connection.execute(insert, some)
        count += len(some)
    return count


def _copied(connection: Connection, table: Table, names: list[str], rows: Iterator[list[Any]]) -> int:
    """By COPY, which takes a tenth of the time that statements take."""
    quote, driver, count = connection.dialect.identifier_preparer.quote, connection.dialect.loaded_dbapi, 0
    into = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    try:
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except driver.Error as error:
        raise DBAPIError.instance(into, None, error, driver.Error, dialect=connection.dialect) from error
    return count


@contextmanager
def undisturbed(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """No trigger hears of the rows: what triggers kept is among them."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in found:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, again in found:
            connection.exec_driver_sql(again)
        return
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        _count_on(connection, table)


def points_nowhere(connection: Connection) -> bool:
    """Whether a row names another that is not there. PostgreSQL sees to that by itself."""
    is_sqlite = connection.dialect.name == "sqlite"
    return is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def _count_on(connection: Connection, table: Table) -> None:
    """Numbers that PostgreSQL gives go on behind those that were brought."""
    for column in table.columns:
        if "nextval(" in str(getattr(column.server_default, "arg", "")):
            sequence = sqlalchemy.func.pg_get_serial_sequence(table.name, column.name)
            highest = sqlalchemy.select(sqlalchemy.func.max(column)).scalar_subquery()
            connection.execute(sqlalchemy.select(sqlalchemy.func.setval(sequence, highest)))


def _kept(table: Table) -> list[Any]:
    return [column for column in table.columns if column.computed is None]


def _line(values: list[Any]) -> bytes:
    return ENCODER.encode(values).encode() + b"\n"


def _written(value: Any) -> Any:
    write = WRITTEN.get(type(value))
    return write(value) if write else value


def _with_zone(at: datetime) -> str:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


# What JSON has no word for; found by its type, because this is asked of every value there is.
WRITTEN: dict[type[Any], Callable[[Any], str]] = {
    bytes: lambda value: base64.b64encode(value).decode(),
    UUID: lambda value: value.hex,
    datetime: _with_zone,
    date: date.isoformat,
}


def _values(readers: list[Callable[[Any], Any]], row: list[Any]) -> list[Any]:
    return [None if value is None else read(value) for read, value in zip(readers, row, strict=True)]


def _reader(kind: Any, dialect: str) -> Callable[[Any], Any]:
    """How what was written becomes a value of that kind of column; PostgreSQL reads most of it as it is written."""
    if isinstance(kind, JSON):
        kind.none_as_null = True
    readers: list[tuple[type[Any], Callable[[Any], Any]]] = [(sqlalchemy.LargeBinary, base64.b64decode)]
    if dialect == "postgresql":
        readers += [(JSON, _dumped)]
    else:
        readers += [(sqlalchemy.Uuid, UUID), (sqlalchemy.DateTime, _in_utc), (sqlalchemy.Date, date.fromisoformat)]
    return next((read for one, read in readers if isinstance(kind, one)), lambda value: value)


def _dumped(value: Any) -> str:
    return ENCODER.encode(value)


def _in_utc(said: str) -> datetime:
    """As SQLite has it: without saying so."""
    return datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
