"""Once the payment is told, what is said is heard again: kept, answered, asked on; only what is new brings the sheet."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.understanding.rang import rang_110
from tests.world import Clock, Product, Reporter

NOW = datetime(2026, 11, 23, 14, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
SHEET = "照着念"


@pytest.fixture(autouse=True)
def afternoon(clock: Clock) -> None:
    clock.set(NOW)


@pytest.fixture
async def told(product: Product) -> Reporter:
    """The sheet was shown, and the rest of the report is asked."""
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    for said in ("6222 0212 3456 7890 123", "杭州某某贸易 工商银行", "32万", "今天14:05"):
        await reporter.says(said)
    await reporter.presses("跳过")
    await reporter.presses("接着把事情说完")
    await reporter.says("骗子冒充我们老板 在微信上让出纳转的钱 后来发现是假的")
    return reporter


@pytest.mark.parametrize(
    "said",
    [
        "打过110了 他们让我去派出所",
        "宁波恒信机械有限公司 王建国 13800138000 法人",
        "我能不能跟他谈",
        "不知道是谁 就一个邮箱",
        "他们态度还行 就是慢",
    ],
)
async def test_no_sheet_for_what_says_nothing_of_the_payment(told: Reporter, said: str):
    """At the story's questions, and at those that come after them."""
    for _ in range(2):
        before = len(told.screen)
        await told.says(said)
        assert not [one for one in told.screen[before:] if SHEET in one.text]
        if "对，接着" in told.last.buttons:
            await told.presses("对，接着")


async def test_having_rung_counts_as_the_press(told: Reporter):
    """As 我打过 110 了 does; and the next question is asked."""
    await told.says("打过110了 他们让我去派出所")
    assert told.sees("您已打过 110")
    assert "您已打过 110" not in told.last.text


async def test_what_was_passed_over_brings_the_sheet_when_it_is_said(told: Reporter):
    """The account it was paid from is new to 110 and the bank."""
    before = len(told.screen)
    await told.says("付款账号是 工行 3901 0123 0900 1234 567")
    assert [one for one in told.screen[before:] if SHEET in one.text]


@pytest.mark.parametrize(
    ("said", "rang"),
    [
        ("打过110了", True),
        ("110已经打了", True),
        ("I already called 110", True),
        ("还没打110", False),
        ("要不要打110", False),
    ],
)
def test_who_rang_says_so(said: str, rang: bool):
    """Not who asks, and not who did not."""
    assert rang_110(said) is rang
