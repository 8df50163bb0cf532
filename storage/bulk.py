"""What was done with many cases at once, as far as it can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Bulk, BulkCase, Case, Member

TABLE: Any = class_mapper(Bulk).local_table


async def keep_bulk(session: AsyncSession, bulk: Bulk) -> None:
    """Once: the second of two at the same moment waits for the first, and finds it."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(TABLE)
    row = insert.values(id=bulk.id, member_id=bulk.member_id, verb=bulk.verb, at=bulk.at)
    await session.exec(row.on_conflict_do_nothing(index_elements=["id"]))


async def was_done(session: AsyncSession, bulk_id: UUID, case_id: UUID) -> bool:
    """Whether the same form did it with this case before, whatever became of it since."""
    return await session.get(BulkCase, (bulk_id, case_id)) is not None


async def cases_of_bulk(session: AsyncSession, bulk_id: UUID) -> list[str]:
    """The numbers of its cases that nobody put back yet, in the order of the queue."""
    query = (
        select(Case.number)
        .join(BulkCase, col(BulkCase.case_id) == col(Case.id))
        .where(BulkCase.bulk_id == bulk_id, col(BulkCase.undone).is_(None))
        .order_by(col(Case.rank), col(Case.submitted_at), col(Case.id))
    )
    return list((await session.exec(query)).all())


async def last_bulk(session: AsyncSession, member: Member, since: datetime) -> Bulk | None:
    """What this member did last and can still take back."""
    some = exists().where(col(BulkCase.bulk_id) == col(Bulk.id))
    query = select(Bulk).where(Bulk.member_id == member.id, col(Bulk.at) > since, col(Bulk.undone_at).is_(None), some)
    return (await session.exec(query.order_by(col(Bulk.at).desc()).limit(1))).first()
