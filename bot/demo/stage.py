"""The product, put together as in `run` but not running: its clock stands where the story is, and walks to now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import func, select

from bot.attending import attend
from bot.wiring import Parts
from handlers.door import Door
from storage.outgoing import IS_WAITING
from storage.tables import Outgoing

A_MOMENT = timedelta(milliseconds=1)
TOGETHER = timedelta(minutes=5)  # what falls due within it goes out in one go


class Walk:
    """Every look at it is a moment later, so that everything has its order; it never goes back, nor past now."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def __call__(self) -> datetime:
        self._at += A_MOMENT
        return self._at

    def go(self, to: datetime) -> None:
        self._at = max(self._at, min(to, datetime.now(UTC)))


class Stage:
    """The parts, and time going by for them."""

    def __init__(self, parts: Parts, walk: Walk) -> None:
        self.parts, self.walk = parts, walk

    @property
    def door(self) -> Door:
        return self.parts.door

    async def settles(self) -> None:
        """What was said is handled, and what is due is delivered."""
        await self.parts.web_chat.updates.idle()
        while await self.parts.heartbeat.lanes.deliver_due():
            pass

    async def goes_to(self, at: datetime) -> None:
        """Whatever falls due on the way there happens on the way."""
        while (due := await self._next_due()) and (then := due + TOGETHER) < at:
            self.walk.go(then)
            await self._ticks()
        self.walk.go(at)
        await self._ticks()

    async def _ticks(self) -> None:
        await attend(self.door)
        await self.settles()

    async def _next_due(self) -> datetime | None:
        async with self.door.database.reading() as session:
            return (await session.exec(select(func.min(Outgoing.retry_at)).where(IS_WAITING))).one()
