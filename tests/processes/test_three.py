"""Three equal processes behind a proxy: who is here does not matter to anybody, nor that one of them dies."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes.conftest import Person, Reporter
from tests.processes.test_killed import all_of, at_the_review, check_submitted_once
from tests.world.service import Service
from tests.world.several import Several, several

pytestmark = [pytest.mark.postgres(only=True), pytest.mark.timeout(300)]
NUMBER = re.compile(r"GC-\d{6}-\w{5}")
SOON = 20  # seconds, on a busy machine


@pytest.fixture
async def three(tmp_path: Path, database_url: str) -> AsyncIterator[Several]:
    async with several(tmp_path, GC_DATABASE=database_url) as processes:
        await processes.start(within=120)
        yield processes


@asynccontextmanager
async def console_at(service: Service, three: Several) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of an open page of the console, for whoever followed the first link."""
    link, _, code = three.one.first_link.partition("#")
    headers = {"Origin": three.proxy.address, "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(verify=False, timeout=60, headers=headers) as browser:  # there is no TLS
        assert (await browser.post(link, data={"code": code})).status_code == 303
        async with browser.stream("GET", f"{service.address}/console/events") as stream:
            yield stream.aiter_lines()


async def hears(lines: AsyncIterator[str], words: str) -> None:
    async with asyncio.timeout(SOON):
        async for line in lines:
            if words in line:
                return
    raise AssertionError("the stream ended")


async def test_one_of_three_dies_under_a_report(three: Several, people: Callable[..., Any]):
    """The report goes on at another, its card and the console's news come to a third, and one started anew knows all."""
    here, dies, there = three.services
    officer, reporter = people(there, Person), people(three.proxy)
    await there.lets_in(officer)
    await reporter.comes()
    for _ in range(2):
        await reporter.takes_a_step()
    await dies_under_an_answer(dies, reporter)
    reporter.goes_to(three.proxy)
    await reporter.says_again()
    await reporter.takes_a_step()
    await at_the_review(here, [reporter])
    reporter.goes_to(there)
    async with reporter.page() as page, officer.page() as desk, console_at(there, three) as console:
        reporter.goes_to(here)
        await reporter.answers_the_question()
        receipt = await comes(page, "收到了，编号")
        await comes(desk, "宁波甬江精密机械有限公司")
        await hears(console, NUMBER.search(receipt)[0])
    await dies.start()
    for person in (reporter, officer):
        person.goes_to(dies)
    await check_submitted_once(dies, [reporter], officer)
    assert "Traceback" not in dies.log.read_text()


async def dies_under_an_answer(service: Service, reporter: Reporter) -> None:
    reporter.goes_to(service)
    answering = asyncio.create_task(reporter.answers_the_question())
    await asyncio.sleep(0.03)
    service.kill()
    await all_of(answering)


async def comes(page: Any, words: str) -> str:
    """The text of the message with these words, as an open page is told it."""
    async with asyncio.timeout(SOON):
        while words not in (message := await page.next()).get("text", ""):
            pass
    return str(message["text"])
