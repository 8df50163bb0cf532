"""Nobody came by the time that was promised: whoever asks is told so, and by when they hear of us now."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.world import Clock, Product, Reporter

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def evening(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 20, 38, tzinfo=SHANGHAI))


async def test_a_promise_that_was_not_kept_is_owned(product: Product, reporter: Reporter):
    """In the midst of the questions of the money lane, in both languages: the time that was, the next, and a person."""
    await product.expert("陈立")
    await reporter.presses("钱刚转出去")
    await reporter.says("6222 0212 3456 7890 123")
    due = await answer_due(product)
    step = await reporter.step()
    early = (await reporter.says("烦不烦 我到底找谁 你们人呢")).text
    assert f"今天 {due} 前再给您消息" in early
    assert "说「找人」" in early
    assert "这一题可以先跳过" in early
    assert "没做到" not in early
    await product.passes(timedelta(minutes=20))
    late = (await reporter.says("到点了怎么没人理我")).text
    assert f"今天 {due} 前给您回音" in late
    assert "没做到" in late
    assert f"{(await next_time(product))} 前再给您消息" in late
    assert await reporter.step() == step
    await reporter.says("/language")
    said = (await reporter.says("nobody answered me")).text
    assert "promised word by" in said
    assert due in said


async def test_it_is_owned_after_the_report_went_too(product: Product, reporter: Reporter):
    """Nobody was there: the receipt of their words names a time all the same, and what was missed is said."""
    await reporter.has_reported()
    due = await answer_due(product)
    assert f"{due} 前我会告诉您有没有人看" in (await reporter.says("对方又换了号码")).text
    await product.passes((await product.case()).answer_due_at - product.clock() + timedelta(minutes=2))
    status = (await reporter.says("/status")).text
    assert "没做到" in status
    assert f"今天 {due} 前会有人在这里回您" not in status
    await reporter.says("说好的人呢 怎么没人理我")
    said = reporter.last.text
    assert f"{due} 前给您回音" in said
    assert f"{await next_time(product)} 前再给您消息" in said


async def answer_due(product: Product) -> str:
    return _clock((await product.case()).answer_due_at)


async def next_time(product: Product) -> str:
    case = await product.case()
    return _clock(case.reply_due_at or case.news_due_at)


def _clock(at: datetime | None) -> str:
    assert at
    return f"{at.astimezone(SHANGHAI):%H:%M}"
