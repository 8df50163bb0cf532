"""Whoever says late, or in the middle of something else, that another can read along is heard."""

from __future__ import annotations

import pytest

from storage.tables import Case, WebChat
from tests.world import Product, Reporter
from tests.world.on_telegram import Site

WARNING = "吴斌还能登我们公司邮箱 也能看我手机 发消息小心点"
OFFER = "听起来有人还能看到"


async def is_quiet(product: Product) -> bool:
    return all(case.quiet for case in await product.all(Case))


@pytest.mark.parametrize("said", ["离职了 但是微信还登着", "手机看不到 邮箱他能看"])
async def test_what_is_no_clear_no_keeps_quiet(reporter: Reporter, said: str):
    """What was taken of the words is said back."""
    await reporter.tells(until="suspect_can_read")
    await reporter.says(said)
    assert (await reporter.told("suspect_can_read")).value != "no"
    assert "我记下的是" in reporter.last.text


async def test_said_after_the_answer_it_changes_the_answer(product: Product, reporter: Reporter):
    """The question that was open stays; the code comes at once and the chat locks."""
    await reporter.tells(until="evidence", suspect_can_read="no")
    await reporter.says(WARNING)
    await reporter.presses("能看到", on=reporter.sees(OFFER))
    assert (await reporter.told("suspect_can_read")).value == "yes"
    assert reporter.sees("这是您的返回码")
    assert [chat.locks for chat in await product.all(WebChat)] == [True]
    assert await reporter.step() == "evidence"


async def test_said_after_the_receipt_the_case_goes_quiet(product: Product, reporter: Reporter):
    """One press; and who is quiet already is not asked again."""
    await reporter.has_reported(suspect_can_read="no")
    assert not await is_quiet(product)
    await reporter.says(WARNING)
    await reporter.presses("能看到", on=reporter.sees(OFFER))
    assert await is_quiet(product)
    assert [chat.locks for chat in await product.all(WebChat)] == [True]
    await reporter.says(WARNING)
    assert reporter.count(OFFER) == 1


async def test_a_no_changes_nothing(product: Product, reporter: Reporter):
    """The case stays as it was."""
    await reporter.has_reported(suspect_can_read="no")
    await reporter.says(WARNING)
    await reporter.presses("看不到", on=reporter.sees(OFFER))
    assert not await is_quiet(product)


async def test_where_there_is_no_lock_another_device_is_offered(site: Site):
    """On Telegram."""
    reporter = await site.newcomer()
    await reporter.has_reported(suspect_can_read="no")
    await reporter.says(WARNING)
    assert OFFER in reporter.last.text
    await reporter.presses("能看到")
    assert "换一台对方碰不到的手机" in reporter.last.text
