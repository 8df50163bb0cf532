"""What the measurements of three processes have in common: the processes, and people who ask one of them or all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from sqlmodel import col, func, select

from actions.signing_in import make_login_link
from actions.team import add_member
from benchmarks.submit import NUMBER, Person, headers
from bot.clock import now
from bot.settings import Settings
from bot.wiring import Parts
from cases.people import Role
from handlers.door import login_address
from storage.tables import Case, Conversation, WebMessage
from tests.world.several import Several

PATIENCE = 600  # seconds, for a start or for what must come, on whatever machine
QUIET = 3  # seconds in which nothing came: then nothing more comes
SAYS = "财务跑了"


@dataclass(frozen=True)
class World:
    """`parts` are a fourth process's, which runs nothing: it prepares and looks. `doors` are the three's."""

    three: Several
    parts: Parts
    doors: Sequence[aiohttp.ClientSession]


def webhook_of(fresh: Settings, telegram: Any) -> tuple[dict[str, str], Settings]:
    """What processes are started with that hear Telegram by its webhook, and the settings of one that only looks."""
    known = {"telegram_token": telegram.token, "telegram_api": telegram.url}
    given = {f"GC_{name.upper()}": value for name, value in known.items()} | {"GC_TELEGRAM_WEBHOOK": "1"}
    given |= {"GC_DATA": str(fresh.data), "GC_DATABASE": fresh.database_url}
    return given, Settings(_env_file=None, data=fresh.data, database=fresh.database_url, **known)


async def say(door: aiohttp.ClientSession, person: Person, client_id: str) -> int:
    said = {"text": SAYS, "client_id": client_id}
    async with door.post("/chat/say", json=said, headers=headers(person)) as answer:
        await answer.read()
        return answer.status


async def press(door: aiohttp.ClientSession, person: Person) -> int:
    """The first button of what they review."""
    key = next(one["key"] for row in person.review["keyboard"] for one in row)
    pressed = {"message_id": person.review["id"], "button": key}
    async with door.post("/chat/press", json=pressed, headers=headers(person)) as answer:
        await answer.read()
        return answer.status


async def answers(world: World, people: Iterable[Person]) -> list[int]:
    """How many messages of the house each has, when every one has some and nothing has come for a while."""
    chats = [one.chat_id for one in people]
    theirs = (col(WebMessage.chat_id).in_(chats), col(WebMessage.from_person).is_(False))
    query = select(WebMessage.chat_id, func.count()).where(*theirs).group_by(col(WebMessage.chat_id))
    found: dict[int, int] = {}
    since = begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE and (len(found) < len(chats) or time.monotonic() < since + QUIET):
        async with world.parts.door.database.reading() as session:
            counted = dict((await session.exec(query)).all())
        if counted != found:
            found, since = counted, time.monotonic()
        await asyncio.sleep(0.2)
    return [found.get(chat, 0) for chat in chats]


async def cases(world: World, people: Iterable[Person]) -> list[int]:
    """How many each has."""
    chats = [one.chat_id for one in people]
    query = select(Conversation.chat_id, func.count()).join(Case, col(Case.conversation_id) == Conversation.id)
    async with world.parts.door.database.reading() as session:
        theirs = query.where(col(Conversation.chat_id).in_(chats)).group_by(col(Conversation.chat_id))
        found = dict((await session.exec(theirs)).all())
    return [found.get(chat, 0) for chat in chats]


# --- an open page of the console


@asynccontextmanager
async def console(world: World, door: aiohttp.ClientSession) -> AsyncIterator[dict[str, float]]:
    """An open page of a lead's: when each case was first heard of, by its number."""
    cookies = await signed_in(world, door)
    heard: dict[str, float] = {}
    listening = asyncio.create_task(_listen(door, cookies, heard))
    await asyncio.sleep(0.5)
    try:
        yield heard
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def signed_in(world: World, door: aiohttp.ClientSession) -> dict[str, str]:
    async with world.parts.door.database.writing() as session:
        lead = await add_member(session, "陈立", Role.LEAD, None, now())
        code = await make_login_link(session, lead.id, now())
    link, _, code = login_address("", code).partition("#")
    ours = {"Sec-Fetch-Site": "same-origin"}
    async with door.post(link, data={"code": code}, headers=ours, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return {"Cookie": "; ".join(f"{one.key}={one.value}" for one in answer.cookies.values())}


async def _listen(door: aiohttp.ClientSession, cookies: dict[str, str], heard: dict[str, float]) -> None:
    async with door.get("/console/events", headers=cookies, timeout=aiohttp.ClientTimeout(total=None)) as stream:
        stream.raise_for_status()
        async for raw in stream.content:
            for number in NUMBER.findall(raw.decode()):
                heard.setdefault(number, time.perf_counter())
