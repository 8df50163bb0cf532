"""Somebody's files in a real browser: nothing of them runs, nobody is asked, and they can be read on any screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, Request, expect

from tests.console.test_in_a_browser import sign_in, window
from tests.world import papers

__all__ = ["window"]
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GC_SCREENSHOTS")  # a folder to look at the page in
OUTSIDE = "http://127.0.0.1:9/paid"
SCREENS = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 800}}


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"viewing-{name}.png", full_page=True)


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_hostile_pdf_runs_nothing_and_asks_nobody(house, chen, window, screen):
    """Opened from the case: no dialog of its script, no address of its link, no way out by a click on it."""
    case = await house.reports()
    await house.sends_file(case, "付款通知.pdf", papers.hostile_pdf(OUTSIDE), "application/pdf")
    page = await sign_in(window, house, chen, viewport=SCREENS[screen])
    asked: list[str] = []
    dialogs: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((house.address, "data:")):
            asked.append(request.url)

    def watch(one: Page) -> None:
        one.on("dialog", lambda dialog: dialogs.append(dialog.message))
        one.on("request", note)

    watch(page)
    page.context.on("page", watch)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    async with page.context.expect_page() as opened:
        await page.locator("#files").get_by_role("link", name="付款通知.pdf", exact=True).click()
    shown = await opened.value
    image = shown.locator("img.file-page")
    await expect(image).to_be_visible()
    assert await image.evaluate(
        "(one) => one.naturalWidth > 1000 && document.documentElement.scrollWidth <= innerWidth"
    )
    await picture(shown, f"pdf-{screen}")
    where = shown.url
    await image.click()
    await shown.wait_for_timeout(500)
    assert (shown.url, asked, dialogs) == (where, [], [])


@pytest.mark.parametrize("screen", SCREENS)
async def test_pages_are_turned_and_saved(house, chen, window, screen):
    """By the links, by a number, and the file itself is saved under its name and never opened."""
    case = await house.reports()
    content = papers.pages([b"Page %d" % n for n in range(1, 13)])
    file_id = await house.sends_file(case, "合同.pdf", content, "application/pdf")
    page = await sign_in(window, house, chen, viewport=SCREENS[screen])
    await page.goto(f"{house.address}/console/cases/{case.number}/files/{file_id}/view")
    await page.get_by_role("link", name="下一页").first.click()
    await expect(page.get_by_text("第 2 页，共 12 页").first).to_be_visible()
    await page.get_by_label("页码").fill("9")
    await page.get_by_role("button", name="翻到").click()
    await expect(page.get_by_text("第 9 页，共 12 页").first).to_be_visible()
    await picture(page, f"pages-{screen}")
    async with page.expect_download() as saving:
        await page.get_by_role("link", name="下载原件").click()
    saved = await saving.value
    assert saved.suggested_filename == "合同.pdf"
    assert Path(await saved.path()).read_bytes() == content


@pytest.mark.parametrize("screen", SCREENS)
async def test_tables_text_and_what_cannot_be_shown(house, chen, window, screen):
    """Nothing is wider than the screen but the table, which moves in its frame."""
    case = await house.reports()
    rows = [["日期", "收款人", "金额", "摘要", "余额"]]
    rows += [
        [f"2026-11-{n:02}", f"宁波某某贸易有限公司{n}", n * 12345.5, "货款 " * 6, 100000 - n] for n in range(1, 29)
    ]
    files = {
        "table": ("银行流水.xlsx", papers.workbook(十一月=rows, 十二月=[])),
        "text": ("聊天记录.txt", ("2026-11-20 15:02 张三：钱打过来了吗\n" * 30).encode("gb18030")),
        "unknown": ("录音.amr", b"#!AMR\n" + bytes(range(256)) * 9),
    }
    page = await sign_in(window, house, chen, viewport=SCREENS[screen])
    for kind, (name, content) in files.items():
        file_id = await house.sends_file(case, name, content)
        await page.goto(f"{house.address}/console/cases/{case.number}/files/{file_id}/view")
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        await picture(page, f"{kind}-{screen}")
    await page.goto(f"{house.address}/console/cases/{case.number}")
    await expect(page.locator("#files").get_by_role("link", name="银行流水.xlsx", exact=True)).to_be_visible()
    await page.locator("#files").scroll_into_view_if_needed()
    if PICTURES:
        await page.locator("#files").screenshot(path=Path(PICTURES) / f"viewing-list-{screen}.png")
