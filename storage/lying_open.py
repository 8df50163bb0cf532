"""Messages that lie open in a chat for a while, and are closed again; a quiet phone shows no more than that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from storage.tables import OPENED, SHOWN, VOID, Channel, Conversation, Outgoing
from storage.unheard import IS_KNOWN

IS_SHOWN = text(f"outgoing.{SHOWN}")  # written out: an index of these rows only is not found by a value bound later


async def mark_shown(session: AsyncSession, outgoing_id: UUID, message_id: int, until: datetime) -> None:
    """A quiet message lies open, in this message of its chat."""
    values = {"message_id": message_id, "shown_until": until}
    await session.exec(update(Outgoing).where(col(Outgoing.id) == outgoing_id).values(**values))


async def mark_opened(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """Its reader has seen what it says, from the first time on."""
    if OPENED not in row.details:
        details = row.details | {OPENED: now.isoformat()}
        await session.exec(update(Outgoing).where(col(Outgoing.id) == row.id).values(details=details))


async def opened_in(session: AsyncSession, conversation_id: UUID, kind: Kind, message_id: int) -> Outgoing | None:
    """What of this kind was opened in that message of its chat, and lies open."""
    here = (col(Outgoing.conversation_id) == conversation_id) & (col(Outgoing.message_id) == message_id)
    return (await session.exec(select(Outgoing).where(IS_SHOWN, here, Outgoing.kind == kind))).first()


async def mark_closed(session: AsyncSession, outgoing_id: UUID, now: datetime) -> None:
    """It is closed again, unless it was opened anew meanwhile."""
    over = (col(Outgoing.id) == outgoing_id) & (col(Outgoing.shown_until) <= now)
    await session.exec(update(Outgoing).where(over).values(shown_until=None))


async def close_shown(session: AsyncSession, bot_id: int, chat_id: int, now: datetime) -> None:
    """The chat was left: what lies open in it is to be closed now; a return code may not be written down yet."""
    here = select(Conversation.id).where(Conversation.bot_id == bot_id, Conversation.chat_id == chat_id)
    lies_open = col(Outgoing.conversation_id).in_(here) & (col(Outgoing.shown_until) > now)
    words = col(Outgoing.kind) != Kind.RETURN_CODE
    await session.exec(update(Outgoing).where(IS_SHOWN, lies_open, words).values(shown_until=now))


async def end_codes(session: AsyncSession, channel: Channel, chat_id: int) -> None:
    """The return code that this chat had opens nothing any more: where it stands on the screen, that is said now."""
    here = select(Conversation.id).where(Conversation.channel == channel, Conversation.chat_id == chat_id)
    of_code = (col(Outgoing.conversation_id).in_(here), Outgoing.kind == Kind.RETURN_CODE)
    for row in (await session.exec(select(Outgoing).where(IS_SHOWN, *of_code))).all():
        row.details, row.shown_until = row.details | {VOID: True}, row.sent_at


async def says_else(session: AsyncSession, conversation_id: UUID, message_id: int) -> None:
    """A press has put other words where something lay open: there is nothing to close any more."""
    here = (col(Outgoing.conversation_id) == conversation_id) & (col(Outgoing.message_id) == message_id)
    await session.exec(update(Outgoing).where(IS_SHOWN, here).values(shown_until=None))


async def shown_too_long(
    session: AsyncSession, now: datetime, channel: Channel, limit: int, *, after: Outgoing | None = None
) -> list[tuple[Outgoing, Conversation]]:
    """Quiet messages of this channel whose time to lie open is over, with their chats; those that stand `after` one."""
    query = (
        select(Outgoing, Conversation)
        .join(Conversation, col(Conversation.id) == Outgoing.conversation_id)
        .where(IS_SHOWN, IS_KNOWN, col(Outgoing.shown_until) <= now, Conversation.channel == channel)
        .order_by(col(Outgoing.shown_until), col(Outgoing.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(Outgoing.shown_until), col(Outgoing.id)) > (after.shown_until, after.id))
    return list((await session.exec(query)).all())
