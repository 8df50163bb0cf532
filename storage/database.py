"""The two doors to the database: `writing()` for one verb and its commit, `reading()` for looking.

On SQLite only one connection writes, and writers wait for it in order: no busy loops, no lost upgrades from read to
write. `look` and `save` are the same for one statement of the hot path, without a session.
Never open one inside the other: on SQLite the second would wait for the first.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as session_maker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sqlite import Glance, Together, connecting
from storage.statements import Statement

READERS = 4


class Database:
    """An engine for writing and one for reading; on PostgreSQL they are the same pool."""

    def __init__(self, url: str, *, session_info: dict[str, Any] | None = None) -> None:
        """`session_info` is found as `session.info` by everything below; "keys" is the key ring."""
        address = make_url(url)
        self.keys: Any = (session_info or {}).get("keys")
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.address = _with_driver(address)
        self._write_engine = self._engine(writes=True)
        self._read_engine = self._engine(writes=False) if self.is_sqlite else self._write_engine
        self.opened: OrderedDict[bytes, Any] = OrderedDict()  # what storage/drafts.py unsealed last
        self._glance = Glance(self._read_engine.dialect, self.address) if self.is_sqlite else None
        self._together = Together(self._write_engine) if self.is_sqlite else None
        # a class of its own, so that what listens to these sessions hears no others
        self.sync_sessions = type("Session", (Session,), {})
        options: dict[str, Any] = {
            "class_": AsyncSession,
            "sync_session_class": self.sync_sessions,
            "expire_on_commit": False,
            "info": session_info or {},
        }
        self.sessions = session_maker(self._write_engine, **options)
        self._readers = session_maker(self._read_engine, **options)

    def writing(self) -> AbstractAsyncContextManager[AsyncSession]:
        """One transaction around one verb; commits at the end of the block."""
        return self.sessions.begin()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only looks; whatever it changed is rolled back."""
        async with self._readers() as session:
            yield session

    async def look(self, statement: Statement, **values: Any) -> list[Any] | None:
        """The first row of a select by key, without a session; always from the database, never from memory."""
        if self._glance:
            with suppress(sqlite3.OperationalError):  # somebody holds the whole file: wait for them as everybody does
                row = self._glance.first(statement.sql, statement.to_sqlite(values))
                return statement.entities(row, as_stored=True) if row else None
        async with self._read_engine.connect() as connection:
            found = (await connection.execute(statement.clause, values)).first()
            return statement.entities(found, as_stored=False) if found else None

    async def save(self, statement: Statement, **values: Any) -> int:
        """One change in a transaction of its own, durable when this is back; the number of rows changed."""
        if self._together:
            return await self._together.save(statement.sql, statement.to_sqlite(values))
        async with self._write_engine.begin() as connection:
            return (await connection.execute(statement.clause, values)).rowcount

    async def close(self) -> None:
        if self._glance:
            self._glance.close()
        await self._write_engine.dispose()
        await self._read_engine.dispose()

    def _engine(self, *, writes: bool) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(
                self.address, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
        size = 1 if writes else READERS
        creator = connecting(self.address.get_dialect()(), self.address)
        engine = create_async_engine(
            self.address, async_creator=creator, pool_size=size, max_overflow=0, pool_timeout=60, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate if writes else _begin)
        return engine


def _with_driver(address: URL) -> URL:
    if address.get_backend_name() == "sqlite":
        return address.set(drivername="sqlite+aiosqlite")
    return address.set(drivername="postgresql+psycopg")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Every pragma here is off or slow by default, and SQLite forgets them with each connection."""
    connection.isolation_level = None  # we say BEGIN ourselves, so that a writer never upgrades halfway
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a receipt must survive a power cut, not only a crash
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.connection.driver_connection.begin("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.connection.driver_connection.begin("BEGIN")
