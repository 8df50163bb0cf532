"""A channel: one way in which people and the team chat with us. bot/wiring.py makes one of each kind that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aiogram import Bot
from fastapi import APIRouter

from bot.away import Away
from bot.keeper import Keeper
from bot.outcome import Outcome, outcome_of
from bot.places import Line
from handlers.door import WayIn

delivering: ContextVar[UUID | None] = ContextVar("delivering", default=None)
"""The outgoing row being delivered: what is sent under it is stored once, however often it is tried. One send a row."""


async def nobody_waits() -> None:
    """A channel that holds no connection of the HTTP server open has nothing to let go."""


def no_routes() -> Iterable[APIRouter]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Channel(WayIn):
    """A way in, and what keeps it open. Made without a word to the network, so that it can be looked at.

    `bot` sends, and its session is closed last of all; what is due waits in `line` for its turn. `listen` brings what
    people do to the dispatcher, until the stop is set; updates may come by `routes` as well.
    `keeper` says whether this process is the one that sends here; without one, all of them do.
    `hang_up` lets open pages go before the HTTP server waits for them. `outcome` reads this channel's errors,
    and `away` knows when it was away as a whole.
    """

    bot: Bot
    line: Line
    listen: Callable[[asyncio.Event], Coroutine[Any, Any, None]]
    hang_up: Callable[[], Coroutine[Any, Any, None]] = nobody_waits
    routes: Callable[[], Iterable[APIRouter]] = no_routes
    outcome: Callable[[BaseException], Outcome] = outcome_of
    away: Away = field(default_factory=Away)
    keeper: Keeper | None = None

    async def is_kept(self) -> bool:
        """Whether this process sends here."""
        return self.keeper is None or (await self.keeper.asks() and self.keeper.has_settled)
