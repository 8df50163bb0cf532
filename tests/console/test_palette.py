"""The command palette and the keys: what is offered to whom, and all of it without a mouse."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from cases.people import Role
from cases.verbs import RULES, Takes, may
from handlers.said.palette import KEYS
from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]


async def offered(browser, number: str = "") -> list[dict]:
    return (await browser.opens(f"/console/palette?number={number}")).json()


async def test_it_offers_what_its_reader_may(house, chen, signed_in):
    """Verbs of the open case, cases by company and initials, pages; of another district, and of no case, no verb."""
    case = await house.reports()
    hers = await signed_in(chen)
    found = await offered(hers, case.number)
    verbs = {one["verb"]: one for one in found if one["kind"] == "verb"}
    assert "take" in verbs
    assert "approve" not in verbs
    assert verbs["hand_over"]["found_by"] == "转交 hand over zj"
    assert verbs["hand_over"]["key"] == "h"
    (row,) = [one for one in found if one["kind"] == "case"]
    assert "nbhsjgjxyxgs" in row["found_by"]
    assert {"/console?show=mine", "/console/absence"} <= {one["href"] for one in found}
    assert "/console/team" not in {one["href"] for one in found}
    other = await signed_in(await house.member("林海", Role.LEAD, "cixi"))
    assert {one["kind"] for one in await offered(other, case.number)} == {"page"}
    assert {one["kind"] for one in await offered(hers, "x" * 500)} == {"case", "page"}


def test_each_verb_has_a_key_of_its_own():
    """Of what is done with a case from its page, and none that the queue has."""
    assert len(set(KEYS.values())) == len(KEYS)
    assert not set(KEYS.values()) & {"j", "k", "x", "/", "?"}
    assert all(RULES[verb].takes not in {None, Takes.RECORD} for verb in KEYS)
    assert {"take", "answer", "ask", "note", "hand_over", "close"} <= set(KEYS)
    assert any(not may(Role.AUDITOR, verb) for verb in KEYS)


@pytest.mark.browser
async def test_a_case_is_worked_without_a_mouse(house, chen, window):
    """Found by initials, taken by a key, answered through the palette; keys are letters in a field, and ? shows them."""
    case = await house.reports()
    await house.reports(company_name="宁波鄞州冷链有限公司")
    page = await sign_in(window, house, chen)
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette-list li").first).to_be_visible()
    await page.keyboard.type("nbhs")
    await expect(page.locator("#palette-list li").first).to_contain_text("宁波海曙精工机械有限公司")
    await page.keyboard.press("Enter")
    await expect(page.locator("#case-title")).to_have_text("宁波海曙精工机械有限公司")
    await page.keyboard.press("t")
    await expect(page.locator("#case-head .held")).to_contain_text("陈立")
    await page.keyboard.press("/")
    await page.keyboard.type("dfbar")
    await expect(page.locator("#palette-list li[aria-selected=true]")).to_contain_text("答复报案人")
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer-text")).to_be_focused()
    await page.keyboard.type("hte?")
    await expect(page.locator("#answer-text")).to_have_value("hte?")
    await page.keyboard.press("Escape")
    await page.keyboard.press("h")
    await expect(page.locator("#hand_over-to")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_contain_text("转交")
    assert (await house.case(case.number)).holder_id == chen.id


@pytest.mark.browser
async def test_what_is_not_offered_is_searched_for(house, chen, window):
    """The last line looks among all cases; arrows go round, Escape leaves the page as it was."""
    await house.reports()
    page = await sign_in(window, house, chen)
    await page.keyboard.press("/")
    await page.keyboard.press("Escape")
    await expect(page.locator("#palette")).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.type("收款账户")
    await expect(page.locator("#palette-list li")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/search?words=*")


EVERYWHERE = ("board", "my_work", "series", "team", "search", "canned", "plan", "absence", "meaningless")


async def test_every_page_has_the_palette_and_its_keys(house, lead, signed_in):
    """And the search; the keys of the queue and of a case are named only where they do something."""
    case = await house.reports()
    browser = await signed_in(lead)
    for name in (*EVERYWHERE, f"cases/{case.number}/graph"):
        page = (await browser.opens(f"/console/{name}")).text
        for part in ('id="palette"', 'id="keys"', 'id="show-keys"', 'id="search-words"'):
            assert page.count(part) == 1, (name, part)
        assert "data-verb=" not in page.split('id="keys"')[1].split("</dialog>")[0]
    assert 'data-verb="take"' in (await browser.opens("/console")).text
    hrefs = {one["href"] for one in await offered(browser)}
    assert {"/console/board", "/console/my_work", "/console/team", "/console?show=late", "#search-words"} <= hrefs


@pytest.mark.browser
async def test_from_page_to_page_without_a_mouse(house, lead, window):
    """To the board by its initials, from there to my work, the keys are shown there, and the search is at hand."""
    page = await sign_in(window, house, lead)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("kb")
    await expect(page.locator("#palette-list li[aria-selected=true]")).to_contain_text("看板")
    await page.keyboard.press("Enter")
    await expect(page.locator("#board")).to_be_visible()
    await expect(page.locator("html.has-script")).to_be_attached()
    await page.keyboard.press("/")
    await page.keyboard.type("my work")
    await expect(page.locator("#palette-list li[aria-selected=true]")).to_contain_text("我的事")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/my_work")
    await expect(page.locator("html.has-script")).to_be_attached()
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_contain_text("这份说明")
    await expect(page.locator("#keys")).not_to_contain_text("在队列里")
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("zaj")
    await expect(page.locator("#palette-list li[aria-selected=true]")).to_contain_text("找案件")
    await page.keyboard.press("Enter")
    await expect(page.locator("#search-words")).to_be_focused()
