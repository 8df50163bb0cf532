"""From Submit to the receipt on the reporter's page and the card on the desk's, over real HTTP, 20 reports a second.

The product runs as its own process on SQLite. Reports are offered at fixed times whatever becomes of the ones before
(open loop), and every time counts from when a report was due to be sent. All reporters and the desk have a page open.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import Response

from actions.gathering import set_gathers
from actions.inviting import confirm_newcomer, invite_member, use_invite
from actions.report import begin_report
from benchmarks.figures import Figure, percentile, rounded
from benchmarks.running import free_address, running
from bot.clock import now
from bot.settings import Settings
from bot.webchat.doors import COOKIE, Cookies, new_token
from bot.webchat.session import WEB_BOT_ID
from bot.wiring import Parts, build, make_door, ready_database
from cases.people import Role
from cases.questionnaire import REVIEW
from handlers.reporter.asking import Asking, show
from storage import web_chats, web_devices
from storage.conversations import Caller, begin_conversation
from storage.drafts import Told, save_draft
from storage.keys import token_hash
from storage.tables import Channel, Conversation
from storage.tokens import mark_of_hash
from tests.world.telling import usual_answers

A_SECOND, REPORTS = 20, 300
PATIENCE = 30.0  # seconds after the last Submit; what has not come by then is lost
NUMBER = re.compile(r"GC-\d{6}-\w{5}")


@dataclass
class Person:
    """Someone with a page open: their cookie and chat, and for a reporter what happened when."""

    cookie: str
    chat_id: int
    due: float = 0.0
    pressed: float = 0.0
    receipt: float = 0.0
    card: float = 0.0
    number: str = ""
    review: dict[str, Any] = field(default_factory=dict)

    @property
    def is_lost(self) -> bool:
        return not (self.receipt and self.card)


async def measure(folder: Path, quick: bool) -> list[Figure]:
    count, home, address = 20 if quick else REPORTS, folder / "data", free_address()
    desk, *reporters = await prepare(Settings(_env_file=None, data=home), count)
    with running(home, address) as url:
        async with opened(url) as doors:
            await asyncio.wait_for(offer(doors, desk, reporters, A_SECOND), count / A_SECOND + PATIENCE + 20)
    lost = sum(person.is_lost for person in reporters)
    if lost:
        print(f"  {lost} of {count} lost", file=sys.stderr)
    facts = {"reports": count, "a_second": A_SECOND}
    return [
        latency("receipt", [person.receipt - person.due for person in reporters if person.receipt], facts),
        latency("desk_card", [person.card - person.due for person in reporters if person.card], facts),
        latency("answer_to_the_press", [person.pressed - person.due for person in reporters], facts, judged=False),
        Figure("lost", lost, "reports", 0, 0, facts),
    ]


def latency(name: str, seconds: Sequence[float], facts: dict[str, Any], *, judged: bool = True) -> Figure:
    ms = [second * 1000 for second in seconds]
    more = {f"p{share}": rounded(percentile(ms, share / 100)) for share in (50, 95)} | {"max": rounded(max(ms))}
    bounds = (1000.0, 150.0) if judged else (None, None)
    return Figure(f"{name}_p99", percentile(ms, 0.99), "ms", *bounds, facts | more)


# --- before the process starts: a desk member, and reporters in front of the review


async def prepare(settings: Settings, count: int) -> list[Person]:
    """The desk's member first, then the reporters."""
    async with ready_database(settings, now) as database:
        parts = build(settings, make_door(settings, database, now))
        people = [await member(parts)] + [await reporter(parts, number) for number in range(count)]
        await parts.web_chat.close()
    return people


async def member(parts: Parts) -> Person:
    """Who wants each case by itself: what is measured is the way of one card, not how long a chat gathers."""
    person, conversation = await newcomer(parts)
    async with parts.door.database.writing() as session:
        hand = parts.door.hand(session)
        code = await invite_member(hand, "陈立", Role.EXPERT, None)
        await use_invite(hand, conversation, code)
        joined = await confirm_newcomer(hand, mark_of_hash(token_hash(code)))
        await set_gathers(session, joined.id, gathers=False)
    return person


async def reporter(parts: Parts, number: int) -> Person:
    """Everything told, of a company of its own; the review with its button is the last message on the page."""
    door, (person, conversation) = parts.door, await newcomer(parts)
    own = {"company_name": f"宁波第{number}号精密机械有限公司", "contact_phone": f"{13800000000 + number}"}
    told = Told(usual_answers(door.questionnaire, now(), door.zone, said=own))
    async with door.database.writing() as session:
        draft = await begin_report(session, conversation, REVIEW, now())
        await save_draft(session, draft, told, REVIEW, now())
    shown = show(Asking(door.own_voice, draft, told, Caller(conversation, draft, None)))
    await parts.web_chat.bot.send_message(conversation.chat_id, shown.text, reply_markup=shown.keyboard)
    return person


