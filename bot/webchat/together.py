"""Whether browsers may still read, looked up for many open pages at a time.

A page that nobody wakes asks with each heartbeat. With thousands of pages a read for each is most of what a process
does; so such pages wait a moment for others. What is found is never older than the question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

from storage.keys import token_hash
from storage.web_devices import AT_ONCE, Device

GATHERS = 0.2  # seconds; what comes meanwhile is seen so much later, and by as much as the read takes

Read = Callable[[Collection[str]], Awaitable[dict[str, Device]]]


class Together:
    """One read for all who ask within the same moment."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._asked: set[str] = set()
        self._next: asyncio.Task[dict[str, Device]] | None = None
        self._reading: set[asyncio.Task[dict[str, Device]]] = set()

    async def find(self, token: str) -> Device | None:
        """The browser that holds this token. Raises what the read raised, to everybody who waits for it."""
        if self._next is None or len(self._asked) >= AT_ONCE:
            self._next, self._asked = self._gather()
        asked = token_hash(token)
        self._asked.add(asked)
        found = await asyncio.shield(self._next)  # a page that goes meanwhile takes nobody's answer with it
        return found.get(asked)

    async def close(self) -> None:
        """What is being read is read to its end."""
        await asyncio.gather(*self._reading, return_exceptions=True)

    def _gather(self) -> tuple[asyncio.Task[dict[str, Device]], set[str]]:
        asked: set[str] = set()
        task = asyncio.create_task(self._go(asked))
        self._reading.add(task)
        task.add_done_callback(self._is_read)
        return task, asked

    async def _go(self, asked: set[str]) -> dict[str, Device]:
        await asyncio.sleep(GATHERS)
        if asked is self._asked:
            self._next = None  # who comes from now on is not in it
        return await self._read(asked)

    def _is_read(self, task: asyncio.Task[dict[str, Device]]) -> None:
        self._reading.discard(task)
        if not task.cancelled():
            task.exception()  # told to whoever waits; there may be nobody any more
