"""Somebody waits at the screen: an answer that Telegram could not take is tried again before it is given up.

What is due by itself is tried again by bot/delivery.py; an answer to a person's own update has no row to wait in.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods.base import TelegramType

from bot.away import Away
from bot.places import Rank, rank
from bot.telegram.limits import puts_a_message

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
    from aiogram.methods import Response, TelegramMethod

PAUSES = (0.3, 1.0, 3.0)  # seconds
NOBODY_THERE = (TelegramServerError, TelegramNetworkError, ClientDecodeError)  # the last is a proxy's own page
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
            except NOBODY_THERE:
                seconds = pause
            await asyncio.sleep(seconds)
        return await make_request(bot, method)


class Listening(BaseRequestMiddleware):
    """What got through tells that Telegram is there: a message, or whatever it was that did not before."""

    def __init__(self, away: Away) -> None:
        self._away, self._failing = away, set[str]()

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        name = method.__api_method__
        try:
            response = await make_request(bot, method)
        except NOBODY_THERE:
            self._failing.add(name)
            raise
        if puts_a_message(method) or name in self._failing:
            self._failing.discard(name)
            self._away.answered()
        return response
