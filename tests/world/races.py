"""Two transactions made to meet on PostgreSQL: the database itself says who waits for whom."""

from __future__ import annotations

from asyncio import Task
from typing import Any

from sqlalchemy import text

from storage.database import Database

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def until_none_can_go_on(database: Database, *tasks: Task[Any]) -> None:
    """Until each of them is done, or waits for a lock that another transaction holds."""
    while await how_many_wait(database) < sum(not one.done() for one in tasks):
        pass


async def how_many_wait(database: Database) -> int:
    async with database.reading() as session:
        return int((await session.exec(WAITING)).one()[0])  # type: ignore[call-overload]
