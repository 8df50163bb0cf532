"""What was told of a case, or is about to be, and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import TO_REPORTER, WHILE_OPEN, Kind
from storage.tables import Outgoing, OutgoingState


async def dues_since(session: AsyncSession, case_id: UUID, kind: Kind, since: datetime) -> list[datetime]:
    """When the messages of this kind were due in this case, or are, the newest last."""
    query = select(Outgoing.due_at).where(Outgoing.case_id == case_id, Outgoing.kind == kind)
    return sorted((await session.exec(query.where(col(Outgoing.due_at) > since).distinct())).all())


async def first_due(session: AsyncSession, case_id: UUID, kind: Kind) -> datetime | None:
    """When the oldest message of this kind was due, or is, in this case."""
    query = select(func.min(Outgoing.due_at)).where(Outgoing.case_id == case_id, Outgoing.kind == kind)
    return (await session.exec(query)).one()


async def was_heard(session: AsyncSession, case_id: UUID) -> bool:
    """Whether anybody of the desk was told of the case, or is being told."""
    on_its_way = (col(Outgoing.state) == OutgoingState.WAITING) & col(Outgoing.kind).not_in(WHILE_OPEN)
    gone = col(Outgoing.leased) | (col(Outgoing.state) == OutgoingState.SENT) | on_its_way
    of_desk = (Outgoing.case_id == case_id, col(Outgoing.kind).not_in(TO_REPORTER))
    return (await session.exec(select(Outgoing.id).where(*of_desk, gone).limit(1))).first() is not None
