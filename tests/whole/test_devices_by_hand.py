"""The browsers of a chat, by hand in real ones: one comes in by the code, is told of, listed, and put out."""

from __future__ import annotations

import os

import pytest
from playwright.async_api import Browser, Page, expect

from tests.whole.test_by_hand import DESKTOP, PHONE, STORY, acts, opens, sees
from tests.world.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PICTURES = os.environ.get("GC_SCREENSHOTS")


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/devices-{name}.png")


async def asks_for_devices(page: Page) -> None:
    """By the menu at the top."""
    await page.get_by_label("更多").click()
    await picture(page, "menu")
    await page.locator(".menu").get_by_role("button", name="哪些设备能打开").click()
    await sees(page, "能打开这里的设备")


async def test_somebody_else_comes_in_and_is_put_out(running: Service, browser: Browser):
    """The phone reads who came, looks at the list, and leaves itself alone; the other screen is empty at once."""
    phone = await opens(browser, running.address, PHONE)
    await sees(phone, "出了什么事")
    await acts(phone, STORY)
    await sees(phone, "对吗")
    await phone.get_by_role("button", name="返回码", exact=True).click()
    await sees(phone, "您的返回码")
    code = await phone.locator("#log code").last.inner_text()
    await picture(phone, "code")

    other = await opens(browser, running.address, DESKTOP)
    await other.get_by_label("更多").click()
    await other.get_by_role("button", name="用返回码继续").click()
    await other.get_by_label("返回码", exact=True).fill(code)
    await other.keyboard.press("Enter")
    await sees(other, "并抄下新的返回码")
    await sees(phone, "刚有人用返回码在另一台设备上打开了这里")
    await picture(phone, "came")

    await asks_for_devices(phone)
    await picture(phone, "list")
    await phone.get_by_role("button", name="只留这一台").click()
    await sees(phone, "好，只有这一台了")
    await picture(phone, "only")
    await expect(other.get_by_text("这个浏览器里的对话已经关闭。")).to_be_visible()
    await expect(other.locator("#log article")).to_have_count(0)
    await picture(other, "put-out")
    assert phone.broken == []
