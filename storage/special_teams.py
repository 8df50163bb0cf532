"""Reading special teams (专班): who is on one, on which cases it works, what was said in its channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.people import Role
from storage.keys import keys_of
from storage.sight import seen_by, teams_of
from storage.stamps import is_genuine
from storage.tables import Case, Member, SpecialNote, SpecialSeat, SpecialTeam
from storage.team import team_of

MOST_NOTES = 100  # of the channel on its page
RUNS = text("special_teams.dissolved_at IS NULL")  # in the words of its index


@dataclass(frozen=True)
class Note:
    """One line of the channel, opened; `by` is who wrote it."""

    row: SpecialNote
    text: str
    by: str


@dataclass(frozen=True)
class Special:
    """A team with what it was formed for and the names of who is on it; `leader` is empty once they left."""

    row: SpecialTeam
    purpose: str
    leader: str
    members: dict[UUID, str]


@dataclass(frozen=True)
class EndedTeam:
    """One that was dissolved: what it was formed for, and the words it ended with."""

    purpose: str
    closing: str


async def running_team(session: AsyncSession, team_id: UUID | None, *, lock: bool = False) -> SpecialTeam | None:
    """One that is not dissolved."""
    if team_id is None:
        return None
    query = select(SpecialTeam).where(SpecialTeam.id == team_id, RUNS)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def team_of_series(session: AsyncSession, series_id: UUID, *, lock: bool = False) -> SpecialTeam | None:
    """The one that was formed for the whole series; locked, after its cases, it is not dissolved meanwhile."""
    query = select(SpecialTeam).where(SpecialTeam.series_id == series_id, RUNS)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def ended_team(session: AsyncSession, team_id: UUID) -> EndedTeam | None:
    row = await session.get(SpecialTeam, team_id)
    if row is None or row.sealed_closing is None:
        return None
    unit = keys_of(session).unit
    purpose = unit.open_text(row.sealed_purpose, place_of("purpose", row.id))
    return EndedTeam(purpose, unit.open_text(row.sealed_closing, place_of("closing", row.id)))


async def special_of(session: AsyncSession, team_id: UUID | None) -> Special | None:
    """One that runs, opened, whoever reads it."""
    row = await running_team(session, team_id)
    return await _opened(session, row) if row else None


async def special_for(session: AsyncSession, member: Member, team_id: UUID | None) -> Special | None:
    """The same, for who is on it and for leads who see one of its cases; None alike for everybody else."""
    if team_id is None or (team_id not in teams_of(member) and not await _leads_on(session, member, team_id)):
        return None
    return await special_of(session, team_id)


async def specials_for(session: AsyncSession, member: Member) -> list[Special]:
    """Those this member may read, the newest first."""
    mine = set(teams_of(member))
    if member.role is Role.LEAD:
        theirs = select(Case.team_id).where(col(Case.team_id).is_not(None), seen_by(member)).distinct()
        mine |= {one for one in (await session.exec(theirs)).all() if one}
    query = select(SpecialTeam).where(col(SpecialTeam.id).in_(mine), RUNS).order_by(col(SpecialTeam.formed_at).desc())
    return [await _opened(session, row) for row in (await session.exec(query)).all()] if mine else []


async def seats_on(session: AsyncSession, team_id: UUID) -> list[UUID]:
    """Who is on it now, in the order they came."""
    query = select(SpecialSeat.member_id).where(SpecialSeat.team_id == team_id, col(SpecialSeat.left_at).is_(None))
    return list((await session.exec(query.order_by(col(SpecialSeat.joined_at), col(SpecialSeat.member_id)))).all())


async def cases_of_team(session: AsyncSession, team_id: UUID) -> list[Case]:
    """What it works on, the most urgent and oldest first; what was merged stands with the main case."""
    theirs = select(Case).where(Case.team_id == team_id, col(Case.merged_into).is_(None))
    ordered = theirs.order_by(col(Case.ended_at).is_not(None), col(Case.rank), col(Case.submitted_at), col(Case.id))
    return list((await session.exec(ordered)).all())


async def notes_of(session: AsyncSession, team_id: UUID, limit: int = MOST_NOTES) -> list[Note]:
    """The channel, the newest first."""
    query = select(SpecialNote).where(SpecialNote.team_id == team_id).order_by(col(SpecialNote.at).desc())
    rows = (await session.exec(query.limit(limit))).all()
    unit, team = keys_of(session).unit, await team_of(session)
    opened = [(row, unit.open_text(row.sealed_text, place_of("note", row.id))) for row in rows if is_genuine(row)]
    return [Note(row, said, team.name(row.member_id)) for row, said in opened]


async def has_reported(session: AsyncSession, team_id: UUID, since: datetime) -> bool:
    theirs = (SpecialNote.team_id == team_id, col(SpecialNote.is_report), col(SpecialNote.at) >= since)
    return (await session.exec(select(SpecialNote.id).where(*theirs).limit(1))).first() is not None


async def due_reports(session: AsyncSession, now: datetime, limit: int = 50) -> list[UUID]:
    """Teams whose line of the day is to be asked for."""
    due = select(SpecialTeam.id).where(RUNS, col(SpecialTeam.report_due_at) <= now)
    return list((await session.exec(due.order_by(col(SpecialTeam.report_due_at)).limit(limit))).all())


def place_of(part: str, of: UUID) -> str:
    """What a sealed text of a special team is bound to."""
    return f"special:{part}:{of}"


async def _leads_on(session: AsyncSession, member: Member, team_id: UUID) -> bool:
    if member.role is not Role.LEAD:
        return False
    one = select(Case.id).where(Case.team_id == team_id, seen_by(member)).limit(1)
    return (await session.exec(one)).first() is not None


async def _opened(session: AsyncSession, row: SpecialTeam) -> Special:
    team = await team_of(session)
    purpose = keys_of(session).unit.open_text(row.sealed_purpose, place_of("purpose", row.id))
    members = {one: team.name(one) for one in await seats_on(session, row.id)}
    return Special(row, purpose, team.name(row.leader_id), members)
