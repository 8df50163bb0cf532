"""What is said or pressed at one process, as a page and a console at another see it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence

import aiohttp

from benchmarks.figures import Figure, percentile, rounded
from benchmarks.submit import NUMBER, Person, events, history, newcomer, reporter
from benchmarks.three import PATIENCE, World, console, press, say

SETTLED = 1.5  # seconds, until all is told that came of a report


async def live(world: World, presses: int) -> list[Figure]:
    """One after the other; every second time the page is at the same process, to compare with.

    An answer to some words is what most of a chat is; the receipt of a report, with all that a case is, is the longest.
    """
    here, there, _ = world.doors
    pages: dict[bool, list[float]] = {True: [], False: []}
    words: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * presses):
        is_home = bool(number % 2)
        words[is_home].append(await heard_back(here, here if is_home else there, (await newcomer(world.parts))[0]))
    reports: dict[bool, list[float]] = {True: [], False: []}
    written: dict[bool, list[float]] = {True: [], False: []}
    async with console(world, here) as at_home, console(world, there) as away:
        consoles = {True: at_home, False: away}
        for number in range(2 * presses):
            person, is_home = await reporter(world.parts, number), bool(number % 2)
            pages[is_home].append(await answered(here, here if is_home else there, person))
            for is_same, news in consoles.items():
                reports[is_same].append(await heard_of(person, news, person.pressed))
            if is_home:
                await writes_again(here, person, consoles, written)
    return [
        latency("answer_at_another", words[False], words[True], 150),
        latency("page_at_another", pages[False], pages[True], 150),
        latency("console_at_another", reports[False], reports[True], 150),
        latency("words_on_a_console_at_another", written[False], written[True], 150),
    ]


def latency(name: str, seconds: Sequence[float], at_home: Sequence[float], within: float) -> Figure:
    ms, home = [one * 1000 for one in seconds], [one * 1000 for one in at_home]
    more = {"p50": rounded(percentile(ms, 0.5)), "max": rounded(max(ms)), "times": len(ms)}
    more |= {"p50_at_the_same": rounded(percentile(home, 0.5)), "p95_at_the_same": rounded(percentile(home, 0.95))}
    return Figure(f"{name}_p95", percentile(ms, 0.95), "ms", within, within, more)


async def heard_back(here: aiohttp.ClientSession, there: aiohttp.ClientSession, person: Person) -> float:
    """Say something here; in how many seconds the page there showed the first of the house's answer."""
    is_open = asyncio.Event()
    theirs = asyncio.create_task(_hears(there, person, is_open))
    await asyncio.wait_for(is_open.wait(), PATIENCE)
    began = time.perf_counter()
    assert await say(here, person, secrets.token_hex(8)) == 200
    return await asyncio.wait_for(theirs, PATIENCE) - began


async def _hears(door: aiohttp.ClientSession, person: Person, is_open: asyncio.Event) -> float:
    async for message in events(door, person, 0, is_open):
        if not message["mine"]:
            return time.perf_counter()
    raise AssertionError("the page was closed")


async def answered(here: aiohttp.ClientSession, there: aiohttp.ClientSession, person: Person) -> float:
    """Press Submit here; in how many seconds the page there showed the first of it. The number is known then, too."""
    person.review = (await history(there, person))["messages"][-1]
    seen: list[float] = []
    page = asyncio.create_task(_watch(there, person, seen))
    await asyncio.sleep(0.3)  # it is open
    person.pressed = time.perf_counter()
    assert await press(here, person) == 200
    await asyncio.wait_for(page, PATIENCE)
    return seen[0] - person.pressed


async def heard_of(person: Person, news: dict[str, float], since: float) -> float:
    """In how many seconds their case was heard of."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if heard := news.pop(person.number, None):
                return heard - since
            await asyncio.sleep(0.01)


async def writes_again(
    here: aiohttp.ClientSession,
    person: Person,
    consoles: Mapping[bool, dict[str, float]],
    found: Mapping[bool, list[float]],
) -> None:
    """Some words more about their case."""
    await asyncio.sleep(SETTLED)
    for news in consoles.values():
        news.pop(person.number, None)
    began = time.perf_counter()
    assert await say(here, person, secrets.token_hex(8)) == 200
    for is_same, news in consoles.items():
        found[is_same].append(await heard_of(person, news, began))


async def _watch(there: aiohttp.ClientSession, person: Person, seen: list[float]) -> None:
    async for message in events(there, person, person.review["event"]):
        seen.append(time.perf_counter())
        if found := NUMBER.search(message.get("text", "")):
            person.number = found[0]
            return
