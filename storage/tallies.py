"""Counting what must not be forgotten by a restart, and is the same for all processes: rows with a window.

Read before anything is written: what a stranger does too often costs no transaction. A window that ends later than one
that begins now was written before the clock was set back, and counts no more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import keys_of
from storage.tables import Tally

TABLE: Any = class_mapper(Tally).local_table
AT_ONCE = timedelta(minutes=1)  # requests, and processes, that do not read their clocks at the same moment


async def times(session: AsyncSession, kind: str, whose: str, within: timedelta, now: datetime) -> int:
    """How often, in the window that is open now."""
    open_now = (col(Tally.until) > now, col(Tally.until) <= now + within + AT_ONCE)
    what = keys_of(session).blind(kind, whose)
    return (await session.exec(select(Tally.times).where(Tally.what == what, *open_now))).one_or_none() or 0


async def count(session: AsyncSession, kind: str, whose: str, within: timedelta, now: datetime, by: int = 1) -> int:
    """Once more, or so much more; which time it was.

    Whoever counts the same at this moment waits for the end of the transaction.
    """
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(TABLE)
    row: Any = insert.values(what=keys_of(session).blind(kind, whose), times=by, until=now + within)
    is_over = or_(TABLE.c.until <= now, TABLE.c.until > now + within + AT_ONCE)
    anew = {
        "times": case((is_over, by), else_=TABLE.c.times + by),
        "until": case((is_over, row.excluded.until), else_=TABLE.c.until),
    }
    once_more = row.on_conflict_do_update(index_elements=["what"], set_=anew).returning(TABLE.c.times)
    return int((await session.exec(once_more)).scalar_one())


async def forget_over(session: AsyncSession, now: datetime) -> None:
    await session.exec(delete(Tally).where(col(Tally.until) <= now))
