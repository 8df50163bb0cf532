"""A case is forgotten by two leads: that nothing is left to read at any door, and what stays.

What it asks for, and how long it takes, is test_two_leads.py.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlmodel import col, select

from actions.forget import remove_doomed
from bot.attending import keep_in_time
from cases.custody import canonical
from cases.people import CaseNotFound, Role
from cases.tracks import CloseReason
from storage.custody_check import check_case, to_check
from storage.looks import note_look
from storage.of_reports import tables_of_reports
from storage.signing import is_signed, public_key
from storage.tables import (
    Case,
    Custody,
    DataKey,
    Deed,
    DoomedFile,
    Draft,
    Event,
    Forgetting,
    Link,
    Look,
    Member,
    Outgoing,
    Seen,
    TimelineEntry,
)
from tests.console.test_attaching import attaches
from tests.world.by_http import stored

SECRET, CONTRACT = "那笔钱其实是王建国转走的", b"%PDF-1.4 the contract itself"
REASON, CHECKED = "保存期满，撤回两年以上", "已核对：无在办程序"


@pytest.fixture
async def over(house, chen, signed_in) -> Case:
    """A case with everything: files both ways, words both ways, somebody who looked; and it is over."""
    case = await house.reports(story=f"{SECRET}，财务按邮件付款，第二天发现邮箱被冒用。")
    await house.sends_file(case, "合同.pdf", CONTRACT, "application/pdf")
    await house.writes(case, f"再说一句：{SECRET}")
    await house.reporters[case.number].sends("照片.pdf", CONTRACT)  # kept twice: with the case, and in the chat
    browser = await signed_in(chen)
    await attaches(browser, case)
    await browser.does("answer", case.number, text="收到，我们在查")
    await browser.does("note", case.number, text=SECRET)
    await browser.does("close", case.number, reason=CloseReason.ANSWERED.value, text="", sure="r")
    await house.settles()
    return await house.case(case.number)


async def is_forgotten(house, case: Case, lead_desk, second) -> None:
    """One asks, another confirms, and its day comes."""
    await asks(lead_desk, case)
    await house.settles()
    assert (await second.does("confirm_forget", case.number, text=CHECKED)).status_code == 200
    await its_day_comes(house)


async def its_day_comes(house) -> None:
    """The reporter was told; a day before all leads are; then it is done."""
    for days in (6, 1):
        house.clock.passes(timedelta(days=days))
        await keep_in_time(house.door)
        await house.settles()


async def asks(desk, case: Case) -> httpx.Response:
    return await desk.does("forget", case.number, text=REASON)


async def is_there(house, case: Case) -> bool:
    async with house.door.database.reading() as session:
        return await session.get(Case, case.id) is not None


async def events(house, case: Case) -> list[Event]:
    async with house.door.database.reading() as session:
        rows = await session.exec(select(TimelineEntry).where(TimelineEntry.case_id == case.id))
        return [row.event for row in rows.all()]


@pytest.mark.postgres
async def test_two_leads_forget_it_and_nothing_is_left(house, over, lead_desk, second, other_lead):
    """One asks, another confirms; then no door, no row, no file and no key has anything of it."""
    await house.indexes()
    files = stored(house)
    assert (await asks(lead_desk, over)).status_code == 200
    await house.settles()
    assert REASON in (await second.opens(f"/console/cases/{over.number}")).text
    page = await second.does("confirm_forget", over.number, text=CHECKED)
    assert page.status_code == 200
    assert "最早 2026年11月30日 销毁" in page.text
    await its_day_comes(house)
    await second.signs_in(other_lead)
    assert over.number in (await second.opens("/console/certificates")).text
    await house.indexes()
    await remove_doomed(house.door.database, house.door.files)
    await nothing_is_left(house, over, files)
    await no_door_shows_it(house, over, second)
    await the_reporter_was_told(house, over)


async def nothing_is_left(house, case: Case, files) -> None:
    door = house.door
    async with door.database.reading() as session:
        for table, of in tables_of_reports():
            assert (await session.exec(select(of).where(of == case.id))).all() == [], table.name
        for kind in (Case, Draft):
            assert await session.get(kind, case.id) is None
        assert await session.get(DataKey, case.key_id) is None
        assert (await session.exec(select(DoomedFile))).all() == []
    assert door.keys.known(case.key_id) is None
    assert len(files) == 3
    assert not any(path.exists() for path in files)
    everything = b"".join(path.read_bytes() for path in (house.folder / "data").rglob("*") if path.is_file())
    assert SECRET.encode() not in everything


async def no_door_shows_it(house, case: Case, browser) -> None:
    for path in ("", "/live", "/dossier.pdf", "/export.zip", "/graph"):
        page = await browser.opens(f"/console/cases/{case.number}{path}")
        assert page.status_code == 404, path
        assert SECRET not in page.text
    for path in ("/console", "/console/queue?show=ended", "/console/board"):
        page = await browser.opens(path)
        assert page.status_code == 200, path
        assert f"cases/{case.number}" not in page.text, path
    csrf = browser.hidden((await browser.opens("/console")).text, "none")["csrf"]
    assert (
        await browser.posts("/console/search", csrf=csrf, words=case.number)
    ).status_code == 404  # its number leads there
    for words in ("王建国", SECRET):
        page = await browser.posts("/console/search", csrf=csrf, words=words)
        assert page.status_code == 200
        assert f"cases/{case.number}" not in page.text, words
    officer = await house.expert("吴越")
    assert "没有找到" in (await officer.says(case.number)).text


async def the_reporter_was_told(house, case: Case) -> None:
    reporter = house.reporters[case.number]
    await reporter.looks()
    assert [one.text for one in reporter.screen if not one.mine] == [reporter.sees("已经删掉了").text]
    assert not [one for one in reporter.screen if one.mine]
    await reporter.says("/status")
    assert case.number not in reporter.last.text


@pytest.mark.postgres
async def test_what_stays_is_the_chain_and_a_signed_certificate(house, over, lead_desk, second, other_lead):
    """The chain verifies without the key, its last entry is what happened; the certificate says who, why and how much."""
    before = len(await chain(house, over))
    await is_forgotten(house, over, lead_desk, second)
    await second.signs_in(other_lead)
    rows = await chain(house, over)
    assert [row.deed for row in rows[before:]] == [Deed.FORGOTTEN]
    database, door = house.door.database, house.door
    async with database.reading() as session:
        (of_case,) = await to_check(session, over.number)
    found = await check_case(database, door.files, of_case)
    assert (found.is_forgotten, found.findings) == (True, [])
    said = json.loads((await second.opens(f"/console/certificates/{over.number}.json")).content)
    signed = canonical({name: value for name, value in said.items() if name != "signature"})
    assert is_signed(public_key(door.keys), bytes.fromhex(said["signature"]), signed)
    assert (said["asked"]["by"], said["confirmed"]["by"]) == ("周敏", "钱立")
    assert (said["asked"]["words"], said["confirmed"]["words"]) == (REASON, CHECKED)
    assert (said["told"][:10], said["destroyed_at"][:10]) == ("2026-11-23", "2026-11-30")
    assert (said["destroyed"]["files"], said["destroyed"]["desk_files"]) == (2, 1)
    assert said["chain"] == {"entries": len(rows), "last": rows[-1].own}
    pdf = await second.opens(f"/console/certificates/{over.number}.pdf")
    assert pdf.content.startswith(b"%PDF")


async def chain(house, case: Case) -> list[Custody]:
    async with house.door.database.reading() as session:
        found = select(Custody).where(Custody.of_case == case.id).order_by(col(Custody.n))
        return list((await session.exec(found)).all())


async def test_who_asked_cannot_confirm(house, over, lead_desk, second):
    """Two people and two presses: not offered, and refused when forged."""
    page = await asks(lead_desk, over)
    assert 'data-verb="confirm_forget"' not in page.text
    forged = await lead_desk.posts(
        f"/console/cases/{over.number}/confirm_forget",
        csrf=lead_desk.hidden(page.text, "none")["csrf"],
        form_id="x" * 16,
        text=CHECKED,
    )
    assert forged.status_code == 409
    assert "另一位带班领导" in forged.text
    assert await is_there(house, over)


async def test_alone_nobody_forgets(house, over, lead_desk):
    """Where there is no second lead, it is said, and nothing is asked; the lead of the first start does not count."""
    async with house.door.database.writing() as session:
        session.add(Member(sealed_name=b"", role=Role.LEAD, joined_at=house.clock(), is_placeholder=True))
    page = await asks(lead_desk, over)
    assert page.status_code == 409
    assert "没有别的带班领导" in page.text
    assert not await all_of(house, Forgetting)


async def all_of(house, table) -> list:
    async with house.door.database.reading() as session:
        return list((await session.exec(select(table))).all())


async def test_an_open_case_is_not_forgotten(house, lead_desk, second):
    """It is not offered, and refused when forged."""
    case = await house.reports()
    page = await lead_desk.opens(f"/console/cases/{case.number}")
    assert 'data-verb="forget"' not in page.text
    csrf = lead_desk.hidden(page.text, "none")["csrf"]
    forged = await lead_desk.posts(f"/console/cases/{case.number}/forget", csrf=csrf, form_id="x" * 16, text=REASON)
    assert forged.status_code == 409


@pytest.mark.parametrize("how", ["taken back", "too late", "the reporter wrote", "whoever asked left"])
async def test_it_stays_when(house, over, lead_desk, lead, second, other_lead, how: str):
    """Taken back by a lead, not confirmed within seven days, opened again by its reporter, or nobody's wish any more."""
    await asks(lead_desk, over)
    if how == "taken back":
        await second.does("keep_case", over.number)
    elif how == "too late":
        house.clock.passes(timedelta(days=7))
        await keep_in_time(house.door)
        assert Event.FORGET_LAPSED in await events(house, over)
        await second.signs_in(other_lead)
    elif how == "the reporter wrote":
        await house.writes(over, "不同意删，还要用")
    else:
        await house.revokes(lead)
    page = await second.opens("/console")
    csrf = second.hidden(page.text, "none")["csrf"]
    forged = await second.posts(
        f"/console/cases/{over.number}/confirm_forget", csrf=csrf, form_id="y" * 16, text=CHECKED
    )
    assert forged.status_code == 409
    assert await is_there(house, over)


