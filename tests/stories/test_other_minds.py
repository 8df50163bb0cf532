"""What somebody changes their mind about: a mark, a report already alerted, a second payment."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.people import Role
from tests.world import Clock, Person, Product, Reporter

DAY = timedelta(days=1)
MESSAGE = (
    "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)320,000.00元，余额1,024.33元。"
    "对方户名：杭州某某贸易有限公司，对方账号：6222021234567890123。"
)


@pytest.fixture(autouse=True)
def afternoon(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 14, 16, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture
async def officer(product: Product) -> Person:
    return await product.expert("周警官", Role.DUTY_OFFICER)


async def test_a_mark_that_becomes_low_reaches_the_lead(product: Product, reporter: Reporter):
    """Whoever was content at first and is not any more is promised a look by the lead, and the lead gets it."""
    lead = await product.expert("周敏", Role.LEAD)
    await reporter.has_reported()
    await lead.takes_and_answers()
    await product.passes(2 * DAY)
    await reporter.looks()
    asked = reporter.sees("办得怎么样")
    await reporter.presses("很满意", on=asked)
    await reporter.presses("很不满意", on=asked)
    await product.settles()
    assert len(await product.outgoing("rated_low")) == 1


async def test_beginning_again_asks_first(product: Product, officer: Person):
    """An old button does not take an alert back; who says so is told what stays with the desk."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says("6222021234567890123")
    await reporter.says("/menu")
    await reporter.presses("放下这份，重新开始")
    assert "值班民警" in reporter.last.text
    assert not (await product.case()).ended_at
    await reporter.presses("不报了，撤回")
    assert (await product.case()).ended_at
    assert "还在他们那里" in reporter.last.text
    assert "删掉了" not in reporter.last.text


async def test_the_first_sheet_stays_until_the_second_payment_is_known(product: Product, officer: Person):
    """Pressed while the next account is still being looked for, the sheet is the one there is, not an empty one."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(MESSAGE)
    sheet = reporter.sees("照着念")
    await reporter.presses("又转走一笔")
    first = (await reporter.downloads(await reporter.presses("要一份文字", on=sheet))).decode("utf-8-sig")
    for fact in ("6222 0212 3456 7890 123", "杭州某某贸易有限公司", "320,000.00", "14:05", "工商银行 尾号1234"):
        assert fact in first
    await reporter.says("6217 0012 3456 7890 123")
    second = (await reporter.downloads(await reporter.presses("要一份文字", on=sheet))).decode("utf-8-sig")
    assert "6217 0012 3456 7890 123" in second
    assert "6222 0212" not in second
