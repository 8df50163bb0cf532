"""The web chat put together: one call, and the parts others need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from fastapi import APIRouter

from bot.webchat.answers import Answers
from bot.webchat.live import Live
from bot.webchat.reception import Reception
from bot.webchat.routes import chat_router
from bot.webchat.session import TOKEN, WebChatSession
from bot.webchat.transcript import Transcript
from bot.webchat.updates import Updates
from handlers.streams import Streams
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from templates.rendering import Words


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


def web_bot(transcript: Transcript, answers: Answers) -> Bot:
    session = WebChatSession(transcript, answers)
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def build_web_chat(
    dispatcher: Dispatcher,
    *,
    database: Database,
    keys: KeyRing,
    files: FileStore,
    words: Words,
    clock: Callable[[], datetime],
    public_url: str | None = None,
    language: str = "zh",
    streams: Streams | None = None,
) -> WebChat:
    """`language` is the unit's, for browsers that ask for none we have. `keys` are prepared before a request comes."""
    live, answers = Live(), Answers()
    transcript = Transcript(database, keys, files, clock, live)
    bot = web_bot(transcript, answers)
    updates = Updates(bot, dispatcher, transcript, answers)
    reception = Reception(transcript, updates, words, clock, public_url=public_url, language=language, streams=streams)
    return WebChat(bot, live, transcript, updates, reception, chat_router(reception))
