"""Places in a line: who waits for a channel, who goes first, and that nobody is passed without end."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from contextvars import ContextVar
from enum import IntEnum
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LONGEST_REST = 0.5  # seconds
PASSES = 3  # so often in a row the later ranks let the earlier ones through


class Rank(IntEnum):
    """Who goes first, where there are not places for all."""

    URGENT = 0  # a delivery that cannot wait
    ANSWER = 1  # somebody looks at the screen: the answer to a person's own update
    ROUTINE = 2


rank: ContextVar[Rank] = ContextVar("rank", default=Rank.ROUTINE)


class NoPlace(Exception):
    """We are stopping: who still waited for a place goes without, and nothing was sent."""


class Places:
    """Lets `free` through at once, the others as places come back: by rank, and within a rank who came first."""

    def __init__(self, free: int) -> None:
        self._free, self._closed = free, False
        self._waiting: dict[Rank, deque[asyncio.Future[None]]] = {one: deque() for one in Rank}
        self._passed = dict.fromkeys(Rank, 0)

    async def __aenter__(self) -> None:
        if self._free:
            self._free -= 1
            return
        if self._closed and rank.get() is not Rank.ANSWER:
            raise NoPlace
        turn = asyncio.get_running_loop().create_future()
        self._waiting[rank.get()].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._give_back()  # the turn had come already: someone else may have it
            raise

    async def __aexit__(self, *_: object) -> None:
        self._give_back()

    def close(self) -> None:
        """Deliveries stop waiting, with NoPlace; answers to what is being handled still get their turn."""
        self._closed = True
        for turn in (*self._waiting[Rank.URGENT], *self._waiting[Rank.ROUTINE]):
            if not turn.done():
                turn.set_exception(NoPlace())

    def _give_back(self) -> None:
        if turn := self._next():
            turn.set_result(None)
        else:
            self._free += 1

    def _next(self) -> asyncio.Future[None] | None:
        """The first of the rank whose turn it is."""
        waiting = [one for one in Rank if self._is_waiting(one)]
        if not waiting:
            return None
        chosen = next((one for one in waiting if self._passed[one] >= PASSES), waiting[0])
        for one in waiting:
            self._passed[one] = 0 if one is chosen else self._passed[one] + 1
        return self._waiting[chosen].popleft()

    def _is_waiting(self, one: Rank) -> bool:
        """Whether anybody of that rank still wants a place."""
        waiting = self._waiting[one]
        while waiting and waiting[0].done():
            waiting.popleft()
        return bool(waiting)


class Line(Protocol):
    """Where the deliveries of a channel wait for their turn."""

    def place(self, chat_id: int) -> AbstractAsyncContextManager[None]:
        """A place for one delivery to this chat, held until it has left. Raises NoPlace."""

    def close(self) -> None:
        """Nobody waits any more."""


class Few:
    """So many deliveries at work at once, and no other limit. A routine one rests `rests` times as long as it took.

    A channel without limits of its own would else take all there is of a processor that others need. Who rests has
    given the place back: what is urgent does not wait for it.
    """

    def __init__(self, at_once: int, rests: float = 0) -> None:
        self._places, self._routine, self._rests = Places(at_once), Places(at_once), rests
        self._closing = asyncio.Event()

    @asynccontextmanager
    async def place(self, chat_id: int) -> AsyncIterator[None]:  # noqa: ARG002 - as where a chat has limits of its own
        async with AsyncExitStack() as stack:
            if rank.get() is Rank.ROUTINE:
                await stack.enter_async_context(self._routine)
            async with self._places:
                began = monotonic()
                yield
            if rank.get() is Rank.ROUTINE:
                await self._rest(min(self._rests * (monotonic() - began), LONGEST_REST))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    def close(self) -> None:
        self._closing.set()
        self._routine.close()
        self._places.close()
