"""A stranger holds so much and no more, and what bounds them is no weapon against others."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import expect
from sqlmodel import select

from bot.webchat import limits, newcomers, work
from storage import unused_chats, web_chats
from storage.tables import Conversation, DataKey, Tally, WebChat, WebDevice, WebMessage
from tests.world.visiting import Visitor, solved

from .conftest import House, says

USUAL = newcomers.OF_AN_ADDRESS[1]


async def works(person: Visitor, path: str, **facts: object) -> httpx.Response:
    """The request again, with the work it asked for."""
    asked = await person.post(path, **facts)
    assert asked.status_code == 428, asked.text
    assert asked.json()["error"] == "正在确认您是真人，几秒钟就好。"
    return await person.http.post(path, json=facts, headers={"X-Work": solved(asked.json()["work"])})


@pytest.fixture
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Riddles of a moment, so that a story can solve many of them."""
    monkeypatch.setattr(work, "FEWEST", 4)
    monkeypatch.setattr(work, "MOST", 8)


# --- new chats


@pytest.mark.postgres
async def test_above_what_is_usual_the_page_has_some_work(house, newcomer, easy):
    """The thirty-first from one address within an hour is let in all the same; work is good once, and only ours."""
    await asyncio.gather(*(newcomer().opens() for _ in range(USUAL)))
    person = newcomer()
    asked = await person.post("/chat/open")
    assert asked.status_code == 428, asked.text
    riddle = asked.json()["work"]
    done = solved(riddle)
    for wrong in (
        "",
        "x",
        f"{riddle} 0x1",
        riddle,
        done + "0" * 300,
        "4.99999999999.aaaa.bbbb 1",
        f"{riddle[1:]} 7",
    ):
        refused = await newcomer().http.post("/chat/open", json={}, headers={"X-Work": wrong})
        assert refused.status_code == 428, wrong
    assert len(await house.all(WebChat)) == USUAL
    assert (await person.http.post("/chat/open", json={}, headers={"X-Work": done})).status_code == 200
    await person.sees("护企绿色通道")
    assert (await newcomer().http.post("/chat/open", json={}, headers={"X-Work": done})).status_code == 428
    assert len(await house.all(WebChat)) == USUAL + 1
    house.clock.passes(newcomers.HOUR)
    await newcomer().opens()


async def test_work_that_was_asked_long_ago_counts_no_more(house, newcomer, easy):
    """Neither when it is old, nor when it was much easier than it would be now."""
    await asyncio.gather(*(newcomer().opens() for _ in range(USUAL)))
    hoarded = [solved((await newcomer().post("/chat/open")).json()["work"]) for _ in range(2)]
    house.clock.passes(work.LASTS + timedelta(seconds=1))
    assert (await newcomer().http.post("/chat/open", json={}, headers={"X-Work": hoarded[0]})).status_code == 428
    fresh = solved((await newcomer().post("/chat/open")).json()["work"])
    async with house.database.writing() as session:
        for row in (await session.exec(select(Tally))).all():
            row.times = 10_000
    assert (await newcomer().http.post("/chat/open", json={}, headers={"X-Work": fresh})).status_code == 428


def test_work_grows_gently():
    """A city behind one address waits for seconds, whatever one of them does."""
    assert [work.zeros(excess, USUAL) for excess in (0, 29, 30, 100, 500, 5_000, 500_000)] == [
        15,
        15,
        16,
        17,
        19,
        20,
        20,
    ]


@pytest.mark.postgres
async def test_chats_in_which_nothing_was_said_are_bounded(house, reporter, newcomer, easy, monkeypatch):
    """The oldest give way, with their keys and browsers; whoever said something keeps theirs, however many come."""
    monkeypatch.setattr(unused_chats, "MANY", 5)
    monkeypatch.setattr(unused_chats, "MOST", 10)
    monkeypatch.setattr(newcomers, "OF_ALL", ("new chats", 20))
    monkeypatch.setattr(newcomers, "KINDS", (newcomers.OF_AN_ADDRESS, newcomers.OF_ALL))
    await reporter.says("我们公司被骗了")
    await reporter.sees("我们公司被骗了")
    left = newcomer()
    await left.opens()
    for _ in range(60):
        person = newcomer()
        if (await person.post("/chat/open")).status_code == 428:
            assert (await works(person, "/chat/open")).status_code == 200
    await house.web.updates.idle()
    assert len(await house.all(WebChat)) <= 12
    assert len(await house.all(WebDevice)) == len(await house.all(Conversation)) == len(await house.all(WebChat))
    assert len(await house.all(DataKey)) <= 2 * 12 + 1
    assert len(await house.all(WebMessage)) < 40
    assert "我们公司被骗了" in str(await reporter.messages())
    await person.sees("护企绿色通道")
    assert (await left.http.get("/chat/history")).status_code == 401
    await left.http.aclose()


