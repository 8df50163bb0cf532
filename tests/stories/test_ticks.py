"""The ticks go on whatever is done to the clock."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from bot import steady
from bot.steady import SteadyScheduler
from tests.world import Clock

EVERY = 0.05  # seconds


@pytest.fixture
def wall(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of day, as the scheduler reads it wherever it does."""

    class Day(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return clock().astimezone(tz)

    for module in (steady, apscheduler.schedulers.base, apscheduler.triggers.interval):
        monkeypatch.setattr(module, "datetime", Day)
    return clock


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), timedelta(seconds=-0.5)], ids=str)
async def test_a_clock_that_is_set_stops_no_tick(wall: Clock, jump: timedelta):
    """A day on, a day back, or half a second: the next tick comes when it would have come."""
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    scheduler = SteadyScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True}, timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=EVERY)
    scheduler.start()
    try:
        for passes in (timedelta(), jump, -jump, timedelta()):
            wall.passes(passes)
            for _ in range(3):
                ticked.clear()
                await asyncio.wait_for(ticked.wait(), 2)
    finally:
        scheduler.shutdown()
        await asyncio.sleep(0)
