"""What the robots of group chats are still to be told, and how far each was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from cases.robots import TOO_LATE
from storage.keys import keys_of
from storage.tables import TO_ROBOTS, Case, Outgoing, Robot

LEASE = timedelta(minutes=2)
A_MINUTE = timedelta(minutes=1)  # a row may be committed after others that say a later time
AT_ONCE = 500
IS_TOLD = text(TO_ROBOTS)  # in the words of its index


class Told(NamedTuple):
    """Something that somebody of the desk was told."""

    id: UUID
    kind: Kind
    number: str
    sent_at: datetime


async def robot_of(session: AsyncSession, url: str) -> Robot | None:
    return await session.get(Robot, keys_of(session).blind("robot", url))


def new_robot(session: AsyncSession, url: str, now: datetime) -> None:
    """It is told what happens from now on."""
    session.add(Robot(fingerprint=keys_of(session).blind("robot", url), told_until=now, retry_at=now))


async def claim(session: AsyncSession, robot: Robot, now: datetime) -> bool:
    """Whether it is ours to tell: of two processes that saw the same, one does it."""
    same = col(Robot.fingerprint) == robot.fingerprint, col(Robot.retry_at) == robot.retry_at
    claimed = await session.exec(update(Robot).where(*same).values(retry_at=now + LEASE))
    return bool(claimed.rowcount)


async def untold(session: AsyncSession, robot: Robot, now: datetime) -> Sequence[Told]:
    """What went out since, oldest first; nothing that is too old to be an alarm."""
    since = max(robot.told_until, now - TOO_LATE) - A_MINUTE
    query = (
        select(Outgoing.id, Outgoing.kind, Case.number, Outgoing.sent_at)
        .join(Case, col(Case.id) == col(Outgoing.case_id))
        .where(IS_TOLD, col(Outgoing.sent_at) > since)
        .order_by(col(Outgoing.sent_at))
        .limit(AT_ONCE)
    )
    known = set(robot.told)
    return [Told(*row) for row in (await session.exec(query)).all() if row[0].hex not in known]


def was_told(robot: Robot, told: Sequence[Told], now: datetime) -> None:
    """All of these; those of the last minute are kept by their ids, because others may still come before them."""
    robot.told_until = max(one.sent_at for one in told)
    lately = {one.id.hex for one in told if one.sent_at > robot.told_until - A_MINUTE}
    robot.told = [*robot.told[-AT_ONCE:], *sorted(lately)]
    robot.retry_at, robot.attempts, robot.error = now, 0, None
