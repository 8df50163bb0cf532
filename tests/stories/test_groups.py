"""Team groups: what they read, where a press in one is answered, and who lets a group hear of cases."""

from __future__ import annotations

import pytest

from actions.inviting import invite_member
from cases.people import Role
from storage.tables import Event, TeamEntry, TeamEvent
from tests.telegram.bot_api import BotApi
from tests.telegram.people import Group, User
from tests.world.on_telegram import Site

PERSONAL = ("宁波甬江", "王敏", "1390", "6222")


async def bound(site: Site, api: BotApi, lead: User, *, to: str = "", chat: int = -1001) -> Group:
    group = api.group(chat, title=f"工作群{chat}")
    await lead.within(group).says(f"/bind {to}".strip())
    await group.waits_for("这个群会收到")
    return group


async def lead_of(site: Site, api: BotApi, district: str) -> User:
    async with site.parts.door.database.writing() as session:
        code = await invite_member(site.parts.door.hand(session), "李芳", Role.LEAD, district)
    lead = api.person(name="李芳")
    await lead.says(f"/start join-{code}")
    await lead.waits_for("李芳")
    await site.confirms()
    return lead


def reads(group: Group) -> str:
    return "\n".join(one.text for one in group.sees())


@pytest.mark.postgres
async def test_a_press_in_a_group_is_answered_in_the_pressers_own_chat(site: Site, api: BotApi):
    """The dossier, its files and every form come to the officer alone; the group reads who has the case now."""
    lead, officer = await site.officer("李芳", Role.LEAD), await site.officer("陈立")
    group = await bound(site, api, lead)
    number = await (await site.newcomer()).has_reported()
    card = await group.waits_for(number)
    assert "还没有人接手" in card.text
    await officer.within(group).presses("卷宗", on=card)
    await officer.waits_for("宁波甬江")
    await officer.within(group).presses("接手", on=card)
    await group.waits_for("负责人：陈立")
    for words in PERSONAL:
        assert words not in reads(group), words


async def test_a_form_begun_in_a_group_goes_on_in_the_own_chat(site: Site, api: BotApi):
    """What is typed in the group afterwards goes to nobody; what is typed alone with us is the answer."""
    lead = await site.officer("李芳", Role.LEAD)
    group, reporter = await bound(site, api, lead), await site.newcomer()
    number = await reporter.has_reported()
    card = await group.waits_for(number)
    await lead.within(group).forges(f"d:answer:{number}:").answered()
    await lead.waits_for("答复")
    await lead.within(group).says("这句是同事之间说的。")
    await lead.says("我们看到了，今天下午给您打电话。")
    await reporter.person.waits_for("今天下午给您打电话")
    assert "同事之间" not in reporter.person.screen
    assert card


@pytest.mark.postgres
async def test_one_button_in_the_group_and_in_the_own_chat_at_once(site: Site, api: BotApi):
    """The case is taken once and the form is begun once; what is typed then goes to the reporter once."""
    lead, officer = await site.officer("李芳", Role.LEAD), await site.officer("陈立")
    group, reporter = await bound(site, api, lead), await site.newcomer()
    number = await reporter.has_reported()
    await group.waits_for(number)
    await officer.waits_for(number)
    for data in (f"d:take:{number}:", f"d:answer:{number}:"):
        here, there = officer.forges(data), officer.within(group).forges(data)
        await here.answered()
        await there.answered()
    await api.settled()
    await officer.says("我们看到了，今天下午给您打电话。")
    await reporter.person.waits_for("今天下午给您打电话")
    await api.settled()
    assert await site.about(Event.TAKEN) == 1
    assert len([one for one in reporter.person.sees() if "今天下午给您打电话" in one.text]) == 1


async def test_a_lead_of_a_district_takes_no_group_from_another(site: Site, api: BotApi):
    """Neither binds it anew nor unbinds it, nor finds it in their list; who leads all of them does."""
    lead, local = await site.officer("周敏", Role.LEAD), await lead_of(site, api, "haishu")
    group = await bound(site, api, lead, to="yinzhou")
    for command in ("/bind", "/bind haishu", "/bind yinzhou", "/unbind"):
        before = len(group.sees())
        await local.within(group).says(command)
        await api.settled()
        assert all("这个群" not in one.text for one in group.sees()[before:]), command
    await local.says("/groups")
    await local.waits_for("没有群会收到案件动态")
    await lead.says("/groups")
    await lead.waits_for("工作群-1001 · 鄞州区")
    await lead.presses("断开：工作群-1001")
    await lead.waits_for("没有群会收到案件动态")
    await (await site.newcomer()).has_reported()
    await api.settled()
    assert "GC-" not in reads(group)
    events = [one.event for one in await site.all(TeamEntry)]
    assert [one for one in events if "group" in one] == [TeamEvent.GROUP_BOUND, TeamEvent.GROUP_UNBOUND]


async def test_unbind_in_the_group(site: Site, api: BotApi):
    """Only a lead; the group says that it hears of nothing any more."""
    lead, officer = await site.officer("李芳", Role.LEAD), await site.officer("陈立")
    group = await bound(site, api, lead)
    await officer.within(group).says("/unbind")
    await api.settled()
    assert "不再收到" not in reads(group)
    await lead.within(group).says("/unbind")
    await group.waits_for("这个群不再收到案件动态")
