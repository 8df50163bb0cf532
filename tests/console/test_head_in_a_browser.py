"""The head of a case in a real browser: its buttons, and what they open, are all there to be pressed, on any screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]
pytestmark = pytest.mark.browser

# of what is found in the middle and near both ends of a button: whether it is that button
TAKES_THE_CLICK = """(button) => {
  const {left, width, top, height} = button.getBoundingClientRect();
  return [.03, .5, .97].map((part) => document.elementFromPoint(left + width * part, top + height / 2) === button);
}"""
BESIDE = """() => {
  const box = (node) => node.getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const words = [...document.querySelectorAll(".marks > *, #case-title, .sub")], range = document.createRange();
  const lines = words.flatMap((node) => (range.selectNodeContents(node), [...range.getClientRects()]));
  const buttons = [...document.querySelectorAll("#case-actions > form > button, #case-actions summary")].map(box);
  return lines.length > 2 && buttons.length > 3 && lines.every((line) => buttons.every((button) => apart(line, button)));
}"""


async def a_held_case(house, chen, desk_of) -> str:
    """With a name as long as they come, that came back: many marks beside the five buttons of a lead."""
    case = await house.reports(
        company_name="宁波杭州湾新区跨境电子商务综合服务供应链管理股份有限公司", money_moving="no"
    )
    holder = await desk_of(chen)
    await holder.does("take", case.number)
    await holder.does("close", case.number, reason="answered")
    house.clock.passes(timedelta(minutes=5))
    await house.writes(await house.case(case.number), "还有一件事，要带公章吗？")
    return str(case.number)


async def opens(page: Page, house, number: str) -> None:
    await page.goto(f"{house.address}/console/cases/{number}")
    await expect(page.locator("#case-actions")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
async def test_what_was_refused_is_pressed_again_where_it_stands(house, chen, lead, signed_in, window, width):
    """Each panel of the head, sent without what it needs: it answers, open and whole, and its button takes the click."""
    number = await a_held_case(house, chen, signed_in)
    page = await sign_in(window, house, lead, viewport={"width": width, "height": 800})
    for verb in ("hand_over", "close", "set_urgency"):
        await opens(page, house, number)
        form = page.locator(f"form[data-verb={verb}]")
        await page.locator("#case-actions .fold", has=form).locator("summary").click()
        await form.evaluate("(form) => { form.noValidate = true; }")
        await form.locator("button.primary").click()
        await expect(form.locator(".trouble")).not_to_be_empty()
        await form.locator("button.primary").scroll_into_view_if_needed()
        assert await form.locator("button.primary").evaluate(TAKES_THE_CLICK) == [True, True, True]
        for other in await page.locator("#case-actions summary").all():
            box, panel = await other.bounding_box(), await form.bounding_box()
            assert box and panel and box["y"] + box["height"] <= panel["y"]


@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
async def test_a_correction_is_confirmed_by_a_second_press(house, chen, signed_in, window, width):
    """The only button of a closed case asks once more, and the answer is pressed beside the queue."""
    case = await house.reports()
    holder = await signed_in(chen)
    await holder.does("take", case.number)
    await holder.does("close", case.number, reason="answered")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 800})
    await opens(page, house, case.number)
    await page.locator("#case-actions summary", has_text="更正结果").click()
    form = page.locator("#correct_outcome")
    await form.locator("select").select_option("civil_court")
    await form.locator("textarea").fill("是合同纠纷，先选错了。")
    await form.locator("button.primary").click()
    await expect(form.locator(".trouble")).to_contain_text("没有问题就再按一次")
    await form.locator("button.primary").click()
    await expect(page.locator("#case-head .marks")).to_contain_text("走法院")


@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
async def test_no_name_runs_under_the_buttons(house, chen, lead, signed_in, window, width):
    """Long marks and names go on in the next line, beside the five buttons of a lead."""
    number = await a_held_case(house, chen, signed_in)
    page = await sign_in(window, house, lead, viewport={"width": width, "height": 800})
    await opens(page, house, number)
    await expect(page.locator(".marks")).to_contain_text("又打开")
    assert await page.evaluate(BESIDE)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
