"""The access record has every look that opens something of a case, at either door."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import insert, select

from cases.people import Role
from storage.looks import looks_of
from storage.tables import DeskFile, Look, Seen
from tests.console.test_attaching import attaches
from tests.console.test_links import two
from tests.console.test_special_team import formed


async def looked(house, number: str) -> list[tuple[Seen, str]]:
    """What is on the record of a case, oldest first."""
    case = await house.case(number)
    async with house.door.database.reading() as session:
        rows = (await session.exec(select(Look).where(Look.case_id == case.id).order_by(Look.at))).all()
    return [(row.seen, row.door) for row in rows]


async def test_a_file_that_the_desk_sent(house, chen, signed_in):
    """Opened in the console it is on record as a file of the reporter's would be, with which one; a lead reads it."""
    case = await house.reports()
    browser = await signed_in(chen)
    await attaches(browser, case)
    async with house.door.database.reading() as session:
        (file,) = (await session.exec(select(DeskFile))).all()
    await browser.opens(f"/console/cases/{case.number}/sent/{file.id}")
    async with house.door.database.reading() as session:
        (look,) = (await session.exec(select(Look))).all()
    assert (look.seen, look.about, look.member_id) == (Seen.FILE, file.id, chen.id)
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    assert "看文件" in (await lead.opens(f"/console/cases/{case.number}")).text


async def test_an_answer_filled_in_for_a_case(house, chen, signed_in):
    """It opens the dossier, in the console and in the chat, without the page of the case."""
    case = await house.reports()
    browser = await signed_in(chen)
    page = (await browser.opens(f"/console/cases/{case.number}")).text
    name = page.split('data-canned="')[1].split('"')[0]
    await browser.opens(f"/console/cases/{case.number}/canned/{name}")
    assert await looked(house, case.number) == [(Seen.CASE, "console")] * 2
    officer = await house.expert("吴越")
    await officer.says(case.number)
    await officer.presses("答复报案人", on=officer.last)
    await officer.presses("常用答复", on=officer.last)
    before = (await looked(house, case.number)).count((Seen.CASE, "chat"))
    await officer.presses(officer.last.buttons[0], on=officer.last)
    assert (await looked(house, case.number)).count((Seen.CASE, "chat")) == before + 1


@pytest.mark.parametrize("way", ["live", "a form that is refused", "by htmx"])
async def test_a_case_is_handed_out_by_no_way_without_a_look(house, chen, signed_in, way: str):
    """Whoever never opens the page and takes its contents another way is on the record all the same."""
    case = await house.reports()
    browser = await signed_in(chen)
    token = browser.hidden((await browser.opens("/console")).text, "none")["csrf"]
    where = f"/console/cases/{case.number}"
    if way == "live":
        page = await browser.opens(f"{where}/live")
    elif way == "by htmx":
        headers = {"origin": house.address, "sec-fetch-site": "same-origin", "hx-request": "true"}
        page = await browser.posts(f"{where}/note", headers=headers, csrf=token, text="")
    else:
        page = await browser.posts(f"{where}/link", csrf=token, other="zzz", text="同一账号")
    assert case.number in page.text
    assert await looked(house, case.number) == [(Seen.CASE, "console")]


@pytest.mark.postgres
async def test_a_page_that_lies_open_hides_nobody(house, chen, signed_in):
    """What it showed anew by itself is on the record now and then, and takes nobody else's look from the list."""
    case = await house.reports()
    other = await signed_in(await house.member("吴越", Role.EXPERT))
    await other.opens(f"/console/cases/{case.number}")
    browser = await signed_in(chen)
    house.clock.passes(timedelta(minutes=1))
    await browser.opens(f"/console/cases/{case.number}")
    for _ in range(24):
        house.clock.passes(timedelta(minutes=1))
        await browser.opens(f"/console/cases/{case.number}/live")
    assert await looked(house, case.number) == [(Seen.CASE, "console")] * 4
    house.clock.passes(timedelta(minutes=1))
    await other.opens(f"/console/cases/{case.number}/live")
    assert len(await looked(house, case.number)) == 5


