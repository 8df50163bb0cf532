"""The plan of what is said later, in a lead's hands: read, previewed, changed, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from cases.messages import Kind
from cases.people import Role
from cases.plan_changes import Change, Time
from storage.plans import Version, add_version, newest_version
from storage.tables import Case, Outgoing, OutgoingState, PlanVersion
from tests.world import Product

USUAL, TEXT = "news.usual", "still_working"
OWN = "{编号}：{负责人}还在查，{下次消息时间}前再告诉您。"
DAYS = timedelta(days=3)


async def filled(browser, **typed: str) -> dict[str, str]:
    """The form of the page as it stands, with what is typed; a name is written with __ for the dot."""
    form = browser.filled((await browser.opens("/console/plan")).text, "/console/plan")
    return form | {"why": "多说几次"} | {name.replace("__", "."): value for name, value in typed.items()}


async def saves(browser, **typed: str):
    return await browser.posts("/console/plan", **await filled(browser, **typed))


async def said(house, case: Case, kind: Kind = Kind.STILL_WORKING) -> Outgoing:
    """The message of that kind that waits."""
    query = select(Outgoing).where(Outgoing.case_id == case.id, Outgoing.kind == kind)
    async with house.door.database.reading() as session:
        return (await session.exec(query.where(Outgoing.state == OutgoingState.WAITING))).one()


async def taken(house, chen, signed_in) -> Case:
    case = await house.reports()
    await (await signed_in(chen)).does("take", case.number)
    await house.settles()
    return await house.case(case.number)


@pytest.mark.postgres
async def test_a_lead_changes_an_interval_and_a_text(house, chen, lead, signed_in):
    """Previewed and saved; what was promised stays, and the next message, of whichever process, says what is new."""
    case = await taken(house, chen, signed_in)
    other = Product(house.folder, house.database_url, house.clock)
    await other.start()
    promised = case.news_due_at
    desk = await signed_in(lead)
    wanted = await filled(desk, news__usual__count="1", news__usual__at="9：30", still_working__zh=OWN)
    shown = (await desk.posts("/console/plan/preview", **wanted)).text
    assert "还没有保存" in shown
    assert "GC-261123-7K3QX：冯壬还在查，明天 09:30前再告诉您。" in shown
    assert (await desk.posts("/console/plan", **wanted)).status_code == 200
    assert (await house.case(case.number)).news_due_at == promised
    house.clock.passes(DAYS)
    await other.settles()
    reporter = house.reporters[case.number]
    assert f"{case.number}：陈立还在查，明天 09:30前再告诉您。" in (await reporter.looks()).text
    tomorrow = (house.clock() + timedelta(days=1)).astimezone(house.door.zone)
    due = (await said(house, case)).due_at.astimezone(house.door.zone)
    assert (due.date(), f"{due:%H:%M}") == (tomorrow.date(), "09:30")
    await other.stop()


async def test_every_change_is_kept_and_can_be_taken_back(house, lead, other_lead, signed_in):
    """Who, when, why, before and after; any earlier version comes back as a new one, and the other leads hear of each."""
    desk = await signed_in(lead)
    await saves(desk, news__usual__count="1", why="企业说三天太久")
    page = (await saves(desk, how_was_it__zh="{编号}办得怎么样？", why="更客气")).text
    assert "第 2 版" in page
    assert "<del>3 天后 10:00</del> → <ins>1 天后 10:00</ins>" in page
    assert "<del>（原来的内容）</del> → <ins>{编号}办得怎么样？</ins>" in page
    assert "企业说三天太久" in page
    assert "周敏" in page
    seen = desk.hidden(page, "none")
    page = (await desk.posts("/console/plan/back", **seen, seen="2", to="1", why="不用改")).text
    assert "第 3 版" in page
    async with house.door.database.reading() as session:
        found = await newest_version(session)
    assert found.change == Change({USUAL: Time(1, "days", "10:00")})
    await desk.posts("/console/plan/back", **seen, seen="3", to="0", why="照文件")
    assert house.door.law.plans.news == house.door.standing.files.plans.news
    assert house.door.law.plans.texts == {}


SLIPS: tuple[tuple[dict[str, str], str], ...] = (
    ({"still_working__zh": "{编号}\n{负责}人在查\n{下次消息时间}"}, "中文，第 2 行：没有 {负责} 这一项"),
    ({"still_working__zh": "{编号}\n在查"}, "第 2 行：少了 {下次消息时间}"),
    ({"still_working__en": "{number} {next news}\n{officer"}, "英文，第 2 行：花括号要成对"),
    ({"still_working__zh": "{编号}\n请把验证码发给我\n{下次消息时间}"}, "中文，第 2 行：「"),
    ({"how_was_it__zh": "{{ case.sealed_answers }}{编号}"}, "第 1 行："),
    ({"how_was_it__zh": "{编号}" + "字" * 801}, "最多 800 个字"),
    ({"news__usual__count": "0"}, "其余情况」：要写大于零的整数"),
    ({"news__usual__count": "很久"}, "其余情况」：要写大于零的整数"),
    ({"news__usual__unit": "hours"}, "写了几点，就只能按天数"),
    ({"news__usual__at": "25:00"}, "时间要写成 10:00 这样"),
    (
        {"news__money_moving__count": "1", "news__money_moving__unit": "days", "news__money_moving__at": "23:00"},
        "允许的时间",
    ),
    ({"news__usual__count": "2", "why": " "}, "还没有写"),
    ({}, "和现在的计划一样"),
)


async def test_a_slip_is_refused_with_its_line(house, lead, signed_in):
    """What was typed stays on the page, nothing is saved, and the plan is as it was."""
    desk = await signed_in(lead)
    for typed, words in SLIPS:
        refused = await saves(desk, **typed)
        assert refused.status_code == 422
        assert words in refused.text
        kept = desk.filled(refused.text, "/console/plan")
        assert all(kept[name.replace("__", ".")].strip() == value.strip() for name, value in typed.items())
    async with house.door.database.reading() as session:
        assert (await session.exec(select(PlanVersion))).all() == []


async def test_two_leads_do_not_write_over_each_other(house, lead, other_lead, signed_in):
    """The second, whose page is of before, is told to look first."""
    first, second = await signed_in(lead), await signed_in(other_lead)
    old = await filled(second, news__usual__count="5")
    await saves(first, news__usual__count="1")
    refused = await second.posts("/console/plan", **old)
    assert refused.status_code == 422
    assert "刚才有人改过计划" in refused.text


async def test_a_text_that_breaks_anyway_waits_and_is_told_once(house, chen, lead, signed_in):
    """As of a version that knew another field: its messages wait, a lead hears once, all others go on; mended, they go."""
    case = await taken(house, chen, signed_in)
    desk, other = await signed_in(lead), await house.expert("钱立", Role.LEAD)
    broken = Change(texts={Kind.STILL_WORKING: {"zh": "{编号} {weather}"}})
    async with house.door.database.writing() as session:
        add_version(session, Version(1, broken, "旧版本", lead.id, house.clock()))
    house.clock.passes(DAYS)
    for _ in range(3):
        await house.settles()
        house.clock.passes(timedelta(hours=1, minutes=1))
    assert (await said(house, case)).error.startswith("not written")
    await other.looks()
    assert other.count("生成不出来") == 1
    await house.writes(case, "有新情况")
    await house.settles()
    assert (await saves(desk, still_working__zh=OWN)).status_code == 200
    await house.settles()
    assert "还在查" in (await house.reporters[case.number].looks()).text
    await other.looks()
    assert other.count("周敏 改了给报案人发消息的计划") == 1


async def test_a_version_that_we_did_not_write_does_not_count(house, lead, signed_in):
    """Whoever can write the database, and does not hold the key, tells reporters nothing by it."""
    desk = await signed_in(lead)
    await saves(desk, news__usual__count="1")
    async with house.door.database.writing() as session:
        row = (await session.exec(select(PlanVersion))).one()
        session.add(PlanVersion(number=2, made_by=lead.id, made_at=house.clock(), sealed_change=row.sealed_change))
    async with house.door.database.writing() as session:
        (await session.get_one(PlanVersion, 2)).stamp = b"forged"
    await house.settles()
    assert house.door.standing.version.number == 1
    assert "第 2 版" not in (await desk.opens("/console/plan")).text
    assert (await saves(desk, news__usual__count="2")).status_code == 200
    assert house.door.standing.version.number == 3


async def test_only_leads_have_the_page(house, chen, signed_in):
    """For everybody else it is as if there were none."""
    hers = await signed_in(chen)
    assert (await hers.opens("/console/plan")).status_code == 404
    csrf = hers.hidden((await hers.opens("/console")).text, "none")
    assert (await hers.posts("/console/plan", **csrf, why="试试", seen="0")).status_code == 404
