"""Robots of group chats - DingTalk, WeCom, Feishu - are told what happens at the desk: sorts, numbers, and no more.

Not by the outbox: whatever happened since the last message goes in one, so a burst is a digest by itself, and a robot
that was away hears of all of it at once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from actions.tell import tell_leads
from bot.carriers.sending import NotTaken, Sender
from cases.messages import Kind
from cases.robots import MOST_NAMED, SORTS, Sort
from handlers.door import Door
from storage.robots import Told, claim, new_robot, robot_of, untold, was_told
from storage.tables import Robot

log = structlog.get_logger()
LONGEST_PAUSE = timedelta(minutes=10)
TELL_LEADS_AFTER = 5  # failures in a row


@dataclass(frozen=True)
class Robots:
    """All of the settings."""

    door: Door
    senders: Sequence[Sender]

    async def tick(self) -> None:
        """One that does not answer holds no other."""
        await asyncio.gather(*(self._tell(one) for one in self.senders))

    async def _tell(self, sender: Sender) -> None:
        now = self.door.clock()
        async with self.door.database.reading() as session:
            robot = await robot_of(session, sender.url)
            news = await untold(session, robot, now) if robot and robot.retry_at <= now else []
        if robot is None:
            async with self.door.database.writing() as session:
                new_robot(session, sender.url, now)
        elif news:
            async with self.door.database.writing() as session:
                is_ours = await claim(session, robot, now)
            if is_ours:
                await self._send(sender, news)

    async def _send(self, sender: Sender, news: Sequence[Told]) -> None:
        try:
            await sender.send("", "", self._words(news))
        except NotTaken as error:
            log.warning("a robot was not told", outcome=error.outcome.kind, reason=error.outcome.reason)
            await self._note(sender, [], error.outcome.reason)
        else:
            await self._note(sender, news)

    async def _note(self, sender: Sender, told: Sequence[Told], error: str | None = None) -> None:
        now = self.door.clock()
        async with self.door.database.writing() as session:
            robot = await robot_of(session, sender.url)
            if robot is None:
                return
            if error is None:
                was_told(robot, told, now)
                return
            robot.attempts, robot.error = robot.attempts + 1, error[:200]
            robot.retry_at = now + _pause(robot)
            if robot.attempts >= TELL_LEADS_AFTER:
                day = f"{now.astimezone(self.door.zone):%y%m%d}"
                await tell_leads(session, Kind.REACH_BROKEN, now, f"robot:{robot.fingerprint}:{day}", by="robot")

    def _words(self, news: Sequence[Told]) -> str:
        numbers: dict[Sort, list[str]] = defaultdict(list)
        for one in news:
            if one.number not in numbers[SORTS[one.kind]]:
                numbers[SORTS[one.kind]].append(one.number)
        told = [(sort, numbers[sort][:MOST_NAMED], len(numbers[sort])) for sort in Sort if numbers[sort]]
        return self.door.own_voice.text("robot", told=told, address=_spelled_out(self.door.address))


def _pause(robot: Robot) -> timedelta:
    """10 s, 20 s, 40 s, up to ten minutes."""
    return min(timedelta(seconds=5 * 2 ** min(robot.attempts, 10)), LONGEST_PAUSE)


def _spelled_out(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")
