"""Which cases came back and when, read from their timelines: they wait once more, or their end was none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, Event, TimelineEntry

OPENED = frozenset({Event.REOPENED, Event.CAME_BACK})
RETURNED = frozenset({Event.RETURNED, Event.HOLDER_LEFT, Event.HOLDER_AWAY})


@dataclass(frozen=True)
class Back:
    """How a case came back last."""

    how: Event
    at: datetime


async def came_back(session: AsyncSession, cases: Iterable[Case]) -> dict[UUID, Back]:
    """Of those that are open: what was opened again, and what nobody has because it was returned or its holder left."""
    tells = {one.id: OPENED if one.holder_id else OPENED | RETURNED for one in cases if one.ended_at is None}
    if not tells:
        return {}
    about = (col(TimelineEntry.case_id).in_(tells), col(TimelineEntry.event).in_(OPENED | RETURNED))
    query = select(TimelineEntry.case_id, TimelineEntry.event, TimelineEntry.at).where(*about)
    rows = (await session.exec(query.order_by(col(TimelineEntry.at)))).all()
    return {case_id: Back(Event(how), at) for case_id, how, at in rows if how in tells[case_id]}  # the last one stays
