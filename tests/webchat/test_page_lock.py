"""The page in a real browser: the quiet lock, for whom somebody else may take the phone from."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from storage import web_chats
from storage.web_locks import IDLE, turn_lock

from .conftest import PHONE, picture, says

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: Boolean(hidden), configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


async def locking(house, visit) -> tuple[Page, str]:
    """A page whose house has said that this chat locks, and the code that opens it."""
    page = await visit(viewport=PHONE)
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()
    chat_id = house.seen[0].chat.id
    async with house.database.writing() as session:
        code = await web_chats.new_return_code(session, chat_id)
        await turn_lock(session, chat_id, house.clock(), on=True)
    await house.web.bot.send_message(chat_id, "会计卷走了三百万")
    await expect(page.locator("#lock-now")).not_to_have_attribute("hidden", "")
    await expect(says(page, "会计卷走了三百万")).to_be_visible()
    return page, code


async def is_locked(page: Page) -> None:
    """Nothing is there but the question for the code, and whom to ring."""
    await expect(page.get_by_role("heading", name="请输入返回码")).to_be_visible()
    await expect(page).to_have_title("请输入返回码")
    await expect(page.locator("article")).to_have_count(0)
    await expect(page.get_by_role("link", name="110", exact=True)).to_be_visible()
    assert "三百万" not in await page.content()


async def unlocks(page: Page, code: str) -> None:
    await page.get_by_role("textbox", name="请输入返回码").fill(code)
    await page.get_by_role("button", name="继续", exact=True).click()
    await expect(says(page, "会计卷走了三百万")).to_be_visible()


async def test_it_locks_when_out_of_sight_for_long(house, visit):
    """After a minute only the question for the code is left; a glance elsewhere locks nothing, a wrong code opens nothing."""
    page, _ = await locking(house, visit)
    await page.clock.install()
    await page.evaluate(HIDE, "hidden")
    await expect(page.locator("body")).to_be_hidden()
    assert await page.title() == "请输入返回码"
    await page.clock.fast_forward(30_000)
    await page.evaluate(HIDE, "")
    await expect(says(page, "会计卷走了三百万")).to_be_visible()
    await expect(page).to_have_title("护企绿色通道")
    await page.get_by_label("写消息").fill("没写完的秘密")
    await page.evaluate(HIDE, "hidden")
    async with page.expect_navigation():
        await page.clock.fast_forward(61_000)
    await is_locked(page)
    assert await page.evaluate("sessionStorage.length") == 0
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await is_locked(page)
    await page.get_by_role("textbox", name="请输入返回码").fill("AAAA")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("没有找到这个返回码")).to_be_visible()
    await is_locked(page)
    await picture(page, "locked")
    await page.get_by_role("button", name="没有返回码").click()
    await picture(page, "no-code")
    await page.get_by_role("button", name="回去输入").click()
    await is_locked(page)
    await page.get_by_role("button", name="没有返回码").click()
    await page.get_by_role("button", name="清除本机记录，重新开始").click()
    await page.get_by_role("button", name="退出", exact=True).click()
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()  # a chat of its own: nobody is locked out of help
    assert len({message.chat.id for message in house.seen}) == 2


async def test_it_is_locked_when_it_was_left_and_opens_with_the_code(house, visit):
    """Another visit begins locked, and locks for every tab; the code opens it, and going on in the same tab asks no more."""
    page, code = await locking(house, visit)
    later = await page.context.new_page()
    await later.goto(house.url)
    await is_locked(later)
    await is_locked(page)
    await later.reload()
    await is_locked(later)
    await unlocks(later, code)
    await later.reload()
    await expect(says(later, "会计卷走了三百万")).to_be_visible()


async def test_what_the_house_has_locked_shows_nothing_when_the_browser_kept_nothing(house, visit):
    """The first page of a visit is locked already, whatever the script remembers, and asks the house for nothing."""
    page, code = await locking(house, visit)
    await page.evaluate("localStorage.clear()")
    house.clock.passes(IDLE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/chat/" in request.url else None)
    await page.reload()
    await is_locked(page)
    assert not [url for url in asked if "history" in url or "events" in url or "open" in url]
    await unlocks(page, code)


async def test_it_locks_when_nothing_is_done(house, visit):
    """In full view and untouched for five minutes; whoever does something has five more."""
    page, code = await locking(house, visit)
    await page.clock.install()
    await page.keyboard.press("Shift")  # dispatched before it returns, which a wheel is not
    await page.clock.fast_forward(4 * 60_000)
    await page.keyboard.press("Shift")
    await page.clock.fast_forward(4 * 60_000)
    await expect(says(page, "会计卷走了三百万")).to_be_visible()
    async with page.expect_navigation():
        await page.clock.fast_forward(61_000)
    await is_locked(page)
    await unlocks(page, code)


async def test_it_is_locked_by_hand(house, visit):
    """From the menu, which offers it only where the chat locks."""
    page, code = await locking(house, visit)
    await page.get_by_label("更多").click()
    await page.get_by_role("button", name="马上锁上").click()
    await is_locked(page)
    await unlocks(page, code)


async def test_choosing_a_picture_is_not_leaving(house, visit):
    """A camera takes the screen for longer than a minute, and the picture is wanted."""
    page, _ = await locking(house, visit)
    await page.clock.install()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="添加文件").click()
    await page.evaluate(HIDE, "hidden")
    await page.clock.fast_forward(120_000)
    await (await choosing.value).set_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    await page.evaluate(HIDE, "")
    await expect(page.get_by_role("button", name="移除 a.txt")).to_be_visible()
