"""How often a reporter hears while nothing happens is theirs to say, and they are never without a date."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.rhythm import MOST, NoSuchRhythm, TooEarlyToPause, choose_rhythm
from cases.people import CaseNotFound
from storage.tables import Conversation, Event, OutgoingState, TimelineEntry
from tests.world import Clock, Product, Reporter
from tests.world.people import Person

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def monday_morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=SHANGHAI))


async def becomes(product: Product, at: str) -> None:
    product.clock.set(datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))
    await product.settles()


async def news(product: Product) -> list[str]:
    """When the regular messages that wait are due."""
    rows = await product.outgoing("still_working")
    return [f"{one.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for one in rows if one.state is OutgoingState.WAITING]


async def chooses(reporter: Person, words: str) -> str:
    await reporter.says("看进展")
    await reporter.presses("多久说一次")
    return (await reporter.presses(words)).text


@pytest.mark.postgres
async def test_more_seldom_paused_and_as_before(product: Product, reporter: Reporter):
    """Each choice says the next date, that message comes then and names the next; what was chosen stands in the status."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    assert "下一次：最迟 11月30日 10:00" in await chooses(reporter, "每 7 天一次")
    assert "您选的是：每 7 天一次" in (await reporter.says("看进展")).text
    await becomes(product, "11-30 10:01")
    await reporter.looks()
    assert "12月7日 10:00 前再给您消息" in reporter.sees("还在核实").text
    assert "12月14日 10:00" in await chooses(reporter, "先停 14 天")
    assert await news(product) == ["12-14 10:00"]
    await becomes(product, "12-14 10:01")
    assert await news(product) == ["12-21 10:00"], "the pause is over, and what was chosen before goes on"
    assert "照平时的来" in await chooses(reporter, "照平时的来")
    assert await news(product) == ["12-17 10:00"]
    lines = [one.event for one in await product.all(TimelineEntry)]
    assert lines.count(Event.RHYTHM_CHOSEN) == 3


async def test_what_happens_is_told_as_ever(product: Product, reporter: Reporter):
    """A reply comes at once, whatever was chosen; what they asked is not forgotten in between, by the date it was promised."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await reporter.says("看进展")
    assert "先停 14 天" not in (await reporter.presses("多久说一次")).buttons
    async with product.parts.door.database.writing() as session:  # an old button
        chat = await session.get_one(Conversation, (await product.case()).conversation_id)
        with pytest.raises(TooEarlyToPause):
            await choose_rhythm(product.parts.door.hand(session, conversation=chat), number, "pause")
    assert "有人接手以后照这个来" in await chooses(reporter, "每 30 天一次")
    await expert.looks()
    await expert.presses("接手")
    assert await news(product) == ["12-23 10:00"]
    await expert.presses("答复报案人")
    await expert.says("已经联系银行，在等流水。")
    await product.settles()
    await reporter.looks()
    assert "12月23日 10:00 前再给您消息" in reporter.sees("已经联系银行").text
    await becomes(product, "12-23 09:30")
    await reporter.says("流水来了吗？能不能告诉我结果？")
    await becomes(product, "12-23 10:01")
    await reporter.looks()
    assert "您问的还没回，今天 11:40 前会有人在这里回您" in reporter.sees("还在核实").text


async def test_while_money_moves_the_plan_stands(product: Product, reporter: Reporter):
    """Nobody is told once a month while a stop may still help; two days later their choice counts."""
    expert = await product.expert()
    await reporter.presses("钱刚转出去")
    await reporter.tells_on()
    await reporter.presses("确认无误，提交")
    await expert.looks()
    await expert.presses("接手")
    before = await news(product)
    assert "钱可能还在动" in await chooses(reporter, "每 30 天一次")
    assert await news(product) == before == ["11-23 12:10"]
    await becomes(product, "11-25 12:00")
    assert await news(product) == ["12-25 10:00"]


async def test_forged_and_endless_choices(product: Product, reporter: Reporter):
    """Somebody else's case, what the plan does not offer and one choice after the other change nothing."""
    await product.expert()
    number = await reporter.has_reported()
    stranger = await product.reporter()
    for person, chosen, error in ((stranger, "weekly", CaseNotFound), (reporter, "yearly", NoSuchRhythm)):
        caller = await person.caller()
        with pytest.raises(error):
            async with product.parts.door.database.writing() as session:
                hand = product.parts.door.hand(session, conversation=caller.conversation)
                await choose_rhythm(hand, number, chosen)
    caller = await reporter.caller()
    for count in range(MOST):
        async with product.parts.door.database.writing() as session:
            hand = product.parts.door.hand(session, conversation=caller.conversation)
            await choose_rhythm(hand, number, ("daily", "weekly")[count % 2])
    assert "今天改得太多次了" in await chooses(reporter, "照平时的来")


async def test_what_is_promised_is_not_in_the_quiet_hours(product: Product, reporter: Reporter):
    """Whoever asked to hear in the evening alone is told an evening, and hears then: a morning would be a broken promise."""
    expert = await product.expert()
    await reporter.has_reported(suspect_can_read="yes", quiet_hours="evening")
    await expert.looks()
    await expert.presses("接手")
    assert await news(product) == ["11-26 18:00"]
    await reporter.says("看进展")
    assert "11月26日 18:00 前再给您消息" in reporter.sees("前再给您消息").text
    await becomes(product, "11-26 18:01")
    assert await news(product) == ["11-29 18:00"]
    await reporter.says("又想起一笔付款，流水在我这里。")
    due = (await product.case()).reply_due_at
    assert f"{due.astimezone(SHANGHAI):%m-%d %H:%M}" == "11-27 18:00", "by ten in the morning they would not read it"