async def test_a_lead_of_another_district_reads_no_certificate(house, over, lead_desk, second, signed_in):
    """Missing and forbidden look alike, and the list leaves it out."""
    await is_forgotten(house, over, lead_desk, second)
    other = await signed_in(await house.member("余姚", Role.LEAD, "yuyao"))
    assert over.number not in (await other.opens("/console/certificates")).text
    for kind in ("pdf", "json"):
        assert (await other.opens(f"/console/certificates/{over.number}.{kind}")).status_code == 404
        assert (await other.opens(f"/console/certificates/GC-261123-AAAAA.{kind}")).status_code == 404


async def test_others_keep_nothing_of_it(house, over, lead_desk, second, chen, signed_in):
    """A case that was linked with it is not linked any more, and opens as before."""
    other = await house.reports(company_name="宁波北仑港贸有限公司")
    browser = await signed_in(chen)
    await browser.does("link", other.number, other=over.number, text="同一个账户")
    assert over.number in (await browser.opens(f"/console/cases/{other.number}")).text
    await is_forgotten(house, over, lead_desk, second)
    await browser.signs_in(chen)
    page = await browser.opens(f"/console/cases/{other.number}")
    assert page.status_code == 200
    assert f"cases/{over.number}" not in page.text
    assert not [link for link in await all_of(house, Link) if over.id in {link.case_id, link.with_id}]


