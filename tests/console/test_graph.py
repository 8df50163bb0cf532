"""The graph of what cases share: drawn from the table beside it, under the strict policy, and only where it is shown."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.console.test_in_a_browser import sign_in, window  # noqa: F401
from tests.console.test_links import CARD, two
from tests.console.test_series import NAME


async def test_the_table_says_what_the_graph_draws(house, chen, signed_in):
    """The account once, with both cases and where it stands in each; what an officer linked, too."""
    first, second = await two(house)
    browser = await signed_in(chen)
    await browser.does("link", first, other=second, text="同一伙")
    page = (await browser.opens(f"/console/cases/{first}/graph")).text
    row = re.search(r'<tr data-kind="account">.*?</tr>', page, re.DOTALL)[0]
    assert CARD in row
    assert first in row and second in row
    assert "事情经过" in row
    assert 'data-kind="confirmed"' in page
    assert "宁波一号模具有限公司" in page


async def test_nothing_of_a_case_that_may_not_be_seen(house, signed_in):
    """Neither its number nor its company, nor what only it shares."""
    there, here = await two(house, district="cixi")
    local = await signed_in(await house.member("林海", district="haishu"))
    page = await local.opens(f"/console/cases/{here}/graph")
    assert page.status_code == 200
    assert there not in page.text
    assert CARD not in page.text
    assert (await local.opens(f"/console/cases/{there}/graph")).status_code == 404


async def test_the_script_comes_only_with_a_graph(house, chen, signed_in):
    """A megabyte is not fetched by whoever looks at none."""
    first, _ = await two(house)
    browser = await signed_in(chen)
    for address in ("/console", f"/console/cases/{first}", "/console/series"):
        page = (await browser.opens(address)).text
        assert "echarts" not in page
        assert "console-graph" not in page


@pytest.mark.browser
async def test_it_is_drawn_in_place_and_on_the_page_of_the_series(house, chen, window):  # noqa: F811
    """By a press on the case page, under the policy that the page has; on a phone and in the dark as well."""
    first, second = await two(house)
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/cases/{first}")
    await page.get_by_role("link", name="看关系图").click()
    await expect(page.locator(".graph[data-drawn] canvas")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text=CARD)).to_contain_text(second)
    await page.locator("summary", has_text="立为系列").click()
    await page.get_by_label("系列的名字").fill(NAME)
    await page.get_by_role("button", name="立为系列").click()
    await page.get_by_role("link", name=NAME).click()
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.locator(".graph[data-drawn] canvas")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
