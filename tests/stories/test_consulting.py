"""A consultation from the question to the approved opinion, and the measures that follow, as each hears of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, update

from actions.consulting import (
    add_measure,
    approve,
    conclude,
    convene,
    decline,
    give_opinion,
    measure_done,
    send_back,
    write_for_reporter,
)
from actions.team import revoke_member
from cases.consulting import (
    EVERYBODY,
    ConsultationOver,
    MeasureGone,
    NobodyToAsk,
    OpinionStands,
    OwnOpinion,
    Recommendation,
)
from cases.errors import CaseError, NotUnderstood
from cases.people import NoSuchMember, NotAllowed, Role
from cases.tracks import MoveNotPossible, Service
from cases.verbs import ConsultedAlready, NotYours
from storage.consulting import councils_of
from storage.tables import Case, Consultation, Measure, Member, Seat
from tests.world import Product, Reporter

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SECRET = "我看像民事纠纷，先别告诉他"


class Panel:
    """A case in the hands of 陈立, with 王芳 and 周五 beside and 赵锋 who leads."""

    def __init__(self, product: Product, number: str, people: dict[str, Any]) -> None:
        self.product, self.number = product, number
        self.chen, self.wang, self.zhou, self.zhao = (people[one] for one in ("陈立", "王芳", "周五", "赵锋"))
        self.names = list(people)

    async def member(self, name: str) -> Member:
        rows = sorted(await self.product.all(Member), key=lambda one: one.joined_at)
        return rows[self.names.index(name)]

    async def does(self, name: str, verb: Any, *given: Any) -> Case:
        """The verb by its function, as that member."""
        door, member = self.product.parts.door, await self.member(name)
        async with door.database.writing() as session:
            done: Case = await verb(door.hand(session, member=member), self.number, *given)
        return done

    async def approves(self, name: str) -> Case:
        """What stands there now, as somebody does who has just read it."""
        running = [one for one in await self.product.all(Consultation) if not one.approved_at and not one.dissolved_at]
        return await self.does(name, approve, running[0].mark)


@pytest.fixture
async def panel(product: Product, reporter: Reporter) -> Panel:
    people = {}
    for name, role in (("陈立", Role.EXPERT), ("王芳", Role.EXPERT), ("周五", Role.CASE_OFFICER), ("赵锋", Role.LEAD)):
        people[name] = await product.expert(name, role)
        product.clock.passes(MINUTE)
    number = await reporter.has_reported()
    await people["陈立"].says(number)
    await people["陈立"].presses("接手", on=people["陈立"].last)
    return Panel(product, number, people)


async def test_from_question_to_approved_opinion_in_chat(product: Product, reporter: Reporter, panel: Panel):
    """Convened, answered blindly, concluded, sent back, approved; the reporter hears their part and nothing else."""
    chen, wang, zhou, zhao = panel.chen, panel.wang, panel.zhou, panel.zhao
    await chen.says(panel.number)
    await chen.presses("发起会商", on=chen.last)
    await chen.presses("全队（3 人）", on=chen.last)
    await chen.presses("4 小时内", on=chen.last)
    await chen.says("合同签了发票也开了，货没发，是诈骗还是违约？")
    assert "会商已发起" in chen.last.text
    assert (await product.case()).service is Service.IN_CONSULTATION

    for expert in (wang, zhou):
        await expert.looks()
        asked = expert.sees("请您出意见")
        assert "是诈骗还是违约？" in asked.text
    await wang.presses("写我的意见", on=wang.sees("请您出意见"))
    await wang.presses("先调查核实", on=wang.last)
    await wang.says(SECRET)
    await zhou.says(panel.number)
    assert SECRET not in zhou.last.text  # the first answer must not decide for all
    await zhou.presses("写我的意见", on=zhou.sees("请您出意见"))
    await zhou.presses("建议受案", on=zhou.last)
    await zhou.says("空壳公司，符合受案条件。措施：查工商档案。")
    await zhou.says(panel.number)
    assert SECRET in zhou.last.text
    await chen.looks()
    assert "还没答复：赵锋" in chen.sees("会商有新的答复").text

    await chen.says(panel.number)
    await chen.presses("给报案人的话", on=chen.last)
    await chen.says("我们看过了，建议您带合同原件来受案窗口登记。")
    await chen.says(panel.number)
    await chen.presses("下结论", on=chen.last)
    await chen.presses("建议受案", on=chen.last)
    await chen.says("建议受案并先查工商档案和账户。")
    await zhao.looks()
    decide = zhao.sees("初步处理意见等您批准")
    assert "建议您带合同原件" in decide.text
    await zhao.presses("退回再议", on=decide)
    await zhao.says("账户部分写清楚。")
    await chen.looks()
    assert "账户部分写清楚" in chen.sees("初步处理意见被退回").text
    await reporter.looks()
    assert not any("受案窗口" in one.text for one in reporter.screen)

    await chen.presses("下结论", on=chen.sees("初步处理意见被退回"))
    await chen.presses("建议受案", on=chen.last)
    await chen.says("建议受案；先查尾号 5678 的收款账户。")
    await zhao.looks()
    await zhao.presses("批准", on=zhao.sees("初步处理意见等您批准"))
    assert "带合同原件" in zhao.last.text
    await zhao.presses("批准", on=zhao.last)
    assert (await product.case()).service is Service.OPINION_ISSUED
    await reporter.looks()
    told = reporter.sees("的初步意见")
    assert "带合同原件来受案窗口登记" in told.text
    everything = "\n".join(one.text for one in reporter.screen)
    for inner in (SECRET, "是诈骗还是违约", "空壳公司", "尾号 5678", "王芳", "账户部分"):
        assert inner not in everything
    await reporter.says("看进展")
    assert "专家已经给出初步意见" in reporter.last.text


async def test_only_what_was_read_is_approved_in_chat(product: Product, reporter: Reporter, panel: Panel):
    """A button from before the chair wrote other words sends nothing; concluded, the words are not changed any more."""
    zhao = panel.zhao
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.does("陈立", write_for_reporter, f"请带合同原件来窗口。{'长' * 2000}完")
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案。")
    with pytest.raises(ConsultationOver):
        await panel.does("陈立", write_for_reporter, "请撤回报案。")
    await zhao.looks()
    await zhao.presses("批准", on=zhao.sees("初步处理意见等您批准"))
    read = zhao.last
    assert "请带合同原件" in read.text
    assert "完" in read.text  # whole, also where the letter was cut
    await panel.does("赵锋", send_back, "再想想。")
    await panel.does("陈立", write_for_reporter, "请撤回报案。")
    await panel.does("陈立", conclude, Recommendation.ACCEPT, "建议受案。")
    await zhao.presses("批准", on=read)
    assert "刚改过" in zhao.toast
    await zhao.says(panel.number)
    await zhao.presses("批准", on=zhao.last)
    assert "请撤回报案。" in zhao.last.text
    assert (await product.case()).service is Service.IN_CONSULTATION
    await zhao.presses("批准", on=zhao.last)
    await reporter.looks()
    assert "请撤回报案。" in reporter.sees("的初步意见").text


async def test_a_throw_away_answer_opens_nothing(product: Product, panel: Panel):
    """Alone it may be written anew; once others' could be read it stands, and the officer is told where to write instead."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.does("王芳", give_opinion, Recommendation.OTHER, "占位")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "先核实。")
    await panel.does("周五", decline, "占位")
    for verb, given in ((give_opinion, (Recommendation.ACCEPT, "同意王芳。")), (decline, ("还是不写。",))):
        with pytest.raises(OpinionStands):
            await panel.does("周五", verb, *given)
    await panel.wang.looks()
    await panel.wang.says(panel.number)
    await panel.wang.presses("写我的意见", on=panel.wang.last)
    assert "内部备注" in panel.wang.toast
    async with product.parts.door.database.reading() as session:
        (council,) = await councils_of(session, await product.case())
    assert {one.words for one in council.answers} == {"先核实。", "占位", ""}


