"""Two reports of one matter become one for the desk, and two again: nothing is lost, and each reporter keeps their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from actions import merging
from actions.crossing import HeldByAnother
from actions.desk import AlreadyTaken
from actions.filled import Filled
from cases.people import Role
from cases.tracks import CloseReason, Service
from cases.verbs import Verb
from handlers.doing import do
from storage.tables import Author, Case, CaseMessage, Member
from tests.stories.test_leaving import member_named
from tests.stories.test_linked import CARD, says_reason
from tests.stories.test_series import makes_series
from tests.stories.test_special_team import forms_team
from tests.world import Person, Product, Reporter
from tests.world.races import how_many_wait


async def two(product: Product) -> tuple[Reporter, str, Reporter, str]:
    """The boss and the accountant of one company report the same, each from their own phone."""
    found = []
    for phone, name in (("13900000001", "王强"), ("13900000002", "李会计")):
        reporter = await product.reporter()
        number = await reporter.has_reported(
            contact_phone=phone, contact_name=name, company_name="宁波一号模具有限公司", story=f"打到{CARD}"
        )
        found += [reporter, number]
    return tuple(found)


async def case(product: Product, number: str) -> Case:
    return next(one for one in await product.all(Case) if one.number == number)


async def takes(officer: Person, number: str) -> None:
    await officer.says(number)
    await officer.presses("接手")


async def merges(officer: Person, number: str, into: str) -> str:
    """What is said when it is done, or why not."""
    await officer.says(number)
    await officer.presses("合并到另一件")
    if "别的案件，我写编号" in officer.last.buttons:
        await officer.presses("别的案件")
    await officer.says(f"{into} 老板和会计报的同一件事")
    return officer.last.text


async def merges_by_choice(officer: Person, number: str, into: str) -> str:
    await says_reason(officer, number, "合并到另一件", "老板和会计报的同一件事", choosing=into)
    return officer.last.text


@pytest.mark.postgres
async def test_two_reports_are_one_case_for_the_desk(product: Product):
    """Whoever has the main case has both; the merged number leads to it at every door; each reporter has their own."""
    boss, main, clerk, merged = await two(product)
    officer = await product.expert()
    await takes(officer, main)
    assert "已合并过去" in await merges_by_choice(officer, merged, main)
    assert (await case(product, merged)).holder_id == (await case(product, main)).holder_id
    await clerk.looks()
    assert "陈立" in clerk.last.text
    card = (await officer.says(merged)).text
    assert f"{merged} 已合并到这件，下面是主案" in card
    assert main in card
    assert "李会计" in card
    await clerk.says("对方又来电话了")
    assert "等回复" in (await officer.says(main)).text
    await officer.presses(f"看 {merged} 的对话")
    assert "对方又来电话了" in officer.last.text
    assert "合并到另一件" not in officer.last.buttons
    await officer.presses("答复报案人")
    await officer.says("收到，请保存录音。")
    await clerk.looks()
    assert "请保存录音" in clerk.last.text
    await boss.looks()
    assert not any("录音" in entry.text for entry in boss.screen)
    assert not any(merged in entry.text for entry in boss.screen)
    assert not any(main in entry.text for entry in clerk.screen)


@pytest.mark.postgres
async def test_unmerged_after_new_messages_each_keeps_its_own(product: Product):
    """What was written while they were merged stays with the case it was written to; who had it has it again."""
    boss, main, clerk, merged = await two(product)
    officer, colleague = await product.expert(), await product.expert("孙敏")
    await takes(officer, main)
    await takes(colleague, merged)
    before = await case(product, merged)
    await merges_by_choice(colleague, merged, main)
    assert (await case(product, merged)).holder_id == (await case(product, main)).holder_id != before.holder_id
    await boss.says("老板的消息")
    await clerk.says("会计的消息")
    await officer.says(main)
    await officer.presses(f"看 {merged} 的对话")
    await officer.presses("分开")
    await officer.says("是两件事")
    assert "各办各的" in officer.last.text
    after = await case(product, merged)
    assert (after.merged_into, after.held_before, after.holder_id) == (None, None, before.holder_id)
    assert "会计的消息" in (await colleague.says(merged)).text
    assert "老板的消息" not in colleague.last.text
    assert "会计的消息" not in (await officer.says(main)).text
    said = [(row.case_id, row.author) for row in await product.all(CaseMessage)]
    assert said.count((after.id, Author.REPORTER)) == 1
    assert "合并到另一件" in (await colleague.says(merged)).buttons


async def test_circles_and_chains_are_refused(product: Product):
    """Each with what to do instead; nothing is changed."""
    _, main, _, merged = await two(product)
    third = await (await product.reporter()).has_reported(
        contact_phone="13900000003", company_name="宁波一号模具有限公司", story=f"打到{CARD}"
    )
    officer = await product.expert()
    await merges_by_choice(officer, merged, main)
    assert "不能再反过来合并" in await merges(officer, main, merged)
    assert "请直接合并到它的主案" in await merges(officer, third, merged)
    assert "有别的案件合并在这件里" in await merges(officer, main, third)
    assert "这一件自己的编号" in await merges(officer, third, third)
    assert [one.number for one in await product.all(Case) if one.merged_into] == [merged]


async def test_two_who_merge_both_ways_at_once_make_no_circle(product: Product):
    """Of two presses at the same moment the second finds what the first did."""
    _, one, _, two_ = await two(product)
    officer = await product.expert()
    member = await member_named(product, "陈立")

    async def press(number: str, into: str) -> None:
        async with product.parts.door.database.writing() as session:
            hand = product.parts.door.hand(session, member=member)
            await do(hand, number, Verb.MERGE, Filled(other=into, text="同一件事"))

    done = await asyncio.gather(press(one, two_), press(two_, one), return_exceptions=True)
    assert [type(found).__name__ for found in done if found].count("MergedElsewhere") + [
        type(found).__name__ for found in done if found
    ].count("MergeInCircle") == 1
    assert len([found for found in await product.all(Case) if found.merged_into]) == 1
    assert officer


@pytest.mark.parametrize("what", ["ended", "elsewhere", "another district", "in a series", "not there"])
async def test_what_cannot_be_merged_says_why(product: Product, what: str):
    """The case that it would go into has ended, lies in another district, is not in its series, or is not there."""
    _, main, _, merged = await two(product)
    officer = await product.expert()
    local = await product.expert("林海", district="yinzhou")
    if what == "ended":
        await officer.says(main)
        await officer.presses("结束")
        await officer.presses("重复")
        assert "那一件已经结束" in await merges(officer, merged, main)
    elif what == "another district":
        there = await (await product.reporter()).has_reported(contact_phone="13900000009", district="cixi")
        assert "不在同一个辖区" in await merges(officer, merged, there)
    elif what == "elsewhere":
        there = await (await product.reporter()).has_reported(contact_phone="13900000009", district="cixi")
        assert "没有找到" in await merges(local, merged, there)
    elif what == "in a series":
        await officer.says(merged)
        await officer.presses("立为系列")
        await officer.presses("我自己")
        await officer.presses("先只放")
        await officer.says("换账户")
        assert "这件在另一个系列里" in await merges(officer, merged, main)
    else:
        assert "没有找到" in await merges(officer, merged, "GC-261123-7K3QX")
    assert (await case(product, merged)).merged_into is None


async def test_what_is_done_with_the_main_case_is_done_with_both(product: Product):
    """Taken, handed over, ended and opened again together; each reporter hears of it in their own chat."""
    boss, main, clerk, merged = await two(product)
    officer, colleague = await product.expert(), await product.expert("孙敏")
    await merges_by_choice(officer, merged, main)
    assert (await case(product, merged)).holder_id is None
    await takes(officer, main)
    assert (await case(product, merged)).service is Service.TRIAGED
    await officer.says(main)
    await officer.presses("转交")
    await officer.presses("孙敏")
    await officer.presses("不留话")
    sun = await member_named(product, "孙敏")
    assert {one.holder_id for one in await product.all(Case)} == {sun.id}
    await colleague.says(main)
    await colleague.presses("结束")
    await colleague.presses("重复")
    for reporter in (boss, clerk):
        await reporter.looks()
        assert any("孙敏" in entry.text for entry in reporter.screen)
    assert all(one.ended_at for one in await product.all(Case))
    await says_reason(colleague, main, "重新打开", "弄错了")
    assert not any(one.ended_at for one in await product.all(Case))
    assert (await case(product, merged)).merged_into == (await case(product, main)).id


async def test_who_speaks_first_has_both(product: Product):
    """An answer to either reporter takes the whole; nobody is left waiting beside it."""
    _, main, _, merged = await two(product)
    officer = await product.expert()
    await merges_by_choice(officer, merged, main)
    await says_reason(officer, main, "答复报案人", "正在看")
    assert len({one.holder_id for one in await product.all(Case)}) == 1
    assert (await case(product, merged)).service is Service.TRIAGED


async def test_a_main_case_withdrawn_lets_the_other_go(product: Product):
    """One reporter's change of mind ends nothing of the other's."""
    boss, main, _, merged = await two(product)
    officer = await product.expert()
    await takes(officer, main)
    await merges_by_choice(officer, merged, main)
    await boss.says("撤回")
    await boss.presses("确定撤回")
    assert (await case(product, main)).ended_at
    other = await case(product, merged)
    assert (other.ended_at, other.merged_into) == (None, None)
    assert "接手" not in (await officer.says(merged)).text


async def test_both_reporters_keep_their_promises(product: Product):
    """The next news goes to each of them, with the case's own number."""
    boss, main, clerk, merged = await two(product)
    officer = await product.expert()
    await takes(officer, main)
    await merges_by_choice(officer, merged, main)
    assert (await case(product, merged)).news_due_at
    await product.passes(timedelta(days=8))
    for reporter, number, other in ((boss, main, merged), (clerk, merged, main)):
        await reporter.looks()
        assert any(number in entry.text for entry in reporter.screen)
        assert not any(other in entry.text for entry in reporter.screen)


