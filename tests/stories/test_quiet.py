"""A phone that the suspect may read: messages say only that there is something, until they are opened."""

from __future__ import annotations

from datetime import timedelta

from tests.world import Product, Reporter


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