async def test_who_is_still_writing_keeps_the_chat(house, reporter, newcomer, monkeypatch):
    """Of many chats without a word those of an hour ago give way, and not the one somebody has just opened."""
    monkeypatch.setattr(unused_chats, "MANY", 3)
    for _ in range(5):
        await newcomer().opens()
    assert len(await house.all(WebChat)) == 6
    house.clock.passes(unused_chats.WRITING)
    await newcomer().opens()
    assert len(await house.all(WebChat)) == 1


@pytest.mark.browser
async def test_a_page_does_its_work_and_opens(house, newcomer, visit, monkeypatch):
    """In a worker, and where there is none in between; the numbers to ring are there meanwhile."""
    monkeypatch.setattr(work, "FEWEST", 17)
    await asyncio.gather(*(newcomer().opens() for _ in range(USUAL)))
    page = await visit()
    await expect(says(page, "护企绿色通道")).to_be_visible()
    await expect(page.locator("#working")).to_be_hidden()
    await page.context.clear_cookies()
    await page.add_init_script("delete window.Worker")
    await page.reload()
    await expect(says(page, "护企绿色通道")).to_be_visible()


# --- return codes


async def new_code(house: House) -> str:
    async with house.database.writing() as session:
        return await web_chats.new_return_code(session, house.seen[0].chat.id)


@pytest.mark.postgres
async def test_the_right_code_opens_whatever_others_typed(house, reporter, newcomer, easy):
    """Wrong ones of the same address cost work after a while, and keep nobody out."""
    code, prankster = await new_code(house), newcomer()
    for _ in range(limits.WRONG_CODES.times):
        wrong = secrets.token_hex(8)
        assert (await prankster.post("/chat/return", code=wrong)).status_code == 404
    assert (await works(prankster, "/chat/return", code=secrets.token_hex(8))).status_code == 404
    assert (await works(newcomer(), "/chat/return", code=code)).status_code == 200


@pytest.mark.postgres
async def test_half_a_code_is_not_guessed_at(house, reporter, newcomer):
    """Whoever saw one half has ten tries, from wherever; then not even the whole code opens, for a quarter of an hour."""
    code = await new_code(house)
    for known in (code[:9], code[10:]):
        for number in range(newcomers.WRONG):
            guess = f"{known} 0000 000{number}" if known == code[:9] else f"0000 000{number} {known}"
            assert (await newcomer().post("/chat/return", code=guess)).status_code == 404
            house.web.reception.wrong_codes._times.clear()  # another address each time
        assert (await newcomer().post("/chat/return", code=code)).status_code == 429
        house.clock.passes(newcomers.WRONG_WITHIN)
    assert (await newcomer().post("/chat/return", code=code)).status_code == 200


@pytest.mark.postgres
async def test_a_clock_that_was_set_back_keeps_nobody_out(house, reporter, newcomer):
    """What was counted tomorrow counts no more when it is today again."""
    code = await new_code(house)
    house.clock.passes(timedelta(days=1))
    for _ in range(newcomers.WRONG):
        await reporter.post("/chat/return", code=code[:9] + "-0000-0000")
    house.clock.passes(-timedelta(days=1))
    assert (await newcomer().post("/chat/return", code=code)).status_code == 200


async def test_messages_are_counted_by_a_clock_nobody_sets(house, reporter):
    """A chat that spoke while the clock was a day ahead is not shut out for that day."""
    house.clock.passes(timedelta(days=1))
    answers = [(await reporter.says("x")).status_code for _ in range(limits.MESSAGES.times // 2)]
    house.clock.passes(-timedelta(days=1))
    answers += [(await reporter.says("x")).status_code for _ in range(limits.MESSAGES.times // 2)]
    assert set(answers) == {200}
    assert (await reporter.says("x")).status_code == 429
