"""Room on the disk for one upload, whatever door it comes through: reserved first, counted while bytes arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from fastapi import Request

from actions.evidence import hold_upload_link, let_upload_link_go
from cases.room import MB
from handlers.outside import read_number
from handlers.site import address_of
from storage import room
from storage.database import AWAY, Database
from storage.disk import Disk
from storage.keys import KeyRing
from storage.room import Asking

STEP = 4 * MB  # reserved at once for an upload that does not say how much it brings
RENEWED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class House:
    """Where files are kept."""

    database: Database
    disk: Disk
    clock: Callable[[], datetime]


@dataclass
class Room:
    """What one upload has reserved, and how much of it came."""

    house: House
    asking: Asking
    link: str | None
    reserved: int = 0
    came: int = 0
    renewed_at: datetime = field(init=False)

    async def reserve(self, more: int) -> None:
        """Raises NoRoomLeft, TooMuchToday, FilesWait."""
        now = self.house.clock()
        async with self.house.database.writing() as session:
            await room.reserve(session, self.asking, more, self.house.disk, now)
        self.reserved, self.renewed_at = self.reserved + more, now

    async def counted(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same bytes, as long as there is room for them. Raises as `reserve` does."""
        async for chunk in chunks:
            self.came += len(chunk)
            if self.came > self.reserved:
                await self.reserve(max(STEP, self.came - self.reserved))
            elif self.house.clock() - self.renewed_at > RENEWED_EVERY:
                await self._renew()
            yield chunk

    async def _renew(self) -> None:
        now = self.house.clock()
        async with self.house.database.writing() as session:
            await room.renew(session, self.asking, now)
            if self.link:
                await hold_upload_link(session, self.link, now)
        self.renewed_at = now

    async def settle(self) -> None:
        async with self.house.database.writing() as session:
            await room.settle(session, self.asking, self.came)

    async def free(self) -> None:
        async with self.house.database.writing() as session:
            await room.free(session, self.asking)
            if self.link:
                await let_upload_link_go(session, self.link)


def announced_bytes(request: Request) -> int:
    """How many the request says it brings; 0 when it does not say."""
    return read_number(request.headers.get("content-length", "")) or 0


def fingerprint_of(keys: KeyRing, request: Request) -> str | None:
    """By what one address is counted, without the address."""
    address = address_of(request)
    return keys.blind("address", address) if address else None


@asynccontextmanager
async def room_for(
    house: House, conversation_id: UUID, announced: int, *, address: str | None = None, link: str | None = None
) -> AsyncIterator[Room]:
    """Reserved until the block ends, and freed when it breaks off; `announced` bytes, 0 where nobody knows.

    Raises NoRoomLeft, TooMuchToday, FilesWait before a byte is read.
    """
    taken = Room(house, Asking(uuid4(), conversation_id, address), link)
    try:
        await taken.reserve(announced or STEP)
        yield taken
    except BaseException:
        with suppress(*AWAY):  # a database that is away: the lease ends by itself
            await taken.free()
        raise
    await taken.settle()
