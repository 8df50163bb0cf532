"""Ten thousand messages due on each channel, three equal processes to send them, and somebody's money is leaving.

One chat on Telegram takes half a minute to answer, and is the first in line. What the loops do meanwhile is asked from
outside, so a process that waits for a processor counts as one that stands.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp

from benchmarks.burst import CASES, MESSAGES, SECONDS, in_the_midst, prepare, sent, share
from benchmarks.figures import Figure, percentile, rounded
from benchmarks.outbox import conversations, money_is_leaving, parts_of, plan
from benchmarks.stores import Store, stores
from benchmarks.strict_telegram import FIRST_CHAT, Elsewhere, strict_telegram
from benchmarks.submit import opened
from benchmarks.three import PATIENCE, webhook_of
from bot.clock import now
from bot.wiring import Parts
from storage.tables import Channel
from tests.world.several import several

ASKS_EVERY = 0.01


async def measure(folder: Path, quick: bool) -> list[Figure]:
    count, seconds = (200, 10) if quick else (MESSAGES, SECONDS)
    return [figure for store in stores(folder) if store.server for figure in await of_three(store, count, seconds)]


async def of_three(store: Store, count: int, seconds: float) -> list[Figure]:
    slow_chat = FIRST_CHAT + count + 1
    with strict_telegram(count + 2, slow=seconds / 3) as telegram:
        given, mine = webhook_of(store.settings("several_burst"), telegram)
        async with several(store.folder, **given) as three:
            await three.start(PATIENCE)
            async with parts_of(mine) as parts, opened(*(one.address for one in three.services)) as doors:
                stood: list[float] = []
                began = time.time()
                await one_that_is_slow(parts, slow_chat)
                await prepare(parts, count)
                prepared = time.time()
                async with asked(doors, stood):
                    alerts, ended = await in_the_midst(parts, prepared, seconds)
                web = await sent(parts, Channel.WEB)
    facts = {"messages": 2 * count, "seconds": rounded(ended - prepared), "at_the_page": web, "processes": 3}
    slow = {"slow_answered_after": rounded(slowest(telegram, slow_chat) - began)}
    return [
        *(Figure(f"alert_on_{channel.value}", late, "s", 2, 2, facts | slow) for channel, late in alerts.items()),
        *of_telegram(telegram, prepared, ended, slow_chat),
        stood_still(stood),
    ]


async def one_that_is_slow(parts: Parts, chat_id: int) -> None:
    """Due before all others."""
    case = await money_is_leaving(parts)
    (chat,) = await conversations(parts, parts.channels[Channel.TELEGRAM].bot.id, Channel.TELEGRAM, [chat_id])
    await plan(parts, case.id, [chat], now() - timedelta(minutes=1))


def slowest(telegram: Elsewhere, chat_id: int) -> float:
    """When the slow one had it at last."""
    return telegram.taken[telegram.chats_taken.index(chat_id)]


def of_telegram(telegram: Elsewhere, began: float, ended: float, slow: int) -> list[Figure]:
    taken = [at for at in telegram.taken if began <= at < ended]
    told = Counter(telegram.chats_taken)
    twice = sum(told[chat] > 1 for chat in told.keys() - {slow})  # which answers after we have given up on it once
    return [
        Figure("refused_with_429", telegram.too_many, "messages", 0, 0),
        Figure("share_of_the_limit", share(taken, ended), "ratio", 0.95, 0.95, {"taken": len(taken), "cases": CASES}),
        Figure("chats_told_twice", twice, "chats", 1, 0, {"officers": 1}),  # an officer has more than the alert
    ]


def stood_still(stood: Sequence[float]) -> Figure:
    ms = [one * 1000 for one in stood]
    more = {"p50": rounded(percentile(ms, 0.5)), "p99": rounded(percentile(ms, 0.99)), "asked": len(ms)}
    return Figure("longest_answer_of_a_loop", max(ms), "ms", 50, 50, more)


@asynccontextmanager
async def asked(doors: Sequence[aiohttp.ClientSession], stood: list[float]) -> AsyncIterator[None]:
    """Whether each is alive, again and again: in how many seconds it said so."""
    asking = [asyncio.create_task(_ask(door, stood)) for door in doors]
    try:
        yield
    finally:
        for one in asking:
            one.cancel()
        ended = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended


async def _ask(door: aiohttp.ClientSession, stood: list[float]) -> None:
    while True:
        began = time.perf_counter()
        async with door.get("/health/live") as answer:
            await answer.read()
        stood.append(time.perf_counter() - began)
        await asyncio.sleep(ASKS_EVERY)
