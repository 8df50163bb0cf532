"""How many reports a second one process holds on SQLite, one on PostgreSQL, and three: with two thousand open pages.

As in the measurement of Submit, each rate is offered for a while whatever becomes of the reports before; it is held
when nothing is lost and ninety-nine of a hundred receipts and cards come within a second. Of the last rate that is held
it is told what the processes were at.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.figures import Figure, percentile, rounded
from benchmarks.outbox import parts_of
from benchmarks.profiled import WAITS
from benchmarks.running import free_address, running
from benchmarks.stores import Store, named, stores
from benchmarks.submit import PATIENCE, Person, events, newcomer, offer, opened, prepare
from bot.descriptors import raise_limit
from bot.settings import Settings

RATES = (2, 5, 10, 15, 20, 25, 30, 40)
SECONDS, STREAMS = 20, 2000
OPENED_AT_ONCE, SETTLED = 10, 3
HELD = 1.0  # seconds, of ninety-nine in a hundred
COSTS = 3
PROCESSES = {1: "one", 3: "three"}


@dataclass(frozen=True)
class Sizes:
    rates: Sequence[int] = RATES
    seconds: float = SECONDS
    streams: int = int(os.environ.get("GC_BENCH_STREAMS", STREAMS))


QUICK = Sizes(rates=(2,), seconds=2, streams=20)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    raise_limit()
    if quick:
        return await of_store(Store("", folder), 1, QUICK)
    return [
        figure
        for store in stores(folder)
        for count in ((1, 3) if store.server else (1,))
        for figure in await of_store(store, count, Sizes())
    ]


@dataclass
class Held:
    """What became of one rate."""

    a_second: int
    p99: float
    lost: int
    costs: Counter[str]
    seconds: float

    @property
    def is_held(self) -> bool:
        return not self.lost and self.p99 < HELD


async def of_store(store: Store, count: int, sizes: Sizes) -> list[Figure]:
    """Up to the first rate that is not held."""
    name, tried = named(store.kind or "sqlite", PROCESSES[count]), list[Held]()
    for rate in sizes.rates:
        tried.append(await of_rate(store, count, rate, sizes))
        print(f"  {name}: {rate}/s: p99 {tried[-1].p99:.2f} s, {tried[-1].lost} lost", file=sys.stderr, flush=True)
        if not tried[-1].is_held:
            break
    held = [one for one in tried if one.is_held]
    facts = {"processes": count, "streams": sizes.streams, "seconds": sizes.seconds}
    facts |= {f"p99_ms_at_{one.a_second}": rounded(one.p99 * 1000) for one in tried}
    best = held[-1] if held else tried[-1]
    return [
        Figure(f"{name} reports_held", held[-1].a_second if held else 0, "reports/s", more=facts),
        *costs(name, best),
    ]


def costs(name: str, of: Held) -> list[Figure]:
    """The largest shares of the time in which the loop did not wait."""
    total = sum(of.costs.values()) or 1
    facts = {"a_second": of.a_second, "processor_seconds": rounded(of.seconds)}
    return [
        Figure(f"{name} cost {number} {what}", times / total, "share", more=facts)
        for number, (what, times) in enumerate(of.costs.most_common(COSTS), 1)
    ]


async def of_rate(store: Store, count: int, rate: int, sizes: Sizes) -> Held:
    """On a database of its own."""
    settings = store.settings(f"load_{count}_{rate}")
    reports = max(1, round(rate * sizes.seconds))
    desk, *reporters = await prepare(settings, reports)
    idle = await visitors(settings, sizes.streams)
    with several(settings, count) as (urls, profiles):
        async with opened(*urls) as doors, open_pages(doors, idle):
            patience = reports / rate + PATIENCE + 60
            await asyncio.wait_for(offer(doors, desk, reporters, rate), patience)
    late = [max(one.receipt, one.card) - one.due for one in reporters if not one.is_lost]
    lost = sum(one.is_lost for one in reporters)
    found = [json.loads(profile.read_text()) for profile in profiles]
    seen = sum((Counter(one["seen"]) for one in found), Counter())
    del seen[WAITS]
    return Held(rate, percentile(late, 0.99) if late else PATIENCE, lost, seen, sum(one["seconds"] for one in found))


async def visitors(settings: Settings, count: int) -> list[Person]:
    """Who has the page open and says nothing."""
    async with parts_of(settings) as parts:
        return [(await newcomer(parts))[0] for _ in range(count)]


@contextmanager
def several(settings: Settings, count: int) -> Iterator[tuple[list[str], list[Path]]]:
    """So many processes, looked at; their addresses, and where it stands what they were at."""
    profiles = [settings.data.parent / f"{settings.data.name}_{number}.json" for number in range(count)]
    with ExitStack() as stack:
        urls = [
            stack.enter_context(
                running(
                    settings.data,
                    free_address(),
                    settings.database,
                    module="benchmarks.profiled",
                    GC_BENCH_PROFILE=str(profile),
                    GC_SEARCH_INDEX=str(profile.with_suffix(".search.db")),
                )
            )
            for profile in profiles
        ]
        yield urls, profiles


@asynccontextmanager
async def open_pages(doors: Sequence[aiohttp.ClientSession], people: Sequence[Person]) -> AsyncIterator[None]:
    """In turns at each of the processes; a few at once, until all of them are open."""
    pages: list[asyncio.Task[None]] = []
    try:
        for number, person in enumerate(people):
            is_open = asyncio.Event()
            pages.append(asyncio.create_task(_listen(doors[number % len(doors)], person, is_open)))
            if number % OPENED_AT_ONCE == 0:
                await asyncio.wait_for(is_open.wait(), PATIENCE)
        await asyncio.sleep(SETTLED)
        gone = [page for page in pages if page.done()]
        assert not gone, f"{len(gone)} pages did not stay open: {gone[0].exception()!r}"
        yield
    finally:
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages, return_exceptions=True)


async def _listen(door: aiohttp.ClientSession, person: Person, is_open: asyncio.Event) -> None:
    async for _ in events(door, person, 0, is_open):
        pass