async def test_links_of_a_merged_case_are_its_main_case(product: Product):
    """What only the merged report names links the main case, and the other side is led there."""
    lead = await product.expert("周领导", Role.LEAD)
    main = await (await product.reporter()).has_reported(
        contact_phone="13900000001", company_name="宁波一号模具有限公司", story="被骗了"
    )
    merged = await (await product.reporter()).has_reported(
        contact_phone="13900000002", company_name="宁波一号精密有限公司", story=f"打到{CARD}"
    )
    other = await (await product.reporter()).has_reported(
        contact_phone="13900000003", company_name="杭州二号电器有限公司", story=f"付到{CARD}"
    )
    assert f"与 {merged} 同一账号" in (await lead.says(other)).text
    await merges(lead, merged, main)
    card = (await lead.says(other)).text
    assert f"与 {main} 同一账号" in card
    assert merged not in card
    card = (await lead.says(main)).text
    assert f"与 {other} 同一账号" in card
    assert isinstance((await product.all(Member))[0], Member)


async def test_an_answer_on_a_merged_case_is_taken_back(product: Product):
    """It went to the wrong one of two reporters: the worst moment to be sent to the main case, where it is not."""
    _, main, clerk, merged = await two(product)
    officer = await product.expert()
    await takes(officer, main)
    await merges_by_choice(officer, merged, main)
    await officer.says(main)
    await officer.presses(f"看 {merged} 的对话")
    await officer.presses("答复报案人")
    await officer.says("您的股权材料收到了。")
    await clerk.looks()
    assert "股权材料" in clerk.last.text
    await officer.says(main)
    await officer.presses(f"看 {merged} 的对话")
    await officer.presses("撤回")
    await officer.presses("您的股权材料")
    await clerk.looks()
    assert not any("股权材料" in entry.text for entry in clerk.screen)


