"""After the end: a mark, three questions and a remark; a low answer is a lead's task; and one question a month later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.people import Role
from storage.tables import Feedback, Measure
from tests.world import Product, Reporter


@pytest.mark.postgres
async def test_how_it_was_is_asked_once_and_a_low_answer_is_a_task(product: Product, reporter: Reporter):
    """The remark opens nothing again and is sealed; one task, however many answers are low; a month later one question."""
    lead = await product.expert("周敏", Role.LEAD)
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.takes_and_answers()
    await product.passes(timedelta(days=3))
    await reporter.looks()
    await reporter.presses("不满意")
    assert "按说好的时间吗" in reporter.last.text
    await reporter.presses("不是", on=reporter.last)
    assert "一次说清的吗" in reporter.last.text
    await reporter.presses("是", on=reporter.last)
    await reporter.presses("不想说", on=reporter.last)
    await reporter.says("说好周三回，等到周五也没有人回我")
    assert "记下了" in reporter.last.text
    (row,) = await product.all(Feedback)
    assert (row.in_time, row.once, row.clear) == (False, True, None)
    assert "周五".encode() not in row.sealed_remark
    assert (await product.case()).ended_at is not None
    assert len(await product.all(Measure)) == 1
    await lead.looks()
    assert "报案人评价不高：请联系对方" in lead.sees("交给您的措施").text
    await product.passes(timedelta(days=30))
    await reporter.looks()
    await reporter.presses("回来一部分", on=reporter.sees("又出了别的事吗"))
    assert "重新打开" in reporter.last.text
    await reporter.presses("还没完，重新打开", on=reporter.last)
    await reporter.says("又收到一封他们的邮件，账号是同一个")
    assert (await product.case()).ended_at is None
    await expert.looks()
    for pressed in ("不用回", "结束"):
        await expert.says((await product.case()).number)
        await expert.presses(pressed, on=expert.last)
    await expert.presses("咨询已答复")
    assert (await product.case()).ended_at is not None
    await product.passes(timedelta(days=60))
    await reporter.looks()
    assert reporter.count("又出了别的事吗") == reporter.count("办得怎么样") == 1


async def test_money_that_is_leaving_comes_before_a_remark(product: Product, reporter: Reporter):
    """Said where a remark was waited for, it is no remark: the telephone first, and the desk hears."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.takes_and_answers()
    await product.passes(timedelta(days=3))
    await reporter.looks()
    await reporter.presses("不满意")
    for answer in ("不是", "是", "不想说"):
        await reporter.presses(answer, on=reporter.last)
    await reporter.says("我们出纳刚才又转走了5万")
    assert "先打电话最要紧" in reporter.last.text
    (row,) = await product.all(Feedback)
    assert row.sealed_remark is None
