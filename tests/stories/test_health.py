"""What /health says of the running service: whether what is due goes out, and not more often than is good for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.running import make_app
from cases.messages import Kind
from storage.files import FileStore
from tests.stories.test_delivery import plan
from tests.telegram.bot_api import BotApi
from tests.world import Clock
from tests.world.on_telegram import Site, open_site


@pytest.fixture
async def site(tmp_path: Path, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service, whose health is looked at anew each time it is asked."""
    monkeypatch.setattr("bot.health.FRESH", 0)
    monkeypatch.setattr("bot.lanes.REST", 0.05)
    async with BotApi() as api, open_site(tmp_path, database_url, clock, api) as opened:
        yield opened


async def health(site: Site) -> tuple[int, Any]:
    async with httpx.AsyncClient(base_url=site.parts.settings.address, timeout=60) as http:
        answer = await http.get("/health")
        return answer.status_code, answer.json()


NOT_GOING_OUT = (503, {"ready": False, "reason": "what is due does not go out"})
READY = (200, {"ready": True, "reason": None})


async def test_messages_that_do_not_go_out_are_not_health(site: Site, hold_the_database: Callable[..., Any]):
    """Everything can be read and nothing be sent: after some minutes that is said, and no longer when it goes on."""
    await (await site.newcomer()).has_reported()
    waiting = site.api.person()
    await plan(site, Kind.HANDED_OVER, [waiting.id], later=timedelta(minutes=1))
    assert await health(site) == READY
    async with hold_the_database(site.parts.door.database):
        await site.becomes_later(timedelta(minutes=3))
        await asyncio.sleep(0.2)
        assert await health(site) == READY  # late, and not yet for long
        await site.becomes_later(timedelta(minutes=5))
        await asyncio.sleep(0.2)
        assert await health(site) == NOT_GOING_OUT
    assert await site.api.bell.wait(waiting.sees, 10)
    async with asyncio.timeout(30):
        while await health(site) != READY:
            await asyncio.sleep(0.05)


async def test_one_chat_that_has_to_wait_is_no_illness(site: Site):
    """Telegram puts one chat off for an hour: that is its business, and the service is well."""
    reporter, officer = await site.newcomer(), await site.officer()
    site.api.fail_next("sendMessage", status=429, retry_after=3600, chat_id=officer.id)
    await reporter.has_reported()
    await site.sees_retry("new_case")
    await site.becomes_later(timedelta(minutes=10))
    async with asyncio.timeout(30):
        while await health(site) != READY:
            await asyncio.sleep(0.05)


async def test_a_heart_that_stopped_is_not_health(site: Site):
    """Nobody looks any more for what is due: said after some minutes, though nothing happens to be due."""
    assert await health(site) == READY
    site.parts.heartbeat.stop()
    await site.parts.heartbeat.lanes._stopping.wait()
    site.clock.ahead += timedelta(minutes=6)
    assert await health(site) == NOT_GOING_OUT


async def test_a_database_put_back_is_not_health_and_one_brought_further_is(site: Site):
    """An older state than ours cannot serve; a later version beside us only adds, and we go on."""
    database = site.parts.door.database
    for there, expected in (("0001", (503, "the database is of an older version")), ("9999", (200, None))):
        async with database.writing() as session:
            await session.exec(text("UPDATE alembic_version SET version_num = :there"), params={"there": there})
        status, said = await health(site)
        assert (status, said["reason"]) == expected


async def test_asking_without_end_does_not_load_the_disk(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Fifty strangers ask at once and ask again: the disk is tried out once."""
    tried: list[FileStore] = []
    really = FileStore.try_out

    async def counted(store: FileStore) -> None:
        tried.append(store)
        await really(store)

    monkeypatch.setattr("bot.health.FRESH", 60)
    monkeypatch.setattr(FileStore, "try_out", counted)
    transport = httpx.ASGITransport(make_app(site.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://unit") as http:
        for _ in range(2):
            answers = await asyncio.gather(*(http.get("/health") for _ in range(50)))
            assert {answer.status_code for answer in answers} == {200}
    assert len(tried) == 1


async def test_a_disk_that_hangs_is_not_health(site: Site, monkeypatch: pytest.MonkeyPatch):
    """No answer from the disk is an answer too, and the next who asks does not make it worse."""
    tried: list[FileStore] = []

    async def hangs(store: FileStore) -> None:
        tried.append(store)
        await asyncio.sleep(60)

    monkeypatch.setattr("bot.health.WITHIN", 0.1)
    monkeypatch.setattr(FileStore, "try_out", hangs)
    for _ in range(3):
        assert await health(site) == (503, {"ready": False, "reason": "no answer in time"})
    assert len(tried) == 1