@pytest.mark.postgres
async def test_a_team_of_the_series_goes_with_what_was_merged(product: Product):
    """Into the series and out of it: whoever is a guest of the one is a guest of the other, and of neither afterwards."""
    lead, _ = await product.expert("周领导", Role.LEAD), await product.expert("陈立")
    _, main, _, merged = await two(product)
    await merges_by_choice(lead, merged, main)
    await makes_series(lead, main, along="")
    await forms_team(lead, main, "陈立", scope="整个系列")
    assert (await case(product, merged)).team_id == (await case(product, main)).team_id is not None
    await says_reason(lead, main, "移出系列", "不是一伙的")
    assert [(await case(product, one)).team_id for one in (main, merged)] == [None, None]


@pytest.mark.postgres(only=True)
async def test_a_report_withdrawn_while_both_are_taken_stays_withdrawn(
    product: Product, monkeypatch: pytest.MonkeyPatch
):
    """What goes along with the main case is read anew once it is locked: its reporter was faster."""
    _, main, clerk, merged = await two(product)
    officer = await product.expert()
    await merges_by_choice(officer, merged, main)
    await clerk.says("撤回")
    found = merging.merged_in

    async def and_then_the_clerk_withdraws(*asked: Any) -> list[Case]:
        rows = await found(*asked)
        if rows and rows[0].close_reason is None:
            await clerk.presses("确定撤回")
        return rows

    monkeypatch.setattr(merging, "merged_in", and_then_the_clerk_withdraws)
    member = await member_named(product, "陈立")
    async with product.parts.door.database.writing() as session:
        await do(product.parts.door.hand(session, member=member), main, Verb.TAKE, Filled())
    now = await case(product, merged)
    assert (now.service, now.close_reason, now.holder_id) == (Service.WITHDRAWN_BY_COMPANY, CloseReason.WITHDRAWN, None)
    assert (await case(product, main)).holder_id == member.id


@pytest.mark.postgres(only=True)
async def test_one_takes_the_main_case_while_another_answers_the_merged(
    product: Product, monkeypatch: pytest.MonkeyPatch
):
    """Each goes on to the case the other wants: both lock the main one first, and one has both, the other is told."""
    _, main, _, merged = await two(product)
    officer, _ = await product.expert(), await product.expert("孙敏")
    await merges_by_choice(officer, merged, main)
    members = [await member_named(product, name) for name in ("陈立", "孙敏")]
    database, found = product.parts.door.database, merging.merged_in
    came: list[UUID] = []

    async def with_one_case_each(session: AsyncSession, case_id: UUID) -> list[Case]:
        came.append(case_id)
        while len(came) < 2 and not await how_many_wait(database):
            pass
        return await found(session, case_id)

    async def does(member: Member, number: str, verb: Verb) -> None:
        async with database.writing() as session:
            await do(product.parts.door.hand(session, member=member), number, verb, Filled(text="正在看"))

    monkeypatch.setattr(merging, "merged_in", with_one_case_each)
    both = does(members[0], main, Verb.TAKE), does(members[1], merged, Verb.ANSWER)
    done = await asyncio.gather(*both, return_exceptions=True)
    assert {type(one) for one in done if one} <= {AlreadyTaken, HeldByAnother}
    assert len({one.holder_id for one in await product.all(Case)}) == 1
