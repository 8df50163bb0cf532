"""Reading series: the cases of one scheme, for a reader who sees some of them; of the others nothing is known here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import keys_of
from storage.sight import seen_by
from storage.tables import Case, Member, Series
from storage.team import team_of

MOST_CASES = 200  # of one series on its page
IN_ORDER = (col(Case.merged_into).is_not(None), col(Case.number))  # in which everybody locks: a main case comes first


@dataclass(frozen=True)
class Scheme:
    """A series with its name and the name of who leads it; `cases` is how many of it the reader sees."""

    row: Series
    name: str
    lead: str
    cases: int


async def running_series(session: AsyncSession, series_id: UUID | None, *, lock: bool = False) -> Series | None:
    """One that is not dissolved."""
    if series_id is None:
        return None
    query = select(Series).where(Series.id == series_id, col(Series.dissolved_at).is_(None))
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def schemes_for(session: AsyncSession, member: Member, ids: Collection[UUID] | None = None) -> list[Scheme]:
    """Those that run and of which this member sees a case, the newest first; `ids` asks for some of them."""
    shown = (col(Case.series_id).is_not(None), col(Case.merged_into).is_(None), seen_by(member))
    counted: Any = select(Case.series_id, func.count()).where(*shown)
    if ids is not None:
        counted = counted.where(col(Case.series_id).in_(ids))
    counts = dict((await session.exec(counted.group_by(col(Case.series_id)))).all())
    running = select(Series).where(col(Series.id).in_(counts), col(Series.dissolved_at).is_(None))
    rows = (await session.exec(running.order_by(col(Series.made_at).desc(), col(Series.id)))).all()
    team = await team_of(session)
    return [Scheme(row, series_name(session, row), team.name(row.lead_id), counts[row.id]) for row in rows]


async def scheme_for(session: AsyncSession, member: Member, series_id: UUID | None) -> Scheme | None:
    """None alike for one that is not there and for one of which they see no case."""
    return next(iter(await schemes_for(session, member, [series_id])), None) if series_id else None


async def cases_of_series(session: AsyncSession, member: Member, series_id: UUID) -> list[Case]:
    """Those this member sees, the newest first; what was merged stands with the main case."""
    theirs = select(Case).where(Case.series_id == series_id, col(Case.merged_into).is_(None), seen_by(member))
    newest = theirs.order_by(col(Case.submitted_at).desc(), col(Case.id))
    return list((await session.exec(newest.limit(MOST_CASES))).all())


async def all_of_series(session: AsyncSession, series_id: UUID, *, lock: bool = False) -> list[Case]:
    """Whoever sees them; locked, they are as they stand now."""
    query = select(Case).where(Case.series_id == series_id).order_by(*IN_ORDER)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return list((await session.exec(locked if lock else query)).all())


def seal_series_name(session: AsyncSession, series_id: UUID, name: str) -> bytes:
    return keys_of(session).unit.seal_text(name, f"series:{series_id}")


def series_name(session: AsyncSession, row: Series) -> str:
    return keys_of(session).unit.open_text(row.sealed_name, f"series:{row.id}")
