"""The browsers that open a reporter's chat: each new one is told of, all are listed, and each can be put out."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from cases.retention import FOR, Kept
from storage.tables import Case, Draft, WebChat, WebDevice
from storage.web_devices import HELD, MOST, devices_of, held_among, mark_of
from tests.world import Reporter
from tests.world.product import Served
from tests.world.visiting import Visitor

STORY = "我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现"
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
WECHAT = "Mozilla/5.0 (Linux; Android 14; HUAWEI) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
async def phone(served: Served, browsers) -> Visitor:
    """Somebody told something in WeChat."""
    visitor = browsers(WECHAT)
    await visitor.opens()
    await visitor.sees("出了什么事")
    await says(served, visitor, STORY)
    return visitor


async def says(served: Served, visitor: Visitor, text: str) -> str:
    """What the house answers last."""
    (await visitor.says(text)).raise_for_status()
    await served.settles()
    return (await visitor.messages())[-1]["text"]


async def code_of(served: Served, visitor: Visitor) -> str:
    return CODE.findall(await says(served, visitor, "返回码"))[0]


async def presses(served: Served, visitor: Visitor, words: str, label: str) -> str:
    (await visitor.presses(await visitor.sees(words), label)).raise_for_status()
    await served.settles()
    return str(await visitor.messages())


async def comes_in(served: Served, visitor: Visitor, code: str) -> int:
    answer = await visitor.post("/chat/return", code=code)
    await served.settles()
    return answer.status_code


@pytest.mark.postgres
async def test_a_code_is_good_once_and_told_of(served: Served, browsers, phone: Visitor):
    """Everybody in the chat hears which device came; the code opens nothing more, and the next one does."""
    code, computer, thief = await code_of(served, phone), browsers(), browsers()
    assert await comes_in(served, computer, code) == 200
    told = (await phone.sees("刚有人用返回码在另一台设备上打开了这里"))["text"]
    assert "电脑 · Chrome" in told and code not in told
    assert await comes_in(served, thief, code) == 404
    (fresh,) = CODE.findall((await computer.sees("抄下新的返回码"))["text"])
    assert await comes_in(served, thief, fresh) == 200


@pytest.mark.postgres
async def test_two_who_use_a_code_at_once(served: Served, browsers, phone: Visitor):
    """One comes in."""
    code = await code_of(served, phone)
    tries = await asyncio.gather(*(comes_in(served, browsers(), code) for _ in range(4)))
    assert sorted(tries) == [200, 404, 404, 404]


@pytest.mark.postgres
async def test_not_me(served: Served, browsers, phone: Visitor):
    """One press puts the stranger out, with the code they were shown; their open page ends."""
    thief = browsers()
    await comes_in(served, thief, await code_of(served, phone))
    (fresh,) = CODE.findall((await thief.sees("抄下新的返回码"))["text"])
    async with thief.page(after=10_000) as page:
        assert "它退出了" in await presses(served, phone, "刚有人用返回码", "让它退出")
        assert await page.ends()
    assert (await thief.http.get("/chat/history")).status_code == 401
    assert await comes_in(served, browsers(), fresh) == 404
    assert STORY in str(await phone.history())


async def test_opening_the_lock_is_no_use_of_the_code(served: Served, browsers, phone: Visitor):
    """On the same device as often as needed; nobody is told, and it still opens another device."""
    await says(served, phone, "上锁")
    (code,) = CODE.findall((await phone.sees("请现在就抄在纸上"))["text"])
    for _ in range(2):
        await phone.post("/chat/away", at_once=True)
        assert (await phone.http.get("/chat/history")).status_code == 423
        assert await comes_in(served, phone, code) == 200
    assert "已经作废" not in str(await phone.messages())
    assert len(await served.all(WebDevice)) == 1
    assert await comes_in(served, browsers(), code) == 200


async def test_where_the_suspect_may_read_it_says_less(served: Served, browsers, phone: Visitor):
    """In a chat that locks nobody reads that there is another device; the new code is there, it is the lock's key."""
    await says(served, phone, "上锁")
    (code,) = CODE.findall((await phone.sees("请现在就抄在纸上"))["text"])
    await comes_in(served, browsers(), code)
    told = (await phone.sees("返回码刚用过一次"))["text"]
    assert "另一台" not in told and "电脑" not in told
    await phone.post("/chat/away", at_once=True)
    assert await comes_in(served, phone, CODE.findall(told)[0]) == 200


