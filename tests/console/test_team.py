"""The lead's page: who has how much in hand, changes of a member on record, absences, and the one setting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from actions.desk import take_case
from bot.team_commands import PLACEHOLDERS, first_lead
from cases.people import Role
from storage.tables import Absence, Member, TeamEntry, UnitSetting
from storage.team import team_of


async def row_of(browser, name: str) -> str:
    """Their row of the table."""
    page = (await browser.opens("/console/team")).text
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"<td>{name}" in row)


def figures(row: str) -> list[int]:
    return [int(one) for one in re.findall(r'<td class="number[^"]*"><span[^>]*>[^<]*</span>\s*(\d+)', row)]


async def posts(browser, path: str, **fields):
    csrf = browser.hidden((await browser.opens("/console")).text, "none")["csrf"]
    return await browser.posts(path, csrf=csrf, **fields)


async def fresh(house, member: Member) -> Member:
    async with house.door.database.reading() as session:
        return (await session.exec(select(Member).where(Member.id == member.id))).one()


async def takes(house, member: Member, number: str) -> None:
    async with house.door.database.writing() as session:
        await take_case(house.door.hand(session, member=member), number)


@pytest.mark.postgres
async def test_a_lead_sees_who_has_how_much(house, lead, chen, signed_in):
    """Open cases, replies owed, and those of them that are late."""
    browser = await signed_in(lead)
    case, other = await house.reports(), await house.reports()
    for one in (case, other):
        await takes(house, chen, one.number)
    assert figures(await row_of(browser, "陈立")) == [2, 0, 0]
    await house.writes(case, "请问进展如何？")
    assert figures(await row_of(browser, "陈立")) == [2, 1, 0]
    house.clock.passes(timedelta(hours=3))
    await house.settles()
    assert figures(await row_of(browser, "陈立")) == [2, 1, 1]


async def test_a_lead_changes_a_member(house, lead, chen, signed_in):
    """Role, district, specialties, liaison: on record with what it was; cases they may not see any more wait again."""
    browser = await signed_in(lead)
    case = await house.reports(district="haishu")
    await takes(house, chen, case.number)
    await posts(
        browser,
        f"/console/team/{chen.id}/change",
        role="case_officer",
        district="yinzhou",
        specialty="fund",
        is_liaison="1",
    )
    member = await fresh(house, chen)
    assert (member.role, member.district, member.specialties, member.is_liaison) == (
        Role.CASE_OFFICER,
        "yinzhou",
        "fund",
        True,
    )
    assert (await house.case(case.number)).holder_id is None
    page = browser.page.text
    assert (
        "周敏 改了 陈立：角色 护企专家 → 办案民警、辖区 全部辖区 → 鄞州区、专长 无 → 资金查控、联络员 否 → 是" in page
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": "expert", "is_liaison": "1"}, "联络员要有自己的辖区"),
        ({"role": "expert", "specialty": "astrology"}, "这个专长不在名单里"),
    ],
)
async def test_what_a_member_cannot_be(house, lead, chen, signed_in, fields: dict[str, str], words: str):
    """Said on the page, and nothing is changed."""
    browser = await signed_in(lead)
    answer = await posts(browser, f"/console/team/{chen.id}/change", **fields)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert await house.all(TeamEntry) == []


async def test_nobody_changes_whom_they_do_not_lead(house, chen, signed_in):
    """Not oneself into another role, not another district's member, not as an expert; a broken form changes nothing."""
    local = await house.member("林海", Role.LEAD, "haishu")
    for who, whom, fields, status in (
        (local, chen, {"role": "expert"}, 404),
        (local, local, {"role": "expert"}, 404),
        (local, local, {"role": "king"}, 404),
        (chen, local, {"role": "expert"}, 404),
    ):
        answer = await posts(await signed_in(who), f"/console/team/{whom.id}/change", **fields)
        assert answer.status_code == status
    assert await house.all(TeamEntry) == []


