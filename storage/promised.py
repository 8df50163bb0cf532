"""What somebody who waits was promised: the time that was not kept, while nobody replied since, and the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.tracks import WAITING
from storage.punctuality import ADMITS
from storage.tables import Case, Event, Outgoing, OutgoingState, TimelineEntry

DUE = (OutgoingState.WAITING, OutgoingState.SENT)
ENDS_A_WAIT = (Event.TAKEN, Event.ANSWERED, Event.ASKED, Event.NO_REPLY_NEEDED, Event.CLOSED, Event.WITHDRAWN)


@dataclass(frozen=True)
class Promised:
    """`missed`: by when somebody should have replied, and nobody has; `until`: by when they hear of us next."""

    missed: datetime | None = None
    until: datetime | None = None


async def promised(session: AsyncSession, case: Case, now: datetime) -> Promised:
    """As the rows say it: what admits a broken promise is one that is due and was not dropped."""
    admits = col(Outgoing.kind).in_(sorted(ADMITS)) & col(Outgoing.copy_of).is_(None)
    due = select(Outgoing.due_at).where(Outgoing.case_id == case.id, col(Outgoing.state).in_(DUE), admits)
    missed = (await session.exec(due.where(Outgoing.due_at <= now).order_by(col(Outgoing.due_at).desc()))).first()
    if missed and await _ended_since(session, case, missed):
        missed = None
    times = (case.reply_due_at, case.answer_due_at if case.service in WAITING else None, case.news_due_at)
    return Promised(missed, min((at for at in times if at and at > now), default=None))


async def _ended_since(session: AsyncSession, case: Case, at: datetime) -> bool:
    entries = select(TimelineEntry.id).where(TimelineEntry.case_id == case.id, TimelineEntry.at >= at)
    return (await session.exec(entries.where(col(TimelineEntry.event).in_(ENDS_A_WAIT)).limit(1))).first() is not None
