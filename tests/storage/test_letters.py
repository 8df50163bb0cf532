"""What was read for one message of a case serves the next, but for those that speak of something newer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cases.messages import Kind
from storage.conversations import begin_conversation
from storage.database import Database
from storage.keys import KeyLost, KeyRing
from storage.letters import A_MOMENT, Shelf
from storage.tables import Channel, Outgoing

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CASE = uuid4()


class Reading:
    """Something to be read of a case, and how often it was."""

    def __init__(self, database: Database) -> None:
        self.database, self.shelf, self.times = database, Shelf(), 0

    async def planned(self, case_id: UUID = CASE) -> Outgoing:
        """A message of the case that waits."""
        async with self.database.writing() as session:
            chat = await begin_conversation(session, 1, uuid4().int % 10**9, Channel.WEB, NOW)
            row = Outgoing(kind=Kind.NEW_CASE, conversation_id=chat.id, case_id=case_id, due_at=NOW, retry_at=NOW)
            session.add(row)
        return row

    async def read_for(self, row: Outgoing, part: str = "dossier", now: datetime = NOW) -> int:
        """Which reading of that part this message is given: the first, the second …"""
        lately = self.shelf.look()
        async with self.database.reading() as session:
            return await lately.find(session, row, part, now, self.reads)

    async def reads(self) -> int:
        self.times += 1
        mine = self.times
        await asyncio.sleep(0)
        return mine


@pytest.fixture
async def reading(database_url: str) -> AsyncIterator[Reading]:
    keys = KeyRing(bytes(32))
    opened = Database(database_url, session_info={"keys": keys})
    async with opened.writing() as session:
        await keys.prepare(session, NOW)
    yield Reading(opened)
    await opened.close()


async def test_messages_planned_together_are_read_for_once(reading: Reading):
    """Also when they leave at the same moment: one reads, the others wait for it."""
    rows = [await reading.planned() for _ in range(3)]
    assert await asyncio.gather(*(reading.read_for(row) for row in rows)) == [1, 1, 1]


async def test_a_message_planned_later_is_read_for_again(reading: Reading):
    """It speaks of what was not there yet; those before it may have the newer reading."""
    first = await reading.planned()
    assert await reading.read_for(first) == 1
    second = await reading.planned()
    assert await reading.read_for(second) == 2
    assert await reading.read_for(first) == 2


async def test_a_reading_does_not_lie_open(reading: Reading, monkeypatch: pytest.MonkeyPatch):
    """After its moment the words of a case leave the memory, whether or not another message comes."""
    monkeypatch.setattr("storage.letters.A_MOMENT", timedelta(seconds=0.05))
    await reading.read_for(await reading.planned())
    assert reading.shelf._read
    async with asyncio.timeout(30):
        while reading.shelf._read:
            await asyncio.sleep(0.01)


async def test_a_reading_is_good_for_a_moment(reading: Reading):
    """What is due an hour later is read when it leaves; so is everything when the clock was set back."""
    row = await reading.planned()
    assert await reading.read_for(row) == 1
    assert await reading.read_for(row, now=NOW + A_MOMENT) == 2
    assert await reading.read_for(row, now=NOW - timedelta(hours=1)) == 3


async def test_each_case_and_each_part_is_read_for_itself(reading: Reading):
    """Nobody is shown another case."""
    mine, other = await reading.planned(), await reading.planned(uuid4())
    assert [await reading.read_for(mine), await reading.read_for(other), await reading.read_for(mine, "tracks")] == [
        1,
        2,
        3,
    ]


async def test_what_failed_is_tried_again(reading: Reading):
    """A case that could not be opened for one message fails for that one alone."""
    row = await reading.planned()

    async def fails() -> int:
        raise KeyLost

    async with reading.database.reading() as session:
        with pytest.raises(KeyLost):
            await reading.shelf.look().find(session, row, "dossier", NOW, fails)
    assert await reading.read_for(row) == 1


async def test_what_has_changed_is_read_again(reading: Reading):
    """A commit that touches the case ends what was read of it, and of no other."""
    mine, other = await reading.planned(), await reading.planned(uuid4())
    assert [await reading.read_for(mine), await reading.read_for(other)] == [1, 2]
    reading.shelf.changed({str(CASE)})
    assert [await reading.read_for(mine), await reading.read_for(other)] == [3, 2]


async def test_what_changed_while_it_was_read_is_not_handed_on(reading: Reading):
    """Whoever began to look before a commit may not have seen it, so the next message looks for itself."""
    first, second = await reading.planned(), await reading.planned()
    before = reading.shelf.look()
    reading.shelf.changed({str(CASE)})
    async with reading.database.reading() as session:
        assert await before.find(session, first, "dossier", NOW, reading.reads) == 1
    assert await reading.read_for(second) == 2
    assert await reading.read_for(first) == 2