async def test_what_is_merged_into_it_comes_first(house, over, lead_desk, second):
    """Refused with what to do, while another case points to it."""
    part = await house.reports(company_name="宁波北仑港贸有限公司")
    async with house.door.database.writing() as session:
        row = await session.get(Case, part.id)
        row.merged_into = over.id
    page = await asks(lead_desk, over)
    assert page.status_code == 409
    assert "合并在这件里" in page.text


async def test_leads_are_told_when_the_time_to_keep_it_is_over(house, over, lead_desk):
    """By the unit's own table; once, and nothing is deleted by itself."""
    lead = await house.expert("郑强", Role.LEAD)
    house.clock.passes(timedelta(days=4 * 365))
    await keep_in_time(house.door)
    assert not await told(house)
    house.clock.passes(timedelta(days=366))
    for _ in range(2):
        await keep_in_time(house.door)
        house.clock.passes(timedelta(days=2))
    assert len(await told(house)) == 1
    await lead.looks()
    assert "保存期满了" in lead.sees(over.number).text
    assert await is_there(house, over)


async def told(house) -> list[Outgoing]:
    return [row for row in await all_of(house, Outgoing) if row.kind.value == "may_be_forgotten"]


async def test_in_the_chat_it_is_the_same(house, over):
    """Both leads on the phone: the words are asked for, the card says no more, and nothing is left to press."""
    first, second = await house.expert("郑强", Role.LEAD), await house.expert("钱立", Role.LEAD)
    await house.led_before(*await all_of(house, Member))
    await first.says(over.number)
    await first.presses("彻底删除")
    await first.says(REASON)
    assert "等另一位带班领导确认" in first.last.text
    await second.looks()
    assert "请您确认" in second.last.text or "要您确认" in second.last.text
    await second.presses("确认删除")
    await second.says(CHECKED)
    assert "已确认删除" in second.last.text
    await its_day_comes(house)
    assert not await is_there(house, over)
    await first.looks()
    assert "全部销毁" in first.last.text


