"""A case goes to a colleague, back into the queue or through an outage: nothing on its way is lost, and no promise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlmodel import select

from actions.passing_on import pass_on
from cases.people import Role
from storage.colleagues import MARK
from storage.tables import Case, Channel, Colleague, Conversation, Event, OutgoingState, TimelineEntry
from tests.stories.test_catching_up import DAY, HOUR, ONE, WORDS, Fair, Storm, answers, ends, outage, taken
from tests.stories.test_circulars import FIRMS, led, writes
from tests.stories.test_circulars import WORDS as CIRCULAR
from tests.stories.test_colleagues import has_seen, joins, names
from tests.stories.test_follow_ups import becomes, monday_morning  # noqa: F401 - a fixture
from tests.stories.test_linked import CARD
from tests.world import Product, Reporter


async def hands_over(product: Product, number: str, reporter: Reporter) -> None:
    """To the only colleague; the reporter leaves."""
    door, caller = product.parts.door, await reporter.caller()
    async with door.database.writing() as session:
        chat = await session.get_one(Conversation, caller.conversation.id)
        case = (await session.exec(select(Case).where(Case.number == number))).one()
        one = (await session.exec(select(Colleague).where(Colleague.case_id == case.id))).one()
        await pass_on(door.hand(session, conversation=chat), number, one.id.hex[:MARK], stays=False)


def before(product: Product, words: str, act: Callable[[], Awaitable[None]], *, to: int | None = None) -> None:
    """The first time that a message with these words is about to arrive, in that chat if one is named, that is done."""
    session: Any = product.parts.channels[Channel.WEB].bot.session
    through, done = session.make_request, list[bool]()

    async def make_request(bot: Any, method: Any, timeout: int | None = None) -> Any:
        is_there = to in {None, getattr(method, "chat_id", None)}
        if not done and is_there and words in (getattr(method, "text", "") or ""):
            done.append(True)
            await act()
        return await through(bot, method, timeout)

    session.make_request = make_request


async def has_a_date(product: Product) -> bool:
    """Something promised waits for whoever has the case."""
    case = await product.case()
    waits = [one for one in await product.outgoing() if one.state is OutgoingState.WAITING and one.promise]
    return any(one.conversation_id == case.conversation_id for one in waits)


async def test_an_answer_on_its_way_reaches_both(product: Product, reporter: Reporter):
    expert, number = await taken(product, reporter)
    lawyer = await joins(product, await names(reporter))
    await reporter.looks()
    before(product, "甲乙丙丁", lambda: hands_over(product, number, reporter))
    await answers(expert, number, "甲乙丙丁已查到")
    await product.passes(HOUR)
    assert await has_seen(reporter, "甲乙丙丁")
    assert await has_seen(lawyer, "甲乙丙丁")
    assert await has_a_date(product)


async def test_a_circular_on_its_way_comes_by_no_other_case(product: Product):
    """Whoever hands over the case by which it is just arriving reads it there, and once."""
    lead, people, numbers = await led(product)
    await joins(product, await names(people[1]))
    again = await people[1].has_reported(contact_phone="13800138002", company_name=FIRMS[1], story=f"又打到{CARD}")
    await joins(product, await names(people[1]))
    await lead.says(again)
    await lead.presses("放进系列")
    await lead.presses("冒充")
    asked = await writes(lead, numbers[0], CIRCULAR)
    told = next(one for one in (numbers[1], again) if f"告诉您（{one}）" in str([seen.text for seen in lead.screen]))
    before(product, CIRCULAR, lambda: hands_over(product, told, people[1]), to=people[1].chat_id)
    await lead.presses("发给这 3 位", on=asked)
    await product.passes(HOUR)
    await people[1].looks()
    assert people[1].count(CIRCULAR) == 1
    assert sum(one.ended_at is not None for one in await product.all(Colleague)) == 1


async def test_one_message_after_an_outage_on_its_way(product: Product, reporter: Reporter):
    expert, number = await taken(product, reporter)
    lawyer = await joins(product, await names(reporter))
    weather = outage(product)
    for text in (*WORDS[:2], "三", "四"):
        product.clock.passes(2 * HOUR)
        await answers(expert, number, text)
    await becomes(product, "11-29 10:05")
    before(product, ONE, lambda: hands_over(product, number, reporter))
    await ends(product, weather)
    await product.passes(HOUR)
    assert await has_seen(lawyer, WORDS[0])
    assert await has_a_date(product)


async def test_the_desk_hears_that_nobody_is_there(product: Product, reporter: Reporter):
    """The colleague had blocked us before they were given the case."""
    expert, number = await taken(product, reporter)
    lawyer = await joins(product, await names(reporter))
    weather = Storm(product.clock, Fair())
    weather.comes_between(product.parts.channels[Channel.WEB].bot)
    weather.blocked.add(lawyer.chat_id)
    await answers(expert, number, "第一句")
    await hands_over(product, number, reporter)
    await product.passes(HOUR)
    await expert.looks()
    assert Event.UNREACHABLE in [one.event for one in await product.all(TimelineEntry)]


async def test_what_waits_is_read_in_full_at_night_too(product: Product, reporter: Reporter):
    """Whoever presses is at the phone."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in WORDS:
        product.clock.passes(2 * HOUR)
        await answers(expert, number, text)
    await becomes(product, "11-26 10:05")
    await ends(product, weather)
    await reporter.looks()
    told = reporter.sees(ONE)
    (*_, whole) = [one for one in told.buttons if "全文" in one]
    await becomes(product, "11-26 21:00")
    shown = len(reporter.screen)
    await reporter.presses(whole, on=told)
    assert len(reporter.screen) == shown + 1


