"""A special team in the console: formed on the case page, with a page of its own for its members and leads."""

from __future__ import annotations

import re

import pytest

from cases.verbs import TOGETHER
from handlers.console.case import AT_HAND, SELDOM
from storage.tables import SpecialTeam
from tests.console.test_links import kept, two

PURPOSE = "追回货款，固定证据"


async def formed(house, browser, leader, *members) -> tuple[str, str]:
    """The number of the case, and the page of its team."""
    number, _ = await two(house)
    panel = [str(one.id) for one in members]
    page = await browser.does("form_team", number, text=PURPOSE, to=str(leader.id), hour="17", panel=panel)
    assert page.status_code == 200
    return number, f"/console/special/{(await house.case(number)).team_id}"


def test_each_form_stands_in_one_place():
    """A verb that ties cases together and stood in neither would have no form."""
    placed = [*AT_HAND, *(verb for verbs in SELDOM.values() for verb in verbs)]
    assert len(placed) == len(set(placed))
    assert set(placed) == TOGETHER


async def test_a_team_has_a_board_and_a_channel(house, chen, lead, signed_in):
    """Its members write there, also those of another district; the line of the day stands out."""
    far = await house.member("孙敏", district="cixi")
    browser, other = await signed_in(lead), await signed_in(far)
    number, page = await formed(house, browser, chen, far)
    assert PURPOSE in (await other.opens("/console/series")).text
    shown = await other.opens(page)
    for said in (PURPOSE, number, "陈立", "孙敏", "还没有记事"):
        assert said in shown.text, said
    csrf = other.hidden(shown.text, "x")["csrf"]
    twice = {"csrf": csrf, "form_id": "abcdefghijklmnop", "text": "慈溪这边查到一个仓库"}
    for _ in range(2):
        shown = await other.posts(f"{page}/team_note", **twice)
    assert shown.text.count("慈溪这边查到一个仓库") == 1
    assert (await other.posts(f"{page}/team_report", csrf=csrf, text="x")).status_code == 409
    own = await signed_in(chen)
    shown = await own.posts(
        f"{page}/team_report", csrf=own.hidden((await own.opens(page)).text, "x")["csrf"], text="止付 12 万元"
    )
    assert "当天进展" in shown.text
    assert "还没有写内容" in (await other.posts(f"{page}/team_note", csrf=csrf, text=" ")).text
    assert "孙敏 写了专班记事" in (await browser.opens(f"/console/cases/{number}")).text


async def test_what_is_seldom_done_stands_behind_one_press(house, lead, signed_in):
    """Of a series and of a team; what is done daily stands first, and every form is still there once."""
    browser = await signed_in(lead)
    number, _ = await formed(house, browser, lead)
    await browser.does("form_series", number, text="冒充老总", to=str(lead.id))
    page = (await browser.opens(f"/console/cases/{number}")).text
    section = page.split('<section id="together"')[1].split("</section>")[0]
    at_hand, *seldom = [re.findall(r'data-verb="(\w+)"', part) for part in section.split('<details class="seldom"')]
    assert at_hand == ["team_report", "team_note", "merge"]
    assert seldom == [
        ["leave_series", "lead_series", "rename_series", "dissolve_series"],
        ["join_team", "leave_team", "lead_team", "dissolve_team"],
    ]
    shown = (await browser.does("rename_series", number, text=" ")).text
    assert '<details class="seldom" open>' in shown.split('<section id="together"')[1]  # with what went wrong there


@pytest.mark.parametrize("who", ["colleague", "lead elsewhere", "after it was dissolved", "nonsense"])
async def test_whom_it_does_not_concern_it_is_not_there(house, chen, lead, signed_in, who):
    """A colleague of the district, a lead of another one, a member of a team that is over: all alike."""
    far = await house.member("孙敏", district="cixi")
    browser = await signed_in(lead)
    number, page = await formed(house, browser, chen, far)
    if who == "colleague":
        reader = await house.member("林海", district="haishu")
    elif who == "lead elsewhere":
        reader = await house.member("吴领导", lead.role, district="yinzhou")
    else:
        reader = far
    if who == "after it was dissolved":
        await browser.does("dissolve_team", number, text="货款追回一半")
    own = await signed_in(reader)
    found = await own.opens(page if who != "nonsense" else "/console/special/x")
    assert found.status_code == 404
    assert PURPOSE not in found.text
    assert PURPOSE not in (await own.opens("/console/series")).text if who != "nonsense" else True
    csrf = own.hidden((await own.opens("/console/series")).text, "x")["csrf"]
    if who in {"lead elsewhere", "after it was dissolved"}:
        assert (await own.posts(f"{page}/team_note", csrf=csrf, text="x")).status_code == 404


async def test_only_leads_form_one_and_one_at_a_time(house, chen, lead, signed_in):
    """An officer has no such form; of two leads the second is told."""
    number, _ = await two(house)
    officer, one = await signed_in(chen), await signed_in(lead)
    two_ = await signed_in(await house.member("吴领导", lead.role))
    fields = {"text": PURPOSE, "to": str(chen.id), "hour": "17"}
    assert (await officer.does("form_team", number, **fields)).status_code == 404
    waiting = two_.hidden((await two_.opens(f"/console/cases/{number}")).text, "form_team")
    await one.does("form_team", number, **fields)
    found = await two_.posts(f"/console/cases/{number}/form_team", **waiting, **fields)
    assert found.status_code == 409
    assert await kept(house, SpecialTeam) == 1


async def test_a_member_revoked_while_leading_leaves_it_to_the_leads(house, chen, lead, signed_in):
    """Revoked from the team's page: the special team says that it has no leader, and another is named."""
    browser = await signed_in(lead)
    number, page = await formed(house, browser, chen)
    shown = await browser.opens("/console/team")
    await browser.posts(f"/console/team/{chen.id}/revoke", csrf=browser.hidden(shown.text, "x")["csrf"])
    assert "还没有定" in (await browser.opens(page)).text
    await browser.does("lead_team", number, to=str(lead.id))
    assert "还没有定" not in (await browser.opens(page)).text
