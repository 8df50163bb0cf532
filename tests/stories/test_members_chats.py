"""A member's web chat: who is taken out reads nothing more from it, at once; and a browser of theirs is good for hours."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from actions.leaving import leave_team
from actions.membership import Membership, change_member
from actions.signing_in import make_login_link
from cases.people import Role
from cases.retention import FOR, Kept
from storage.tables import Conversation, Member, WebChat
from tests.stories.test_deleted_everywhere import SECRET
from tests.world.product import Served, opened
from tests.world.visiting import Visitor

LARGE = 24 * 1024 * 1024
HOUR = timedelta(hours=1)


async def joins(served: Served, browser: Visitor, name: str = "陈立", district: str | None = None) -> Visitor:
    """By invitation, in this browser."""
    await browser.opens(start=f"join-{await served.invitation(name, Role.EXPERT, district)}")
    await browser.sees("邀请收到了")
    await served.confirms()
    await browser.sees("您已加入护企专家组")
    return browser


async def a_case_with_a_paper(served: Served, size: int = 100) -> str:
    reporter = await served.reporter()
    number = await reporter.has_reported(story=SECRET, district="yinzhou")
    await reporter.sends("账本.pdf", b"%PDF-1.4" + bytes(size))
    return number


async def opens_all(served: Served, browser: Visitor, number: str) -> str:
    """The dossier and its paper, in the member's chat; the address of the paper."""
    await browser.says(number)
    await served.settles()
    await browser.presses(await browser.sees(SECRET), "看材料")
    await served.settles()
    file = next(one["file"] for one in reversed(await browser.messages()) if "file" in one)
    return f"/chat/files/{file['id']}"


async def takes_out(served: Served, name: str = "陈立") -> None:
    door = served.parts.door
    async with door.database.writing() as session:
        member = (await session.exec(select(Member).where(Member.role == Role.EXPERT))).one()
        await leave_team(door.hand(session), member.id)


@pytest.mark.postgres
async def test_who_is_taken_out_reads_nothing_more(served: Served, browsers):
    """History, stream and papers end with the same request; what was read is in the chat no more, also for a later join."""
    number = await a_case_with_a_paper(served)
    officer = await joins(served, browsers())
    paper = await opens_all(served, officer, number)
    assert (await officer.http.get(paper)).status_code == 200
    async with officer.page(after=10_000) as page:
        await takes_out(served)
        assert await page.ends()
    for path in ("/chat/history", "/chat/events", paper):
        assert (await officer.http.get(path)).status_code == 401
    assert (await officer.says("还在吗")).status_code == 401
    await officer.opens()
    await officer.sees("出了什么事")  # a stranger's chat
    assert SECRET not in str(await officer.history())
    await served.forgets()
    assert len(served.stored_files()) == 1  # the paper itself, and not the copy in the chat


@pytest.mark.postgres
async def test_a_download_under_way_stops(served: Served, browsers):
    """Taken out while a large paper is on its way: it does not arrive whole."""
    number = await a_case_with_a_paper(served, LARGE)
    officer = await joins(served, browsers())
    paper, came = await opens_all(served, officer, number), 0
    with pytest.raises(Exception, match=r"closed|incomplete|peer"):
        async with officer.http.stream("GET", paper) as response:
            assert response.status_code == 200
            async for chunk in response.aiter_raw():
                if not came:
                    await takes_out(served)
                came += len(chunk)
    assert came < LARGE


@pytest.mark.postgres
async def test_what_they_may_not_see_any_more_is_not_shown(served: Served, browsers):
    """Moved to another district: what was read of the old one is hidden in the chat, and comes back with the district."""
    number = await a_case_with_a_paper(served)
    officer = await joins(served, browsers(), district="yinzhou")
    paper = await opens_all(served, officer, number)
    lead = await served.expert("周敏", Role.LEAD)
    await move(served, lead.chat_id, "haishu")
    assert SECRET not in str(await officer.history())
    assert (await officer.http.get(paper)).status_code == 404
    async with officer.page() as page:
        last = (await officer.history())["event"]
        while (heard := await page.next())["event_id"] < last:
            assert SECRET not in str(heard)
    await move(served, lead.chat_id, "yinzhou")
    assert SECRET in str(await officer.history())
    assert (await officer.http.get(paper)).status_code == 200


async def move(served: Served, lead_chat: int, district: str) -> None:
    door = served.parts.door
    async with door.database.writing() as session:
        members = (await session.exec(select(Member))).all()
        lead = next(one for one in members if one.role is Role.LEAD)
        expert = next(one for one in members if one.role is Role.EXPERT)
        await change_member(door.hand(session, member=lead), expert.id, Membership(Role.EXPERT, district))


