"""Who comes by an invitation is nobody on the team until a lead says that it is them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.inviting import confirm_newcomer, invite_member, take_back_invite
from cases.people import CaseNotFound, NotAllowed, Role
from storage.tables import Invite, Member
from storage.tokens import mark_of_hash
from tests.world import Person, Product


async def lead_of(product: Product, name: str = "周敏", district: str | None = None) -> Person:
    return await product.expert(name, Role.LEAD, district)


async def member_called(product: Product, role: Role, district: str | None = None) -> Member:
    return next(one for one in await product.all(Member) if (one.role, one.district) == (role, district))


async def comes(product: Product, name: str = "郑一", district: str | None = None, role: Role = Role.EXPERT) -> Person:
    """By an invitation that a lead of everything made."""
    maker = await member_called(product, Role.LEAD)
    async with product.parts.door.database.writing() as session:
        code = await invite_member(product.parts.door.hand(session, member=maker), name, role, district)
    await product.settles()
    person = await product.person()
    await person.says(f"/start join-{code}")
    return person


async def mark_of_the_one(product: Product) -> str:
    (invite,) = await product.all(Invite)
    return mark_of_hash(invite.token_hash)


@pytest.mark.postgres
async def test_a_newcomer_waits_for_a_lead(product: Product):
    """They are told that they wait, and see nothing of the team; the leads are told who waits."""
    lead = await lead_of(product)
    newcomer = await comes(product)
    assert "邀请收到了" in newcomer.last.text
    assert "负责人确认是您本人" in newcomer.last.text
    assert len(await product.all(Member)) == 1
    told = (await lead.looks()).text
    assert "郑一 打开了邀请" in told and "周敏邀请" in told
    await newcomer.says("/console")
    assert "工作台" not in newcomer.last.text


@pytest.mark.postgres
async def test_one_press_lets_them_in(product: Product):
    """A lead confirms in chat, who made it too; the newcomer hears of it, and what they can do."""
    lead = await lead_of(product)
    newcomer = await comes(product)
    await lead.looks()
    await lead.presses("是本人，确认")
    assert "郑一 加入了" in lead.last.text
    assert "郑一，您已加入护企专家组" in (await newcomer.looks()).text
    await newcomer.presses("打开工作台")
    assert "/console/login#" in newcomer.last.text
    assert await product.all(Invite) == []


async def test_all_leads_hear_that_somebody_is_invited(product: Product):
    """When it is made, before anybody used it; any who leads there can take it back."""
    first, second = await lead_of(product), await lead_of(product, "李芳", "haishu")
    maker = await member_called(product, Role.LEAD)
    async with product.parts.door.database.writing() as session:
        code = await invite_member(product.parts.door.hand(session, member=maker), "郑一", Role.EXPERT, "haishu")
    for one in (first, second):
        assert "邀请 郑一 加入专家组" in (await one.looks()).text
    await second.presses("收回邀请")
    stranger = await product.person()
    await stranger.says(f"/start join-{code}")
    assert "郑一" not in stranger.last.text


async def test_who_was_taken_back_does_not_come_in(product: Product):
    """The lead asked, and it was not them."""
    lead = await lead_of(product)
    newcomer = await comes(product)
    await lead.looks()
    await lead.presses("收回邀请")
    await newcomer.says("/start")
    assert "护企专家组" not in newcomer.last.text
    assert len(await product.all(Member)) == 1
    assert await product.all(Invite) == []


@pytest.mark.postgres
async def test_a_lead_confirms_nobody_for_another_district(product: Product):
    """They hear of it, without a button; the verb refuses as if there were nothing."""
    await lead_of(product)
    elsewhere = await lead_of(product, "李芳", "haishu")
    await comes(product, district="yinzhou")
    assert "打开了邀请" in (await elsewhere.looks()).text
    assert elsewhere.last.buttons == []
    mark, member = await mark_of_the_one(product), await member_called(product, Role.LEAD, "haishu")
    for verb in (confirm_newcomer, take_back_invite):
        with pytest.raises(CaseNotFound):
            async with product.parts.door.database.writing() as session:
                await verb(product.parts.door.hand(session, member=member), mark)
    with pytest.raises(NotAllowed):
        async with product.parts.door.database.writing() as session:
            await invite_member(product.parts.door.hand(session, member=member), "钱二", Role.LEAD, None)


async def test_only_leads_confirm(product: Product):
    """Whoever else presses, or guesses, is refused."""
    await lead_of(product)
    await product.expert("陈立")
    await comes(product)
    expert, mark = await member_called(product, Role.EXPERT), await mark_of_the_one(product)
    with pytest.raises(NotAllowed):
        async with product.parts.door.database.writing() as session:
            await confirm_newcomer(product.parts.door.hand(session, member=expert), mark)


@pytest.mark.postgres
async def test_an_invitation_is_one_chats(product: Product):
    """Who was first waits; a second chat with the same code is a stranger's, and does not take the place."""
    lead = await lead_of(product)
    first = await comes(product)
    invite = (await product.all(Invite))[0]
    async with product.parts.door.database.writing() as session:
        code = await invite_member(product.parts.door.hand(session), "钱二", Role.EXPERT, None)
    one, other = await product.person(), await product.person()
    await one.says(f"/start join-{code}")
    await other.says(f"/start join-{code}")
    await one.says(f"/start join-{code}")
    assert "钱二，邀请收到了" in one.last.text
    assert "钱二" not in other.last.text
    assert invite.conversation_id is not None and "邀请收到了" in first.last.text
    assert "钱二" in (await lead.looks()).text


async def test_the_first_lead_of_all_needs_nobody(product: Product):
    """There is nobody yet who could say who it is; who comes by the server's next invitation waits."""
    lead = await product.person()
    await lead.says(f"/start join-{await product.invitation('周敏', Role.LEAD)}")
    assert "周敏，您已加入护企专家组" in lead.last.text
    second = await product.person()
    await second.says(f"/start join-{await product.invitation('钱二', Role.LEAD)}")
    assert "邀请收到了" in second.last.text


async def test_nobody_waits_for_ever(product: Product):
    """A week later the invitation is void, for the lead who presses then too."""
    lead = await lead_of(product)
    await comes(product)
    await lead.looks()
    product.clock.passes(timedelta(days=7, minutes=1))
    await lead.presses("是本人，确认")
    assert "没有人在等这个确认" in lead.last.text
    assert len(await product.all(Member)) == 1
