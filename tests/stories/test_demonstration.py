"""Where a demonstration may begin, and what stands in the database from then on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from actions.team import add_member
from bot.demo.mark import tell_everybody
from cases.people import Role
from storage.database import Database
from storage.demonstration import (
    DemonstrationThere,
    DemonstrationUnfinished,
    InUse,
    begin_demonstration,
    check_finished,
    finish_demonstration,
)
from storage.migrating import migrate
from storage.tables import Invite
from templates.rendering import MADE_UP, Words
from tests.world import Clock, Product
from tests.world.by_http import browser
from tests.world.product import open_product

KEY = "R3JlZW4gY2hhbm5lbDogYSBrZXkgb2YgaXRzIHRlc3Q="
NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)


@pytest.mark.postgres
async def test_one_of_two_begins_and_nobody_before_it_is_done(product: Product):
    """Two at once on one database: the row is one, and whoever comes meanwhile or afterwards hears which it is."""
    database = product.parts.door.database
    both = await asyncio.gather(*(begin_demonstration(database, NOW) for _ in range(2)), return_exceptions=True)
    assert sorted(map(type, both), key=str) == sorted([type(None), DemonstrationUnfinished], key=str)
    async with database.writing() as session:
        await finish_demonstration(session, NOW)
    async with database.reading() as session:
        assert await check_finished(session)
    with pytest.raises(DemonstrationThere):
        await begin_demonstration(database, NOW)


@pytest.mark.parametrize("what", ["member", "invitation", "chat", "report"])
async def test_not_where_anybody_has_been(product: Product, what: str):
    """A placeholder is nobody; a member, an invitation, somebody who opened a chat, a report that was begun are somebody."""
    database = product.parts.door.database
    async with database.writing() as session:
        await add_member(session, "值班负责人", Role.LEAD, None, NOW, is_placeholder=True)
        if what == "member":
            await add_member(session, "周敏", Role.LEAD, None, NOW)
        if what == "invitation":
            session.add(Invite(token_hash="0", sealed_name=b"", role=Role.LEAD, created_at=NOW, expires_at=NOW))
    if what in {"chat", "report"}:
        reporter = await product.reporter()
        if what == "report":
            await reporter.says("合作方收了预付款不发货")
    with pytest.raises(InUse):
        await begin_demonstration(database, NOW)


async def test_a_placeholder_is_nobody(product: Product):
    """Whoever started the service once, and no more, may still look around in it."""
    database = product.parts.door.database
    async with database.writing() as session:
        await add_member(session, "值班负责人", Role.LEAD, None, NOW, is_placeholder=True)
    await begin_demonstration(database, NOW)


async def test_all_pages_say_so_and_none_names_the_unit(tmp_path, database_url: str):
    """A unit's name and phone are set, and a bot's token: no page and no chat shows the name, and there is no Telegram."""
    database = Database(database_url)
    migrate(database)
    unit = {
        "unit_name": "海曙分局",
        "unit_phone": "0574-87654321",
        "telegram_token": "123456:abcdefghijklmnop",
        "key": KEY,
    }
    await begin_demonstration(database, NOW)
    async with database.writing() as session:
        await finish_demonstration(session, NOW)
    await database.close()
    async with open_product(tmp_path, database_url, Clock(), **unit) as product:
        async with browser(product) as http:
            for language, mark in (("zh", "演示数据"), ("en", "Demonstration data")):
                page = (await http.get("/", headers={"accept-language": language})).text
                assert mark in page and "made-up" in page and "海曙分局" not in page
        opening = (await product.reporter()).last.text
        assert "演示数据" in opening and "海曙分局" not in opening
        assert [channel.value for channel in product.parts.channels] == ["web"]


async def test_a_process_that_ran_before_hears_of_it(product: Product):
    """By its tick; what was open before says so with the next page."""
    door = product.parts.door
    own = type(door)(**{**vars(door), "words": Words(door.zone, dict(door.words.common))})  # others share these
    await tell_everybody(own)
    assert own.words.common != MADE_UP
    await begin_demonstration(door.database, NOW)
    await tell_everybody(own)
    assert "演示数据" in own.words.page("chat/upload", "zh", problem="x")
