"""Stories of a conversation over HTTP: what is said stays said."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.types import CallbackQuery, Message
from structlog.testing import capture_logs


async def test_reload_keeps_everything(reporter):
    """A page loaded again shows the greeting with its buttons, what was said and the answer, and no /start."""
    await reporter.says("三百二十万")
    await reporter.sees("三百二十万")
    greeting, said, echoed = await _three(reporter)
    assert [[one["text"] for one in row] for row in greeting["keyboard"]] == [["钱刚转出去", "不是"], ["以后再说"]]
    assert greeting["entities"][0] == {"type": "bold", "offset": 3, "length": 6}
    assert said["mine"] and not echoed["mine"]
    assert "callback_data" not in str(greeting) and "yes" not in str(greeting)


async def test_restart_keeps_history_and_edits_work(house, reporter):
    """After a restart the old messages are there, and the old button edits its old message in place."""
    before = await reporter.messages()
    await house.restart()
    reporter.http.base_url = house.url
    assert await reporter.messages() == before
    answer = await reporter.presses(before[0], "钱刚转出去")
    assert answer.json() == {"toast": "记下了", "alert": False, "url": None}
    (edited,) = await reporter.messages()
    assert edited["id"] == before[0]["id"] and edited["text"] == "您选了 yes" and edited["edited"]


async def test_every_tab_sees_the_same(reporter):
    """Two tabs of one chat get the same message, and the toast goes only to the one that pressed."""
    event = (await reporter.history())["event"]
    async with reporter.page(event) as one, reporter.page(event) as two:
        await reporter.says("在吗")
        assert [(await one.next())["text"], (await one.next())["text"]] == ["在吗", "在吗"]
        assert [(await two.next())["mine"], (await two.next())["mine"]] == [True, False]


@pytest.mark.postgres
async def test_a_page_catches_up_by_its_last_event(reporter):
    """A page that was away gets exactly what changed since, edits included, each message once."""
    greeting = (await reporter.messages())[0]
    event = (await reporter.history())["event"]
    await reporter.says("一")
    await reporter.sees("一")
    await reporter.presses(greeting, "不是")
    async with reporter.page(0, **{"Last-Event-ID": str(event)}) as page:
        caught = [await page.next() for _ in range(3)]
    assert [one["text"] for one in caught] == ["一", "一", "您选了 no"]
    assert caught[2]["id"] == greeting["id"]
    assert [one["event_id"] for one in caught] == sorted(one["event_id"] for one in caught)


@pytest.mark.postgres
async def test_older_pages(reporter):
    """History comes in pages, oldest first in each, without gaps."""
    for number in range(45):
        await reporter.says(f"第{number}句")
    await reporter.sees("第44句")
    newest = await reporter.history()
    assert newest["more"] and len(newest["messages"]) == 40
    older = [await reporter.history(before=newest["oldest"])]
    while older[-1]["more"]:
        older.append(await reporter.history(before=older[-1]["oldest"]))
    ids = [one["id"] for page in (*reversed(older), newest) for one in page["messages"]]
    assert ids == sorted(set(ids)) and len(ids) == 91


@pytest.mark.postgres
async def test_the_same_message_twice_is_one(house, reporter):
    """A browser that did not hear the answer sends again: one message, handled once."""
    house.seen.clear()
    first, second = await asyncio.gather(reporter.says("一次", "client-0001"), reporter.says("一次", "client-0001"))
    assert first.json()["id"] == second.json()["id"]
    await reporter.says("完")
    await reporter.sees("完")
    assert [one.text for one in house.seen] == ["一次", "完"]


@pytest.mark.postgres
async def test_killed_between_storing_and_handling(house, reporter):
    """What was stored and not handled is handled after the next start, as the same update, in order."""
    await house.stop()
    await house.start(feeding=False)
    reporter.http.base_url = house.url
    await reporter.says("先")
    await reporter.says("后")
    house.seen.clear()
    await house.restart()
    reporter.http.base_url = house.url
    await reporter.sees("后")
    while len(await reporter.messages()) < 5:
        await asyncio.sleep(0.01)
    assert [one.text for one in house.seen] == ["先", "后"]
    assert await house.web.updates.resume() == 0


async def test_a_failing_handler_does_not_stop_the_chat(house, reporter):
    """A message whose handler fails is logged without its words and tried again after a restart; later ones go on."""
    with capture_logs() as lines:
        await reporter.says("坏")
        await reporter.says("还在吗")
        await reporter.sees("还在吗")
    assert [line["error"] for line in lines if line["event"] == "web chat update not handled"] == ["RuntimeError"]
    assert "坏" not in str(lines)
    house.seen.clear()
    await house.restart()
    reporter.http.base_url = house.url
    while not house.seen:
        await asyncio.sleep(0.01)
    assert [one.text for one in house.seen] == ["坏"]


async def test_order_and_typing(house, reporter):
    """While one message is being handled the page shows typing, and the next waits its turn."""
    event = (await reporter.history())["event"]
    async with reporter.page(event) as page:
        await reporter.says("慢")
        assert await page.next("typing") == {"event_id": 0}
        await reporter.says("快")
        house.gate.set()
        assert [(await page.next())["text"] for _ in range(3)] == ["快", "好了", "快"]


async def test_who_the_handlers_see(house, newcomer):
    """Handlers see a private chat with a nameless person, the browser's language and a bot that can answer."""
    person = newcomer(**{"Accept-Language": "en-GB,en;q=0.9"})
    await person.opens(start="abc")
    greeting = await person.sees("护企")
    await person.presses(greeting, "钱刚转出去")
    message, query = house.seen
    assert isinstance(message, Message) and message.text == "/start abc"
    assert message.chat.type == "private" and message.from_user.id == message.chat.id >= 4_000_000_000_000_000
    assert message.from_user.language_code == "en" and message.from_user.first_name == ""
    assert isinstance(query, CallbackQuery) and query.data == "yes"
    assert query.message.reply_markup.inline_keyboard[1][0].callback_data == "later"
    assert query.message.html_text.startswith("这里是<b>护企绿色通道</b>")


async def test_said_while_closing(house, reporter):
    """What is said while the house closes is kept and handled after the next start; a press is asked for again."""
    greeting = await reporter.sees("护企")
    await house.web.updates.close()
    assert (await reporter.says("最后一句")).status_code == 200
    assert (await reporter.presses(greeting, "不是")).status_code == 500
    await house.restart()
    reporter.http.base_url = house.url
    await reporter.sees("最后一句")


async def test_the_server_stops_with_pages_open(house, reporter):
    """Open pages do not keep the server from stopping."""
    async with reporter.page() as page:
        await page.next()
        stopping = asyncio.create_task(house.stop())
        assert await page.ends()
        await asyncio.wait_for(stopping, 3)


async def test_a_closed_page_is_forgotten(house, reporter):
    """A page that goes away leaves nothing behind in the house."""
    async with reporter.page() as page:
        await page.next()
        assert house.web.live.open_pages == 1
    async with asyncio.timeout(3):
        while house.web.live.open_pages:
            await asyncio.sleep(0.01)


async def _three(reporter) -> list[dict]:
    while len(found := await reporter.messages()) < 3:
        await asyncio.sleep(0.01)
    return found
