"""Reading absences: which are due, which still count for a member, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import TO_BEGIN, TO_END, Absence, Case, StandIn


async def due_absences(session: AsyncSession, now: datetime) -> list[UUID]:
    """Those that begin or end now, those that end first: who is back may stand in."""
    ended = select(Absence.id).where(text(TO_END), col(Absence.ends_at) <= now).order_by(col(Absence.ends_at))
    begun = select(Absence.id).where(text(TO_BEGIN), col(Absence.begins_at) <= now).order_by(col(Absence.begins_at))
    return [*(await session.exec(ended)).all(), *(await session.exec(begun)).all()]


async def absence_by_id(session: AsyncSession, absence_id: UUID, *, lock: bool = False) -> Absence | None:
    """One that is not over."""
    query = select(Absence).where(Absence.id == absence_id, col(Absence.over_at).is_(None))
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def absences_of(session: AsyncSession, member_ids: Collection[UUID]) -> dict[UUID, list[Absence]]:
    """What each of them has noted and is not over, the next first."""
    query = select(Absence).where(col(Absence.member_id).in_(member_ids), col(Absence.over_at).is_(None))
    found: dict[UUID, list[Absence]] = {}
    for absence in (await session.exec(query.order_by(col(Absence.begins_at)))).all():
        found.setdefault(absence.member_id, []).append(absence)
    return found


async def absence_at(session: AsyncSession, member_id: UUID, at: datetime) -> Absence | None:
    """The absence of this member that lasts at that moment, whether it was gone through already or not."""
    lasts = (col(Absence.begins_at) <= at) & (col(Absence.ends_at) > at) & col(Absence.over_at).is_(None)
    return (await session.exec(select(Absence).where(Absence.member_id == member_id, lasts))).first()


async def stood_in_for(session: AsyncSession, absence: Absence, limit: int) -> list[tuple[StandIn, Case]]:
    """What left their hands when it began, with the cases, locked."""
    query = (
        select(StandIn, Case)
        .join(Case, col(Case.id) == col(StandIn.case_id))
        .where(StandIn.absence_id == absence.id)
        .order_by(col(Case.rank), col(Case.submitted_at), col(Case.id))
        .limit(limit)
    )
    return list((await session.exec(query.with_for_update())).all())
