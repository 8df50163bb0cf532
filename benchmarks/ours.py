"""The product behind the wire: its own parts from bot/wiring.py, with a Telegram that answers at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic import SecretStr

from actions.report import begin_report
from benchmarks.wire import TOKEN, Phone, Wire
from bot.clock import now
from bot.settings import Settings
from bot.telegram.updates import feed, read_update
from bot.wiring import Parts, build, make_door, ready_database
from cases.answers import chosen
from storage.conversations import begin_conversation
from storage.drafts import Told, save_draft
from storage.tables import Channel


class WireSession(BaseSession):
    """Writes a request and reads an answer as aiogram's own session does; only the network between is missing."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002
    ) -> TelegramType:
        files: dict[str, Any] = {}
        fields = {
            name: prepared
            for name, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot=bot, files=files))
        }
        answer = self.wire.answer(method.__api_method__, fields)
        return cast("TelegramType", self.check_response(bot, method, 200, answer).result)

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


class Ours:
    """The product, fed with updates as they come over the wire."""

    name = "ours"

    def __init__(self, parts: Parts, bot: Bot, wire: Wire) -> None:
        self.parts, self.bot, self.wire = parts, bot, wire

    async def feed(self, raw: dict[str, Any]) -> None:
        update = read_update(self.bot, raw)
        assert update
        await feed(self.bot, self.parts.dispatcher, update)

    async def leave_open(self, count: int) -> None:
        """Drafts that people began and left."""
        door = self.parts.door
        async with door.database.writing() as session:
            for number in range(count):
                chat = await begin_conversation(session, self.bot.id, 1 + number, Channel.TELEGRAM, now())
                draft = await begin_report(session, chat, "reporter_role", now())
                told = Told({step: chosen("x" * 20) for step in list(door.questionnaire.questions)[:15]})
                await save_draft(session, draft, told, "reporter_role", now())

    def has_ended(self, phone: Phone) -> bool:
        return phone.has("legal_representative")


@asynccontextmanager
async def open_ours(settings: Settings) -> AsyncIterator[Ours]:
    """A fresh product with these, no network anywhere."""
    wire, settings = Wire(), settings.model_copy(update={"telegram_token": SecretStr(TOKEN)})
    async with ready_database(settings, now) as ready:
        parts = build(settings, make_door(settings, ready, now))
        bot = parts.channels[Channel.TELEGRAM].bot
        bot.session = WireSession(wire)
        yield Ours(parts, bot, wire)
        await parts.web_chat.close()
