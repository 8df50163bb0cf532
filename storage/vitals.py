"""How the whole stands, in a few figures without anything personal: for `doctor` and `/metrics`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.at_the_phone import IS_HELD
from storage.keys import KeyLost, keys_of
from storage.outgoing import IS_WAITING
from storage.room import is_on_its_way
from storage.tables import Backup, Case, DataKey, Member, Outgoing, Ring, SearchWaiting, TeamEntry, UploadRoom


@dataclass(frozen=True)
class Backlog:
    """Messages that are due and have not gone out; not those that wait for the hours their reader chose."""

    messages: int
    oldest: datetime | None

    def late(self, now: datetime) -> float:
        """By how many seconds the oldest is late."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


async def backlog(session: AsyncSession, now: datetime) -> Backlog:
    not_held = or_(col(Outgoing.error).is_(None), ~IS_HELD)
    query = select(func.count(), func.min(Outgoing.due_at)).where(IS_WAITING, col(Outgoing.due_at) <= now, not_held)
    return Backlog(*(await session.exec(query)).one())


async def last_backup(session: AsyncSession) -> datetime | None:
    return (await session.exec(select(func.max(Backup.made_at)))).one()


async def last_checked(session: AsyncSession) -> datetime | None:
    """When a backup was last read whole, and was right."""
    return (await session.exec(select(func.max(Backup.checked_at)))).one()


async def newest_row(session: AsyncSession) -> datetime | None:
    """The latest moment that anything here was written at, as far as these tables know."""
    times = (DataKey.created_at, TeamEntry.at, Backup.made_at)
    found = [(await session.exec(select(func.max(one)))).one() for one in times]
    return max((one for one in found if one), default=None)


async def index_waiting(session: AsyncSession) -> int:
    """Changes that the search index does not know yet."""
    return (await session.exec(select(func.count()).select_from(SearchWaiting))).one()


async def uploads(session: AsyncSession, now: datetime) -> int:
    """Files on their way in, through every process."""
    return (await session.exec(select(func.count()).select_from(UploadRoom).where(is_on_its_way(now)))).one()


async def database_clock(session: AsyncSession) -> datetime:
    """What the server of the database takes for now."""
    found: datetime = (await session.exec(text("SELECT now()"))).one()[0]  # type: ignore[call-overload]
    return found


async def is_anything_sealed(session: AsyncSession) -> bool:
    """Or was: a key of the unit's was in use here."""
    return (await session.exec(select(Ring.id).limit(1))).first() is not None


async def opens(session: AsyncSession) -> bool:
    """Really opens one sealed value: the answers of the newest case, else the name of a member."""
    newest = select(Case.id, Case.key_id, Case.sealed_answers).order_by(col(Case.submitted_at).desc()).limit(1)
    try:
        if case := (await session.exec(newest)).first():
            case_id, key_id, answers = case
            (await keys_of(session).cipher(session, key_id)).open(answers, f"answers:{case_id}")
        elif member := (await session.exec(select(Member).limit(1))).first():
            keys_of(session).unit.open(member.sealed_name, f"member:{member.id}")
    except KeyLost:
        return False
    return True
