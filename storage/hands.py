"""What a process holds on PostgreSQL: session-level advisory locks, by one connection that it keeps for nothing else.

Whoever dies lets go of everything at once, because the server sees the connection end. By the same connection it tells
others what no transaction says.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, text
from sqlalchemy.exc import OperationalError

log = structlog.get_logger()

CHANNEL = "green_channel"
AGAIN = 1.0  # seconds until a connection that was lost is sought anew
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.05  # seconds between two tries for what another process has
AT_ONCE = 200  # asked for together
NOTHING = 0  # the key of no lock
# the server notices within 20 s that the machine behind a connection is gone
SOON_NOTICED = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3"
NOTICES_SOON: dict[str, Any] = {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
NO_DISK = "SET synchronous_commit = off"  # what is told is worth nothing after a crash
TRY = (
    "SELECT CASE WHEN wanted THEN pg_try_advisory_lock(key) ELSE pg_advisory_unlock(key) END"
    " FROM unnest(%s::bigint[], %s::bool[]) WITH ORDINALITY AS asked (key, wanted, place) ORDER BY place"
)
TELL = "SELECT pg_notify(%s, said) FROM unnest(%s::text[]) AS said"
# everybody who is there holds the lock of their own number
IS_THERE = text(
    "SELECT (classid::bigint << 32) | objid::bigint AS number FROM pg_locks"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Ask(NamedTuple):
    """A lock that is wanted, or given back; the answer is whether it was there to be had."""

    key: int
    is_wanted: bool
    answer: asyncio.Future[bool]


class Hands:
    """Those of one process. `number` says which it is, as long as it is up."""

    def __init__(self, address: URL) -> None:
        self.number = secrets.randbits(62)
        _, options = address.get_dialect()().create_connect_args(address)  # as the pool is connected
        self._address = make_conninfo(**NOTICES_SOON, **options)
        self._held: set[int] = set()
        self._given: set[int] = set()  # of these, what the server gave: a new connection asks for it again
        self._asked: asyncio.Queue[Ask] = asyncio.Queue()
        self._to_tell: list[str] = []
        self._lost: list[Callable[[], None]] = []
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self.is_up = False
        """Whether others see that we are here."""

    async def take(self, kind: str, which: object) -> bool:
        """Whether this is ours alone from now on, until `leave`. Raises OperationalError where nobody can say."""
        key = key_of(kind, which)
        if key in self._held:
            return False  # somebody else here has it: the server would give it to us twice
        self._held.add(key)
        answer = self._ask(key, is_wanted=True)
        try:
            is_ours = await asyncio.shield(answer)
        except asyncio.CancelledError:
            answer.add_done_callback(partial(self._nobody_waits, key))
            raise
        except BaseException:
            self._held.discard(key)
            raise
        if not is_ours:
            self._held.discard(key)
        return is_ours

    def leave(self, kind: str, which: object) -> None:
        """What was taken; others can have it a moment later."""
        self._leave(key_of(kind, which))

    def drop(self, kind: str, which: object) -> None:
        """What was lost with the connection, and is taken again when somebody asks for it."""
        self._held.discard(key := key_of(kind, which))
        self._given.discard(key)

    @asynccontextmanager
    async def alone(self, kind: str, which: object) -> AsyncIterator[None]:
        """Waits for whoever has it. Raises OperationalError where nobody can say."""
        pause = FIRST_PAUSE
        while not await self.take(kind, which):
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        try:
            yield
        finally:
            self.leave(kind, which)

    def when_lost(self, do: Callable[[], None]) -> None:
        """Called when the connection broke. What nobody drops then is held again as soon as there is another."""
        self._lost.append(do)

    def say(self, *payloads: str) -> None:
        """To whoever listens, soon; lost where the connection is. Without any, that we are there."""
        self._to_tell += payloads
        self._asked.put_nowait(Ask(NOTHING, is_wanted=False, answer=asyncio.get_running_loop().create_future()))

    # --- at work

    def _ask(self, key: int, *, is_wanted: bool) -> asyncio.Future[bool]:
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._asked.put_nowait(Ask(key, is_wanted, answer))
        return answer

    def _nobody_waits(self, key: int, answer: asyncio.Future[bool]) -> None:
        """Whoever asked was cancelled meanwhile."""
        if not answer.cancelled() and not answer.exception() and answer.result():
            self._leave(key)
        else:
            self._held.discard(key)

    def _leave(self, key: int) -> None:
        """It counts as held until the server has it back: else we could take and lose it in one breath."""
        answer = self._ask(key, is_wanted=False)
        answer.add_done_callback(lambda _: self._held.discard(key))

    async def work(self) -> None:
        """One after the other on one connection, many together; never cancelled half-way by who asked.

        While nobody asks it is looked at every second: whoever holds something must know when it is lost.
        """
        try:
            while True:
                await self._round(await self._next_asks())
        finally:
            await self._hang_up()

    async def _next_asks(self) -> list[Ask]:
        """None of them where nobody asks for a second."""
        asks: list[Ask] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN):
                asks.append(await self._asked.get())
        while not self._asked.empty() and len(asks) < AT_ONCE:
            asks.append(self._asked.get_nowait())
        return asks

    async def _round(self, asks: list[Ask]) -> None:
        """Who asks when an old connection turns out to be broken is answered by a new one."""
        if self._connection:
            try:
                await self._answer(self._connection, asks)
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing is held any more
                await self._is_lost(error)
            else:
                return
        try:
            self._connection = await self._connect()
            await self._answer(self._connection, asks)
            self.is_up = True
        except Exception as error:  # noqa: BLE001 - the same
            await self._is_lost(error)
            for ask in asks:
                if not ask.is_wanted:
                    self._given.discard(ask.key)
                if not ask.answer.done():
                    ask.answer.set_exception(OperationalError(None, None, error))
                    ask.answer.exception()  # who gives something back does not wait for it

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection = await self.dial()
        try:
            await connection.execute(NO_DISK)
            await self._take_again(connection)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _take_again(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """What is at work goes on, and nobody else begins with it: our number, and all that nobody has taken since.

        While the server still holds our number for the connection that was lost, there is none, for it would go with
        that. Raises OperationalError.
        """
        keys = [self.number, *self._given]
        answers = await (await connection.execute(TRY, (keys, [True] * len(keys)))).fetchall()
        if answers[0] != (True,):
            raise psycopg.OperationalError("the number is held by the connection that was lost")
        self._given = {key for key, (is_ours,) in zip(keys, answers, strict=True) if is_ours} - {self.number}

    async def dial(self) -> psycopg.AsyncConnection[Any]:
        """A connection of its own, whose end is soon noticed on either side. Raises what psycopg does."""
        connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
        try:
            await connection.execute(SOON_NOTICED)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _answer(self, connection: psycopg.AsyncConnection[Any], asks: list[Ask]) -> None:
        told, self._to_tell = self._to_tell, []
        if told:
            await connection.execute(TELL, (CHANNEL, told))
        asks = [one for one in asks if one.key is not NOTHING]
        if not asks:
            await connection.execute("SELECT 1")
            return
        cursor = await connection.execute(TRY, ([one.key for one in asks], [one.is_wanted for one in asks]))
        for ask, (answer,) in zip(asks, await cursor.fetchall(), strict=True):
            if ask.is_wanted and answer:
                self._given.add(ask.key)
            else:
                self._given.discard(ask.key)
            if not ask.answer.done():
                ask.answer.set_result(answer)

    async def _is_lost(self, error: Exception) -> None:
        """With the connection all that was held."""
        if self._connection or self.is_up:
            log.warning("the house's connection is lost", error=type(error).__name__)
        self.is_up = False
        await self._hang_up()
        for lost in self._lost:
            lost()

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()


def key_of(kind: str, which: object) -> int:
    """The number of a lock; 64 bits, signed, never 0."""
    digest = hashlib.blake2b(f"{kind} {which}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) or 1
