"""Web chats that were opened, and in which nobody said anything: bounded in all, so that opening them fills no disk.

When there are many, those of more than an hour ago give way to a new one, and when there are as many as may be, the
oldest: nobody who comes is refused for those who came before, and who is still writing their first words keeps them as
long as can be. Whether somebody said something is looked up only then, and costs the chats in use nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    UNUSED,
    Case,
    Channel,
    Colleague,
    Conversation,
    Draft,
    Outgoing,
    UploadLink,
    WebChat,
    WebFile,
    WebMessage,
)
from storage.web_forgetting import forget_chat, forget_conversation

MANY, MOST = 2_000, 10_000  # of 4 KB each
WRITING = timedelta(hours=1)  # somebody may be at it
AT_ONCE = 20  # looked at by whoever opens one more


async def make_room(session: AsyncSession, now: datetime) -> None:
    """For one more: of the oldest, those in use count no longer, and the others are forgotten."""
    marked = text(UNUSED)
    there = (await session.exec(select(func.count()).select_from(WebChat).where(marked))).one()
    if there < MANY:
        return
    oldest = select(WebChat).where(marked).order_by(col(WebChat.created_at)).limit(AT_ONCE)
    if there < MOST:
        oldest = oldest.where(col(WebChat.created_at) < now - WRITING)
    for chat in (await session.exec(oldest.with_for_update(skip_locked=True))).all():
        conversation = await _conversation(session, chat)
        if await _is_used(session, chat, conversation):
            chat.unused = False
        else:
            await _forget(session, chat, conversation)


async def _conversation(session: AsyncSession, chat: WebChat) -> Conversation | None:
    same = (Conversation.channel == Channel.WEB, Conversation.chat_id == chat.chat_id)
    return (await session.exec(select(Conversation).where(*same))).first()


async def _is_used(session: AsyncSession, chat: WebChat, conversation: Conversation | None) -> bool:
    """Whatever belongs to it beside the greeting and the hidden word that brought it."""
    own = (col(WebMessage.chat_id) == chat.chat_id, col(WebMessage.from_person))
    if (await session.exec(select(func.count()).select_from(WebMessage).where(*own))).one() > 1:
        return True
    if chat.return_code or (await session.exec(select(WebFile.id).where(WebFile.chat_id == chat.chat_id))).first():
        return True
    if conversation is None:
        return False
    if conversation.draft_id or conversation.member_id:
        return True
    for table in (Draft, Case, Outgoing, UploadLink, Colleague):
        belongs = select(table.conversation_id).where(table.conversation_id == conversation.id)
        if (await session.exec(belongs.limit(1))).first():
            return True
    return False


async def _forget(session: AsyncSession, chat: WebChat, conversation: Conversation | None) -> None:
    """With its keys, and the browser that has it opens another one. It has no files, or it would be in use."""
    if conversation:
        await forget_conversation(session, conversation)
    else:
        await forget_chat(session, chat.chat_id)
