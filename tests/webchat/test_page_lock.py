"""The page in a real browser: the quiet lock, for whom somebody else may take the phone from."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from storage import web_chats

from .conftest import PHONE, picture, says

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
ON = 'event: lock\ndata: {"locks": true}\n\n'

HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: Boolean(hidden), configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


async def locking(house, visit) -> Page:
    """A page whose house has said that this chat locks."""
    page = await visit(viewport=PHONE)
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()

    async def also_the_lock(route) -> None:
        await route.fulfill(content_type="text/event-stream", body=ON)

    await page.route("**/chat/events*", also_the_lock)
    await page.reload()
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()
    await page.wait_for_function("localStorage.getItem('locks') === '1'")
    return page


async def test_it_locks_when_out_of_sight_for_long(house, visit):
    """After a minute only the question for the code is left; a glance elsewhere locks nothing, a wrong code opens nothing."""
    page = await locking(house, visit)
    await page.clock.install()
    await page.evaluate(HIDE, "hidden")
    await expect(page.locator("body")).to_be_hidden()
    await page.clock.fast_forward(30_000)
    await page.evaluate(HIDE, "")
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()
    await page.get_by_label("写消息").fill("没写完的秘密")
    await page.evaluate(HIDE, "hidden")
    async with page.expect_navigation():
        await page.clock.fast_forward(61_000)
    await expect(page.get_by_role("heading", name="请输入返回码")).to_be_visible()
    assert await page.title() == "请输入返回码"
    await expect(page.locator("article")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="请输入返回码")).to_be_visible()
    await page.get_by_role("textbox", name="请输入返回码").fill("AAAA")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("没有找到这个返回码")).to_be_visible()
    await expect(page.locator("article")).to_have_count(0)
    await picture(page, "locked")
    await page.unroute("**/chat/events*")
    await page.get_by_role("button", name="没有返回码").click()
    await page.get_by_role("button", name="退出", exact=True).click()
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()  # a chat of its own: nobody is locked out of help
    assert len({message.chat.id for message in house.seen}) == 2


async def test_it_is_locked_when_it_was_left_and_opens_with_the_code(house, visit):
    """Another visit begins locked; the code opens it here, and going on in the same tab does not ask again."""
    page = await locking(house, visit)
    async with house.database.writing() as session:
        code = await web_chats.new_return_code(session, house.seen[0].chat.id)
    later = await page.context.new_page()
    await later.goto(house.url)
    await expect(later.get_by_role("heading", name="请输入返回码")).to_be_visible()
    await expect(later.locator("article")).to_have_count(0)
    await later.get_by_role("textbox", name="请输入返回码").fill(code)
    await later.get_by_role("button", name="继续", exact=True).click()
    await expect(says(later, "钱是刚刚转出去的吗？")).to_be_visible()
    await later.reload()
    await expect(says(later, "钱是刚刚转出去的吗？")).to_be_visible()