@pytest.mark.postgres
async def test_the_list_of_devices(served: Served, browsers, phone: Visitor):
    """Which they are, since when, and which one this is; others can be put out one by one, or all at once."""
    computer = browsers()
    await comes_in(served, computer, await code_of(served, phone))
    listed = await says(served, phone, "/devices")
    assert "手机 · 微信，就是这一台" in listed
    assert "电脑 · Chrome\n" in listed
    assert "电脑 · Chrome，就是这一台" in await says(served, computer, "哪些设备能打开")
    shown = await presses(served, phone, "能打开这里的设备", "只留这一台")
    assert "只有这一台了" in shown and "现在没有返回码" in shown
    assert (await computer.http.get("/chat/history")).status_code == 401
    assert [chat.return_code for chat in await served.all(WebChat)] == [None]


@pytest.mark.postgres
async def test_the_code_does_not_stay_on_the_screen(served: Served, phone: Visitor):
    """After ten minutes its message says where a new one comes from; what was written down is still good."""
    code = await code_of(served, phone)
    await served.passes(TEN_MINUTES - timedelta(seconds=1))
    assert code in str(await phone.messages())
    await served.passes(timedelta(seconds=2))
    assert code not in str(await phone.messages())
    assert "返回码在这里收起来了" in str(await phone.messages())
    shown = await presses(served, phone, "返回码在这里收起来了", "换一个新的返回码")
    assert CODE.findall(shown)[-1] != code


async def test_the_code_of_a_receipt_goes_too(served: Served):
    """Whatever message it came with."""
    reporter = await served.reporter()
    await reporter.has_reported()
    (code,) = CODE.findall("".join(one.text for one in reporter.screen))
    await served.passes(TEN_MINUTES + timedelta(seconds=1))
    await reporter.looks()
    assert code not in "".join(one.text for one in reporter.screen)


@pytest.mark.postgres
async def test_a_device_nobody_is_at_ends(served: Served, browsers, phone: Visitor):
    """Ninety days without a word, and the cookie is worth nothing; being there once more makes it ninety again."""
    served.clock.passes(FOR[Kept.BROWSER] - timedelta(days=1))
    await phone.opens()
    served.clock.passes(FOR[Kept.BROWSER] - timedelta(days=1))
    assert (await phone.http.get("/chat/history")).status_code == 200
    served.clock.passes(timedelta(days=1))
    assert (await phone.http.get("/chat/history")).status_code == 401
    await served.forgets()
    assert await served.all(WebDevice) == []


async def test_an_arrival_said_by_hand_is_none(served: Served, browsers, phone: Visitor):
    """Whoever types the command that a browser says of itself takes nobody's code away."""
    code = await code_of(served, phone)
    before = await says(served, phone, "还有")
    assert await says(served, phone, "/arrived") in {before, "/arrived"}
    assert await comes_in(served, browsers(), code) == 200


@pytest.mark.postgres
async def test_a_used_code_is_called_void_at_once(served: Served, browsers, phone: Visitor):
    """Its message does not stand there for ten minutes, nor say that what was written down is still good."""
    code = await code_of(served, phone)
    await comes_in(served, browsers(), code)
    screen = str(await phone.messages())
    assert code not in screen
    assert "这个返回码作废了" in screen
    (fresh,) = CODE.findall(screen)
    await served.passes(TEN_MINUTES + timedelta(seconds=1))
    assert fresh not in str(await phone.messages())
    assert "没用过就还能用" in str(await phone.messages())


