"""A chat that locks: what a locked browser gets, and what opens it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.webchat.limits import GOINGS
from storage import web_chats
from storage.web_locks import IDLE, LEFT, turn_lock

A_SECOND = timedelta(seconds=1)
SECRET = "会计卷走了三百万"


async def locking(house, reporter) -> str:
    """What they said is in the chat, and the chat locks; its code."""
    await reporter.says(SECRET)
    await reporter.sees(SECRET)
    async with house.database.writing() as session:
        code = await web_chats.new_return_code(session, house.seen[0].chat.id)
        await turn_lock(session, house.seen[0].chat.id, house.clock(), on=True)
    return code


async def refused(reporter) -> None:
    """Whatever is asked for, the answer is small, the same, and says nothing."""
    tries = [
        await reporter.http.get("/chat/history"),
        await reporter.http.get("/chat/history", params={"before": 3}),
        await reporter.http.get("/chat/events"),
        await reporter.http.get("/chat/files/00000000-0000-0000-0000-000000000000"),
        await reporter.says("我是她"),
        await reporter.sends(("a.txt", b"a")),
        await reporter.post("/chat/press", message_id=1, button="x"),
        await reporter.post("/chat/open", start="status"),
        await reporter.post("/chat/here"),
    ]
    assert [one.status_code for one in tries] == [423] * len(tries)
    assert {one.text for one in tries} == {'{"error":"这里锁上了，请输入返回码。"}'}


@pytest.mark.postgres
async def test_a_browser_that_was_left_is_locked_and_the_code_opens_it(house, reporter, newcomer):
    """A minute out of sight locks it, for whatever it asks; the code brings everything back, and the cookie of before is worth nothing."""
    code = await locking(house, reporter)
    before = await reporter.messages()
    await reporter.post("/chat/away")
    house.clock.passes(LEFT - A_SECOND)
    assert await reporter.messages() == before
    house.clock.passes(A_SECOND)
    await refused(reporter)
    cookie = reporter.http.cookies["gc_chat"]
    assert (await reporter.post("/chat/return", code="A" * 16)).status_code == 404
    await refused(reporter)
    assert (await reporter.post("/chat/return", code=code)).status_code == 200
    assert await reporter.messages() == before
    thief = newcomer()
    thief.http.cookies.set("gc_chat", cookie)
    assert (await thief.http.get("/chat/history")).status_code == 401


async def test_coming_back_in_time_keeps_it_open(house, reporter):
    """A glance elsewhere asks for no code."""
    await locking(house, reporter)
    await reporter.post("/chat/away")
    house.clock.passes(LEFT - A_SECOND)
    assert (await reporter.post("/chat/here")).status_code == 200
    house.clock.passes(LEFT)
    assert (await reporter.http.get("/chat/history")).status_code == 200


async def test_a_closed_laptop_is_locked_without_its_script(house, reporter):
    """Whoever does nothing for five minutes is away; speaking is doing something, and looking for news is not."""
    await locking(house, reporter)
    house.clock.passes(IDLE - A_SECOND)
    await reporter.says("还在")
    house.clock.passes(IDLE - A_SECOND)
    assert (await reporter.http.get("/chat/history")).status_code == 200
    house.clock.passes(A_SECOND)
    await refused(reporter)


async def test_a_locked_browser_opens_a_page_that_says_nothing(house, reporter):
    """Neither its title nor its body is about anything but the code and whom to ring."""
    await locking(house, reporter)
    assert "<title>护企绿色通道</title>" in (await reporter.http.get("/")).text
    await reporter.post("/chat/away", at_once=True)
    page = (await reporter.http.get("/")).text
    assert "<title>请输入返回码</title>" in page and "data-locked" in page and 'href="tel:110"' in page
    assert SECRET not in page


async def test_an_open_page_ends_when_its_browser_is_locked(house, reporter):
    """It is told, gets not a word more, and connects no more."""
    await locking(house, reporter)
    async with reporter.page() as page:
        assert await page.next("lock") == {"locks": True, "event_id": 0}
        await page.next()
        house.clock.passes(IDLE)
        await house.web.bot.send_message(house.seen[0].chat.id, "专家问您")
        assert await page.next("lock") == {"locks": True, "locked": True, "event_id": 0}
        assert await page.ends()
    await refused(reporter)


async def test_a_page_hears_that_its_chat_locks(house, reporter):
    """Also while it is open, with the next thing that is said."""
    async with reporter.page() as page:
        assert await page.next("lock") == {"locks": False, "event_id": 0}
        await locking(house, reporter)
        await house.web.bot.send_message(house.seen[0].chat.id, "返回码")
        assert await page.next("lock") == {"locks": True, "event_id": 0}


async def test_other_browsers_stay_as_they_are(house, reporter, newcomer):
    """Locking one says nothing of another that has the code, nor of who has another chat."""
    code = await locking(house, reporter)
    second, stranger = newcomer(), newcomer()
    await second.post("/chat/return", code=code)
    await stranger.opens()
    await reporter.post("/chat/away", at_once=True)
    await refused(reporter)
    assert (await second.http.get("/chat/history")).status_code == 200
    assert (await stranger.http.get("/chat/history")).status_code == 200


async def test_locking_one_browser_ends_no_other_page(house, reporter, newcomer):
    """Its own line ends at once; another device of the chat keeps the one it has."""
    code = await locking(house, reporter)
    second = newcomer()
    await second.post("/chat/return", code=code)
    async with reporter.page() as left, second.page() as kept:
        for page in (left, kept):
            while SECRET not in str(await page.next()):
                pass
        for path in ("/chat/away", "/chat/leave"):
            await reporter.post(path, at_once=True)
            await house.web.bot.send_message(house.seen[0].chat.id, path)
            while path not in str(await kept.next()):  # on the line it has had from the beginning
                pass
        assert await left.ends()


@pytest.mark.parametrize("path", ["/chat/away", "/chat/leave"])
async def test_nobody_goes_without_end(house, reporter, newcomer, moved, path: str):
    """Counted by browser: whoever holds one phone keeps no other from locking."""
    code = await locking(house, reporter)
    second = newcomer()
    await second.post("/chat/return", code=code)
    cookie = second.http.cookies["gc_chat"]
    for _ in range(GOINGS.times):
        second.http.cookies.set("gc_chat", cookie)
        assert (await second.post(path)).status_code == 200
    second.http.cookies.set("gc_chat", cookie)
    assert (await second.post(path)).status_code == 429
    assert (await reporter.post("/chat/away", at_once=True)).status_code == 200
    await refused(reporter)
    house.clock.passes(GOINGS.within)
    assert (await second.post(path)).status_code == 200


async def test_whoever_has_no_code_is_not_locked_out_of_help(house, reporter):
    """A locked browser can leave, and begins a chat of its own that knows nothing of the one before."""
    code = await locking(house, reporter)
    await reporter.post("/chat/away", at_once=True)
    assert (await reporter.post("/chat/leave")).status_code == 200
    await reporter.opens()
    await reporter.sees("护企绿色通道")
    assert SECRET not in str(await reporter.messages())
    await reporter.post("/chat/return", code=code)
    assert SECRET in str(await reporter.messages())


async def test_a_chat_that_does_not_lock_is_never_locked(house, reporter):
    """Whatever a page says, and however long nobody comes."""
    await reporter.post("/chat/away", at_once=True)
    house.clock.passes(timedelta(days=30))
    assert (await reporter.http.get("/chat/history")).status_code == 200


async def test_what_locks_is_this_sites_own(reporter):
    """Another site can neither lock a browser nor keep it open."""
    for path in ("/chat/away", "/chat/here"):
        answer = await reporter.http.post(path, json={}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


async def test_the_code_of_a_locked_browser_is_not_guessed(house, reporter):
    """Ten tries with one half of it; and what somebody else types at random keeps nobody out."""
    code = await locking(house, reporter)
    await reporter.post("/chat/away", at_once=True)
    tries = await asyncio.gather(*(reporter.post("/chat/return", code="B" * 16) for _ in range(10)))
    assert {one.status_code for one in tries} == {404}
    assert (await reporter.post("/chat/return", code=code)).status_code == 200
