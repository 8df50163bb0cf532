"""What waits for a reporter, in an officer's hands: sent now, said in their words, put off, called off; never without a date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import Author, CaseMessage, OutgoingState, Why
from tests.stories.test_follow_ups import SHANGHAI, becomes, monday_morning  # noqa: F401 - a fixture
from tests.world import Product, Reporter


async def taken(product: Product, reporter: Reporter):
    """An officer has the case; the next news is promised for Thursday."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await reporter.looks()
    assert "11月26日 10:00 前再给您消息" in reporter.last.text
    return expert, number


async def waiting(product: Product, kind: str) -> str:
    (row,) = [one for one in await product.outgoing(kind) if one.state is OutgoingState.WAITING]
    return f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"


async def chooses(expert, number: str, verb: str, what: str = "定期告知进展"):
    """From the card of the case by its list of messages to the one that is meant."""
    card = await expert.says(number)
    listed = await expert.presses("消息和承诺", on=card)
    asked = await expert.presses(verb, on=listed)
    return await expert.presses(next(one for one in asked.buttons if what in one), on=asked)


@pytest.mark.postgres
async def test_the_chat_lists_what_comes_and_what_went(product: Product, reporter: Reporter):
    """Beneath a case: the next messages to its reporter with their times, which of them were promised, and those sent."""
    expert, number = await taken(product, reporter)
    listed = (await expert.presses("消息和承诺", on=await expert.says(number))).text
    coming, _, past = listed.partition("以前的：")
    assert "11月26日 10:00 定期告知进展（已承诺）" in coming
    assert "提醒补材料" in coming
    assert "接手" in past
    assert "已发出" in past


@pytest.mark.postgres
async def test_a_promised_message_in_the_officers_words(product: Product, reporter: Reporter):
    """At its time the reporter reads the officer's own words under their name, with the next date; then it was said."""
    expert, number = await taken(product, reporter)
    await chooses(expert, number, "换自己的话说")
    await expert.says("银行流水调到了，正在核对。")
    assert [one.author for one in await product.all(CaseMessage)] == []
    assert "「银行流水调到了，正在核对。」" in (await expert.presses("消息和承诺", on=await expert.says(number))).text
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    told = reporter.sees("银行流水调到了").text
    assert "陈立" in told
    assert "11月29日 10:00 前再给您消息" in told
    assert "没有新的结果" not in told
    (said,) = await product.all(CaseMessage)
    assert said.author is Author.DESK
    assert "银行流水调到了" in (await expert.says(number)).text


@pytest.mark.postgres
async def test_put_off_with_a_reason(product: Product, reporter: Reporter):
    """The reporter reads at once the old time, the new one and why; nothing comes before it, and then it does."""
    expert, number = await taken(product, reporter)
    asked = await chooses(expert, number, "推迟")
    await expert.presses("晚 3 天", on=asked)
    await expert.says("对方银行月底才给回执。")
    await reporter.looks()
    told = reporter.sees("要晚一些").text
    assert "11月26日 10:00" in told
    assert "陈立" in told
    assert "对方银行月底才给回执。" in told
    assert "11月29日 10:00 前再给您消息" in told
    assert await waiting(product, "still_working") == "11-29 10:00"
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    assert reporter.count("还在核实") == 0
    await becomes(product, "11-29 10:01")
    await reporter.looks()
    assert reporter.count("还在核实") == 1


@pytest.mark.postgres
async def test_called_off_and_the_next_one_promised_at_once(product: Product, reporter: Reporter):
    """Nobody is left without a date: who was told of Thursday reads that Sunday takes its place, and why."""
    expert, number = await taken(product, reporter)
    await chooses(expert, number, "取消这条")
    await expert.says("周四全队封闭办案，没有新情况。")
    await reporter.looks()
    told = reporter.sees("这次不发了").text
    assert "周四全队封闭办案" in told
    assert "11月29日 10:00 前再给您消息" in told
    assert await waiting(product, "still_working") == "11-29 10:00"
    called_off = [one for one in await product.outgoing("still_working") if one.why is Why.CALLED_OFF]
    assert [one.state for one in called_off] == [OutgoingState.CANCELLED]


async def test_called_off_again_and_again_leaves_nobody_for_weeks(product: Product, reporter: Reporter):
    """As little as one that is put off: never later than fourteen days from now."""
    expert, number = await taken(product, reporter)
    for _ in range(5):
        await chooses(expert, number, "取消这条")
        await expert.says("没有新情况。")
    assert "报案人不能太久没有消息" in expert.last.text
    assert await waiting(product, "still_working") < "12-08 10:01"


@pytest.mark.postgres
async def test_sent_now(product: Product, reporter: Reporter):
    """What was to come on Thursday comes today, names the date three days on, and does not come again on Thursday."""
    expert, number = await taken(product, reporter)
    await chooses(expert, number, "现在就发")
    await product.settles()
    await reporter.looks()
    assert "11月26日 10:00 前再给您消息" in reporter.sees("还在核实").text
    assert await waiting(product, "still_working") == "11-26 10:00"


async def test_of_what_nobody_was_told_the_reason_stays_with_the_team(product: Product, reporter: Reporter):
    """A reminder that is called off: the reporter reads nothing of it, the team a note, and the promised news stands."""
    expert, number = await taken(product, reporter)
    before = len(reporter.screen)
    await chooses(expert, number, "取消这条", "提醒补材料")
    await expert.says("材料当面交过了。")
    await becomes(product, "11-24 10:01")
    assert len((await reporter.looks()) and reporter.screen) == before
    (note,) = await product.all(CaseMessage)
    assert note.author is Author.NOTE
    assert await waiting(product, "still_working") == "11-26 10:00"


async def test_words_that_nobody_of_the_unit_says(product: Product, reporter: Reporter):
    """Neither as what comes nor as a reason: it is stopped, and what was planned stands as it was."""
    expert, number = await taken(product, reporter)
    await chooses(expert, number, "换自己的话说")
    answer = await expert.says("请把验证码发给我。")
    assert "没有发" in answer.text
    await becomes(product, "11-26 10:01")
    await reporter.looks()
    assert "没有新的结果" in reporter.sees("还在核实").text


async def test_a_colleague_changes_nothing_of_it(product: Product, reporter: Reporter):
    """Who does not have the case reads the list, and is offered nothing."""
    _, number = await taken(product, reporter)
    other = await product.expert("吴越")
    listed = await other.presses("消息和承诺", on=await other.says(number))
    assert "定期告知进展" in listed.text
    assert "推迟" not in listed.buttons


async def test_a_list_of_yesterday(product: Product, reporter: Reporter):
    """A message that has left meanwhile is not changed: the press says so."""
    expert, number = await taken(product, reporter)
    asked = await expert.presses("换自己的话说", on=await expert.presses("消息和承诺", on=await expert.says(number)))
    await expert.presses(next(one for one in asked.buttons if "提醒补材料" in one), on=asked)
    product.clock.passes(timedelta(days=1))
    await product.settles()
    assert "已经发出" in (await expert.says("请带上合同原件。")).text
