"""Telegram's rates, kept before a request leaves: for the whole bot, for a chat, and for a group.

Telegram counts a request somewhere between its leaving us and its answer reaching us. So a place is given back one
period after the *answer*: then no second, wherever it begins and however slow the network, has too many. Only what
each way there and back takes at least, as often seen, is taken off: the next one needs it too.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from aiogram.client.session.middlewares.base import BaseRequestMiddleware
from aiogram.methods.base import TelegramType

from bot.places import Places

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from aiogram import Bot
    from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
    from aiogram.methods import Response, TelegramMethod

    Chat = int | str

PUTS_A_MESSAGE = ("send", "editMessage", "editEphemeral", "copyMessage", "forwardMessage")
PUTS_NOTHING = frozenset({"sendChatAction"})
FEW, MANY = 30, 1000  # answers, of which the quickest says what the way takes at least
SOMEWHAT = 0.8
READY = 4  # deliveries made ready before the bot's window has a place for them: an eighth of a second's work

# What a delivery holds while it is made ready, given back when it leaves.
_ready: ContextVar[AsyncExitStack | None] = ContextVar("ready", default=None)


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


class Window(Places):
    """Each place comes back a whole window after it was used.

    What is counted last at `answer - back` and next at `leaves + there` is a window apart, if the next one leaves no
    earlier than `answer + window - (there + back)`.
    """

    def __init__(self, rate: Rate) -> None:
        super().__init__(rate.count)
        self._seconds, self._took = rate.seconds, deque[float](maxlen=MANY)

    async def __aexit__(self, *failed: object) -> None:
        asyncio.get_running_loop().call_later(self._seconds - (0 if failed[0] else self._at_least()), self._give_back)

    def took(self, seconds: float) -> None:
        """There and back, once more."""
        self._took.append(seconds)

    def _at_least(self) -> float:
        """Nothing, before it was seen often; somewhat less than was seen, and never more than a tenth of the window."""
        return min(SOMEWHAT * min(self._took), self._seconds / 10) if len(self._took) >= FEW else 0


class Bucket(Places):
    """Used places come back one after another, at the pace."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace.burst)
        self._seconds, self._latest = pace.seconds, 0.0

    async def __aexit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        self._latest = max(loop.time(), self._latest) + self._seconds
        loop.call_at(self._latest, self._give_back)


class RateLimits(BaseRequestMiddleware):
    """Holds a message back until Telegram will take it. Other requests pass."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bot, self._front = Window(limits.bot), Places(READY)
        # One whose places have all come back is as good as new: nothing holds it any more, and it is forgotten.
        self._chats: WeakValueDictionary[Chat, Bucket] = WeakValueDictionary()
        self._groups: WeakValueDictionary[Chat, Window] = WeakValueDictionary()

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        async with AsyncExitStack() as places:
            limits = list(self._kept_by(method))
            for limit in limits:
                await places.enter_async_context(limit)
            if ready := _ready.get():
                await ready.aclose()
            began = monotonic()
            answer = await make_request(bot, method)
            if self._bot in limits:
                self._bot.took(monotonic() - began)
            return answer

    @asynccontextmanager
    async def place(self, chat_id: int) -> AsyncIterator[None]:
        """A place for one delivery, taken before its message is claimed: only the bot's window is still to come.

        However long the chat's own line, the message is then made ready within a moment of leaving. Raises NoPlace.
        """
        async with AsyncExitStack() as places:
            for limit in self._of_chat(chat_id):
                await places.enter_async_context(limit)
            ready = await places.enter_async_context(AsyncExitStack())
            await ready.enter_async_context(self._front)
            before = _ready.set(ready)
            try:
                yield
            finally:
                _ready.reset(before)

    def close(self) -> None:
        """Deliveries stop waiting; answers to what is being handled still go out."""
        for limit in (self._bot, self._front, *self._chats.values(), *self._groups.values()):
            limit.close()

    def _kept_by(self, method: TelegramMethod[TelegramType]) -> Iterator[Places]:
        """The bot's window comes last: a place in it is not held while waiting for a slow chat."""
        if not puts_a_message(method):
            return
        chat: Chat | None = getattr(method, "chat_id", None)
        if chat is not None and not _ready.get():  # else it has its place in the chat
            yield from self._of_chat(chat)
        yield self._bot

    def _of_chat(self, chat: Chat) -> Iterator[Places]:
        if is_group(chat):
            yield self._groups.setdefault(chat, Window(self._limits.group))
        yield self._chats.setdefault(chat, Bucket(self._limits.chat))


def puts_a_message(method: TelegramMethod[TelegramType]) -> bool:
    name = method.__api_method__
    return name.startswith(PUTS_A_MESSAGE) and name not in PUTS_NOTHING


def is_group(chat: Chat) -> bool:
    """Groups and channels have negative ids or a public @name; persons have neither."""
    return isinstance(chat, str) or chat < 0
