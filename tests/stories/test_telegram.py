"""The same product through Telegram: the whole service with its HTTP server, against a Bot API server over real HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.inviting import invite_member
from cases.follow_ups import GATHER_FOR
from cases.messages import Kind
from cases.people import Role
from storage.chat_numbers import number_of
from storage.files import size_class
from storage.tables import Case, CaseMessage, Channel, Conversation, Draft, Event, OutgoingState, StoredFile
from tests.telegram.bot_api import BotApi
from tests.world import Clock
from tests.world.on_telegram import Site, open_site

MINUTE = timedelta(minutes=1)
PHOTO = b"\xff\xd8\xff\xe0 a photo"
QUESTION, ANSWER = "对方的收款账户是哪家银行的？", "工商银行，尾号 8888。"


@pytest.mark.postgres
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_whole_case_on_telegram(tmp_path: Path, database_url: str, clock: Clock, api: BotApi, webhook: bool):
    """Report with buttons, typed values and files; card, question, answer, end and rating, all through Telegram."""
    async with open_site(tmp_path, database_url, clock, api, webhook=webhook) as site:
        officer, reporter = await site.officer(), await site.newcomer()
        person = reporter.person
        await reporter.tells(until="evidence")
        await person.sends_file("现场.jpg", PHOTO, kind="photo")
        await person.waits_for("一共 1 份")
        for number in (1, 2):
            await person.sends_file(f"合同{number}.jpg", PHOTO + bytes([number]), kind="photo", album="contract")
        await person.waits_for("一共 3 份")
        await person.sends_file("银行流水.pdf", b"%PDF-1.7 account 6222020000000000000")
        await person.waits_for("收到「银行流水.pdf」，一共 4 份")
        await reporter.tells()
        number = await reporter.submits()

        card = await officer.waits_for(number)
        assert "宁波甬江精密机械有限公司 · 王建国" in card.text
        assert "材料 4 份" in card.text
        await officer.presses("接手", on=card)
        await person.waits_for("陈立 接手了您的案件")
        await officer.presses("问报案人")
        await officer.waits_for("下一条消息就发给对方")
        await officer.says(QUESTION)
        asked = await person.waits_for(QUESTION)
        await person.presses("回答", on=asked)
        await person.waits_for("下一条消息会转给")
        await person.says(ANSWER)
        await person.waits_for(f"已转给 陈立（{number}）")
        await officer.waits_for(ANSWER)
        await officer.presses("卷宗")
        await officer.presses("看材料", on=await officer.waits_for("文件 4 份"))
        await site.api.settled()
        sent = [one.file.content for one in officer.sees() if one.file]
        assert sent == [PHOTO, PHOTO + b"\x01", PHOTO + b"\x02", b"%PDF-1.7 account 6222020000000000000"]
        await officer.presses("结束")
        await officer.presses("已转接报案窗口办理", on=await officer.waits_for("因为什么结束"))
        await officer.presses("仍要结束", on=await officer.waits_for("报案人还在等您回"))
        await person.waits_for("办理结束了")
        await site.becomes_later(timedelta(days=3))
        await person.presses("很满意", on=await person.waits_for("办得怎么样", 10))
        await person.waits_for("谢谢")
        await site.api.settled()
        case = await site.case()
        assert (case.number, case.rating, len(await site.all(CaseMessage))) == (number, 5, 2)
        said = [row for row in await site.outgoing() if row.kind is not Kind.AFTERWARDS]  # which comes in a month
        assert {row.state for row in said} == {OutgoingState.SENT, OutgoingState.CANCELLED}
    assert len([one for one in person.sees() if "收到了，编号" in one.text]) == 1


async def test_the_money_lane_on_telegram(site: Site, api: BotApi):
    """Three messages after /start's button the duty officer's phone has the account; the slip's photo and the PDF work."""
    officer, reporter = await site.officer("周警官", Role.DUTY_OFFICER), await site.newcomer()
    person = reporter.person
    await person.presses("钱刚转出去")
    await person.says("6222 0212 3456 7890 123")
    alert = await officer.waits_for("请马上接手")
    assert "6222 0212 3456 7890 123" in alert.text
    await person.sends_file("回单.jpg", PHOTO, kind="photo")
    await person.presses("其余都在图上")
    await person.waits_for("照着念")
    await person.presses("要一份 PDF")
    assert await api.bell.wait(lambda: bool(api.called("sendDocument")), 10)
    await officer.presses("接手", on=alert)
    await person.waits_for("周警官")
    assert {"money", "status"} <= {
        one["command"] for one in json.loads(api.called("setMyCommands")[-1].params["commands"])
    }


