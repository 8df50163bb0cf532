"""A press that could not be written: the console says so on a page of its own, and it can be pressed again."""

from __future__ import annotations

from tests.stories.test_not_written import nothing_is_written


async def test_a_press_that_was_not_written_says_so(house, chen, signed_in):
    """No plain 500: words, what to do now, and afterwards the same press is done; the queue is there meanwhile."""
    case, browser = await house.reports(), await signed_in(chen)
    address = f"/console/cases/{case.number}"
    form = browser.hidden((await browser.opens(address)).text, "take")
    with nothing_is_written(house.door.database):
        refused = await browser.posts(f"{address}/take", **form)
        assert refused.status_code == 503
        assert "这一步还没有存下来" in refused.text
        assert case.number in (await browser.opens("/console?show=open")).text
    assert (await browser.posts(f"{address}/take", **form)).status_code < 400
