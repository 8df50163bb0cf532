"""Updates by long polling: nothing is lost, nobody waits for another, and no failure ends it."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiogram import F
from aiogram.filters import Command
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from structlog.testing import capture_logs

from bot.telegram.connect import telegram_bot
from bot.telegram.limits import Limits, RateLimits
from tests.telegram.conftest import Poller


def keyboard(*words):
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=one, callback_data=f"press:{one}")] for one in words]
    )


@pytest.fixture
def counter(dispatcher):
    """A small bot: /start shows two buttons, a press counts on the same message, other texts are echoed."""

    async def start(message):
        await message.answer("<b>您好</b>，请选择", reply_markup=keyboard("继续", "返回"))

    async def press(query):
        await query.message.edit_text(f"您选择了 {query.data.partition(':')[2]}", reply_markup=keyboard("完成"))
        await query.answer("好的")

    async def echo(message):
        await message.answer(f"收到：{message.text}")

    dispatcher.message.register(start, Command("start"))
    dispatcher.callback_query.register(press, F.data.startswith("press:"))
    dispatcher.message.register(echo)
    return dispatcher


@pytest.fixture
def slow(dispatcher):
    """A bot whose handlers wait at a gate of the text's name; `slow.seen` lists what began, `slow.done` what ended."""

    class Slow:
        gates, seen, done = {}, [], []

        async def handle(self, message):
            self.seen.append(message.text)
            await self.gates.setdefault(message.text, asyncio.Event()).wait()
            self.done.append(message.text)

        def opens(self, *texts):
            for text in texts:
                self.gates.setdefault(text, asyncio.Event()).set()

    bot = Slow()
    bot.gates, bot.seen, bot.done = {}, [], []
    dispatcher.message.register(bot.handle)
    return bot


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_conversation(api, counter, poller):
    """A person starts, presses a button, sees the message change under it, and gets the little answer."""
    poller.start()
    reporter = api.person(name="王敏")
    await reporter.says("/start")
    question = await reporter.waits_for("您好")
    assert question.buttons == ["继续", "返回"]
    assert [entity["type"] for entity in question.entities] == ["bold"]
    press = await reporter.presses("继续")
    assert await press.answered() == "好的"
    assert [message.text for message in reporter.sees()] == ["您选择了 继续"]
    assert question.edited
    assert question.edits == ["您好，请选择"]


async def test_an_old_button_can_still_be_pressed(api, counter, poller):
    """A phone that shows an old keyboard sends a press the message no longer has a button for."""
    poller.start()
    reporter = api.person()
    await reporter.says("/start")
    await reporter.presses("继续")
    question = await reporter.waits_for("您选择了 继续")
    await (await reporter.presses("返回", on=question)).answered()
    assert question.text == "您选择了 返回"


async def test_a_group_hears_the_bot(api, counter, poller):
    """An officer in the expert group speaks, and the answer comes into the group, not into their own chat."""
    poller.start()
    group = api.group(-1001234567890)
    officer = api.person(name="李警官")
    await officer.within(group).says("有新案件吗")
    await group.waits_for("收到：有新案件吗")
    assert officer.sees() == []


async def test_an_update_is_confirmed_only_after_its_handler(api, bot, dispatcher, poller, slow):
    """Killed in the middle of a handler, the bot is given the same update again at its next start."""
    reporter = api.person()
    await reporter.says("很重要")
    poller.start()
    await until(lambda: slow.seen == ["很重要"])
    await poller.kill()
    assert slow.done == []
    slow.opens("很重要")
    Poller.start(poller)
    await api.settled()
    assert slow.seen == ["很重要", "很重要"]
    assert slow.done == ["很重要"]


async def test_order_within_a_chat_and_side_by_side_between_chats(api, poller, slow):
    """The second text of a chat waits for the first, and the text of another chat does not."""
    first, second = api.person(), api.person()
    await first.says("一")
    await first.says("二")
    await second.says("三")
    poller.start()
    await until(lambda: slow.seen == ["一", "三"])
    slow.opens("三", "二")
    await until(lambda: slow.done == ["三"])
    assert slow.seen == ["一", "三"]
    slow.opens("一")
    await api.settled()
    assert slow.done == ["三", "一", "二"]


async def test_a_slow_handler_does_not_hold_up_others(api, poller, slow):
    """While one person's large file is being fetched, what others say later is handled, and nothing is handled twice."""
    slow.opens("快")
    poller.start()
    await api.person().says("慢")
    await until(lambda: slow.seen == ["慢"])
    await api.person().says("快")
    await until(lambda: slow.done == ["快"])
    assert len(api.updates.pending) == 2
    slow.opens("慢")
    await api.settled()
    assert slow.seen == ["慢", "快"]


