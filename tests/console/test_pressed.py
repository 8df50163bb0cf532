"""What a press on many cases said stays under the eyes of whoever pressed, and is no news to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from actions.filled import Filled
from cases.verbs import Verb
from handlers.doing import do
from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]
pytestmark = pytest.mark.browser
SAID = ".outcome:not(.last)"  # what a press said; the last one that can be undone stands there in its stead
SETTLED = 1500  # milliseconds in which the news of a press has come


async def takes(house, member, case) -> None:
    async with house.door.database.writing() as session:
        await do(house.door.hand(session, member=member), case.number, Verb.TAKE, Filled())


async def choose_all(page, count: int) -> None:
    for place in range(count):
        await page.locator("#rows .pick input").nth(place).check()


async def test_what_was_undone_is_said_until_the_next_press(house, chen, window):
    """The news of the undoing, of a colleague and of the minute draw the list anew; the words stay until dismissed."""
    for _ in range(2):
        await house.reports()
    page = await sign_in(window, house, chen)
    await choose_all(page, 2)
    await page.locator("#bulk > button[value=take]").click()
    await expect(page.locator(SAID)).to_contain_text("接手了 2 件。")
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator(SAID)).to_contain_text("已撤销，2 件放回原样。")
    await page.mouse.move(640, 90)
    await page.wait_for_timeout(SETTLED)
    house.clock.passes(timedelta(minutes=1))
    new = await house.reports()
    await expect(page.locator(f"#row-{new.number}")).to_be_visible()
    await expect(page.locator(SAID)).to_contain_text("已撤销，2 件放回原样。")
    await choose_all(page, 1)
    await page.locator("#bulk > button[value=take]").click()
    await expect(page.locator(SAID)).to_contain_text("接手了 1 件。")
    await expect(page.locator(SAID)).not_to_contain_text("已撤销")
    await page.get_by_role("button", name="知道了").click()
    await expect(page.locator(SAID)).to_have_count(0)


async def test_ones_own_press_raises_no_pill(house, chen, window):
    """With the pointer over the list no pill comes for what the answer shows. A colleague's change raises one, and a
    press on it leaves the refusals where they stand.
    """
    wu = await house.member("吴越")
    cases = [await house.reports() for _ in range(5)]
    page = await sign_in(window, house, chen)
    chosen = [await page.locator("#rows .row a").nth(place).get_attribute("data-number") for place in range(5)]
    first, *_, fourth, last = [await house.case(number) for number in chosen]
    assert {case.number for case in cases} == set(chosen)
    await choose_all(page, 3)
    await page.hover(f"#row-{chosen[1]}")  # where a row will be afterwards, too
    await takes(house, wu, first)
    await expect(page.locator("#pill")).to_have_text("1 件有变化，点这里刷新")
    await page.locator("#bulk > button[value=take]").press("Enter")
    await expect(page.locator(SAID)).to_contain_text("接手了 2 件。")
    await expect(page.locator(SAID)).to_contain_text("1 件没有办成")
    assert await page.evaluate("Boolean(document.querySelector('#rows:hover'))")
    await page.wait_for_timeout(SETTLED)
    await expect(page.locator("#pill")).to_be_hidden()
    await takes(house, wu, fourth)
    await expect(page.locator("#pill")).to_have_text("1 件有变化，点这里刷新")
    await page.locator("#pill").click()
    await expect(page.locator(f"#row-{fourth.number}")).to_have_count(0)
    await expect(page.locator(f"#row-{last.number}")).to_be_visible()
    await expect(page.locator(SAID)).to_contain_text("1 件没有办成")
    await expect(page.locator(SAID)).to_contain_text("吴越 已经接手了这件")


async def test_a_card_moved_by_oneself_raises_no_pill_on_the_board(house, chen, window):
    """And what became of it stays there while the board is drawn anew."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}/console/board")
    await page.wait_for_timeout(300)  # it is drawn once more when its news begins
    await page.locator(f"#card-{case.number}").get_by_role("button", name="接手").click()
    await expect(page.locator(SAID)).to_contain_text("接手了 1 件。")
    await page.locator(".choosing > summary").click()
    await page.wait_for_timeout(SETTLED)
    await expect(page.locator("#pill")).to_be_hidden()
    await page.keyboard.press("Escape")
    new = await house.reports()
    await expect(page.locator(f"#card-{new.number}")).to_be_visible()
    await expect(page.locator(SAID)).to_contain_text("接手了 1 件。")
