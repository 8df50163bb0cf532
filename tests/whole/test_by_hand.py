"""What the README promises, done by hand in real browsers; the pictures in docs/pictures are made here."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.world.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

STORY = "上周三下午3点我们付了320万预付款给杭州某某贸易有限公司，到现在一直不发货，电话也打不通，去看公司已经搬走了"
# the question's words -> what is typed, or the button that is pressed; the rest is skipped
ANSWERS = {
    "还能看到这部手机": "[看不到",
    "对方有下面这些做法": "收了钱就跑，电话打不通，公司也是假的",
    "对方做到了多少": "[一点没做",
    "公司全称": "宁波甬江精密机械有限公司",
    "公司在哪个区县": "[鄞州",
    "怎么称呼您": "王建国 13800138000",
    "什么身份": "[公司法定代表人",
}


async def picture(page: Page, name: str) -> None:
    """Kept in docs/pictures when asked for (GC_TEST_PICTURES=1), so that an ordinary run leaves the tree alone."""
    if os.environ.get("GC_TEST_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / f"{name}.png", caret="initial")


async def opens(browser: Browser, address: str, size: dict[str, int]) -> Page:
    context = await browser.new_context(
        viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    page = await context.new_page()
    page.broken = []
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    page.on("console", lambda said: page.broken.append(said.text) if said.type == "error" else None)
    await page.goto(address)
    return page


async def sees(page: Page, words: str) -> None:
    await expect(page.locator("#log").get_by_text(words).last).to_be_visible()


async def open_question(page: Page) -> str:
    """The words of the newest question."""
    return await page.locator("#log strong, #log b").last.inner_text()


async def answers_all(page: Page, until: str, pictures: dict[str, str]) -> None:
    """Answers question by question, by button or by typing, as the table says; skips what it does not know."""
    for _ in range(80):
        question = await open_question(page)
        if until in question:
            return
        if name := next((name for words, name in pictures.items() if words in question), None):
            await picture(page, name)
        await acts(page, action_for(question))
        await expect(page.locator("#log strong, #log b").last).not_to_have_text(question)
    raise AssertionError(f"never came to {until}: {question}")


def action_for(question: str) -> str:
    return next((action for words, action in ANSWERS.items() if words in question), "[跳过")


async def acts(page: Page, action: str) -> None:
    if not action.startswith("["):
        await page.get_by_role("textbox").fill(action)
        await page.keyboard.press("Enter")
        return
    keys = page.locator("#log > [data-id]").last.locator("button:enabled")
    wanted = keys.filter(has_text=re.compile(action[1:] or "了")).last
    instead = keys.filter(has_text=re.compile("继续|跳过|没有|不清楚|说不清")).last
    pressed = wanted if await wanted.count() else instead
    assert await pressed.count(), f"no button for {action} in {await keys.all_inner_texts()}"
    await pressed.click()


async def test_a_report_by_hand_reaches_the_console_and_the_answer_comes_back(running: Service, browser: Browser):
    """Report at /, live in the console, taken there, a question asked, seen in the chat, answered, the answer seen."""
    desk = await opens(browser, running.first_link, DESKTOP)
    await desk.get_by_role("button").first.click()
    await expect(desk.get_by_text("没有等待接手的案件")).to_be_visible()

    phone = await opens(browser, running.address, PHONE)
    await sees(phone, "出了什么事")
    await picture(phone, "chat-phone-opening")
    await acts(phone, STORY)
    await sees(phone, "对吗")
    await sees(phone, "320 万元（3,200,000.00）")
    await picture(phone, "chat-phone-understood")
    await phone.get_by_role("button", name="对，接着").click()
    await sees(phone, "第 2 步，共 5 步")
    await answers_all(phone, "请核对", {"对方做到了多少": "chat-phone-question"})
    await picture(phone, "chat-phone-review")
    await phone.get_by_role("button", name="确认无误，提交").click()
    await sees(phone, "前会有人在这里回您")
    await picture(phone, "chat-phone-receipt")
    number = re.search(r"GC-\d{6}-\w{5}", await phone.locator("#log").inner_text())[0]

    row = desk.get_by_text(number).first
    await expect(row).to_be_visible()
    await row.click()
    await expect(desk.get_by_text("宁波甬江精密机械有限公司").last).to_be_visible()
    await picture(desk, "console-desktop-case")
    await desk.locator("#dossier q").first.scroll_into_view_if_needed()
    await expect(desk.locator("#dossier")).to_contain_text(STORY)
    await picture(desk, "console-desktop-dossier")
    await desk.get_by_role("button", name="接手", exact=True).first.click()
    await sees(phone, "接手了您的案件")

    await desk.locator("label.tab", has_text="问报案人").click()
    await desk.locator("#ask-text").fill("合同上盖的是公章还是合同专用章？")
    await desk.get_by_role("button", name="发出提问").click()
    await sees(phone, "合同上盖的是公章还是合同专用章？")
    await phone.get_by_role("textbox").fill("是合同专用章，原件在财务那里。")
    await phone.keyboard.press("Enter")
    await sees(phone, "已转给")
    await expect(desk.get_by_text("是合同专用章，原件在财务那里。").first).to_be_visible()
    await picture(desk, "console-desktop-conversation")
    await picture(phone, "chat-phone-conversation")

    await phone.reload()
    await sees(phone, "合同上盖的是公章还是合同专用章？")
    await phone.set_viewport_size(DESKTOP)
    await picture(phone, "chat-desktop")
    await desk.set_viewport_size(PHONE)
    await picture(desk, "console-phone-case")
    await desk.goto(f"{running.address}/console?show=open")
    await picture(desk, "console-phone-queue")
    assert phone.broken == []
    assert desk.broken == []
