"""Whether the clock may be believed by who destroys what is old: one wrong moment would forget what nobody brings back.

What it says is held against the last tick, of whatever process: a row. Where it is far ahead of that, we were away for
long or it was set wrong, and nobody can tell which. So nothing is destroyed until the new time has lasted a day, seen
by ticks all along; a clock that goes back before has done nothing (docs/decisions/0047).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import SureMoment
from storage.vitals import newest_row

AHEAD = timedelta(days=2)  # of the last tick: more than any pause that nobody notices
LASTS = timedelta(days=1)
UNSEEN = timedelta(hours=2)  # between two ticks; after a longer pause the day begins anew


async def doubt(session: AsyncSession) -> SureMoment | None:
    """What is known of the clock, while it is doubted."""
    row = (await session.exec(select(SureMoment))).one_or_none()
    return row if row and row.doubted_from else None


async def is_sure(session: AsyncSession, now: datetime) -> bool:
    """A tick: whether what is old by this clock may be destroyed."""
    query = select(SureMoment).with_for_update()
    row = (await session.exec(query)).one_or_none() or SureMoment(sure_at=await newest_row(session) or now)
    if now > row.sure_at + AHEAD and not _has_lasted(row, now):
        row.doubted_at = now
    else:
        row.sure_at, row.doubted_from, row.doubted_at = now, None, None
    session.add(row)
    return row.doubted_from is None


def _has_lasted(row: SureMoment, now: datetime) -> bool:
    """Since the jump, or since the next one, or the pause, after it."""
    last = row.doubted_at
    if row.doubted_from is None or last is None or not last <= now <= last + UNSEEN:
        row.doubted_from = now
    return now - row.doubted_from >= LASTS
