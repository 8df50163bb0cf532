"""Inviting a colleague: a link for each channel that can tell its address."""

from __future__ import annotations

import re

import httpx
import pytest

from actions.signing_in import make_login_link
from actions.team import add_member, revoke_member
from cases.people import Role
from storage.tables import Member
from tests.telegram.bot_api import BotApi
from tests.world import Product
from tests.world.on_telegram import Site


class Lead:
    """A lead at the console of the running site."""

    def __init__(self, site: Site) -> None:
        address = site.parts.settings.address
        self.site = site
        self.http = httpx.AsyncClient(base_url=address, headers={"Origin": address}, follow_redirects=True, timeout=60)

    async def __aenter__(self) -> Lead:
        async with self.site.parts.door.database.writing() as session:
            member = await add_member(session, "周敏", Role.LEAD, None, self.site.clock())
            token = await make_login_link(session, member.id, self.site.clock())
        assert (await self.http.post("/console/login", data={"code": token})).status_code == 200
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def invites(self, name: str) -> list[str]:
        """The links that the page shows, this once."""
        csrf = re.findall(r'name="csrf" value="(\w+)"', (await self.http.get("/console/team")).text)[0]
        page = await self.http.post("/console/team/invite", data={"csrf": csrf, "name": name, "role": "expert"})
        return re.findall(r'<input[^>]* readonly value="([^"]+)"', page.text)


async def test_an_invitation_has_a_link_for_each_channel(site: Site, api: BotApi):
    """To the bot and to the page; whoever follows the bot's is on the team once a lead confirms."""
    async with Lead(site) as lead:
        page, bot = await lead.invites("郑一")
    assert page.startswith(f"{site.parts.settings.address}/#start=join-")
    assert bot.startswith("https://t.me/green_channel_bot?start=join-")
    person = api.person(name="郑一")
    await person.says(f"/start {bot.partition('start=')[2]}")
    await person.waits_for("郑一，邀请收到了")
    await site.confirms()
    await person.waits_for("郑一，您已加入护企专家组")


async def test_an_invitation_does_without_a_bot_that_cannot_be_asked(site: Site, api: BotApi):
    """Telegram does not tell the bot's name: the page's link is there all the same, and the other one next time."""
    api.fail_next("getMe", status=500)
    async with Lead(site) as lead:
        assert len(await lead.invites("郑一")) == 1
        assert len(await lead.invites("钱二")) == 2


@pytest.mark.parametrize(("role", "joins"), [(Role.LEAD, False), (Role.EXPERT, True)])
async def test_a_revoked_lead_has_no_way_back(product: Product, role: Role, joins: bool):
    """The invitations that are open when a lead is revoked are good for nothing; an expert could not have made one."""
    await product.expert("周敏", role)
    (member,) = await product.all(Member)
    code = await product.invitation("本人小号", Role.LEAD)
    async with product.parts.door.database.writing() as session:
        await revoke_member(session, member.id, product.clock())
    person = await product.person()
    await person.says(f"/start join-{code}")
    assert ("本人小号" in person.last.text) is joins
    assert len(await product.all(Member)) == 1 + joins
