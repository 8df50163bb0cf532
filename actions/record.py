"""Writing down what happened to a case at law, to its money and its remedies. Rows are added, never changed.

An officer writes with a document, a date and two names. The bot, the reporter and the clock write three moves of the
money track and nothing else; the database holds the same line.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.clocks import begin_clock, end_clocks
from actions.paper import Paper, Signed, check_paper
from actions.tell import note_event, tell_reporter
from actions.warnings import Work
from cases.follow_ups import Kind, Planned
from cases.law import Law
from cases.law.moves import Move, Need, Position, check_possible
from cases.law.named import WITHOUT_OFFICERS, NamedMove
from cases.people import CaseNotFound, check_may
from cases.tracks import Money, MoveNotPossible, Track
from storage.cases import case_by_id, case_for_member
from storage.tables import Case, Clock, Event, Member, Outgoing, TimelineEntry, TrackMove
from storage.tracks import clock_of, clocks_of, last_move, moves_of, position_of


class OutcomeMissing(MoveNotPossible):
    """The move can end in two ways: one must be chosen."""


async def record_move(
    session: AsyncSession,
    number: str,
    member: Member,
    move_id: str,
    *,
    document_no: str,
    dated_on: date | None,
    officer: UUID | None,
    second_officer: UUID | None,
    now: datetime,
    law: Law,
    zone: ZoneInfo,
    happened_at: datetime | None = None,
    to: str | None = None,
    seen: int | None = None,
) -> TrackMove:
    """One move by an officer, with its clocks and messages, in one transaction.

    `to` chooses among the states the move can end in; `seen` is how many moves of the track the form was made after.
    Raises CaseNotFound for a move that is not an officer's, NotAllowed, MoveNotPossible and PaperWrong.
    """
    move = law.moves.get(move_id)
    if move is None or move.verb is None:
        raise CaseNotFound
    check_may(member.role, move.verb)
    case = await case_for_member(session, number, member, lock=True)
    position, last = await position_of(session, case.id), await last_move(session, case.id, move.track)
    reached = _outcome(move, to)
    if position.states[move.track] not in move.starts_from or seen not in {None, last.seq if last else 0}:
        raise MoveNotPossible
    paper = Paper(document_no, dated_on, officer, second_officer, happened_at)
    signed = await check_paper(session, case, paper, now, zone, after=await _after(session, case, move, last))
    check_possible(move, reached, law.deadlines, position, signed.happened_at)
    row = _row(case, move.id, move.track, position, reached, last, now)
    _sign(row, move, member, signed)
    await _write(session, case, row, now, member.id)
    await _follow(Work(session, case, law, zone, now), move, row)
    return row


async def note_by_bot(
    session: AsyncSession, case: Case, move_id: str, actor: str, now: datetime, *, happened_at: datetime | None = None
) -> TrackMove | None:
    """One of the three moves without an officer; None when the money does not stand where it begins."""
    who, starts_from, to = WITHOUT_OFFICERS[move_id]
    if actor not in {who, "bot"}:
        raise MoveNotPossible
    position, last = await position_of(session, case.id), await last_move(session, case.id, Track.MONEY)
    if position.states[Track.MONEY] not in starts_from:
        return None
    row = _row(case, move_id, Track.MONEY, position, to, last, now)
    row.actor, row.happened_at = actor, happened_at or now
    await _write(session, case, row, now, None)
    return row


async def move_money(session: AsyncSession, case: Case, to: str, actor: str, now: datetime) -> TrackMove | None:
    """The money lane's two moves, "sheet_ready" and "reported_to_110"; what is written already is not written again.

    Whoever rang 110 before the sheet was made has both written down.
    """
    if to not in {Money.SHEET_READY, Money.REPORTED_TO_110}:
        raise MoveNotPossible
    row = await note_by_bot(session, case, NamedMove.SHEET_MADE, "bot", now)
    if to == Money.SHEET_READY:
        return row
    return await note_by_bot(session, case, NamedMove.REPORTED_TO_110, actor, now)


async def clock_ran_out(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """When the message that a time is over has left: written down once, and a stop or freeze of money is over."""
    if row.kind not in {Kind.CLOCK_LATE, Kind.CLOCK_MISSED} or row.case_id is None:
        return
    case = await case_by_id(session, row.case_id, lock=True)
    clock = await clock_of(session, case.id, UUID(row.details["clock"]))
    if clock.stopped_at or clock.paused_at or now < clock.due_at or await _was_noted(session, case, clock):
        return
    note_event(session, case, Event.CLOCK_MISSED, now, clock=clock.rule, clock_id=str(clock.id))
    if row.details.get("expires"):
        clock.stopped_at = clock.due_at
        await note_by_bot(session, case, NamedMove.STOP_RAN_OUT, "clock", now, happened_at=clock.due_at)


def _outcome(move: Move, to: str | None) -> str:
    if to is None and len(move.to) > 1:
        raise OutcomeMissing
    return to or move.to[0]


async def _after(session: AsyncSession, case: Case, move: Move, last: TrackMove | None) -> list[datetime]:
    """What the move cannot lie before: the one before it on its track, the filing, the day its right began."""
    found = [last.happened_at] if last else []
    if Need.AFTER_FILING in move.needs:
        found += [row.happened_at for row in await moves_of(session, case.id) if row.to_state == "filed"][-1:]
    if move.within:
        found += [clock.started_at for clock in await clocks_of(session, case.id) if clock.rule == move.within][-1:]
    return found


def _row(
    case: Case, move_id: str, track: Track, position: Position, to: str, last: TrackMove | None, now: datetime
) -> TrackMove:
    return TrackMove(
        case_id=case.id,
        track=track.value,
        seq=last.seq + 1 if last else 1,
        move=move_id,
        from_state=str(position.states[track]),
        to_state=str(to),
        legal_state=str(position.states[Track.LEGAL]),
        actor="officer",
        happened_at=now,
        recorded_at=now,
    )


def _sign(row: TrackMove, move: Move, member: Member, signed: Signed) -> None:
    row.member_id, row.officer_id, row.second_officer_id = member.id, signed.officer, signed.second_officer
    row.document, row.document_no, row.dated_on = move.documents[0].value, signed.document_no, signed.dated_on
    row.happened_at = signed.happened_at


async def _write(session: AsyncSession, case: Case, row: TrackMove, now: datetime, member_id: UUID | None) -> None:
    session.add(row)
    await session.flush()
    note_event(session, case, Event.TRACK_MOVED, now, member_id, move=row.move, track=row.track, row=str(row.id))


async def _follow(work: Work, move: Move, row: TrackMove) -> None:
    """What follows from a move: clocks end, clocks begin, the reporter hears of it."""
    await end_clocks(work, move.stops, row.happened_at)
    for rule in move.starting(row.to_state):
        await begin_clock(work, rule, row.happened_at)
    if move.tells_reporter:
        tell_reporter(work.session, work.case, [Planned(Kind.TRACK_MOVED, work.now)], move=str(row.id))


async def _was_noted(session: AsyncSession, case: Case, clock: Clock) -> bool:
    query = select(TimelineEntry).where(TimelineEntry.case_id == case.id, TimelineEntry.event == Event.CLOCK_MISSED)
    return any(entry.details.get("clock_id") == str(clock.id) for entry in (await session.exec(query)).all())
