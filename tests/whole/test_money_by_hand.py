"""Money that just left, by hand in real browsers: a phone that reports it, and the duty officer's console."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from playwright.async_api import Browser, expect

from tests.whole.test_by_hand import DESKTOP, PHONE, opens, picture, sees
from tests.world.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_money_that_just_left(running: Service, browser: Browser, tmp_path: Path):
    """The shortcut, an account, a paste: the console has the case on top with its minutes, live; the PDF opens."""
    desk = await opens(browser, running.first_link, DESKTOP)
    await desk.get_by_role("button").first.click()
    await expect(desk.get_by_text("没有等待接手的案件")).to_be_visible()

    phone = await opens(browser, running.address, PHONE)
    await sees(phone, "出了什么事")
    await phone.get_by_role("button", name="钱刚转走", exact=True).click()
    await sees(phone, "钱转到了哪个账号")
    await picture(phone, "chat-phone-money")
    await phone.get_by_role("textbox").fill("6222 0212 3456 7890 123")
    await phone.keyboard.press("Enter")
    await sees(phone, "收款人是谁")

    row = desk.locator("#rows a").first
    await expect(row).to_contain_text("报案人还在说")
    await row.click()
    await expect(desk.locator("#dossier")).to_contain_text("6222021234567890123")

    left = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=11)
    await phone.get_by_role("textbox").fill(
        f"【工商银行】您尾号1234卡{left.month}月{left.day}日{left:%H:%M}转账支出320,000.00元，余额1,024.33元。对方户名：杭州某某贸易有限公司"
    )
    await phone.keyboard.press("Enter")
    await sees(phone, "照着念")
    await picture(phone, "chat-phone-sheet")
    await expect(desk.locator("#dossier")).to_contain_text("杭州某某贸易有限公司")  # by itself
    await expect(desk.locator("#case-head time[data-since]")).to_have_text("11 分钟")
    await desk.get_by_role("button", name="接手", exact=True).first.click()
    await sees(phone, "接手了您的案件")
    await picture(desk, "console-desktop-money")

    await phone.get_by_role("button", name="要一份 PDF").click()
    async with phone.expect_download() as download:
        await phone.get_by_role("link", name=".pdf").click()
    sheet = pypdfium2.PdfDocument(await (await download.value).path())
    assert "6222 0212 3456 7890 123" in sheet[0].get_textpage().get_text_range()
    assert phone.broken == []
    assert desk.broken == []
