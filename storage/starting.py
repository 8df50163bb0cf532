"""Who starts, starts alone: of several processes of one unit the first makes what all need, and the others find it.

Held by a connection of its own, so that it ends with the process, however that ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import Database

log = structlog.get_logger()
START = {"lock": 0x6763_5354}  # any number that no other lock of ours has
TRIED, WAITED = text("SELECT pg_try_advisory_lock(:lock)"), text("SELECT pg_advisory_lock(:lock)")


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[None]:
    """Nobody else of this unit starts meanwhile. SQLite queues its writers by itself: there this is nothing.

    Nothing of it may be waited for within a transaction of one's own.
    """
    if database.is_sqlite:
        yield
        return
    engine = create_async_engine(
        database.address, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(TRIED, START):
                log.info("another process is starting: waiting for it")
                await connection.execute(WAITED, START)
            yield
    finally:
        await engine.dispose()
