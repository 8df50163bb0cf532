"""How far an answer came: into the chat, onto the screen of its reader, and whether they came back after it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlmodel import col, select, update

from bot.webchat.limits import SEEN_AT_ONCE, SIGHTS
from storage import web_chats
from storage.tables import Author, Case, CaseMessage, Outgoing, OutgoingState, WebMessage
from storage.web_locks import turn_lock
from tests.console.test_in_a_browser import sign_in, window
from tests.world.visiting import Visitor

__all__ = ["window"]
ANSWER = "请明天带回单到大队来。"


async def code_of(house, case):
    async with house.door.database.writing() as session:
        return await web_chats.new_return_code(session, house.reporters[case.number].chat_id)


@asynccontextmanager
async def browser_of(house, case):
    """The reporter's own browser, as the requests of its page."""
    visitor = Visitor(house.address)
    try:
        assert (await visitor.post("/chat/return", code=await code_of(house, case))).status_code == 200
        yield visitor
    finally:
        await visitor.leaves_town()


async def answered(house, chen, signed_in, **answers):
    case = await house.reports(**answers)
    desk = await signed_in(chen)
    await desk.does("take", case.number)
    await desk.does("answer", case.number, text=ANSWER)
    await house.reporters[case.number].looks()
    return case, desk


async def reads(browser):
    """The answer lies on the screen."""
    message = await browser.sees(ANSWER)
    await browser.post("/chat/seen", messages=[message["id"]])


async def conversation(desk, case):
    page = (await desk.opens(f"/console/cases/{case.number}")).text
    return page[page.index('id="conversation"') :].partition("</section>")[0]


async def seen_rows(house):
    return [one for one in await house.all(WebMessage) if one.seen_at]


@pytest.mark.postgres
async def test_the_desk_reads_when_an_answer_was_read(house, chen, signed_in):
    """Delivered at once; read when the page said that it was on the screen, and written down once."""
    case, desk = await answered(house, chen, signed_in)
    shown = await conversation(desk, case)
    assert "已发出" in shown and "已读" not in shown and "之后有回话" not in shown
    async with browser_of(house, case) as browser:
        message = await browser.sees(ANSWER)
        house.clock.passes(timedelta(minutes=7))
        for _ in range(2):
            assert (await browser.post("/chat/seen", messages=[message["id"]])).status_code == 200
            house.clock.passes(timedelta(minutes=1))
        assert "unseen" not in await browser.sees(ANSWER)
    (row,) = await seen_rows(house)
    assert row.message_id == message["id"]
    assert "已读" in await conversation(desk, case)


async def test_only_what_is_seen_in_ones_own_chat_is_noted(house, chen, signed_in):
    """The receipt too; not a message of another chat, and nothing for who has no chat or says what is no list."""
    case, desk = await answered(house, chen, signed_in)
    other = await house.reports(company_name="宁波江北贸易有限公司")
    async with browser_of(house, case) as browser, browser_of(house, other) as stranger:
        message = await browser.sees(ANSWER)
        receipt = await browser.sees("这是服务编号")
        assert (await stranger.post("/chat/seen", messages=[message["id"]])).status_code == 200
        assert (await browser.post("/chat/seen", messages=[receipt["id"], 2**30])).status_code == 200
        for wrong in ([], [0], list(range(1, SEEN_AT_ONCE + 2)), ["x"]):
            assert (await browser.post("/chat/seen", messages=wrong)).status_code == 400
        for _ in range(SIGHTS.times):
            refused = await browser.post("/chat/seen", messages=[receipt["id"]])
        assert refused.status_code == 429
    nobody = Visitor(house.address)
    assert (await nobody.post("/chat/seen", messages=[message["id"]])).status_code == 401
    await nobody.leaves_town()
    chat = house.reporters[case.number].chat_id
    assert [one.message_id for one in await seen_rows(house) if one.chat_id == chat] == [receipt["id"]]
    assert "已读" not in await conversation(desk, case)


async def test_of_a_quiet_or_locking_chat_nothing_is_noted(house, chen, signed_in):
    """Who holds that device is not known, whatever its page says."""
    quiet, _ = await answered(house, chen, signed_in, suspect_can_read="unsure", quiet_hours="any")
    locking, _ = await answered(house, chen, signed_in)
    async with house.door.database.writing() as session:
        for case in (quiet, locking):
            on = case is locking
            await turn_lock(session, house.reporters[case.number].chat_id, house.clock(), on=on)
    for case in (quiet, locking):
        async with browser_of(house, case) as browser:
            ids = [one["id"] for one in await browser.messages()]
            assert (await browser.post("/chat/seen", messages=ids)).status_code == 200
    assert await seen_rows(house) == []


