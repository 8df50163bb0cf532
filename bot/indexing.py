"""Who keeps the search index: woken by every commit, and every few seconds for what other processes changed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from storage.changes import Changes
from storage.database import Database
from storage.indexing import bring_up
from storage.search import IndexBroken, SearchBusy, SearchIndex

log = structlog.get_logger()

EVERY = 5.0  # seconds between two looks when nothing is heard
GATHERS = 0.1  # seconds: what a person does often takes several commits
RESTS = 1.0  # times as long as the last step took: a new index takes no more than half of a core


class Indexer:
    """Keeps the index until stopped; whatever happens to the file, it makes it right."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self.database, self.index = database, index
        self._wake, self._stopping = asyncio.Event(), False

    def nudge(self, changes: Changes) -> None:
        """An ear of storage/changes.py."""
        if changes.cases:
            self._wake.set()

    async def run(self) -> None:
        """Until `stop`."""
        self._wake.set()
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._wake.wait()
            await asyncio.sleep(GATHERS)
            self._wake.clear()
            await self._all()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def catch_up(self) -> None:
        """Everything there is to do, with no rest."""
        while await self.step():
            pass

    async def step(self) -> bool:
        """Whether there is more to do; a broken index is made anew, and that is the step."""
        try:
            return await bring_up(self.database, self.index)
        except IndexBroken:
            log.warning("search index made anew")  # also at the very first start
            await self.index.make_anew()
            return True

    async def _all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            began = loop.time()
            while not self._stopping and await self.step():
                await asyncio.sleep(RESTS * (loop.time() - began))
                began = loop.time()
        except SearchBusy:
            log.info("search index in use")  # by another process, most likely
        except Exception as error:  # noqa: BLE001 - the border of one look; the next tick tries again
            log.error("indexing failed", error=type(error).__name__)
