"""A house for each story, and browsers to look into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from cases.people import Role
from storage.tables import Member
from tests.case_rows import counted, kept
from tests.console.browsing import Browser
from tests.console.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    async with open_house(tmp_path, database_url) as built:
        yield built
        database = built.door.database
        assert await kept(database) == await counted(database), "whatever the story did, its cases are counted"


@pytest.fixture
async def signed_in(house: House) -> AsyncIterator[Callable[[Member], Awaitable[Browser]]]:
    """A device of that member, already in the console."""
    async with AsyncExitStack() as stack:

        async def open_for(member: Member) -> Browser:
            browser = await stack.enter_async_context(Browser(house))
            await browser.signs_in(member)
            return browser

        yield open_for


@pytest.fixture
async def chen(house: House) -> Member:
    """An expert who sees every district."""
    return await house.member("陈立")


@pytest.fixture
async def lead(house: House) -> Member:
    return await house.member("周敏", Role.LEAD)


@pytest.fixture
async def officer(house):
    return await house.member("沈清", Role.CASE_OFFICER)


@pytest.fixture
async def desk(house, officer, signed_in):
    """The officer's browser."""
    return await signed_in(officer)


@pytest.fixture
async def lead_desk(house, lead, signed_in):
    """The browser of a lead of long standing."""
    await house.led_before(lead)
    return await signed_in(lead)


@pytest.fixture
async def other_lead(house):
    member = await house.member("钱立", Role.LEAD)
    await house.led_before(member)
    return member


@pytest.fixture
async def second(other_lead, signed_in):
    """The browser of another."""
    return await signed_in(other_lead)
