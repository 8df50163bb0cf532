"""Handing over with a word, assigning what waits, and suggestions with their reasons: in chat and console alike."""

from __future__ import annotations

import pytest
from sqlmodel import col, update

from actions.desk import AlreadyTaken, IsAway, IsYourself, NoSuchMember, hand_over
from actions.filled import NOBODY_HAD
from actions.suggesting import ASSIGNS
from actions.team import add_member
from actions.unit_settings import switch
from cases.people import NotAllowed, Role
from storage.tables import CaseMessage, Event, Member, TimelineEntry
from tests.stories.test_absence import is_away
from tests.stories.test_leaving import member_named, takes
from tests.world import Product, Reporter


async def is_made(product: Product, name: str, **values) -> Member:
    member = await member_named(product, name)
    async with product.parts.door.database.writing() as session:
        await session.exec(update(Member).where(col(Member.id) == member.id).values(**values))
    return await member_named(product, name)


async def test_a_hand_over_carries_a_word(product: Product, reporter: Reporter):
    """The colleague reads it in the card, the reporter never; the list says who has how much, the absent apart."""
    expert, wang = await product.expert("陈立"), await product.expert("王芳")
    await product.expert("李强")
    number = await reporter.has_reported()
    await takes(expert, number)
    await is_away(product, "李强", 0, 3)
    await expert.presses("转交", on=expert.last)
    assert expert.last.buttons == ["王芳 · 手上 0 件"]
    assert "李强" in expert.last.text
    await expert.presses("王芳")
    await expert.says("账户已报银行，等回单")
    assert "已转交给 王芳" in expert.last.text
    await wang.looks()
    assert "账户已报银行" in wang.sees("转交给您的案件").text
    await reporter.looks()
    assert not reporter.count("账户已报银行")
    assert "现在由 王芳 负责" in reporter.last.text


async def test_a_hand_over_without_a_word(product: Product, reporter: Reporter):
    """One more press, and nothing is waited for: what is typed next goes nowhere."""
    expert = await product.expert("陈立")
    await product.expert("王芳")
    await takes(expert, await reporter.has_reported())
    await expert.presses("转交", on=expert.last)
    await expert.presses("王芳")
    await expert.presses("不留话，直接转交")
    assert "已转交给 王芳" in expert.last.text
    await expert.says("这句不该记下")
    assert await product.all(CaseMessage) == []


async def test_a_team_of_more_than_a_choice_can_show(product: Product, reporter: Reporter):
    """Above a hundred buttons a chat refuses the message: the first are shown, and a name that is typed finds the rest."""
    lead = await product.expert("周敏", Role.LEAD)
    async with product.parts.door.database.writing() as session:
        for number in range(101):
            await add_member(session, f"民警{number:03}", Role.EXPERT, None, product.clock())
    await takes(lead, await reporter.has_reported())
    await lead.presses("转交", on=lead.last)
    assert (len(lead.last.buttons), "只列出前 60 个" in lead.last.text) == (60, True)
    await lead.says("民警099")
    assert lead.last.buttons == ["民警099 · 手上 0 件"]
    await lead.presses("民警099")
    await lead.presses("不留话，直接转交")
    assert "已转交给 民警099" in lead.last.text
    await lead.says("/menu")
    await lead.presses("请假")
    assert (len(lead.last.buttons), "请在工作台的「请假」里选" in lead.last.text) == (60, True)
    await lead.presses("民警001")
    await lead.says("明天到后天")
    assert (len(lead.last.buttons), "请在工作台的「请假」里选" in lead.last.text) == (60, True)
    await lead.presses("民警000")
    assert "记下了：民警001" in lead.last.text


@pytest.mark.postgres
async def test_two_leads_assign_at_once(product: Product, reporter: Reporter):
    """The second hears of the first, and whoever has it keeps it; the same colleague twice changes nothing."""
    for name, role in (("赵锋", Role.LEAD), ("周敏", Role.LEAD), ("王芳", Role.EXPERT), ("李强", Role.EXPERT)):
        await product.expert(name, role)
    number = await reporter.has_reported()
    door = product.parts.door
    wang, li = await member_named(product, "王芳"), await member_named(product, "李强")
    for lead, to in (("赵锋", wang), ("周敏", wang)):
        async with door.database.writing() as session:
            await hand_over(
                door.hand(session, member=await member_named(product, lead)), number, to.id, had_it=NOBODY_HAD
            )
    with pytest.raises(AlreadyTaken) as refused:
        async with door.database.writing() as session:
            lead = await member_named(product, "周敏")
            await hand_over(door.hand(session, member=lead), number, li.id, "看一下", had_it=NOBODY_HAD)
    assert refused.value.name == "王芳"
    assert (await product.case()).holder_id == wang.id
    assert await product.all(CaseMessage) == []
    await reporter.looks()
    assert reporter.count("王芳 接手了您的案件") == 1


async def test_to_whom_nothing_is_handed(product: Product, reporter: Reporter):
    """To oneself, to the absent, to another district's member, to nobody: each says so, and the case stays."""
    await product.expert("赵锋", Role.LEAD)
    await product.expert("李强")
    await product.expert("何远", district="cixi")
    number = await reporter.has_reported(district="yinzhou")
    await is_away(product, "李强", 0, 2)
    door, lead = product.parts.door, await member_named(product, "赵锋")
    for name, error in (("赵锋", IsYourself), ("李强", IsAway), ("何远", NoSuchMember), ("", NoSuchMember)):
        to = (await member_named(product, name)).id if name else None
        with pytest.raises(error):
            async with door.database.writing() as session:
                await hand_over(door.hand(session, member=lead), number, to)
    assert (await product.case()).holder_id is None


async def test_a_suggestion_is_one_press(product: Product, reporter: Reporter):
    """The card of a waiting case says who and why; a lead gives it to them, with a word or without."""
    lead = await product.expert("赵锋", Role.LEAD)
    wang, _ = await product.expert("王芳", district="yinzhou"), await product.expert("李强")
    await is_made(product, "王芳", is_liaison=True, specialties="fund")
    number = await reporter.has_reported(district="yinzhou")
    await lead.says(number)
    assert "建议：王芳 · 鄞州区联络员 · 资金查控 · 手上 0 件" in lead.last.text
    await lead.presses("分给王芳")
    await lead.presses("不留话")
    assert (await product.case()).holder_id == (await member_named(product, "王芳")).id
    await wang.looks()
    assert number in wang.last.text
    await reporter.looks()
    assert "王芳 接手了您的案件" in reporter.last.text
    await lead.says(number)
    assert "建议" not in lead.last.text


async def test_nothing_is_assigned_by_itself_until_a_lead_says_so(product: Product, reporter: Reporter):
    """Off by default; turned on by a lead of the whole unit, a new case is with who was suggested; not while money moves."""
    await product.expert("赵锋", Role.LEAD)
    await product.expert("王芳")
    await product.expert("何远", Role.LEAD, "cixi")
    await reporter.has_reported()
    assert (await product.case()).holder_id is None
    door = product.parts.door
    for name in ("王芳", "何远"):
        with pytest.raises(NotAllowed):
            async with door.database.writing() as session:
                member = await member_named(product, name)
                await switch(door.hand(session, member=member), ASSIGNS, on=True)
    async with door.database.writing() as session:
        lead = await member_named(product, "赵锋")
        await switch(door.hand(session, member=lead), ASSIGNS, on=True)
    second = await product.reporter()
    await second.has_reported()
    assert Event.ASSIGNED in {row.event for row in await product.all(TimelineEntry)}
    await second.looks()
    assert "王芳 接手了您的案件" in second.last.text
