"""What nobody needs any more is forgotten: a report given up, and one left alone for a season.

Everything of a report goes, and every change of it is heard: by its tables themselves, not by a list of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.schema import CreateTable
from sqlmodel import Field, SQLModel, select

from actions import forget
from actions.forget import forget_expired
from storage.tables import DataKey, DoomedFile, Draft, StoredFile, metadata
from tests.world import Product, Reporter

DAY = timedelta(days=1)


async def forgets(product: Product) -> int:
    """As the hourly tick does."""
    door = product.parts.door
    return await forget_expired(door.database, door.files, door.clock())


@pytest.mark.postgres
async def test_a_report_given_up_is_forgotten_a_day_later(product: Product, reporter: Reporter):
    """Its words, its reminders, its file and its key are gone, and only its own; who comes back begins anew."""
    other = await product.reporter()
    await other.tells(until="loss_amount")
    await reporter.tells(until="evidence")
    await reporter.sends("合同.pdf")
    (kept,) = await product.all(StoredFile)
    path = next((product.parts.settings.data / "files").rglob(kept.id.hex))
    await reporter.says("/cancel")
    await reporter.presses("不报了，删掉")
    assert await forgets(product) == 0
    product.clock.ahead += DAY
    assert await forgets(product) == 1
    assert [draft.id for draft in await product.all(Draft)] == [(await other.draft()).id]
    assert await product.all(StoredFile) == []
    assert not path.exists()
    await reporter.says("/start")
    assert "出了什么事" in reporter.last.text


async def test_nothing_of_it_stays_in_the_journal(product: Product, reporter: Reporter):
    """Its wrapped key is in no file beside the database either, though the product goes on for months without a restart."""
    await reporter.tells(until="evidence")
    (wrapped,) = [one.wrapped for one in await product.all(DataKey) if one.id == (await reporter.draft()).key_id]
    await reporter.says("/cancel")
    await reporter.presses("不报了，删掉")
    product.clock.ahead += DAY
    files = [path for path in product.folder.rglob("green-channel.db*") if path.is_file()]
    assert any(wrapped in path.read_bytes() for path in files)
    await product.parts.heartbeat._forget()
    assert await product.all(Draft) == []
    assert not any(wrapped in path.read_bytes() for path in files if path.exists())


@pytest.mark.postgres
async def test_what_cannot_be_removed_keeps_nothing_else(product: Product, reporter: Reporter):
    """A file that the disk does not let go stays on the list; the others go, and the rest of the tick is done."""
    stuck, other = uuid4(), uuid4()
    files = product.parts.door.files
    for one in (stuck, other):
        files._path(one).parent.mkdir(parents=True, exist_ok=True)
    (files._path(stuck) / "in the way").mkdir(parents=True)
    files._path(other).write_bytes(b"sealed")
    async with product.parts.door.database.writing() as session:
        session.add_all([DoomedFile(file_id=one) for one in (stuck, other)])
    await reporter.tells(until="loss_amount")
    await reporter.says("/cancel")
    await reporter.presses("不报了，删掉")
    product.clock.ahead += DAY
    await product.parts.heartbeat._forget()
    assert [one.file_id for one in await product.all(DoomedFile)] == [stuck]
    assert not files.has(other)
    assert await product.all(Draft) == []


@pytest.mark.postgres
async def test_a_report_left_alone_is_forgotten_after_a_season_but_not_one_the_desk_has(
    product: Product, reporter: Reporter
):
    """Ninety days without a word; what the money lane already brought to the desk stays with it."""
    await reporter.presses("钱刚转出去")
    await reporter.says("6222 0212 3456 7890 123")
    other = await product.reporter()
    await other.tells(until="loss_amount")
    await product.passes(89 * DAY)
    assert await forgets(product) == 0
    await product.passes(DAY)
    assert await forgets(product) == 1
    assert await other.draft() is None
    assert (await product.case()).id == (await reporter.draft()).id


async def test_who_comes_back_at_the_last_moment_keeps_the_report(product: Product, reporter: Reporter, monkeypatch):
    """It was due to be forgotten when the tick looked, and was touched before it was deleted."""
    await reporter.tells(until="loss_amount")
    await product.passes(90 * DAY)
    look = forget._forgettable

    async def look_and_be_overtaken(session, now):
        found = await look(session, now)
        await reporter.says("320万")
        return found

    monkeypatch.setattr(forget, "_forgettable", look_and_be_overtaken)
    assert await forgets(product) == 0
    assert await reporter.draft()


@pytest.fixture
async def new_table(product: Product) -> AsyncIterator[type[SQLModel]]:
    """A table that a later version might bring; nobody was told of it."""

    class Scrap(SQLModel, table=True):
        __tablename__ = "scraps"
        id: UUID = Field(default_factory=uuid4, primary_key=True)
        report_id: UUID

    async with product.parts.door.database.writing() as session:
        await session.exec(CreateTable(Scrap.__table__))
    yield Scrap
    metadata.remove(Scrap.__table__)


async def test_a_new_table_of_a_report_is_heard_of_and_forgotten(
    product: Product, reporter: Reporter, new_table: type[SQLModel]
):
    """Its rows wake the pages that show the report, and go with it."""
    database = product.parts.door.database
    await reporter.tells(until="reporter_role")
    mine, other = (await reporter.draft()).id, uuid4()
    with product.parts.console_live.subscribe() as page:
        async with database.writing() as session:
            session.add_all([new_table(report_id=mine), new_table(report_id=other)])
        assert await page.changed(1) == {str(mine), str(other)}
    await reporter.says("/cancel")
    await reporter.presses("不报了，删掉")
    product.clock.ahead += DAY
    assert await forgets(product) == 1
    async with database.reading() as session:
        assert [row.report_id for row in await session.exec(select(new_table))] == [other]
