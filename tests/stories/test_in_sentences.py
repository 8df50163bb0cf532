"""What a whole text means is heard inside a sentence too: a person is called, a code, a number, a refusal, a change of mind."""

from __future__ import annotations

import re

import pytest

from cases.understanding.refused import refused
from cases.understanding.reply import takes_back
from storage.tables import Draft
from storage.web_chats import new_return_code
from tests.world import Product, Reporter

STORY = "我们出纳陈丽从今年3月到10月，分十几次把公司账上的钱转到她自己卡上，一共86万"


@pytest.mark.parametrize(
    "said", ["有人吗", "我要找人 别让机器人回", "不想打字 给我打电话 13988887777", "能不能找个真人跟我说"]
)
async def test_a_person_is_called_in_any_words(reporter: Reporter, said: str):
    """While a report is told."""
    await reporter.says(STORY)
    await reporter.says(said)
    assert reporter.sees("已经替您叫人了")
    assert "已经替您叫人了" not in reporter.last.text


async def test_after_sending_it_goes_to_the_desk_and_waits(product: Product, reporter: Reporter):
    """有没有人 is no mere greeting then."""
    await product.expert("陈立")
    await reporter.has_reported()
    await reporter.says("有没有人")
    assert "前会有人在这里回您" in reporter.last.text


async def test_a_question_we_cannot_answer_says_how_to_call_somebody(reporter: Reporter):
    """It is kept all the same."""
    await reporter.says(STORY)
    await reporter.presses("对，接着")
    await reporter.says("你们那边停车方便吗？")
    assert "说「找人」" in reporter.last.text


async def test_a_code_in_a_sentence_is_never_kept(product: Product, reporter: Reporter):
    """It opens no report either."""
    async with product.parts.door.database.writing() as session:
        code = await new_return_code(session, reporter.chat_id)
    await reporter.says(f"我的返回码是{code} 怎么用")
    assert await product.all(Draft) == []
    assert "返回码" in reporter.last.text


async def test_a_number_in_a_sentence_shows_the_case(product: Product, reporter: Reporter):
    """And what else was said goes to the desk; to a stranger there is the way to it, and no new report."""
    number = await reporter.has_reported()
    said = f"我前两天报过的 编号{number} 怎么没人理我"
    await reporter.says(said)
    assert number in reporter.sees("已转给").text
    stranger = await product.reporter()
    before = len(await product.all(Draft))
    await stranger.says(said)
    assert len(await product.all(Draft)) == before


async def test_no_markup_in_an_answer(reporter: Reporter):
    """是真的吗, with a report open."""
    await reporter.says(STORY)
    await reporter.says("是真的吗")
    assert not re.search("&lt;|<b>演", reporter.last.text)


@pytest.mark.parametrize("sent", [False, True])
async def test_whoever_was_turned_away_hears_the_law(reporter: Reporter, sent: bool):
    """A statement asks nothing, and is answered all the same."""
    await (reporter.has_reported() if sent else reporter.says(STORY))
    await reporter.says("派出所不给立案")
    assert reporter.sees("不予立案通知书")


async def test_after_the_receipt_nobody_is_told_to_finish_first(reporter: Reporter):
    """怎么还没人联系我."""
    await reporter.has_reported()
    before = len(reporter.screen)
    await reporter.says("怎么还没人联系我")
    assert not [one for one in reporter.screen[before:] if "还没提交" in one.text]
    assert reporter.sees("看进展")


async def test_who_changes_their_mind_is_offered_to_withdraw(reporter: Reporter):
    """我不想报了, after sending."""
    await reporter.has_reported()
    await reporter.says("我不想报了")
    assert "确定撤回吗" in reporter.last.text


async def test_two_questions_get_two_answers(reporter: Reporter):
    """In their order."""
    await reporter.says(STORY)
    await reporter.presses("对，接着")
    await reporter.says("要多久？要钱吗")
    assert "分钟" in reporter.last.text
    assert "不收" in reporter.last.text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("窗口不收我的材料", True),
        ("他们说这是经济纠纷让我去法院", True),
        ("the police station refused to take my papers", True),
        ("派出所给我立案了", False),
        ("客户不收货", False),
    ],
)
def test_who_was_turned_away_says_so(said: str, answered: bool):
    """Not whoever was let in."""
    assert bool(refused(said)) is answered


@pytest.mark.parametrize(
    ("said", "back"), [("不想报警了", True), ("我要撤回", True), ("我要报案", False), ("算了", False)]
)
def test_who_takes_back_says_so(said: str, back: bool):
    """Not who begins."""
    assert takes_back(said) is back


async def test_the_suspect_never_becomes_the_reporter(reporter: Reporter):
    """Not by name and not by number: what she says of him, without commas, is his; her own name counts anywhere."""
    await reporter.says(STORY)
    await reporter.presses("对，接着")
    await reporter.tells_on("other_contact", suspect_can_read="yes")
    await reporter.says("我是小股东 宁波海曙晨光食品有限公司 他叫吴建军 财务叫李娜")
    seen = await reporter.says("他电话13905740001")
    assert "不会用来找您" in seen.text
    assert await reporter.step() == "other_contact"
    await reporter.says("可以打我姐 王丽 13700001234 她不住一起")
    assert "王丽" in (await reporter.told("other_contact")).value
    await reporter.tells_on("contact_name")  # it was not filled in
    await reporter.says("我姓陈 陈静")
    assert (await reporter.told("contact_name")).value == "陈静"
    assert await reporter.step() == "contact_phone"


async def test_to_pass_over_is_no_name(reporter: Reporter):
    """跳过 where the answer is needed is asked again, kindly, as often as it is said; nothing of it is kept as a value."""
    await reporter.tells(until="company_name")
    for said in ("跳过", "略", "不知道公司全称"):
        seen = await reporter.says(said)
        assert "公司名称" in seen.text
        assert await reporter.step() == "company_name"
    await reporter.says("宁波晨光食品有限公司")
    await reporter.tells_on("contact_name")
    seen = await reporter.says("先不说")
    assert "专家没法回您" in seen.text
    assert await reporter.step() == "contact_name"


async def test_who_knows_no_day_says_so_twice(reporter: Reporter):
    """A rough one is asked for first; then the desk reads that it is not known, and no 跳过."""
    await reporter.tells(until="happened_when")
    seen = await reporter.says("跳过")
    assert "大概" in seen.text
    assert await reporter.step() == "happened_when"
    await reporter.says("不知道")
    assert (await reporter.told("happened_when")).said == "还不清楚"


async def test_the_firm_one_is_something_at_is_heard(reporter: Reporter):
    """我是小股东 and the name behind it; of who cheated us it is not said so."""
    await reporter.says("我是小股东 宁波海曙晨光食品有限公司 出纳把公司账上的钱转到自己卡上 一共86万")
    assert (await reporter.told("company_name")).value == "宁波海曙晨光食品有限公司"


async def test_no_is_no_part_of_a_label(reporter: Reporter):
    """At one of several, "no" once ticked "don't know"."""
    await reporter.presses("English")
    reporter.language = "en"
    await reporter.says("Our purchasing manager took kickbacks from a supplier for two years, 300,000 yuan in total")
    await reporter.presses("Right, go on")
    await reporter.tells_on("bribe_form")
    seen = await reporter.says("no")
    assert "Don't know" not in seen.text
    assert (await reporter.told("bribe_form")).value is None
