"""The browsers in which members are signed in to the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import KeyLost, keys_of
from storage.tables import ConsoleSession
from storage.tokens import mark_of_hash, marked


@dataclass(frozen=True)
class SignedInBrowser:
    """`browser` and `address` are empty where nobody knows."""

    mark: str
    member_id: UUID
    since: datetime
    used_at: datetime
    browser: str
    address: str


async def sessions_of(session: AsyncSession, member_id: UUID, now: datetime) -> list[SignedInBrowser]:
    """Those that are open, the one used last first."""
    theirs = (ConsoleSession.member_id == member_id, col(ConsoleSession.expires_at) > now)
    rows = (await session.exec(select(ConsoleSession).where(*theirs))).all()
    return sorted((_opened(session, row) for row in rows), key=lambda one: one.used_at, reverse=True)


async def session_of_mark(session: AsyncSession, member_id: UUID, mark: str, now: datetime) -> SignedInBrowser | None:
    """One of theirs, while it is open."""
    theirs = (ConsoleSession.member_id == member_id, col(ConsoleSession.expires_at) > now)
    row = (await session.exec(select(ConsoleSession).where(*theirs, marked(ConsoleSession.token_hash, mark)))).first()
    return _opened(session, row) if row else None


def _opened(session: AsyncSession, row: ConsoleSession) -> SignedInBrowser:
    try:
        kept = row.sealed_from and keys_of(session).unit.open_json(row.sealed_from, f"session:{row.token_hash}")
    except KeyLost:
        kept = None
    said = kept or {"browser": "", "address": ""}
    mark, used_at = mark_of_hash(row.token_hash), row.used_at or row.created_at
    return SignedInBrowser(mark, row.member_id, row.created_at, used_at, said["browser"], said["address"])
