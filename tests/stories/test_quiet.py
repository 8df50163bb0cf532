"""A phone that the suspect may read: messages say only that there is something, until they are opened."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest

from bot.closing import AT_ONCE, close_opened
from bot.delivery import Delivery
from bot.web import make_app
from cases.messages import Kind
from cases.quiet import OPEN_FOR
from storage import web_chats
from storage.lying_open import close_shown
from storage.tables import Author, CaseMessage, Channel, Conversation, Outgoing, OutgoingState, StoredFile, WebChat
from tests.stories.test_materials import opens
from tests.stories.test_upload_page import link_for, puts
from tests.world import Person, Product, Reporter
from tests.world.on_telegram import Site

ONLY_A_LINE = "您有一条新消息。方便的时候再打开。"
TEN_IN_THE_MORNING = datetime(2026, 11, 30, 2, tzinfo=UTC)
IN_THE_EVENING = {"suspect_can_read": "unsure", "quiet_hours": "evening"}


async def test_a_phone_the_suspect_may_read_shows_nothing_of_the_case(product: Product, reporter: Reporter):
    """Every later message only says that there is something; pressed open, it shows what."""
    expert = await product.expert()
    await reporter.has_reported(suspect_can_read="yes")
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    before = len(reporter.screen)
    await expert.says("会计现在还能登录网银吗？")
    await reporter.looks()
    after = reporter.screen[before:]
    assert {one.text for one in after} == {"您有一条新消息。方便的时候再打开。"}
    shown = await reporter.presses("现在方便，打开看", on=after[-1])
    assert "会计现在还能登录网银吗？" in shown.text
    await reporter.presses("回答", on=shown)
    await reporter.says("不能了，已经停用。")
    await expert.looks()
    assert "不能了，已经停用。" in expert.sees("报案人说").text


async def test_the_reminder_of_a_draft_keeps_quiet_too(product: Product, reporter: Reporter):
    """Who said that the suspect may read along is not betrayed by a reminder of an unfinished report."""
    await reporter.tells(until="evidence", suspect_can_read="yes")
    before = len(reporter.screen)
    await product.passes(timedelta(days=1, minutes=1))
    await reporter.looks()
    assert [one.text for one in reporter.screen[before:]] == ["您有一条新消息。方便的时候再打开。"]
    shown = await reporter.presses("现在方便，打开看")
    assert "没说完的报告" in shown.text
    await reporter.presses("接着说")
    assert await reporter.step() == "evidence"


# --- another device, the code, the lock


async def locks(product: Product) -> list[bool]:
    return [chat.locks for chat in await product.all(WebChat)]


def code_on(reporter: Reporter) -> str:
    return re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", reporter.sees("这是您的返回码").text)[-1]


@pytest.mark.parametrize("answer", ["能看到", "不确定"])
@pytest.mark.parametrize("typed", [True, False])
async def test_who_asks_for_quiet_gets_the_code_at_once_and_the_chat_locks(
    product: Product, reporter: Reporter, answer: str, typed: bool
):
    """Pressed or typed: another device, the code to copy or keep as a picture, what the lock does; then the next question."""
    await reporter.tells(until="suspect_can_read")
    assert await locks(product) == [False]
    await (reporter.says(answer) if typed else reporter.presses(answer))
    offer = reporter.sees("这是您的返回码")
    assert "换一台对方碰不到的手机或电脑" in offer.text and "离开这个页面一分钟" in offer.text
    assert offer.buttons == ["复制返回码", "不用锁"]
    assert reporter.screen.index(offer) == len(reporter.screen) - 2
    assert "什么时候给您发提醒合适" in reporter.last.text
    assert await locks(product) == [True]
    async with product.parts.door.database.reading() as session:
        assert await web_chats.chat_of_code(session, code_on(reporter)) == reporter.chat_id


@pytest.mark.parametrize("name", ["IMG_1.jpg", "x.exe"])
async def test_who_asks_for_quiet_below_a_picture_gets_them_too(product: Product, reporter: Reporter, name: str):
    """Also where the file itself is refused: what is said counts, not what it came with."""
    await reporter.tells(until="suspect_can_read")
    await reporter.sends_all((name, b"\xff\xd8\xff1" if name.endswith("jpg") else b"MZ1"), caption="能看到")
    assert "换一台对方碰不到的手机或电脑" in reporter.sees("这是您的返回码").text
    assert "什么时候给您发提醒合适" in reporter.last.text
    assert await locks(product) == [True]


async def test_the_code_given_first_stays_the_key(product: Product, reporter: Reporter):
    """Submitting, or saying it once more, makes no other code behind the back of who wrote this one on paper."""
    await reporter.tells(until="suspect_can_read")
    await reporter.presses("能看到")
    code = code_on(reporter)
    await reporter.fills_in(**IN_THE_EVENING)
    await reporter.says("OK")
    await reporter.submits()
    assert "还是用前面给您的返回码" in reporter.sees("已送到").text
    async with product.parts.door.database.reading() as session:
        assert await web_chats.chat_of_code(session, code) == reporter.chat_id


async def test_the_lock_is_turned_off_and_on_by_word_and_by_button(product: Product, reporter: Reporter):
    """Whoever does not want it says so and is told what that means; on again it comes with a code that was seen."""
    await reporter.tells(until="suspect_can_read")
    await reporter.presses("能看到")
    await reporter.says("不用锁")
    assert "都能看到全部对话" in reporter.sees("不锁了").text
    assert await locks(product) == [False]
    await reporter.presses("离开就锁上", on=reporter.sees("不锁了"))
    assert await locks(product) == [True]
    assert reporter.count("这是您的返回码") == 1  # the one before is called void where it stands
    await reporter.presses("不用锁", on=reporter.sees("这是您的返回码"))
    assert await locks(product) == [False]
    await reporter.says("上锁")
    assert await locks(product) == [True]
    assert await reporter.step() == "quiet_hours"


async def test_from_which_hour_on_a_reminder_may_come(product: Product, reporter: Reporter):
    """Hours that no button has are asked back; those of one are taken as said, and not for a part of them."""
    await reporter.tells(until="quiet_hours", suspect_can_read="yes")
    await reporter.says("晚上八点以后")
    assert await reporter.step() == "quiet_hours"
    await reporter.says("早上八点以后随便")
    assert "8点到22点" in reporter.sees("白天和晚上").text


async def test_whoever_is_not_read_along_gets_no_lock(product: Product, reporter: Reporter):
    """And no code before the receipt."""
    await reporter.tells(until="suspect_can_read")
    await reporter.presses("看不到")
    assert await locks(product) == [False]
    assert reporter.count("返回码") == 0


async def test_another_answer_leaves_the_lock_and_says_so(product: Product, reporter: Reporter):
    """Somebody who holds the phone may have changed it: what protects is taken away only by who asks for that."""
    await reporter.tells(until="suspect_can_read")
    await reporter.presses("能看到")
    await reporter.presses("上一题")
    await reporter.presses("看不到")
    assert "这里离开后会锁上" in reporter.screen[-2].text and reporter.screen[-2].buttons == ["不用锁"]
    assert await locks(product) == [True]


async def test_a_channel_without_a_lock_says_so(site: Site):
    """On Telegram another device is offered as well, and who asks for the lock hears where to find one."""
    reporter = await site.newcomer()
    await reporter.tells(until="suspect_can_read")
    await reporter.presses("能看到")
    assert "什么时候给您发提醒合适" in reporter.last.text and "换一台对方碰不到的手机" in reporter.last.text
    await reporter.says("上锁")
    assert "这里没有自己的锁" in reporter.last.text


# --- opened, and closed again


async def opened(product: Product, reporter: Reporter) -> Person:
    """A question of the desk lies open on the screen; who asked it."""
    expert = await product.expert()
    await reporter.has_reported(suspect_can_read="yes")
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await expert.says("会计现在还能登录网银吗？")
    await reporter.looks()
    shown = await reporter.presses("现在方便，打开看")
    assert "会计现在还能登录网银吗？" in shown.text
    return expert


@pytest.mark.postgres
async def test_an_opened_message_closes_by_itself(product: Product, reporter: Reporter):
    """After five minutes the line that announces it stands in its place, and can be pressed again."""
    await opened(product, reporter)
    await product.passes(OPEN_FOR - timedelta(seconds=2))
    await reporter.looks()
    assert reporter.count("会计现在还能登录网银吗？") == 1
    await product.passes(timedelta(seconds=3))
    await reporter.looks()
    assert reporter.count("会计现在还能登录网银吗？") == 0
    assert reporter.last.text == ONLY_A_LINE
    assert "会计现在还能登录网银吗？" in (await reporter.presses("现在方便，打开看")).text


async def test_a_question_that_was_read_and_closed_again_is_answered(product: Product, reporter: Reporter):
    """Also while another report is told: it was before their eyes, and what they say next is for who asked."""
    expert = await product.expert()
    number = await reporter.has_reported(suspect_can_read="yes")
    await expert.looks()
    await expert.presses("接手")
    await reporter.says("/money")
    await product.passes(timedelta(minutes=1))
    await expert.says(number)
    await expert.presses("问报案人", on=expert.last)
    await expert.says("会计现在还能登录网银吗？")
    await reporter.looks()
    await reporter.presses("现在方便，打开看")
    await reporter.presses("看完了，收起")
    await reporter.says("能，U盾还在她手上")
    assert [one.author for one in await product.all(CaseMessage)] == [Author.DESK, Author.REPORTER]


async def test_an_opened_message_closes_when_its_reader_wants(product: Product, reporter: Reporter):
    """By a button below it, or when the page is left."""
    await opened(product, reporter)
    await reporter.presses("看完了，收起")
    assert reporter.count("会计现在还能登录网银吗？") == 0
    await reporter.presses("现在方便，打开看")
    assert reporter.count("会计现在还能登录网银吗？") == 1
    async with product.parts.door.database.writing() as session:
        await close_shown(session, reporter.bot_id, reporter.chat_id, product.clock())
    await reporter.looks()
    assert reporter.count("会计现在还能登录网银吗？") == 0


class Refuses:
    """A bot whose network does not answer, but for the chats of `reaches`."""

    def __init__(self, *reaches: int) -> None:
        self.reaches = reaches

    async def edit_message_text(self, _text: str, *, chat_id: int, **_facts: object) -> None:
        if chat_id not in self.reaches:
            raise OSError


async def test_a_channel_that_does_not_answer_holds_no_others_words_open(product: Product, reporter: Reporter):
    """Nor does one chat those behind it; each of them is tried again for as long as delivery tries."""
    await opened(product, reporter)
    delivery, now = product.parts.delivery, product.clock()
    async with delivery.door.database.writing() as session:
        for number in range(AT_ONCE + 5):
            chat = Conversation(bot_id=7, chat_id=number, channel=Channel.TELEGRAM, key_id=uuid4(), created_at=now)
            session.add(chat)
            await session.flush()
            lies_open = {"state": OutgoingState.SENT, "message_id": 1, "shown_until": now + timedelta(seconds=number)}
            session.add(Outgoing(kind=Kind.TAKEN, conversation_id=chat.id, due_at=now, retry_at=now, **lies_open))
    product.clock.passes(OPEN_FOR + timedelta(hours=2))
    refusing = SimpleNamespace(bot=Refuses(AT_ONCE + 4))
    both = Delivery(delivery.door, {**delivery.channels, Channel.TELEGRAM: refusing})
    await close_opened(both, Channel.WEB)
    await reporter.looks()
    assert reporter.count("会计现在还能登录网银吗？") == 0
    await close_opened(both, Channel.TELEGRAM)
    assert sum(row.shown_until is not None for row in await product.all(Outgoing)) == AT_ONCE + 4


# --- held until the hours they chose


async def held(product: Product, reporter: Reporter) -> Person:
    """It is morning, the reporter chose the evening, and an officer has taken the case and asked."""
    product.clock.set(TEN_IN_THE_MORNING)
    expert = await product.expert()
    await reporter.has_reported(**IN_THE_EVENING)
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await expert.says("会计现在还能登录网银吗？")
    await reporter.looks()
    assert reporter.count(ONLY_A_LINE) == 0
    return expert


@pytest.mark.postgres
async def test_what_is_held_is_shown_to_whoever_asks_how_it_goes(product: Product, reporter: Reporter):
    """The answer names the open question; what waited comes below it, closed, and is sent and not waiting any more."""
    await held(product, reporter)
    await reporter.says("看进展")
    status = reporter.sees("专家问了您一个问题，还没回。")
    assert "有 2 条消息还没给您看" in status.text and "网银" not in status.text
    assert [one.text for one in reporter.screen[reporter.screen.index(status) + 1 :]] == [ONLY_A_LINE] * 2
    assert "会计现在还能登录网银吗？" in (await reporter.presses("现在方便，打开看")).text
    (asked,) = await product.outgoing("desk_asks")
    assert asked.state is OutgoingState.SENT and abs(asked.sent_at - product.clock()) < timedelta(minutes=1)
    await reporter.presses("回答")
    await reporter.says("不能了。")
    await reporter.says("看进展")
    assert "还没回" not in reporter.last.text


async def test_what_is_held_is_shown_to_whoever_writes(product: Product, reporter: Reporter):
    """A word or a file: they are at the phone."""
    expert = await held(product, reporter)
    await reporter.says("我又想起一件事。")
    assert reporter.count(ONLY_A_LINE) == 2
    await expert.looks()
    await expert.presses("问报案人")
    await expert.says("什么事？")
    await reporter.looks()
    assert reporter.count(ONLY_A_LINE) == 2
    await reporter.sends("流水.pdf")
    assert reporter.count(ONLY_A_LINE) == 3


async def test_what_is_held_is_shown_to_whoever_asks_about_an_item(product: Product, reporter: Reporter):
    """Whatever they write to the desk, and wherever."""
    await held(product, reporter)
    await opens(reporter, "合同原件")
    await reporter.presses("问专家", on=reporter.last)
    assert reporter.count(ONLY_A_LINE) == 0
    await reporter.says("复印件行吗？")
    assert reporter.count(ONLY_A_LINE) == 2


async def test_what_is_held_stays_so_when_a_file_comes_through_the_page(product: Product, reporter: Reporter):
    """Sent from an office: who holds the phone meanwhile, nobody knows."""
    await held(product, reporter)
    transport = httpx.ASGITransport(make_app(product.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as office:
        assert (await puts(office, await link_for(product, reporter))).status_code == 200
    await product.settles()
    await reporter.looks()
    assert len(await product.all(StoredFile)) == 1
    assert reporter.count(ONLY_A_LINE) == 0


async def test_an_open_question_is_named_to_everybody(product: Product, reporter: Reporter):
    """Who is not read along reads it once more where they look how it goes, until they have written."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await expert.says("合同上盖的是公章吗？")
    await reporter.says("看进展")
    assert "专家问了您一个问题，还没回。" in reporter.last.text and "合同上盖的是公章吗？" in reporter.last.text
    await reporter.says("是公章。")
    await reporter.says("看进展")
    assert "还没回" not in reporter.last.text


