"""What a lead tells every reporter of a series, from its page: looked at, sent once, and followed case by case."""

from __future__ import annotations

import pytest

from cases.people import Role
from tests.console.test_links import two
from tests.console.test_series import NAME

WORDS = "嫌疑人已抓获，账户里的钱冻住了一部分。"


@pytest.fixture
async def page_of(house, lead, signed_in):
    """A lead's browser at the page of a series of two cases."""
    first, second = await two(house)
    browser = await signed_in(lead)
    await browser.does("form_series", second, text=NAME, to=str(lead.id), others=[first])
    return browser, f"/console/series/{(await house.case(first)).series_id}", (first, second)


async def tells(browser, address: str, **fields: str):
    page = (await browser.opens(address)).text
    return await browser.posts(f"{address}/circular", **(browser.filled(page, f"{address}/circular#circular") | fields))


async def test_looked_at_then_sent_once(page_of):
    """Nothing goes before the press beneath what each will read; the same form sent again sends nothing more."""
    browser, address, numbers = page_of
    shown = await tells(browser, address, text=WORDS)
    assert "发给 2 位报案人" in shown.text
    assert all(f"告诉您（{number}）" in shown.text for number in numbers)
    assert "告诉过所有报案人的" not in shown.text
    fields = browser.filled(shown.text, f"{address}/circular#circular") | {"edit": ""}
    for _ in range(2):
        assert (await browser.posts(f"{address}/circular", **fields)).status_code in {200, 303}
    page = (await browser.opens(address)).text
    assert page.count(f"<blockquote>{WORDS}") == 1
    assert "待发 2" in page
    assert WORDS in (await browser.opens(f"/console/cases/{numbers[0]}")).text


async def test_what_is_not_possible_is_said_at_the_form(page_of):
    """With what was typed kept in it; a mark of nothing that was shown sends nothing and shows it."""
    browser, address, numbers = page_of
    refused = await tells(browser, address, text=f"参照 {numbers[1]}")
    assert f"里面有 {numbers[1]} 的案件编号" in refused.text
    assert f"参照 {numbers[1]}</textarea>" in refused.text
    again = await browser.opens(f"{address}/circular")  # the bar of the browser, entered again
    assert (again.status_code, again.url.path) == (200, address)
    for path in (f"/console/cases/{numbers[0]}/answer", f"/console/cases/{numbers[0]}/attach/1/drop"):
        assert (await browser.opens(path)).url.path == f"/console/cases/{numbers[0]}"
    assert (await browser.opens("/console/nothing/at/all")).status_code == 404
    changed = await tells(browser, address, text=WORDS, sure="0123456789ab")
    assert "内容或名单刚才变了" in changed.text
    assert "告诉过所有报案人的" not in (await browser.opens(address)).text


async def test_only_leads(house, page_of, signed_in):
    """Others see the page and what was told; to send is not found for them."""
    _, address, numbers = page_of
    expert = await signed_in(await house.member("陈立二", Role.EXPERT))
    page = await expert.opens(address)
    assert "先看每个人会收到什么" not in page.text
    token = expert.hidden((await expert.opens(f"/console/cases/{numbers[0]}")).text, "none")
    assert (await expert.posts(f"{address}/circular", **token, text=WORDS)).status_code == 404
