"""Merged cases in the console: one page for the matter, a way to each reporter, and verbs that explain themselves."""

from __future__ import annotations

from datetime import timedelta

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


async def test_the_main_case_does_not_end_over_what_a_part_wrote(house, chen, signed_in):
    """The form knows the newest words of all that ends with it; those of a part are shown with its number."""
    browser = await signed_in(chen)
    main, other = await merged(house, browser)
    await house.writes(await house.case(other), "材料寄出了。")
    form = browser.hidden((await browser.opens(f"/console/cases/{main}")).text, "close")
    house.clock.passes(timedelta(minutes=5))
    await house.writes(await house.case(other), "嫌疑人今晚要走，你们快去")
    filled = {"reason": "answered", "text": "已经答复。"}
    refused = await browser.posts(f"/console/cases/{main}/close", **form, **filled)
    assert refused.status_code == 409
    assert "报案人刚写了一条" in refused.text
    assert "嫌疑人今晚要走" in refused.text.split('<blockquote class="other">')[1].split("</blockquote>")[0]
    assert "材料寄出了" not in refused.text.split('<blockquote class="other">')[1].split("</blockquote>")[0]
    assert (await house.case(other)).asked_at
    for _ in range(2):  # what is owed still is asked as well
        if refused.status_code == 409:
            again = browser.hidden(refused.text, "close")
            refused = await browser.posts(f"/console/cases/{main}/close", **again, **filled)
    assert (await house.case(other)).ended_at


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