async def test_the_officer_reads_when_it_will_be_heard(product: Product, reporter: Reporter):
    """After whatever the reporter hears of; in the hours themselves it goes at once, and nothing is said."""
    expert = await held(product, reporter)
    assert expert.count("今天 18:00 才会收到提醒") == 2  # taken, and asked
    assert "今天 18:00 才会收到提醒" in expert.last.text
    await expert.presses("结束")
    await expert.presses("咨询已答复")
    await expert.says("没有")
    await expert.says((await product.case()).number)
    await expert.presses("重新打开")
    await expert.says("还有一笔没查。")
    assert "已重新打开" in expert.last.text and "今天 18:00 才会收到提醒" in expert.last.text
    await expert.presses("答复报案人")
    await expert.says("已经联系银行。")
    assert "今天 18:00 才会收到提醒" in expert.last.text
    product.clock.set(TEN_IN_THE_MORNING + timedelta(hours=9))
    await expert.presses("答复报案人")
    await expert.says("银行回了。")
    assert "已发给" in expert.last.text and "才会收到提醒" not in expert.last.text


async def test_the_receipt_says_that_reminders_keep_to_the_hours(product: Product, reporter: Reporter):
    """And how to know sooner: its promise of an answer would be a riddle without."""
    product.clock.set(TEN_IN_THE_MORNING)
    await reporter.has_reported(**IN_THE_EVENING)
    assert "提醒只在您选的时间来" in reporter.sees("收到了，编号").text
