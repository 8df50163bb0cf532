"""What wakes the product: an immediate nudge after every commit, and three ticks. The ticks hold no business dates."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from actions.forget import forget_expired
from bot.delivery import Delivery
from storage.changes import Changes

log = structlog.get_logger()

DELIVER_EVERY = timedelta(seconds=5)
FORGET_EVERY = timedelta(minutes=30)


@dataclass
class Heartbeat:
    """Runs deliveries until stopped. `beats_at` is when the last round ended, for /health."""

    delivery: Delivery
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False

    def nudge(self, changes: Changes) -> None:
        """Something may be due now: do not wait for the tick."""
        if changes.outgoing:
            self._wake.set()

    async def run(self) -> None:
        """Deliver whenever woken, until `stop`."""
        with suppress(Exception):  # a database that is not there yet: then leases end by themselves
            await self.delivery.recover()
        scheduler = self._scheduler()
        scheduler.start()
        try:
            while not self._stopping:
                await self._wake.wait()
                self._wake.clear()
                await self._round()
        finally:
            scheduler.shutdown(wait=False)

    def stop(self) -> None:
        """Finish the round in hand and end."""
        self._stopping = True
        self._wake.set()

    async def _round(self) -> None:
        """Until nothing is due; a broken database is waited for, not given up on."""
        try:
            while not self._stopping and await self.delivery.deliver_due():
                pass
        except Exception as error:  # noqa: BLE001 - the border of one round; the next tick tries again
            log.error("delivery round failed", error=type(error).__name__)

    def _scheduler(self) -> AsyncIOScheduler:
        # a tick that comes late still comes, and never twice at once
        scheduler = AsyncIOScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, timezone="UTC"
        )
        scheduler.add_job(self._tick, "interval", seconds=DELIVER_EVERY.total_seconds(), id="deliver")
        scheduler.add_job(self._forget, "interval", seconds=FORGET_EVERY.total_seconds(), id="forget")
        self._wake.set()  # what fell due while we were down
        return scheduler

    async def _tick(self) -> None:
        self._wake.set()

    async def _forget(self) -> None:
        door = self.delivery.door
        with suppress(Exception):
            await forget_expired(door.database, door.files, door.clock())
