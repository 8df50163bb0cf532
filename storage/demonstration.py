"""Whether this database was filled by `green-channel demo`: a row says so, whatever the settings say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage.database import Database
from storage.tables import Case, Conversation, Custody, Demonstration, Draft, Forgetting, Invite, Member

# What only somebody who means it leaves behind. The first lead of an empty start is a placeholder, and nobody.
REAL = (Case.id, Draft.id, Conversation.id, Custody.of_case, Forgetting.of_case, Invite.token_hash)


class InUse(CaseError):
    """There are cases, chats or members already: made-up ones do not go among them."""


class DemonstrationThere(CaseError):
    """The database is full of made-up cases already."""


class DemonstrationUnfinished(CaseError):
    """`demo` was cut off, or is at work at this moment."""


async def demonstration(session: AsyncSession) -> Demonstration | None:
    return (await session.exec(select(Demonstration))).one_or_none()


async def is_demonstration(session: AsyncSession) -> bool:
    """Also while it is being filled."""
    return await demonstration(session) is not None


async def check_finished(session: AsyncSession) -> bool:
    """Whether the database was filled by `demo`. Raises DemonstrationUnfinished."""
    found = await demonstration(session)
    if found and found.finished_at is None:
        raise DemonstrationUnfinished
    return found is not None


async def begin_demonstration(database: Database, now: datetime) -> None:
    """From now on everything in here is made up. Raises DemonstrationThere, DemonstrationUnfinished and InUse."""
    try:
        async with database.writing() as session:
            if await check_finished(session):
                raise DemonstrationThere
            if await is_in_use(session):
                raise InUse
            session.add(Demonstration(begun_at=now))
    except IntegrityError as error:  # another process was faster
        raise DemonstrationUnfinished from error


async def finish_demonstration(session: AsyncSession, now: datetime) -> None:
    found = await demonstration(session)
    assert found, "only what was begun is finished"
    found.finished_at = now
    session.add(found)


async def is_in_use(session: AsyncSession) -> bool:
    """Anything that a unit would miss, or that somebody said."""
    members = select(Member.id).where(col(Member.is_placeholder).is_(False))
    for query in (members, *(select(one) for one in REAL)):
        if (await session.exec(query.limit(1))).first() is not None:
            return True
    return False
