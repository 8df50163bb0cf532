"""How a process goes while others stay: the proxy hears of it first, and nobody's press is half done."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from storage.tables import WebMessage
from tests.world import Clock
from tests.world.product import Served, opened
from tests.world.visiting import Visitor


@pytest.fixture
async def house(tmp_path: Path, database_url: str, clock: Clock) -> AsyncIterator[Served]:
    async with opened(Served(tmp_path, database_url, clock)) as product:
        yield product


@pytest.fixture
async def visitor(house: Served) -> AsyncIterator[Visitor]:
    came = Visitor(house.address)
    await came.opens()
    yield came
    await came.leaves_town()


async def test_who_goes_says_so_and_begins_nothing_more(house: Served, visitor: Visitor):
    """Until the proxy has asked once more everything goes on; then a request is refused whole, and open pages come back."""
    greeting = await visitor.sees("出了什么事", 30)
    leaving, button = house.parts.leaving, greeting["keyboard"][0][0]["text"]
    assert (await visitor.http.get("/health/ready")).status_code == 200
    async with visitor.http.stream("GET", "/chat/events", params={"after": 0}) as page:
        lines = asyncio.create_task(lines_of(page))
        going = asyncio.create_task(leaving.say_so())
        await asyncio.sleep(0)
        assert (await visitor.presses(greeting, button)).status_code == 200
        assert not leaving.is_closed, "nobody was told yet"
        answer = await visitor.http.get("/health/ready")
        assert (answer.status_code, answer.json()["reason"]) == (503, "it is stopping")
        assert (await visitor.http.get("/health")).status_code == 200
        await going
        before = len(await house.all(WebMessage))
        refused = await visitor.says("最后一句")
        assert (refused.status_code, refused.json()["again"]) == (503, "untouched")
        assert len(await house.all(WebMessage)) == before > 0
        assert (await visitor.http.get("/health/live")).json() == {"live": True}
        await house.parts.web_chat.close()
        last = (await lines)[-1]
    assert last.startswith("retry: ") and int(last.removeprefix("retry: ")) < 1000


async def test_who_loads_a_page_meanwhile_reads_that_it_comes_again(house: Served):
    """In words, with its looks; a form is not sent again by itself, and a script hears what it always does."""
    await house.parts.leaving.say_so()
    page = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh-CN", "Sec-Fetch-Mode": "navigate"}
    async with httpx.AsyncClient(base_url=house.address) as browser:
        loaded = await browser.get("/", headers=page)
        assert (loaded.status_code, loaded.headers["Refresh"]) == (503, loaded.headers["Retry-After"])
        assert "这一页会自己再打开" in loaded.text and "先别关" not in loaded.text
        (style,) = re.findall(r'href="(/static/[^"]+)"', loaded.text)
        assert (await browser.get(style)).status_code == 200
        english = await browser.get("/console", headers={**page, "Accept-Language": "en"})
        assert "opens again by itself" in english.text
        sent = await browser.post("/console/login", headers=page, data={"code": "a"})
        assert (sent.status_code, "Refresh" in sent.headers, "再点一次" in sent.text) == (503, False, True)
        for asks in ({"Sec-Fetch-Mode": "cors"}, {"Accept": "*/*"}):
            assert (await browser.get("/console/events", headers=page | asks)).json()["again"] == "untouched"


async def test_where_nobody_asks_it_goes_at_once(house: Served):
    """One process alone, or a proxy that asks nobody."""
    await asyncio.wait_for(house.parts.leaving.say_so(), 1)
    assert house.parts.leaving.is_closed


async def lines_of(page: httpx.Response) -> list[str]:
    return [line async for line in page.aiter_lines() if line]
