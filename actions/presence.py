"""Somebody is at a case, or writes in it: told to the others who look at it, and forgotten by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cases.presence import HERE, WRITING, Presence, is_news, is_worth_a_row
from storage.database import Database
from storage.presence import at_case, leave_case, note_presence
from storage.tables import Member


async def be_at(
    database: Database,
    case_id: UUID,
    member: Member,
    now: datetime,
    *,
    writes: bool = False,
    lasts: timedelta | None = None,
) -> None:
    """They are at the case, for HERE or as long as it `lasts`; most of what a page says needs no writing at all."""
    async with database.reading() as session:
        before = await at_case(session, case_id, member.id)
    if not is_worth_a_row(before, now, writes=writes):
        return
    wrote_until = before.writes_until if before else None
    writes_until = now + (lasts or WRITING) if writes else wrote_until
    presence = Presence(now, now + (lasts or HERE), writes_until)
    async with database.writing() as session:
        await note_presence(session, case_id, member.id, presence, is_news=is_news(before, now, writes=writes))


async def leave(database: Database, case_id: UUID, member: Member) -> None:
    """Their page of the case is gone."""
    async with database.writing() as session:
        await leave_case(session, case_id, member.id)
