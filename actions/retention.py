"""Cases whose time to be kept is over: leads are told, a few a day. Nothing is deleted by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from cases.law import Law
from cases.messages import Kind
from storage.cases import case_of_draft
from storage.tables import Case, Outgoing

A_DAY = timedelta(days=1)
MOST = 10  # a day


async def over_due(session: AsyncSession, law: Law, now: datetime) -> list[UUID]:
    """Those that nobody was told of, the oldest first; none while leads were told of others within a day."""
    told = select(Outgoing.id).where(Outgoing.kind == Kind.MAY_BE_FORGOTTEN)
    if not law.retention or (await session.exec(told.where(Outgoing.due_at > now - A_DAY).limit(1))).first():
        return []
    over = [
        and_(col(Case.close_reason) == reason, col(Case.ended_at) <= now - kept.time)
        for reason, kept in law.retention.items()
    ]
    untouched = (col(Case.has_records).is_(False), col(Case.forget_asked_by).is_(None), col(Case.merged_into).is_(None))
    untold = ~told.where(Outgoing.case_id == Case.id).exists()
    query = select(Case.id).where(or_(*over), *untouched, untold).order_by(col(Case.ended_at)).limit(MOST)
    return list((await session.exec(query)).all())


async def tell_of(hand: Hand, case_id: UUID) -> None:
    """Leads hear of it once, and decide."""
    case = await case_of_draft(hand.session, case_id, lock=True)
    if case and case.ended_at:
        await hand.tell(case, Kind.MAY_BE_FORGOTTEN, key=case.number)