@pytest.mark.postgres
async def test_a_bound_group_hears_of_every_case(site: Site, api: BotApi):
    """/bind by a lead; what members press or say in the group, or strangers, does not unbind it."""
    lead, stranger, group = await site.officer("李芳", Role.LEAD), api.person(name="过客"), api.group(-1001)
    await lead.within(group).says("/bind")
    await group.waits_for("这个群会收到全部新案件")
    first = await (await site.newcomer()).has_reported()
    card = await group.waits_for(first, 10)
    await lead.within(group).presses("接手", on=card)
    await group.waits_for("负责人：李芳")
    await lead.within(group).says("/start")
    await stranger.within(group).says("/start")
    await stranger.within(group).says("有人吗")
    await site.api.settled()
    second = await (await site.newcomer("赵强")).has_reported()
    await site.becomes_later(GATHER_FOR)
    await group.waits_for(second, 10)
    assert not [one for one in group.sees() if "出了什么事" in one.text]


async def test_a_lead_of_a_district_opens_no_other_to_a_group(site: Site, api: BotApi):
    """What they may not see, a group does not get through them; their own district it does."""
    async with site.parts.door.database.writing() as session:
        code = await invite_member(site.parts.door.hand(session), "李芳", Role.LEAD, "haishu")
    lead, group = api.person(name="李芳"), api.group(-1009)
    await lead.says(f"/start join-{code}")
    await lead.waits_for("李芳")
    await lead.within(group).says("/bind yinzhou")
    await site.api.settled()
    assert not [one for one in group.sees() if "这个群会收到" in one.text]
    await lead.within(group).says("/bind")
    await group.waits_for("这个群会收到海曙")


@pytest.mark.postgres
async def test_a_group_that_moved_is_followed(site: Site, api: BotApi):
    """A group that became a supergroup has another id: the notice goes there, and so do the later ones."""
    lead, group = await site.officer("李芳", Role.LEAD), api.group(-55)
    await lead.within(group).says("/bind")
    await group.waits_for("这个群会收到全部新案件")
    moved = group.migrates(-1002)
    first = await (await site.newcomer()).has_reported()
    await moved.waits_for(first, 10)
    second = await (await site.newcomer("赵强")).has_reported()
    await site.becomes_later(GATHER_FOR)
    await moved.waits_for(second, 10)


@pytest.mark.postgres
async def test_who_blocks_the_bot_is_unreachable_and_the_desk_is_told_once(site: Site, api: BotApi):
    """403: no more tries for that message, the desk knows to use the phone; who comes back gets what they missed."""
    officer, reporter = await site.officer(), await site.newcomer()
    number = await reporter.has_reported()
    await reporter.person.blocks()
    await officer.presses("接手", on=await officer.waits_for(number))
    await officer.waits_for("报案人已经收不到消息")
    for text in ("您好，请接电话。", "方便时请回复。"):
        await officer.presses("答复报案人")
        await officer.waits_for("下一条消息就发给对方")
        await officer.says(text)
        await officer.waits_for("已发给")
    await site.ended("desk_answers", OutgoingState.GONE, 2)
    assert len([one for one in officer.sees() if "已经收不到消息" in one.text]) == 1
    assert await site.about(Event.UNREACHABLE) == 1
    await reporter.person.unblocks()
    await reporter.person.says("刚才误点了")
    await officer.waits_for("刚才误点了")
    await site.becomes_later(timedelta())
    for missed in ("陈立 接手了您的案件", "您好，请接电话。", "方便时请回复。"):
        await reporter.person.waits_for(missed, 10)
    assert not [one for one in await site.all(Conversation) if one.unreachable_at]


async def test_being_blocked_is_not_taken_for_coming_back(site: Site, api: BotApi):
    """The update that tells of the block comes late: the reporter stays unreachable."""
    reporter = await site.newcomer()
    await reporter.has_reported()
    async with site.parts.door.database.writing() as session:
        keys = site.parts.door.keys
        (chat,) = [one for one in await site.all(Conversation) if number_of(keys, one) == reporter.person.id]
        chat.unreachable_at = site.clock()
        session.add(chat)
    await reporter.person.blocks()
    await site.api.settled()
    gone = [one for one in await site.all(Conversation) if one.unreachable_at]
    assert [number_of(keys, one) for one in gone] == [reporter.person.id]


