"""`kill -9` between the commit and the index: the next process finds what the last one did not come to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.processes.conftest import Person
from tests.world.service import Service

pytestmark = pytest.mark.timeout(120)


STORY = "我们公司收到假的承兑汇票，损失六十八万，对方是镇海天元。"


async def finds(officer: Person, words: str) -> bool:
    """Looks until it is found: the index is kept beside what people do."""
    async with asyncio.timeout(30):
        while True:
            await officer.says(f"/find {words}")
            if "原话：" in (await officer.sees("找案件"))["text"]:
                return True
            await asyncio.sleep(0.2)


async def test_what_was_committed_is_found_after_a_kill(service_of: Callable[..., Service], people: Callable[..., Any]):
    """Killed as soon as the desk was called, and once more while the index is made anew, without its file."""
    service = service_of(forked=True)
    await service.start()
    officer, reporter = people(service, Person), people(service, Person)
    await service.lets_in(officer)
    await officer.sees("您已加入护企专家组")
    await reporter.comes()
    await reporter.says(STORY)
    await reporter.sees("")
    await reporter.says("找人")
    await officer.sees("GC-")
    await service.killed_and_started_again()
    await officer.comes()
    assert await finds(officer, "承兑汇票")
    service.kill()
    (service.folder / "data" / "search.db").unlink()
    await service.start()
    await service.killed_and_started_again()
    await officer.comes()
    assert await finds(officer, "镇海天元")
