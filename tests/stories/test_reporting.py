"""A company tells its report, and the desk has it."""

from __future__ import annotations

import re

import pytest

from tests.world import Product, Reporter


async def test_a_report_becomes_a_case_with_receipt_desk_notice_and_plan(product: Product, reporter: Reporter):
    """One conversation, one case; the reporter has a number and a time, the desk a card, the plan its rows."""
    expert = await product.expert()
    number = await reporter.reports()
    assert re.fullmatch(r"GC-\d{6}-[0-9A-HJKMNP-TV-Z]{5}", number)
    assert "前会有人在这里回您" in reporter.sees("收到了，编号").text
    await expert.looks()
    card = expert.sees(number)
    assert "合同诈骗" in card.text
    assert "宁波甬江精密机械有限公司" in card.text
    assert "320 万元" in card.text
    assert [row.state.value for row in await product.outgoing("receipt")] == ["sent"]
    assert {row.kind.value for row in await product.outgoing() if row.state.value == "waiting"} == {
        "still_waiting",
        "materials_reminder",
    }


async def test_the_reporter_is_told_what_was_understood(reporter: Reporter):
    """Every typed value is said back as it was understood, with a way to correct it."""
    await reporter.tells(until="loss_amount")
    seen = await reporter.says("三百二十万元")
    assert "320 万元（3,200,000.00）" in seen.text
    assert any("不对" in one for one in seen.buttons)


@pytest.mark.postgres
async def test_whoever_answers_first_has_the_case(product: Product, reporter: Reporter):
    """An answer to a case nobody took is also taking it: no promise runs out on a case that was answered."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("卷宗")
    await expert.presses("答复报案人")
    await expert.says("已经看到，请先保存好合同原件。")
    await reporter.looks()
    assert "陈立" in reporter.sees("请先保存好合同原件").text
    assert (await product.case()).holder_id
    assert [row.state.value for row in await product.outgoing("still_waiting")] == ["cancelled"]


async def test_a_receipt_when_nobody_is_there(product: Product, reporter: Reporter):
    """No officer has a chat or is signed in: nothing is said of who can see it, and 110 is named."""
    await reporter.has_reported()
    said = reporter.sees("收到了，编号").text
    assert "专家组现在没有人在线" in said
    assert "110" in said
    assert "会有人在这里回您" not in said
    await product.expert("陈立")
    other = await product.reporter()
    await other.has_reported()
    assert "会有人在这里回您" in other.sees("收到了，编号").text
