"""What was taken with 200 is handled, also when the database was away at that very moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.webchat import channel, pauses
from storage.tables import Channel, Conversation, WebMessage
from tests.stories.test_not_written import nothing_is_written
from tests.world.product import Served
from tests.world.visiting import Visitor


@asynccontextmanager
async def listening(served: Served) -> AsyncIterator[None]:
    """As the running product does."""
    stop = asyncio.Event()
    listens = asyncio.create_task(served.parts.channels[Channel.WEB].listen(stop))
    yield
    stop.set()
    await listens


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses are short."""
    monkeypatch.setattr(channel, "LOOKS_EVERY", 0.02)
    monkeypatch.setattr(channel, "LEFT_FOR", channel.LEFT_FOR * 0)
    monkeypatch.setattr(pauses, "FIRST", 0.02)


async def said_while_nothing_is_written(served: Served, visitor: Visitor, words: str) -> None:
    """Stored and taken with 200; when its turn comes, the database takes nothing, not even an apology."""
    (chat,) = [one.chat_id for one in await served.all(Conversation) if one.channel is Channel.WEB]
    updates, gate = served.parts.web_chat.updates, asyncio.Event()

    async def waits() -> None:
        await gate.wait()

    updates._in_turn(chat, waits)
    assert (await visitor.says(words)).status_code == 200
    with nothing_is_written(served.parts.door.database):
        gate.set()
        await updates.idle()
    (left,) = [one for one in await served.all(WebMessage) if not one.handled]
    assert left.from_person


async def test_it_is_handled_when_the_database_is_back(served: Served, browsers, at_once):
    """Nobody restarts anything and nobody presses: the answer comes by itself, once."""
    visitor = browsers()
    await visitor.opens()
    await visitor.sees("出了什么事")
    await said_while_nothing_is_written(served, visitor, "110")
    before = len(await visitor.messages())
    async with listening(served):
        async with asyncio.timeout(20):
            while any(not one.handled for one in await served.all(WebMessage)):
                await asyncio.sleep(0.02)
        await served.parts.web_chat.updates.idle()
        after = await visitor.messages()
        await asyncio.sleep(0.2)
        assert await visitor.messages() == after
    assert len(after) == before + 1


async def test_a_database_that_is_away_longer_stops_no_sweep(served: Served, browsers, at_once):
    """Looking itself fails for a while: it is one line of the log, and goes on."""
    visitor = browsers()
    await visitor.opens()
    await visitor.sees("出了什么事")
    await said_while_nothing_is_written(served, visitor, "你们是真的吗")
    database = served.parts.door.database
    with capture_logs() as lines, nothing_is_written(database):
        async with listening(served):
            await asyncio.sleep(0.3)
    failed = [one for one in lines if one["event"] == "web chat update not handled"]
    assert 1 <= len(failed) <= 5, "each try waits twice as long as the one before"
    async with listening(served), asyncio.timeout(20):
        while any(not one.handled for one in await served.all(WebMessage)):
            await asyncio.sleep(0.02)
