"""Which message stays at the top of a chat, what it says, and whose turn it is to change it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.tracks import ENDED
from storage.stamps import accept, is_genuine
from storage.tables import Case, Channel, Colleague, Conversation, Pinned

AT_MOST_EVERY = timedelta(minutes=1)  # a chat


async def chats_with_a_top(session: AsyncSession, channel: Channel) -> set[UUID]:
    """Of reporters on this channel: those with an open case, and those in which something is pinned."""
    is_open = col(Case.service).not_in(sorted(ENDED))
    query = (
        select(Conversation.id)
        .outerjoin(Case, col(Case.conversation_id) == col(Conversation.id))
        .outerjoin(Pinned, col(Pinned.conversation_id) == col(Conversation.id))
        .where(Conversation.channel == channel, or_(is_open, col(Pinned.conversation_id).is_not(None)))
    )
    return set((await session.exec(query)).all())


async def chats_of(session: AsyncSession, case_ids: Collection[UUID], channel: Channel) -> set[UUID]:
    """In which these cases are read or were, on this channel: their reporter's, and their colleagues'."""
    own = select(Case.conversation_id).where(col(Case.id).in_(case_ids))
    named = select(Colleague.conversation_id).where(col(Colleague.case_id).in_(case_ids))
    here = col(Conversation.id).in_(own.union_all(named))
    return set((await session.exec(select(Conversation.id).where(Conversation.channel == channel, here))).all())


async def chats_without_a_case(session: AsyncSession, channel: Channel) -> set[UUID]:
    """In which something is pinned although the case was destroyed or handed on."""
    chat = col(Pinned.conversation_id)
    has_case = select(Case.id).where(Case.conversation_id == chat).exists()
    has_part = select(Colleague.id).where(Colleague.conversation_id == chat, col(Colleague.ended_at).is_(None)).exists()
    query = select(chat).join(Conversation, col(Conversation.id) == chat)
    gone = (Conversation.channel == channel, col(Pinned.message_id).is_not(None), ~has_case, ~has_part)
    return set((await session.exec(query.where(*gone))).all())


async def pinned_in(session: AsyncSession, conversation_id: UUID) -> Pinned | None:
    return await session.get(Pinned, conversation_id)


async def claim(session: AsyncSession, conversation_id: UUID, now: datetime) -> Pinned | None:
    """What to change; None while it was changed lately, by whichever process. A row not ours names no message."""
    this = select(Pinned).where(Pinned.conversation_id == conversation_id).with_for_update()
    row = (await session.exec(this.execution_options(populate_existing=True))).one_or_none()
    if row is None:
        row = Pinned(conversation_id=conversation_id, changed_at=now)
        session.add(row)
    elif timedelta() <= now - row.changed_at < AT_MOST_EVERY:
        return None
    elif not is_genuine(row):
        row.message_id = None
        accept(row)
    row.changed_at = now
    return row


async def note(session: AsyncSession, conversation_id: UUID, message_id: int | None, shows: str) -> None:
    """It says this now."""
    if row := await pinned_in(session, conversation_id):
        row.message_id, row.shows = message_id, shows
