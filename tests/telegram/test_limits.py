"""Telegram's rates: never passed, hardly left unused, and not felt by a person. Rates are scaled so that tests are quick."""

from __future__ import annotations

import asyncio
import gc
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import astuple

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, ForwardMessage, GetFile, SendChatAction, SendMessage

from bot.places import Few, NoPlace, Rank, rank
from bot.telegram.connect import telegram_bot
from bot.telegram.limits import FEW, Limits, Pace, Rate, RateLimits, Window, puts_a_message

QUICK = Limits(bot=Rate(30, 0.1), chat=Pace(5, 0.05), group=Rate(20, 1.5))
WIDE = Limits(Rate(10_000, 1), Pace(10_000, 1), Rate(10_000, 1))


@asynccontextmanager
async def strict(api, limits):
    """A bot keeping these limits, and a server that answers 429 to whoever passes them."""
    api.be_strict(astuple(limits.bot), astuple(limits.chat), astuple(limits.group))
    bot = telegram_bot(api.token, api.url, RateLimits(limits))
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


async def order_of(window, *waiting):
    """Who got a place when, of those who came in this order while there was none: (name, rank)."""
    order = []

    async def send(name, of_rank):
        rank.set(of_rank)
        async with window:
            order.append(name)

    async with asyncio.TaskGroup() as tasks:
        for name, of_rank in waiting:
            tasks.create_task(send(name, of_rank))
            await asyncio.sleep(0)
    return order


async def test_the_way_there_and_back_is_not_waited_for_twice():
    """Only what it takes at least, as soon as that is known; after a failure nobody knows when it was counted."""
    window = Window(Rate(1, 0.5))

    async def until_the_next(*, fails: bool = False) -> float:
        with suppress(ZeroDivisionError):
            async with window:
                if fails:
                    raise ZeroDivisionError
        began = time.monotonic()
        async with window:
            return time.monotonic() - began

    for _ in range(FEW - 1):
        window.took(0.05)
    assert await until_the_next() >= 0.5
    window.took(0.05)
    await asyncio.sleep(0.5)
    assert 0.45 <= await until_the_next() < 0.5
    await asyncio.sleep(0.5)
    assert await until_the_next(fails=True) >= 0.5
    window.took(0.0001)
    await asyncio.sleep(0.5)
    assert await until_the_next() >= 0.499


async def test_a_person_waiting_goes_first():
    """With many deliveries waiting, the answer to somebody looking at the screen takes the next free place."""
    deliveries = [(f"delivery {n}", Rank.ROUTINE) for n in (1, 2, 3)]
    order = await order_of(Window(Rate(1, 0.01)), *deliveries, ("answer", Rank.ANSWER))
    assert order == ["delivery 1", "answer", "delivery 2", "delivery 3"]


async def test_an_urgent_delivery_goes_before_all():
    """A money alert lets neither the routine messages nor the answers of a busy minute go before it."""
    before = [("delivery", Rank.ROUTINE), ("delivery", Rank.ROUTINE), ("answer", Rank.ANSWER)]
    order = await order_of(Window(Rate(1, 0.01)), *before, ("alert", Rank.URGENT))
    assert order == ["delivery", "alert", "answer", "delivery"]


async def test_answers_do_not_hold_up_deliveries_for_ever():
    """However many answers wait, after three of them a delivery has its turn; and urgent ones let answers through."""
    answers = [("answer", Rank.ANSWER)] * 8
    order = await order_of(Window(Rate(1, 0.01)), *answers, ("delivery", Rank.ROUTINE), ("delivery", Rank.ROUTINE))
    assert order == ["answer"] * 4 + ["delivery"] + ["answer"] * 3 + ["delivery"] + ["answer"]
    alerts = [("alert", Rank.URGENT)] * 5
    order = await order_of(Window(Rate(1, 0.01)), *alerts, ("answer", Rank.ANSWER))
    assert order == ["alert"] * 4 + ["answer"] + ["alert"]


async def test_one_place_in_the_chat_for_a_delivery_and_its_message(api):
    """A delivery waits for its chat before it is made ready; sending it takes no second place there."""
    person, limits = api.person(), RateLimits(Limits(bot=WIDE.bot, chat=Pace(1, 60)))
    bot = telegram_bot(api.token, api.url, limits)
    try:
        async with limits.place(person.id):
            await asyncio.wait_for(bot.send_message(person.id, "通知"), 5)
    finally:
        await bot.session.close()
    assert len(person.sees()) == 1


async def test_who_waits_when_we_stop_goes_without():
    """Deliveries hear at once that there is no place any more; an answer still gets its turn."""
    limits = RateLimits(Limits(bot=Rate(1, 0.05), chat=Pace(1, 0.05), group=Rate(1, 30)))

    async def delivery():
        async with limits.place(-1):
            return "sent"

    async def answer():
        rank.set(Rank.ANSWER)
        async with limits._bot:
            return "answered"

    assert await delivery() == "sent"
    async with limits._bot:
        waiting = [asyncio.create_task(delivery()), asyncio.create_task(answer())]
        await asyncio.sleep(0)
        limits.close()
    sent, answered = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 1)
    assert isinstance(sent, NoPlace)
    assert answered == "answered"


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


# --- a channel without a rate


async def test_it_leaves_the_processor_to_others():
    """Beside other processes it rests twice as long as it worked; what is urgent does not make the next one wait."""
    line, works = Few(1, rests=2), 0.05

    async def delivers(how: Rank) -> None:
        rank.set(how)
        async with line.place(1):
            await asyncio.sleep(works)

    assert await timed(*(delivers(Rank.ROUTINE) for _ in range(4))) >= 12 * works
    assert await timed(*(delivers(Rank.URGENT) for _ in range(4))) < 8 * works
    resting = asyncio.create_task(delivers(Rank.ROUTINE))
    await asyncio.sleep(1.5 * works)
    assert await timed(delivers(Rank.URGENT)) < 1.8 * works  # nor does it wait while another rests
    line.close()
    await resting
