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

# the question's words -> what is typed, or the button that is pressed
ANSWERS = {
    "什么身份": "[公司法定代表人",
    "还能看到这部手机": "[看不到",
    "最像下面哪一种": "[做生意的对方做的",
    "哪一句最接近发生的事": "[借签合同把钱或货骗走",
    "合同是什么时候签": "上个月",
    "什么时候发生": "上周三下午3点",
    "一共损失": "320万",
    "要记下转出去的钱吗": "[添加一笔",
    "第 1 笔：": {
        "什么时候": "上周三下午3点",
        "多少": "320万",
        "转到了哪个账号": "33050161500000000123",
        "户名": "宁波某某贸易有限公司",
    },
    "还有下一笔吗": "[继续下一步",
    "公司全称": "宁波甬江精密机械有限公司",
    "公司在哪个区县": "[鄞州",
    "您叫什么名字": "王建国",
    "能找到您本人": "13800138000",
    "怎么一步步发生": "对方收了预付款以后一直不发货，电话也打不通，公司已经搬走。",
    "照您知道的说": "[",
    "信息会这样使用": "[",
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
    await expect(page.locator("#log").get_by_text(words).last).to_be_visible(timeout=10_000)


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
        await expect(page.locator("#log strong, #log b").last).not_to_have_text(question, timeout=10_000)
    raise AssertionError(f"never came to {until}: {question}")


def action_for(question: str) -> str:
    found = next((action for words, action in ANSWERS.items() if words in question), "[跳过")
    if isinstance(found, dict):
        found = next((action for words, action in found.items() if words in question), "[跳过")
    return found


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
    await sees(phone, "钱是刚刚转出去的吗")
    await picture(phone, "chat-phone-opening")
    await phone.get_by_role("button", name="不是，我要报告一件事").click()
    await sees(phone, "什么身份")
    await answers_all(phone, "请核对", {"要记下转出去的钱吗": "chat-phone-question"})
    await sees(phone, "320 万元（3,200,000.00）")
    await picture(phone, "chat-phone-review")
    await phone.get_by_role("button", name="确认无误，提交").click()
    await sees(phone, "前会有人在这里回您")
    await picture(phone, "chat-phone-receipt")
    number = re.search(r"GC-\d{6}-\w{5}", await phone.locator("#log").inner_text())[0]

    row = desk.get_by_text(number).first
    await expect(row).to_be_visible(timeout=10_000)
    await row.click()
    await expect(desk.get_by_text("宁波甬江精密机械有限公司").last).to_be_visible()
    await picture(desk, "console-desktop-case")
    await desk.get_by_role("button", name="接手", exact=True).first.click()
    await sees(phone, "接手了您的案件")

    await desk.locator("label.tab", has_text="问报案人").click()
    await desk.locator("#ask-text").fill("合同上盖的是公章还是合同专用章？")
    await desk.get_by_role("button", name="发出提问").click()
    await sees(phone, "合同上盖的是公章还是合同专用章？")
    await phone.get_by_role("textbox").fill("是合同专用章，原件在财务那里。")
    await phone.keyboard.press("Enter")
    await sees(phone, "已转给")
    await expect(desk.get_by_text("是合同专用章，原件在财务那里。").first).to_be_visible(timeout=10_000)
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
