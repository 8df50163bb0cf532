"""What equal processes on one database know of each other: who does something alone, who is there, what changed.

On PostgreSQL each process has two connections of its own beside the pool: by one it holds and tells (storage/hands.py),
by the other it listens. On SQLite there is one process: it has every lock for the asking, and nobody to tell.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from sqlalchemy import URL

from storage.hands import AGAIN, CHANNEL, Hands

log = structlog.get_logger()
Heard = Callable[[dict[str, Any]], None]


class House(Hands):
    """One process among others on this PostgreSQL."""

    is_shared = True

    def __init__(self, address: URL) -> None:
        super().__init__(address)
        self._numbers = itertools.count()
        self._ears: list[Heard] = []
        self._missed: list[Callable[[], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()

    async def open(self) -> None:
        """Until `close` it holds, tells and listens; a connection that breaks is made anew. Waits until it listens."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self.work()), asyncio.create_task(self._listen())]
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), 10 * AGAIN)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def tell(self, said: dict[str, Any]) -> None:
        """All others, soon, of something that no transaction says; ids only. Lost where the connection is."""
        self.say(self.payload({"n": next(self._numbers), **said}))  # of two that say the same, one would come

    def payload(self, said: dict[str, Any]) -> str:
        """As it is told: also by a transaction, at its commit."""
        return json.dumps({"by": self.number, **said}, separators=(",", ":"))

    def listen(self, heard: Heard, missed: Callable[[], None]) -> None:
        """What others tell, on our event loop; `missed` after a time in which nobody could hear."""
        self._ears.append(heard)
        self._missed.append(missed)

    async def _listen(self) -> None:
        is_first = True
        while True:
            try:
                async with await self.dial() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._told_again(is_first=is_first)
                    is_first = False
                    async for said in connection.notifies():
                        self._heard(said.payload)
            except Exception as error:  # noqa: BLE001 - whatever it is, we listen again
                log.warning("nobody hears of other processes", error=type(error).__name__)
            await asyncio.sleep(AGAIN)

    def _told_again(self, *, is_first: bool) -> None:
        self._listening.set()
        for missed in () if is_first else self._missed:
            missed()
        self.say()  # others see that we are there

    def _heard(self, payload: str) -> None:
        try:
            said = json.loads(payload)
        except ValueError:
            return
        for heard in self._ears if isinstance(said, dict) and said.get("by") != self.number else ():
            try:
                heard(said)
            except Exception as error:  # noqa: BLE001 - of another version, say; the others hear it
                log.error("what another process told is not understood", error=type(error).__name__)


class OneProcess:
    """The only one there is."""

    is_shared, is_up, number = False, True, None

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def take(self, kind: str, which: object) -> bool:  # noqa: ARG002
        return True

    def leave(self, kind: str, which: object) -> None:
        pass

    def drop(self, kind: str, which: object) -> None:
        pass

    @asynccontextmanager
    async def alone(self, kind: str, which: object) -> AsyncIterator[None]:  # noqa: ARG002
        yield

    def when_lost(self, do: Callable[[], None]) -> None:
        pass

    def tell(self, said: dict[str, Any]) -> None:
        pass

    def payload(self, said: dict[str, Any]) -> str:
        raise NotImplementedError  # there is nobody to tell

    def listen(self, heard: Heard, missed: Callable[[], None]) -> None:
        pass
