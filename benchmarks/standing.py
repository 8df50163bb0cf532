"""How long the event loop stands: nobody else is served meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.figures import percentile, rounded

EVERY = 0.002  # seconds


@dataclass
class Stood:
    """From one turn to the next, in seconds: by the clock, and what of it was our own work.

    On a busy machine the clock also runs while somebody else has the processor.
    """

    by_clock: list[float] = field(default_factory=list)
    at_work: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        return max(self.by_clock)

    @property
    def facts(self) -> dict[str, float]:
        p999 = rounded(percentile(self.by_clock, 0.999) * 1000)
        return {"p999_ms": p999, "longest_at_work_ms": rounded(max(self.at_work) * 1000)}

    async def watch(self) -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(EVERY)
            self.by_clock.append(max(0.0, time.perf_counter() - began - EVERY))
            self.at_work.append(time.thread_time() - worked)


@asynccontextmanager
async def standing() -> AsyncIterator[Stood]:
    found = Stood()
    watching = asyncio.create_task(found.watch())
    try:
        yield found
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
