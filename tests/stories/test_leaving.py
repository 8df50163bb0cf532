"""Nobody's case is orphaned: who leaves leaves none behind, and who loses one hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, update

from actions.desk import take_case
from actions.leaving import leave_team
from actions.team import revoke_member
from bot.webchat.doors import ButtonGone
from cases.people import NotAllowed, Role
from cases.tracks import Service
from storage.tables import CaseMessage, Event, Member, OutgoingState, TeamEntry, TimelineEntry
from storage.team import team_of
from tests.world import Person, Product, Reporter


async def member_named(product: Product, name: str) -> Member:
    door = product.parts.door
    async with door.database.reading() as session:
        team = await team_of(session)
        return next(one for one, called in team.named(list(team.known.values())) if called == name)


async def leaves(product: Product, name: str) -> None:
    """A lead, or whoever runs the server, takes somebody out."""
    member = await member_named(product, name)
    async with product.parts.door.database.writing() as session:
        await leave_team(product.parts.door.hand(session), member.id)


async def takes(expert: Person, number: str) -> None:
    await expert.says(number)
    await expert.presses("接手", on=expert.last)


@pytest.mark.postgres
async def test_who_leaves_leaves_no_case_behind(product: Product, reporter: Reporter):
    """Their cases wait again at once; the reporter is told so with a time, the leads which cases these are."""
    lead, expert = await product.expert("周敏", Role.LEAD), await product.expert("陈立")
    number = await reporter.has_reported()
    await takes(expert, number)
    await leaves(product, "陈立")
    case = await product.case()
    assert (case.holder_id, case.service) == (None, Service.ACKNOWLEDGED)
    assert case.answer_due_at > product.clock()
    await reporter.looks()
    assert "原来的负责人不再负责了" in reporter.last.text
    assert "前会有人在这里回您" in reporter.last.text
    await lead.looks()
    told = lead.sees("陈立 不再办这 1 件")
    assert number in told.text
    assert Event.HOLDER_LEFT in {row.event for row in await product.all(TimelineEntry)}
    assert "revoked" in {row.event.value for row in await product.all(TeamEntry)}


async def test_a_reply_that_is_owed_keeps_its_time(product: Product, reporter: Reporter):
    """Whoever waits for a reply has the time they were told, and whoever can reply is warned of it."""
    await product.expert("周敏", Role.LEAD)
    expert, number = await product.expert("陈立"), await reporter.has_reported()
    await takes(expert, number)
    await reporter.says("对方又来电话了，怎么办？")
    promised = (await product.case()).reply_due_at
    await leaves(product, "陈立")
    case = await product.case()
    assert (case.reply_due_at, case.answer_due_at) == (promised, promised)
    assert promised
    await product.passes(promised - product.clock() - timedelta(minutes=1))
    assert [row.state for row in await product.outgoing("reply_at_risk")].count(OutgoingState.SENT) == 1
    await product.passes(timedelta(minutes=2))
    late = await product.outgoing("reply_late")
    assert [row.state for row in late].count(OutgoingState.SENT) == 1
    assert [row.state for row in await product.outgoing("still_waiting")].count(OutgoingState.SENT) == 0


@pytest.mark.postgres
async def test_what_was_left_behind_before_is_found(product: Product, reporter: Reporter):
    """A case that an older version, or another way out, left with somebody who is gone goes back by itself."""
    expert = await product.expert("陈立")
    await takes(expert, await reporter.has_reported())
    member = await member_named(product, "陈立")
    async with product.parts.door.database.writing() as session:
        await revoke_member(session, member.id, product.clock())
    await product.settles()
    assert (await product.case()).holder_id is None


async def test_a_form_that_was_open_is_dead(product: Product, reporter: Reporter):
    """Taken out while writing to a reporter: the words go to nobody, and old buttons do nothing."""
    expert = await product.expert("陈立")
    number = await reporter.has_reported()
    await takes(expert, number)
    card = expert.last
    note = expert.key("内部备注", card)
    await expert.presses("答复报案人", on=card)
    await leaves(product, "陈立")
    await expert.says("请您明天来一趟")
    with pytest.raises(ButtonGone):
        await product.parts.web_chat.updates.press(expert.chat_id, card.id, note)
    await expert.says("备注")
    assert await product.all(CaseMessage) == []
    await reporter.looks()
    assert not reporter.count("明天来一趟")


async def test_who_was_read_before_they_left_does_nothing_after(product: Product, reporter: Reporter):
    """The press was on its way when the member was taken out, or given another role: it is refused."""
    await product.expert("陈立")
    number = await reporter.has_reported()
    stale = await member_named(product, "陈立")
    await leaves(product, "陈立")
    with pytest.raises(NotAllowed):
        async with product.parts.door.database.writing() as session:
            await take_case(product.parts.door.hand(session, member=stale), number)
    await product.expert("李强")
    stale = await member_named(product, "李强")
    async with product.parts.door.database.writing() as session:
        await session.exec(update(Member).where(col(Member.id) == stale.id).values(role=Role.AUDITOR))
    with pytest.raises(NotAllowed):
        async with product.parts.door.database.writing() as session:
            await take_case(product.parts.door.hand(session, member=stale), number)
    assert (await product.case()).holder_id is None


@pytest.mark.parametrize(
    ("button", "then", "hears"),
    [
        ("转交", ("王芳", "不留话"), "赵锋 把这件转交给了王芳"),
        ("接过来", (), "赵锋 把这件接过去了"),
        ("退回队列", (), "赵锋 把这件退回了队列"),
        ("结束", ("咨询已答复",), "赵锋 结束了您负责的这件"),
    ],
)
async def test_who_loses_a_case_hears_of_it(
    product: Product, reporter: Reporter, button: str, then: tuple[str, ...], hears: str
):
    """By a lead's hand-over, taking, returning or closing; the one who did it hears nothing of it."""
    expert, lead = await product.expert("陈立"), await product.expert("赵锋", Role.LEAD)
    await product.expert("王芳")
    number = await reporter.has_reported()
    await takes(expert, number)
    await lead.says(number)
    await lead.presses(button, on=lead.last)
    for label in then:
        await lead.presses(label, on=lead.last)
    await expert.looks()
    assert number in expert.sees(hears).text
    await lead.looks()
    assert lead.count(hears) == 0


