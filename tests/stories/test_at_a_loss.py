"""In the money lane whoever has no facts is heard: the lane goes on, and help comes before the question again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.questionnaire import State
from tests.world import Clock, Product, Reporter

ACCOUNT = "33050161612700000123"


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize("said", ["不知道转哪了 网银U盾都在她手里", "我怎么知道账号啊！！", "没有账号", "U盾在她手里"])
async def test_an_account_nobody_knows(reporter: Reporter, said: str):
    """Passed over, as by 不知道; the next question comes, and what is remembered later is taken."""
    await reporter.says("/money")
    shown = await reporter.says(said)
    assert await reporter.step() == "money_payee"
    assert "不知道没关系" in shown.text
    assert (await reporter.told("money_payee_account")).state is State.SKIPPED


async def test_what_is_known_beside_it_is_taken(reporter: Reporter):
    """The sum is kept, and neither it nor the account is asked."""
    await reporter.says("/money")
    await reporter.says("账号不知道 转了83万")
    assert (await reporter.told("money_amount")).value
    await reporter.says("不知道是谁的户头")
    assert await reporter.step() == "money_at"


@pytest.mark.parametrize(
    ("said", "helped"),
    [
        ("草 电话打不进去 110占线", "接着重拨"),
        ("我该先打银行还是先打110", "先打 110，再打付款银行"),
        ("谢谢你", "不客气"),
        ("急死我了", "我知道您急"),
        ("钱还能追回来吗", "谁都不能保证"),
        ("你们是真的公安吗", "110"),
    ],
)
async def test_help_comes_before_the_question(reporter: Reporter, said: str, helped: str):
    """At the time of the payment: answered, and asked again without a word of blame."""
    await reporter.says("/money")
    for one in (ACCOUNT, "深圳市鼎盛源科技有限公司", "283万"):
        await reporter.says(one)
    shown = await reporter.says(said)
    assert await reporter.step() == "money_at"
    assert helped in shown.text
    assert "没看懂" not in shown.text


async def test_thanks_at_any_other_question(reporter: Reporter):
    """They are no answer there either."""
    await reporter.says("我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现")
    step = await reporter.step()
    assert "不客气" in (await reporter.says("谢谢")).text
    assert await reporter.step() == step


async def test_who_despairs_is_answered_wherever_they_are(product: Product):
    """With fresh money, in the lane, at any question, at the review and to the desk: once each time, and blamed nowhere."""
    expert, reporter = await product.expert(), await product.reporter()
    for at, said in enumerate(("刚被骗转了50万，我不想活了", "账号6222020000000000000，活着没意思了", "不想活了"), 1):
        shown = await reporter.says(said)
        assert reporter.count("12356") == at
        assert "没看懂" not in shown.text
    assert (await reporter.told("money_amount")).value
    await reporter.tells_on()
    await reporter.says("我真的不想活了")
    assert reporter.count("12356") == 4
    await reporter.submits()
    await reporter.says("我还是不想活了")
    assert reporter.count("12356") == 5
    await expert.looks()
    expert.sees("还是不想活了")
