"""Ten thousand messages due at once on each channel, and in their midst somebody's money is leaving.

The heartbeat of the product runs as it does in service; Telegram is another process, 60 ms away, that refuses whatever
passes its rates. One officer sits at the page, another has Telegram.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from sqlmodel import col, select

from benchmarks.figures import Figure
from benchmarks.outbox import becomes_officer, conversations, money_is_leaving, parts_of, plan_all, web_conversations
from benchmarks.standing import standing
from benchmarks.strict_telegram import FIRST_CHAT, strict_telegram
from bot.clock import now
from bot.running import forget_what_stays, read_templates
from bot.settings import Settings
from bot.wiring import Parts
from cases.messages import Kind
from storage.tables import Channel, Conversation, Outgoing, OutgoingState

MESSAGES, CASES, SECONDS = 10_000, 50, 90
A_SECOND = 30  # what Telegram allows a bot
GIVEN_UP = 60.0  # seconds; an alert that has not come by then is lost


async def measure(folder: Path, quick: bool) -> list[Figure]:
    count, seconds = (200, 5) if quick else (MESSAGES, SECONDS)
    with strict_telegram(count + 1) as server:
        settings = Settings(_env_file=None, data=folder / "data", telegram_token=server.token, telegram_api=server.url)
        async with parts_of(settings) as parts:
            await prepare(parts, count)
            await read_templates(parts, after=0, between=0)  # as `green-channel run` does, soon after it began
            began = time.time()
            async with beating(parts), standing() as stood:
                alerts, ended = await in_the_midst(parts, began, seconds)
            web = await sent(parts, Channel.WEB)
    taken = [at for at in server.taken if at < ended]
    print(f"  {len(taken)} taken by Telegram, {web} by the page, in {ended - began:.0f} s", file=sys.stderr)
    facts = {"messages": 2 * count, "seconds": seconds}
    return [
        *(Figure(f"alert_on_{channel.value}", late, "s", 2, 1, facts) for channel, late in alerts.items()),
        Figure("refused_with_429", server.too_many, "messages", 0, 0, facts),
        Figure("share_of_the_limit", share(taken, ended), "ratio", 0.9, 0.95, facts),
        Figure("loop_stood", stood.longest * 1000, "ms", 50, 10, facts | stood.facts),
    ]


async def prepare(parts: Parts, count: int) -> None:
    """An officer on each channel, and a message due to everybody else."""
    chat_ids = range(FIRST_CHAT, FIRST_CHAT + count + 1)
    officer, *telegram = await conversations(parts, parts.channels[Channel.TELEGRAM].bot.id, Channel.TELEGRAM, chat_ids)
    at_the_page, *web = await web_conversations(parts, count + 1)
    cases = cycle([await money_is_leaving(parts) for _ in range(CASES)])  # before there is anybody to alert
    for one in (officer, at_the_page):
        await becomes_officer(parts, one)
    chats = (one for pair in zip(telegram, web, strict=True) for one in pair)
    await plan_all(parts, ((next(cases).id, chat) for chat in chats), now())


@asynccontextmanager
async def beating(parts: Parts) -> AsyncIterator[None]:
    forget_what_stays()  # as `green-channel run` does
    heart = asyncio.create_task(parts.heartbeat.run())
    try:
        yield
    finally:
        parts.heartbeat.stop()
        await heart


async def in_the_midst(parts: Parts, began: float, seconds: float) -> tuple[dict[Channel, float], float]:
    """Somebody's money leaves: how late the alert of it was, and when all of the time was over."""
    await asyncio.sleep(seconds / 3)
    await money_is_leaving(parts)
    alerts = await arrival(parts)
    await asyncio.sleep(began + seconds - time.time())
    return alerts, time.time()


async def arrival(parts: Parts) -> dict[Channel, float]:
    """After how many seconds each channel had the alert; more than `GIVEN_UP` when it has not come."""
    give_up = time.monotonic() + GIVEN_UP
    while True:
        late = await alerts(parts)
        if all(late.values()) or time.monotonic() > give_up:
            return {channel: seconds or GIVEN_UP for channel, seconds in late.items()}
        await asyncio.sleep(0.05)


async def alerts(parts: Parts) -> dict[Channel, float | None]:
    query = (
        select(Conversation.channel, Outgoing.sent_at, Outgoing.due_at)
        .join(Outgoing, col(Outgoing.conversation_id) == Conversation.id)
        .where(Outgoing.kind == Kind.MONEY_ALERT, col(Outgoing.due_at) <= now())
    )
    async with parts.door.database.reading() as session:
        found = (await session.exec(query)).all()
    return {channel: (sent_at - due_at).total_seconds() if sent_at else None for channel, sent_at, due_at in found}


async def sent(parts: Parts, channel: Channel) -> int:
    query = (
        select(Outgoing.id)
        .join(Conversation, col(Conversation.id) == Outgoing.conversation_id)
        .where(Outgoing.state == OutgoingState.SENT, Conversation.channel == channel)
    )
    async with parts.door.database.reading() as session:
        return len((await session.exec(query)).all())


def share(taken: list[float], ended: float) -> float:
    """Of what Telegram allows, after the first second: in that one the whole window is free at once."""
    begins = min(taken) + 1
    return sum(at >= begins for at in taken) / (A_SECOND * (ended - begins))
