"""Two people on one case in a real browser: they see each other write, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.console.test_in_a_browser import sign_in, window

pytestmark = pytest.mark.browser
__all__ = ["window"]
PAPER = {"name": "表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 the form for the bank"}


async def test_two_people_write_to_one_reporter(house, chen, window):
    """Each sees the other come and write; the second reads the first one's answer before their own goes, and it goes."""
    case = await house.reports()
    hers, his = await sign_in(window, house, chen), await sign_in(window, house, await house.member("吴越"))
    for page in (hers, his):
        await page.click(f"#row-{case.number}")
    await expect(hers.locator("#presence")).to_contain_text("吴越 也在看")
    await expect(his.locator("#presence")).to_contain_text("陈立 也在看")
    await hers.locator("#answer-text").press_sequentially("银行已经止付。")
    await expect(his.locator("#presence")).to_contain_text("陈立 正在写")
    await his.fill("#answer-text", "银行还没有回。")
    await expect(his.locator("#answer .kept-mark")).to_be_visible()
    await hers.locator("#answer button.primary").click()
    await expect(his.locator("#conversation")).to_contain_text("银行已经止付。")
    await expect(his.locator("#presence")).not_to_contain_text("正在写")
    await his.locator("#answer button.primary").click()
    await expect(his.locator("#answer .trouble")).to_contain_text("这件由陈立负责，仍要答复吗？")
    await his.locator("#answer button.primary").click()
    await expect(his.locator("#answer .other")).to_have_text("银行已经止付。")
    await expect(his.locator("#answer-text")).to_have_value("银行还没有回。")
    await his.locator("#answer button.primary").click()
    await expect(his.locator("#conversation .bubbles")).to_contain_text("银行还没有回。")
    await expect(his.locator("#answer-text")).to_have_value("")


async def test_typed_words_are_there_after_a_reload_and_on_another_device(house, chen, window):
    """The page does not hold whoever leaves it, because the house has the words; what is sent is gone everywhere."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    await page.fill("#answer-text", "写到一半的回复")
    await expect(page.locator("#answer .kept-mark")).to_be_visible()
    await page.reload()
    await expect(page.locator("#answer-text")).to_have_value("写到一半的回复")
    phone = await sign_in(window, house, chen, viewport={"width": 390, "height": 844})
    await phone.goto(f"{house.address}/console/cases/{case.number}")
    await expect(phone.locator("#answer-text")).to_have_value("写到一半的回复")
    await phone.locator("#answer button.primary").click()
    await expect(phone.locator("#conversation")).to_contain_text("写到一半的回复")
    await page.reload()
    await expect(page.locator("#answer-text")).to_have_value("")


async def test_what_is_typed_while_the_line_is_away_is_kept_when_it_is_back(house, chen, window):
    """Nobody types on, and nobody presses: the page tries again by itself."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    away = "**/unsent"
    await page.route(away, lambda route: route.fulfill(status=503))
    async with page.expect_response(away):
        await page.fill("#answer-text", "断线时写的这半句")
    await expect(page.locator("#answer .kept-mark")).to_be_hidden()
    await page.unroute(away)
    await expect(page.locator("#answer .kept-mark")).to_be_visible(timeout=15_000)


async def test_files_and_preview_with_the_script_and_without(house, chen, window):
    """In place where the script runs; by the same buttons, page by page, where none does. What was typed stays."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    await page.fill("#answer-text", "请填这张表。")
    await page.locator("#answer [data-attach]").set_input_files([PAPER])
    await expect(page.locator("#answer [data-list]")).to_contain_text("表.pdf")
    await expect(page.locator("#answer [name=attached]")).to_be_hidden()
    await page.locator("#answer [data-preview]").click()
    await expect(page.locator("#answer .preview")).to_contain_text("收文件：表.pdf")
    assert page.url.endswith(case.number)
    await page.locator("#answer [data-drop]").click()
    await expect(page.locator("#answer [data-list]")).not_to_contain_text("表.pdf")
    assert page.url.endswith(case.number)
    await page.locator("#answer button.primary").click()
    await expect(page.locator("#conversation")).to_contain_text("请填这张表。")

    plain = await (await window.new_context(java_script_enabled=False, locale="zh-CN")).new_page()
    await plain.goto(link := await house.link(chen))
    await plain.fill("#code", link)
    await plain.get_by_role("button", name="登录").click()
    await plain.goto(f"{house.address}/console/cases/{case.number}")
    await plain.fill("#answer-text", "表在这里。")
    await plain.locator("#answer [name=attached]").set_input_files([PAPER])
    await plain.locator("#answer").get_by_role("button", name="附上").click()
    await expect(plain.locator("#answer [data-list]")).to_contain_text("表.pdf")
    await plain.locator("#answer [data-preview]").click()
    await expect(plain.locator("#answer .preview")).to_contain_text("表在这里。")
    await expect(plain.locator("#answer .preview")).to_contain_text("收文件：表.pdf")
    await plain.locator("#answer button.primary").click()
    await expect(plain.locator("#conversation")).to_contain_text("表.pdf")
    await expect(plain.locator("#answer-text")).to_have_value("")