async def test_the_wait_that_telegram_asks_for_is_kept(site: Site, api: BotApi):
    """429 on a delivery: not before its time, and then once."""
    officer, reporter = await site.officer(), await site.newcomer()
    api.fail_next("sendMessage", status=429, retry_after=40, chat_id=officer.id)
    number = await reporter.has_reported()
    (row,) = await site.sees_retry("new_case")
    assert timedelta(seconds=38) < row.retry_at - site.clock() <= timedelta(seconds=40)
    await site.becomes_later(timedelta(seconds=41))
    assert "重复" not in (await officer.waits_for(number)).text
    assert len([one for one in officer.sees() if number in one.text]) == 1


@pytest.mark.parametrize("fault", ["500", "502", "dropped"])
async def test_what_telegram_cannot_take_now_is_tried_again(site: Site, api: BotApi, fault: str):
    """Server errors and lines that break: the message arrives later, and nobody has to do anything."""
    officer, reporter = await site.officer(), await site.newcomer()
    api.fail_next("sendMessage", status=500 if fault == "dropped" else int(fault), chat_id=officer.id)
    if fault == "dropped":
        api.be_well()
        await reporter.tells_up_to_submit()
        api.drop_next("sendMessage", times=50)
        await reporter.person.presses("确认无误，提交")
    else:
        await reporter.has_reported()
    await site.sees_retry("new_case")
    api.be_well()
    await site.becomes_later(MINUTE)
    await officer.waits_for("宁波甬江精密机械有限公司")
    await site.ended("receipt", OutgoingState.SENT)
    assert len([one for one in officer.sees() if "宁波甬江" in one.text]) == 1
    assert len([one for one in reporter.person.sees() if "收到了，编号" in one.text]) == 1


async def test_a_message_whose_answer_got_lost_comes_again_marked_as_a_repeat(site: Site, api: BotApi):
    """Telegram had taken it when the line broke: the second copy says that it may be one."""
    officer, reporter = await site.officer(), await site.newcomer()
    await reporter.tells_up_to_submit()
    api.drop_next("sendMessage", times=50, done=True)
    await reporter.person.presses("确认无误，提交")
    await site.sees_retry("new_case")
    await site.sees_retry("receipt")
    api.be_well()
    await site.becomes_later(MINUTE)
    await site.ended("new_case", OutgoingState.SENT)
    await site.ended("receipt", OutgoingState.SENT)
    for shown in (
        [one.text for one in officer.sees() if "宁波甬江" in one.text],
        [one.text for one in reporter.person.sees() if "收到了，编号" in one.text],
    ):
        assert ["可能重复" in text for text in shown] == [False, True]


@pytest.mark.postgres
async def test_a_refused_message_is_broken_and_the_desk_is_told_once(site: Site, api: BotApi):
    """400: no second try of that message; someone of the desk is told to call."""
    officer, reporter = await site.officer(), await site.newcomer()
    number = await reporter.has_reported()
    api.fail_next("sendMessage", status=400, words="can't parse entities: unexpected", chat_id=reporter.person.id)
    await officer.presses("接手", on=await officer.waits_for(number))
    told = await officer.waits_for("给报案人的消息没有送出去")
    assert "告知已有人接手" in told.text
    await site.becomes_later(timedelta(hours=2))
    await site.ended("delivery_broken", OutgoingState.SENT)
    assert len(await site.outgoing("delivery_broken")) == 1
    assert len([one for one in officer.sees() if "没有送出去" in one.text]) == 1


async def test_a_long_outage_loses_nothing(site: Site, api: BotApi):
    """Telegram is away for a whole day: what was due is there when it is back."""
    officer, reporter = await site.officer(), await site.newcomer()
    await reporter.has_reported()
    await officer.presses("接手", on=await officer.waits_for("宁波甬江"))
    await reporter.person.waits_for("接手了您的案件", ever=True)
    await officer.presses("答复报案人")
    await officer.waits_for("下一条消息就发给对方")
    api.fail_next("sendMessage", status=500, times=10_000, chat_id=reporter.person.id)
    await officer.says("银行已受理止付。")
    async with asyncio.timeout(30):
        while max((row.attempts for row in await site.outgoing("desk_answers")), default=0) < 20:
            await site.becomes_later(timedelta(minutes=61))
            await asyncio.sleep(0.03)
    api.be_well()
    async with asyncio.timeout(30):
        while "银行已受理止付。" not in reporter.person.screen:
            await site.becomes_later(timedelta(minutes=61))  # again and again: one try may have failed on the way
            await asyncio.sleep(0.1)
    assert await site.outgoing("delivery_broken") == []


