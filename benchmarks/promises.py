"""One tick with a hundred messages due, beside ten thousand promises that wait, a hundred thousand, and a million."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from operator import truediv
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from benchmarks.figures import Figure, ratio, rounded
from benchmarks.ours import open_ours
from benchmarks.outbox import money_is_leaving, plan, plan_all, web_conversations
from benchmarks.stores import Store, named, stores
from bot.clock import now
from bot.wiring import Parts
from storage.tables import Case

WAITING, AT_ONCE, DUE, ROUNDS = (10_000, 100_000, 1_000_000), 20_000, 100, 9


async def measure(folder: Path, quick: bool) -> list[Figure]:
    waiting, rounds = ((200, 2_000), 2) if quick else (WAITING, ROUNDS)
    return [figure for store in stores(folder) for figure in await of_store(store, waiting, rounds)]


async def of_store(store: Store, waiting: Sequence[int], rounds: int) -> list[Figure]:
    """All of them side by side, in turns, so that a noisy machine hits each; held against the fewest."""
    async with AsyncExitStack() as opened:
        begun = {count: await begin(store, opened, count) for count in waiting}
        ticks, looks = await in_turns(begun, rounds, tick), await in_turns(begun, rounds, look)
    few, *more = waiting
    return [
        figure
        for count in more
        for figure in (
            ratio(named(store.kind, f"tick_beside_{count}"), *held_against(ticks, count, few)),
            Figure(named(store.kind, f"look_beside_{count}"), in_ms(looks[count]), "ms", 50, 5),
        )
    ]


def held_against(
    ticks: Mapping[int, Sequence[float]], count: int, few: int
) -> tuple[list[float], float, float, dict[str, object]]:
    """Ratios, floor, aim and facts."""
    facts = {"due": DUE, "ms": in_ms(ticks[count]), f"ms_beside_{few}": in_ms(ticks[few])}
    return list(map(truediv, ticks[count], ticks[few])), 1.5, 1.1, facts


async def in_turns(
    begun: Mapping[int, Begun], rounds: int, measured: Callable[[Begun], Awaitable[float]]
) -> dict[int, list[float]]:
    took: dict[int, list[float]] = {count: [] for count in begun}
    for number in range(rounds):
        for count in reversed(begun) if number % 2 else begun:
            took[count].append(await measured(begun[count]))
    return took


def in_ms(seconds: Sequence[float]) -> float:
    return rounded(median(seconds) * 1000)


@dataclass(frozen=True)
class Begun:
    parts: Parts
    case: Case
    chats: list[UUID]


async def begin(store: Store, opened: AsyncExitStack, waiting: int) -> Begun:
    """Its first tick, which compiles templates and statements, is behind it."""
    parts = (await opened.enter_async_context(open_ours(store.settings(f"waiting_{waiting}")))).parts
    begun = Begun(parts, await money_is_leaving(parts), await web_conversations(parts, DUE))
    await let_wait(parts, await web_conversations(parts, min(waiting // 100, 2000)), waiting)
    await tick(begun)
    return begun


async def tick(begun: Begun) -> float:
    """Seconds until everything due is found and delivered, by the clock: on PostgreSQL another process works too."""
    await plan(begun.parts, begun.case.id, begun.chats, now())
    began = time.perf_counter()
    while await begun.parts.heartbeat.lanes.deliver_due():
        pass
    return time.perf_counter() - began


async def look(begun: Begun) -> float:
    """The same of a tick when nothing is due, which is how nearly all of them are."""
    began = time.perf_counter()
    for urgent in (True, False):
        await begun.parts.heartbeat.lanes.look(urgent=urgent)
    return time.perf_counter() - began


async def let_wait(parts: Parts, chats: list[UUID], count: int) -> None:
    """Promises of the next months, each of another case, spread over these chats."""
    everybody = cycle(chats)
    for first in range(0, count, AT_ONCE):
        some = [(uuid4(), chat) for chat in islice(everybody, min(AT_ONCE, count - first))]
        await plan_all(parts, some, now() + timedelta(days=1 + first // AT_ONCE))
