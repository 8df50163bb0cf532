"""Whether a member sees a case: because of its district, or because they are on the special team that works on it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import districts_seen, may_see
from storage.stamps import is_genuine
from storage.tables import Case, Member

MOST_NAMED = 200


def sees(member: Member, case: Case) -> bool:
    return may_see(member.district, case.district) or is_on_team_of(member, case)


def is_on_team_of(member: Member, case: Case) -> bool:
    """Whether a special team works on the case, and they are on it."""
    return case.team_id is not None and case.team_id.hex in member.special_teams.split(",")


def is_guest(member: Member, case: Case) -> bool:
    """Who sees it only because of that."""
    return not may_see(member.district, case.district)


def seen_by(member: Member) -> ColumnElement[bool]:
    """The same, of rows."""
    districts, teams = districts_seen(member.district), teams_of(member)
    if districts is None:
        return true()
    there = col(Case.district).in_(sorted(districts))
    return or_(there, col(Case.team_id).in_(teams)) if teams else there


async def guest_numbers(session: AsyncSession, member: Member) -> list[str]:
    """Of the cases they see only because of their special teams: the newest, as many as a search can name."""
    districts, teams = districts_seen(member.district), teams_of(member)
    if districts is None or not teams:
        return []
    elsewhere = col(Case.team_id).in_(teams), col(Case.district).not_in(sorted(districts))
    query = select(Case.number).where(*elsewhere).order_by(col(Case.submitted_at).desc()).limit(MOST_NAMED)
    return list((await session.exec(query)).all())


def teams_of(member: Member) -> list[UUID]:
    """The special teams they are on now."""
    return [UUID(one) for one in member.special_teams.split(",") if one]


async def hidden_keys(session: AsyncSession, member_id: UUID, keys: Collection[UUID]) -> set[UUID]:
    """Which of these are keys of cases that the member does not see; all of them, for who is none any more."""
    member = await session.get(Member, member_id)
    if member is None or member.revoked_at is not None:
        return set(keys)
    cases = (await session.exec(select(Case, Case.key_id).where(col(Case.key_id).in_(keys)))).all()
    return {key_id for case, key_id in cases if not (is_genuine(case) and sees(member, case))}
