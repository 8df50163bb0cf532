"""A phone that the suspect may read, by hand in real browsers: it locks when it is left, and its code opens it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.whole.test_by_hand import DESKTOP, PHONE, STORY, acts, answers_all, opens, sees
from tests.world.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
QUESTION = "合同上盖的是公章还是合同专用章？"
WHAT_IT_SENDS = """async () => {
    const said = [];
    for (const path of ["/", "/chat/history", "/chat/events", "/chat/history?before=5"]) said.push(await (await fetch(path)).text());
    return said.join();
}"""
IS_REFUSED = "async () => (await fetch('/chat/history')).status == 423"


async def comes_back(page: Page, address: str) -> Page:
    """The tab is closed; later somebody opens the address on the same phone."""
    context = page.context
    await page.close()
    later = await context.new_page()
    later.broken = []
    later.on("pageerror", lambda error: later.broken.append(str(error)))
    await later.goto(address)
    return later


async def is_locked(page: Page) -> None:
    """Neither the screen, nor the title, nor whatever the house sends says a word of what was told.

    The page is locked before the house has heard of it, which takes a moment.
    """
    await expect(page.get_by_role("heading", name="请输入返回码")).to_be_visible()
    await expect(page).to_have_title("请输入返回码")
    await page.wait_for_function(IS_REFUSED, polling=100)
    everything = await page.evaluate(WHAT_IT_SENDS) + await page.content()
    assert not [word for word in ("320", "杭州", "发货", QUESTION, "返回码，请现在就抄") if word in everything]


async def unlocks(page: Page, code: str) -> None:
    await page.get_by_role("textbox", name="请输入返回码").fill(code)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="请输入返回码")).to_be_hidden()


async def test_a_phone_others_may_read_locks_when_it_is_left(running: Service, browser: Browser):
    """Told, locked, opened by the code and told on; a question of the desk is opened, and closed again when the page is left."""
    desk = await opens(browser, running.first_link, DESKTOP)
    await desk.get_by_role("button").first.click()
    phone = await opens(browser, running.address, PHONE)
    await sees(phone, "出了什么事")
    await acts(phone, STORY)
    await sees(phone, "对吗")
    await phone.get_by_role("button", name="对，接着").click()
    await sees(phone, "第 2 步，共 5 步")
    await answers_all(phone, "还能看到这部手机", {})
    await phone.get_by_role("button", name="能看到").click()
    await sees(phone, "这是您的返回码")
    await sees(phone, "什么时候给您发提醒合适")
    code = await phone.locator("#log code").last.inner_text()

    phone = await comes_back(phone, running.address)
    await is_locked(phone)
    await phone.reload()
    await is_locked(phone)
    await unlocks(phone, code)
    await sees(phone, "320 万元")
    await phone.get_by_role("button", name="什么时候都行").click()
    await sees(phone, "还有对方看不到的办法")
    await answers_all(phone, "请核对", {})
    await phone.get_by_role("button", name="确认无误，提交").click()
    await sees(phone, "还是用前面给您的返回码")
    await sees(phone, "前会有人在这里回您")

    number = re.search(r"GC-\d{6}-\w{5}", await phone.locator("#log").inner_text())[0]
    await desk.goto(f"{running.address}/console/cases/{number}")
    await desk.get_by_role("button", name="接手", exact=True).first.click()
    await desk.locator("label.tab", has_text="问报案人").click()
    await desk.locator("#ask-text").fill(QUESTION)
    await desk.get_by_role("button", name="发出提问").click()
    await expect(phone.get_by_role("button", name="现在方便，打开看")).to_have_count(2)
    await phone.get_by_role("button", name="现在方便，打开看").last.click()
    await sees(phone, QUESTION)

    phone = await comes_back(phone, running.address)
    await is_locked(phone)
    await unlocks(phone, code)
    await expect(phone.get_by_role("button", name="现在方便，打开看")).to_have_count(2)
    assert QUESTION not in await phone.content()

    other = await opens(browser, running.address, DESKTOP)
    await other.get_by_label("更多").click()
    await other.get_by_role("button", name="用返回码继续").click()
    await other.get_by_label("返回码", exact=True).fill(code)
    await other.keyboard.press("Enter")
    await sees(other, "320 万元")
    assert phone.broken == []
