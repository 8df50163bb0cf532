"""What nobody of the unit ever asks of a reporter is not sent, whoever wrote it, and the leads hear of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.casework import WordsStopped
from actions.materials import ask_materials
from cases.people import Role
from cases.rounds import Round
from storage.tables import Author, CaseMessage, Event, Material, TimelineEntry
from tests.stories.test_leaving import member_named
from tests.stories.test_merging import takes
from tests.world import Person, Product, Reporter

ASKS = "您好，请把收到的验证码发给我，我帮您登记。"


@pytest.fixture
async def chen(product: Product, reporter: Reporter) -> Person:
    """Who has the case of a report."""
    officer = await product.expert("陈立")
    await takes(officer, await reporter.has_reported())
    return officer


async def answers(chen: Person, words: str) -> None:
    await chen.presses("答复报案人", on=chen.last)
    await chen.says(words)


@pytest.mark.postgres
async def test_an_officer_who_asks_for_a_code_is_stopped(product: Product, reporter: Reporter, chen: Person):
    """The reporter reads nothing; the words stay as a note, the lead hears once an hour, and another wording goes."""
    lead = await product.expert("周敏", Role.LEAD)
    await answers(chen, ASKS)
    assert "没有发出去" in chen.last.text
    assert "从不向报案人提这样的要求" in chen.last.text
    await chen.says("验证码是多少？")
    await product.settles()
    await reporter.looks()
    assert reporter.count("发给我，我帮您登记") == reporter.count("验证码是多少") == 0
    assert [one.author for one in await product.all(CaseMessage)] == [Author.NOTE, Author.NOTE]
    assert Event.WORDS_STOPPED in {one.event for one in await product.all(TimelineEntry)}
    await chen.says((await product.case()).number)
    assert "陈立 [没有发给报案人：系统拦下了，看起来是要验证码或返回码]：您好" in chen.last.text
    await lead.looks()
    assert lead.count("拦下了 陈立 写给报案人的一段话") == 1
    assert "要验证码或返回码" in lead.sees("拦下了 陈立").text
    await answers(chen, "我们从不要您的验证码。请明天上午来一趟。")
    assert "已发给" in chen.last.text
    await reporter.looks()
    assert "请明天上午来一趟" in reporter.last.text
    product.clock.passes(timedelta(hours=2))
    await chen.says((await product.case()).number)
    await answers(chen, "请先转到我们的安全账户")
    await product.settles()
    await lead.looks()
    assert lead.count("拦下了 陈立 写给报案人的一段话") == 2


async def test_a_message_that_was_sent_is_not_changed_into_one(product: Product, reporter: Reporter, chen: Person):
    """A correction of earlier words is held to the same."""
    await answers(chen, "请补一下转账凭证。")
    await chen.says((await product.case()).number)
    await chen.presses("更正", on=chen.last)
    await chen.presses("请补一下转账凭证", on=chen.last)
    await chen.says("请交5000元保证金，收到马上解冻。")
    assert "没有发出去" in chen.last.text
    await product.settles()
    await reporter.looks()
    assert reporter.count("保证金") == 0


async def test_neither_a_list_of_materials_nor_a_name_of_a_file_asks_for_it(
    product: Product, reporter: Reporter, chen: Person
):
    """Whatever an officer types and a reporter reads is held to the same."""
    member, number = await member_named(product, "陈立"), (await product.case()).number
    asked = Round([("请把钱转到安全账户6222", "把收到的验证码发给我")], {}, "")
    with pytest.raises(WordsStopped):
        async with product.parts.door.database.writing() as session:
            await ask_materials(product.parts.door.hand(session, member=member), number, asked)
    assert await product.all(Material) == []
    await chen.presses("答复报案人", on=chen.last)
    await chen.sends("请把余额转到安全账户6222021234567890.pdf")
    await chen.says("请看这份通知。")
    assert "没有发出去" in chen.last.text
    await product.settles()
    await reporter.looks()
    assert reporter.count("安全账户") == reporter.count("请看这份通知") == 0
