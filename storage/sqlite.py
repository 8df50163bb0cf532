"""SQLite without waiting for threads.

A statement by key takes 20 µs; the way to aiosqlite's thread and back takes ten times that, six times for one SELECT
with its transaction, and each waits until a busy event loop lets go of the interpreter. So statements run on the loop
for as long as they are short; what takes longer, finds the database locked, or is synced to disk goes to the thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine

SHORT = 0.004  # seconds a statement may hold the event loop
LOOK_UP_EVERY = 2000  # of SQLite's instructions: some 50 µs
PATIENT = 10_000  # milliseconds to wait, in the thread, for another process that writes
LONG = ("DELETE", "WITH", "PRAGMA", "VACUUM")  # may be: to the thread at once
PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT}
Done = tuple[sqlite3.Cursor, list[Any]]


class Connection(aiosqlite.Connection):
    """aiosqlite's connection; BEGIN travels with the first statement, and only a commit always takes the thread."""

    _begin = ""
    _until = 0.0

    def begin(self, statement: str) -> None:
        """Open a transaction with the next statement."""
        self._begin = statement

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def run(self, method: str, statement: str, values: Sequence[Any]) -> Done:
        """Execute a statement and fetch its rows."""
        begin, self._begin = self._begin, ""
        if not statement.startswith(LONG):
            # never a change: interrupting one undoes its whole transaction
            self._until = time.perf_counter() + SHORT if statement.startswith("SELECT") else float("inf")
            try:
                return self._visit(begin, method, statement, values)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in PASSING:
                    raise
        done: Done = await self._in_thread(self._visit_patiently, begin, method, statement, values)
        return done

    async def write(self, changes: Sequence[tuple[str, Sequence[Any]]]) -> list[int]:
        """All of them in one transaction; the number of rows each changed."""
        self.begin("BEGIN IMMEDIATE")
        try:
            counts = [(await self.run("execute", statement, values))[0].rowcount for statement, values in changes]
            await self.commit()
        except BaseException:
            await self.rollback()
            raise
        return counts

    async def commit(self) -> None:
        self._begin = ""
        if self.in_transaction:
            self._until = float("inf")
            await self._in_thread(self._conn.commit)

    async def rollback(self) -> None:
        self._begin = ""
        if self.in_transaction:
            self._conn.rollback()

    def open(self, path: str, options: dict[str, Any]) -> sqlite3.Connection:
        """Called in the thread, once."""
        connection: sqlite3.Connection = sqlite3.connect(path, **options)
        connection.set_progress_handler(lambda: time.perf_counter() > self._until, LOOK_UP_EVERY)
        return connection

    async def _in_thread(self, visit: Callable[..., Any], *arguments: Any) -> Any:
        """Cancelled, it still waits for the thread to be done: two may not use the connection at once."""
        visiting = asyncio.ensure_future(self._execute(visit, *arguments))  # type: ignore[no-untyped-call]
        try:
            return await asyncio.shield(visiting)
        except asyncio.CancelledError:
            await asyncio.wait([visiting])
            raise

    def _visit(self, begin: str, method: str, statement: str, values: Sequence[Any]) -> Done:
        if begin and not self._conn.in_transaction:
            self._conn.execute(begin)
        cursor = self._conn.cursor()
        getattr(cursor, method)(statement, values)
        return cursor, cursor.fetchall() if cursor.description else []

    def _visit_patiently(self, *what: Any) -> Done:
        self._until = float("inf")
        self._conn.execute(f"PRAGMA busy_timeout={PATIENT}")
        try:
            return self._visit(*what)
        finally:
            self._conn.execute("PRAGMA busy_timeout=0")


class Cursor:
    """What SQLAlchemy needs of a cursor; the rows are here when `execute` is back."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._keep(*await self._connection.run("execute", statement, values))

    async def executemany(self, statement: str, values: Sequence[Any]) -> None:
        self._keep(*await self._connection.run("executemany", statement, values))

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []

    def _keep(self, done: sqlite3.Cursor, rows: list[Any]) -> None:
        self.description, self.rowcount, self.lastrowid = done.description, done.rowcount, done.lastrowid
        self._rows = rows


def connecting(dialect: Dialect, address: URL) -> Callable[[], Coroutine[Any, Any, Connection]]:
    """What `create_async_engine` takes as `async_creator`."""
    path, options = _how(dialect, address)

    async def connect() -> Connection:
        connection = Connection(lambda: connection.open(path, options), iter_chunk_size=64)
        connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: a process may end without closing
        await connection
        return connection

    return connect


def _how(dialect: Dialect, address: URL) -> tuple[str, dict[str, Any]]:
    """Path and options for sqlite3.connect; `timeout`: nobody waits for a lock on the loop."""
    arguments, options = dialect.create_connect_args(address)
    return arguments[0], dict(options) | {"isolation_level": None, "timeout": 0}


class Glance:
    """A read by key on the event loop itself: from the page cache it takes a tenth of the way to a thread and back."""

    def __init__(self, dialect: Dialect, address: URL) -> None:
        self._path, self._options = _how(dialect, address)
        self._connection: sqlite3.Connection | None = None

    def first(self, statement: str, values: Sequence[Any]) -> Any:
        """The first row, or None. Raises sqlite3.OperationalError instead of waiting for anybody."""
        return self._open().execute(statement, values).fetchone()

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = cast("sqlite3.Connection", sqlite3.connect(self._path, **self._options))
            self._connection.execute("PRAGMA query_only=ON")
        return self._connection


class Together:
    """Changes of many conversations in one commit: while one group is synced to disk, the next one gathers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[tuple[str, Sequence[Any], asyncio.Future[int]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def save(self, statement: str, values: Sequence[Any]) -> int:
        """Is on disk when it is back; the number of rows changed."""
        saved: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((statement, values, saved))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await saved

    async def _write(self) -> None:
        while self._waiting:
            async with self._engine.connect() as turn:  # among the verbs, that write on this connection too
                driver = (await turn.get_raw_connection()).driver_connection
                group, self._waiting = self._waiting, []
                await _write_group(cast("Connection", driver), group)


async def _write_group(connection: Connection, group: list[tuple[str, Sequence[Any], asyncio.Future[int]]]) -> None:
    try:
        counts: list[int] = await connection.write([(statement, values) for statement, values, _ in group])
    except Exception as error:  # noqa: BLE001 - each who waits gets it
        for _, _, saved in group:
            if not saved.done():
                saved.set_exception(error)
        return
    for (_, _, saved), count in zip(group, counts, strict=True):
        if not saved.done():
            saved.set_result(count)
