"""`kill -9` of a random one of three, two hundred times, while a thousand people tell their reports and submit them.

Half of them are at the page, half on Telegram by its webhook, all through a proxy. They do what people and Telegram do:
what was not answered is sent again. At the end each report is held against what its person said. On SQLite there is
one process, and it is the one.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from benchmarks.figures import Figure
from benchmarks.kills_judged import Judged, judge
from benchmarks.outbox import parts_of
from benchmarks.stores import Store, named, under_kills_of_each
from benchmarks.submit import member
from benchmarks.tellers import Teller, at_the_page, on_telegram
from benchmarks.three import webhook_of
from bot.wiring import Parts
from storage.hands import IS_THERE
from storage.tables import Outgoing, OutgoingState
from tests.telegram.bot_api import BotApi
from tests.world.several import Several, several

KILLS, FEW, EACH = 200, 5, 5  # conversations for each kill
AT_FIRST = 8  # conversations that go on before the first; who waits for an answer asks for it sixteen times a second
BEGINS_WITHIN = 60  # seconds from a start to the next answer
LATER = 0.5  # and then at most to the kill
STARTING = 1.5  # and from its very beginning, where it is killed before it is ready
PATIENCE = 900  # seconds
WITHIN = 30  # seconds, until another process has taken over


async def measure(folder: Path, quick: bool) -> list[Figure]:
    return await under_kills_of_each(folder, of_store, quick=quick, kills=KILLS, few=FEW)


async def of_store(store: Store, kills: int) -> list[Figure]:
    count = kills * EACH
    async with BotApi() as telegram:
        given, mine = webhook_of(store.settings("several_kills"), telegram)
        async with several(store.folder, 3 if store.server else 1, **given) as processes, parts_of(mine) as parts:
            tellers = await prepare(parts, telegram, processes, count)
            print(f"  {len(tellers)} conversations are prepared", file=sys.stderr, flush=True)
            await processes.start(PATIENCE)
            async with taking_over(parts) as waited:
                await under_kills(processes, tellers, kills)
                await ends(parts)
            found = await judge(parts, tellers)
    return figures(store, kills, found, tellers, waited)


def figures(
    store: Store, kills: int, found: Judged, tellers: Sequence[Teller], waited: Sequence[float]
) -> list[Figure]:
    facts = {"kills": kills, "conversations": len(tellers), **found.facts}
    in_hand = {"in_hand_when_killed": len(waited)}
    longest = max(teller.longest for teller in tellers)
    at_most = (WITHIN, WITHIN) if store.server else (None, None)
    return [
        *(
            Figure(named(store.kind, name), value, name.split("_")[0], 0, 0, facts)
            for name, value in found.lost.items()
        ),
        Figure(named(store.kind, "taken_over_within"), max(waited, default=0.0), "s", *at_most, in_hand),
        Figure(named(store.kind, "longest_wait_for_an_answer"), longest, "s", *at_most),
    ]


async def prepare(parts: Parts, telegram: BotApi, processes: Several, count: int) -> list[Teller]:
    """A member of the desk, and people with some questions still to answer, in turns at the page and on Telegram."""
    await member(parts)
    ways = (at_the_page, on_telegram)
    return [await ways[number % 2](parts, telegram, processes.proxy, number) for number in range(count)]


# --- the kills


async def under_kills(processes: Several, tellers: Sequence[Teller], kills: int) -> None:
    """Five more begin with each kill, and the next comes when as many are told: so all of them are under kills."""
    places = asyncio.Semaphore(AT_FIRST)
    telling = [asyncio.create_task(in_turn(places, teller)) for teller in tellers]
    chance = random.Random()
    for number in range(kills):
        for _ in range(EACH):
            places.release()
        service = chance.choice(processes.services)
        await told(processes, telling, number * EACH)
        await somebody_goes_on(tellers)
        await asyncio.sleep(chance.uniform(0, LATER))
        await asyncio.to_thread(service.kill)
        if number % FEW == FEW - 1:
            service.begin()
            await asyncio.sleep(chance.uniform(0, STARTING))
            await asyncio.to_thread(service.kill)
        await service.start(PATIENCE)
        print(f"  killed {number + 1} times, {done(telling)} told", file=sys.stderr, flush=True)
    await told(processes, telling, len(telling))
    await asyncio.gather(*telling)


async def told(processes: Several, telling: Sequence[asyncio.Task[None]], count: int) -> None:
    """Until so many are; a process that ended by itself is not waited for."""
    async with asyncio.timeout(PATIENCE):
        while done(telling) < count:
            gone = [one for one in processes.services if not one.is_running]
            assert not gone, f"ended by itself with {gone[0].exit_code}:\n{gone[0].log.read_text()[-2000:]}"
            await asyncio.sleep(0.05)


def done(telling: Sequence[asyncio.Task[None]]) -> int:
    return sum(one.done() for one in telling)


async def somebody_goes_on(tellers: Sequence[Teller]) -> None:
    """Whoever is killed is at work: also on a machine that others use."""
    before = sum(teller.steps for teller in tellers)
    with suppress(TimeoutError):
        async with asyncio.timeout(BEGINS_WITHIN):
            while True:
                if sum(teller.steps for teller in tellers) > before:
                    return
                await asyncio.sleep(0.005)


async def in_turn(places: asyncio.Semaphore, teller: Teller) -> None:
    await places.acquire()
    await teller.tells()


async def ends(parts: Parts) -> None:
    """Until nothing that is due waits any more."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while True:
                if not await due(parts):
                    break
                await asyncio.sleep(0.2)


async def due(parts: Parts) -> Any:
    query = select(Outgoing.id).where(
        Outgoing.state == OutgoingState.WAITING, col(Outgoing.due_at) <= parts.door.clock()
    )
    async with parts.door.database.reading() as session:
        return (await session.exec(query.limit(1))).first()


@asynccontextmanager
async def taking_over(parts: Parts) -> AsyncIterator[list[float]]:
    """How long each message was in the hands of somebody dead."""
    found: list[float] = []
    watching = asyncio.create_task(_watch(parts, found)) if parts.door.database.house.is_shared else None
    try:
        yield found
    finally:
        if watching:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _watch(parts: Parts, found: list[float]) -> None:
    since: dict[Any, float] = {}
    claimed = select(Outgoing.id, Outgoing.claimed_by).where(
        Outgoing.state == OutgoingState.WAITING, col(Outgoing.claimed_by).is_not(None)
    )
    while True:
        async with parts.door.database.reading() as session:
            there = set((await session.exec(IS_THERE)).scalars())  # type: ignore[call-overload]
            orphans = {one for one, by in (await session.exec(claimed)).all() if by not in there}
        found += [time.monotonic() - since.pop(one) for one in list(since) if one not in orphans]
        for one in orphans:
            since.setdefault(one, time.monotonic())
        await asyncio.sleep(0.1)