async def test_a_code_that_was_replaced_is_called_void(served: Served, phone: Visitor):
    """A new one was made while the old still stood on the screen."""
    old = await code_of(served, phone)
    await says(served, phone, "返回码")
    shown = await presses(served, phone, "一换，旧的马上作废", "换一个新的返回码")
    assert old not in shown
    assert "这个返回码作废了" in shown


@pytest.fixture
async def thief(served: Served, browsers, phone: Visitor) -> Visitor:
    """Somebody who saw the code once, before its owner used it."""
    stranger = browsers()
    assert await comes_in(served, stranger, await code_of(served, phone)) == 200
    return stranger


@pytest.mark.postgres
@pytest.mark.parametrize("label", ["只留这一台", "让它退出：手机"])
async def test_who_came_by_code_puts_out_nobody(served: Served, phone: Visitor, thief: Visitor, label: str):
    """Neither by the list nor one by one; it reads until when, and the other goes on reading."""
    assert "能打开这里的设备" in await says(served, thief, "/devices")
    shown = await presses(served, thief, "能打开这里的设备", label)
    assert "这台设备是用返回码进来的" in shown
    assert (await phone.http.get("/chat/history")).status_code == 200
    assert len(await served.all(WebDevice)) == 2


@pytest.mark.postgres
@pytest.mark.parametrize("words", ["返回码", "上锁", "不用上锁"])
async def test_who_came_by_code_makes_no_code(served: Served, browsers, phone: Visitor, thief: Visitor, words: str):
    """Nor a lock whose key nobody else has seen: the code everybody read stays the one."""
    (code,) = CODE.findall((await phone.sees("抄下新的返回码"))["text"])
    said = await says(served, thief, words)
    if words == "返回码":
        said = await presses(served, thief, "一换，旧的马上作废", "换一个新的返回码")
    assert "这台设备是用返回码进来的" in said or words == "不用上锁"
    assert not [chat for chat in await served.all(WebChat) if chat.locks]
    assert await comes_in(served, browsers(), code) == 200


@pytest.mark.postgres
async def test_who_came_by_code_gives_nothing_up(served: Served, phone: Visitor, thief: Visitor):
    """What was told stays; after three days it may, for whoever was here had time to put it out."""
    await says(served, thief, "/cancel")
    assert "这台设备是用返回码进来的" in await presses(served, thief, "真的不报了吗", "不报了，删掉")
    (draft,) = await served.all(Draft)
    assert draft.discarded_at is None
    served.clock.passes(HELD)
    await says(served, thief, "/cancel")
    await presses(served, thief, "真的不报了吗", "不报了，删掉")
    (draft,) = await served.all(Draft)
    assert draft.discarded_at


@pytest.mark.postgres
async def test_an_older_device_says_that_it_is_them(served: Served, phone: Visitor, thief: Visitor):
    """One press there, and the new one does what every other does; its own press does nothing."""
    assert "这台设备是用返回码进来的" in await presses(served, thief, "刚有人用返回码", "是我")
    assert "什么都能做" in await presses(served, phone, "刚有人用返回码", "是我")
    assert "能打开这里的设备" in await says(served, thief, "/devices")
    assert "只有这一台了" in await presses(served, thief, "能打开这里的设备", "只留这一台")
    assert (await phone.http.get("/chat/history")).status_code == 401


@pytest.mark.postgres
async def test_who_came_by_code_withdraws_nothing_and_the_desk_hears(served: Served, browsers):
    """Once for each browser, with the word to ask by the number that is known."""
    reporter = await served.reporter()
    await reporter.has_reported()
    await served.settles()
    (code,) = CODE.findall("".join(one.text for one in reporter.screen))
    expert, thief = await served.expert("沈清"), browsers()
    assert await comes_in(served, thief, code) == 200
    for _ in range(2):
        await says(served, thief, "/withdraw")
        await presses(served, thief, "GC-", "撤回")
        await presses(served, thief, "撤回", "确定撤回")
    assert "这台设备是用返回码进来的" in str(await thief.messages())
    (case,) = await served.all(Case)
    assert case.ended_at is None
    await expert.looks()
    assert len([one for one in expert.screen if "没有照办" in one.text]) == 1


