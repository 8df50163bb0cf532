"""Merged cases in the console: one page for the matter, a way to each reporter, and verbs that explain themselves."""

from __future__ import annotations

import pytest

from tests.console.test_links import two


async def merged(house, browser) -> tuple[str, str]:
    """The main case, and what was merged into it."""
    main, other = await two(house)
    await browser.does("take", main)
    page = await browser.does("merge", other, other=main, text="老板和会计报的同一件事")
    assert "这件已合并，主案是" in page.text
    return main, other


async def test_the_merged_number_leads_to_the_main_case(house, chen, signed_in):
    """Typed, searched or pressed in the queue; by itself it opens from there, to answer its own reporter."""
    browser = await signed_in(chen)
    main, other = await merged(house, browser)
    page = await browser.opens(f"/console/cases/{other}")
    assert str(page.url).endswith(f"/console/cases/{main}")
    assert "合并进来的报案" in page.text
    assert "宁波二号模具有限公司" in page.text
    page = await browser.posts("/console/search", csrf=browser.hidden(page.text, "x")["csrf"], words=other)
    assert str(page.url).endswith(f"/console/cases/{main}")
    alone = (await browser.opens(f"/console/cases/{other}?alone=1")).text
    assert "这里只管和本案报案人的往来" in alone
    assert f"sse:case:{other}" in (await browser.opens(f"/console/cases/{main}")).text
    await house.writes(await house.case(other), "对方又来电话了")
    live = (await browser.opens(f"/console/cases/{main}/live")).text
    assert "对方又来电话了" in live and "合并进来的报案人等回复" in live


@pytest.mark.parametrize("verb", ["take", "close", "convene", "set_urgency", "form_series", "link", "merge"])
async def test_verbs_on_a_merged_case_explain_themselves(house, chen, signed_in, verb):
    """They are not offered, and one that was on the page before is refused with where to go."""
    browser = await signed_in(chen)
    _, other = await merged(house, browser)
    page = await browser.opens(f"/console/cases/{other}?alone=1")
    assert f'<form class="verb {verb}"' not in page.text
    found = await browser.posts(
        f"/console/cases/{other}/{verb}", csrf=browser.hidden(page.text, "x")["csrf"], text="x", to=str(chen.id)
    )
    assert found.status_code == 409


async def test_unmerged_it_is_a_case_by_itself(house, chen, signed_in):
    """Its page is its own again, with all the verbs."""
    browser = await signed_in(chen)
    main, other = await merged(house, browser)
    page = await browser.opens(f"/console/cases/{other}?alone=1")
    await browser.posts(f"/console/cases/{other}/unmerge", **browser.hidden(page.text, "unmerge"), text="两件事")
    page = await browser.opens(f"/console/cases/{other}")
    assert str(page.url).endswith(other)
    assert '<form class="verb close"' in page.text
    assert "合并进来的报案" not in (await browser.opens(f"/console/cases/{main}")).text