async def test_stop_finishes_what_is_at_work(api, poller, slow):
    """A polite stop waits for the running handlers and confirms them, so the next start begins with what is new."""
    poller.start()
    await api.person().says("最后一句")
    await until(lambda: slow.seen == ["最后一句"])
    stopping = asyncio.create_task(poller.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    slow.opens("最后一句")
    await stopping
    assert slow.done == ["最后一句"]
    assert api.updates.pending == []


async def test_stop_ends_the_long_poll_at_once(api, poller):
    """Nobody waits 25 seconds for a quiet bot to stop."""
    poller.start()
    await until(lambda: api.called("getUpdates"))
    began = time.monotonic()
    await poller.stop()
    assert time.monotonic() - began < 1


async def test_a_refused_token_ends_polling_with_a_clear_line(api, dispatcher):
    """With a wrong token polling returns by itself and says so once, without the token."""
    stranger = telegram_bot("7000000002:a-token-nobody-gave", api.url, RateLimits(Limits()))
    with capture_logs() as lines:
        await asyncio.wait_for(Poller(stranger, dispatcher).start().task, 5)
    await stranger.session.close()
    assert [line["event"] for line in lines] == ["telegram refused the token"]
    assert "nobody" not in str(lines)


@pytest.mark.parametrize("status", [409, 429, 500, 502])
async def test_errors_of_the_server_are_waited_out(api, counter, poller, status):
    """Conflict, flood, error and a page instead of JSON: each is one line in the log, then the conversation goes on."""
    api.fail_next("deleteWebhook", status=status)
    api.fail_next("getUpdates", status=status, times=2)
    reporter = api.person()
    with capture_logs() as lines:
        await reporter.says("还在吗")
        poller.start()
        await reporter.waits_for("收到：还在吗")
    assert [line["event"] for line in lines] == ["telegram does not answer"] * 3


async def test_dropped_connections_are_waited_out(api, counter, poller):
    """A line that breaks while updates are fetched costs a moment and no update."""
    api.drop_next("getUpdates")
    api.drop_next("getUpdates", done=True)
    reporter = api.person()
    await reporter.says("喂")
    poller.start()
    await reporter.waits_for("收到：喂")


async def test_flood_wait_is_as_long_as_telegram_says(api, counter, poller):
    """retry_after counts more than our own shorter pause."""
    api.fail_next("getUpdates", status=429, retry_after=1)
    reporter = api.person()
    await reporter.says("喂")
    began = time.monotonic()
    poller.start()
    await reporter.waits_for("收到：喂")
    assert time.monotonic() - began >= 1


async def test_a_second_instance_is_noticed_and_outlived(api, bot, counter, poller):
    """When another process polls with the same token, ours waits, and goes on when the other has gone."""
    poller.start()
    await until(lambda: api.called("getUpdates"))
    with capture_logs() as lines:
        await bot.get_updates(timeout=0)
        reporter = api.person()
        await reporter.says("喂")
        await reporter.waits_for("收到：喂")
    assert {line["error"] for line in lines} == {"TelegramConflictError"}


async def test_a_failing_handler_stops_nothing(api, dispatcher, poller):
    """An error nobody caught is one line with its type, without what was said, and the next update is handled."""

    async def fail_or_echo(message):
        if "坏" in message.text:
            raise ValueError(message.text)
        await message.answer(message.text)

    dispatcher.message.register(fail_or_echo)
    reporter = api.person()
    with capture_logs() as lines:
        await reporter.says("坏：我的账号 6222")
        await reporter.says("好")
        poller.start()
        await reporter.waits_for("好")
    assert [(line["event"], line["error"]) for line in lines] == [("telegram update failed", "ValueError")]
    assert "6222" not in str(lines)


async def test_a_strange_update_is_left_out(api, counter, poller):
    """An update this aiogram cannot read is logged by its number and confirmed; the others of the batch are handled."""
    reporter = api.person()
    with capture_logs() as lines:
        api.updates.push("message", {"message_id": "not a number", "text": "机密"}, queue=1)
        await reporter.says("喂")
        poller.start()
        await reporter.waits_for("收到：喂")
        await api.settled()
    assert [line["event"] for line in lines] == ["telegram update not understood"]
    assert "机密" not in str(lines)


async def test_polling_takes_the_webhook_away_and_keeps_what_waited(api, bot, counter, poller):
    """Changing from webhook to polling loses nothing."""
    reporter = api.person()
    await reporter.says("换方式之前")
    await bot.set_webhook("http://127.0.0.1:9/nobody-there")
    poller.start()
    await reporter.waits_for("收到：换方式之前")
    assert api.updates.webhook is None


async def test_a_repeated_update_comes_again(api, counter, poller):
    """The fake can deliver an update twice under the same number, so that stories can prove that this is harmless."""
    poller.start()
    reporter = api.person()
    await reporter.says("喂")
    await api.settled()
    api.repeat_last_update()
    await api.settled()
    assert [message.text for message in reporter.sees()] == ["收到：喂"] * 2
