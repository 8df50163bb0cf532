"""The lock of a web chat: in which browsers it lies open, and until when. Its key is the return code.

Whether a chat locks is its own; whether it is locked is each browser's. Doing something in a browser keeps it open for
a while, leaving it closes it after a moment, and what is closed opens by the code alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import sql
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.keys import token_hash
from storage.tables import WebChat, WebDevice

if TYPE_CHECKING:
    from storage.web_devices import Device

IDLE = timedelta(minutes=5)  # nothing was done for so long: the lid of a laptop tells us nothing
LEFT = timedelta(minutes=1)  # out of sight for so long: enough to ring somebody or to copy a bank's message
OFTEN = timedelta(minutes=1)  # doing more within it is not written down again

KEEP_OPEN = (
    sql.update(class_mapper(WebDevice).local_table)  # type: ignore[arg-type]
    .where(col(WebDevice.token_hash) == sql.bindparam("token"), col(WebDevice.open_until) > sql.bindparam("now"))
    .values(open_until=sql.bindparam("until"))
)


async def keep_open(database: Database, token: str, device: Device, now: datetime) -> None:
    """Somebody does something in this open browser."""
    if device.locks and (device.open_until is None or device.open_until < now + IDLE - OFTEN):
        values = {"token": token_hash(token), "now": now, "until": now + IDLE}
        await database.save((KEEP_OPEN, values))


async def close_device(session: AsyncSession, token: str, at: datetime) -> None:
    """It is open until then at most; never longer than it was."""
    sooner = (col(WebDevice.token_hash) == token_hash(token)) & (col(WebDevice.open_until) > at)
    await session.exec(update(WebDevice).where(sooner).values(open_until=at))


async def is_locking(session: AsyncSession, chat_id: int) -> bool:
    return bool((await session.exec(select(WebChat.locks).where(WebChat.chat_id == chat_id))).one_or_none())


async def turn_lock(session: AsyncSession, chat_id: int, now: datetime, *, on: bool) -> None:
    """From now on the chat locks, or does not; whoever has it open goes on reading."""
    await session.exec(update(WebChat).where(col(WebChat.chat_id) == chat_id).values(locks=on))
    await session.exec(update(WebDevice).where(col(WebDevice.chat_id) == chat_id).values(open_until=now + IDLE))
