"""SQLite without waiting for threads: as few visits to a connection's thread as can be.

Each visit waits for the interpreter lock, which a busy event loop gives up only now and then. aiosqlite alone visits four times
for one SELECT (cursor, execute, fetch, close), and twice more for BEGIN and ROLLBACK; here it is one visit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.engine import Dialect


class Connection(aiosqlite.Connection):
    """aiosqlite's connection and thread; BEGIN travels with the first statement, and ROLLBACK is not waited for."""

    _begin = ""

    def begin(self, statement: str) -> None:
        """Open a transaction with the next statement."""
        self._begin = statement

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def run(self, method: str, *arguments: Any) -> tuple[sqlite3.Cursor, list[Any]]:
        """Execute a statement and fetch its rows."""
        begin, self._begin = self._begin, ""

        def visit() -> tuple[sqlite3.Cursor, list[Any]]:
            if begin:
                self._conn.execute(begin)
            cursor = self._conn.cursor()
            getattr(cursor, method)(*arguments)
            return cursor, cursor.fetchall() if cursor.description else []

        return await self._execute(visit)  # type: ignore[no-any-return, no-untyped-call]

    async def commit(self) -> None:
        self._begin = ""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        self._begin = ""
        if self.in_transaction:
            self._tx.put_nowait((None, self._conn.rollback))  # before whatever is asked next


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
    arguments, options = dialect.create_connect_args(address)

    async def connect() -> Connection:
        connection = Connection(lambda: sqlite3.connect(*arguments, **options), iter_chunk_size=64)
        connection._thread.daemon = True  # as SQLAlchemy does: a process may end without closing
        await connection
        return connection

    return connect
