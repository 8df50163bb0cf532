"""The two doors to the database: `writing()` for one verb and its commit, `reading()` for looking.

`look` and `save` are the same for one statement of the hot path. Never open one inside the other: on SQLite, where
one connection writes, the second would wait for the first.
"""

from __future__ import annotations

import select
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import DisconnectionError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as session_maker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from cases.errors import LeavesBehind
from storage import sqlite
from storage.house import House, OneProcess
from storage.sqlite import Change

# The database cannot be used now: away, locked by another, or its disk is full. Nothing is wrong with what was asked.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
ANYTHING: Any = text("SELECT 1 FROM data_keys LIMIT 1")


class Database:
    """On PostgreSQL one pool for everything; on SQLite one connection that writes, and some that read."""

    def __init__(self, url: str, *, session_info: dict[str, Any] | None = None) -> None:
        """`session_info` is found as `session.info` by everything below; "keys" is the key ring."""
        address = make_url(url)
        self.info = session_info or {}
        self.keys: Any = self.info.get("keys")
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.address = sqlite.with_patience(address) if self.is_sqlite else _with_driver(address)
        self.is_made_up = False  # as storage/demonstration.py found it when it was made ready
        self.accepted_law: Mapping[str, str] = {}  # as storage/law_files.py found it then
        self.plan: Any = None  # the newest version of it, as storage/plans.py found it then
        self.opened: OrderedDict[bytes, Any] = OrderedDict()  # what storage/drafts.py unsealed last
        self.ears: list[Callable[[Any], None]] = []  # of storage/changes.py
        self.is_attended = False  # by it
        self.house: House | OneProcess = OneProcess() if self.is_sqlite else House(self.address)
        self._engine = sqlite.reading_engine(self.address) if self.is_sqlite else _pool(self.address)
        self._glance = sqlite.glancing_engine(self.address) if self.is_sqlite else None
        self._writer = sqlite.Writer(self.address) if self.is_sqlite else None
        # a class of its own, so that what listens to these sessions hears no others
        options: dict[str, Any] = {"expire_on_commit": False, "info": self.info}
        kind = self.sync_sessions = type("Session", (Session,), {})
        by = {"class_": AsyncSession, "sync_session_class": kind, **options}
        looking = self._engine if self.is_sqlite else _that_only_looks(self._engine)
        self._sessions = session_maker(looking, autoflush=False, **by)
        self._glances = sqlite.sessions_on_the_loop(self._glance, kind, **options) if self._glance else None
        self._writers = self._writer.sessions(kind, **options) if self._writer else session_maker(self._engine, **by)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """One transaction around one verb; commits at the end of the block.

        On SQLite its statements run on the event loop: by key, or a number of rows that is bounded.
        """
        try:
            async with self._transaction() as session:
                yield session
        except LeavesBehind as error:
            async with self._transaction() as session:
                await error.leave(session)
            raise

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        if self._writer:
            async with self._writer.turn(), self._writers() as session, self._writer.transaction(session):
                yield session
        else:
            async with self._writers.begin() as session:
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only looks."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[AsyncSession]:
        """A session that looks at one chat or case: rows by key, a number that is bounded. Never to wait in.

        On SQLite on the event loop, unless somebody holds the whole file.
        """
        if self._glances:
            async with self._glances() as session:
                if await _answers(session):
                    yield session
                    return
        async with self.reading() as session:
            yield session

    async def look(self, query: Select[*tuple[Any, ...]] | SelectOfScalar[Any], **values: Any) -> Any:
        """The first row of a select by key; always from the database, never from memory."""
        if self._glance:
            with suppress(OperationalError), Session(self._glance, info=self.info) as session:
                return session.exec(query, params=values).first()
        async with self.reading() as waiting:  # also when somebody holds the whole file
            return (await waiting.exec(query, params=values)).first()

    async def save(self, *changes: Change) -> int:
        """Changes in a transaction of their own, durable when this is back; how many rows the first one changed."""
        if self._writer:
            return await self._writer.save(changes)
        async with self._engine.begin() as connection:
            done = [await connection.execute(statement, values) for statement, values in changes]
            return done[0].rowcount

    async def trim(self) -> bool:
        """Nothing of what was deleted stays in a journal beside the database; False to be tried again.

        PostgreSQL's own journal and dead rows are its operator's: docs/operating.md.
        """
        return await self._writer.trim() if self._writer else True

    async def close(self) -> None:
        self.ears.clear()
        await self.house.close()
        if self._glance and self._writer:
            self._glance.dispose()
            self._writer.close()
        await self._engine.dispose()


async def _answers(session: AsyncSession) -> bool:
    """Not while somebody holds the whole file."""
    with suppress(OperationalError):
        await session.exec(ANYTHING)
        return True
    return False


def _with_driver(address: URL) -> URL:
    return address.set(drivername="postgresql+psycopg")


def _pool(address: URL) -> AsyncEngine:
    engine = create_async_engine(
        address, pool_size=10, max_overflow=10, skip_autocommit_rollback=True, hide_parameters=True
    )
    event.listen(engine.sync_engine, "checkout", _is_there)
    return engine


def _is_there(connection: Any, *_: Any) -> None:
    """Raises DisconnectionError for one that was closed while it lay in the pool, which then opens another.

    What the server said since is its farewell: looking costs nothing, and a question each time a way there and back.
    """
    looks = select.poll()  # whatever its number: of many open streams select() knows only the first thousand
    looks.register(connection.driver_connection, select.POLLIN)
    if looks.poll(0):
        raise DisconnectionError


def _that_only_looks(engine: AsyncEngine) -> AsyncEngine:
    """Each statement by itself: READ COMMITTED shows none of them more, and what was prepared stays prepared."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def points_nowhere(error: IntegrityError) -> bool:
    """Whether what a new row belongs to was deleted while it was on its way."""
    return getattr(error.orig, "sqlstate", "") == "23503" or "FOREIGN KEY" in str(error.orig)
