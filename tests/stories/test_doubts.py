"""Impossible times are asked about, and the person may be right."""

from __future__ import annotations

from tests.world import Product


async def test_before_the_company_existed(product: Product):
    """A crime older than the company is asked about at once and on the summary; it can be sent all the same."""
    reporter = await product.reporter()
    await reporter.tells(until="company_since", happened_when="2015年3月1日")
    seen = await reporter.says("2019年")
    assert "比「公司成立时间」（2019年）还早" in seen.text
    await reporter.tells_on()
    assert "比「公司成立时间」（2019年）还早" in reporter.last.text
    await reporter.submits()
    assert (await product.case()).is_complete


async def test_tomorrow(product: Product):
    """A time that has not come yet is asked about; the person's own words can stand."""
    reporter = await product.reporter()
    await reporter.tells(until="happened_when")
    seen = await reporter.says("2099年11月20日")
    assert "还没有到" in seen.text
    assert await reporter.step() == "happened_when"
    await reporter.presses("先照我写的记下")
    assert await reporter.step() != "happened_when"
    await reporter.tells_on()
    assert "2099年11月20日" in reporter.last.text
