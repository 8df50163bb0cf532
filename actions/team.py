"""The team: invite, join, revoke, and the one-time links into the console."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.warnings import catch_up
from cases.errors import CaseError
from cases.people import Role
from storage.keys import keys_of, token_hash
from storage.stamps import accept, is_genuine
from storage.tables import (
    Channel,
    ConsoleSession,
    Conversation,
    Invite,
    LoginLink,
    Member,
    SignInCode,
    TeamEntry,
    TeamEvent,
)
from storage.team import member_by_id
from storage.web_chats import drop_return_code
from storage.web_forgetting import close_chat

INVITE_FOR = timedelta(days=7)
LINK_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=12)


class InviteNotValid(CaseError):
    """The invitation is unknown, used or too old."""


class LinkNotValid(CaseError):
    """The link is unknown, used or too old."""


async def add_member(
    session: AsyncSession, name: str, role: Role, district: str | None, now: datetime, *, is_placeholder: bool = False
) -> Member:
    """A member without a chat yet: they can sign in to the console. A placeholder is nobody's name."""
    member = Member(sealed_name=b"", role=role, district=district, joined_at=now, is_placeholder=is_placeholder)
    member.sealed_name = keys_of(session).unit.seal_text(name, f"member:{member.id}")
    session.add(member)
    await session.flush()
    forget_team(session)
    return member


def forget_team(session: AsyncSession) -> None:
    """Who was on the team when this session asked is not who is on it now."""
    for read in ("team", "team_chats"):
        session.info.pop(read, None)


async def invite_member(session: AsyncSession, name: str, role: Role, district: str | None, now: datetime) -> str:
    """A one-time code for one person, good for seven days."""
    code = secrets.token_urlsafe(15)
    sealed = keys_of(session).unit.seal_text(name, f"invite:{token_hash(code)}")
    session.add(
        Invite(
            token_hash=token_hash(code),
            sealed_name=sealed,
            role=role,
            district=district,
            created_at=now,
            expires_at=now + INVITE_FOR,
        )
    )
    return code


async def join_team(session: AsyncSession, conversation: Conversation, code: str, now: datetime) -> tuple[Member, str]:
    """This chat becomes the member's; returns the member and their name. Raises InviteNotValid."""
    hashed = token_hash(code.strip())
    invite = (await session.exec(select(Invite).where(Invite.token_hash == hashed).with_for_update())).one_or_none()
    if invite is None or not is_genuine(invite) or invite.expires_at <= now or conversation.is_group:
        raise InviteNotValid
    name = keys_of(session).unit.open_text(invite.sealed_name, f"invite:{hashed}")
    member = await add_member(session, name, invite.role, invite.district, now)
    await session.delete(invite)
    session.add(TeamEntry(at=now, event=TeamEvent.JOINED, member_id=member.id, details={"role": member.role.value}))
    await _give_chat(session, conversation, member)
    if conversation.channel is Channel.WEB:
        await drop_return_code(session, conversation.chat_id)
    if member.role is Role.LEAD:
        await catch_up(session, member, conversation)
    return member, name


async def _give_chat(session: AsyncSession, conversation: Conversation, member: Member) -> None:
    chat = await session.get(Conversation, conversation.id, populate_existing=True, with_for_update=True)
    if chat is None:
        raise InviteNotValid
    accept(chat)
    chat.member_id, chat.mode, chat.about = member.id, "", {}
    await session.flush()


async def revoke_member(session: AsyncSession, member_id: UUID, now: datetime) -> None:
    """Out of the team at once: chats with what was read there, console sessions and links, in every process.

    With a lead go the invitations that are open.

    Their cases are another matter: actions/leaving.py.
    """
    member = await session.get(Member, member_id, populate_existing=True, with_for_update=True)
    if member and member.role is Role.LEAD:  # who of the leads made which is not kept, and one may be their way back
        await session.exec(delete(Invite))
    if member:
        accept(member)
        member.revoked_at = now
        await session.flush()
    theirs = select(Conversation.chat_id).where(
        Conversation.member_id == member_id, Conversation.channel == Channel.WEB
    )
    for chat_id in (await session.exec(theirs)).all():
        await close_chat(session, chat_id, now)
    await session.exec(
        update(Conversation)
        .where(col(Conversation.member_id) == member_id)
        .values(member_id=None, mode="", about={}, stamp=None)
    )
    for table in (ConsoleSession, LoginLink, SignInCode):
        await session.exec(delete(table).where(col(table.member_id) == member_id))
    forget_team(session)


async def make_login_link(session: AsyncSession, member_id: UUID, now: datetime) -> str:
    """The token of a one-time link into the console, good for fifteen minutes."""
    token = secrets.token_urlsafe(24)
    session.add(LoginLink(token_hash=token_hash(token), member_id=member_id, expires_at=now + LINK_FOR))
    return token


async def sign_in(session: AsyncSession, token: str, now: datetime) -> tuple[str, Member]:
    """Use a link once; returns the cookie's token and the member. Raises LinkNotValid."""
    member = await use_link(session, token, now)
    return open_session(session, member, now), member


async def is_good_link(session: AsyncSession, token: str, now: datetime) -> bool:
    """Whether a link is there to be used: looked at first, so that guessing costs nobody a transaction."""
    return (await session.exec(select(LoginLink.member_id).where(_is_good(token, now)))).first() is not None


def _is_good(token: str, now: datetime) -> ColumnElement[bool]:
    same = col(LoginLink.token_hash) == token_hash(token)
    return same & col(LoginLink.used_at).is_(None) & (col(LoginLink.expires_at) > now)


async def use_link(session: AsyncSession, token: str, now: datetime) -> Member:
    """Whose link it is; it is good once. Raises LinkNotValid."""
    used = await session.exec(update(LoginLink).where(_is_good(token, now)).values(used_at=now))
    if used.rowcount != 1:
        raise LinkNotValid
    link = (await session.exec(select(LoginLink).where(LoginLink.token_hash == token_hash(token)))).one()
    member = await member_by_id(session, link.member_id) if is_genuine(link) else None
    if member is None:
        raise LinkNotValid
    return member


def open_session(session: AsyncSession, member: Member, now: datetime) -> str:
    """The token of the cookie by which a browser is theirs."""
    cookie = secrets.token_urlsafe(32)
    session.add(
        ConsoleSession(token_hash=token_hash(cookie), member_id=member.id, created_at=now, expires_at=now + SESSION_FOR)
    )
    return cookie


async def sign_out(session: AsyncSession, cookie: str) -> None:
    await session.exec(delete(ConsoleSession).where(col(ConsoleSession.token_hash) == token_hash(cookie)))


async def set_member_language(session: AsyncSession, member_id: UUID, language: str) -> None:
    """The language the member reads, in the console and in chats that chose none."""
    await session.exec(update(Member).where(col(Member.id) == member_id).values(language=language))
