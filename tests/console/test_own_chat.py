"""From the console into one's own chat, in this browser; and what a link somebody else sent does to one: nothing."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from actions.signing_in import make_login_link
from storage.tables import WebDevice
from tests.world.visiting import Visitor


async def presses(desk, visitor: Visitor) -> httpx.Response:
    """In the console; the browser is the same."""
    page = await desk.opens("/console")
    answer = await desk.posts("/console/chat", **desk.hidden(page.text, ""))
    assert (answer.url.path, answer.url.fragment) == ("/", "own")
    visitor.http.cookies.update(desk.http.cookies)
    return await visitor.post("/chat/own")


@pytest.fixture
async def visitor(house):
    found = Visitor(house.address)
    yield found
    await found.leaves_town()


@pytest.mark.postgres
async def test_the_console_leads_to_ones_own_chat(house, chen, signed_in, visitor):
    """A press leads to the page, good once and with nothing in its address; a form of another site leads nowhere."""
    desk = await signed_in(chen)
    assert "打开聊天" in (await desk.opens("/console")).text
    assert (await presses(desk, visitor)).status_code == 200
    await visitor.sees("发案件编号可以直接打开卷宗")
    assert "陈立" in (await visitor.history())["desk"]
    assert (await visitor.post("/chat/own")).status_code == 404
    assert (await desk.posts("/console/chat", csrf="forged")).status_code == 403


@pytest.mark.postgres
async def test_a_link_takes_nobody_over(house, chen, visitor):
    """Whoever is sent a member's own link, in whatever form, stays in their chat with their device."""
    await visitor.opens()
    before = (await visitor.history())["chat"]
    async with house.door.database.writing() as session:
        link = await make_login_link(session, chen.id, house.clock())
    await visitor.opens(start=f"chat-{link}")
    assert (await visitor.post("/chat/own", link=link)).status_code == 404
    page = await visitor.history()
    assert (page["chat"], page["desk"]) == (before, None)


@pytest.mark.postgres
async def test_the_chat_a_browser_had_stays(house, chen, signed_in, visitor):
    """A report was begun in it: it is gone back to by a press, and by itself when the member's is over."""
    await visitor.opens()
    await visitor.says("我们出纳把公司的钱转走了，一共86万")
    before = (await visitor.history())["chat"]
    assert (await visitor.history())["before"] is False
    desk = await signed_in(chen)
    assert (await presses(desk, visitor)).status_code == 200
    page = await visitor.history()
    assert page["before"] is True
    assert page["chat"] != before
    assert (await visitor.post("/chat/back")).status_code == 200
    assert (await visitor.history())["chat"] == before
    assert (await visitor.post("/chat/back")).status_code == 401
    assert (await presses(desk, visitor)).status_code == 200
    await house.revokes(chen)
    assert (await visitor.http.get("/chat/history")).status_code == 401
    await visitor.opens()
    assert (await visitor.history())["chat"] == before
    async with house.door.database.reading() as session:
        assert len((await session.exec(select(WebDevice))).all()) == 1


async def test_an_invitation_takes_no_report(house, visitor):
    """Used where something was reported it does nothing, and says where it can be used."""
    await visitor.opens()
    await visitor.says("我们出纳把公司的钱转走了，一共86万")
    await visitor.sees("86")
    code = await house.invitation("郑一")
    await visitor.opens(start=f"join-{code}")
    await visitor.sees("不能变成办案用的聊天")
    assert (await visitor.history())["desk"] is None