async def test_an_absence_is_noted_on_the_page(house, lead, chen, signed_in):
    """By a lead for somebody, and by oneself on a page of one's own; a mistake is said there; cancelled by a press."""
    browser, own = await signed_in(lead), await signed_in(chen)
    when = {"first": "2026-11-25", "last": "2026-11-27"}
    await posts(browser, f"/console/team/{chen.id}/absence", **when, **{"from": "team"})
    assert browser.page.url.path == "/console/team"
    assert "2026年11月25日 到 2026年11月27日" in await row_of(browser, "陈立")
    page = (await own.opens("/console/absence")).text
    assert "2026年11月25日" in page
    answer = await posts(own, f"/console/team/{chen.id}/absence", first="2026-12-05", last="2026-12-01")
    assert (answer.status_code, "结束的日子在开始之前" in answer.text) == (422, True)
    log = (await browser.opens("/console/team")).text
    assert "周敏 记下 陈立 请假：2026年11月25日 到 2026年11月27日，手上的案件退回队列" in log
    (absence,) = await house.all(Absence)
    await posts(own, f"/console/absence/{absence.id}/cancel")
    (absence,) = await house.all(Absence)
    assert absence.over_at


async def test_nobody_notes_or_cancels_for_a_colleague(house, chen, signed_in):
    """Answered as what does not exist; an auditor has no such page."""
    other = await house.member("王芳")
    browser = await signed_in(chen)
    when = {"first": "2026-11-25", "last": "2026-11-27"}
    assert (await posts(browser, f"/console/team/{other.id}/absence", **when)).status_code == 404
    await posts(await signed_in(other), f"/console/team/{other.id}/absence", **when)
    (absence,) = await house.all(Absence)
    assert (await posts(browser, f"/console/absence/{absence.id}/cancel")).status_code == 404
    auditor = await signed_in(await house.member("钱督", Role.AUDITOR))
    assert (await auditor.opens("/console/absence")).status_code == 404


async def test_assigning_by_itself_is_said_to_every_lead(house, lead, signed_in):
    """One turns it on, all of them see it; who leads a district cannot."""
    await posts(await signed_in(lead), "/console/team/assigning", on="1")
    local = await signed_in(await house.member("林海", Role.LEAD, "haishu"))
    assert "现在开着" in (await local.opens("/console/team")).text
    assert (await posts(local, "/console/team/assigning", on="")).status_code == 404
    (setting,) = await house.all(UnitSetting)
    assert setting.is_on


async def test_handing_over_in_the_console(house, lead, chen, signed_in):
    """The absent cannot be chosen; the word stands among the notes; who was slower hears who has it."""
    case = await house.reports()
    browser = await signed_in(lead)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    assert "陈立 · 手上 0 件" in re.findall(r"<dt>建议</dt><dd>[^<]*", page)[0]
    late = browser.hidden(page, "hand_over")
    await house.member("王芳")
    await takes(house, chen, case.number)
    wang = next(one for one in await house.all(Member) if one.id not in {lead.id, chen.id})
    answer = await browser.posts(
        f"/console/cases/{case.number}/hand_over", **late | {"to": str(wang.id), "text": "看一下"}
    )
    assert (answer.status_code, "陈立 已经接手了这件" in answer.text) == (409, True)
    answer = await browser.does("hand_over", case.number, to=str(wang.id), text="看一下账户")
    assert "看一下账户" in answer.text
    assert (await house.case(case.number)).holder_id == wang.id


async def test_the_lead_of_the_first_start_is_no_officer(house, officer, signed_in):
    """Never offered for a paper, until somebody writes a real name; an older version's is known by what it is called."""
    async with house.door.database.writing() as session:
        first = await first_lead(session, house.parts.settings)
    case = await house.reports()
    desk = await signed_in(officer)
    name = PLACEHOLDERS["zh"]
    assert first.is_placeholder
    assert name not in (await desk.opens(f"/console/cases/{case.number}")).text
    lead = await signed_in(first)
    await posts(lead, f"/console/team/{first.id}/change", name="周敏", role="lead", district="")
    member = await fresh(house, first)
    assert not member.is_placeholder
    assert "周敏" in (await desk.opens(f"/console/cases/{case.number}")).text
    async with house.door.database.reading() as session:
        assert (await team_of(session)).name(first.id) == "周敏"
