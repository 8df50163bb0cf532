"""更正结果: a case closed for a wrong reason gets the right one beside it, and its reporter hears it once, as a correction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.filled import Filled
from actions.outcome import OutcomeMeanwhile, OutcomeNotSure, SameOutcome
from cases.errors import CaseError, NotUnderstood
from cases.messages import Kind
from cases.people import NotAllowed, Role
from cases.together import MergedElsewhere
from cases.tracks import CloseReason, MoveNotPossible, Service
from cases.verbs import NotYours, OpenAlready, Verb
from handlers.doing import do
from storage.outgoing import claim
from storage.queue import queue
from storage.tables import Author, CaseMessage, Event, OutgoingState, TimelineEntry
from storage.views import View
from templates.rendering import tables
from tests.stories.test_leaving import member_named
from tests.stories.test_merging import case, merges_by_choice, takes, two
from tests.stories.test_papers import flat
from tests.stories.test_papers import takes as takes_paper
from tests.stories.test_quiet import ONLY_A_LINE, held
from tests.world import Person, Product, Reporter

WHY = "看错了合同，不是货款纠纷"
TAX = Filled(text=WHY, reason=CloseReason.TAX, sure="tax")


async def closes(product: Product, reporter: Reporter, label: str = "属于民事纠纷") -> tuple[Person, str]:
    """An expert takes the case and ends it."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await takes(expert, number)
    await ends(expert, number, label)
    await reporter.looks()
    return expert, number


async def ends(expert: Person, number: str, label: str) -> None:
    await expert.says(number)
    await expert.presses("结束")
    await expert.presses(label)


async def corrects(officer: Person, number: str, label: str, why: str = WHY) -> str:
    """Four steps in chat; what is said when it is done, or why not."""
    await officer.says(number)
    await officer.presses("更正结果")
    await officer.presses(label)
    await officer.presses("确认更正")
    await officer.says(why)
    return officer.last.text


async def does(
    product: Product,
    name: str,
    number: str,
    filled: Filled,
    verb: Verb = Verb.CORRECT_OUTCOME,
    source: str | None = None,
) -> None:
    """The verb itself, as both doors do it."""
    member, door = await member_named(product, name), product.parts.door
    async with door.database.writing() as session:
        await do(door.hand(session, member=member, source=source), number, verb, filled)
    await product.settles()


async def told_of_end(product: Product) -> list[tuple[str, str]]:
    """What was planned for the reporter of how it ended, and what became of it."""
    rows = [one for one in await product.outgoing() if one.kind in {Kind.CLOSED, Kind.OUTCOME_CORRECTED}]
    return [(one.kind.value, one.state.value) for one in sorted(rows, key=lambda one: one.due_at)]


@pytest.mark.postgres
async def test_a_wrong_outcome_is_put_right_in_chat(product: Product, reporter: Reporter):
    """The reporter reads what was wrong, what is right and where to go now; never why. What hangs from it follows."""
    expert, number = await closes(product, reporter)
    ended_at = (await product.case()).ended_at
    await product.passes(timedelta(hours=3))
    await expert.says(number)
    offered = (await expert.presses("更正结果")).buttons
    assert "属于民事纠纷，走法院" not in offered and "报案人撤回" not in offered and "先由税务机关处理" in offered
    sure = await expert.presses("先由税务机关处理")
    assert "从「属于民事纠纷，走法院」更正为「先由税务机关处理」，报案人会再收到一次通知" in sure.text
    assert (await product.case()).close_reason is CloseReason.CIVIL_COURT
    asked = await expert.presses("确认更正")
    assert "记在内部备注里，报案人看不到" in asked.text
    await expert.says(WHY)
    assert f"{number} 的结果已更正为：先由税务机关处理" in expert.last.text
    await reporter.looks()
    told = reporter.sees("有误").text
    assert "之前告诉您的结果「属于民事纠纷，走法院」有误，更正为「先由税务机关处理」" in told
    assert tables("zh")["doors"]["tax"].strip() in told
    assert reporter.count("有误") == 1 and reporter.count("办理结束了") == 1
    assert not any(WHY in one.text for one in reporter.screen)
    now = await product.case()
    assert (now.service, now.close_reason, now.ended_at) == (Service.REDIRECTED, CloseReason.TAX, ended_at)
    (line,) = [one for one in await product.all(TimelineEntry) if one.event is Event.OUTCOME_CORRECTED]
    assert line.details == {"was": "civil_court", "reason": "tax"}
    assert line.member_id == (await member_named(product, "陈立")).id
    (note,) = [one for one in await product.all(CaseMessage) if one.author is Author.NOTE]
    assert WHY.encode() not in note.sealed_text
    await reporter.says("看进展")
    assert "结果 " in reporter.last.text and "更正过，现在是：先由税务机关处理" in reporter.last.text
    assert "先由税务机关处理" in (await expert.says(number)).text
    paper = flat(await takes_paper(expert, number, "卷宗 PDF"))
    assert "已告知其他途径·先由税务机关处理" in paper


