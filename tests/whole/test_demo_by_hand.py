"""The demonstration in real browsers: what the README shows of queue, board, case and chat is looked at here.

Only when pictures are asked for (GC_TEST_PICTURES=1): filling takes a minute, and tests/processes/test_demo.py opens the
same pages without a browser.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.processes.test_demo import WITHIN
from tests.whole.test_by_hand import DESKTOP, PHONE, opens, picture, sees
from tests.world.service import Service, command

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not os.environ.get("GC_TEST_PICTURES"), reason="pictures are made when they are asked for"),
]
MADE_UP = "演示数据"
PAGES = {"queue": "?show=open", "board": "/board", "my-work": "/my_work"}


async def test_the_pictures_of_the_readme(tmp_path: Path, browser: Browser):
    """Every page says that it is made up, none is wider than its screen, and no script fails."""
    service = Service(tmp_path)
    filled = await command(tmp_path, "demo", "--cases", "36", within=WITHIN, **service.settings)
    assert filled.code == 0, filled.complained
    await service.start()
    try:
        for size, screen in (("desktop", DESKTOP), ("phone", PHONE)):
            desk = await signs_in(browser, await way_in(tmp_path, service), screen)
            await looks_around(desk, service.address, size)
        await opens_a_chat(browser, service, filled.said)
    finally:
        assert await service.stop() == 0


async def way_in(folder: Path, service: Service) -> str:
    """A link of the member with most to do: each new one voids the one before."""
    answered = await command(folder, "login", "--name", "李戊", **service.settings)
    return answered.said[-1]


async def signs_in(browser: Browser, link: str, screen: dict[str, int]) -> Page:
    page = await opens(browser, link, screen)
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator("#queue")).to_be_visible()
    return page


async def looks_around(page: Page, address: str, size: str) -> None:
    for name, path in PAGES.items():
        await page.goto(f"{address}/console{path}")
        await fits(page, f"demo-{size}-{name}")
    await page.goto(f"{address}/console?show=open")
    row = page.locator("tr, li, article").filter(has_text="贷款诈骗").locator("a[href*='/cases/']").first
    await page.goto(f"{address}{await row.get_attribute('href')}")
    await fits(page, f"demo-{size}-case")
    await page.locator("#consulting-said").scroll_into_view_if_needed()
    await fits(page, f"demo-{size}-consultation")
    assert [one for one in page.broken if "401" not in one] == []


async def fits(page: Page, name: str) -> None:
    await expect(page.locator(".made-up")).to_contain_text(MADE_UP)
    wide, shown = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= shown, name
    await picture(page, name)


async def opens_a_chat(browser: Browser, service: Service, said: list[str]) -> None:
    """As a reporter, with the return code that was printed."""
    code = next(line.split()[0] for line in said if re.match(r" +\w{4}(-\w{4}){3} ", line))
    phone = await opens(browser, f"{service.address}/#returning", PHONE)
    await phone.get_by_label("返回码", exact=True).fill(code)
    await phone.keyboard.press("Enter")
    await sees(phone, "收到了，编号")
    await expect(phone.locator("#waiting")).to_be_hidden()
    await fits(phone, "demo-phone-chat")
    await phone.set_viewport_size(DESKTOP)
    await fits(phone, "demo-desktop-chat")
    assert [one for one in phone.broken if "401" not in one] == []  # it had no chat before the code
