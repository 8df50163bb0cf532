"""What Telegram brought to any of several processes: kept until the one that keeps the bot has handled it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import class_mapper
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.keys import ValueChanged, keys_of
from storage.tables import TO_HANDLE, TelegramUpdate

TABLE: Any = class_mapper(TelegramUpdate).local_table
REMEMBERED = timedelta(days=2)  # Telegram repeats what it did not hear to be taken for a day
WAITS = text(TO_HANDLE)


async def keep(session: AsyncSession, bot_id: int, raw: dict[str, Any], now: datetime) -> bool:
    """Whether it is new: a repeat is taken once."""
    sealed = keys_of(session).unit.seal(json.dumps(raw).encode(), _place(bot_id, raw["update_id"]))
    row = {"bot_id": bot_id, "update_id": raw["update_id"], "sealed": sealed, "received_at": now}
    return bool((await session.exec(insert(TABLE).values(row).on_conflict_do_nothing())).rowcount)


async def to_handle(session: AsyncSession, bot_id: int, without: Collection[int], limit: int) -> list[dict[str, Any]]:
    """In Telegram's order, `without` what is being handled. A row that is not ours is left out."""
    query = select(TelegramUpdate).where(WAITS, TelegramUpdate.bot_id == bot_id)
    query = query.where(col(TelegramUpdate.update_id).not_in(list(without))).order_by(col(TelegramUpdate.update_id))
    found = []
    for row in (await session.exec(query.limit(limit))).all():
        try:
            found.append(json.loads(keys_of(session).unit.open(row.sealed or b"", _place(bot_id, row.update_id))))
        except ValueChanged:
            found.append({"update_id": row.update_id})  # nothing anybody understands: done with at once
    return found


async def is_waiting(database: Database, bot_id: int, update_id: int) -> bool:
    """Whether nobody has handled it yet."""
    query = select(TelegramUpdate.update_id).where(WAITS, TelegramUpdate.bot_id == bot_id)
    return await database.look(query.where(TelegramUpdate.update_id == update_id)) is not None


async def mark_handled(session: AsyncSession, bot_id: int, update_id: int) -> None:
    this = (col(TelegramUpdate.bot_id) == bot_id) & (col(TelegramUpdate.update_id) == update_id)
    await session.exec(update(TelegramUpdate).where(this).values(sealed=None))


async def tidy(session: AsyncSession, now: datetime) -> None:
    """What was handled long ago nobody repeats."""
    old = col(TelegramUpdate.sealed).is_(None) & (col(TelegramUpdate.received_at) < now - REMEMBERED)
    await session.exec(delete(TelegramUpdate).where(old))


def _place(bot_id: int, update_id: int) -> str:
    return f"telegram update {bot_id} {update_id}"
