"""Whether browsers may still read, looked up for many open pages at a time.

A page that nobody wakes asks with each heartbeat. With thousands of pages a read for each is most of what a process
does; so such pages wait a moment for others. What is found is never older than the question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

from storage.keys import token_hash
from storage.web_devices import Device

GATHERS = 0.2  # seconds; a message that comes meanwhile is seen as much later
AT_ONCE = 100  # tokens

Read = Callable[[Collection[str]], Awaitable[dict[str, Device]]]


class Rounds:
    """One read for all who ask within the same moment."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._asked: set[str] = set()
        self._round: asyncio.Task[dict[str, Device]] | None = None

    async def find(self, token: str) -> Device | None:
        """The browser that holds this token. Raises what the read raised, to everybody who waits for it."""
        if self._round is None or len(self._asked) >= AT_ONCE:
            self._asked = set()
            self._round = asyncio.create_task(self._go(self._asked))
        asked = token_hash(token)
        self._asked.add(asked)
        found = await asyncio.shield(self._round)  # a page that goes meanwhile takes nobody's answer with it
        return found.get(asked)

    async def _go(self, asked: set[str]) -> dict[str, Device]:
        await asyncio.sleep(GATHERS)
        if asked is self._asked:
            self._round = None  # who comes from now on is not in it
        return await self._read(asked)