async def comes_by_code(served: Served, browsers, reporter: Reporter) -> Visitor:
    """Somebody saw the code on the screen."""
    thief = browsers()
    if not CODE.findall("".join(one.text for one in reporter.screen)):
        await reporter.says("返回码")
    assert await comes_in(served, thief, CODE.findall("".join(one.text for one in reporter.screen))[-1]) == 200
    return thief


@pytest.mark.postgres
async def test_what_who_came_by_code_writes_over_stays_beside_it(served: Served, browsers):
    """Their number stands in the report, and before the officer the one that was given first; who it was is said."""
    expert, reporter = await served.expert("沈清"), await served.reporter()
    asked = await reporter.tells(until="reporter_role")
    served.clock.passes(timedelta(minutes=5))
    await comes_by_code(served, browsers, reporter)  # and whatever says not from which browser, is taken for this one
    await reporter.presses("上一题", on=asked)
    await reporter.says("13911112222")
    await reporter.tells_on()
    await reporter.submits()
    (case,) = await served.all(Case)
    shown = (await expert.says(case.number)).text
    assert "联系电话原来是「138 0013 8000」，现在是「139 1111 2222」" in shown
    assert "是报案中途用返回码登录的设备发出的" in shown
    await reporter.says("请打这个电话13911112222")
    await expert.looks()
    assert "报案人说（刚用返回码登录的设备）" in expert.last.text


async def test_what_who_came_by_code_said_before_it_left_is_held_too(served: Served, phone: Visitor, thief: Visitor):
    """Its mark is no browser's of this chat any more; what it said is not taken for an owner's."""
    door = served.parts.door
    async with door.database.reading() as session:
        (chat,) = [one.chat_id for one in await served.all(WebChat)]
        found = await devices_of(session, chat, served.clock())
    assert held_among(found, "0" * 8, served.clock())
    assert held_among(found, mark_of(next(one for one in found if not one.held_until)), served.clock()) is None
    assert phone
    assert thief


async def test_a_report_begun_after_the_code_bears_no_mark(served: Served, browsers, phone: Visitor):
    """Who comes back by a code and tells another matter there puts their own words right as anybody does."""
    reporter = await served.reporter()
    await reporter.has_reported()
    await comes_by_code(served, browsers, reporter)
    served.clock.passes(timedelta(minutes=5))
    await reporter.says("/report")
    asked = await reporter.tells(until="reporter_role")
    await reporter.presses("上一题", on=asked)
    await reporter.says("13911112222")
    await reporter.tells_on()
    number = await reporter.submits()
    shown = (await (await served.expert("沈清")).says(number)).text
    assert number in shown
    assert "返回码" not in shown


@pytest.mark.postgres
async def test_whoever_has_the_used_code_on_paper_opens_their_lock(served: Served, browsers, phone: Visitor):
    """Somebody saw it and came in: the owner's device opens by it as before, and another code replaces both."""
    await says(served, phone, "上锁")
    (code,) = CODE.findall((await phone.sees("请现在就抄在纸上"))["text"])
    thief = browsers()
    await comes_in(served, thief, code)
    await phone.post("/chat/away", at_once=True)
    assert await comes_in(served, phone, code) == 200
    assert await comes_in(served, browsers(), code) == 404
    await presses(served, phone, "返回码刚用过一次", "不是我，让它退出")
    assert CODE.findall(str((await phone.messages())[-1]))


async def test_successors_of_a_code_put_nobody_out(served: Served, browsers, phone: Visitor):
    """Whoever comes in with each code that the last arrival showed makes room among themselves."""
    code = await code_of(served, phone)
    for _ in range(MOST + 1):
        served.clock.passes(timedelta(minutes=11))
        computer = browsers()
        assert await comes_in(served, computer, code) == 200
        code = CODE.findall(str((await computer.messages())[-1]))[-1]
    assert len(await served.all(WebDevice)) == MOST
    assert (await phone.http.get("/chat/history")).status_code == 200
