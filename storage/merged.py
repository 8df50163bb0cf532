"""Merged cases: the one the desk works on, and those whose reporters it answers beside it."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.sight import sees
from storage.tables import Case, Member


async def main_of(session: AsyncSession, case: Case) -> Case | None:
    """What this case was merged into; None when it was not."""
    return await session.get(Case, case.merged_into) if case.merged_into else None


async def main_for(session: AsyncSession, case: Case, member: Member) -> Case | None:
    """The same, if this member sees it."""
    main = await main_of(session, case)
    return main if main and sees(member, main) else None


async def merged_in(session: AsyncSession, case_id: UUID, *, lock: bool = False) -> list[Case]:
    """What was merged into this case, the first to report first."""
    query = select(Case).where(Case.merged_into == case_id).order_by(col(Case.submitted_at), col(Case.id))
    return list((await session.exec(query.with_for_update() if lock else query)).all())


async def family_of(session: AsyncSession, case: Case) -> list[UUID]:
    """This case and what was merged into it: what one of them names, they name together."""
    return [case.id, *(await session.exec(select(Case.id).where(Case.merged_into == case.id))).all()]


async def parts_seen(session: AsyncSession, case: Case, member: Member, *, lock: bool = False) -> list[Case]:
    """What was merged into this case, as far as this member sees it."""
    return [one for one in await merged_in(session, case.id, lock=lock) if sees(member, one)]
