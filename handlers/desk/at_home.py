"""What a member presses in a group is done and shown in their own chat: nobody knows who reads in the group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject

from cases.people import CaseNotFound
from handlers.callbacks import DeskPress
from handlers.chat import ELSEWHERE, message_of
from handlers.door import Door
from handlers.said.group_card import group_card
from storage.cases import case_for_group
from storage.conversations import Caller

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


async def in_own_chat(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """The press goes on as one in the presser's own chat; the card in the group then says how its case stands."""
    caller: Caller = data["caller"]
    if not isinstance(event, CallbackQuery) or not caller.conversation.is_group:
        return await handler(event, data)
    card, door = message_of(event), data["door"]
    if card is None or caller.own is None:
        return await event.answer(door.voice(caller).say("phrases.report_gone"))
    there = card.model_copy(
        update={
            "chat": Chat(id=event.from_user.id, type=ChatType.PRIVATE),
            "message_id": ELSEWHERE,
            "message_thread_id": None,
            "is_topic_message": None,
        }
    )
    data["caller"] = caller.own
    done = await handler(event.model_copy(update={"message": there}), data)
    await _refresh(door, caller, card, event.data)
    return done


async def _refresh(door: Door, caller: Caller, card: Message, pressed: str | None) -> None:
    """Of one case; the others of a message that tells several stay as they are."""
    try:
        number = DeskPress.unpack(pressed or "").number
    except (TypeError, ValueError):
        return
    if number not in (card.text or "").splitlines()[0]:
        return
    voice = door.voice(Caller(caller.conversation, None, None))
    with suppress(CaseNotFound, TelegramBadRequest):
        async with door.database.reading() as session:
            shown = await group_card(session, voice, await case_for_group(session, number, caller.conversation))
        await card.edit_text(shown.text, reply_markup=shown.keyboard)
