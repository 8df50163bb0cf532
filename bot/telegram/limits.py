"""Telegram's rates, kept before a request leaves: for the whole bot, for a chat, and for a group.

Telegram counts a request somewhere between its leaving us and its answer reaching us. So a place is given back one
period after the *answer*: then no second, wherever it begins and however slow the network, has too many.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.methods.base import TelegramType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiogram import Bot
    from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
    from aiogram.methods import Response, TelegramMethod

    Chat = int | str

# True while a person's own update is handled: somebody looks at the screen, and goes before deliveries.
answering: ContextVar[bool] = ContextVar("answering", default=False)

PUTS_A_MESSAGE = ("send", "editMessage", "editEphemeral", "copyMessage", "forwardMessage")
PUTS_NOTHING = frozenset({"sendChatAction"})


@dataclass(frozen=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True)
class Pace:
    """One message every `seconds`, and `burst` at once after a pause."""

    burst: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """Telegram's figures (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).

    One message a second in a chat, "short bursts" allowed: five here, so who presses quickly notices nothing. A group
    is a chat too, and keeps both rates.
    """

    bot: Rate = Rate(30, 1)
    chat: Pace = Pace(5, 1)
    group: Rate = Rate(20, 60)


class Places:
    """Lets `free` through at once, the others as places come back: first who answers a person, then who came first."""

    def __init__(self, free: int, seconds: float) -> None:
        self._free, self._seconds = free, seconds
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = count()

    async def __aenter__(self) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not answering.get(), next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the turn had come already: someone else may have it
                self._give_back()
            raise

    async def __aexit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        loop.call_at(self._back_at(loop.time()), self._give_back)

    def _back_at(self, now: float) -> float:
        raise NotImplementedError

    def _give_back(self) -> None:
        while self._waiting:
            *_, turn = heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Window(Places):
    """Each place comes back a whole window after it was used."""

    def __init__(self, rate: Rate) -> None:
        super().__init__(rate.count, rate.seconds)

    def _back_at(self, now: float) -> float:
        return now + self._seconds


class Bucket(Places):
    """Used places come back one after another, at the pace."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace.burst, pace.seconds)
        self._latest = 0.0

    def _back_at(self, now: float) -> float:
        self._latest = max(now, self._latest) + self._seconds
        return self._latest


class RateLimits(BaseRequestMiddleware):
    """Holds a message back until Telegram will take it. Other requests pass."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bot = Window(limits.bot)
        # One whose places have all come back is as good as new: nothing holds it any more, and it is forgotten.
        self._chats: WeakValueDictionary[Chat, Bucket] = WeakValueDictionary()
        self._groups: WeakValueDictionary[Chat, Window] = WeakValueDictionary()

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        async with AsyncExitStack() as places:
            for limit in self._kept_by(method):
                await places.enter_async_context(limit)
            return await make_request(bot, method)

    def _kept_by(self, method: TelegramMethod[TelegramType]) -> Iterator[Places]:
        """The bot's window comes last: a place in it is not held while waiting for a slow chat."""
        if not puts_a_message(method):
            return
        chat: Chat | None = getattr(method, "chat_id", None)
        if chat is not None:
            if is_group(chat):
                yield self._groups.setdefault(chat, Window(self._limits.group))
            yield self._chats.setdefault(chat, Bucket(self._limits.chat))
        yield self._bot


def puts_a_message(method: TelegramMethod[TelegramType]) -> bool:
    name = method.__api_method__
    return name.startswith(PUTS_A_MESSAGE) and name not in PUTS_NOTHING


def is_group(chat: Chat) -> bool:
    """Groups and channels have negative ids or a public @name; persons have neither."""
    return isinstance(chat, str) or chat < 0
