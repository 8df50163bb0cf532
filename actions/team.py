"""The team: who is on it, and who is not any more. How they come in is actions/inviting.py."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from storage.factors import forget_factors
from storage.keys import keys_of
from storage.stamps import accept
from storage.tables import (
    Channel,
    ConsoleSession,
    Conversation,
    Invite,
    LoginLink,
    Member,
    SignInCode,
)
from storage.web_forgetting import close_chat


async def add_member(
    session: AsyncSession, name: str, role: Role, district: str | None, now: datetime, *, is_placeholder: bool = False
) -> Member:
    """A member without a chat yet: they can sign in to the console. A placeholder is nobody's name."""
    member = Member(sealed_name=b"", role=role, district=district, joined_at=now, is_placeholder=is_placeholder)
    member.settled_at = now
    member.sealed_name = keys_of(session).unit.seal_text(name, f"member:{member.id}")
    session.add(member)
    await session.flush()
    forget_team(session)
    return member


def forget_team(session: AsyncSession) -> None:
    """Who was on the team when this session asked is not who is on it now."""
    for read in ("team", "team_chats"):
        session.info.pop(read, None)


async def end_invites(session: AsyncSession) -> None:
    """All of them, when a lead has less to say than before: any may be their way back."""
    await session.exec(delete(Invite))


async def revoke_member(session: AsyncSession, member_id: UUID, now: datetime) -> None:
    """Out of the team at once: chats with what was read there, console sessions and links, in every process.

    With a lead go the invitations that are open.

    Their cases are another matter: actions/leaving.py.
    """
    member = await session.get(Member, member_id, populate_existing=True, with_for_update=True)
    if member and member.role is Role.LEAD:
        await end_invites(session)
    if member:
        accept(member)
        member.revoked_at = now
        await session.flush()
    theirs = select(Conversation.chat_id).where(
        Conversation.member_id == member_id, Conversation.channel == Channel.WEB
    )
    for chat_id in (await session.exec(theirs)).all():
        await close_chat(session, chat_id, now)
    for chat in (await session.exec(select(Conversation).where(Conversation.member_id == member_id))).all():
        chat.member_id, chat.mode, chat.about = None, "", {}
    await session.flush()
    not_ours = update(Conversation).where(col(Conversation.member_id) == member_id)
    await session.exec(not_ours.values(member_id=None, mode="", about={}))
    for table in (ConsoleSession, LoginLink, SignInCode):
        await session.exec(delete(table).where(col(table.member_id) == member_id))
    await forget_factors(session, member_id)
    forget_team(session)


async def set_member_language(session: AsyncSession, member_id: UUID, language: str) -> None:
    """The language the member reads, in the console and in chats that chose none."""
    await session.exec(update(Member).where(col(Member.id) == member_id).values(language=language))
