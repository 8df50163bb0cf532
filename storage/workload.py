"""What each member has in hand: which cases, how many, and what of it is left behind. Kept or indexed, never a scan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, false, text, true
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import WORKING
from cases.tracks import WAITING
from storage.columns import UtcDateTime
from storage.tables import ASKED, EVERYWHERE, HELD, Case, CaseCount, Member

AT_ONCE = 50  # cases that one transaction moves; whoever has more is gone through in several


MOST_OWED = 100  # replies of one member that are counted: more of them says nothing more


@dataclass(frozen=True)
class Load:
    """What one member has in hand: open cases, replies they owe, and those of them that are late."""

    cases: int = 0
    owed: int = 0
    late: int = 0


async def loads_of(session: AsyncSession, member_ids: Collection[UUID], now: datetime) -> dict[UUID, Load]:
    """Of each of these members."""
    held = select(CaseCount.holder_id, func.sum(CaseCount.cases)).where(col(CaseCount.holder_id).in_(member_ids))
    cases = dict((await session.exec(held.group_by(col(CaseCount.holder_id)))).all())
    owed = (await session.exec(OWED.where(col(Member.id).in_(member_ids)), params={"now": now})).all()
    return {
        member: Load(int(cases.get(member, 0)), int(asked), int(missed) + int(due))
        for member, asked, missed, due in owed
    }


def _count(*parts: Any) -> Any:
    """Of one member's cases, by the index that stands in the order of who owes."""
    theirs = select(Case.id).where(text(ASKED), col(Case.holder_id) == col(Member.id), *parts)
    some = theirs.correlate(Member).limit(MOST_OWED).subquery()
    return select(func.count()).select_from(some).correlate(Member).scalar_subquery()


_MISSED, _DUE = col(Case.reply_missed), col(Case.reply_due_at) <= bindparam("now", type_=UtcDateTime)
OWED: Any = select(Member.id, _count(), _count(true() == _MISSED), _count(false() == _MISSED, _DUE))  # built once


async def held_by(session: AsyncSession, member_id: UUID, limit: int = AT_ONCE) -> list[Case]:
    """Open cases in this member's hands, locked, the most urgent first."""
    mine = (text(HELD), text(EVERYWHERE), col(Case.holder_id) == member_id)
    first = (col(Case.rank), col(Case.submitted_at), col(Case.id))
    query = select(Case).where(*mine).order_by(*first).limit(limit)
    return list((await session.exec(query.with_for_update())).all())


async def left_behind(session: AsyncSession) -> list[Member]:
    """Who has open cases and may have none: they left the team, or do not work on cases any more."""
    holders = select(CaseCount.holder_id).where(col(CaseCount.cases) > 0, col(CaseCount.service).not_in(WAITING))
    may_have_none = col(Member.revoked_at).is_not(None) | col(Member.role).not_in(sorted(WORKING))
    return list((await session.exec(select(Member).where(col(Member.id).in_(holders), may_have_none))).all())
