"""A clock that was set ahead, and back: what it would have made old is still there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.signing_in import ComesFrom, open_session
from cases.people import Role
from storage.tables import ConsoleSession, Draft, Member, SureMoment, WebDevice
from storage.web_devices import add_device
from tests.world import Product, Reporter

TICK, DAY = timedelta(minutes=30), timedelta(days=1)


async def ticks(product: Product, times: int) -> None:
    """Every half hour, as the heartbeat does."""
    for _ in range(times):
        product.clock.passes(TICK)
        await product.parts.heartbeat._forget()


@pytest.mark.postgres
async def test_a_year_ahead_and_back_loses_nothing(product: Product, reporter: Reporter):
    """A tick with the clock a year ahead: draft, browser and session are there, and leads heard of it once."""
    lead = await product.expert("周敏", Role.LEAD)
    await reporter.tells(until="evidence")
    member = next(one for one in await product.all(Member) if not one.is_placeholder)
    async with product.parts.door.database.writing() as session:
        await open_session(session, member, product.clock(), ComesFrom())
        await add_device(session, reporter.chat_id, "token", product.clock())
    await ticks(product, 1)
    before = {table: len(await product.all(table)) for table in (Draft, ConsoleSession, WebDevice)}
    product.clock.ahead += 365 * DAY
    await ticks(product, 1)
    await product.settles()
    await lead.looks()
    assert lead.count("一下子往前跳了两天以上") == 1
    assert {table: len(await product.all(table)) for table in before} == before == dict.fromkeys(before, 1)
    product.clock.ahead -= 365 * DAY
    await ticks(product, 1)  # in all not as long as an idle session lasts
    assert {table: len(await product.all(table)) for table in before} == before
    (known,) = await product.all(SureMoment)
    assert known.doubted_from is None
    await reporter.tells_on()
    await reporter.submits()


@pytest.mark.postgres
async def test_a_service_that_was_off_goes_on_after_a_day(product: Product, reporter: Reporter):
    """When the time has lasted, what is old goes as always; a pause within that day begins it anew."""
    await reporter.tells(until="evidence")
    await ticks(product, 1)
    product.clock.ahead += 100 * DAY
    await ticks(product, 40)
    product.clock.ahead += timedelta(hours=3)
    await ticks(product, 40)
    assert len(await product.all(Draft)) == 1
    await ticks(product, 9)
    assert await product.all(Draft) == []
    assert (await product.all(SureMoment))[0].doubted_from is None