@pytest.mark.parametrize("other_lead", ["there", "away", "none"])
async def test_a_lead_approves_their_own_opinion_only_alone(product: Product, panel: Panel, other_lead: str):
    """While another lead is there, it is theirs to approve; else nothing would go on."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    if other_lead != "none":
        await product.expert("韩梅", Role.LEAD)
    if other_lead == "away":
        newest = max(await product.all(Member), key=lambda one: one.joined_at)
        async with product.parts.door.database.writing() as session:
            row = await session.get(Member, newest.id)
            row.away_until = product.clock() + timedelta(days=3)
    product.clock.passes(MINUTE)
    await panel.does("赵锋", conclude, Recommendation.VERIFY, "先核实。")
    if other_lead == "there":
        with pytest.raises(OwnOpinion):
            await panel.approves("赵锋")
        panel.names.append("韩梅")
        await panel.approves("韩梅")
    else:
        await panel.approves("赵锋")
    assert (await product.case()).service is Service.OPINION_ISSUED


async def test_silence_is_chased_once_and_then_named(product: Product, panel: Panel):
    """Two thirds into the time the silent hear of it again; at its end the leads and who has the case do. Then nobody."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "先核实。")
    await product.passes(3 * HOUR)
    for expert in (panel.wang, panel.zhou):
        await expert.looks()
    assert not any("还等您的意见" in one.text for one in panel.wang.screen)
    assert sum("还等您的意见" in one.text for one in panel.zhou.screen) == 1
    await product.passes(2 * HOUR)
    for one in (panel.chen, panel.zhao):
        await one.looks()
        assert "周五" in one.sees("会商到期了").text
        assert "王芳" not in one.sees("会商到期了").text
    await product.passes(24 * HOUR)
    await panel.zhou.looks()
    assert sum("还等您的意见" in one.text for one in panel.zhou.screen) == 1


