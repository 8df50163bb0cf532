"""Keeping the search index: what waits is put into it, and all cases are gone through while it is new.

Each step holds the index from before it reads until it has written, so of two processes the later one has read later.
What waited is taken away only then: killed in between, it is done once more.
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.following import begin_to_follow, is_following
from storage.passages import passages_of
from storage.search import Changing, Entry, IndexBroken, SearchIndex
from storage.tables import Case, SearchWaiting

AT_ONCE = 200  # cases
BEGIN = UUID(int=0)


async def bring_up(database: Database, index: SearchIndex) -> bool:
    """One step; whether there is more to do. Raises IndexBroken and SearchBusy."""
    async with index.changing() as changing:
        walked = await changing.walked()
        follower = await _followed(database, changing, walked)
        async with database.reading() as session:
            waiting = await _waiting(session, follower)
        # another session, which sees at least what waited
        async with database.reading() as session:
            next_ones = [] if walked is None else await _after(session, walked)
            await _learn(session, changing, {row.about for row in waiting} | set(next_ones))
        if walked is not None:
            await changing.walk(next_ones[-1] if next_ones else None)
        untidy = not waiting and walked is None and await changing.tidy()
    await _take_away(database, [row.place for row in waiting if row.place is not None])
    return bool(waiting) or walked is not None or untidy


async def _learn(session: AsyncSession, changing: Changing, case_ids: set[UUID]) -> None:
    if not case_ids:
        return
    cases = (await session.exec(select(Case).where(col(Case.id).in_(case_ids)))).all()
    passages = await passages_of(session, cases)
    known = [
        Entry(case.id, case.number, case.district, case.submitted_at, passages[case.id])
        for case in cases
        if case.id in passages
    ]
    await changing.put(known)
    await changing.drop(case_ids - passages.keys())


async def _followed(database: Database, changing: Changing, walked: UUID | None) -> str:
    """Under which name changes wait for this index. Raises IndexBroken where none did for too long.

    On SQLite there is one index, and it has no name. Of those on PostgreSQL one that is new follows from now on; a
    file of an older database, or of a machine that was away for days, is no longer one of them.
    """
    if database.is_sqlite:
        return ""
    name = await changing.name()
    if not await is_following(database, name):
        if walked != BEGIN:
            await changing.distrust()
            raise IndexBroken
        await begin_to_follow(database, name)
    return name


async def _waiting(session: AsyncSession, follower: str) -> list[SearchWaiting]:
    """The newest first: while many wait, what just happened is found all the same."""
    mine = select(SearchWaiting).where(SearchWaiting.follower == follower)
    query = mine.order_by(col(SearchWaiting.place).desc()).limit(AT_ONCE)
    return list((await session.exec(query)).all())


async def _after(session: AsyncSession, walked: UUID) -> list[UUID]:
    query = select(Case.id).where(col(Case.id) > walked).order_by(col(Case.id)).limit(AT_ONCE)
    return list((await session.exec(query)).all())


async def _take_away(database: Database, places: list[int]) -> None:
    if places:
        table = SearchWaiting.__table__  # type: ignore[attr-defined]
        await database.save((delete(table).where(table.c.place.in_(places)), {}))
