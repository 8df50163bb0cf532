"""The list: what stands ready, its columns, orders and filters, and filters of one's own."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from actions.filters import LONGEST_NAME, MOST
from actions.leaving import leave_team
from cases.law.triage import Urgency
from cases.people import Role
from cases.tracks import Service
from storage import walks
from storage.tables import SavedFilter

A_NAME = "余姚大案"


def listed(html: str) -> list[str]:
    return re.findall(r'data-number="([^"]+)"', html)


async def shown(browser, query: str) -> list[str]:
    """The numbers of the list that this address opens."""
    page = await browser.opens(f"/console?{query}")
    assert page.status_code == 200
    return listed(page.text)


@pytest.mark.postgres
async def test_each_order_is_its_own(house, desk):
    """By sum, by age, and by what is due: whoever was told the earliest time."""
    small = await house.reports(loss_amount="3万")
    house.clock.passes(timedelta(minutes=20))
    large = await house.reports(loss_amount="900万")
    house.clock.passes(timedelta(minutes=20))
    middle = await house.reports(loss_amount="60万")
    numbers = [one.number for one in (small, large, middle)]
    assert await shown(desk, "show=open&sort=sum") == [numbers[1], numbers[2], numbers[0]]
    assert await shown(desk, "show=open&sort=oldest") == numbers
    assert await shown(desk, "show=open&sort=newest") == numbers[::-1]
    first = await house.case((await shown(desk, "show=open&sort=due"))[0])
    assert first.answer_due_at == min([(await house.case(one)).answer_due_at for one in numbers])


@pytest.mark.parametrize("where", ["", "/board"])
async def test_the_filters_stay_open_without_a_script_too(desk, where):
    """What was sent from them comes with them open; any other way to the same list does not."""
    opened = '<details class="fold choosing" open>'
    asked = (await desk.opens(f"/console{where}?show=open&urgency=high&choosing=1")).text
    assert opened in asked
    assert "choosing=1" not in asked
    assert opened not in (await desk.opens(f"/console{where}?show=open&urgency=high")).text


@pytest.mark.postgres
async def test_each_filter_leaves_what_fits(house, desk, officer, chen, signed_in):
    """Alone and together; what no filter knows counts as not said."""
    fraud = await house.reports(offence="CONTRACT_FRAUD", offence_group="partner", loss_amount="60万", district="yuyao")
    other = await house.reports(offence="EMBEZZLEMENT", offence_group="insider", loss_amount="2万")
    await desk.does("take", fraud.number)
    both = {fraud.number, other.number}
    for query in (
        "offence=CONTRACT_FRAUD",
        f"holder={officer.id}",
        "stage=triaged",
        "district=yuyao",
        "least=500000",
        f"least=500000&holder={officer.id}&district=yuyao&offence=CONTRACT_FRAUD&stage=triaged",
    ):
        assert await shown(desk, f"show=open&{query}") == [fraud.number], query
    assert await shown(desk, f"show=open&holder={chen.id}") == []
    assert await shown(desk, f"show=open&urgency={(await house.case(other.number)).urgency}") != []
    for nonsense in (
        "offence=NONE",
        "holder=x",
        "stage=closed",
        "stage=x",
        "least=7",
        "urgency=x",
        "sort=x",
        "show=x;",
    ):
        assert set(await shown(desk, f"show=open&{nonsense}")) >= {other.number}, nonsense
    assert both == set(await shown(desk, "show=open&after=" + quote("1~no~place~0")))


async def test_what_stands_ready(house, desk, officer):
    """已超时, 我的待回 and 今天新来的 hold what they say, and nothing else."""
    case = await house.reports()
    assert await shown(desk, "show=new") == [case.number]
    assert await shown(desk, "show=late") == []
    house.clock.passes(timedelta(days=1))
    await desk.signs_in(officer)  # a session lasts a shift
    assert await shown(desk, "show=new") == []
    assert await shown(desk, "show=late") == [case.number]
    await desk.does("take", case.number)
    assert await shown(desk, "show=late") == []
    await house.writes(case, "请问到哪一步了？")
    assert await shown(desk, "show=owed") == [case.number]
    assert "等您回" in (await desk.opens("/console?show=owed")).text
    house.clock.passes(timedelta(days=2))
    await desk.signs_in(officer)
    assert await shown(desk, "show=late") == [case.number]
    await desk.does("answer", case.number, text="正在核实。")
    assert await shown(desk, "show=owed") == await shown(desk, "show=late") == []


async def test_a_row_says_what_is_missing(house, desk):
    """Of the list of materials; a case that has ended needs nothing any more."""
    case = await house.reports(offence="CONTRACT_FRAUD", offence_group="partner")
    page = (await desk.opens("/console?show=open")).text
    assert re.search(r"缺 \d+ 项", page)
    await desk.does("close", case.number, reason="answered")
    assert not re.search(r"缺 \d+ 项", (await desk.opens("/console?show=ended")).text)


async def test_a_page_that_looked_far_enough_says_so(house, desk, monkeypatch):
    """A filter that few fit is not worth a walk to the end: the page ends, and goes on from there."""
    monkeypatch.setattr(walks, "LOOK", 2)
    walks.farthest.cache_clear()
    await house.reports(loss_amount="2万")
    await house.reports(loss_amount="2万")
    far = await house.reports(district="cixi", loss_amount="80万")
    found = []
    address = "/console?show=open&sort=oldest&least=500000"
    for _ in range(3):
        page = (await desk.opens(address)).text
        found += listed(page)
        more = re.search(r'<li class="more"><a href="([^"]+)"[^>]*>([^<]+)', page)
        if not more:
            break
        assert more[2] == "这些里没有别的了，接着往后找"
        address = more[1].replace("&amp;", "&")
    assert found == [far.number]
    walks.farthest.cache_clear()


@pytest.mark.postgres
async def test_a_filter_of_ones_own(house, desk, chen, signed_in):
    """Saved under a name, shown as a tab, opened, renamed, deleted; nobody else sees it, and the name is sealed."""
    await house.reports(district="yuyao", loss_amount="60万")
    asked = "show=open&district=yuyao&least=500000"
    csrf = desk.hidden((await desk.opens(f"/console?{asked}")).text, "none")
    page = (await desk.posts(f"/console/filters?{asked}", **csrf, name=A_NAME)).text
    own = re.search(r'id="saved-([\w-]+)" href="([^"]+)"[^>]*aria-current="page">([^<]+)<', page)
    assert own[3] == A_NAME
    assert len(listed(page)) == 1
    (row,) = await house.all(SavedFilter)
    assert A_NAME.encode() not in row.sealed_name
    assert "yuyao" in row.asked
    other = await signed_in(chen)
    assert A_NAME not in (await other.opens("/console")).text
    theirs = other.hidden(other.page.text, "none")
    for act in ("rename", "delete"):
        assert (await other.posts(f"/console/filters/{row.id}/{act}", **theirs, name="我的")).status_code == 404
    assert "余姚要案" in (await desk.posts(f"/console/filters/{row.id}/rename", **csrf, name="余姚要案")).text
    gone = await desk.posts(f"/console/filters/{row.id}/delete?{asked}&saved={row.id}", **csrf)
    assert "余姚要案" not in gone.text
    assert await house.all(SavedFilter) == []


async def test_filters_of_ones_own_have_bounds(house, desk, officer):
    """A name that is none, one too long, one too many: each is said where it was typed, and nothing is kept."""
    csrf = desk.hidden((await desk.opens("/console?show=open&urgent=1")).text, "none")
    for name in ("", "  ", "长" * (LONGEST_NAME + 1)):
        answer = await desk.posts("/console/filters?show=open&urgent=1", **csrf, name=name)
        assert answer.status_code == 409
        assert 'class="trouble"' in answer.text
    assert await house.all(SavedFilter) == []
    for number in range(MOST):
        await desk.posts("/console/filters?show=open&urgent=1", **csrf, name=f"第{number}个")
    answer = await desk.posts("/console/filters?show=open&urgent=1", **csrf, name="再一个")
    assert answer.status_code == 409
    assert f"最多存 {MOST} 个标签" in answer.text
    assert len(await house.all(SavedFilter)) == MOST


async def test_the_board_has_a_column_for_each_state(house, desk, chen):
    """A case stands where its track says, with the forms of what can be done with it; what is ended stands last."""
    waiting, taken, asked, over = [await house.reports() for _ in range(4)]
    for case in (taken, asked, over):
        await desk.does("take", case.number)
    await desk.does("ask", asked.number, text="请补充合同。")
    await desk.does("close", over.number, reason="answered")
    page = (await desk.opens("/console/board")).text
    stages = {name: listed_on(rest) for name, rest in re.findall(r'id="stage-(\w+)"(.*?)</section>', page, re.DOTALL)}
    assert list(stages) == ["waiting", *(one.value for one in Service if one.value in stages), "ended"]
    assert stages["waiting"] == [waiting.number]
    assert stages["triaged"] == [taken.number]
    assert stages["materials_requested"] == [asked.number]
    assert stages["ended"] == [over.number]
    assert heads(page) == {one: "1" if stages[one] else "0" for one in stages}
    card = re.search(rf'id="card-{waiting.number}".*?</li>', page, re.DOTALL)[0]
    assert 'value="take"' in card
    assert 'value="take"' not in re.search(rf'id="card-{taken.number}".*?</li>', page, re.DOTALL)[0]
    assert listed_on((await desk.opens("/console/board?district=cixi")).text) == []


def listed_on(html: str) -> list[str]:
    return re.findall(r'id="card-([^"]+)"', html)


def heads(page: str) -> dict[str, str]:
    """What stands at each column's head."""
    return dict(re.findall(r'id="stage-(\w+)".*?<b class="count">([^<]*)</b>', page, re.DOTALL))


