"""Whether somebody looks at a web chat: the page says when something new of ours came onto the screen.

Of which message that was, nothing is written down here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Conversation, WebChat, WebDevice, WebMessage


async def shows_something_new(session: AsyncSession, chat_id: int, message_ids: Collection[int]) -> bool:
    """Whether any of these came after the last look."""
    newer = or_(col(WebChat.looked_at).is_(None), col(WebMessage.at) > col(WebChat.looked_at))
    query = (
        select(WebMessage.message_id)
        .join(WebChat, col(WebChat.chat_id) == col(WebMessage.chat_id))
        .where(WebMessage.chat_id == chat_id, col(WebMessage.message_id).in_(list(message_ids)), newer)
        .where(col(WebMessage.outgoing_id).is_not(None), col(WebMessage.deleted).is_(False))
    )
    return (await session.exec(query.limit(1))).first() is not None


async def note_look(session: AsyncSession, chat_id: int, now: datetime) -> None:
    await session.exec(update(WebChat).where(col(WebChat.chat_id) == chat_id).values(looked_at=now))


async def looked_until(session: AsyncSession, chat: Conversation, now: datetime) -> datetime | None:
    """Until when everything in this web chat was looked at: now, where it locks and lies open; None: never."""
    web = (await session.exec(select(WebChat).where(WebChat.chat_id == chat.chat_id))).one_or_none()
    if web is None or not web.locks:
        return web.looked_at if web else None
    lies_open = col(WebDevice.chat_id) == chat.chat_id, col(WebDevice.open_until) > now
    opened = (await session.exec(select(WebDevice.token_hash).where(*lies_open).limit(1))).first()
    return now if opened else None
