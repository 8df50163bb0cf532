"""One lane for every chat that has something due: a slow chat holds up nobody but itself.

A lane waits for its place first, and only then is the message claimed. Urgent messages have a lane of their own beside
the routine ones of the same chat, and go first wherever lanes wait. In memory are lanes, not messages: as many as
`AT_MOST` allows, and each asks for what comes first in its chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot.delivery import Delivery
from bot.places import NoPlace, Rank, rank
from storage.outgoing import AT_ONCE, Due, due, first_of_chat, stay_behind
from storage.tables import Channel

log = structlog.get_logger()
AT_MOST = 300  # lanes of a channel; Telegram's rates keep fewer chats than that waiting for themselves
REST = 5  # seconds a lane is closed after an error of our own: the database may be away
FINISH_WITHIN = 2  # seconds for what is on its way when we stop
LATE = timedelta(minutes=5)


@dataclass
class Lane:
    """The messages of one chat, in order: the urgent ones, or the others."""

    conversation_id: UUID
    channel: Channel
    chat_id: int
    urgent: bool
    task: asyncio.Task[None] | None = None


class Lanes:
    """Every lane of this process. `wake` is set when it is time to look again."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery, self._clock = delivery, delivery.door.clock
        kinds = [(channel, urgent) for channel in delivery.channels for urgent in (True, False)]
        self._lanes: dict[tuple[Channel, bool], dict[UUID, Lane]] = {kind: {} for kind in kinds}
        self._looks, self._left_out = 0, dict.fromkeys((True, False), False)
        self._stopping = asyncio.Event()
        self._moved_at = dict.fromkeys(delivery.channels, self._clock())
        self.wake = asyncio.Event()

    async def look(self, *, urgent: bool) -> bool:
        """Open a lane for every chat that has something due and none yet; whether there may be more of them."""
        self._looks += 1
        kept = [name for name, channel in self._delivery.channels.items() if await channel.is_kept()]
        room = {channel: AT_MOST - len(self._lanes[channel, urgent]) for channel in kept}
        with_room = [channel for channel in kept if room[channel] >= AT_MOST // 2]  # a look for each lane costs more
        self._left_out[urgent] = len(with_room) < len(kept)
        if not with_room:
            return False
        limit = min(AT_ONCE, *(room[channel] for channel in with_room))
        apart = not urgent and self._delivery.door.database.house.is_shared
        busy = [chat for channel in with_room for chat in self._lanes[channel, urgent]]
        async with self._delivery.door.database.reading() as session:
            found = await due(session, self._clock(), with_room, urgent=urgent, without=busy, limit=limit, apart=apart)
        for row in found:
            self._open(row, urgent=urgent)
        return len(found) == limit

    async def deliver_due(self) -> int:
        """Look, and wait for the lanes to be empty; how many there were. For who has no heartbeat."""
        for urgent in (True, False):
            await self.look(urgent=urgent)
        at_work = self._tasks()
        await asyncio.gather(*at_work)
        return len(at_work)

    async def stop(self) -> None:
        """Who waits gives up the place at once; what is on its way may arrive."""
        self._stopping.set()
        for channel in self._delivery.channels.values():
            channel.line.close()
        at_work = self._tasks()
        if at_work:
            _, late = await asyncio.wait(at_work, timeout=FINISH_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)

    async def stands_still(self, now: datetime) -> Channel | None:
        """A channel with messages due for long, and none of them tried. One chat that has to wait does not count.

        Nor does a channel that another process keeps.
        """
        for channel, moved_at in self._moved_at.items():
            if now - moved_at <= LATE or not await self._delivery.channels[channel].is_kept():
                continue
            if await self._is_something_due(channel, now - LATE):
                return channel
        return None

    async def _is_something_due(self, channel: Channel, at: datetime) -> bool:
        async with self._delivery.door.database.reading() as session:
            return any([await due(session, at, [channel], urgent=urgent, limit=1) for urgent in (True, False)])

    def _open(self, row: Due, *, urgent: bool) -> None:
        lanes = self._lanes[row.channel, urgent]
        if row.conversation_id not in lanes:
            lane = lanes[row.conversation_id] = Lane(row.conversation_id, row.channel, row.chat_id, urgent)
            lane.task = asyncio.create_task(self._run(lane))

    async def _run(self, lane: Lane) -> None:
        """Until nothing of the chat is due. It was when the lane was opened, so the first look is after the place."""
        rank.set(Rank.URGENT if lane.urgent else Rank.ROUTINE)
        try:
            with suppress(NoPlace):
                while await self._deliver_first(lane) and await self._first(lane):
                    pass
        except Exception as error:  # noqa: BLE001 - the border of one lane; its messages stay due
            log.error("lane failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), REST)
        finally:
            self._close(lane)

    async def _first(self, lane: Lane) -> UUID | None:
        """Nothing may be awaited between None and the lane's end: else what is planned meanwhile has no lane."""
        database, chat, urgent = self._delivery.door.database, lane.conversation_id, lane.urgent
        while True:
            looks, now = self._looks, self._clock()
            first = await first_of_chat(database, chat, now, urgent=urgent)
            if first and first.retry_at <= now:
                return first.id
            if first:
                async with database.writing() as session:
                    await stay_behind(session, chat, first, urgent=urgent)
            if looks == self._looks:  # else somebody has looked past this lane in the meantime
                return None

    async def _deliver_first(self, lane: Lane) -> bool:
        """Whether there may be more to do here. While another process sends to the chat, that one does it."""
        channel = self._delivery.channels[lane.channel]
        async with channel.line.place(lane.chat_id):
            if self._stopping.is_set() or not await channel.is_kept():
                return False
            async with self._alone(lane) as is_ours:
                if is_ours and (first := await self._first(lane)):
                    await self._delivery.deliver(first)
                    self._moved_at[lane.channel] = self._clock()
        return is_ours and not self._stopping.is_set()

    @asynccontextmanager
    async def _alone(self, lane: Lane) -> AsyncIterator[bool]:
        """Of several processes one sends to a chat at a time; where one keeps the channel, it is that one."""
        house, which = self._delivery.door.database.house, f"{lane.conversation_id} {lane.urgent}"
        if self._delivery.channels[lane.channel].keeper:
            yield True
            return
        is_ours = await house.take("lane", which)
        try:
            yield is_ours
        finally:
            if is_ours:
                house.leave("lane", which)

    def _close(self, lane: Lane) -> None:
        lanes = self._lanes[lane.channel, lane.urgent]
        del lanes[lane.conversation_id]
        if self._left_out[lane.urgent] and len(lanes) <= AT_MOST // 2:
            self.wake.set()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [lane.task for lanes in self._lanes.values() for lane in lanes.values() if lane.task]
