"""Who starts, starts alone: of several processes of one unit the first makes what all need, and the others find it.

Held by a connection of its own, so that it ends with the process, however that ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

log = structlog.get_logger()
START = {"lock": 0x6763_5354}  # any number that no other lock of ours has
TRIED, WAITED = text("SELECT pg_try_advisory_lock(:lock)"), text("SELECT pg_advisory_lock(:lock)")


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """Nobody else of this unit starts meanwhile; on SQLite, whose writers queue by themselves, this is nothing.

    Not to be waited for within a transaction.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        yield
        return
    own = address.set(drivername="postgresql+psycopg")
    engine = create_async_engine(own, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(TRIED, START):
                log.info("another process is starting: waiting for it")
                await connection.execute(WAITED, START)
            yield
    finally:
        await engine.dispose()
