"""The same on Telegram: in a phone's chat and in a group, with what Telegram refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.people import Role
from storage.tables import OutgoingState
from tests.telegram.bot_api import BotApi
from tests.world.on_telegram import Site

SLOT = timedelta(minutes=10)
TOGETHER = "件新案件，还没有人接手"


async def report(site: Site, count: int) -> list[str]:
    return [await (await site.newcomer(f"王敏{number}")).has_reported() for number in range(count)]


async def test_an_officers_phone_rings_twice_for_three_cases(site: Site):
    """The first at once; ten minutes later one message for the two others, and its buttons lead on."""
    officer = await site.officer()
    first, *others = await report(site, 3)
    await officer.waits_for(first, 10, ever=True)
    await site.becomes_later(SLOT)
    digest = await officer.waits_for(TOGETHER, 10)
    assert all(number in digest.text for number in others)
    await officer.presses(others[0][-5:], on=digest)
    await officer.waits_for(f"{others[0]} · 鄞州区", 10)
    await officer.presses("队列", on=digest)
    await officer.waits_for("待接手", 10)


async def test_a_group_hears_of_its_cases_together_and_has_no_button_to_a_queue(site: Site, api: BotApi):
    """The queue would be that of whoever presses, and show a group more than its district."""
    lead, group = await site.officer("李芳", Role.LEAD), api.group(-1001)
    await lead.within(group).says("/bind yinzhou")
    await group.waits_for("这个群会收到鄞州区的新案件")
    await report(site, 3)
    await site.becomes_later(SLOT)
    digest = await group.waits_for(TOGETHER, 10)
    assert "又来了 2 件" in digest.text
    assert len(digest.buttons) == 2


@pytest.mark.postgres
async def test_a_group_that_takes_no_messages_any_more(site: Site, api: BotApi):
    """Its topic was closed while it gathered: the lead hears of it, and no row of the cases says that they were told."""
    lead, group = await site.officer("李芳", Role.LEAD), api.group(-1001)
    await lead.within(group).says("/bind")
    await group.waits_for("这个群会收到全部新案件")
    await report(site, 3)
    await site.ended("new_case", OutgoingState.SENT, 2)
    api.chats[group.id].refusal = (400, "Bad Request: TOPIC_CLOSED")
    await site.becomes_later(SLOT)
    await lead.waits_for("一个工作群收不到消息了", 10, ever=True)
    assert len(await site.ended("new_case", OutgoingState.BROKEN, 2)) == 2


@pytest.mark.postgres
async def test_who_had_blocked_us_hears_of_what_is_still_new(site: Site):
    """Blocked while it gathered, and back later: the same message then, with what nobody has taken."""
    officer = await site.officer()
    numbers = await report(site, 3)
    await officer.waits_for(numbers[0], 10, ever=True)
    await officer.blocks()
    await site.becomes_later(SLOT)
    await site.ended("new_cases", OutgoingState.GONE)
    await officer.unblocks()
    await officer.says("/menu")
    await site.becomes_later(timedelta())
    digest = await officer.waits_for(TOGETHER, 10)
    assert all(number in digest.text for number in numbers[1:])
    assert len(await site.ended("new_case", OutgoingState.SENT, 3)) == 3


async def test_a_line_that_broke_says_that_it_may_be_a_repeat(site: Site, api: BotApi):
    """Nobody knows whether it went out: it comes again, marked, and names each case once."""
    officer = await site.officer()
    numbers = await report(site, 3)
    await officer.waits_for(numbers[0], 10, ever=True)
    api.drop_next("sendMessage", done=True)
    await site.becomes_later(SLOT)
    await site.sees_retry("new_cases")
    await site.becomes_later(timedelta(minutes=1))
    digest = await officer.waits_for("可能重复", 10, ever=True)
    assert [digest.text.count(number) for number in numbers[1:]] == [1, 1]
    assert len(await site.ended("new_case", OutgoingState.SENT, 3)) == 3
