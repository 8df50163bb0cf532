"""The buttons that stand on the page at all times do what they say, pressed or typed; none is said to an officer."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.tables import Author, Case, CaseMessage
from tests.world import Clock, Person, Product, Reporter

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai")))


async def said_to_desk(product: Product) -> list[CaseMessage]:
    return [one for one in await product.all(CaseMessage) if one.author is Author.REPORTER]


async def asked(product: Product, reporter: Reporter, what: str = "转账用的是网银还是手机银行？") -> Person:
    """An officer took the newest case and asked something."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await product.passes(MINUTE)
    await expert.presses("问报案人")
    await expert.says(what)
    await reporter.looks()
    return expert


ONE_MORE = ["再报一件", "我想再报一件事", "还要报一件", "另报一件", "还有个案子", "New report", "再报个案"]


@pytest.mark.parametrize("said", ONE_MORE)
async def test_one_more_report_begins(product: Product, reporter: Reporter, said: str):
    """A second report, from its first question, though an officer asked last; and how to speak to the first one."""
    await asked(product, reporter)
    number = (await product.all(Case))[0].number
    shown = await reporter.says(said)
    assert await reporter.step() == "story"
    assert number in shown.text
    assert await said_to_desk(product) == []


PAPERS = ["补材料", "我要补材料", "还有材料要补", "上传材料", "补充证据", "补照片", "Add papers"]


@pytest.mark.parametrize("said", PAPERS)
async def test_papers_go_to_the_case(product: Product, reporter: Reporter, said: str):
    """They are asked for, and the list is one press away; the words themselves go nowhere."""
    number = await reporter.has_reported()
    shown = await reporter.says(said)
    assert f"放进 {number}" in shown.text
    assert "材料清单" in shown.buttons
    assert await said_to_desk(product) == []


QUESTIONS = ["问一句", "我想问一下", "有个问题想问", "想咨询一下", "Ask"]


@pytest.mark.parametrize("said", QUESTIONS)
async def test_the_next_message_is_the_question(product: Product, reporter: Reporter, said: str):
    """It goes to the expert of the case, and only it; whatever stands on the page is no message meanwhile."""
    number = await reporter.has_reported()
    shown = await reporter.says(said)
    assert f"下一条消息会转给 {number}" in shown.text
    await reporter.says("看进展")
    assert await said_to_desk(product) == []
    await reporter.says("要带公章吗？")
    assert len(await said_to_desk(product)) == 1


async def test_of_several_cases_one_is_chosen(product: Product, reporter: Reporter):
    """With two cases it is asked which one is meant."""
    first = await reporter.has_reported()
    await reporter.says("再报一件")
    second = await reporter.has_reported()
    shown = await reporter.says("补材料")
    assert [any(number in one for one in shown.buttons) for number in (first, second)] == [True, True]
    await reporter.presses(first)
    assert f"放进 {first}" in reporter.last.text
    await reporter.says("问一句")
    await reporter.presses(f"给 {second} 的专家")
    await reporter.says("这边什么时候有消息？")
    assert f"（{second}）" in reporter.sees("已转给").text


async def test_while_a_report_is_told(reporter: Reporter):
    """Files are asked for at their own question, a question is answered here, and what is not sent comes first."""
    await reporter.says("我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现")
    shown = await reporter.says("补材料")
    assert "报告还没有提交" in shown.text
    assert "发完了，继续" in shown.buttons
    assert "请直接问" in (await reporter.says("问一句")).text
    assert "您有一份没说完的报告" in (await reporter.says("再报一件")).text


async def test_nothing_was_reported_yet(product: Product, reporter: Reporter):
    """Nothing of it is taken for a story."""
    assert "请直接问" in (await reporter.says("问一句")).text
    await reporter.says("补材料")
    assert not await reporter.step()
    await reporter.says("再报一件")
    assert await reporter.step() == "story"


async def test_another_matter_or_the_same(product: Product, reporter: Reporter):
    """还有一件事 alone may be either: it is asked, and one press says which."""
    number = await reporter.has_reported()
    shown = await reporter.says("还有一件事")
    assert f"还是 {number} 那件的" in shown.text
    await reporter.presses("另一件，另外报")
    assert await reporter.step() == "story"
    assert await said_to_desk(product) == []


async def test_a_case_that_ended_is_opened_by_what_is_written(product: Product, reporter: Reporter):
    """Papers or a question for the only case, which has ended, open it again."""
    expert = await product.expert("陈立")
    await reporter.has_reported()
    await expert.takes_and_answers()
    await reporter.looks()
    assert "写了就重新打开" in (await reporter.says("问一句")).text


@pytest.mark.parametrize("said", ["报案", "还有一件事"])
async def test_an_officers_question_is_answered_by_them(product: Product, reporter: Reporter, said: str):
    """What may be its answer goes to the officer who asked last."""
    await asked(product, reporter, "您是想报案，还是只咨询？还有别的吗？")
    await reporter.says(said)
    assert len(await said_to_desk(product)) == 1


ANOTHER = [
    "是另一件 台州金源电机欠我们货款210万 老板把厂转给儿子了",
    "另外一件事，有个业务员伪造公章签合同，损失60万",
    "还有第二件事：仓库的铜料被人偷了，大概30万",
    "This is another matter: our agent in Vietnam stole 40,000 USD",
]


@pytest.mark.parametrize("said", ANOTHER)
async def test_another_matter_begins_a_report(product: Product, reporter: Reporter, said: str):
    """Also where an officer asked last: nothing of it goes to the first case, and it is said that nobody has it yet."""
    await asked(product, reporter)
    await reporter.says(said)
    assert "还没有提交，谁也没看到" in reporter.sees("另一件事").text
    assert await said_to_desk(product) == []
    assert said in (await reporter.told("story")).value


async def test_it_was_no_other_matter(product: Product, reporter: Reporter):
    """One press gives the words to the case, and the report that they began is gone."""
    await asked(product, reporter)
    number = (await product.all(Case))[0].number
    await reporter.says(ANOTHER[0])
    await reporter.presses(f"转给 {number}")
    assert "已转给 陈立" in reporter.last.text
    assert len(await said_to_desk(product)) == 1
    assert not await reporter.step()


async def test_once_more_is_told_nothing_is_moved(product: Product, reporter: Reporter):
    """Then the report stands by itself."""
    await asked(product, reporter)
    await reporter.says(ANOTHER[0])
    await reporter.says("他们去年3月提的货，到现在一分没付")
    await reporter.presses("不是另一件")
    assert "没有转" in reporter.last.text
    assert await said_to_desk(product) == []


async def test_a_firm_more(product: Product, reporter: Reporter):
    """It begins a report, but where an officer asked last it may be the answer: then it goes there, and is offered."""
    await reporter.has_reported()
    await reporter.says("另外一家 台州金源电机 也欠我们货款210万不付")
    assert await said_to_desk(product) == []
    assert await reporter.step()


@pytest.mark.parametrize("said", ["另外一家公司，杭州的，转了80万", "还有一件事，他还欠供应商30万"])
async def test_what_may_be_either_goes_to_the_officer(product: Product, reporter: Reporter, said: str):
    """Nothing is lost, and another report is a press away."""
    await asked(product, reporter, "钱最后转给了哪家公司？")
    await reporter.says(said)
    assert len(await said_to_desk(product)) == 1
    await reporter.presses("另一件，另外报", on=reporter.sees("要是这是另一件事"))
    assert await reporter.step() == "story"
