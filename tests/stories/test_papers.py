"""What the team takes along of a case, as PDF: the dossier, and the minutes of a consultation. Read back as text."""

from __future__ import annotations

import re
from itertools import pairwise

import pypdfium2
import pytest
from sqlmodel import select

from actions.consulting import (
    add_measure,
    conclude,
    convene,
    decline,
    give_opinion,
    measure_done,
    send_back,
    write_for_reporter,
)
from cases.consulting import EVERYBODY, Recommendation
from cases.people import Role
from storage.tables import Conversation, Look, Measure, Seen
from tests.stories.test_consulting import Panel, panel  # noqa: F401 - a fixture
from tests.world import Person, Product, Reporter

EVIL = '#panic("x") *粗* $x$ `raw` #image("/etc/passwd") <label> @ref = 标题'


def flat(pdf: bytes) -> str:
    """The words of all its pages, without what breaks lines."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return re.sub(r"\s|\u200b|\ufffe", "", "\n".join(pages))


async def takes(person: Person, number: str, label: str) -> bytes:
    await person.says(number)
    await person.presses(label, on=person.last)
    return await person.downloads(person.last)


async def test_an_officer_takes_the_dossier_along(product: Product, reporter: Reporter):
    """The paragraph first, then the story, who and how much, the law, materials; the name of who took it on each page."""
    chen = await product.expert("陈立")
    number = await reporter.has_reported(story=f"合同签了货没发。{EVIL}")
    pdf = await takes(chen, number, "卷宗 PDF")
    text = flat(pdf)
    order = ["案件卷宗", "于11月", "事情经过", "企业和联系人", "损失和转账", "对照法律", "材料", "办理进度和期限"]
    for before, after in pairwise(order):
        assert text.index(after, text.index(before)) > 0, after
    assert text.index("报案人王") < text.index("事情经过") < text.index("企业和联系人")
    assert "报案：" in text
    assert re.sub(r"\s", "", EVIL) in text
    assert number in text
    assert text.count("陈立于") == text.count("演示系统") == len(pypdfium2.PdfDocument(pdf)), "on every page"
    looks = sorted(await product.all(Look), key=lambda one: one.at)
    assert [one.seen for one in looks] == [Seen.CASE, Seen.DOSSIER]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DUTY_OFFICER])
async def test_every_role_that_reads_a_case_can_take_it(product: Product, reporter: Reporter, role: Role):
    """Reading is taking: it is the record that tells them apart."""
    somebody = await product.expert("孙平", role)
    number = await reporter.has_reported()
    assert number in flat(await takes(somebody, number, "卷宗 PDF"))


async def consult(panel: Panel) -> None:  # noqa: F811
    """王芳 answers, 周五 declines, 赵锋 is silent; sent back once, then approved, with one measure open and one done."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", f"是诈骗还是违约？{EVIL}")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "像民事纠纷，先核实。")
    await panel.does("周五", decline, "这类我没办过。")
    await panel.does("陈立", write_for_reporter, "请带合同原件来窗口。")
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案。")
    await panel.does("赵锋", send_back, "账户部分写清楚。")
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案；先查尾号 5678 的账户。")
    for text in ("查工商档案", "调银行流水"):
        await panel.does("陈立", add_measure, (await panel.member("王芳")).id, "1d", text)


async def test_the_minutes_say_who_said_what(product: Product, reporter: Reporter, panel: Panel):  # noqa: F811
    """Offered with the approval: question, answers, who declined and who was silent, opinion, remark, measures, who approved."""
    await consult(panel)
    await panel.approves("赵锋")
    done, _ = await product.all(Measure)
    await panel.does("王芳", measure_done, done.id, "股东是同一人。")
    chen = panel.chen
    await chen.looks()
    await chen.presses("会商纪要", on=chen.sees("初步处理意见已批准"))
    text = flat(await chen.downloads(chen.last))
    for words in (
        "已批准：建议受案",
        re.sub(r"\s", "", f"是诈骗还是违约？{EVIL}"),
        "召集人陈立",
        "先调查核实像民事纠纷，先核实。",
        "不出意见这类我没办过。",
        "赵锋下结论时还没有答复。",
        "先查尾号5678的账户",
        "请带合同原件来窗口",
        "账户部分写清楚",
        "还没办完",
        "王芳办完：股东是同一人。",
        "批准。",
    ):
        assert words in text, words
    await reporter.looks()
    assert not any("纪要" in one.text or "会商纪要" in one.buttons for one in reporter.screen)


async def test_there_are_no_minutes_while_answers_are_given_apart(product: Product, panel: Panel):  # noqa: F811
    """They would show the first answer to whoever has not given theirs; an old button says there are none."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "先核实。")
    zhou = panel.zhou
    await zhou.looks()
    await zhou.says(panel.number)
    assert "会商纪要" not in zhou.last.buttons
    text = flat(await takes(zhou, panel.number, "卷宗 PDF"))
    assert "还在会商" in text
    assert "先核实" not in text
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案。")
    assert "等带班领导批准，还不是定稿" in flat(await takes(zhou, panel.number, "会商纪要"))
    shown = zhou.screen[-2]
    await panel.does("赵锋", send_back, "再议。")
    await zhou.presses("会商纪要", on=shown)
    assert "才有纪要" in zhou.toast


async def test_in_a_group_nobody_takes_anything_along(product: Product, panel: Panel):  # noqa: F811
    """Whose copy would it be? The button says where to go."""
    chat = panel.zhou
    await chat.says(panel.number)
    card = chat.last
    async with product.parts.door.database.writing() as session:
        row = (await session.exec(select(Conversation).where(Conversation.chat_id == chat.chat_id))).one()
        row.is_group = True
    await chat.presses("卷宗 PDF", on=card)
    assert chat.toast
    assert not [one for one in await product.all(Look) if one.seen is Seen.DOSSIER]
