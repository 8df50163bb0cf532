"""The message that always stands at the top of a reporter's chat: pinned once, changed in place when the case moves.

It is no news and rings nowhere: what happens is told by the messages of the outbox. Whoever takes it down has it down.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup

from bot.outcome import outcome_of
from handlers.callbacks import CasePress
from handlers.chat import button, keyboard
from handlers.door import Door, Voice
from handlers.outside import read_id
from handlers.said.at_a_glance import Glance, glance_at
from storage.chat_numbers import number_of
from storage.keys import KeyLost
from storage.pinned import (
    AT_MOST_EVERY,
    chats_of,
    chats_with_a_top,
    chats_without_a_case,
    claim,
    note,
    pinned_in,
)
from storage.tables import Channel, Conversation

log = structlog.get_logger()
AT_ONCE = 500  # cases looked up in one read
EVERY = AT_MOST_EVERY + timedelta(seconds=5)  # each tick finds the minute of the one before over


@dataclass(frozen=True)
class Top:
    """What is to stand there. `glance` is None where nothing may stand for all to see, or there is no case any more."""

    text: str
    buttons: InlineKeyboardMarkup | None
    glance: Glance | None


@dataclass
class Pins:
    """Those of one bot. What changed is heard from each commit of this process; at the start all are looked through."""

    door: Door
    bot: Bot
    is_kept: Callable[[], Awaitable[bool]]
    _cases: set[str] = field(default_factory=set)
    _chats: set[UUID] = field(default_factory=set)
    _looked: bool = False

    def changed(self, cases: Collection[str]) -> None:
        self._cases.update(cases)

    def look_again(self) -> None:
        """Nobody knows what changed."""
        self._looked = False

    async def tick(self) -> None:
        """One after another, and each at most once a minute: what happens meanwhile is one change."""
        if not await self.is_kept():  # another process does; should it go, all are looked through
            self._cases, self._chats, self._looked = set(), set(), False
            return
        await self._find()
        for chat_id in sorted(self._chats):
            try:
                if await self._pin(chat_id):
                    self._chats.discard(chat_id)
            except KeyLost:
                self._chats.discard(chat_id)
            except AiogramError as error:
                outcome = outcome_of(error)
                if outcome.kind != "retry":  # nobody is there, or it is refused for good
                    self._chats.discard(chat_id)
                log.info("nothing is pinned", outcome=outcome.kind, reason=outcome.reason)

    async def _find(self) -> None:
        """Which chats they are, of the cases that changed."""
        async with self.door.database.reading() as session:
            self._chats |= await chats_without_a_case(session, Channel.TELEGRAM)
            if not self._looked:
                self._chats |= await chats_with_a_top(session, Channel.TELEGRAM)
                self._looked = True
            while self._cases:
                some = set(itertools.islice(self._cases, AT_ONCE))
                self._chats |= await chats_of(session, list(filter(None, map(read_id, some))), Channel.TELEGRAM)
                self._cases -= some

    async def _pin(self, chat_id: UUID) -> bool:
        """Whether nothing is left to do there."""
        async with self.door.database.reading() as session:
            if (chat := await session.get(Conversation, chat_id)) is None:
                return True
            top = self._top(chat, await glance_at(session, chat, self.door.clock()))
            row = await pinned_in(session, chat_id)
        shows = self.door.keys.blind("pinned", f"{chat_id} {top.text}")
        nothing = top.glance is None and (row is None or row.message_id is None)
        if chat.unreachable_at or nothing or (row and row.shows == shows):
            return True
        async with self.door.database.writing() as session:
            claimed = await claim(session, chat_id, self.door.clock())
        if claimed is None:
            return False
        message_id = await self._put(chat, claimed.message_id, top)
        async with self.door.database.writing() as session:
            await note(session, chat_id, message_id, shows)
        return True

    def _top(self, chat: Conversation, glance: Glance | None) -> Top:
        voice = Voice(self.door, chat.language or self.door.language)
        if glance is None:
            return Top(voice.say("phrases.nothing_pinned"), None, None)
        status = button(voice.say("buttons.status"), CasePress(action="status", number=glance.case.number))
        return Top(voice.chat("at_a_glance", glance=glance), keyboard([status]), glance)

    async def _put(self, chat: Conversation, message_id: int | None, top: Top) -> int | None:
        """Into the message that stands there; where it is gone, into a new one. Raises AiogramError."""
        number = number_of(self.door.keys, chat)
        stands = message_id is not None and await self._change(number, message_id, top)
        if top.glance is None:
            if message_id is not None:  # also what could not be changed: it stands at the top no more
                await self._unpin(number, message_id)
            return None
        if stands:
            return message_id
        sent = await self.bot.send_message(number, top.text, reply_markup=top.buttons, disable_notification=True)
        try:
            await self.bot.pin_chat_message(number, sent.message_id, disable_notification=True)
        except AiogramError as error:
            log.info("it stands where it was sent", reason=outcome_of(error).reason)
        return sent.message_id

    async def _change(self, number: int, message_id: int, top: Top) -> bool:
        """Whether it stands there."""
        try:
            await self.bot.edit_message_text(top.text, chat_id=number, message_id=message_id, reply_markup=top.buttons)
        except TelegramBadRequest as error:
            return outcome_of(error).kind == "fine"  # it says so already; else it is gone, or too old to be changed
        return True

    async def _unpin(self, number: int, message_id: int) -> None:
        try:
            await self.bot.unpin_chat_message(number, message_id=message_id)
        except TelegramBadRequest as error:
            log.info("it was taken down already", reason=outcome_of(error).reason)