@pytest.mark.postgres
async def test_a_members_browser_is_good_for_hours(served: Served, browsers):
    """Twelve hours without a word and it opens nothing, the console neither; by the console it comes back to its chat."""
    officer = await joins(served, browsers())
    await officer.says("/start")
    await served.settles()
    served.clock.passes(FOR[Kept.MEMBERS_BROWSER] - HOUR)
    await officer.says("/start")  # somebody is there
    served.clock.passes(FOR[Kept.MEMBERS_BROWSER] - HOUR)
    assert (await officer.says("/console")).status_code == 200
    served.clock.passes(FOR[Kept.MEMBERS_BROWSER])
    assert (await officer.says("/console")).status_code == 401
    assert (await officer.http.get("/chat/history")).status_code == 401
    await served.forgets()
    link = await a_link(served)
    assert (await officer.opens_own(link)).status_code == 200
    await officer.sees("发案件编号可以直接打开卷宗")
    assert "您已加入护企专家组" in str(await officer.history())
    assert (await browsers().opens_own(link)).status_code == 404  # it was good once


async def a_link(served: Served) -> str:
    """What the console makes for who is signed in there."""
    async with served.parts.door.database.writing() as session:
        member = (await session.exec(select(Member).where(Member.role == Role.EXPERT))).one()
        return await make_login_link(session, member.id, served.clock())


@pytest.mark.postgres
async def test_a_member_without_a_chat_begins_one_from_the_console(served: Served, browsers):
    """Whoever only had the console, or Telegram."""
    await joins(served, browsers())
    async with served.parts.door.database.writing() as session:
        for chat in (await session.exec(select(Conversation))).all():
            chat.member_id = None
    officer = browsers()
    assert (await officer.opens_own(await a_link(served))).status_code == 200
    await officer.sees("发案件编号可以直接打开卷宗")


@pytest.mark.postgres
async def test_no_code_opens_a_members_chat(served: Served, browsers):
    """Neither a code of before they joined, nor a new one."""
    officer = browsers()
    await officer.opens()
    await officer.sees("出了什么事")
    await officer.says("我们出纳陈丽把公司账上的钱转到她自己卡上，一共86万，上周才发现")
    await served.settles()
    await officer.says("返回码")
    code = (await officer.sees("您的返回码"))["text"].split("\n")[1]
    await officer.says("/cancel")
    await officer.presses(await officer.sees("真的不报了吗"), "不报了，删掉")
    await officer.says(f"/start join-{await served.invitation('陈立', Role.EXPERT)}")
    await officer.sees("邀请收到了")
    await served.confirms()
    await officer.sees("您已加入护企专家组")
    assert (await browsers().post("/chat/return", code=code)).status_code == 404
    await officer.says("/code")
    await served.settles()
    assert [chat.return_code for chat in await served.all(WebChat)] == [None]


async def test_what_nobody_came_to_read_goes(served: Served, browsers):
    """A member's chat that nobody opened for a month holds nothing of before."""
    number = await a_case_with_a_paper(served)
    officer = await joins(served, browsers())
    await opens_all(served, officer, number)
    served.clock.passes(FOR[Kept.MEMBERS_CHAT] + HOUR)
    await served.forgets()
    assert (await officer.opens_own(await a_link(served))).status_code == 200
    assert SECRET not in str(await officer.history())


@pytest.mark.postgres(only=True)
async def test_in_every_process(served: Served, tmp_path: Path, database_url: str, clock):
    """Taken out in one, the page and the papers that another serves end too."""
    number = await a_case_with_a_paper(served)
    async with opened(Served(tmp_path, database_url, clock)) as other:
        officer = await joins(other, Visitor(other.address))
        paper = await opens_all(other, officer, number)
        async with officer.page(after=10_000) as page:
            await takes_out(served)
            assert await page.ends()
        for path in ("/chat/history", paper):
            assert (await officer.http.get(path)).status_code == 401
        await officer.leaves_town()


@pytest.mark.postgres
async def test_the_ledger_still_knows_whom_it_told(served: Served, browsers):
    """A case goes on after a member left, and what they were told of it stands in its ledger for good."""
    await joins(served, browsers())
    await a_case_with_a_paper(served)
    told = len(await served.outgoing("new_case"))
    await takes_out(served)
    served.clock.passes(FOR[Kept.IDLE_CHAT] + HOUR)
    await served.forgets()
    assert len(await served.outgoing("new_case")) == told == 1
