"""What happens while a page is on its way to the browser is shown as well, not a minute later."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from handlers.console.live import REMEMBERED, Live
from storage.changes import Changes
from tests.console.test_in_a_browser import sign_in, window

pytestmark = pytest.mark.browser
__all__ = ["window"]


class Held:
    """Answers to one address, made by the house at once and given to the browser when the story says so."""

    def __init__(self) -> None:
        self.is_made, self.may_come = asyncio.Event(), asyncio.Event()

    async def __call__(self, route: Route) -> None:
        answer = await route.fetch()
        self.is_made.set()
        await self.may_come.wait()
        await route.fulfill(response=answer)


async def hold(page: Page, address: str) -> Held:
    held = Held()
    await page.route(address, held, times=1)
    return held


async def test_words_that_come_while_the_case_is_fetched(house, chen, window):
    """The officer presses; before the new page is there the reporter has written."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.click(f"#row-{case.number}")
    await expect(page.locator("#case-head")).to_contain_text(case.number)
    held = await hold(page, f"**/console/cases/{case.number}/take")
    await page.locator("#take button").click()
    await held.is_made.wait()
    await house.writes(case, "合同原件在财务那里")
    await expect(page.locator("#conversation")).to_contain_text("合同原件在财务那里")
    held.may_come.set()
    await expect(page.locator("#case-head .held")).to_contain_text("陈立")
    await expect(page.locator("#conversation")).to_contain_text("合同原件在财务那里")


async def test_a_case_that_comes_while_the_queue_is_fetched(house, chen, window):
    await house.reports()
    page = await sign_in(window, house, chen)
    held = await hold(page, "**/console/queue?*")
    await page.click("#show-open")
    await held.is_made.wait()
    new = await house.reports(money_moving="just_now")
    await expect(page).to_have_title("(2) 队列")
    held.may_come.set()
    row = page.locator(f"#row-{new.number}")
    await expect(row.or_(page.locator("#pill:not([hidden])")).first).to_be_visible()


async def test_words_that_come_before_the_page_listens(house, chen, window):
    """The page is made, the reporter writes, and only then does the browser open its stream of news."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    held = await hold(page, f"**/console/cases/{case.number}")
    going = asyncio.ensure_future(page.goto(f"{house.address}/console/cases/{case.number}"))
    await held.is_made.wait()
    await house.writes(case, "合同原件在财务那里")
    held.may_come.set()
    await going
    await expect(page.locator("#conversation")).to_contain_text("合同原件在财务那里")


def test_the_stream_begins_where_the_page_was_made():
    """Only what came after; a page of an earlier process, or from very long ago, is told what is remembered."""
    live = Live()
    for number in range(REMEMBERED + 3):
        live.publish(Changes(cases={str(number)}))
        if number == REMEMBERED:
            since = live.place()
    with (
        live.subscribe() as later,
        live.subscribe(since) as exact,
        live.subscribe(live.place(0)) as old,
        live.subscribe(live.place(9999)) as odd,
    ):
        assert not later._changed and not odd._changed
        assert set(exact._changed) == {str(REMEMBERED + 1), str(REMEMBERED + 2)}
        assert set(old._changed) == {str(one) for one in range(REMEMBERED + 3 - 200, REMEMBERED + 3)}


def test_a_page_of_another_process_is_told_what_is_remembered():
    """Each counts for itself: a place of a process before, or beside, however far it had come, hides nothing from it."""
    before, live = Live(), Live()
    for number in range(9):
        before.publish(Changes(cases={str(number)}))
    live.publish(Changes(cases={"new"}))
    for place in (before.place(), before.place(0), "9", "rubbish.1", "."):
        with live.subscribe(place) as page:
            assert set(page._changed) == {"new"}, place


async def test_news_after_a_restart_are_no_old_news(house, chen, window):
    """A page that a process of before made, with many changes behind it: what the new one tells first is shown."""
    for _ in range(5):
        await house.reports()
    page = await sign_in(window, house, chen)
    await expect(page.locator("#rows a[data-number]")).to_have_count(5)
    house.parts.console_live.position, house.parts.console_live._run = 0, "ffffffff"  # as after a start
    new = await house.reports()
    row = page.locator(f"#row-{new.number}")
    await expect(row.or_(page.locator("#pill:not([hidden])")).first).to_be_visible(timeout=20_000)
