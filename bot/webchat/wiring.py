"""The web chat put together: one call, and the parts others need."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from fastapi import APIRouter

from bot.webchat.answers import Answers
from bot.webchat.live import Live
from bot.webchat.reception import Reception
from bot.webchat.routes import chat_router
from bot.webchat.session import TOKEN, WebChatSession
from bot.webchat.top import Tops
from bot.webchat.transcript import Transcript
from bot.webchat.updates import Updates
from handlers.door import Door
from handlers.streams import Streams


@dataclass(frozen=True)
class WebChat:
    """The running web chat. At the start `await updates.resume()`; at the end `close()` below."""

    bot: Bot
    live: Live
    transcript: Transcript
    updates: Updates
    reception: Reception
    router: APIRouter

    async def close(self) -> None:
        """First the pages are let go (the HTTP server waits for them), then what is being handled may finish."""
        self.live.close()
        await self.updates.close()
        await self.reception.together.close()


def web_bot(transcript: Transcript, answers: Answers) -> Bot:
    session = WebChatSession(transcript, answers)
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def build_web_chat(
    dispatcher: Dispatcher, door: Door, *, public_url: str | None = None, streams: Streams | None = None
) -> WebChat:
    """The door's keys are prepared before a request comes."""
    live, answers = Live(door.database.house), Answers()
    transcript = Transcript(door.database, door.keys, door.files, door.clock, live)
    bot = web_bot(transcript, answers)
    updates = Updates(bot, dispatcher, transcript, answers)
    reception = Reception(
        transcript,
        updates,
        door.words,
        door.clock,
        Tops(door, bot.id, live),
        public_url=public_url,
        language=door.language,
        streams=streams,
    )
    return WebChat(bot, live, transcript, updates, reception, chat_router(reception))
