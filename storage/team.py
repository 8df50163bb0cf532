"""Reading the team: members, their names and languages."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from storage.keys import keys_of
from storage.tables import ConsoleSession, Member


def name_of(session: AsyncSession, member: Member) -> str:
    return keys_of(session).unit.open_text(member.sealed_name, f"member:{member.id}")


async def member_names(session: AsyncSession) -> dict[UUID, str]:
    """The names of all members, past and present."""
    keys = keys_of(session)
    rows = (await session.exec(select(Member))).all()
    return {row.id: keys.unit.open_text(row.sealed_name, f"member:{row.id}") for row in rows}


async def members(session: AsyncSession) -> list[Member]:
    """Everyone on the team today, in the order they joined."""
    query = select(Member).where(col(Member.revoked_at).is_(None)).order_by(col(Member.joined_at))
    return list((await session.exec(query)).all())


async def member_by_id(session: AsyncSession, member_id: UUID) -> Member | None:
    """A member who is still on the team."""
    query = select(Member).where(Member.id == member_id, col(Member.revoked_at).is_(None))
    return (await session.exec(query)).one_or_none()


async def leads(session: AsyncSession) -> list[Member]:
    return [member for member in await members(session) if member.role is Role.LEAD]


async def session_member(session: AsyncSession, cookie_hash: str) -> tuple[ConsoleSession, Member] | None:
    """Who is signed in with this cookie, if they are still on the team."""
    query = (
        select(ConsoleSession, Member)
        .join(Member, col(Member.id) == col(ConsoleSession.member_id))
        .where(ConsoleSession.token_hash == cookie_hash, col(Member.revoked_at).is_(None))
    )
    return (await session.exec(query)).one_or_none()