async def test_a_person_in_front_of_the_screen_is_answered_when_telegram_stumbles(site: Site, api: BotApi):
    """429, 5xx or a broken line on the very answer: the next question still comes, and nothing claims that it was not stored."""
    reporter = await site.newcomer()
    person = reporter.person
    await reporter.tells(until="reporter_role")
    await site.api.settled()
    api.fail_next("editMessageText", status=429, retry_after=1)
    api.fail_next("editMessageText", status=500)
    press = await person.presses("法定代表人")
    await person.waits_for("能看到这部手机", 10)
    await site.api.settled()
    assert await press.answered() == ""
    api.drop_next("editMessageText")
    await person.presses("看不到")
    await api.settled(10)
    assert await reporter.step() == "evidence"
    assert "没有存下来" not in person.screen


async def test_a_proxys_page_in_place_of_an_answer_loses_nothing(site: Site, api: BotApi):
    """One is asked past; after many the person reads that the answer could not be shown, not that theirs was not stored."""
    reporter = await site.newcomer()
    await reporter.tells(until="reporter_role")
    await site.api.settled()
    api.fail_next("editMessageText", status=502)
    press = await reporter.person.presses("法定代表人")
    await reporter.person.waits_for("能看到这部手机", 10)
    assert await press.answered() == ""
    api.fail_next("editMessageText", status=502, times=50)
    press = await reporter.person.presses("看不到")
    assert "没能显示出来" in await press.answered(15)
    assert await reporter.step() == "evidence"
    api.be_well()
    await reporter.says("/start")
    await reporter.person.waits_for("材料", 10)


async def test_after_an_outage_everything_goes_at_the_first_sign_of_life(
    site: Site, api: BotApi, monkeypatch: pytest.MonkeyPatch
):
    """Telegram was away for hours and each try waits longer: when it answers again nobody waits for the next one."""
    officer, reporter = await site.officer(), await site.newcomer()
    await reporter.tells_up_to_submit()
    await site.api.settled()
    api.fail_next("sendMessage", status=502, times=10_000)
    await reporter.person.presses("确认无误，提交")
    for attempts in range(1, 9):
        for kind in ("receipt", "new_case"):
            await site.sees_retry(kind, attempts)
        await site.becomes_later(timedelta(hours=1))
    await site.sees_retry("receipt", 9)
    await site.sees_retry("new_case", 9)
    api.be_well()
    await officer.says("/help")
    await site.ended("receipt", OutgoingState.SENT)
    await site.ended("new_case", OutgoingState.SENT)
    assert len([one for one in reporter.person.sees() if "收到了，编号" in one.text]) == 1


async def test_one_chat_that_fails_is_not_tried_again_for_each_message_of_others(site: Site, api: BotApi):
    """Telegram answers everybody else: this chat's message keeps its own pauses."""
    officer, reporter = await site.officer(), await site.newcomer()
    await site.parts.delivery.welcome_back(Channel.TELEGRAM)  # as after every start
    api.fail_next("sendMessage", status=500, times=10_000, chat_id=officer.id)
    await reporter.has_reported()
    await site.sees_retry("new_case")
    before = (await site.outgoing("new_case"))[0].attempts
    for _ in range(5):
        await reporter.says("/help")
        await site.parts.delivery.welcome_back(Channel.TELEGRAM)
    site.parts.heartbeat.lanes.wake.set()
    await site.api.settled()
    assert (await site.outgoing("new_case"))[0].attempts == before


@pytest.mark.postgres
async def test_a_file_too_large_for_the_bot_gets_a_page_of_its_own(site: Site, api: BotApi):
    """Telegram hands over 20 MB at most: a one-time link takes the file, which then belongs to the report."""
    reporter = await site.newcomer()
    await reporter.tells(until="evidence")
    await reporter.person.sends_file("监控录像.mp4", b"", size=25 * 1024 * 1024)
    offered = await reporter.person.waits_for("一次性链接")
    link = re.search(r"http\S+/upload/\S+", offered.text)[0]
    content = os.urandom(3 * 1024 * 1024 + 17)
    async with httpx.AsyncClient(timeout=60) as browser:
        assert (await browser.get(link)).status_code == 200
        done = await browser.put(link, content=content, headers={"X-File-Name": "%E5%BD%95%E5%83%8F.mp4"})
        assert done.status_code == 200
        assert "录像.mp4" in done.text
        again = await browser.put(link, content=content)
        assert again.status_code == 404
        assert "链接无效" in again.text
    (stored,) = await site.all(StoredFile)
    (draft,) = await site.all(Draft)
    assert (stored.report_id, stored.size) == (draft.id, size_class(len(content)))