async def test_a_measure_is_chased_until_it_is_done(product: Product, panel: Panel):
    """Its owner hears of it, is reminded, and at the end the leads read that it is late; done, nobody hears more."""
    await panel.does("陈立", add_measure, (await panel.member("王芳")).id, "1d", "查对方工商档案")
    await panel.wang.looks()
    assert "查对方工商档案" in panel.wang.sees("交给您的措施").text
    await product.passes(17 * HOUR)
    await panel.wang.looks()
    assert panel.wang.sees("您的措施快到期了")
    await product.passes(8 * HOUR)
    await panel.zhao.looks()
    late = panel.zhao.sees("措施过期了")
    assert "王芳" in late.text
    await panel.wang.looks()
    await panel.wang.presses("措施办完", on=panel.wang.sees("措施过期了"))
    await panel.wang.presses("查对方工商档案 · 王芳", on=panel.wang.last)
    await panel.wang.says("股东是同一人，已附材料。")
    assert "这条措施已办完" in panel.wang.last.text
    case = await product.case()
    assert case.open_measures == 0
    await panel.wang.says(panel.number)
    assert "措施办完" not in panel.wang.last.buttons


async def test_who_declines_names_somebody_better(product: Product, panel: Panel):
    """The chair hears it; one more is asked, and hears the question with the time."""
    await panel.does("陈立", convene, (str((await panel.member("周五")).id),), "4h", "是诈骗还是违约？")
    await panel.zhou.looks()
    await panel.zhou.presses("不便出意见", on=panel.zhou.sees("请您出意见"))
    await panel.zhou.says("这类我没办过，王芳熟。")
    await panel.chen.looks()
    assert "不出意见" in panel.chen.sees("会商有新的答复").text
    await panel.chen.says(panel.number)
    await panel.chen.presses("再请一位", on=panel.chen.last)
    await panel.chen.presses("王芳 · 护企专家", on=panel.chen.last)
    await panel.wang.looks()
    assert "是诈骗还是违约？" in panel.wang.sees("请您出意见").text


