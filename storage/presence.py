"""Who is at a case: rows with a short life, written by statements so that they are no news of the case itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.presence import MOST_NAMED, Presence
from storage.changes import tell_of_presence
from storage.tables import AtCase, Case
from storage.team import team_of

TABLE: Any = class_mapper(AtCase).local_table
KEY = [TABLE.c.case_id, TABLE.c.member_id]


class There(NamedTuple):
    """Somebody else at a case, by name."""

    name: str
    writes: bool


async def at_case(session: AsyncSession, case_id: UUID, member_id: UUID) -> Presence | None:
    row = await session.get(AtCase, (case_id, member_id))
    return Presence(row.at, row.here_until, row.writes_until) if row else None


async def others_at(session: AsyncSession, case_id: UUID, member_id: UUID, now: datetime) -> list[There]:
    """Who else is there, those who write first, and no more than can be named."""
    query = select(AtCase).where(AtCase.case_id == case_id, AtCase.member_id != member_id)
    there = query.where(col(AtCase.here_until) > now).order_by(col(AtCase.at).desc())
    rows = (await session.exec(there.limit(MOST_NAMED * 4))).all()
    team = await team_of(session)
    at_work = {one.id for one in team.today}
    found = [
        There(team.name(row.member_id), row.writes_until is not None and row.writes_until > now)
        for row in rows
        if row.member_id in at_work
    ]
    return sorted(found, key=lambda one: not one.writes)[:MOST_NAMED]


async def note_presence(
    session: AsyncSession, case_id: UUID, member_id: UUID, presence: Presence, *, is_news: bool
) -> None:
    """Write it down, and let go of what is over anywhere; others are told when it `is_news`."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(TABLE)
    values = {"at": presence.at, "here_until": presence.here_until, "writes_until": presence.writes_until}
    row = insert.values(case_id=case_id, member_id=member_id, **values)
    await session.exec(row.on_conflict_do_update(index_elements=KEY, set_=values))
    await session.exec(delete(AtCase).where(tuple_(*KEY).in_(_over(presence.at))))
    if is_news:
        tell_of_presence(session, case_id)


def _over(now: datetime) -> Any:
    """Without those that somebody else lets go of, or who come back at this moment: nobody waits for them."""
    over = select(AtCase.case_id, AtCase.member_id).where(col(AtCase.here_until) <= now)
    return over.with_for_update(skip_locked=True)


async def stop_writing(session: AsyncSession, number: str, member_id: UUID, now: datetime) -> None:
    """What they wrote is sent: others need not wait until it is over by itself."""
    query = select(AtCase.case_id).join(Case, col(Case.id) == col(AtCase.case_id))
    writes = query.where(Case.number == number, AtCase.member_id == member_id, col(AtCase.writes_until) > now)
    for case_id in (await session.exec(writes)).all():
        theirs = (col(AtCase.case_id) == case_id) & (col(AtCase.member_id) == member_id)
        await session.exec(update(AtCase).where(theirs).values(writes_until=None))
        tell_of_presence(session, case_id)


async def leave_case(session: AsyncSession, case_id: UUID, member_id: UUID) -> None:
    """They are not at it any more."""
    gone = (col(AtCase.case_id) == case_id) & (col(AtCase.member_id) == member_id)
    if (await session.exec(delete(AtCase).where(gone))).rowcount:
        tell_of_presence(session, case_id)
