"""A database that takes nothing more: words instead of a plain 500, and the page sends again by itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from tests.webchat.conftest import PHONE, House, picture, says

NOT_YET = "还没送到，马上好，先别关这个页面。"
A_LOT = "钱已经转走了，请尽快帮忙止付。" * 250


@contextmanager
def full(house: House) -> Iterator[None]:
    """As on a full disk: SQLite itself may make the file no larger, and says so at the next page it needs."""
    engine = house.database._writer._engine
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    try:
        yield
    finally:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 1000000"))


async def fill(reporter: Any) -> Any:
    """Says something, and less and less, until nothing is taken; what came back then."""
    number = itertools.count()
    for length in (len(A_LOT), 1000, 200, 2):
        while True:
            answer = await reporter.says(A_LOT[:length], client_id=f"filling-{next(number)}")
            if answer.status_code != 200:
                break
    return answer


async def test_words_on_a_full_disk_hear_that_they_are_not_there_yet(house, reporter):
    """No plain 500: the page is told to send again; with room again the same words under the same id are taken once."""
    again = f"再说一遍：{A_LOT}"
    with full(house):
        refused = await fill(reporter)
        assert (refused.status_code, refused.json()) == (503, {"error": NOT_YET, "again": True})
        assert (await reporter.says(again, client_id="again-and-again")).status_code == 503
    for _ in range(2):
        assert (await reporter.says(again, client_id="again-and-again")).status_code == 200
    assert sum(one.get("text") == again and one["mine"] for one in await reporter.messages()) == 1


@pytest.mark.browser
async def test_a_visitor_who_comes_on_a_full_disk_reads_whom_to_ring(house, reporter, visit: Callable[..., Any]):
    """The page opens without a write: it says what this is and whom to ring, and goes on when there is room."""
    with full(house):
        await fill(reporter)
        page = await visit(viewport=PHONE)
        await expect(page.locator("#meanwhile")).to_contain_text("110")
        await expect(page.locator("#waiting")).to_have_text("暂时连不上，正在重试。急事请直接打电话。")
        await picture(page, "full-disk-newcomer")
    await expect(says(page, "钱是刚刚转出去的吗")).to_be_visible()
    await expect(page.locator("#meanwhile")).to_be_hidden()


@pytest.mark.browser
async def test_the_page_keeps_what_was_said_and_sends_it_again(house, reporter, visit: Callable[..., Any]):
    """The person reads that it is not there yet, does nothing, and it arrives once."""
    page = await visit(viewport=PHONE)
    await expect(says(page, "钱是刚刚转出去的吗")).to_be_visible()
    with full(house):
        await fill(reporter)
        await page.get_by_label("写消息").fill(A_LOT)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(NOT_YET)).to_be_visible()
        await picture(page, "full-disk-said")
    await expect(page.locator(".pending")).to_have_count(0)
    await expect(page.locator("article.mine")).to_have_count(1)
