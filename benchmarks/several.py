"""Three equal processes on one PostgreSQL, as one: what a press at one is to a page at another, and what comes twice.

They are `green-channel run` with one folder and one database. Telegram is another process, 60 ms away, that refuses
whatever passes its rates. Without PostgreSQL on the machine there is nothing to measure.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
from sqlmodel import col, func, select

from benchmarks.across import live
from benchmarks.burst import share
from benchmarks.figures import Figure, rounded
from benchmarks.outbox import conversations, money_is_leaving, parts_of, plan_all
from benchmarks.stores import Store, stores
from benchmarks.strict_telegram import FIRST_CHAT, Elsewhere, strict_telegram
from benchmarks.submit import Person, history, newcomer, opened, reporter
from benchmarks.three import PATIENCE, World, answers, cases, press, say, webhook_of
from bot.clock import now
from bot.telegram.webhook import PATH
from cases.messages import Kind
from storage.tables import Channel, Outgoing, OutgoingState, TelegramUpdate
from tests.world.several import Several, several

LIMIT, A_FEW = 60, 6  # texts a minute, and how many more may slip through while they tell each other


@dataclass(frozen=True)
class Sizes:
    presses: int = 60
    due: int = 900
    people: int = 20  # who say, press and write at all three at once
    talkers: int = 100  # at least, who say something while one more starts
    texts: int = 150


FEW = Sizes(presses=4, due=60, people=2, talkers=6, texts=70)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    for store in stores(folder):
        if store.server:
            return await of_three(store, FEW if quick else Sizes())
    print("  no PostgreSQL on this machine", file=sys.stderr)
    return []


async def of_three(store: Store, sizes: Sizes) -> list[Figure]:
    with strict_telegram(sizes.due + sizes.people + 1) as telegram:
        given, mine = webhook_of(store.settings("several"), telegram)
        async with several(store.folder, **given) as three:
            together = await begin_together(three)
            async with parts_of(mine) as parts, opened(*(one.address for one in three.services)) as doors:
                figures = await of_world(World(three, parts, doors), sizes)
    return [Figure("started_together", together, "processes", 3, 3), *figures, *of_telegram(telegram, sizes)]


async def begin_together(three: Several) -> int:
    """All at once on an empty database; how many were ready. Those that were not are begun again."""
    began = await asyncio.gather(*(one.start(PATIENCE) for one in three.services), return_exceptions=True)
    for service, trouble in zip(three.services, began, strict=True):
        if trouble:
            print(f"  one of three did not start: {str(trouble)[-300:]}", file=sys.stderr)
            await service.start(PATIENCE)
    return began.count(None)


async def of_world(world: World, sizes: Sizes) -> list[Figure]:
    figures = await live(world, sizes.presses)
    for part in (once, a_start_meanwhile, counters):
        figures += await part(world, sizes)
        print(f"  {part.__name__}: done", file=sys.stderr, flush=True)
    await written_to_all(world, sizes)
    await burst(world, sizes)
    return figures


# --- nothing twice


async def once(world: World, sizes: Sizes) -> list[Figure]:
    """The same text under the same id, and the same button, at all three at once."""
    alone, *people = [(await newcomer(world.parts))[0] for _ in range(sizes.people + 1)]
    await say(world.doors[0], alone, secrets.token_hex(8))
    ids = [secrets.token_hex(8) for _ in people]
    await asyncio.gather(*(say(door, *one) for one in zip(people, ids, strict=True) for door in world.doors))
    said = await answers(world, [alone, *people])
    submitting = [await reporter(world.parts, 10_000 + number) for number in range(sizes.people)]
    for one in submitting:
        one.review = (await history(world.doors[0], one))["messages"][-1]
    await asyncio.gather(*(press(door, one) for one in submitting for door in world.doors))
    shown = await answers(world, submitting)
    facts = {"people": len(people)}
    return [
        Figure("texts_answered_twice", others(said), "texts", 0, 0, facts),
        Figure("presses_answered_twice", sum(count > min(shown) for count in shown), "presses", 0, 0, facts),
        Figure("cases_twice", sum(count != 1 for count in await cases(world, submitting)), "cases", 0, 0, facts),
    ]


def others(counts: Sequence[int]) -> int:
    """How many have another number of answers than the first, who was there alone."""
    return sum(count != counts[0] for count in counts)


async def a_start_meanwhile(world: World, sizes: Sizes) -> list[Figure]:
    """One more starts while another handles what people say, each of them one text."""
    alone = (await newcomer(world.parts))[0]
    await say(world.doors[0], alone, secrets.token_hex(8))
    said = [alone]
    late = world.three.services[-1]
    await asyncio.to_thread(late.kill)
    starting = asyncio.create_task(late.start(PATIENCE))
    while len(said) < sizes.talkers or not starting.done():
        said.append((await newcomer(world.parts))[0])
        await say(world.doors[0], said[-1], secrets.token_hex(8))
    await starting
    facts = {"texts": len(said)}
    return [Figure("answered_twice_at_a_start", others(await answers(world, said)), "texts", 0, 0, facts)]


async def counters(world: World, sizes: Sizes) -> list[Figure]:
    """One person says far more in a minute than a chat may, a third of it at each."""
    person, began = (await newcomer(world.parts))[0], time.monotonic()
    each = [number * sizes.texts // len(world.doors) for number in range(len(world.doors) + 1)]
    parts = zip(world.doors, pairwise(each), strict=True)
    found = await asyncio.gather(*(says_many(door, person, to - begin) for door, (begin, to) in parts))
    seconds = time.monotonic() - began
    at_most = LIMIT * (1 + int(seconds) // 60)  # a machine that is held up by others needs more than a minute
    facts = {"said": sizes.texts, "seconds": rounded(seconds)}
    return [Figure("taken_of_one_chat", sum(found), "texts", at_most + A_FEW, at_most, facts)]


async def says_many(door: aiohttp.ClientSession, person: Person, count: int) -> int:
    """One after the other; how many were taken."""
    return [await say(door, person, secrets.token_hex(8)) for _ in range(count)].count(200)


# --- Telegram


async def written_to_all(world: World, sizes: Sizes) -> None:
    """Telegram brings one update to all three; whoever is the last of them wrote only once."""
    *people, alone = (FIRST_CHAT + sizes.due + number for number in range(sizes.people + 1))
    updates = [(one, door) for one in people for door in world.doors] + [(alone, world.doors[0])]
    await asyncio.gather(*(bring(world, door, one) for one, door in updates))
    await comes_to_nothing(world, select(func.count()).where(col(TelegramUpdate.sealed).is_not(None)))


async def bring(world: World, door: aiohttp.ClientSession, chat_id: int) -> None:
    who = {"id": chat_id, "first_name": "王敏"}
    said = {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
    message = {"message_id": 1, "date": int(time.time()), "chat": {**who, "type": "private"}, **said}
    update = {"update_id": chat_id, "message": {**message, "from": {**who, "is_bot": False, "language_code": "zh"}}}
    secret = world.parts.door.keys.derive("telegram webhook").hex()
    async with door.post(PATH, json=update, headers={"X-Telegram-Bot-Api-Secret-Token": secret}) as answer:
        answer.raise_for_status()


async def burst(world: World, sizes: Sizes) -> None:
    """So many messages are due at once."""
    parts, chats = world.parts, range(FIRST_CHAT, FIRST_CHAT + sizes.due)
    case, bot_id = await money_is_leaving(parts), parts.channels[Channel.TELEGRAM].bot.id
    there = await conversations(parts, bot_id, Channel.TELEGRAM, chats)
    await plan_all(parts, ((case.id, one) for one in there), now())
    ours = (Outgoing.kind == Kind.HANDED_OVER, Outgoing.state == OutgoingState.WAITING)
    await comes_to_nothing(world, select(func.count()).where(*ours))


async def comes_to_nothing(world: World, count: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            async with world.parts.door.database.reading() as session:
                if not (await session.exec(count)).one():
                    return
            await asyncio.sleep(0.1)


def of_telegram(telegram: Elsewhere, sizes: Sizes) -> list[Figure]:
    came = Counter(telegram.chats_taken)
    last = FIRST_CHAT + sizes.due
    due = [at for at, chat in zip(telegram.taken, telegram.chats_taken, strict=True) if chat < last]
    written = [came[last + number] for number in reversed(range(sizes.people + 1))]
    twice = sum(came[chat] != 1 for chat in range(FIRST_CHAT, last))
    return [
        Figure("updates_answered_twice", others(written), "updates", 0, 0, {"people": sizes.people}),
        Figure("share_of_the_limit", share(due, max(due)), "ratio", 0.95, 0.95, {"messages": sizes.due}),
        Figure("refused_with_429", telegram.too_many, "messages", 0, 0),
        Figure("not_sent_just_once", twice, "messages", 0, 0, {"messages": sizes.due}),
    ]
