"""Events that follow one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def set_by(found: asyncio.Event, *others: asyncio.Event) -> AsyncIterator[asyncio.Event]:
    """While this lasts it is set as soon as one of the others is."""

    async def follow(other: asyncio.Event) -> None:
        await other.wait()
        found.set()

    following = [asyncio.create_task(follow(other)) for other in others]
    try:
        yield found
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
