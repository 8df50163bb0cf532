"""Who is at a case, written down by several at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from cases.presence import HERE, Presence
from storage.presence import note_presence
from storage.tables import AtCase, Case
from tests.case_rows import MORNING, Rows, open_rows
from tests.world.races import until_none_can_go_on


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    async with open_rows(database_url) as found:
        yield found


def there(since: timedelta) -> Presence:
    return Presence(MORNING + since, MORNING + since + HERE)


@pytest.mark.postgres
async def test_what_is_over_is_let_go_of(rows: Rows):
    """Whoever comes next takes away what is over at any case, and nothing else."""
    gone, old, here = [await rows.case() for _ in range(3)]
    for case, since in ((gone, timedelta()), (old, HERE / 2), (here, HERE)):
        async with rows.database.writing() as session:
            await note_presence(session, case.id, rows.member.id, there(since), is_news=True)
    assert await who_is(rows) == {old.id, here.id}


@pytest.mark.postgres(only=True)
async def test_two_who_come_back_at_once_do_not_wait_for_each_other(rows: Rows):
    """Both were gone: each writes their own row anew and lets go of the other's, and a third is at work on one more."""
    other, one, two = [await rows.case() for _ in range(3)]
    for case in (other, one, two):
        async with rows.database.writing() as session:
            await note_presence(session, case.id, rows.member.id, there(timedelta()), is_news=True)

    async def comes_back(case: Case) -> None:
        async with rows.database.writing() as session:
            await note_presence(session, case.id, rows.member.id, there(HERE * 2), is_news=True)

    async with rows.database.writing() as third:
        await third.exec(select(AtCase).where(col(AtCase.case_id) == other.id).with_for_update())
        tasks = [asyncio.create_task(comes_back(case)) for case in (one, two)]
        await until_none_can_go_on(rows.database, *tasks)
    await asyncio.gather(*tasks)
    assert {one.id, two.id} <= await who_is(rows)


async def who_is(rows: Rows) -> set[UUID]:
    async with rows.database.reading() as session:
        return set((await session.exec(select(AtCase.case_id))).all())
