"""Quiet messages that were opened close again: after a while, or when the chat is left."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import structlog
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from bot.delivery import Delivery
from handlers.door import Door, Voice
from handlers.said.letters import closed_letter
from storage.chat_numbers import number_of
from storage.lying_open import mark_closed, shown_too_long
from storage.tables import Channel, Conversation, Outgoing

log = structlog.get_logger()
AT_ONCE = 20
GIVES_UP = timedelta(days=3)  # as long as delivery waits for a channel that does not answer


async def close_opened(delivery: Delivery, channel: Channel) -> None:
    """Those of this channel whose time is over; one that cannot be changed now is tried again the next time.

    Every channel is looked through by itself, and to the end: one that does not answer leaves no other's words open.
    """
    door, after, stay = delivery.door, None, list[str]()
    while found := await _over(door, channel, after):
        for row, chat in found:
            try:
                await _close(delivery, row, chat)
            except Exception as error:  # noqa: BLE001 - the border of one message
                stay.append(type(error).__name__)
                if row.shown_until and row.shown_until + GIVES_UP < door.clock():
                    await _is_closed(door, row)
        after = found[-1][0]
    if stay:
        log.warning("quiet messages stay open", channel=channel.value, count=len(stay), error=stay[0])


async def _over(door: Door, channel: Channel, after: Outgoing | None) -> list[tuple[Outgoing, Conversation]]:
    async with door.database.reading() as session:
        return await shown_too_long(session, door.clock(), channel, AT_ONCE, after=after)


async def _close(delivery: Delivery, row: Outgoing, chat: Conversation) -> None:
    """What is gone from the chat, or closed already, needs nothing."""
    door = delivery.door
    letter = closed_letter(Voice(door, chat.language or door.language), row)
    with suppress(TelegramBadRequest, TelegramForbiddenError):
        await delivery.channels[chat.channel].bot.edit_message_text(
            letter.text, chat_id=number_of(door.keys, chat), message_id=row.message_id, reply_markup=letter.keyboard
        )
    await _is_closed(door, row)


async def _is_closed(door: Door, row: Outgoing) -> None:
    async with door.database.writing() as session:
        await mark_closed(session, row.id, door.clock())
