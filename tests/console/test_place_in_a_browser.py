"""Where somebody was in a list, in a real browser: looked at on, a case opened and left, it is there again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from handlers.console import wanted
from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_way_back_is_the_row_that_was_opened(house, chen, window, monkeypatch, width):
    """From a row of a later page to its case and back, by the link and by the browser: the list is as long, the row seen."""
    monkeypatch.setattr(wanted, "PAGE", 6)
    numbers = []
    for _ in range(14):
        numbers.append((await house.reports()).number)
        house.clock.passes(timedelta(seconds=1))
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 600})
    await page.locator(".more a").click()
    row = page.locator(f"#row-{numbers[10]}")
    for way in ("link", "back"):
        await expect(row).to_be_visible()
        await row.click()
        await expect(page.locator("#case-title")).to_be_visible()
        if way == "link":
            await page.locator(".case > .back").click()
        else:
            await page.go_back()
        await expect(page.locator("#case-title")).to_have_count(0)
        await expect(page.locator("#rows a[data-number]")).to_have_count(12)
        await expect(row).to_be_in_viewport()
