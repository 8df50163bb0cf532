"""The page in a real browser: a person types, presses, sends files, reloads, loses the network."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import Page, expect

from bot.leaving import UNTOUCHED
from storage import web_chats

from .conftest import PHONE, WIDE, House, keyboard, picture, says

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SLIP = {"name": "回单.png", "mimeType": "image/png", "buffer": Path(__file__).with_name("picture.png").read_bytes()}
EMPTY = {"name": "空.txt", "mimeType": "text/plain", "buffer": b""}
CONTRACT = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" * 300}


async def test_a_conversation(house, visit):
    """The greeting comes by itself; typing, pressing and reloading work; the press edits in place with its toast."""
    page = await visit()
    await expect(says(page, "钱是刚刚转出去的吗")).to_be_visible()
    await page.get_by_label("写消息").fill("三百二十万元 <b>不是标签</b>")
    await page.keyboard.press("Enter")
    await expect(page.locator("article.mine")).to_contain_text("<b>不是标签</b>")
    await expect(says(page, "三百二十万元")).to_have_count(2)
    await page.get_by_role("button", name="钱刚转出去").click()
    await expect(page.get_by_text("您选了 yes")).to_be_visible()
    await expect(page.get_by_text("记下了")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="改一下")).to_be_visible()
    await expect(page.locator("article")).to_have_count(3)


async def test_input_method_and_new_lines(house, visit):
    """Shift+Enter makes a new line, and Enter during composition does not send."""
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    box = page.get_by_label("写消息")
    await box.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await box.type("第二行")
    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    await expect(page.locator("article.mine")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.locator("article.mine .words")).to_have_text("第一行\n第二行")


async def test_files(house, visit):
    """Files are chosen, shown, sent with their words and come back; what cannot be sent is explained."""
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await page.locator("#files").set_input_files([SLIP, EMPTY, CONTRACT])
    await expect(page.get_by_text("“空.txt”是空文件，没有内容。")).to_be_visible()
    await expect(page.locator("#tray li")).to_have_count(2)
    await picture(page, "tray")
    await page.get_by_label("写消息").fill("回单和合同")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("article.mine img")).to_be_visible()
    await expect(says(page, "字节：合同.pdf")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="合同.pdf").click()
    assert (await asyncio.to_thread((await (await download.value).path()).read_bytes)) == CONTRACT["buffer"]


async def test_two_tabs_and_a_reader_higher_up(house, visit):
    """Another tab follows along; whoever reads further up is not pulled down but told."""
    page = await visit(viewport=PHONE)
    for number in range(8):
        await page.get_by_label("写消息").fill(f"第{number}句\n\n\n")
        await page.get_by_role("button", name="发送").click()
        await expect(says(page, f"第{number}句")).to_have_count(2)
    other = await page.context.new_page()
    await other.goto(house.url)
    await expect(says(other, "第7句")).to_have_count(2)
    await page.bring_to_front()
    await page.locator("#scroll").evaluate("node => node.scrollTo(0, 100)")
    await page.wait_for_timeout(200)
    await other.get_by_label("写消息").fill("从另一边")
    await other.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("button", name="有新消息")).to_be_visible()
    assert await page.locator("#scroll").evaluate("node => node.scrollTop") < 200
    await page.get_by_role("button", name="有新消息").click()
    await expect(says(page, "从另一边").last).to_be_in_viewport()


async def test_without_network(house, visit):
    """Offline, the page says so and keeps what was said; back online it goes out by itself, once."""
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await page.context.set_offline(True)
    await page.get_by_label("写消息").fill("断网时说的")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="没发出去，点这里再发")).to_be_visible()
    await expect(page.get_by_text("网络断了，正在重新连接")).to_be_visible()
    await picture(page, "offline")
    await page.context.set_offline(False)
    await expect(says(page, "断网时说的")).to_have_count(2)
    await expect(page.get_by_text("网络断了，正在重新连接")).to_be_hidden()


async def test_server_restart(house, visit):
    """When the house restarts, the open page comes back by itself and an old button still works."""
    page = await visit()
    await expect(page.get_by_role("button", name="不是")).to_be_visible()
    port = int(house.url.rsplit(":", 1)[1])
    await house.stop()
    await house.start(port=port)
    await page.get_by_role("button", name="不是").click()
    await expect(page.get_by_text("您选了 no")).to_be_visible()


@pytest.mark.parametrize("status", [502, 200])
async def test_a_proxys_page_is_no_answer_of_ours(house, visit, status: int):
    """Once somebody else answers in our place: words go out again by themselves, and what a press did is seen all the same."""
    page = await visit()
    await expect(page.get_by_role("button", name="不是")).to_be_visible()

    async def instead(route):
        await route.fulfill(status=status, content_type="text/html", body="<h1>Bad Gateway</h1>")

    async def on_the_way_back(route):
        await route.fetch()
        await instead(route)

    await page.route("**/chat/say", instead, times=1)
    await page.get_by_label("写消息").fill("说给代理听")
    await page.keyboard.press("Enter")
    await expect(says(page, "说给代理听")).to_have_count(2)
    await page.route("**/chat/press", on_the_way_back, times=1)
    await page.get_by_role("button", name="不是").click()
    await expect(page.get_by_text("没有连上，请再点一次")).to_be_visible()
    await expect(page.get_by_text("您选了 no")).to_be_visible()
    await expect(page.get_by_text("网络断了，正在重新连接")).to_be_hidden()


async def test_a_press_that_was_not_begun_is_made_again_by_the_page(house, visit):
    """Whoever goes says so, and another one is asked: the person notices nothing."""
    page = await visit()
    await expect(page.get_by_role("button", name="不是")).to_be_visible()

    async def goes(route):
        await route.fulfill(status=503, json={"error": "还没送到", "again": UNTOUCHED})

    await page.route("**/chat/press", goes, times=2)
    await page.get_by_role("button", name="不是").click()
    await expect(page.get_by_text("您选了 no")).to_have_count(1)
    await expect(page.get_by_text("还没送到")).to_have_count(0)


async def test_what_is_said_before_the_chat_is_open_goes_out_then(house, visit):
    """Whoever types faster than the network loses nothing: the words wait for the chat, and go out once."""
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await page.context.clear_cookies()

    async def slowly(route):
        await asyncio.sleep(1)
        await route.continue_()

    await page.route("**/chat/open", slowly)
    await page.goto(house.url)
    await page.get_by_label("写消息").fill("我的秘密")
    await page.keyboard.press("Enter")
    await expect(says(page, "我的秘密")).to_have_count(1)
    await expect(says(page, "我的秘密")).to_have_count(2)
    await page.reload()
    await expect(says(page, "我的秘密")).to_have_count(2)


async def test_what_was_not_sent_survives_a_reload_and_haste(house, visit):
    """Words that found no way out are there after a reload, even for somebody who goes on typing before the chat is open."""
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await page.route("**/chat/say", lambda route: route.abort())
    await page.get_by_label("写消息").fill("第一句")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="没发出去，点这里再发")).to_be_visible()

    async def slowly(route):
        await asyncio.sleep(1)
        await route.continue_()

    await page.route("**/chat/open", slowly)
    await page.unroute("**/chat/say")
    await page.reload()
    await page.get_by_label("写消息").fill("还没写完")
    await expect(says(page, "第一句")).to_have_count(2)
    await expect(page.get_by_label("写消息")).to_have_value("还没写完")


async def test_a_button_opens_the_place_for_the_code(house, visit):
    """Below a message it opens on this page and not in another tab; the same address from elsewhere opens it too."""
    page = await visit()
    await page.get_by_label("写消息").fill("在吗")
    await page.keyboard.press("Enter")
    await expect(says(page, "在吗")).to_have_count(2)
    way_back = InlineKeyboardButton(text="用返回码继续", url=f"{house.url}/#returning")
    rows = InlineKeyboardMarkup(inline_keyboard=[[way_back]])
    await house.web.bot.send_message(house.seen[0].chat.id, "这台设备上没有您的报告。", reply_markup=rows)
    await page.get_by_role("group").get_by_role("button", name="用返回码继续").click()
    await expect(page.get_by_label("返回码", exact=True)).to_be_visible()
    assert len(page.context.pages) == 1
    other = await visit(viewport=PHONE)
    await other.goto("about:blank")
    await other.goto(f"{house.url}/#returning")
    await expect(other.get_by_label("返回码", exact=True)).to_be_visible()
    assert not other.url.endswith("#returning")


async def test_return_code_and_leaving(house, visit):
    """With the code another browser shows the conversation; leaving closes it there, also in its other tab."""
    page = await visit()
    await page.get_by_label("写消息").fill("我的秘密")
    await page.keyboard.press("Enter")
    await expect(says(page, "我的秘密")).to_have_count(2)
    async with house.database.writing() as session:
        code = await web_chats.new_return_code(session, house.seen[0].chat.id)
    other = await visit(viewport=PHONE)
    await other.get_by_label("更多").click()
    await other.get_by_role("button", name="用返回码继续").click()
    await other.get_by_label("返回码", exact=True).fill("AAAA")
    await other.get_by_role("button", name="继续", exact=True).click()
    await expect(other.get_by_text("没有找到这个返回码")).to_be_visible()
    await picture(other, "code")
    await other.get_by_label("返回码", exact=True).fill(code)
    await other.get_by_role("button", name="继续", exact=True).click()
    await expect(says(other, "我的秘密")).to_have_count(2)
    tab = await other.context.new_page()
    await tab.goto(house.url)
    await expect(says(tab, "我的秘密")).to_have_count(2)
    await other.get_by_label("更多").click()
    await other.get_by_role("button", name="退出并清除本机记录").click()
    await other.get_by_role("button", name="退出", exact=True).click()
    await expect(says(other, "我的秘密")).to_have_count(0)
    await expect(says(other, "护企绿色通道")).to_be_visible()


async def test_without_script(house, visit):
    """Without JavaScript the page says whom to call."""
    page = await visit(java_script_enabled=False, viewport=PHONE)
    await expect(page.get_by_text("这个浏览器打不开对话")).to_be_visible()
    await expect(page.get_by_role("link", name="110", exact=True)).to_be_visible()
    await picture(page, "noscript")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_how_it_looks(house, visit, scheme, size):
    """Nothing is cut off or too small to touch, at any size, in light and dark."""
    page = await visit(color_scheme=scheme, viewport=size, has_touch=size is PHONE)
    await expect(says(page, "护企绿色通道")).to_be_visible()
    chat_id = house.seen[0].chat.id
    await _a_real_conversation(house, page, chat_id)
    await expect(page.locator("#log").get_by_role("button", name="看进展")).to_be_in_viewport()
    await picture(page, f"{scheme}-{size['width']}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = await page.evaluate(
        "[...document.querySelectorAll('.key, .round, .phone, summary, .standing > *')]"
        ".filter(one => one.getBoundingClientRect().height < 44).map(one => one.textContent)"
    )
    assert small == []
    await page.locator("#scroll").evaluate("node => node.scrollTo(0, 0)")
    await picture(page, f"{scheme}-{size['width']}-top")


async def test_a_real_unit(house, visit):
    """With a unit's name and phone the page shows them, in place of the demonstration, on a small phone as well."""
    await house.stop()
    house.settings |= {"unit_name": "宁波市公安局鄞州分局经济犯罪侦查大队", "unit_phone": "0574-87654321"}
    await house.start()
    page = await visit(viewport=PHONE)
    await expect(page.get_by_role("link", name="打电话：0574-87654321")).to_have_attribute("href", "tel:0574-87654321")
    await expect(page.get_by_text("演示系统")).to_have_count(0)
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await page.get_by_label("更多").click()
    await picture(page, "unit")
    await page.get_by_role("button", name="English", exact=True).click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def _a_real_conversation(house: House, page: Page, chat_id: int) -> None:
    bot = house.web.bot
    await page.get_by_label("写消息").fill("320万，昨天下午3点转的，收款是一家没听过的公司")
    await page.get_by_role("button", name="发送").click()
    await expect(says(page, "320万")).to_have_count(2)
    await bot.send_message(
        chat_id,
        "先别等我。请现在就打 <b>110</b>，再打付款银行的客服，要求止付。下面四项读给他们听。\n\n"
        "<blockquote>金额：3,200,000.00 元\n时间：11月22日 15:00\n付款账号：6222 0210 0123 4567 890</blockquote>\n"
        "<b>收款账号是多少？</b>可以直接粘贴银行短信，或拍回单。",
        reply_markup=keyboard([("不清楚，先跳过", "skip")], [("上一步", "back"), ("先停在这里", "stop")]),
    )
    await page.locator("#files").set_input_files([SLIP])
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("article.mine img")).to_be_visible()
    await bot.send_message(
        chat_id,
        "收到了，编号 <b>GC-261123-7K3QX</b>（这是服务编号，不是受案回执）。\n专家组已经看到。今天 16:40 前会有人在这里回您；"
        '到时候即使没有新情况，我也会告诉您。<a href="https://example.org">怎样核对警官身份</a>',
        reply_markup=keyboard([("看进展", "a"), ("补材料", "b"), ("想问一句", "c")]),
    )
    await expect(page.locator("#log").get_by_role("button", name="看进展")).to_be_visible()
    await page.wait_for_timeout(300)
