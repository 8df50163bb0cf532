"""Conversations: who is on the other side of a chat, and what their next text means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import sql
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.keys import keys_of
from storage.statements import Statement, columns
from storage.tables import Channel, Conversation, Draft, KeyPurpose, Member

CALLER = Statement(
    sql.select(*columns(Conversation, Draft, Member))
    .select_from(Conversation)
    .outerjoin(Draft, col(Draft.id) == col(Conversation.draft_id))
    .outerjoin(Member, (col(Member.id) == col(Conversation.member_id)) & col(Member.revoked_at).is_(None))
    .where(col(Conversation.bot_id) == sql.bindparam("bot"), col(Conversation.chat_id) == sql.bindparam("chat")),
    Conversation,
    Draft,
    Member,
)


@dataclass
class Caller:
    """Who sent an update: their conversation, the report they are telling.

    And their place in the team if they have one.
    """

    conversation: Conversation
    draft: Draft | None
    member: Member | None


async def find_caller(session: AsyncSession, bot_id: int, chat_id: int) -> Caller | None:
    """Everything an update needs to know about its sender, in one read."""
    query = (
        select(Conversation, Draft, Member)
        .outerjoin(Draft, col(Draft.id) == col(Conversation.draft_id))
        .outerjoin(Member, (col(Member.id) == col(Conversation.member_id)) & col(Member.revoked_at).is_(None))
        .where(Conversation.bot_id == bot_id, Conversation.chat_id == chat_id)
    )
    row = (await session.exec(query)).one_or_none()
    return Caller(*row) if row else None


async def look_up(database: Database, bot_id: int, chat_id: int) -> Caller | None:
    """`find_caller` without a session, for the door every update comes through."""
    found = await database.look(CALLER, bot=bot_id, chat=chat_id)
    return Caller(*found) if found else None


async def begin_conversation(
    session: AsyncSession,
    bot_id: int,
    chat_id: int,
    channel: Channel,
    now: datetime,
    *,
    language: str | None = None,
    is_group: bool = False,
) -> Conversation:
    """Remember a chat seen for the first time, with a key of its own."""
    key_id, _ = keys_of(session).make(session, KeyPurpose.CONVERSATION, now)
    conversation = Conversation(
        bot_id=bot_id,
        chat_id=chat_id,
        channel=channel,
        key_id=key_id,
        language=language,
        is_group=is_group,
        created_at=now,
    )
    session.add(conversation)
    await session.flush()
    return conversation


async def conversation_by_id(session: AsyncSession, conversation_id: UUID) -> Conversation:
    return (await session.exec(select(Conversation).where(Conversation.id == conversation_id))).one()


async def set_mode(session: AsyncSession, conversation_id: UUID, mode: str = "", **about: Any) -> None:
    """What the next text of this conversation means; nothing special by default.

    A group's mode is its binding and stays.
    """
    own = (col(Conversation.id) == conversation_id) & col(Conversation.is_group).is_(False)
    await session.exec(update(Conversation).where(own).values(mode=mode, about=about))


async def set_language(session: AsyncSession, conversation_id: UUID, language: str) -> None:
    await session.exec(update(Conversation).where(col(Conversation.id) == conversation_id).values(language=language))


async def desk_conversations(session: AsyncSession, district: str) -> list[tuple[Conversation, Member | None]]:
    """Every chat that hears of a case of this district: members who may see it, and the team groups bound to it."""
    query = (
        select(Conversation, Member)
        .outerjoin(Member, col(Member.id) == col(Conversation.member_id))
        .where(
            (col(Conversation.is_group) & col(Conversation.mode).in_(["team"]))
            | (col(Member.id).is_not(None) & col(Member.revoked_at).is_(None)),
            col(Conversation.unreachable_at).is_(None),
        )
    )
    rows = (await session.exec(query)).all()
    return [(chat, member) for chat, member in rows if _hears(chat, member, district)]


async def member_conversations(session: AsyncSession, member_id: UUID) -> list[Conversation]:
    """The chats of one member, on every channel."""
    query = select(Conversation).where(Conversation.member_id == member_id, col(Conversation.unreachable_at).is_(None))
    return list((await session.exec(query)).all())


def _hears(chat: Conversation, member: Member | None, district: str) -> bool:
    bound = member.district if member else chat.district
    return bound is None or district in {bound, "elsewhere"}
