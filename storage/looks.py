"""The access record of cases: written at every look, read by who answers for the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

import structlog
from sqlmodel import col, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database
from storage.tables import Case, Look, Member, Seen
from storage.team import team_of

log = structlog.get_logger()
MOST = 200  # of one case that are read back, the newest


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
    """The same of several cases that stand on one page; of none, nothing."""
    if not cases:
        return
    common = {"member_id": member.id, "at": now, "seen": seen, "door": door, "about": about}
    await database.save(*[(insert(Look), {"id": uuid4(), "case_id": one.id, **common}) for one in cases])
    for one in cases:
        log.info("case looked at", case=one.number, member=str(member.id), by=door, seen=seen.value)


async def looks_of(session: AsyncSession, case: Case, limit: int = MOST) -> list[Looked]:
    """The newest first."""
    query = select(Look).where(Look.case_id == case.id).order_by(col(Look.at).desc(), col(Look.id)).limit(limit)
    rows, team = (await session.exec(query)).all(), await team_of(session)
    found = []
    for _, alike in groupby(rows, key=lambda row: (row.member_id, row.seen, row.door)):
        last, *before = alike
        found.append(Looked(last, team.name(last.member_id), 1 + len(before)))
    return found
