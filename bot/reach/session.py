"""The Bot API of the ways outside: an aiogram session that knows one method, and writes to addresses."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any, cast

from aiogram import Bot
from aiogram import methods as api
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message

from bot.carriers.sending import NotTaken
from bot.outcome import Outcome
from storage.database import Database
from storage.reaches import address_at

NOBODY = 1  # of a message that stands in no chat
Send = Callable[[str, str], Awaitable[None]]  # to whom, and what; raises NotTaken


class ReachSession(BaseSession):
    """What is sent to a number goes to the address that stands behind it; there is nothing else to ask for."""

    def __init__(self, database: Database, send: Send, let_go: Callable[[], None]) -> None:
        super().__init__(api=TelegramAPIServer(base="reach:{token}/{method}", file="{path}"))
        self._database, self._send, self._let_go = database, send, let_go

    async def close(self) -> None:
        self._let_go()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002
    ) -> TelegramType:
        if not isinstance(method, api.SendMessage) or not isinstance(method.chat_id, int):
            raise TelegramBadRequest(method, "Bad Request: method not supported here")
        async with self._database.reading() as session:
            address = await address_at(session, bot.id, method.chat_id)
        if address is None:
            raise NotTaken(Outcome("gone", None, "given up"))
        await self._send(address, unescape(method.text))
        chat = Chat(id=method.chat_id, type="private")
        return cast("TelegramType", Message(message_id=NOBODY, date=datetime.now(UTC), chat=chat))

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        """There are no files here."""
        nothing: tuple[bytes, ...] = ()
        for chunk in nothing:
            yield chunk
