"""Thanks after a report are answered as thanks; and nothing answers a question of the desk that was never opened."""

from __future__ import annotations

import pytest

from cases.tracks import Service
from storage.tables import Author, CaseMessage
from tests.stories.test_quiet import ONLY_A_LINE, held
from tests.stories.test_replies import case_of, monday_morning, taken
from tests.world import Product, Reporter

__all__ = ["monday_morning"]


@pytest.mark.parametrize(
    "said", ["谢谢", "谢谢陈警官", "好的，辛苦了", "感激不尽", "知道了，谢谢各位警官", "Thanks for your help"]
)
async def test_thanks_are_answered_warmly(product: Product, reporter: Reporter, said: str):
    """No receipt, and no time that nobody is bound to; a time that was told before is named again."""
    await taken(product, reporter)
    await reporter.says(said)
    assert reporter.last.text.startswith("不客气")
    assert "已转给" not in reporter.last.text
    assert (await case_of(product)).asked_at is None
    await reporter.says("你们什么时候来人？")
    await reporter.says(said)
    assert "您前面问的，今天 12:10 前会有人在这里回您" in reporter.last.text


@pytest.mark.parametrize(
    "said",
    ["谢谢，他又给我打电话了", "辛苦了，材料我明天送来", "好的，那我现在去银行", "谢谢，钱什么时候回来", "麻烦快点"],
)
async def test_more_than_thanks_is_passed_on(product: Product, reporter: Reporter, said: str):
    """Whatever is said beside them waits for a reply."""
    await taken(product, reporter)
    await reporter.says(said)
    assert "已转给 陈立" in reporter.sees("已转给").text
    assert (await case_of(product)).asked_at


async def test_a_yes_answers_what_was_asked(product: Product, reporter: Reporter):
    """好的 to a question is passed on as its answer; 谢谢 to it answers nothing."""
    expert = await taken(product, reporter)
    await expert.looks()
    await expert.presses("问报案人")
    await expert.says("明天上午九点来一趟方便吗？")
    await reporter.looks()
    await reporter.says("谢谢")
    await reporter.says("看进展")
    assert "还没回" in reporter.last.text
    await reporter.says("好的")
    assert "已转给 陈立" in reporter.last.text
    await reporter.says("看进展")
    assert "还没回" not in reporter.last.text


@pytest.mark.parametrize("said", ["谢谢", "好的", "你们会不会打我老公电话"])
async def test_what_was_not_opened_is_not_answered(product: Product, reporter: Reporter, said: str):
    """The question stays open until it lay before them and they wrote after that."""
    await held(product, reporter)
    await reporter.says(said)
    assert "您还没打开看" in reporter.sees("您还没打开看").text
    assert (await product.case()).service is Service.MATERIALS_REQUESTED
    await reporter.says("看进展")
    assert "专家问了您一个问题，还没回" in reporter.sees("还没回").text
    await reporter.looks()
    await reporter.presses("现在方便，打开看", on=reporter.sees(ONLY_A_LINE))
    await reporter.says("已经把他的权限停了")
    assert (await product.case()).service is Service.TRIAGED
    await reporter.says("看进展")
    assert "还没回" not in reporter.last.text
    assert [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]
