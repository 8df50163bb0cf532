"""Reading the tracks of a case: what was written down, its clocks, and where that leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law.clocks import Running
from cases.law.moves import Position
from cases.people import CaseNotFound
from cases.tracks import BEFORE, Track
from storage.tables import Clock, Correction, TrackMove


@dataclass(frozen=True)
class Tracks:
    """The tracks of one case: every move in the order things happened, every clock in the order they began."""

    moves: list[TrackMove]
    clocks: list[Clock]
    corrections: Mapping[UUID, list[Correction]] = field(default_factory=dict)  # by move, in the order they were made
    written: Mapping[UUID, TrackMove] = field(default_factory=dict)  # the moves of those as they were written down

    @property
    def position(self) -> Position:
        """Where the case stands, for the rules."""
        rows = sorted(self.moves, key=lambda row: row.seq)
        states = {**BEFORE, **{Track(row.track): row.to_state for row in rows}}
        return Position(states, [(row.move, row.to_state) for row in rows], [running(clock) for clock in self.clocks])

    def last(self, track: str) -> TrackMove | None:
        """The newest row of a track: where it stands."""
        return max((row for row in self.moves if row.track == track), key=lambda row: row.seq, default=None)

    def move(self, row_id: str | None) -> TrackMove | None:
        return next((row for row in self.moves if str(row.id) == row_id), None)

    def before(self, move: TrackMove) -> list[TrackMove]:
        """What the move said before it was corrected, the first version first; nothing of one that never was."""
        if move.id not in self.written:
            return []
        first = self.written[move.id]
        return [first, *(_with(first, one) for one in self.corrections[move.id][:-1])]

    @property
    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.stopped_at is None]


async def tracks_of(session: AsyncSession, case_id: UUID) -> Tracks:
    """Every move as last corrected, which is never written back. Two reads, a third where an officer recorded one."""
    query = (
        select(TrackMove)
        .where(TrackMove.case_id == case_id)
        .order_by(col(TrackMove.happened_at), col(TrackMove.recorded_at), col(TrackMove.seq))
    )
    moves = list((await session.exec(query)).all())
    found = await _corrections(session, case_id) if any(row.actor == "officer" for row in moves) else {}
    written = {row.id: row for row in moves if row.id in found}
    counted = [_with(row, found[row.id][-1]) if row.id in found else row for row in moves]
    counted.sort(key=lambda row: (row.happened_at, row.recorded_at, row.seq))
    return Tracks(counted, await clocks_of(session, case_id), found, written)


def place_of_reason(correction_id: UUID) -> str:
    """What the sealed reason of a correction is bound to."""
    return f"correction:{correction_id}"


async def _corrections(session: AsyncSession, case_id: UUID) -> dict[UUID, list[Correction]]:
    query = select(Correction).where(Correction.case_id == case_id).order_by(col(Correction.seq))
    found: dict[UUID, list[Correction]] = {}
    for row in (await session.exec(query)).all():
        found.setdefault(row.move_id, []).append(row)
    return found


def _with(move: TrackMove, said: Correction) -> TrackMove:
    """A copy that belongs to no session, so that nothing of it is written."""
    right = {name: getattr(said, name) for name in ("document_no", "dated_on", "happened_at")}
    return TrackMove(**{**move.model_dump(), **right})


async def clocks_of(session: AsyncSession, case_id: UUID) -> list[Clock]:
    """Every clock of a case, also the stopped ones, in the order they began."""
    query = select(Clock).where(Clock.case_id == case_id).order_by(col(Clock.started_at), col(Clock.id))
    return list((await session.exec(query)).all())


async def clock_of(session: AsyncSession, case_id: UUID, clock_id: UUID) -> Clock:
    """A clock of this case. Raises CaseNotFound alike for missing and another case's."""
    query = select(Clock).where(Clock.id == clock_id, Clock.case_id == case_id)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise CaseNotFound
    return found


async def first_due(session: AsyncSession, case_ids: list[UUID], rules: Iterable[str]) -> dict[UUID, Clock]:
    """For each of these cases the running clock among these rules that ends first; cases without one are left out."""
    query = (
        select(Clock)
        .where(col(Clock.case_id).in_(case_ids), col(Clock.rule).in_(list(rules)))
        .where(col(Clock.stopped_at).is_(None), col(Clock.paused_at).is_(None))
        .order_by(col(Clock.due_at).desc())
    )
    return {
        clock.case_id: clock for clock in (await session.exec(query)).all()
    }  # the last one, which is the first due, stays


def running(clock: Clock) -> Running:
    """A row as the rules see it."""
    return Running(
        id=clock.id,
        rule=clock.rule,
        started_at=clock.started_at,
        due_at=clock.due_at,
        extended=clock.extended,
        paused_at=clock.paused_at,
        paused_days=clock.paused_days,
        stopped_at=clock.stopped_at,
    )
