"""Everything that links nothing, on one page for leads, with a way back."""

from __future__ import annotations

import re

from cases.people import Role
from storage.tables import Meaningless
from tests.console.test_links import CARD, kept, two


async def marked(house, lead) -> tuple[str, str]:
    """Two cases whose common account a lead took for a platform's."""
    first, second = await two(house)
    page = (await lead.opens(f"/console/cases/{first}")).text
    key = re.search(rf'<option value="(account\.[0-9a-f]{{32}})">账号 {CARD}', page)[1]
    await lead.does("meaningless", first, identifier=key, text="平台账号")
    return second, key


async def test_a_lead_sees_every_mark_and_takes_one_back(house, lead, signed_in):
    """With what it stands for, who said so and why; taken back, it links again, and a second press is told."""
    browser = await signed_in(lead)
    assert "/console/meaningless" in (await browser.opens("/console/series")).text
    assert "还没有" in (await browser.opens("/console/meaningless")).text
    second, key = await marked(house, browser)
    page = (await browser.opens("/console/meaningless")).text
    for said in (CARD, "平台账号", "周敏", "恢复关联"):
        assert said in page, said
    assert "同一账号" not in (await browser.opens(f"/console/cases/{second}")).text
    fields = {"csrf": browser.hidden(page, "x")["csrf"], "identifier": key}
    assert "恢复关联" not in (await browser.posts("/console/meaningless/undo", **fields)).text
    assert "同一账号" in (await browser.opens(f"/console/cases/{second}")).text
    assert (await browser.posts("/console/meaningless/undo", **fields)).status_code == 409
    assert "恢复了一项" in (await browser.opens("/console/team")).text


async def test_a_lead_of_another_district_reads_the_mark_and_nothing_else(house, lead, signed_in):
    """What it stands for and why is of cases that they do not see, and theirs to judge who do."""
    _, key = await marked(house, await signed_in(lead))
    far = await signed_in(await house.member("吴领导", Role.LEAD, district="cixi"))
    page = (await far.opens("/console/meaningless")).text
    assert "现在没有您能看的案件提到它" in page
    for hidden in (CARD, "平台账号", "恢复关联"):
        assert hidden not in page, hidden
    fields = {"csrf": far.hidden(page, "x")["csrf"], "identifier": key}
    assert (await far.posts("/console/meaningless/undo", **fields)).status_code == 409
    assert await kept(house, Meaningless) == 1


async def test_nobody_else_has_the_page(house, chen, lead, signed_in):
    """Neither its link nor its address, nor the way back without it."""
    _, key = await marked(house, await signed_in(lead))
    officer = await signed_in(chen)
    page = await officer.opens("/console/series")
    assert "/console/meaningless" not in page.text
    assert (await officer.opens("/console/meaningless")).status_code == 404
    csrf = officer.hidden(page.text, "x")["csrf"]
    assert (await officer.posts("/console/meaningless/undo", csrf=csrf, identifier=key)).status_code == 404
    assert await kept(house, Meaningless) == 1


async def test_no_more_is_offered_than_anybody_can_choose_from(house, lead, signed_in, monkeypatch):
    """Of a case that names very much, what is marked and what links it comes first."""
    monkeypatch.setattr("handlers.said.links.MOST_CHOSEN", 1)
    browser = await signed_in(lead)
    second, key = await marked(house, browser)
    page = (await browser.opens(f"/console/cases/{second}")).text
    offered = re.findall(r'<option value="([a-z_]+\.[0-9a-f]{32})"', page)
    assert offered == [key]