@pytest.mark.postgres
async def test_many_looks_of_one_are_one_line(house, chen, signed_in):
    """Hundreds by a page of a version that noted each are counted, and the colleague before them stays in the list."""
    case = await house.reports()
    other = await house.member("吴越", Role.EXPERT)
    common = {"case_id": case.id, "seen": Seen.CASE, "door": "console"}
    begun = house.clock()
    rows = [{"member_id": other.id, "at": begun}]
    rows += [{"member_id": chen.id, "at": begun + timedelta(seconds=place)} for place in range(1, 301)]
    rows += [{"member_id": other.id, "at": begun + timedelta(hours=1)}]
    async with house.door.database.writing() as session:
        await session.exec(insert(Look), params=[common | one | {"id": uuid4()} for one in rows])
    async with house.door.database.reading() as session:
        found = [(one.name, one.times, one.row.at) for one in await looks_of(session, case)]
        newest = await looks_of(session, case, 2)
    assert [(name, times) for name, times, _ in found] == [("吴越", 1), ("陈立", 300), ("吴越", 1)]
    assert found[1][2] == begun + timedelta(seconds=300)
    assert [one.times for one in newest] == [1, 300]


async def test_the_graph(house, chen, signed_in):
    """It has words of its own on the record."""
    first, _ = await two(house)
    browser = await signed_in(chen)
    await browser.opens(f"/console/cases/{first}/graph")
    assert (Seen.GRAPH, "console") in await looked(house, first)
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    assert "看关联图" in (await lead.opens(f"/console/cases/{first}")).text


@pytest.mark.parametrize("door", ["console", "chat"])
async def test_what_is_merged_into_a_case_is_seen_with_it(house, chen, signed_in, door: str):
    """Its reporter and last words stand on the page and on the card of the main case: each has a look of its own."""
    main, merged = await two(house)
    browser = await signed_in(chen)
    await browser.does("merge", merged, other=main, text="同一件事")
    officer = await house.expert("吴越")
    before = (await looked(house, merged)).count((Seen.CASE, door))
    if door == "console":
        await browser.opens(f"/console/cases/{main}")
    else:
        await officer.says(main)
    assert (await looked(house, merged)).count((Seen.CASE, door)) == before + 1


@pytest.mark.parametrize("door", ["console", "chat"])
async def test_what_a_series_shares_is_read_of_each_of_its_cases(house, chen, signed_in, door: str):
    """The account stands on the page of the series: each case that names it has the look, one that shares nothing has none."""
    first, second = await two(house)
    third = (
        await house.reports(contact_phone="13900000003", company_name="宁波三号模具有限公司", story="货没发。")
    ).number
    browser = await signed_in(chen)
    await browser.does("form_series", second, text="冒充供应商换账户", to=str(chen.id), others=[first])
    series = (await house.case(second)).series_id
    await browser.does("join_series", third, series=str(series))
    assert (await house.case(third)).series_id == series
    if door == "console":
        assert third in (await browser.opens(f"/console/series/{series}")).text
    else:
        officer = await house.expert("吴越")
        await officer.says(first)
        await officer.presses("看系列", on=officer.last)
    for number, times in ((first, 1), (second, 1), (third, 0)):
        assert (await looked(house, number)).count((Seen.SERIES, door)) == times
    lead = await signed_in(await house.member("周敏", Role.LEAD))
    assert "看系列" in (await lead.opens(f"/console/cases/{first}")).text


async def test_the_page_of_a_special_team_opens_no_case(house, chen, lead, signed_in):
    """It shows what any list shows, and what the team wrote itself: nothing is on the record of a case."""
    browser = await signed_in(lead)
    number, page = await formed(house, browser, chen)
    before = await looked(house, number)
    assert number in (await browser.opens(page)).text
    assert await looked(house, number) == before
