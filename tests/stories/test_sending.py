"""A report sent in words: what says plainly that it shall go sends it, and nothing else sounds as if it were sent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage.tables import Author, Case, CaseMessage
from tests.world import Clock, Product, Reporter

STORY = "我们仓库主管赵大勇把铜料当废铁卖了，损失大概60万，上周盘点发现的"


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai")))


SENDS = [
    "提交",
    "好的 提交吧",
    "确认无误",
    "发吧",
    "没问题提交",
    "可以提交了",
    "没有了，交上去吧",
    "Submit",
    "yes, send it",
]


@pytest.mark.parametrize("said", SENDS)
async def test_plain_words_send_it(product: Product, reporter: Reporter, said: str):
    """At the review they do what the button does, and said again they show how it stands."""
    await reporter.tells_up_to_submit()
    await reporter.says(said)
    (case,) = await product.all(Case)
    assert case.is_complete
    assert reporter.count(case.number)
    await reporter.says("提交")
    assert [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER] == []


UNSURE = ["就这样", "好的", "没问题", "都对，就这样", "先不提交", "没有要改的"]


@pytest.mark.parametrize("said", UNSURE)
async def test_other_words_say_first_that_it_is_not_sent(product: Product, reporter: Reporter, said: str):
    """A short message: the truth in its first line, and the press that sends it."""
    await reporter.tells_up_to_submit()
    shown = await reporter.says(said)
    assert shown.text.startswith("报告还没有提交")
    assert len(shown.text) < 120
    assert "确认无误，提交" in shown.buttons
    assert await product.all(Case) == []
    await reporter.presses("确认无误，提交")
    assert (await product.all(Case))[0].is_complete


async def test_a_remark_and_a_question_are_no_sending(reporter: Reporter):
    """Both are kept or answered in a few lines, after what is true; the whole is a press away."""
    await reporter.tells_up_to_submit()
    for said in ("对了 他还欠供应商钱", "要收费吗？"):
        shown = await reporter.says(said)
        assert shown.text.startswith("报告还没有提交")
        assert len(shown.text) < 160
    await reporter.presses("回到核对页")
    assert "请核对，没问题就提交" in reporter.last.text


STOPS = [
    "就到这里 先提交 我怕他回来",
    "先提交",
    "能先提交吗",
    "我先说到这里",
    "没时间说了，先交给你们",
    "submit it now",
]


@pytest.mark.parametrize("said", STOPS)
async def test_breaking_off(product: Product, reporter: Reporter, said: str):
    """In the midst of telling it is said what is missing, and one press gives the experts what there is."""
    await product.expert("陈立")
    await reporter.says(STORY)
    step = await reporter.step()
    shown = await reporter.says(said)
    assert "报告还没有提交，还差：" in shown.text
    assert await reporter.step() == step
    await reporter.presses("先把这些交给专家组")
    (case,) = await product.all(Case)
    assert not case.is_complete
    assert case.number in reporter.sees("说到这里的").text
    assert "前会有人在这里回您" in reporter.sees("说到这里的").text


async def test_breaking_off_with_nothing_missing(reporter: Reporter):
    """Then there is the review at once, which is sent with one press."""
    await reporter.tells_up_to_submit()
    await reporter.presses("改一处")
    await reporter.presses("事情经过")
    shown = await reporter.says("先提交")
    assert "剩下的不问了。报告还没有提交" in shown.text
    assert "确认无误，提交" in shown.buttons
