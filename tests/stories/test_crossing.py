"""Two officers and one reporter, from the chat: neither tells them something without knowing what the other said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import Case, CaseMessage, Unsent
from tests.stories.test_merging import merges, takes, two
from tests.world import Product, Reporter


async def test_a_colleagues_case_is_named_before_the_words(product: Product, reporter: Reporter):
    """One press more, and only then the words are asked for; they go under the name of who wrote them."""
    chen, wu = await product.expert("陈立"), await product.expert("吴越")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("接手", on=chen.last)
    await wu.says(number)
    await wu.presses("答复报案人", on=wu.last)
    assert "由别的同事负责" in wu.last.text
    await wu.presses("仍要写（陈立负责这件）", on=wu.last)
    assert "请写给报案人的答复" in wu.last.text
    await wu.says("请下午到大队来一趟。")
    assert "已发给" in wu.last.text
    await reporter.looks()
    assert "吴越" in reporter.last.text
    assert (await product.case()).holder_id != (await product.all(CaseMessage))[-1].member_id


async def test_an_answer_that_would_cross_waits_for_a_press(product: Product, reporter: Reporter):
    """The other's words are shown, one's own are kept, and one press sends them, and its button is gone."""
    chen, wu = await product.expert("陈立"), await product.expert("吴越")
    number = await reporter.has_reported()
    for one in (chen, wu):
        await one.says(number)
        await one.presses("答复报案人", on=one.last)
    assert "陈立 正在写" in wu.last.text
    await chen.says("银行已经止付。")
    product.clock.passes(timedelta(minutes=1))
    await wu.says("银行还没有回。")
    assert "这件由陈立负责，仍要答复吗？" in wu.last.text
    await wu.presses("仍要发出", on=wu.last)
    assert "陈立 刚给报案人写过" in wu.last.text
    assert "银行已经止付。" in wu.last.text
    assert len(await product.all(CaseMessage)) == 1
    (kept,) = await product.all(Unsent)
    assert "银行".encode() not in kept.sealed_text
    await wu.presses("仍要发出", on=wu.last)
    assert [row.author.value for row in await product.all(CaseMessage)] == ["desk", "desk"]
    assert await product.all(Unsent) == []
    assert not wu.last.buttons or "仍要发出" not in wu.last.buttons


async def test_words_that_were_not_sent_are_offered_again(product: Product, reporter: Reporter):
    """Whoever left a form with kept words finds them when they open it again, with a button that sends them."""
    chen, wu = await product.expert("陈立"), await product.expert("吴越")
    number = await reporter.has_reported()
    await wu.says(number)
    await wu.presses("答复报案人", on=wu.last)
    await chen.says(number)
    await chen.presses("接手", on=chen.last)
    await wu.says("请保留原始邮件。")
    assert "仍要答复吗" in wu.last.text
    await wu.says("/queue")
    await wu.says(number)
    await wu.presses("答复报案人", on=wu.last)
    await wu.presses("仍要写（陈立负责这件）", on=wu.last)
    assert "请保留原始邮件。" in wu.last.text
    await wu.presses("发上面这段", on=wu.last)
    assert "已发给" in wu.last.text
    await reporter.looks()
    assert "请保留原始邮件。" in reporter.last.text


async def test_an_answer_is_picked_in_the_chat(product: Product, reporter: Reporter):
    """From a list, shown filled in before anything goes, and sent with a press; one that lacks a field says so."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("答复报案人", on=chen.last)
    form = chen.last
    await chen.presses("常用答复", on=form)
    await chen.presses("怎么核实我的身份", on=chen.last)
    assert "这件案件里没有「单位" in chen.toast
    await chen.presses("已收到，正在看", on=chen.last)
    assert "我是陈立" in chen.last.text
    assert number in chen.last.text
    assert await product.all(CaseMessage) == []
    await chen.presses("发上面这段", on=chen.last)
    await reporter.looks()
    assert "我是陈立" in reporter.last.text


@pytest.mark.postgres
async def test_a_case_is_not_closed_over_words_that_nobody_read(product: Product, reporter: Reporter):
    """The reporter wrote while the reason was chosen: they are shown, nothing ends, and one more press closes."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("接手", on=chen.last)
    await chen.looks()
    await chen.says(number)
    await chen.presses("结束", on=chen.last)
    choices = chen.last
    await reporter.says("银行那边说要警方的编号，编号是多少？")
    await chen.presses("咨询已答复", on=choices)
    assert "报案人刚写了一条" in chen.last.text
    assert "编号是多少" in chen.last.text
    case = await product.case()
    assert case.ended_at is None
    assert case.asked_at
    await reporter.says("还有，钱能追回来吗？")
    again = next(one for one in reversed(chen.screen) if "仍要结束" in one.buttons)
    await chen.presses("仍要结束", on=again)
    assert "钱能追回来吗" in chen.last.text
    assert (await product.case()).ended_at is None
    await chen.presses("仍要结束", on=chen.last)
    assert "报案人还在等您回" in chen.last.text
    assert (await product.case()).ended_at is None
    await chen.presses("仍要结束", on=chen.last)
    assert (await product.case()).ended_at


async def test_what_a_case_still_owes_is_said_before_it_ends(product: Product, reporter: Reporter):
    """A question read and not answered, a consultation under way, a repeat of no other: said once, all together."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("接手", on=chen.last)
    await reporter.says("合同要带公章吗？")
    await chen.looks()
    await chen.says(number)
    await chen.presses("结束", on=chen.last)
    await chen.presses("与已有案件重复", on=chen.last)
    assert "报案人还在等您回" in chen.last.text
    assert "没有找到和它重复的另一件" in chen.last.text
    assert (await product.case()).ended_at is None
    await chen.presses("仍要结束", on=chen.last)
    assert (await product.case()).ended_at
    await reporter.looks()
    assert "和已经在办的另一件是同一件事" in reporter.last.text


@pytest.mark.postgres
async def test_what_a_part_wrote_is_read_before_the_main_case_ends(product: Product):
    """Both end together, so what the reporter of either wrote meanwhile is shown first, with its number."""
    _, main, clerk, merged = await two(product)
    chen = await product.expert("陈立")
    await takes(chen, main)
    await merges(chen, merged, main)
    await chen.says(main)
    await chen.presses("结束", on=chen.last)
    choices = chen.last
    await product.passes(timedelta(minutes=5))
    await clerk.says("嫌疑人今晚要走，你们快去")
    await chen.presses("咨询已答复", on=choices)
    assert "报案人刚写了一条" in chen.last.text
    assert f"{merged}\n嫌疑人今晚要走" in chen.last.text
    assert not any(one.ended_at for one in await product.all(Case))
    assert any(one.asked_at for one in await product.all(Case))
    for _ in range(2):  # what is owed still is asked as well
        if "仍要结束" in chen.last.buttons:
            await chen.presses("仍要结束", on=chen.last)
    assert all(one.ended_at for one in await product.all(Case))


async def test_a_round_is_not_sent_over_words_that_nobody_read(product: Product, reporter: Reporter):
    """The words are shown first, and the same list sent once more goes."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported()
    await chen.says(number)
    await chen.presses("要材料", on=chen.last)
    await reporter.says("编号是多少？")
    await chen.says("公司章程：核对法定代表人")
    assert "报案人刚写了一条" in chen.last.text
    assert "编号是多少" in chen.last.text
    assert (await product.case()).asked_at
    await chen.says("公司章程：核对法定代表人")
    assert (await product.case()).materials_asked_at