async def test_how_it_was_is_asked_once_and_the_case_can_be_opened_again(product: Product, reporter: Reporter):
    """Two days after the end, as planned; a reporter who writes after the correction opens the case as after any end."""
    expert, number = await closes(product, reporter)
    await product.passes(timedelta(days=1))
    await corrects(expert, number, "咨询已答复")
    assert (await product.case()).service is Service.CLOSED
    await product.passes(timedelta(days=2))
    await reporter.looks()
    assert reporter.count("办得怎么样") == 1
    await reporter.presses("很满意")
    assert (await product.case()).rating == 5
    await reporter.says("还有一笔没说。")
    assert (await product.case()).close_reason is None
    assert "更正过" not in (await reporter.says("看进展")).text
    assert "更正结果" not in (await expert.says(number)).buttons


async def test_the_list_of_what_ended_and_its_numbers_follow(product: Product, reporter: Reporter):
    """It stays among the ended ones at its place, and nothing that is counted changes."""
    expert, number = await closes(product, reporter)
    await corrects(expert, number, "多次联系未果")
    member = await member_named(product, "陈立")
    async with product.parts.door.database.reading() as session:
        assert [one.number for one in await queue(session, member, View("ended"))] == [number]
        assert await queue(session, member, View("open")) == []
    assert "我们几次联系都没有联系上您" in (await reporter.looks()).text


async def test_in_the_language_of_who_reads_it(product: Product):
    """An English reporter reads it in English."""
    reporter = await product.reporter()
    await reporter.presses("English")
    reporter.language = "en"
    expert, number = await closes(product, reporter)
    await corrects(expert, number, "先由税务机关处理")
    told = (await reporter.looks()).text
    assert "the outcome we told you before" in told and "was wrong" in told
    assert tables("en")["doors"]["tax"].strip() in told


@pytest.mark.parametrize(
    ("filled", "refused"),
    [
        (replace(TAX, reason=CloseReason.CIVIL_COURT, sure="civil_court"), SameOutcome),
        (replace(TAX, reason=None), NotUnderstood),
        (replace(TAX, sure=""), OutcomeNotSure),
        (replace(TAX, sure="labour"), OutcomeNotSure),
        (replace(TAX, reason=CloseReason.WITHDRAWN, sure="withdrawn"), MoveNotPossible),
        (replace(TAX, text=" "), NotUnderstood),
        (replace(TAX, text="长" * 3001), NotUnderstood),
        (replace(TAX, had="labour"), OutcomeMeanwhile),
    ],
)
async def test_what_is_refused_changes_nothing(
    product: Product, reporter: Reporter, filled: Filled, refused: type[CaseError]
):
    """The same reason, none, one nobody confirmed, the reporter's own, and no word of why."""
    _, number = await closes(product, reporter)
    before = await told_of_end(product)
    with pytest.raises(refused):
        await does(product, "陈立", number, filled)
    assert (await product.case()).close_reason is CloseReason.CIVIL_COURT
    assert await told_of_end(product) == before
    assert not [one for one in await product.all(CaseMessage) if one.author is Author.NOTE]


