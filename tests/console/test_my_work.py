"""My work in the console: a page of what waits, for each member their own, live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from cases.people import Role
from tests.console.house import House
from tests.console.test_consulting import fills
from tests.console.test_in_a_browser import sign_in, window  # noqa: F401 - a fixture


async def test_another_districts_cases_are_not_named(house, lead, signed_in):
    """An opinion that waits in Haishu is for its leads; one of Yinzhou reads nothing."""
    case = await house.reports()
    wang = await house.member("王芳")
    browser = await signed_in(wang)
    await browser.does("take", case.number)
    await browser.does("convene", case.number, panel=str(lead.id), within="4h", text="怎么看？")
    await browser.does("conclude", case.number, recommendation="accept", text="建议受案。")
    theirs = (await (await signed_in(lead)).opens("/console/my_work")).text
    assert "等您批准的意见" in theirs
    assert case.number in theirs
    other = await house.member("林海", Role.LEAD, "yinzhou")
    assert case.number not in (await (await signed_in(other)).opens("/console/my_work")).text


@pytest.mark.postgres
async def test_a_reply_that_is_late_says_so(house, chen, signed_in):
    """In red, with how long the reporter has waited; the link leads to the conversation."""
    case = await house.reports()
    browser = await signed_in(chen)
    await browser.does("take", case.number)
    await house.writes(case, "编号是多少？")
    house.clock.passes(timedelta(hours=5))
    page = (await browser.opens("/console/my_work")).text
    assert "过期 1 项" in page
    assert "报案人等了 5 小时" in page
    assert f"/console/cases/{case.number}#conversation" in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
async def test_it_changes_without_reloading(house: House, chen: Any, window: Browser, width: int):  # noqa: F811
    """What a colleague asks for appears, what is done goes; on the phone too it fits."""
    case = await house.reports()
    wang = await house.member("王芳")
    hers = await sign_in(window, house, wang, viewport={"width": width, "height": 900})
    await hers.goto(f"{house.address}/console/my_work")
    await expect(hers.locator("#my-work")).to_contain_text("没有等着您的事")
    his = await sign_in(window, house, chen)
    await his.goto(f"{house.address}/console/cases/{case.number}")
    await his.get_by_role("button", name="接手").click()
    await expect(his.locator("#case-head .held")).to_contain_text("陈立")
    await fills(his, "add_measure", "加措施", to="王芳 · 护企专家", within="1 天内", text="查对方工商档案")
    await expect(hers.locator("#my-work")).to_contain_text("查对方工商档案")
    assert await hers.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await hers.locator("#my-work a").click()
    await expect(hers.locator("#case-title")).to_be_visible()
