"""Reading the alarms of the last hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.alarms import LATELY
from storage.tables import MoneyAlarm

KEPT_FOR = timedelta(days=1)
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('money alarms'))")


async def alarms_lately(
    session: AsyncSession, conversation_id: UUID, address: str | None, now: datetime
) -> tuple[int, int]:
    """(of this chat, of its address); where no address is known, none is counted. One asks at a time."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        await session.exec(ONE_AT_A_TIME)  # type: ignore[call-overload]
    lately = select(MoneyAlarm.conversation_id, MoneyAlarm.address).where(col(MoneyAlarm.at) > now - LATELY)
    rows = (await session.exec(lately)).all()
    of_address = sum(one == address for _, one in rows) if address else 0
    return sum(one == conversation_id for one, _ in rows), of_address


async def forget_alarms(session: AsyncSession, now: datetime) -> None:
    await session.exec(delete(MoneyAlarm).where(col(MoneyAlarm.at) <= now - KEPT_FOR))