async def newcomer(parts: Parts) -> tuple[Person, Conversation]:
    token, response = new_token(), Response()
    async with parts.door.database.writing() as session:
        chat = await web_chats.add_chat(session, now())
        await web_devices.add_device(session, chat.chat_id, token, now())
        conversation = await begin_conversation(session, WEB_BOT_ID, chat.chat_id, Channel.WEB, now())
    Cookies(parts.door.keys, secure=False).give(response, token)
    cookie = response.headers["set-cookie"].split(";")[0].partition("=")[2]
    return Person(cookie, conversation.chat_id), conversation


# --- while it runs


@asynccontextmanager
async def opened(*urls: str) -> AsyncIterator[list[aiohttp.ClientSession]]:
    """A door of each process; nobody's cookie is kept there."""
    async with AsyncExitStack() as stack:
        kept = {"cookie_jar": aiohttp.DummyCookieJar(), "timeout": aiohttp.ClientTimeout(total=60)}
        made = [aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=0), **kept) for url in urls]
        yield [await stack.enter_async_context(one) for one in made]


async def offer(doors: Sequence[aiohttp.ClientSession], desk: Person, reporters: list[Person], a_second: float) -> None:
    """Open every page, press Submit on time, and wait until everybody has seen what they wait for.

    Whose page is open at one door presses at the next.
    """
    at = [(doors[n % len(doors)], doors[(n + 1) % len(doors)]) for n in range(len(reporters))]
    for person in reporters:
        person.review = (await history(doors[0], person))["messages"][-1]
    pages = [asyncio.create_task(watch_desk(doors[0], desk, reporters))]
    pages += [asyncio.create_task(watch_reporter(page, one)) for (page, _), one in zip(at, reporters, strict=True)]
    await asyncio.sleep(2)  # all pages are open
    first = time.perf_counter() + 0.5
    due = (first + n / a_second for n in range(len(reporters)))
    presses = [
        asyncio.create_task(submit(door, one, then)) for (_, door), one, then in zip(at, reporters, due, strict=True)
    ]
    await asyncio.gather(*presses)
    _, late = await asyncio.wait(pages, timeout=PATIENCE)
    for page in late:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)


async def submit(http: aiohttp.ClientSession, person: Person, due: float) -> None:
    person.due = due
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    key = next(one["key"] for row in person.review["keyboard"] for one in row)
    pressed = {"message_id": person.review["id"], "button": key}
    async with http.post("/chat/press", json=pressed, headers=headers(person)) as response:
        response.raise_for_status()
        await response.read()
    person.pressed = time.perf_counter()


async def watch_reporter(http: aiohttp.ClientSession, person: Person) -> None:
    """Until the receipt: the first message after the review that names a case."""
    async for message in events(http, person, person.review["event"]):
        found = NUMBER.search(message.get("text", ""))
        if found and message["id"] > person.review["id"]:
            person.receipt, person.number = time.perf_counter(), found[0]
            return


async def watch_desk(http: aiohttp.ClientSession, desk: Person, reporters: list[Person]) -> None:
    """Until there is a card for every report."""
    seen: dict[str, float] = {}
    async for message in events(http, desk, 0):
        if found := NUMBER.search(message.get("text", "")):
            seen.setdefault(found[0], time.perf_counter())
            if len(seen) == len(reporters):
                break
        for person in reporters:
            person.card = person.card or seen.get(person.number, 0.0)
    while not all(person.card for person in reporters):
        for person in reporters:
            person.card = seen.get(person.number, 0.0)
        await asyncio.sleep(0.05)


async def events(
    http: aiohttp.ClientSession, person: Person, after: int, is_open: asyncio.Event | None = None
) -> AsyncIterator[dict[str, Any]]:
    """The messages of an open page as they come; `is_open` is set as soon as it is."""
    waiting = aiohttp.ClientTimeout(total=None)
    query = {"after": str(after)}
    async with http.get("/chat/events", params=query, headers=headers(person), timeout=waiting) as response:
        response.raise_for_status()
        if is_open:
            is_open.set()
        kind = ""
        async for raw in response.content:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "event":
                kind = value
            elif name == "data" and kind == "message":
                yield json.loads(value)


async def history(http: aiohttp.ClientSession, person: Person) -> Any:
    async with http.get("/chat/history", headers=headers(person)) as response:
        response.raise_for_status()
        return await response.json()


def headers(person: Person) -> dict[str, str]:
    """Everybody at an address of their own, as a proxy says: an address has so many open pages and no more."""
    at = ".".join(str(byte) for byte in hashlib.sha256(person.cookie.encode()).digest()[:3])
    return {"Cookie": f"{COOKIE}={person.cookie}", "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"10.{at}"}
