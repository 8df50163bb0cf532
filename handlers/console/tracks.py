"""The four tracks of a case as one member sees them: where each stands, the clocks, and what this member can record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.clocks import VERBS, shape
from cases.law.clocks import earlier_due, share_left
from cases.law.deadlines import Deadline
from cases.law.moves import Move, Position, possible
from cases.people import WORKING, may, may_see
from cases.tracks import Track
from handlers.console.parts import Console, Visitor
from handlers.door import Door
from handlers.said.law import Cited, cited
from handlers.said.progress import clock_name, coming, done, said_until
from storage.tables import Case, Clock, Member, TimelineEntry, TrackMove
from storage.team import members, name_of
from storage.tracks import clocks_of, moves_of, position_of, running


@dataclass(frozen=True)
class Standing:
    """One track: its state in words, since when, and the document that says so."""

    track: str
    state: str
    since: datetime | None
    document: str
    dated_on: str


@dataclass(frozen=True)
class ClockView:
    """`percent` of its time is left; `verbs` are what this member can do with it now."""

    id: UUID
    rule: str
    name: str
    until: str
    left: str
    percent: int
    is_late: bool
    is_soon: bool
    earlier: str
    granted_by: str
    done: str
    verbs: tuple[str, ...]
    shape: str
    with_time: bool
    basis: Cited


@dataclass(frozen=True)
class Form:
    """A move that can be written down now. `outcomes` when it can end in more than one state."""

    id: str
    name: str
    by: str
    documents: list[str]
    outcomes: list[tuple[str, str]]
    seen: int
    with_time: bool
    basis: Cited


@dataclass(frozen=True)
class TracksView:
    standings: list[Standing]
    clocks: list[ClockView]
    forms: list[Form]
    by_hand: list[tuple[str, str]]
    officers: list[tuple[Member, str]]
    today: str


async def look_at_tracks(console: Console, session: AsyncSession, visitor: Visitor, case: Case) -> TracksView:
    """Everything of the panel; forms only for what this member may record and the case allows now."""
    door, language = console.door, visitor.language
    rows, position = await moves_of(session, case.id), await position_of(session, case.id)
    clocks = [clock for clock in await clocks_of(session, case.id) if clock.stopped_at is None]
    able = [track for track in Track if may(visitor.member.role, VERBS[track])]
    return TracksView(
        standings=[_standing(door, language, track, rows, position) for track in Track],
        clocks=[view for clock in clocks if (view := _clock(door, language, clock, case, able))],
        forms=[
            _form(door, language, move, rows)
            for move in possible(door.law.moves, door.law.deadlines, position, door.clock())
            if move.verb and may(visitor.member.role, move.verb)
        ],
        by_hand=_by_hand(door, language, clocks, able),
        officers=await officers(session, case) if able else [],
        today=door.clock().astimezone(door.zone).date().isoformat(),
    )


async def officers(session: AsyncSession, case: Case) -> list[tuple[Member, str]]:
    """Whose names may stand under a record of this case."""
    able = [one for one in await members(session) if one.role in WORKING and may_see(one.district, case.district)]
    return [(one, name_of(session, one)) for one in able]


def timeline_words(door: Door, language: str, entry: TimelineEntry, rows: list[TrackMove]) -> dict[str, Any]:
    """What the lines about tracks and clocks speak of."""
    details = entry.details
    row = next((row for row in rows if str(row.id) == details.get("row")), None)
    document = done(door, language, row).document if row else str(details.get("document_no", ""))
    by_itself = "move" in details and entry.member_id is None
    return {
        **({"member": door.words.text("tracks.by.bot", language)} if by_itself else {}),
        "clock": clock_name(door, language, details["clock"]) if "clock" in details else "",
        "move": _move_name(door, language, details["move"]) if "move" in details else "",
        "document": document,
    }


def _standing(door: Door, language: str, track: Track, rows: list[TrackMove], position: Position) -> Standing:
    last = max((row for row in rows if row.track == track), key=lambda row: row.seq, default=None)
    state = door.words.text(f"tracks.states.{track.value}.{position.states[track]}", language)
    if last is None:
        return Standing(track.value, state, None, "", "")
    told = done(door, language, last)
    return Standing(track.value, state, last.happened_at, told.document, told.dated_on)


def _clock(door: Door, language: str, clock: Clock, case: Case, able: list[Track]) -> ClockView | None:
    """None for a clock whose rule the unit took out of the file."""
    rule, runs, now = door.law.deadlines.get(clock.rule), running(clock), door.clock()
    if rule is None:
        return None
    said, by = coming(door, language, runs), rule.extends(clock.extended)
    earlier = earlier_due(rule, runs, case.submitted_at, door.law.holidays, door.zone)
    percent = round(share_left(runs, now) * 100)
    return ClockView(
        id=clock.id,
        rule=clock.rule,
        name=said.words,
        until=said.until,
        left=said.left,
        percent=percent,
        is_late=said.is_late,
        is_soon=not said.is_late and percent <= 25,
        earlier=said_until(door, language, rule, earlier) if earlier else "",
        granted_by=door.words.text(f"tracks.by.{by.value}", language) if by else "",
        done=_done_label(door, language, clock.rule),
        verbs=_verbs(clock, rule) if rule.track in able else (),
        shape=shape(clock),
        with_time=rule.limit.unit == "hours",
        basis=cited(door, language, rule.basis),
    )


def _verbs(clock: Clock, rule: Deadline) -> tuple[str, ...]:
    stop = [] if rule.only_moves_stop else ["stop"]
    if clock.paused_at:
        return ("resume", *stop)
    return (
        *stop,
        *(["extend"] if rule.may_extend(clock.extended) else []),
        *(["pause"] if rule.may_pause else []),
    )


def _form(door: Door, language: str, move: Move, rows: list[TrackMove]) -> Form:
    counted = [door.law.deadlines[name] for name in (*move.starts, *move.stops)]
    return Form(
        id=move.id,
        name=_move_name(door, language, move.id),
        by=door.words.text(f"tracks.by.{move.by.value}", language),
        documents=[door.words.text(f"tracks.documents.{one.value}", language) for one in move.documents],
        outcomes=[(to, door.words.text(f"tracks.states.{move.track.value}.{to}", language)) for to in move.to]
        if len(move.to) > 1
        else [],
        seen=max((row.seq for row in rows if row.track == move.track), default=0),
        with_time=any(rule.limit.unit == "hours" for rule in counted),
        basis=cited(door, language, move.basis),
    )


def _by_hand(door: Door, language: str, clocks: list[Clock], able: list[Track]) -> list[tuple[str, str]]:
    """Clocks that no move starts, that do not run yet and that this member may start."""
    runs = {clock.rule for clock in clocks}
    rules = [rule for rule in door.law.deadlines.values() if rule.by_hand and rule.track in able]
    return [(rule.id, clock_name(door, language, rule.id)) for rule in rules if rule.id not in runs]


def _move_name(door: Door, language: str, move: str) -> str:
    path = f"tracks.moves.{move}"
    return door.words.text(path, language) if door.words.has(path) else move


def _done_label(door: Door, language: str, rule: str) -> str:
    path = f"tracks.clocks.{rule}.done"
    return door.words.text(path if door.words.has(path) else "tracks.clocks.filing_review.done", language)