async def test_a_file_that_breaks_off_leaves_nothing_and_is_said(site: Site, api: BotApi):
    """The line breaks in the middle of a download: the person is asked to send it again, and the store has no part of it."""
    reporter = await site.newcomer()
    await reporter.tells(until="evidence")
    sent = await reporter.person.sends_file("合同.pdf", b"%PDF" * 1000)
    await reporter.person.waits_for("一共 1 份")
    api.files.clear()
    del sent
    broken = api.keep_file("document", "合同2.pdf", b"%PDF" * 1000)
    api.break_off(broken)
    await reporter.person.sends(api.file_json(broken, "document"), file=broken)
    await reporter.person.waits_for("请再发一次")
    assert len(await site.all(StoredFile)) == 1
    assert len([path for path in (site.parts.settings.data / "files").rglob("*") if path.is_file()]) == 1
    await reporter.person.sends_file("合同2.pdf", b"%PDF" * 1000)
    await reporter.person.waits_for("一共 2 份")


async def test_a_repeated_update_changes_nothing(site: Site, api: BotApi):
    """Telegram gives an answer, a file and a message to the desk a second time: each counts once."""
    officer, reporter = await site.officer(), await site.newcomer()
    await reporter.tells(until="loss_amount")
    await reporter.person.says("320万")
    await site.api.settled()
    step = await reporter.step()
    api.repeat_last_update()
    await site.api.settled()
    assert await reporter.step() == step
    await reporter.person.sends_file("合同.pdf", b"%PDF-1.7")
    await reporter.person.waits_for("一共 1 份")
    api.repeat_last_update()
    await site.api.settled()
    assert len(await site.all(StoredFile)) == 1
    await reporter.fills_in()
    await reporter.person.says("说完了")
    number = await reporter.submits()
    api.repeat_last_update()
    await site.api.settled()
    assert [case.number for case in await site.all(Case)] == [number]
    await reporter.person.says("补充一句。")
    await officer.waits_for("补充一句。", ever=True)
    api.repeat_last_update()
    await site.api.settled()
    assert len(await site.all(CaseMessage)) == 1
    assert len([one for one in officer.sees() if "补充一句。" in one.text]) == 1


async def test_an_album_to_a_case_is_one_notice_to_the_desk(site: Site, api: BotApi):
    """Five photos sent together are told to the desk once."""
    officer, reporter = await site.officer(), await site.newcomer()
    number = await reporter.has_reported()
    await officer.waits_for(number)
    for page in range(5):
        await reporter.person.sends_file(f"{page}.jpg", PHOTO, kind="photo", album="pages")
    await reporter.person.waits_for("收到 5 个文件")
    await site.api.settled()
    await site.becomes_later(timedelta(seconds=4))
    assert "共 5 份" in (await officer.waits_for("报案人补了材料")).text
    assert len([one for one in officer.sees() if "报案人补了材料" in one.text]) == 1


async def test_a_database_that_is_locked_is_told_and_the_second_try_works(
    tmp_path: Path, impatient_url: str, clock: Clock, api: BotApi, hold_the_database: Callable[..., Any]
):
    """Somebody else writes for too long: the person hears that the step was not stored, and can say it again."""
    async with open_site(tmp_path, impatient_url, clock, api) as site:
        reporter = await site.newcomer()
        await reporter.tells(until="loss_amount")
        async with hold_the_database(site.parts.door.database):
            await reporter.person.says("320万")
            await reporter.person.waits_for("没有存下来", 10)
            await site.api.settled()
        assert await reporter.step() == "loss_amount"
        await reporter.person.says("320万")
        await reporter.person.waits_for("320 万元")


async def test_the_last_file_a_report_takes_may_come_twice(site: Site, api: BotApi, monkeypatch: pytest.MonkeyPatch):
    """Telegram repeats the file that filled the report: it is known, and nobody is told that it was refused."""
    monkeypatch.setattr("handlers.reporter.keeping.MOST_FILES", 1)
    reporter = await site.newcomer()
    await reporter.tells(until="evidence")
    await reporter.person.sends_file("合同.pdf", b"%PDF-1.7")
    await reporter.person.waits_for("一共 1 份")
    api.repeat_last_update()
    await site.api.settled()
    assert "收满了" not in reporter.person.screen
    await reporter.person.sends_file("合同2.pdf", b"%PDF-1.7")
    await reporter.person.waits_for("收满了")
    assert len(await site.all(StoredFile)) == 1