async def test_a_full_column_leads_to_its_list(house, desk, monkeypatch):
    """So many cards and no more; the rest is the list, filtered by that state."""
    monkeypatch.setattr("handlers.console.board.CARDS", 2)
    cases = [await house.reports() for _ in range(3)]
    for case in cases:
        await desk.does("take", case.number)
    page = (await desk.opens("/console/board?urgency=normal")).text
    assert heads(page)["triaged"] == "2+"
    rest = re.search(r'class="more"><a href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "stage=triaged" in rest
    assert "urgency=normal" in rest
    assert len(listed((await desk.opens(rest)).text)) == 3


@pytest.mark.postgres
async def test_the_heads_say_how_many_there_are(house, desk, signed_in, monkeypatch):
    """More than there are cards, of the districts that the reader sees and chose; a corrected outcome is one ended case."""
    monkeypatch.setattr("handlers.console.board.CARDS", 2)
    local = await signed_in(await house.member("林海", district="cixi"))
    cases = [await house.reports(district=district) for district in ("haishu", "haishu", "haishu", "cixi", "cixi")]
    for case in cases[:4]:
        await desk.does("take", case.number)
    for case in cases[:1]:
        await desk.does("close", case.number, reason="civil_court")
        await desk.does("correct_outcome", case.number, reason="answered", sure="answered", text="看错了")
    assert (await house.case(cases[0].number)).close_reason == "answered"
    found = heads((await desk.opens("/console/board")).text)
    assert (found["waiting"], found["triaged"], found["ended"]) == ("1", "3", "1")
    found = heads((await desk.opens("/console/board?district=haishu")).text)
    assert (found["waiting"], found["triaged"], found["ended"]) == ("0", "2", "1")
    found = heads((await local.opens("/console/board")).text)
    assert (found["waiting"], found["triaged"], found["ended"]) == ("1", "1", "0")
    found = heads((await local.opens("/console/board?district=haishu")).text)
    assert set(found.values()) == {"0"}


async def test_an_auditor_chooses_nothing(house, signed_in):
    """They have the list, the board and filters of their own, and no form that does anything with a case."""
    case = await house.reports()
    browser = await signed_in(await house.member("孙审", Role.AUDITOR))
    for address in ("/console?show=open", "/console/board"):
        page = (await browser.opens(address)).text
        assert case.number in page
        assert 'name="verb"' not in page
        assert 'name="case"' not in page


async def test_another_district_has_no_board_of_mine(house, signed_in):
    """Neither card nor row, whatever the address asks for."""
    await house.reports(district="cixi")
    browser = await signed_in(await house.member("林海", district="haishu"))
    for query in ("", "?district=cixi", f"?urgency={Urgency.NORMAL}"):
        assert listed_on((await browser.opens(f"/console/board{query}")).text) == []
    for query in (
        "show=open&sort=sum",
        "show=open&sort=due&district=cixi",
        "show=late",
        "show=new",
        "show=open&least=100000",
    ):
        assert await shown(browser, query) == []


@pytest.mark.postgres
async def test_who_waits_for_a_case_that_nobody_has_is_seen_to_wait(house, officer, chen, signed_in):
    """Its row has both: since when its reporter waits, and the time they were told, with the one that was missed."""
    case = await house.reports()
    await (await signed_in(chen)).does("take", case.number)
    await house.writes(case, "编号是多少？")
    missed = (await house.case(case.number)).reply_due_at
    await house.passes(missed - house.clock() + timedelta(minutes=1))
    async with house.door.database.writing() as session:
        await leave_team(house.door.hand(session), chen.id)
    desk = await signed_in(officer)
    row = re.search(r'<span class="due late">(.*?)</span>', (await desk.opens("/console")).text, re.DOTALL)
    assert row
    assert "等回复" in row[1]
    assert "答复期限" in row[1]
    assert "（上一次已错过）" in row[1]
