"""My work: one list of what waits for each, the late first, and nothing of it once it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.consulting import add_measure, conclude, convene, give_opinion, measure_done
from cases.consulting import EVERYBODY, Recommendation
from cases.people import Role
from storage.keys import keys_of
from storage.queue import seal_title
from storage.tables import Conversation, Measure, Member
from tests.case_rows import Rows
from tests.stories.test_consulting import Panel, panel  # noqa: F401 - a fixture
from tests.world import Person, Product, Reporter

HOUR = timedelta(hours=1)


async def work_of(person: Person) -> str:
    await person.looks()
    return (await person.says("/mine")).text


async def test_each_reads_what_waits_for_them(product: Product, reporter: Reporter, panel: Panel):  # noqa: F811
    """The chair what was answered, the silent their opinion, the lead what to approve; and then nothing any more."""
    assert "您负责的案件" in await work_of(panel.chen)
    assert "没有等着您的事" in await work_of(panel.wang)
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    for name in ("王芳", "赵锋"):
        person = {"王芳": panel.wang, "赵锋": panel.zhao}[name]
        assert "请您出意见的会商" in await work_of(person)
        await panel.does(name, give_opinion, Recommendation.VERIFY, "先核实。")
        assert "请您出意见的会商" not in await work_of(person)
    assert "已答复 2/3" in await work_of(panel.chen)
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案。")
    assert "请您出意见的会商" not in await work_of(panel.zhou)  # nothing is asked any more
    assert "您发起的会商" not in await work_of(panel.chen)
    await product.passes(2 * HOUR)
    assert "等您批准的意见" in await work_of(panel.zhao)
    assert "已等 2 小时" in panel.zhao.last.text
    assert "等您批准的意见" not in await work_of(panel.wang)
    await panel.approves("赵锋")
    assert "没有等着您的事" in await work_of(panel.zhao)

    await reporter.looks()
    await reporter.says("银行说要警方的编号，编号是多少？")
    text = await work_of(panel.chen)
    assert "等您回复的" in text
    assert text.index("等您回复的") < text.index("您负责的案件")


async def test_measures_stand_late_first_and_lead_to_the_case(product: Product, panel: Panel):  # noqa: F811
    """With their days; a press opens the case; done, they are gone."""
    wang = (await panel.member("王芳")).id
    for within, text in (("3d", "调银行流水"), ("1d", "查工商档案")):
        await panel.does("陈立", add_measure, wang, within, text)
    await product.passes(25 * HOUR)
    text = await work_of(panel.wang)
    assert "过期 1 项" in text
    assert text.index("查工商档案") < text.index("调银行流水")
    await panel.wang.presses(panel.number[-5:], on=panel.wang.last)
    assert "查工商档案" in panel.wang.last.text
    for row in await product.all(Measure):
        await panel.does("王芳", measure_done, row.id, "办好了。")
    assert "没有等着您的事" in await work_of(panel.wang)


async def test_it_is_reached_from_the_menu(product: Product, panel: Panel):  # noqa: F811
    """And looked at again with a press."""
    await panel.chen.looks()
    await panel.chen.says("/start")
    await panel.chen.presses("我的事", on=panel.chen.last)
    assert "您负责的案件" in panel.chen.last.text
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.chen.looks()
    await panel.chen.presses("再看一遍")
    assert "已答复 0/3" in panel.chen.last.text
    auditor = await product.expert("孙审", Role.AUDITOR)
    await auditor.says("/start")
    assert "我的事" not in auditor.last.buttons
    assert "不能" in (await auditor.says("/mine")).text


async def test_a_missed_time_with_a_new_one_says_which_is_over(product: Product, reporter: Reporter, panel: Panel):  # noqa: F811
    """The time that is still to come is not said to be over; the one before it is."""
    await reporter.says("银行说要警方的编号，编号是多少？")
    missed = (await product.case()).reply_due_at
    await product.passes(missed - product.clock() + timedelta(minutes=1))
    assert (await product.case()).reply_due_at > product.clock()
    text = await work_of(panel.chen)
    assert "过期 1 项" in text
    assert "前（上一次已错过）" in text.replace("\u2009", "").replace("前 （", "前（")
    assert "已过\n" not in text


@pytest.mark.parametrize("how", ["ended", "returned"])
async def test_what_left_their_hands_waits_for_them_no_more(product: Product, panel: Panel, how: str):  # noqa: F811
    """A case that ended or went back takes its consultation along; a measure of an ended case waits for nobody."""
    await panel.does("陈立", add_measure, (await panel.member("王芳")).id, "1d", "查工商档案")
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.chen.looks()
    await panel.chen.says(panel.number)
    await panel.chen.presses("结束" if how == "ended" else "退回队列", on=panel.chen.last)
    if how == "ended":
        await panel.chen.presses("咨询已答复", on=panel.chen.last)
        await panel.chen.presses("仍要结束", on=panel.chen.last)
    text = await work_of(panel.wang)
    assert "请您出意见的会商" not in text
    assert ("归您办的措施" in text) == (how == "returned")
    assert "没有等着您的事" in await work_of(panel.chen)


async def test_who_owes_nothing_is_led_to_what_waits_for_anybody(product: Product, reporter: Reporter):
    """How much waits and is late, each with its button; who has work of their own reads that alone."""
    lead = await product.expert("赵锋", Role.LEAD)
    await reporter.has_reported()
    due = (await product.case()).answer_due_at
    await product.passes(due - product.clock() + timedelta(minutes=1))
    await work_of(lead)
    assert "没有等着您的事" in lead.last.text
    assert {"待接手 1", "已超时 1"} <= set(lead.last.buttons)
    await lead.presses("已超时 1", on=lead.last)
    assert "已过期限" in lead.last.text


async def rows_of(product: Product) -> Rows:
    """To make many cases of the one that was reported, in the hands of who came last."""
    case, member = await product.case(), (await product.all(Member))[-1]
    conversation = next(one for one in await product.all(Conversation) if one.id == case.conversation_id)
    return Rows(product.parts.door.database, conversation, member)


async def test_what_nobody_counted_to_its_end_is_no_count(product: Product, reporter: Reporter):
    """With more late cases than are counted, the menu, my work and their buttons say 99+, as the heads of the console."""
    officer = await product.expert("陈立")
    await reporter.has_reported()
    await product.expert("王芳")
    rows = await rows_of(product)
    late = {"asked_at": product.clock() - 2 * HOUR, "reply_due_at": product.clock() - HOUR, "held": True}
    async with product.parts.door.database.writing() as session:
        session.add_all([rows.row(**late) for _ in range(105)])
    menu = await officer.says("/start")
    assert "待接手 1 · 等回复 99+ · 已超时 99+ · 我的 0 · 在办 106" in menu.text
    assert {"等回复 99+", "已超时 99+", "全部在办 106"} <= set(menu.buttons)
    await work_of(officer)
    assert {"待接手 1", "已超时 99+"} <= set(officer.last.buttons)


async def test_a_pile_that_is_cut_says_so(product: Product, reporter: Reporter):
    """Of more replies than a pile holds, its head and what is left out say that there are more."""
    officer = await product.expert("陈立")
    await reporter.has_reported()
    rows = await rows_of(product)
    owed = {"asked_at": product.clock() - 2 * HOUR, "reply_due_at": product.clock() - HOUR, "held": True}
    async with product.parts.door.database.writing() as session:
        cipher = await keys_of(session).cipher(session, rows.reporter.key_id)
        for row in [rows.row(**owed) for _ in range(52)]:
            row.sealed_title = seal_title(cipher, row.id, {})
            session.add(row)
    text = await work_of(officer)
    assert "等您回复的 49+" in text
    assert "还有 43+ 项" in text
    assert "过期 49+ 项" in text
