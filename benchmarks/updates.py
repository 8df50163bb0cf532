"""Updates a second with every answer durable, in one process without a network, beside python-telegram-bot.

Ours stores each answer encrypted and synced to disk before the next question is shown. One peer writes its pickle
after each update and leaves the rest to the system, the other syncs it too, and so gives the same promise; neither
encrypts. All do everything but the network: JSON of the update in, form fields out, JSON of the answer in. Rounds
alternate, so that a noisy machine hits all. A peer writes its whole file every time, so it is measured at its best,
with nothing in the store but the conversations going on, and beside drafts that people left open.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, ratio, spread
from benchmarks.form import SIXTEEN
from benchmarks.ours import Ours, open_ours
from benchmarks.peer import Peer, open_peer
from benchmarks.wire import Phone
from bot.settings import Settings

CASES = ((8, 0), (32, 0), (8, 1000))  # chats at once, drafts left open
CONVERSATIONS, ROUNDS = 48, 5
FIRST_CHAT = itertools.count(700_000_000)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    conversations, rounds = (8, 1) if quick else (CONVERSATIONS, ROUNDS)
    found: list[Figure] = []
    for at_once, left_open in CASES[:1] if quick else CASES:
        home = folder / f"{at_once} {left_open}"
        home.mkdir()
        async with (
            open_ours(Settings(_env_file=None, data=home / "data")) as ours,
            open_peer(home, synced=False) as flushed,
            open_peer(home, synced=True) as same,
        ):
            bots = [ours, flushed, same]
            for bot in bots:
                await bot.leave_open(left_open)
            found += await compare(bots, conversations if not left_open else at_once, at_once, rounds, left_open)
    return found


async def compare(
    bots: Sequence[Ours | Peer], conversations: int, at_once: int, rounds: int, left_open: int
) -> list[Figure]:
    """The rates, and ours divided by each peer's round by round."""
    rates: dict[str, list[float]] = {bot.name: [] for bot in bots}
    for number in range(rounds + 1):  # the first warms caches on all sides and does not count
        for bot in bots if number % 2 else bots[::-1]:
            rate = await one_round(bot, conversations, at_once)
            if number:
                rates[bot.name].append(rate)
                print(f"  {at_once} chats, {left_open} left open, {bot.name}: {rate:.0f}/s", file=sys.stderr)
    facts: dict[str, object] = {"chats": at_once, "left_open": left_open}
    ours, flushed, same = rates.values()
    bounds = (8.0, 20.0) if left_open else (None, None)
    return [
        *(Figure(name, median(each), "updates/s", more=facts | spread(each)) for name, each in rates.items()),
        ratio("against_flushed_peer", divided(ours, flushed), None, None, facts),
        ratio("against_synced_peer", divided(ours, same), *bounds, facts),
    ]


def divided(ours: Sequence[float], peers: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ours, peers, strict=True)]


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