@pytest.mark.parametrize("ending", ["结束", "退回队列"])
async def test_a_case_that_leaves_its_hands_takes_the_consultation_along(product: Product, panel: Panel, ending: str):
    """Nobody is chased for a case that is over or waits in the queue; what was said stays on it."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.does("王芳", give_opinion, Recommendation.VERIFY, "先核实。")
    await panel.chen.looks()
    await panel.chen.says(panel.number)
    await panel.chen.presses(ending, on=panel.chen.last)
    if ending == "结束":
        await panel.chen.presses("咨询已答复", on=panel.chen.last)
        assert "会商还没有结论" in panel.chen.last.text
        await panel.chen.presses("仍要结束", on=panel.chen.last)
    await product.passes(5 * HOUR)
    await panel.zhou.looks()
    assert not any("还等您的意见" in one.text for one in panel.zhou.screen)
    assert "会商取消了" in panel.zhou.sees("不用再出意见").text
    await panel.wang.looks()
    assert not any("会商取消了" in one.text for one in panel.wang.screen)  # who has answered is asked for nothing
    (row,) = await product.all(Consultation)
    assert row.dissolved_at
    async with product.parts.door.database.reading() as session:
        (council,) = await councils_of(session, await product.case())
    assert [one.words for one in council.answers if one.words] == ["先核实。"]
    with pytest.raises(CaseError):
        await panel.does("周五", give_opinion, Recommendation.ACCEPT, "晚了")


@pytest.mark.parametrize(
    ("who", "verb", "given", "refused"),
    [
        ("陈立", convene, ((EVERYBODY,), "4h", "再来一次"), ConsultedAlready),
        ("王芳", conclude, (Recommendation.ACCEPT, "我来定"), NotYours),
        ("王芳", approve, ("",), NotAllowed),
        ("赵锋", approve, ("",), MoveNotPossible),
        ("赵锋", send_back, ("还没有结论",), MoveNotPossible),
        ("王芳", give_opinion, (Recommendation.ACCEPT, "  "), NotUnderstood),
        ("王芳", give_opinion, (Recommendation.ACCEPT, "长" * 3001), NotUnderstood),
        ("王芳", measure_done, (uuid4(), "办完了"), MeasureGone),
        ("陈立", add_measure, (uuid4(), "1d", "查账"), NoSuchMember),
        ("陈立", add_measure, (None, "1d", "查账"), NoSuchMember),
    ],
)
async def test_what_a_running_consultation_refuses(
    product: Product, panel: Panel, who: str, verb: Any, given: tuple[Any, ...], refused: type[Exception]
):
    """Each with an answer of its own, and nothing is written."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    with pytest.raises(refused):
        await panel.does(who, verb, *given)
    assert not await product.all(Measure)
    assert all(seat.answered_at is None for seat in await product.all(Seat))
    assert not (await product.case()).is_concluded


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (((), "4h", "问谁？"), NobodyToAsk),
        (((str(uuid4()),), "4h", "问谁？"), NobodyToAsk),
        (((EVERYBODY,), "9y", "多久？"), MoveNotPossible),
        (((EVERYBODY,), "4h", " "), NotUnderstood),
    ],
)
async def test_what_is_no_consultation(
    product: Product, panel: Panel, given: tuple[Any, ...], refused: type[Exception]
):
    with pytest.raises(refused):
        await panel.does("陈立", convene, *given)
    assert not await product.all(Consultation)


async def test_an_answer_after_the_conclusion_is_told_so(product: Product, panel: Panel):
    """It is not lost in silence: the officer reads where it can go."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    await panel.wang.looks()
    await panel.wang.presses("写我的意见", on=panel.wang.sees("请您出意见"))
    await panel.wang.presses("建议受案", on=panel.wang.last)
    await panel.does("陈立", conclude, Recommendation.VERIFY, "先核实。")
    await panel.wang.says("应当受案。")
    assert "已经有结论" in panel.wang.last.text
    with pytest.raises(ConsultationOver):
        await panel.does("周五", give_opinion, Recommendation.ACCEPT, "我也晚了")
    assert all(seat.answered_at is None for seat in await product.all(Seat))


async def test_a_chair_who_leaves_does_not_hold_it_up(product: Product, panel: Panel):
    """A lead concludes and approves in their place."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    door, gone = product.parts.door, await panel.member("陈立")
    async with door.database.writing() as session:
        await revoke_member(session, gone.id, door.clock())
    await panel.does("赵锋", conclude, Recommendation.VERIFY, "先核实。")
    await panel.approves("赵锋")
    assert (await product.case()).service is Service.OPINION_ISSUED


