"""Messages of a kind of which only a later version of the program has heard: they are left to it.

While one stands beside us they are neither due nor put off, and what is written on them stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import Kind
from storage.tables import WAITING, Outgoing

_KNOWN = ", ".join(f"'{kind}'" for kind in sorted(Kind))
# as an expression, so that no index of kinds is taken for it
IS_KNOWN, IS_UNHEARD = text(f"outgoing.kind || '' IN ({_KNOWN})"), text(f"outgoing.kind || '' NOT IN ({_KNOWN})")


async def note_unheard(session: AsyncSession, now: datetime) -> None:
    """Where one is due: to read it says so in the log, once (storage/columns.py)."""
    due = select(Outgoing.kind).where(text(f"outgoing.{WAITING}"), col(Outgoing.retry_at) <= now, IS_UNHEARD)
    (await session.exec(due.limit(1))).first()
