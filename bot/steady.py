"""Ticks that a clock which is set back does not stop: APScheduler plans by the time of day and would wait for it."""

from __future__ import annotations

from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """It sleeps by a clock that nobody sets, so it wakes in time; and if it is earlier than it was, all is due now."""

    _woken_at: datetime | None = None

    def wakeup(self) -> None:
        now, before = datetime.now(self.timezone), self._woken_at
        self._woken_at = now
        if before is not None and now < before:
            for job in self.get_jobs():
                job.modify(next_run_time=now)
        super().wakeup()