async def test_only_of_what_the_desk_ended(product: Product, reporter: Reporter):
    """An open case has no outcome to correct, and what the reporter took back is theirs to say."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await takes(expert, number)
    with pytest.raises(OpenAlready):
        await does(product, "陈立", number, TAX)
    await reporter.says("/withdraw")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    assert (await product.case()).close_reason is CloseReason.WITHDRAWN
    with pytest.raises(MoveNotPossible):
        await does(product, "陈立", number, TAX)
    assert "更正结果" not in (await expert.says(number)).buttons


async def test_the_holder_and_leads(product: Product, reporter: Reporter):
    """A colleague is refused and not offered it; a lead may, and who had the case hears of it."""
    expert, number = await closes(product, reporter)
    colleague, lead = await product.expert("王芳"), await product.expert("赵锋", Role.LEAD)
    auditor = await product.expert("钱监督", Role.AUDITOR)
    for one in (colleague, auditor):
        assert "更正结果" not in (await one.says(number)).buttons
    with pytest.raises(NotYours):
        await does(product, "王芳", number, TAX)
    with pytest.raises(NotAllowed):
        await does(product, "钱监督", number, TAX)
    await corrects(lead, number, "先由税务机关处理")
    await expert.looks()
    assert number in expert.sees("赵锋 更正了您办过的这件的结果：先由税务机关处理").text


async def test_a_double_press_does_it_once(product: Product, reporter: Reporter):
    """The same form again, also after somebody corrected it further, changes nothing and tells nobody."""
    _, number = await closes(product, reporter)
    for _ in range(2):
        await does(product, "陈立", number, replace(TAX, had="civil_court"), source="form:1")
    await does(
        product, "陈立", number, replace(TAX, reason=CloseReason.LABOUR, sure="labour", had="tax"), source="form:2"
    )
    await does(product, "陈立", number, replace(TAX, had="civil_court"), source="form:1")
    assert (await product.case()).close_reason is CloseReason.LABOUR
    assert [kind for kind, _ in await told_of_end(product)] == ["closed", "outcome_corrected", "outcome_corrected"]
    assert reporter.count("有误") == 0
    await reporter.looks()
    assert reporter.count("有误") == 2


@pytest.mark.postgres
async def test_of_two_at_once_one_wins_and_the_other_reads_it(product: Product, reporter: Reporter):
    """Both saw the wrong one and chose different ones: the reporter is told one, the slower officer who and what."""
    _, number = await closes(product, reporter)
    await product.expert("赵锋", Role.LEAD)
    labour = replace(TAX, reason=CloseReason.LABOUR, sure="labour", had="civil_court")
    found = await asyncio.gather(
        does(product, "陈立", number, replace(TAX, had="civil_court")),
        does(product, "赵锋", number, labour),
        return_exceptions=True,
    )
    (refused,) = [one for one in found if one is not None]
    assert isinstance(refused, OutcomeMeanwhile)
    now = await product.case()
    assert refused.reason is now.close_reason
    assert refused.name == ("赵锋" if now.close_reason is CloseReason.LABOUR else "陈立")
    await reporter.looks()
    assert reporter.count("有误") == 1
    assert len([one for one in await product.all(TimelineEntry) if one.event is Event.OUTCOME_CORRECTED]) == 1


async def test_the_slower_one_reads_it_in_chat(product: Product, reporter: Reporter):
    """The form stood open while a lead was faster: nothing of it is kept, and the name and the outcome are said."""
    expert, number = await closes(product, reporter)
    await expert.says(number)
    await expert.presses("更正结果")
    await expert.presses("先由人社部门处理")
    await expert.presses("确认更正")
    lead = await product.expert("赵锋", Role.LEAD)
    await corrects(lead, number, "先由税务机关处理")
    await expert.says(WHY)
    assert "赵锋 刚把结果改成了「先由税务机关处理」" in expert.last.text
    assert (await product.case()).close_reason is CloseReason.TAX


@pytest.mark.postgres
async def test_what_has_not_left_leaves_as_the_right_one(product: Product, reporter: Reporter):
    """A quiet phone in the morning: the letter of the end waits for the evening, and says only what is right then."""
    expert = await held(product, reporter)
    number = (await product.case()).number
    words = Filled(text="请带合同去法院找立案庭", reason=CloseReason.CIVIL_COURT)
    await does(product, "陈立", number, words, Verb.CLOSE)
    await corrects(expert, number, "先由税务机关处理")
    assert "今天 18:00 才会收到提醒" in expert.last.text
    assert await told_of_end(product) == [("closed", "waiting")]
    await product.passes(timedelta(hours=9))
    await reporter.looks()
    assert await told_of_end(product) == [("closed", "sent")]
    shown = await reporter.presses("现在方便，打开看")
    assert "办理结束了：先由税务机关处理" in shown.text
    assert "法院" not in shown.text and "有误" not in shown.text


async def test_a_quiet_phone_shows_a_line_until_it_is_opened(product: Product, reporter: Reporter):
    """The correction itself too, and it waits for the hours; opened, it says what was wrong."""
    expert = await held(product, reporter)
    number = (await product.case()).number
    product.clock.set(product.clock() + timedelta(hours=9))
    await product.settles()
    await ends(expert, number, "属于民事纠纷")
    await reporter.looks()
    assert await told_of_end(product) == [("closed", "sent")]
    await product.passes(timedelta(hours=14))
    before = len((await reporter.looks()) and reporter.screen)
    await corrects(expert, number, "先由税务机关处理")
    assert "才会收到提醒" in expert.last.text
    assert await told_of_end(product) == [("closed", "sent"), ("outcome_corrected", "waiting")]
    await product.passes(timedelta(hours=10))
    await reporter.looks()
    assert {one.text for one in reporter.screen[before:]} == {ONLY_A_LINE}
    shown = await reporter.presses("现在方便，打开看", on=reporter.screen[-1])
    assert "之前告诉您的结果「属于民事纠纷，走法院」有误，更正为「先由税务机关处理」" in shown.text


async def test_corrected_again_before_it_left(product: Product, reporter: Reporter):
    """The reporter reads one correction, from what they were told to what is right; none when it was right after all."""
    _, number = await closes(product, reporter)
    door, member = product.parts.door, await member_named(product, "陈立")
    labour = replace(TAX, reason=CloseReason.LABOUR, sure="labour")
    async with door.database.writing() as session:  # both before anything can leave
        hand = door.hand(session, member=member)
        await do(hand, number, Verb.CORRECT_OUTCOME, TAX)
        await do(hand, number, Verb.CORRECT_OUTCOME, labour)
    await product.settles()
    await reporter.looks()
    assert reporter.count("有误") == 1
    assert "「属于民事纠纷，走法院」有误，更正为「先由人社部门处理」" in reporter.last.text
    async with door.database.writing() as session:
        hand = door.hand(session, member=member)
        await do(hand, number, Verb.CORRECT_OUTCOME, TAX)
        await do(hand, number, Verb.CORRECT_OUTCOME, labour)
    await product.settles()
    await reporter.looks()
    assert reporter.count("有误") == 1
    assert [state for kind, state in await told_of_end(product) if kind == "outcome_corrected"].count("sent") == 1


@pytest.mark.postgres
async def test_a_letter_on_its_way_counts_as_read(product: Product, reporter: Reporter):
    """It was claimed before the correction, so it may say the wrong reason: the correction follows it."""
    expert = await held(product, reporter)
    number, door = (await product.case()).number, product.parts.door
    await ends(expert, number, "属于民事纠纷")
    (letter,) = await product.outgoing("closed")
    async with door.database.writing() as session:
        assert await claim(session, letter.id, letter.retry_at)
    await corrects(expert, number, "先由税务机关处理")
    assert [kind for kind, _ in await told_of_end(product)] == ["closed", "outcome_corrected"]


async def test_a_letter_that_was_refused_for_good_is_written_anew(product: Product, reporter: Reporter):
    """The reporter was never told of the wrong one, so nothing is called a correction."""
    expert = await held(product, reporter)
    number, door = (await product.case()).number, product.parts.door
    await ends(expert, number, "属于民事纠纷")
    (letter,) = await product.outgoing("closed")
    async with door.database.writing() as session:
        letter.state = OutgoingState.BROKEN
        session.add(letter)
    await corrects(expert, number, "先由税务机关处理")
    assert sorted(await told_of_end(product)) == [("closed", "broken"), ("closed", "waiting")]


@pytest.mark.postgres
async def test_what_was_merged_follows_its_main_case(product: Product):
    """Both reporters are told; the merged case itself is refused, because its main one counts."""
    boss, main, clerk, merged = await two(product)
    officer = await product.expert()
    await takes(officer, main)
    await merges_by_choice(officer, merged, main)
    await ends(officer, main, "属于民事纠纷")
    with pytest.raises(MergedElsewhere):
        await does(product, "陈立", merged, TAX)
    await corrects(officer, main, "先由税务机关处理")
    for reporter, number in ((boss, main), (clerk, merged)):
        await reporter.looks()
        assert reporter.count("更正为「先由税务机关处理」") == 1
        assert (await case(product, number)).close_reason is CloseReason.TAX
