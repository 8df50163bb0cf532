"""SQLite's engines, all of them SQLAlchemy's own: docs/decisions/0015 says why there are three.

A statement by key takes some 20 µs, a thread and back three times that, and SQLAlchemy over aiosqlite goes there and
back four times a statement. So what a verb says runs on the event loop, and a thread does what waits: for the disk, or
for another process that writes. What only reads may take long, and goes over aiosqlite.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, create_engine, event
from sqlalchemy.exc import TimeoutError as TurnTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import async_sessionmaker as session_maker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

PATIENCE = "10"  # seconds to wait for another process that writes; ?timeout= in the address says it otherwise
TURN_WITHIN = 60.0  # seconds
AT_A_STRETCH = 0.005  # seconds one session may keep the event loop, from the end of a statement to the next
READERS = 4
ONLY_READS: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
Change = tuple[Executable, Mapping[str, Any]]
Found = TypeVar("Found")


class Writer:
    """The one connection that writes. Whoever has the turn may use it: no busy loops, nobody overtakes."""

    def __init__(self, address: URL) -> None:
        self._in_use = asyncio.Lock()
        self._engine = create_engine(address, pool_size=1, max_overflow=0, hide_parameters=True)
        event.listen(self._engine, "connect", _prepare_to_write)
        event.listen(self._engine, "begin", _begin)
        self._thread = ThreadPoolExecutor(1, "sqlite")
        self._gathering: tuple[list[Change], asyncio.Task[list[int]]] | None = None

    def sessions(self, kind: type[Session], **options: Any) -> session_maker[AsyncSession]:
        """Sessions of that kind on this connection."""
        return sessions_on_the_loop(self._engine, kind, **options)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """In the order they came. Raises SQLAlchemy's TimeoutError, so that a verb inside a verb does not hang all."""
        try:
            async with asyncio.timeout(TURN_WITHIN):
                await self._in_use.acquire()
        except TimeoutError as error:
            raise TurnTimeout("another verb holds the connection that writes") from error
        try:
            yield
        finally:
            self._in_use.release()

    @asynccontextmanager
    async def transaction(self, session: AsyncSession) -> AsyncIterator[None]:
        """For whoever has the turn; commits at the end of the block."""
        await self._in_thread(session.sync_session.connection)  # begins, which may wait for another process
        yield
        await session.flush()
        await self._in_thread(session.sync_session.commit)

    async def save(self, wanted: Sequence[Change]) -> int:
        """One commit for all who come while the one before is synced to disk; how many rows the first one changed."""
        if self._gathering is None or self._gathering[1].done():  # done already: it never had its turn
            changes: list[Change] = []
            self._gathering = changes, asyncio.create_task(self._save(changes))
        changes, saved = self._gathering
        place = len(changes)
        changes += wanted
        return (await asyncio.shield(saved))[place]

    async def trim(self) -> bool:
        """What was deleted leaves the journal too; False while somebody still reads what was there before."""
        async with self.turn():
            return await self._in_thread(self._trim)

    def close(self) -> None:
        self._thread.shutdown()
        self._engine.dispose()

    async def _save(self, changes: list[Change]) -> list[int]:
        async with self.turn():
            self._gathering = None
            return await self._in_thread(self._commit, changes)

    def _commit(self, changes: list[Change]) -> list[int]:
        with self._engine.begin() as connection:
            return [connection.execute(statement, values).rowcount for statement, values in changes]

    def _trim(self) -> bool:
        connection = self._engine.raw_connection()
        try:
            return not connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.close()

    async def _in_thread(self, work: Callable[..., Found], *arguments: Any) -> Found:
        """Cancelled, it still waits for the thread to be done: two may not use the connection at once."""
        working, cancelled = asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments), None
        while not working.done():
            try:
                await asyncio.wait([working])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled:
            raise cancelled from working.exception()
        return working.result()


class OnTheLoop(AsyncSession):
    """A session on a synchronous engine: there is nothing to wait for, so now and then it lets others go first."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._let_go_at = time.perf_counter()

    async def exec(self, statement: Any, **options: Any) -> Any:
        if time.perf_counter() - self._let_go_at > AT_A_STRETCH:
            await asyncio.sleep(0)
            self._let_go_at = time.perf_counter()
        return self.sync_session.exec(statement, **options)

    async def __aexit__(self, *_: object) -> None:
        """At once, where the base class has a task do it: until that runs, everybody who looks holds a connection."""
        self.sync_session.close()


def sessions_on_the_loop(bind: Engine | Connection, kind: type[Session], **options: Any) -> session_maker[AsyncSession]:
    here = type("Session", (kind,), {"get_bind": lambda *_, **__: bind})
    return session_maker(class_=OnTheLoop, sync_session_class=here, **options)


def reading_engine(address: URL) -> AsyncEngine:
    """For whatever may take long: a thread for each connection."""
    engine = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        **ONLY_READS,
    )
    event.listen(engine.sync_engine, "connect", _prepare_to_read)
    return engine


def glancing_engine(address: URL) -> Engine:
    """For a row by its key, on the event loop; it refuses instead of waiting for anybody."""
    # without a bound: to wait here for a connection would be to wait for oneself
    pool = {"pool_size": READERS, "max_overflow": -1}
    engine = create_engine(address, connect_args={"timeout": 0}, hide_parameters=True, **pool, **ONLY_READS)
    event.listen(engine, "connect", _prepare_to_read)
    return engine


def with_patience(address: URL) -> URL:
    return address.set(drivername="sqlite", query={"timeout": PATIENCE, **address.query})


def _prepare_to_write(connection: Any, _record: Any) -> None:
    """Every pragma here is off or slow by default, and SQLite forgets them with each connection."""
    connection.isolation_level = None  # we say BEGIN ourselves, so that a writer never upgrades halfway
    _pragmas(
        connection,
        "journal_mode=WAL",
        "synchronous=FULL",  # a receipt must survive a power cut, not only a crash
        "foreign_keys=ON",
        "secure_delete=ON",
    )


def _prepare_to_read(connection: Any, _record: Any) -> None:
    _pragmas(connection, "journal_mode=WAL", "query_only=ON")


def _pragmas(connection: Any, *pragmas: str) -> None:
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def in_one_piece(engine: Engine) -> None:
    """For a change of the schema: left to itself the driver commits every part of it, and a killed one stays half."""
    event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
