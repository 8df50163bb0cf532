"""The access record of cases: written at every look, read by who answers for the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import class_mapper
from sqlmodel import col, func, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import CaseNotFound
from storage.custody import enter_file
from storage.database import Database
from storage.tables import Case, Deed, DeskFile, Look, Member, Seen, StoredFile
from storage.team import team_of

log = structlog.get_logger()
MOST = 200  # of one case that are read back, the newest
AGAIN_AFTER = timedelta(minutes=10)  # a page that stays open and changes is looked at anew

# Of a case that is still there: what is saved in one commit with the looks of others must not fail.
TABLE: Any = class_mapper(Look).local_table
NAMED = {"look": "id", "member": "member_id", "at": "at", "seen": "seen", "door": "door", "about": "about"}
GIVEN = [bindparam(name, type_=TABLE.c[column].type) for name, column in NAMED.items()]
OF_CASE: Any = select(col(Case.id), *GIVEN).where(Case.id == bindparam("case"))
ADD: Any = TABLE.insert().from_select(["case_id", *NAMED.values()], OF_CASE).execution_options(preserve_rowcount=True)


@dataclass(frozen=True)
class Looked:
    """One look, or several of the same one after the other: the last of them, how many, and the name of who it was."""

    row: Look
    name: str
    times: int


async def note_look(
    database: Database,
    case: Case,
    member: Member,
    seen: Seen,
    door: str,
    now: datetime,
    *,
    about: UUID | None = None,
    beside: Sequence[Case] = (),
) -> None:
    """Durable before anything is shown. It changes nothing of the case, so nobody's open page hears of it.

    `beside` are cases that are shown with it; each has the look on its own record.
    """
    await note_looks(database, [case, *beside], member, seen, door, now, about=about)


async def note_looks(
    database: Database,
    cases: Sequence[Case],
    member: Member,
    seen: Seen,
    door: str,
    now: datetime,
    *,
    about: UUID | None = None,
) -> None:
    """The same of several cases that stand on one page; of none, nothing. Raises CaseNotFound, if it is gone."""
    if not cases:
        return
    common = {"member": member.id, "at": now, "seen": seen, "door": door, "about": about}
    try:
        noted = await database.save(*[(ADD, {"look": uuid4(), "case": one.id, **common}) for one in cases])
    except IntegrityError as error:  # it went while this was on its way
        raise CaseNotFound from error
    if not noted:
        raise CaseNotFound
    for one in cases:
        log.info("case looked at", case=one.number, member=str(member.id), by=door, seen=seen.value)


async def note_file(
    database: Database,
    case: Case,
    member: Member,
    file: StoredFile | DeskFile,
    name: str,
    deed: Deed,
    door: str,
    now: datetime,
    despite: str = "",
) -> None:
    """A file is shown to a member or sent into their chat: on the record, and in the chain of custody, before it is.

    `despite` is the virus that they were told of, or that nobody had looked for one.
    """
    look = {"id": uuid4(), "case_id": case.id, "member_id": member.id, "at": now, "seen": Seen.FILE, "door": door}
    async with database.writing() as session:
        # the entry first: it locks the case, which the look's foreign key would only share with others who wait for it
        known = {"despite": despite} if despite else {}
        await enter_file(session, case, deed, now, file, name, member=str(member.id), door=door, **known)
        await session.exec(insert(Look), params=look | {"about": file.id})
    log.info("file of a case", case=case.number, member=str(member.id), by=door, deed=deed.value)


async def note_view(
    database: Database, case: Case, member: Member, file: StoredFile | DeskFile, name: str, door: str, now: datetime
) -> None:
    """The same of a file whose pages are shown one by one: it is opened once, however many of them are looked at."""
    theirs = (Look.case_id == case.id, Look.member_id == member.id, Look.seen == Seen.FILE, Look.about == file.id)
    async with database.reading() as session:
        lately = select(Look.id).where(*theirs, Look.door == door, col(Look.at) > now - AGAIN_AFTER)
        if (await session.exec(lately.limit(1))).first():
            return
    await note_file(database, case, member, file, name, Deed.OPENED, door, now)


async def note_refresh(
    database: Database, cases: Sequence[Case], member: Member, seen: Seen, door: str, now: datetime
) -> None:
    """An open page showed them anew by itself: no look of its own where this member's last one was a moment ago."""
    ids, since = [one.id for one in cases], now - AGAIN_AFTER
    theirs = (Look.member_id == member.id, Look.seen == seen, Look.door == door, col(Look.at) > since)
    async with database.reading() as session:
        lately = (await session.exec(select(Look.case_id).where(col(Look.case_id).in_(ids), *theirs))).all()
    await note_looks(database, [one for one in cases if one.id not in lately], member, seen, door, now)


async def looks_of(session: AsyncSession, case: Case, limit: int = MOST) -> list[Looked]:
    """The newest first; many of one kind by the same member, one after the other, are one."""
    order: Any = (col(Look.at).desc(), col(Look.id))
    alike: Any = (col(Look.member_id), col(Look.seen), col(Look.door))
    place: Any = func.row_number().over(order_by=order)
    run: Any = place - func.row_number().over(partition_by=alike, order_by=order)
    columns: list[Any] = [col(Look.id), *alike, place.label("place"), run.label("run")]
    numbered: Any = select(*columns)
    rows = numbered.where(Look.case_id == case.id).subquery()
    first, times = func.min(rows.c.place).label("first"), func.count().label("times")
    grouped: Any = select(first, times).group_by(rows.c.member_id, rows.c.seen, rows.c.door, rows.c.run)
    runs = grouped.order_by(first).limit(limit).subquery()
    query: Any = select(Look, runs.c.times).join(rows, rows.c.id == Look.id).join(runs, runs.c.first == rows.c.place)
    found, team = (await session.exec(query.order_by(runs.c.first))).all(), await team_of(session)
    return [Looked(row, team.name(row.member_id), times) for row, times in found]
