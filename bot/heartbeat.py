"""What wakes the product: an immediate nudge after every commit, and ticks. They hold no business dates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from actions.forget import forget_expired, remove_doomed
from bot.attending import attend, believes_the_clock, keep_in_time
from bot.changed_rows import tell_of_changed_rows
from bot.checking import Checking
from bot.closing import close_opened
from bot.delivery import Delivery
from bot.demo.mark import tell_everybody
from bot.lanes import LATE, Lanes
from bot.steady import SteadyScheduler
from bot.store import sweep_store
from storage.changes import Changes
from storage.tables import Channel

log = structlog.get_logger()

RESTS = 4  # times as long as the last look took: behind a long queue of one channel the others' messages are far
LONGEST_REST = 1.0  # seconds
GIVES_WAY = 0.05  # seconds, to another process
DELIVER_EVERY = timedelta(seconds=5)
ATTEND_EVERY = timedelta(seconds=5)
SWEEP_EVERY = timedelta(days=1)
FORGET_EVERY = timedelta(minutes=30)
CHECK_EVERY = timedelta(seconds=5)


@dataclass(frozen=True)
class Also:
    """Something else that is looked after now and then, where it is set up."""

    id: str
    every: timedelta
    tick: Callable[[], Awaitable[None]]


class Heartbeat:
    """Looks for what is due until stopped; the lanes deliver it meanwhile."""

    def __init__(self, delivery: Delivery, also: Sequence[Also] = ()) -> None:
        self.delivery, self.lanes, self.also = delivery, Lanes(delivery), also
        self._looked_at = delivery.door.clock()
        self._rests_until, self._stopping = 0.0, False

    def nudge(self, changes: Changes) -> None:
        """Something may be due now: do not wait for the tick. Whoever planned it looks first, and may send it."""
        if changes.outgoing and changes.elsewhere:
            asyncio.get_running_loop().call_later(GIVES_WAY, self.lanes.wake.set)
        elif changes.outgoing:
            self.lanes.wake.set()

    async def run(self) -> None:
        """Look whenever woken, until `stop`."""
        with suppress(Exception):  # a database that is not there yet: then leases end by themselves
            await self.delivery.recover()
        scheduler = self._scheduler()
        scheduler.start()
        try:
            while not self._stopping:
                await self.lanes.wake.wait()
                self.lanes.wake.clear()
                await self._look()
        finally:
            scheduler.shutdown(wait=False)
            await self.lanes.stop()

    def stop(self) -> None:
        """Finish what is on its way, and end."""
        self._stopping = True
        self.lanes.wake.set()

    async def is_late(self) -> bool:
        """What is due does not go out: nobody has looked for it for long, or a channel stands still."""
        now = self.delivery.door.clock()
        if abs(now - self._looked_at) > LATE:  # also of a clock that was set back, for which the ticks would wait
            log.error("nobody looks for what is due")
            return True
        if channel := await self.lanes.stands_still(now):
            log.error("messages do not go out", channel=channel.value)
        return channel is not None

    async def _look(self) -> None:
        """For what is urgent at once; for the rest not so often that looking takes more time than sending."""
        loop = asyncio.get_running_loop()
        try:
            await self._open_urgent()
            if (began := loop.time()) < self._rests_until:
                loop.call_at(self._rests_until, self.lanes.wake.set)
                return
            while not self._stopping and await self.lanes.look(urgent=False):
                await self._open_urgent()  # what has become so meanwhile does not wait until all the others have theirs
            self._rests_until = loop.time() + min(LONGEST_REST, RESTS * (loop.time() - began))
            self._looked_at = self.delivery.door.clock()
        except Exception as error:  # noqa: BLE001 - the border of one look; the next tick tries again
            log.error("look failed", error=type(error).__name__)

    async def _open_urgent(self) -> None:
        """Until every chat has its lane; a broken database is waited for, not given up on."""
        while not self._stopping and await self.lanes.look(urgent=True):
            pass

    def _scheduler(self) -> SteadyScheduler:
        # a tick that comes late still comes, and never twice at once
        scheduler = SteadyScheduler(
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}, timezone="UTC"
        )
        scheduler.add_job(self._tick, "interval", seconds=DELIVER_EVERY.total_seconds(), id="deliver")
        for channel in self.delivery.channels:  # each by itself: one that does not answer holds no other
            every = {"seconds": DELIVER_EVERY.total_seconds(), "id": f"welcome {channel}"}
            scheduler.add_job(self._welcome, "interval", [channel], **every)
            every = {"seconds": DELIVER_EVERY.total_seconds(), "id": f"close {channel}"}
            scheduler.add_job(self._close, "interval", [channel], **every)
        scheduler.add_job(self._attend, "interval", seconds=ATTEND_EVERY.total_seconds(), id="attend")
        scheduler.add_job(self._forget, "interval", seconds=FORGET_EVERY.total_seconds(), id="forget")
        if checker := self.delivery.door.checker:
            every = {"seconds": CHECK_EVERY.total_seconds(), "id": "check"}
            scheduler.add_job(self._check, "interval", [Checking(self.delivery.door, checker)], **every)
        for one in self.also:
            scheduler.add_job(self._do, "interval", [one], seconds=one.every.total_seconds(), id=one.id)
        every = {"seconds": SWEEP_EVERY.total_seconds(), "next_run_time": datetime.now(UTC)}  # and at the start
        scheduler.add_job(self._sweep, "interval", **every, id="sweep")
        every = {"seconds": FORGET_EVERY.total_seconds(), "next_run_time": datetime.now(UTC)}
        scheduler.add_job(tell_of_changed_rows, "interval", [self.delivery.door], **every, id="changed rows")
        self.lanes.wake.set()  # what fell due while we were down
        return scheduler

    async def _tick(self) -> None:
        with suppress(Exception):  # a database that is away: the next tick asks again
            await self.delivery.take_over()
        self.lanes.wake.set()

    async def _welcome(self, channel: Channel) -> None:
        with suppress(Exception):  # else each waits for its own time, as without this
            await self.delivery.welcome_back(channel)

    async def _close(self, channel: Channel) -> None:
        with suppress(Exception):  # a database that is away: the next tick tries again
            if await self.delivery.channels[channel].is_kept():
                await close_opened(self.delivery, channel)

    async def _attend(self) -> None:
        with suppress(Exception):
            await attend(self.delivery.door)
            await tell_everybody(self.delivery.door)

    async def _forget(self) -> None:
        """Each by itself: what fails keeps nothing else from being destroyed in time."""
        door, believed = self.delivery.door, False
        with suppress(Exception):  # a database that is away: the next tick asks again
            believed = await believes_the_clock(door)
        in_time = (
            lambda: forget_expired(door.database, door.files, door.clock()),
            lambda: keep_in_time(door),
        )
        whenever = (lambda: remove_doomed(door.database, door.files), door.database.trim)
        for done in (*(in_time if believed else ()), *whenever):
            try:
                await done()
            except Exception as error:  # noqa: BLE001 - the border of one of them; the next tick tries again
                log.error("what is to be destroyed is still there", error=type(error).__name__)

    async def _check(self, checking: Checking) -> None:
        with suppress(Exception):  # a database that is away: the next tick tries again
            await checking.tick()

    async def _do(self, one: Also) -> None:
        with suppress(Exception):  # a database that is away: the next tick tries again
            await one.tick()

    async def _sweep(self) -> None:
        await sweep_store(self.delivery.door)