async def test_an_expert_cannot_take_a_case_over(product: Product, reporter: Reporter):
    """Only a lead has the button, and a forged press is refused."""
    expert, other = await product.expert("陈立"), await product.expert("王芳")
    number = await reporter.has_reported()
    await takes(expert, number)
    await other.says(number)
    assert "接过来" not in other.last.buttons


async def test_who_waits_is_seen_to_wait_whoever_left(product: Product, reporter: Reporter):
    """In the chat's queue: since when, that the first promise broke, and the next one; the menu counts what is late."""
    lead, expert = await product.expert("周敏", Role.LEAD), await product.expert("陈立")
    number = await reporter.has_reported()
    await takes(expert, number)
    await reporter.says("对方又来电话了，怎么办？")
    missed = (await product.case()).reply_due_at
    assert missed
    await product.passes(missed - product.clock() + timedelta(minutes=1))
    await leaves(product, "陈立")
    case = await product.case()
    assert case.reply_missed
    assert case.answer_due_at > product.clock()
    await lead.looks()
    await lead.says("/queue")
    assert "等回复" in lead.last.text
    assert "（上一次已错过）" in lead.last.text
    await lead.says(number)
    assert "（上一次已错过）" in lead.last.text
    await product.passes(case.answer_due_at - product.clock() + timedelta(minutes=1))
    await lead.looks()
    await lead.says("/menu")
    await lead.presses("已超时 1", on=lead.last)
    assert number in lead.last.text
    assert "已过期限" in lead.last.text
