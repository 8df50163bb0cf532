"""Updates a second with every answer durable, in one process without a network, beside python-telegram-bot.

Ours stores each answer encrypted and synced to disk before the next question is shown; the peer writes its pickle after
each update, unencrypted and not synced. Both do everything but the network: JSON of the update in, form fields out, JSON
of the answer in. Rounds alternate, so that a noisy machine hits both.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, ratio, spread
from benchmarks.form import SIXTEEN
from benchmarks.ours import Ours, open_ours
from benchmarks.peer import Peer, open_peer
from benchmarks.wire import Phone

CONCURRENCY = (8, 32)
CONVERSATIONS, ROUNDS = 96, 7
FIRST_CHAT = itertools.count(700_000_000)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    conversations, rounds = (12, 1) if quick else (CONVERSATIONS, ROUNDS)
    found: list[Figure] = []
    async with open_ours(folder) as ours, open_peer(folder) as peer:
        for at_once in CONCURRENCY:
            rates: dict[str, list[float]] = {ours.name: [], peer.name: []}
            for number in range(rounds + 1):  # the first warms caches on both sides and does not count
                for bot in (ours, peer) if number % 2 else (peer, ours):
                    rate = await one_round(bot, conversations, at_once)
                    if number:
                        rates[bot.name].append(rate)
                        print(f"  {at_once} chats at once, {bot.name}: {rate:.0f}/s", file=sys.stderr)
            found += figures(rates, at_once)
    return found


def figures(rates: dict[str, list[float]], at_once: int) -> list[Figure]:
    ours, peer = rates.values()
    named = [(name.replace("-", "_"), values) for name, values in rates.items()]
    return [
        *(Figure(f"{name}_{at_once}_chats", median(each), "updates/s", more=spread(each)) for name, each in named),
        ratio(f"against_peer_{at_once}_chats", [a / b for a, b in zip(ours, peer, strict=True)], 1.5, 3.0),
    ]


async def one_round(bot: Ours | Peer, conversations: int, at_once: int) -> float:
    """Updates a second over that many whole conversations, so many of them side by side."""
    waiting = [Phone(bot.wire, next(FIRST_CHAT)) for _ in range(conversations)]
    phones = iter(waiting)

    async def lane() -> None:
        for phone in phones:
            for what in SIXTEEN:
                await bot.feed(phone.does(what))

    began = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(at_once)))
    took = time.perf_counter() - began
    assert all(bot.has_ended(phone) for phone in waiting), f"{bot.name}: a conversation went astray"
    return conversations * len(SIXTEEN) / took
