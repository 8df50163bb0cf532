"""The five stories an owner told, word for word and press for press on a phone, and in the console every sentence of them."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.stories.test_listening import TOLD
from tests.whole.test_by_hand import DESKTOP, PHONE, acts, opens, sees
from tests.world.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LATEST = "[...document.querySelectorAll('#log > [data-id]')].map((one) => one.innerText).join('|')"
ANSWERED = (
    "(before) => document.querySelector('#log > [data-id]:last-child button:enabled, #log') && "
    + LATEST
    + " !== before"
)


async def tells(page: Page, turn: str) -> None:
    """One turn, and whatever comes of it: the person goes on when nothing moves any more."""
    before = await page.evaluate(LATEST)
    if turn.startswith("> "):
        await expect(page.locator("#log button:enabled", has_text=turn[2:]).last).to_be_visible()
        await acts(page, f"[{turn[2:]}")
    else:
        await acts(page, turn)
    await page.wait_for_function(ANSWERED, arg=before)
    await settles(page)


async def settles(page: Page) -> None:
    shown = ""
    while shown != (now := await page.evaluate(LATEST)):
        shown = now
        await page.wait_for_timeout(250)


async def test_five_stories_are_told_by_hand(running: Service, browser: Browser):
    """Each from its first word to the receipt; the officer who opens it reads all that was said."""
    desk = await opens(browser, running.first_link, DESKTOP)
    await desk.get_by_role("button").first.click()
    for name, turns in TOLD.items():
        phone = await opens(browser, running.address, PHONE)
        await sees(phone, "出了什么事")
        for turn in turns:
            await tells(phone, turn)
        await sees(phone, "这是服务编号")
        number = re.findall(r"GC-\d{6}-\w{5}", await phone.locator("#log").inner_text())[-1]
        assert phone.broken == [], name
        await phone.context.close()
        await desk.goto(f"{running.address}/console/cases/{number}")
        for said in turns:
            if not said.startswith("> "):
                await expect(desk.locator("#case")).to_contain_text(said)
    assert desk.broken == []
