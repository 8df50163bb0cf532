"""One tick with a hundred messages due: beside a million promises that wait for their day, against an empty outbox."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from benchmarks.figures import Figure, ratio
from benchmarks.ours import open_ours
from benchmarks.outbox import money_is_leaving, plan, plan_all, web_conversations
from benchmarks.stores import named, stores
from bot.clock import now
from bot.settings import Settings
from bot.wiring import Parts
from storage.tables import Case

WAITING, AT_ONCE, DUE, ROUNDS = 1_000_000, 20_000, 100, 9


async def measure(folder: Path, quick: bool) -> list[Figure]:
    waiting, rounds = (2_000, 2) if quick else (WAITING, ROUNDS)
    return [figure for kind, store in stores(folder) for figure in await of_store(kind, store, waiting, rounds)]


async def of_store(kind: str, settings: Settings, waiting: int, rounds: int) -> list[Figure]:
    async with open_ours(settings.data, settings.database) as ours:
        parts = ours.parts
        case, chats = await money_is_leaving(parts), await web_conversations(parts, DUE)
        await tick(parts, case, chats)  # the first one compiles templates and statements
        empty = [await tick(parts, case, chats) for _ in range(rounds)]
        empty_look = [await look(parts) for _ in range(rounds)]
        await let_wait(parts, await web_conversations(parts, min(waiting // 100, 2000)), waiting)
        full = [await tick(parts, case, chats) for _ in range(rounds)]
        full_look = [await look(parts) for _ in range(rounds)]
    facts = {"waiting": waiting, "due": DUE, "ms": round(median(full) * 1000), "empty_ms": round(median(empty) * 1000)}
    looks = {"waiting": waiting, "empty": round(median(empty_look) * 1000, 2)}
    return [
        ratio(named(kind, "tick_against_empty"), [one / median(empty) for one in full], 1.5, 1.1, facts),
        Figure(named(kind, "look"), median(full_look) * 1000, "ms", 50, 5, looks),
    ]


async def tick(parts: Parts, case: Case, chats: list[UUID]) -> float:
    """Seconds until everything due is found and delivered, by the clock: on PostgreSQL another process works too."""
    await plan(parts, case.id, chats, now())
    began = time.perf_counter()
    while await parts.heartbeat.lanes.deliver_due():
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
