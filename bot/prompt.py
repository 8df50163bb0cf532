"""What every command needs: the database made ready."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.clock import now
from bot.settings import Settings, read_settings
from bot.wiring import ready_database
from storage.database import Database

Result = TypeVar("Result")


def with_database(work: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    async def whole() -> Result:
        settings = read_settings()
        async with ready_database(settings, now) as database:
            return await work(database, settings)

    return asyncio.run(whole())
