"""Somebody waits at the screen: an answer that Telegram could not take is tried again before it is given up.

What is due by itself is tried again by bot/delivery.py; an answer to a person's own update has no row to wait in.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods.base import TelegramType

from bot.places import Rank, rank

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
    from aiogram.methods import Response, TelegramMethod

PAUSES = (0.3, 1.0, 3.0)  # seconds
LONGEST = 30.0  # a longer wait than that is of no use to who looks at the screen


class Patience(BaseRequestMiddleware):
    """Keeps the wait Telegram asks for, and asks again after its errors. An answer may come twice, but not get lost."""

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        for pause in PAUSES if rank.get() is Rank.ANSWER else ():
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                if error.retry_after > LONGEST:
                    raise
                seconds = float(error.retry_after)
            except (TelegramServerError, TelegramNetworkError):
                seconds = pause
            await asyncio.sleep(seconds)
        return await make_request(bot, method)
