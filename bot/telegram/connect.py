"""The bot that speaks to a Bot API server, Telegram's own or one's own."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import Response
from aiogram.types import Message

from bot.away import Away
from bot.telegram.limits import RateLimits
from bot.telegram.patience import Listening, Patience

# pydantic remembers these only while somebody holds them; aiogram does not, and built one anew (20 ms) every few calls
ANSWERS = (Response[bool], Response[Message], Response[Message | bool])
REQUEST_SECONDS = 30  # a person waits in front of the screen; aiogram's own 60 is for nobody


def telegram_bot(token: str, api: str, limits: RateLimits, away: Away | None = None) -> Bot:
    """`api` is the base URL of a Bot API server. Whoever calls this closes `bot.session`."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api), timeout=REQUEST_SECONDS)
    session.middleware(Listening(away or Away()))
    session.middleware(Patience())  # outside the limits, so that a second try waits for its place too
    session.middleware(limits)
    words = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(token, session=session, default=words)
