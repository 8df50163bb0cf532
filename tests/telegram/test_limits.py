"""Telegram's rates: never passed, hardly left unused, and not felt by a person. Rates are scaled so that tests are quick."""

from __future__ import annotations

import asyncio
import gc
import time
from contextlib import asynccontextmanager
from dataclasses import astuple

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, ForwardMessage, GetFile, SendChatAction, SendMessage

from bot.telegram.connect import telegram_bot
from bot.telegram.limits import Limits, Pace, Rate, RateLimits, Window, answering, puts_a_message

QUICK = Limits(bot=Rate(30, 0.1), chat=Pace(5, 0.05), group=Rate(20, 1.5))
WIDE = Limits(Rate(10_000, 1), Pace(10_000, 1), Rate(10_000, 1))


@asynccontextmanager
async def strict(api, limits):
    """A bot keeping these limits, and a server that answers 429 to whoever passes them."""
    api.be_strict(astuple(limits.bot), astuple(limits.chat), astuple(limits.group))
    bot = telegram_bot(api.token, api.url, limits)
    try:
        yield bot
    finally:
        await bot.session.close()


async def timed(*sends):
    began = time.monotonic()
    await asyncio.gather(*sends)
    return time.monotonic() - began


async def test_a_burst_to_many_chats(api):
    """Three hundred messages at once to as many persons all arrive, as fast as the bot's rate allows."""
    people = [api.person() for _ in range(300)]
    async with strict(api, QUICK) as bot:
        seconds = await timed(*(bot.send_message(person.id, "通知") for person in people))
    assert api.too_many == 0
    assert all(len(person.sees()) == 1 for person in people)
    assert 0.9 <= seconds < 4


async def test_many_messages_to_one_chat(api):
    """Forty messages into one chat are spread over time, the first few not."""
    person = api.person()
    async with strict(api, QUICK) as bot:
        first = await timed(*(bot.send_message(person.id, "一") for _ in range(5)))
        await timed(*(bot.send_message(person.id, "二") for _ in range(35)))
    assert api.too_many == 0
    assert len(person.sees()) == 40
    assert first < 0.2


async def test_many_messages_to_a_group(api):
    """Thirty cases at once in the desk's group pass the twenty of its minute only when the minute is over."""
    group = api.group(-1001234567890)
    async with strict(api, QUICK) as bot:
        seconds = await timed(*(bot.send_message(group.id, "新案件") for _ in range(30)))
    assert api.too_many == 0
    assert len(group.sees()) == 30
    assert seconds >= QUICK.group.seconds


async def test_everything_at_once(api):
    """Edits count too, and chats, groups and the bot keep their rates together."""
    people, group = [api.person() for _ in range(20)], api.group(-1005)
    async with strict(api, QUICK) as bot:
        sent = await asyncio.gather(*(bot.send_message(person.id, "一") for person in people for _ in range(4)))
        edits = [bot.edit_message_text("二", chat_id=one.chat.id, message_id=one.message_id) for one in sent]
        await asyncio.gather(*edits, *(bot.send_message(group.id, "新案件") for _ in range(22)))
    assert api.too_many == 0


async def test_the_server_is_really_strict(api):
    """Without our limits the same burst is refused: the tests above mean something."""
    async with strict(api, WIDE) as bot:
        api.be_strict()
        person = api.person()
        answers = await asyncio.gather(*(bot.send_message(person.id, "通知") for _ in range(8)), return_exceptions=True)
    assert api.too_many == sum(isinstance(answer, Exception) for answer in answers) == 3


async def test_a_person_waiting_goes_first():
    """With many deliveries waiting, the answer to somebody looking at the screen takes the next free place."""
    window, order = Window(Rate(1, 0.01)), []

    async def send(name, *, to_a_person=False):
        answering.set(to_a_person)
        async with window:
            order.append(name)

    async with asyncio.TaskGroup() as tasks:
        for name in ("delivery 1", "delivery 2", "delivery 3"):
            tasks.create_task(send(name))
        await asyncio.sleep(0)
        tasks.create_task(send("answer", to_a_person=True))
    assert order == ["delivery 1", "answer", "delivery 2", "delivery 3"]


async def test_who_gives_up_leaves_their_place_to_others():
    """A cancelled send, also one whose turn has just come, blocks nobody."""
    window = Window(Rate(1, 0.01))

    async def send():
        async with window:
            pass

    await send()
    tasks = [asyncio.create_task(send()) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    window._give_back()
    tasks[1].cancel()
    await asyncio.wait_for(tasks[2], 1)


async def test_idle_chats_are_forgotten(api):
    """Memory does not grow with the number of persons ever written to."""
    limits = RateLimits(Limits(bot=WIDE.bot, chat=Pace(5, 0.05)))

    async def answer(bot, method):
        return True

    for chat_id in range(1, 200):
        await limits(answer, None, SendMessage(chat_id=chat_id, text="喂"))
    assert len(limits._chats) > 100
    await asyncio.sleep(0.1)
    gc.collect()
    assert len(limits._chats) == 0


COUNTED = [
    (SendMessage(chat_id=1, text="喂"), True),
    (EditMessageText(chat_id=1, message_id=1, text="喂"), True),
    (ForwardMessage(chat_id=1, from_chat_id=2, message_id=1), True),
    (SendChatAction(chat_id=1, action="typing"), False),
    (AnswerCallbackQuery(callback_query_id="1"), False),
    (GetFile(file_id="1"), False),
]


@pytest.mark.parametrize(("method", "counted"), COUNTED, ids=lambda value: type(value).__name__)
def test_what_counts(method, counted):
    """Only what puts a message into a chat is held back."""
    assert puts_a_message(method) is counted
