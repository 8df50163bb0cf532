"""What goes wrong on the way to a reader: hours without an answer, a minute's errors, chats that block us."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError, TelegramServerError
from aiogram.methods import SendMessage

from bot.channels import delivering

AT_THE_PHONE = timedelta(minutes=30)
HICCUPS = 0.01  # of the messages that leave: an error by itself
HALF_OF = 0.5  # of these it arrived all the same


@dataclass
class Weather:
    """Between the product and a channel. `outages` are from when to when; `blocked` the chats that take nothing now.

    `troubles` are chats with the times at which they took nothing.
    """

    clock: Callable[[], datetime]
    chance: random.Random
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    troubles: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    delivered: int = 0

    @classmethod
    def of(cls, clock: Callable[[], datetime], chance: random.Random, begin: datetime, days: int) -> Weather:
        """An outage a month, of a quarter of an hour to a day and a half."""
        starts = sorted(begin + timedelta(hours=chance.uniform(0, days * 24)) for _ in range(days // 30))
        return cls(
            clock, chance, [(at, at + timedelta(minutes=chance.choice((15, 60, 240, 720, 2160)))) for at in starts]
        )

    def comes_between(self, bot: Bot) -> None:
        session: Any = bot.session
        through = session.make_request

        async def make_request(bot: Bot, method: Any, timeout: int | None = None) -> Any:
            if not isinstance(method, SendMessage) or delivering.get() is None:
                return await through(bot, method, timeout)
            self._before(method)
            sent = await through(bot, method, timeout)
            self.delivered += 1
            if self.chance.random() < HICCUPS * HALF_OF:
                raise TelegramNetworkError(method, "Request timeout error")
            return sent

        session.make_request = make_request

    def held_up(self, chat_id: int, begin: datetime, end: datetime) -> bool:
        """Whether between these nothing could reach that chat, at least for a while."""
        theirs = [(since, until) for chat, since, until in self.troubles if chat == chat_id]
        return any(since <= end and begin <= until for since, until in (*self.outages, *theirs))

    def came_back(self, chat_id: int, at: datetime) -> bool:
        """Whether its reader had been away, and was at the phone again just then."""
        return any(chat == chat_id and until <= at < until + AT_THE_PHONE for chat, _, until in self.troubles)

    def outage_over(self, at: datetime) -> datetime | None:
        """When the outage ended in which that was."""
        return next((end for begin, end in self.outages if begin <= at < end), None)

    def is_out(self, at: datetime) -> bool:
        return self.outage_over(at) is not None

    def _before(self, method: SendMessage) -> None:
        if method.chat_id in self.blocked:
            raise TelegramForbiddenError(method, "Forbidden: bot was blocked by the user")
        if self.is_out(self.clock()):
            raise TelegramNetworkError(method, "Cannot connect to host")
        if self.chance.random() < HICCUPS * HALF_OF:
            raise TelegramServerError(method, "Bad Gateway")
