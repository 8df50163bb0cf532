"""Who starts, starts alone: of several processes of one unit the first makes what all need, and the others find it.

Held by a connection of its own, so that it ends with the process, however that ends. On SQLite, where one process is
all there is, another that is to serve is told so: by a lock of the system's on a file beside the database.
"""

from __future__ import annotations

import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from cases.errors import CaseError
from storage.files import private

log = structlog.get_logger()
START = {"lock": 0x6763_5354}  # any number that no other lock of ours has
TRIED, WAITED = text("SELECT pg_try_advisory_lock(:lock)"), text("SELECT pg_advisory_lock(:lock)")


SERVED = ".served"  # how the name of that file ends


class ServedAlready(CaseError):
    """Another process serves this SQLite database."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Nobody else serves this SQLite database meanwhile. Raises ServedAlready; on PostgreSQL this is nothing."""
    address = make_url(url)
    file = Path(str(address.database))
    if address.get_backend_name() != "sqlite" or not file.parent.is_dir():
        yield
        return
    # of the process, and not of the file as it is open: no child that outlives us has it
    with open(file.with_name(file.name + SERVED), "w", opener=private) as mark:
        try:
            fcntl.lockf(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise ServedAlready(file) from error
        yield


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
