"""What waited for something to be well again, and may go: the channel answers, or we are mended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.changes import tell_of_due
from storage.outgoing import IS_WAITING, LONGEST_WAIT, NO_ANSWER, UNWRITTEN
from storage.tables import Channel, Conversation, Outgoing


async def go_now_that_it_answers(session: AsyncSession, channel: Channel, now: datetime) -> None:
    """The channel is there again: what waited for nothing else is due. The try that this makes more is not counted."""
    theirs = col(Outgoing.conversation_id).in_(select(Conversation.id).where(Conversation.channel == channel))
    values = {"retry_at": now, "attempts": Outgoing.attempts - 1}
    await session.exec(update(Outgoing).where(IS_WAITING, _waits_for(NO_ANSWER, now), theirs).values(**values))
    tell_of_due(session)


async def go_now_that_it_is_mended(session: AsyncSession, now: datetime) -> None:
    """Another version of us was started, perhaps: what could not be written is tried at once."""
    values = {"retry_at": now, "attempts": 0}
    await session.exec(update(Outgoing).where(IS_WAITING, _waits_for(UNWRITTEN, now)).values(**values))


def _waits_for(what: str, now: datetime) -> Any:
    soon = (col(Outgoing.retry_at) > now) & (col(Outgoing.retry_at) <= now + LONGEST_WAIT)
    return soon & col(Outgoing.error).startswith(what)