@pytest.mark.postgres
async def test_two_who_confirm_at_once(house, over, lead_desk, second, signed_in):
    """One does, the other reads so; it is decided once."""
    third = await house.member("孙丽", Role.LEAD)
    await house.led_before(third)
    other = await signed_in(third)
    await asks(lead_desk, over)
    pages = await asyncio.gather(
        *(one.does("confirm_forget", over.number, text=CHECKED) for one in (second, other)),
    )
    assert {page.status_code for page in pages} <= {200, 403, 409}
    assert (await events(house, over)).count(Event.FORGET_CONFIRMED) == 1


@pytest.mark.postgres
async def test_two_processes_on_its_day_and_one_who_opens_a_file(house, over, lead_desk, second, other_lead):
    """It is destroyed once; whoever comes a moment later finds nothing, and nobody reads a broken page."""
    await asks(lead_desk, over)
    await house.settles()
    await second.does("confirm_forget", over.number, text=CHECKED)
    house.clock.passes(timedelta(days=6))
    await keep_in_time(house.door)
    house.clock.passes(timedelta(days=1))
    await second.signs_in(other_lead)
    page = await second.opens(f"/console/cases/{over.number}")
    path = page.text.split(f'href="/console/cases/{over.number}/files/')[1].split("/view")[0]
    pages = [second.opens(f"/console/cases/{over.number}{one}") for one in (f"/files/{path}", "")]
    done = await asyncio.gather(keep_in_time(house.door), keep_in_time(house.door), *pages)
    assert {page.status_code for page in done[2:]} <= {200, 404, 410}
    assert not await is_there(house, over)
    assert [row.deed for row in await chain(house, over)].count(Deed.FORGOTTEN) == 1
    async with house.door.database.reading() as session:
        (of_case,) = await to_check(session, over.number)
    assert not (await check_case(house.door.database, house.door.files, of_case)).findings


@pytest.mark.postgres
async def test_a_look_that_comes_too_late_harms_no_other(house, over, lead):
    """Looks are saved together: of a case that is gone there is none, and the others' stand."""
    database, now = house.door.database, house.clock()
    gone = over.model_copy(update={"id": uuid4()})
    noting = (note_look(database, case, lead, Seen.CASE, "console", now) for case in (gone, over, gone, over))
    found = await asyncio.gather(*noting, return_exceptions=True)
    assert [type(one) for one in found] == [CaseNotFound, type(None)] * 2
    assert [one.case_id for one in await all_of(house, Look) if one.member_id == lead.id] == [over.id] * 2