@pytest.mark.postgres
async def test_an_answer_arrives_while_the_chair_concludes(product: Product, panel: Panel):
    """Whichever came first: the answer stands on record, or whoever wrote it is told that it is over; never neither."""
    await panel.does("陈立", convene, (EVERYBODY,), "4h", "怎么看？")
    done = await asyncio.gather(
        panel.does("王芳", give_opinion, Recommendation.ACCEPT, "应当受案。"),
        panel.does("陈立", conclude, Recommendation.VERIFY, "先核实。"),
        return_exceptions=True,
    )
    assert not isinstance(done[1], BaseException)
    answered = [seat for seat in await product.all(Seat) if seat.answered_at]
    assert len(answered) == (0 if isinstance(done[0], ConsultationOver) else 1)
    assert (await product.case()).is_concluded


@pytest.mark.postgres
async def test_a_measure_for_somebody_who_leaves_meanwhile(product: Product, panel: Panel):
    """Whoever has left is given nothing; what they had to do stays on the case, late, and the leads read it."""
    wang = await panel.member("王芳")
    await panel.does("陈立", add_measure, wang.id, "1d", "查对方工商档案")
    async with product.parts.door.database.writing() as session:
        await revoke_member(session, wang.id, product.clock())
    with pytest.raises(NoSuchMember):
        await panel.does("陈立", add_measure, wang.id, "1d", "查账户")
    await product.passes(25 * HOUR)
    await panel.zhao.looks()
    assert "查对方工商档案" in panel.zhao.sees("措施过期了").text
    await panel.does("陈立", measure_done, (await product.all(Measure))[0].id, "我查了。")
    assert (await product.case()).open_measures == 0


async def knows(product: Product, panel: Panel, **specialties: str) -> None:
    """What these know best."""
    for name, known in specialties.items():
        member = await panel.member(name)
        async with product.parts.door.database.writing() as session:
            await session.exec(update(Member).where(col(Member.id) == member.id).values(specialties=known))


async def test_experts_are_convened_by_what_they_know(product: Product, panel: Panel):
    """The specialty that the case calls for stands first, with who has it and why; all who have it are asked."""
    await knows(product, panel, 王芳="fund,ip", 周五="fund")
    chen = panel.chen
    await chen.looks()
    await chen.says(panel.number)
    await chen.presses("发起会商", on=chen.last)
    first, second, *_ = chen.last.buttons
    assert first == "建议：资金查控（王芳、周五），因为是「客户、供应商、合作方」这一类"
    assert second == "全队（3 人）"
    assert "知识产权（王芳）" in chen.last.buttons
    assert "王芳 · 护企专家 · 资金查控 · 知识产权" in chen.last.buttons
    await chen.presses("建议：资金查控", on=chen.last)
    await chen.presses("4 小时内", on=chen.last)
    await chen.says("钱到哪里去了？")
    asked = {seat.member_id for seat in await product.all(Seat)}
    assert asked == {(await panel.member(name)).id for name in ("王芳", "周五")}
    await panel.zhao.looks()
    assert not any("请您出意见" in one.text for one in panel.zhao.screen)


async def test_a_specialty_that_nobody_has_is_said(product: Product, panel: Panel):
    """Whoever convenes knows what is missing; who is away counts as nobody."""
    chen = panel.chen
    await chen.looks()
    await chen.says(panel.number)
    await chen.presses("发起会商", on=chen.last)
    assert "本案需要资金查控" in chen.last.text
    assert not any("资金查控" in one for one in chen.last.buttons)
    await knows(product, panel, 王芳="fund")
    await chen.says(panel.number)
    await chen.presses("发起会商", on=chen.last)
    assert "本案需要资金查控" not in chen.last.text


@pytest.mark.parametrize("choice", ["of.", "of.nonsense", "of.ip", "fund"])
async def test_a_specialty_of_nobodys_asks_nobody(product: Product, panel: Panel, choice: str):
    """Made by hand, or of a page that is old: there is nobody to ask, and nothing is convened."""
    await knows(product, panel, 王芳="fund")
    with pytest.raises(NobodyToAsk):
        await panel.does("陈立", convene, (choice,), "4h", "怎么看？")
    assert not await product.all(Consultation)
