"""The hall every update passes: one at a time per chat, and who it comes from.

Outermost, because everything after it relies on both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware, Bot
from aiogram.types import Chat, TelegramObject, Update, User

from cases.room import SHORT, TooManyWords
from handlers.door import Door, said_at
from handlers.said.errors import error_words
from handlers.team_entry import PREFIX
from storage.conversations import Caller, begin_conversation, look_up
from storage.drafts import newest_draft
from storage.outgoing import send_what_was_missed
from storage.spoken import is_listened, speak_to_team, stand_at
from storage.stamps import check, is_older_than_mode
from storage.tables import Channel, Conversation
from storage.words_today import count_words

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


LATE = timedelta(minutes=10)  # after it, what a member's form was waiting for is another matter
JOINS = f"/start {PREFIX}", "/join "


class Entry(BaseMiddleware):
    """Gives handlers `door`, `caller` and `now`. Two quick presses of one person wait for each other.

    Also one in a group, which is answered in the presser's own chat: the group's turn comes first, then theirs.
    """

    def __init__(self, door: Door, channels: Mapping[int, Channel]) -> None:
        """`channels` by the id of their bots."""
        self.door, self.channels = door, channels
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat, user, bot = data.get("event_chat"), data.get("event_from_user"), data["bot"]
        if not isinstance(event, Update) or chat is None or user is None:
            return None
        async with AsyncExitStack() as turns:
            for one in [chat.id] if event.callback_query is None else dict.fromkeys((chat.id, user.id)):
                await turns.enter_async_context(self._locks.setdefault((bot.id, one), asyncio.Lock()))
            data["door"], data["now"] = self.door, self.door.clock()
            data["caller"] = await self._caller(bot, chat, user, leaves=leaves(event))
            check_chat(data["caller"].conversation, event)
            await self._note(data["caller"])
            if await self._is_too_much(bot, chat, event, data["caller"]):
                return None
            return await handler(event, data)

    async def _caller(self, bot: Bot, chat: Chat, user: User, *, leaves: bool) -> Caller:
        database = self.door.database
        caller = await look_up(database, bot.id, chat.id)
        # in a group the chat is the team's, but the one who presses is a person
        person = await look_up(database, bot.id, user.id) if chat.id != user.id else caller
        if caller is None:
            caller = await self._first_time(bot, chat)
        if caller.conversation.unreachable_at and not leaves:
            await self._is_back(caller)
        own, member = person if person is not caller else None, person.member if person else None
        if member and _is_of_before(caller):  # nobody's form is filled with it: it went nowhere, and that is said
            caller.conversation.mode, caller.conversation.about = "", {}
        return Caller(caller.conversation, caller.draft, member, own)

    async def _note(self, caller: Caller) -> None:
        """What a reporter is told belongs to the report their chat is at; what a member is, to whatever is opened."""
        if caller.member:
            speak_to_team()
        elif is_listened() and (draft := caller.draft or await newest_draft(self.door.database, caller.conversation)):
            stand_at(draft.key_id, is_told=draft.is_told)

    async def _is_too_much(self, bot: Bot, chat: Chat, event: Update, caller: Caller) -> bool:
        """Whether somebody writes without end, which they are told; what the web chat took in was counted there."""
        message = event.message
        text = (message.text or message.caption or "") if message else ""
        is_counted = caller.conversation.channel is Channel.TELEGRAM and not caller.conversation.is_group
        if not is_counted or caller.member or len(text.encode(errors="replace")) <= SHORT:  # those cost no transaction
            return False
        try:
            async with self.door.database.writing() as session:
                await count_words(session, str(caller.conversation.id), None, text, self.door.clock())
        except TooManyWords as error:
            await bot.send_message(chat.id, error_words(self.door.voice(caller), error))
            return True
        return False

    async def _first_time(self, bot: Bot, chat: Chat) -> Caller:
        channel = self.channels[bot.id]
        async with self.door.database.writing() as session:
            conversation = await begin_conversation(
                session, bot.id, chat.id, channel, self.door.clock(), is_group=chat.type in {"group", "supergroup"}
            )
        return Caller(conversation, None, None)

    async def _is_back(self, caller: Caller) -> None:
        async with self.door.database.writing() as session:
            conversation = await session.merge(caller.conversation)
            conversation.unreachable_at = None
            await send_what_was_missed(session, conversation.id, self.door.clock())
        caller.conversation.unreachable_at = None


def check_chat(chat: Conversation, update: Update) -> None:
    """Raises ValueChanged for a chat whose row is not ours: it may be somebody else's, with all that was said there.

    A member is let in again by an invitation, a group by who binds it.
    """
    said = update.message.text if update.message else None
    if not chat.is_group and not (said or "").startswith(JOINS):
        check(chat)


def leaves(update: Update) -> bool:
    """Whether this update says that we were blocked or thrown out: the one that does not mean somebody is there."""
    changed = update.my_chat_member
    return changed is not None and changed.new_chat_member.status in {"kicked", "left"}


def _is_of_before(caller: Caller) -> bool:
    """Whether the words were said long ago, or before the chat was at what it is at."""
    at = said_at.get()
    return at is not None and (datetime.now(UTC) - at > LATE or is_older_than_mode(caller.conversation, at))
