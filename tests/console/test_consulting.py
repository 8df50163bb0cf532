"""A consultation in real browsers: three people on one case, each seeing what the others do without reloading."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from cases.people import Role
from cases.tracks import Service
from tests.console.house import House
from tests.console.test_in_a_browser import sign_in, window  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
SECRET = "我看像民事纠纷"


async def fills(page: Page, verb: str, button: str, **fields: Any) -> None:
    """Opens the form of that verb, fills it in and sends it."""
    form = page.locator(f"#consulting form.{verb}")
    if fields:
        await page.locator("#consulting summary", has_text=button).click()
    for name, value in fields.items():
        if name == "panel":
            await form.get_by_label(value).check()
        elif name == "text":
            await form.locator("textarea").fill(value)
        else:
            await form.locator(f"select[name={name}]").select_option(label=value)
    await form.get_by_role("button", name=button).click()


async def test_three_people_consult_and_see_each_other(house: House, chen: Any, window: Browser):  # noqa: F811
    """Convened, answered, concluded, approved; the reporter's part goes out, the measure is done. No page is reloaded."""
    case = await house.reports()
    wang, zhao = await house.member("王芳"), await house.member("赵锋", Role.LEAD)
    pages = [await sign_in(window, house, one) for one in (chen, wang, zhao)]
    for page in pages:
        await page.goto(f"{house.address}/console/cases/{case.number}")
    his, hers, leads = pages
    await his.get_by_role("button", name="接手").click()
    await expect(leads.locator("#case-head .held")).to_contain_text("陈立")

    await fills(his, "convene", "发起会商", panel="王芳", within="4 小时内", text="是诈骗还是违约？")
    await expect(hers.locator("#consulting-said")).to_contain_text("是诈骗还是违约？")
    await fills(hers, "give_opinion", "写我的意见", recommendation="先调查核实", text=SECRET)
    await expect(his.locator("#consulting-said")).to_contain_text(SECRET)
    await expect(leads.locator("#consulting-said")).to_contain_text("已答复 1/1")
    await expect(leads.locator("#consulting-said")).not_to_contain_text(SECRET)

    await fills(his, "for_reporter", "给报案人的话", text="请带合同原件来受案窗口登记。")
    await fills(his, "conclude", "下结论", recommendation="建议受案", text="建议受案，先查收款账户。")
    await expect(leads.locator("#consulting-said")).to_contain_text("建议受案，先查收款账户。")
    await fills(leads, "approve", "批准")
    await expect(hers.locator("#consulting-said")).to_contain_text("已批准（赵锋）")
    await expect(his.locator("#conversation")).to_contain_text("请带合同原件来受案窗口登记。")
    assert (await house.case(case.number)).service is Service.OPINION_ISSUED

    await fills(his, "add_measure", "加措施", to="王芳 · 护企专家", within="1 天内", text="查对方工商档案")
    await expect(hers.locator("#consulting-said")).to_contain_text("查对方工商档案")
    await fills(hers, "measure_done", "措施办完", measure="查对方工商档案 · 王芳", text="股东是同一人。")
    await expect(leads.locator("#consulting-said")).to_contain_text("王芳 办完：股东是同一人。")


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_consultation_fits_the_screen(house: House, chen: Any, window: Browser, width: int):  # noqa: F811
    """Also on the phone of an officer in a car."""
    case = await house.reports()
    await house.member("王芳")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 900})
    await page.goto(f"{house.address}/console/cases/{case.number}")
    await page.get_by_role("button", name="接手").click()
    await fills(page, "convene", "发起会商", panel="王芳", within="1 天内", text="合同诈骗还是违约？" * 40)
    await expect(page.locator("#consulting-said")).to_contain_text("还没答复：王芳")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