async def test_one_message_after_an_outage_comes_by_day(product: Product, reporter: Reporter):
    """And not what was overtaken meanwhile: the officer answered."""
    expert, number = await taken(product, reporter)
    weather = outage(product)
    for text in "一二三":
        product.clock.passes(2 * HOUR)
        await answers(expert, number, f"第{text}件")
    await becomes(product, "11-27 10:05")
    await answers(expert, number, "刚刚查清了：钱在甲银行。")
    await becomes(product, "11-27 21:00")
    weather.outages.clear()
    await product.passes(HOUR)
    assert not await has_seen(reporter, ONE)
    await becomes(product, "11-28 08:10")
    told = (
        next(one.text for one in reversed(reporter.screen) if ONE in one.text) if await has_seen(reporter, ONE) else ""
    )
    assert "钱在甲银行" in told
    assert "没有新的结果" not in told


async def test_leads_are_alarmed_again_when_a_case_comes_back(product: Product, reporter: Reporter):
    """Taken and put back: somebody is warned as of a fresh one. “I have it” by one after the other holds for its time."""
    lead, other = await product.expert("李芳", Role.LEAD), await product.expert("周敏", Role.LEAD)
    number = await reporter.has_reported()
    await becomes(product, "11-23 12:11")
    await becomes(product, "11-23 14:21")
    await lead.looks()
    await lead.presses("接手", on=lead.sees("还是没有人接手"))
    await lead.presses("退回队列", on=await lead.says(number))
    case = await product.case()
    assert case.answer_due_at > product.clock()
    await becomes(product, "11-24 08:01")
    await becomes(product, "11-24 12:01")
    for one in (lead, other):
        await one.looks()
    alarm, same = lead.sees("还是没有人接手"), other.sees("还是没有人接手")
    await lead.presses("我来盯", on=alarm)
    await other.presses("我来盯", on=same)
    await lead.presses("我来盯", on=alarm)
    left = len([one for one in await product.outgoing("promise_broken") if one.state is OutgoingState.SENT])
    for _ in range(4):
        await product.passes(DAY)
    again = len([one for one in await product.outgoing("promise_broken") if one.state is OutgoingState.SENT])
    assert again > left, "the time is over, and nobody has the case"
    assert timedelta(0) < product.clock() - case.answer_due_at
