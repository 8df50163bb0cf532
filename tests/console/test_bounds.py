"""What a member, or somebody who is none, can hold of the console."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import expect
from sqlmodel import select

from cases import sign_in_code
from handlers import streams
from handlers.console import events
from storage.tables import LoginLink, SignInCode
from tests.console.browsing import Browser


async def ends_with(lines, words: str) -> bool:
    found = [line async for line in lines]
    return words in found


async def test_a_members_oldest_page_gives_way(house, chen, lead, signed_in, monkeypatch):
    """It is told to wait; the pages of a colleague behind the same address are not counted with theirs."""
    monkeypatch.setattr(events, "OF_A_MEMBER", 2)
    monkeypatch.setattr(streams, "OF_AN_ADDRESS", 1)
    browser, other = await signed_in(chen), await signed_in(lead)
    kept = []  # or they would be closed
    async with AsyncExitStack() as stack:

        async def opens(one: Browser):
            stream = await stack.enter_async_context(one.http.stream("GET", "/console/events"))
            lines = stream.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            kept.append(lines)
            return lines

        first, _ = await opens(browser), await opens(other)
        await opens(browser)
        assert house.live.streams.held == 3
        await opens(browser)
        assert await asyncio.wait_for(ends_with(first, "event: paused"), 5)
        assert house.live.streams.held == 3


@pytest.mark.browser
async def test_a_console_page_that_gave_way_goes_on_at_a_touch(house, chen, browser, monkeypatch):
    """Until then it asks for no news, and says so."""
    monkeypatch.setattr(events, "OF_A_MEMBER", 1)
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(await house.link(chen))
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator("#offline")).to_be_hidden()
    other = await context.new_page()
    await other.goto(f"{house.address}/console")
    await expect(page.locator("#paused")).to_be_visible()
    await expect(other.locator("#paused")).to_be_hidden()
    await asyncio.sleep(2.5)  # longer than a browser waits before it connects again
    await expect(other.locator("#paused")).to_be_hidden()
    await page.bring_to_front()
    await page.mouse.click(5, 5)
    await expect(page.locator("#paused")).to_be_hidden()
    await expect(page.locator("#offline")).to_be_hidden()
    await expect(other.locator("#paused")).to_be_visible()


async def test_guessing_links_writes_nothing(house, chen, monkeypatch):
    """A link that is not there costs a look, and never the one connection that writes; the right one still works."""
    link = await house.link(chen)
    async with Browser(house) as stranger, Browser(house) as browser, house.door.database.writing():
        answers = [await stranger.posts(f"/console/login/guess-{number}") for number in range(40)]
        assert {one.status_code for one in answers} == {410}
    async with Browser(house) as browser:
        assert (await browser.posts(link)).url.path == "/console"
    assert len([one for one in await house.all(LoginLink) if one.used_at]) == 1


@pytest.mark.postgres
async def test_nobody_uses_up_the_codes_of_others(house, monkeypatch):
    """When there are as many as may be, one of the address that has most gives way, and no officer is refused."""
    monkeypatch.setattr("actions.sign_in_code.MOST_AT_ALL", 6)
    async with AsyncExitStack() as stack:

        async def asks(address: str) -> Browser:
            browser = await stack.enter_async_context(Browser(house))
            headers = {"origin": house.address, "sec-fetch-site": "same-origin", "x-forwarded-for": address}
            assert (await browser.posts("/console/code", headers=headers)).status_code == 200
            return browser

        house.server.config.app.state.proxies = house.parts.settings.model_copy(
            update={"trusted_proxies": "127.0.0.1"}
        ).proxies
        officer = await asks("203.0.113.9")
        for _ in range(12):
            await asks("198.51.100.7")
        another = await asks("203.0.113.10")
        assert len(await house.all(SignInCode)) <= 6
        for one in (officer, another):
            assert (await one.http.get("/console/code/state")).status_code == 204


async def test_an_address_that_asks_too_often_writes_nothing(house, monkeypatch):
    """It is refused before the one connection that writes is asked for."""
    monkeypatch.setattr("actions.sign_in_code.MOST_OF_ONE", 2)
    async with Browser(house) as browser:
        for _ in range(2):
            await browser.posts("/console/code")
        async with house.door.database.writing() as session:
            assert (await browser.posts("/console/code")).status_code == 429
            assert len((await session.exec(select(SignInCode))).all()) == 2
    assert sign_in_code.MOST_OF_ONE > 20  # a whole office behind one address
