"""One tick with a hundred messages due: beside a million promises that wait for their day, against an empty outbox."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
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

WAITING, AT_ONCE, DUE, ROUNDS = 1_000_000, 20_000, 100, 9


async def measure(folder: Path, quick: bool) -> list[Figure]:
    waiting, rounds = (2_000, 2) if quick else (WAITING, ROUNDS)
    return [figure for store in stores(folder) for figure in await of_store(store, waiting, rounds)]


async def of_store(store: Store, waiting: int, rounds: int) -> list[Figure]:
    """Two of them side by side, in turns, so that a noisy machine hits both."""
    async with open_ours(store.settings("quiet")) as one, open_ours(store.settings("waiting")) as other:
        empty, full = await begin(one.parts), await begin(other.parts)
        await let_wait(full.parts, await web_conversations(full.parts, min(waiting // 100, 2000)), waiting)
        ticks = [(await tick(empty), await tick(full)) for _ in range(rounds)]
        looks = [(await look(empty.parts), await look(full.parts)) for _ in range(rounds)]
    ratios = [other / one for one, other in ticks]
    facts = {"waiting": waiting, "due": DUE} | in_ms(ticks)
    return [
        ratio(named(store.kind, "tick_against_empty"), ratios, 1.5, 1.1, facts),
        Figure(named(store.kind, "look"), in_ms(looks)["ms"], "ms", 50, 5, {"waiting": waiting} | in_ms(looks)),
    ]


def in_ms(rounds: list[tuple[float, float]]) -> dict[str, float]:
    empty, full = ([pair[at] * 1000 for pair in rounds] for at in (0, 1))
    return {"ms": rounded(median(full)), "empty_ms": rounded(median(empty))}


@dataclass(frozen=True)
class Begun:
    parts: Parts
    case: Case
    chats: list[UUID]


async def begin(parts: Parts) -> Begun:
    """Its first tick, which compiles templates and statements, is behind it."""
    begun = Begun(parts, await money_is_leaving(parts), await web_conversations(parts, DUE))
    await tick(begun)
    return begun


async def tick(begun: Begun) -> float:
    """Seconds until everything due is found and delivered, by the clock: on PostgreSQL another process works too."""
    await plan(begun.parts, begun.case.id, begun.chats, now())
    began = time.perf_counter()
    while await begun.parts.heartbeat.lanes.deliver_due():
        pass
    return time.perf_counter() - began


async def look(parts: Parts) -> float:
    """The same of a tick when nothing is due, which is how nearly all of them are."""
    began = time.perf_counter()
    for urgent in (True, False):
        await parts.heartbeat.lanes.look(urgent=urgent)
    return time.perf_counter() - began


async def let_wait(parts: Parts, chats: list[UUID], count: int) -> None:
    """Promises of the next months, each of another case, spread over these chats."""
    everybody = cycle(chats)
    for first in range(0, count, AT_ONCE):
        some = [(uuid4(), chat) for chat in islice(everybody, min(AT_ONCE, count - first))]
        await plan_all(parts, some, now() + timedelta(days=1 + first // AT_ONCE))
