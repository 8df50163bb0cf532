"""Buttons from further up: what they say can still be had, below; what stands there stays, whatever came between."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.world import Clock, Product, Reporter

MESSAGE = (
    "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)320,000.00元，余额1,024.33元。"
    "对方户名：杭州某某贸易有限公司，对方账号：6222021234567890123。"
)


async def test_the_sheet_comes_from_an_old_button(product: Product, reporter: Reporter, clock: Clock):
    """Questions later, and after the report went: below, and the old message stays what it was."""
    clock.set(datetime(2026, 11, 23, 14, 16, tzinfo=ZoneInfo("Asia/Shanghai")))
    await reporter.presses("钱刚转出去")
    old = await reporter.says("6222 0212 3456 7890 123")
    assert "先看要念的" in old.buttons
    await reporter.says(MESSAGE)
    await reporter.presses("接着把事情说完")
    step = await reporter.step()
    for _ in range(2):
        seen = await reporter.presses("先看要念的", on=old)
        assert "照着念" in seen.text
        assert "6222 0212 3456 7890 123" in seen.text
        assert await reporter.step() == step
    why = await reporter.presses("为什么问", on=old)
    assert "？" not in why.text  # nothing that could be taken for the open question
    await reporter.presses("接着把事情说完")
    await reporter.tells_on()
    number = await reporter.submits()
    assert number in (await reporter.presses("先看要念的", on=old)).text
    assert old in reporter.screen


async def test_the_way_back_leads_to_the_question_it_was_said_of(product: Product, reporter: Reporter):
    """改那一题, pressed after another answer: the question that was asked about, not the one that came next."""
    await reporter.tells(until="reporter_role")
    old = reporter.last
    await reporter.says("我是财务负责人")
    assert await reporter.step() == "suspect_can_read"
    said = await reporter.presses("法定代表人", on=old)
    assert "已经答过了" in said.text
    await reporter.presses("看不到", on=next(one for one in reporter.screen if "看不到" in one.buttons))
    asked = await reporter.presses("改那一题", on=said)
    assert await reporter.step() == "reporter_role"
    assert any("法定代表人" in one for one in asked.buttons)
    assert old in reporter.screen and said in reporter.screen
