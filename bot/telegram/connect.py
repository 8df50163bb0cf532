"""The bot that speaks to a Bot API server, Telegram's own or one's own."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.telegram.limits import Limits, RateLimits

REQUEST_SECONDS = 30  # a person waits in front of the screen; aiogram's own 60 is for nobody


def telegram_bot(token: str, api: str, limits: Limits) -> Bot:
    """`api` is the base URL of a Bot API server. Whoever calls this closes `bot.session`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api), timeout=REQUEST_SECONDS)
    session.middleware(RateLimits(limits))
    words = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(token, session=session, default=words)