async def test_an_answer_that_was_read_and_then_put_right(house, chen, signed_in):
    """The desk reads that it was the old words, and when the news of the new ones was on the screen."""
    case, desk = await answered(house, chen, signed_in)
    async with browser_of(house, case) as browser:
        await reads(browser)
        house.clock.passes(timedelta(minutes=3))
        about = next(one.id for one in await house.all(CaseMessage) if one.author is Author.DESK)
        await desk.does("revise", case.number, message=str(about), text="请后天带回单到大队来。")
        await house.reporters[case.number].looks()
        assert "改之前已读" in await conversation(desk, case) and "更正已读" not in await conversation(desk, case)
        told = (await browser.messages())[-1]
        house.clock.passes(timedelta(minutes=3))
        await browser.post("/chat/seen", messages=[told["id"]])
    shown = await conversation(desk, case)
    assert "改之前已读" in shown and "更正已读" in shown


@pytest.mark.parametrize("read_first", [False, True])
async def test_an_answer_that_was_taken_back(house, chen, signed_in, read_first):
    """Whether it was read before is what matters then; the news of it says nothing of the words."""
    case, desk = await answered(house, chen, signed_in)
    async with browser_of(house, case) as browser:
        message = await browser.sees(ANSWER)
        if read_first:
            await browser.post("/chat/seen", messages=[message["id"]])
        house.clock.passes(timedelta(minutes=3))
        about = next(one.id for one in await house.all(CaseMessage) if one.author is Author.DESK)
        await desk.does("take_back", case.number, message=str(about))
        await house.reporters[case.number].looks()
        house.clock.passes(timedelta(minutes=3))
        await browser.post("/chat/seen", messages=[one["id"] for one in await browser.messages()])
    shown = await conversation(desk, case)
    assert ("撤回前已读" in shown) is read_first
    assert "撤回通知已读" in shown and "> 已读" not in shown and "· 已读" not in shown


@pytest.mark.parametrize(("verb", "said"), [("take_back", "撤回前已读"), ("revise", "改之前已读")])
async def test_what_was_read_stands_before_the_news_is_out(house, chen, signed_in, verb, said):
    """Read, then taken back or put right, and the news of that waits still, or never arrives."""
    case, desk = await answered(house, chen, signed_in)
    async with browser_of(house, case) as browser:
        await reads(browser)
    house.clock.passes(timedelta(minutes=3))
    about = next(one.id for one in await house.all(CaseMessage) if one.author is Author.DESK)
    await desk.does(verb, case.number, message=str(about), text="请后天带回单到大队来。")
    async with house.door.database.writing() as session:
        told = col(Outgoing.kind).in_(["desk_revised", "desk_took_back"])
        await session.exec(update(Outgoing).where(told).values(state=OutgoingState.BROKEN))
    shown = await conversation(desk, case)
    assert said in shown
    assert "> 已读" not in shown and "· 已读" not in shown


async def test_an_answer_that_went_out_closed_is_not_read(house, chen, signed_in):
    """It says only that there is something; also later, when the reporter needs no quiet any more."""
    case, desk = await answered(house, chen, signed_in, suspect_can_read="unsure", quiet_hours="any")
    house.clock.passes(timedelta(hours=9))
    await house.reporters[case.number].looks()
    desk = await signed_in(chen)
    assert "只发了提醒，内容要对方点开" in await conversation(desk, case)
    async with house.door.database.writing() as session:
        (row,) = [one for one in (await session.exec(select(Case))).all() if one.id == case.id]
        row.quiet = False
    async with browser_of(house, case) as browser:
        await browser.post("/chat/seen", messages=[one["id"] for one in await browser.messages()])
    assert "已读" not in await conversation(desk, case)


@pytest.mark.postgres
async def test_where_nobody_tells_a_reply_is_all_that_is_known(house, chen, signed_in):
    """The reporter wrote afterwards: the desk reads that, and not that they read."""
    case, desk = await answered(house, chen, signed_in)
    house.clock.passes(timedelta(minutes=1))
    await house.writes(case, "好的，明天来。")
    shown = await conversation(desk, case)
    assert "之后有回话" in shown and "已读" not in shown


@pytest.mark.browser
async def test_a_page_that_shows_an_answer_tells_so(house, chen, signed_in, window):
    """Only a visible tab, and only what came onto the screen; the desk's open page changes by itself."""
    case, _ = await answered(house, chen, signed_in)
    desk = await sign_in(window, house, chen)
    await desk.goto(f"{house.address}/console/cases/{case.number}")
    await expect(desk.locator("#conversation .went")).to_contain_text("已发出")
    page = await (await window.new_context(viewport={"width": 390, "height": 740}, locale="zh-CN")).new_page()
    await page.add_init_script("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    await page.goto(house.address)
    await page.evaluate(
        "async code => fetch('/chat/return', { method: 'POST', headers: { 'Content-Type': 'application/json' },"
        " body: JSON.stringify({ code }) })",
        await code_of(house, case),
    )
    await page.reload()
    await expect(page.locator(".message", has_text=ANSWER)).to_be_visible()
    await page.wait_for_timeout(3500)
    assert await seen_rows(house) == []
    async with page.expect_response("**/chat/seen"):
        await page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: false, configurable: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        await page.locator(".message", has_text=ANSWER).scroll_into_view_if_needed()  # who came in is told below it
    await expect(desk.locator("#conversation .went")).to_contain_text("已读")
    assert await seen_rows(house)
