"""Number, stage, next date and officer always stand at the top: of the web page, and pinned on Telegram."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import update

from actions.reporter import go_quiet
from bot.webchat import events
from bot.webchat.top import Elsewhere, Tops
from cases.tracks import Service
from handlers.said.at_a_glance import Glance
from storage.tables import Case, Conversation, Pinned, WebChat
from tests.telegram.bot_api import BotApi
from tests.world import Clock, Reporter
from tests.world.on_telegram import Site
from tests.world.product import Served

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=SHANGHAI))


async def test_the_page_follows_the_case(served: Served, browsers):
    """The open page is told when the case moves; of two cases it shows the newer; a watched phone shows nothing."""
    visitor = browsers()
    await visitor.opens()
    reporter = Reporter(served, (await served.all(WebChat))[0].chat_id)
    expert = await served.expert("陈立")
    await reporter.looks()
    assert (await visitor.history())["top"] == []
    first = await reporter.has_reported()
    async with visitor.page() as page:
        assert (await page.next("top"))["lines"] == [f"{first} · 已收到，等待接手", "11月23日 12:10 前回您"]
        await expert.looks()
        await expert.presses("接手")
        taken = [f"{first} · 专家正在核实", "11月26日 10:00 前有消息 · 负责人：陈立"]
        assert (await page.next("top"))["lines"] == taken == (await visitor.history())["top"]
        await reporter.says("再报一件")
        second = await reporter.has_reported()
        newer = [f"{second} · 已收到，等待接手", "11月23日 12:10 前回您", "另有 1 件"]
        assert (await page.next("top"))["lines"] == newer
        door, caller = served.parts.door, await reporter.caller()
        async with door.database.writing() as session:
            await go_quiet(door.hand(session, conversation=caller.conversation), first)
        assert (await page.next("top"))["lines"] == []


async def test_an_open_page_asks_the_database_when_something_is_another(
    served: Served, browsers, monkeypatch: pytest.MonkeyPatch
):
    """Not with each heartbeat: with a change of its case, one that another process made, and when its date is over."""
    looks = Counter[int]()
    look = Tops.look

    async def counted(tops: Tops, chat_id: int) -> Glance | None:
        looks[chat_id] += 1
        return await look(tops, chat_id)

    monkeypatch.setattr(Tops, "look", counted)
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)
    visitor = browsers()
    await visitor.opens()
    reporter = Reporter(served, (await served.all(WebChat))[0].chat_id)
    await reporter.looks()
    number = await reporter.has_reported()
    elsewhere = Elsewhere(served.parts.door, served.parts.web_chat.live)
    async with visitor.page() as page:
        assert (await page.next("top"))["lines"][0] == f"{number} · 已收到，等待接手"
        await elsewhere.tick()  # what may have happened while it was opened
        await page.beats(10)
        before = looks.total()
        await elsewhere.tick()
        await page.beats(10)
        assert looks.total() == before
        async with served.parts.door.database.writing() as session:  # a statement: no flush tells of it
            await session.exec(update(Case).values(service=Service.TRIAGED))
        await elsewhere.tick()
        assert (await page.next("top"))["lines"][0] == f"{number} · 专家正在核实"
        served.clock.passes(timedelta(hours=4))
        assert (await page.next("top"))["lines"] == [f"{number} · 专家正在核实", "11月24日 10:00 前有消息"]


async def test_one_message_stays_pinned_on_telegram(site: Site, api: BotApi):
    """Sent and pinned without a sound, then changed in place, once a minute at most; gone from the chat, it comes anew."""
    expert, reporter = await site.officer("陈立"), await site.newcomer()
    (pins,) = [one for one in site.parts.heartbeat.also if one.id == "pins"]
    number = await reporter.has_reported()

    def tops() -> list[str]:
        return [one.text for one in reporter.person.sees() if one.text.startswith(f"{number} ·")]

    await pins.tick()
    waits = f"{number} · 已收到，等待接手\n11月23日 12:10 前回您"
    (pinned,) = api.called("pinChatMessage")
    (sent,) = [one for one in api.called("sendMessage") if one.params["text"] == waits]
    assert (sent.params["disable_notification"], pinned.params["disable_notification"]) == ("true", "true")
    await expert.presses("接手")
    await api.settled()
    await pins.tick()
    assert tops() == [waits], "it was changed within this minute"
    await site.becomes_later(timedelta(minutes=1))
    await pins.tick()
    taken = f"{number} · 专家正在核实\n11月26日 10:00 前有消息 · 负责人：陈立"
    assert tops() == [taken]
    top = next(one for one in reporter.person.sees() if one.text == taken)
    top.deleted = True  # by whoever has the phone
    await reporter.person.says("/withdraw")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    await site.becomes_later(timedelta(minutes=1))
    await pins.tick()
    assert tops() == [f"{number} · 已撤回"]
    assert len(api.called("pinChatMessage")) == 2


async def test_what_is_pinned_goes_with_its_case(site: Site, api: BotApi):
    """A case was destroyed, or handed to a colleague: what stood at the top of that chat says nothing of it any more."""
    reporter = await site.newcomer()
    await reporter.person.says("/start")
    (pins,) = [one for one in site.parts.heartbeat.also if one.id == "pins"]
    top = reporter.person.sees()[-1]
    (chat,) = [one for one in await site.all(Conversation) if one.member_id is None]
    async with site.parts.door.database.writing() as session:
        row = Pinned(conversation_id=chat.id, message_id=top.id, shows="a case", changed_at=site.clock())
        session.add(row)
    for _ in range(2):
        await site.becomes_later(timedelta(minutes=2))
        await pins.tick()
    assert "GC-" not in top.text
    assert len(api.called("unpinChatMessage")) == 1
    top.deleted = True  # it cannot be changed any more, and goes from the top all the same
    async with site.parts.door.database.writing() as session:
        stands = await session.get_one(Pinned, chat.id)
        stands.message_id, stands.shows = top.id, "a case"
    await site.becomes_later(timedelta(minutes=2))
    await pins.tick()
    assert len(api.called("unpinChatMessage")) == 2
