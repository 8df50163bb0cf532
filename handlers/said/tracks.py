"""The four tracks of a case as one member sees them: where each stands, the clocks, and what this member can record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.clocks import shape
from cases.law.clocks import earlier_due, share_left
from cases.law.deadlines import Deadline
from cases.law.moves import Move, Position, possible
from cases.people import Role
from cases.tracks import Track
from cases.verbs import RECORDS, Verb, may
from handlers.door import Voice
from handlers.said.law import Cited, cited
from handlers.said.progress import clock_name, coming, done, said_until
from storage.keys import keys_of
from storage.tables import Case, Clock, Member, TimelineEntry, TrackMove
from storage.team import team_of
from storage.tracks import Tracks, place_of_reason, running


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
class Record:
    """A move that was written down: what it says now, what it said before it was corrected, and why it was.

    `paper` is what a form to correct it begins with; `may_correct` whether its reader can.
    """

    id: UUID
    name: str
    when: str
    document: str
    dated_on: str
    typed_by: str
    officers: list[str]
    before: list[str]
    why: list[tuple[str, str]]
    may_correct: bool
    paper: tuple[str, str]


@dataclass(frozen=True)
class TracksView:
    standings: list[Standing]
    records: list[Record]
    clocks: list[ClockView]
    forms: list[Form]
    by_hand: list[tuple[str, str]]
    officers: list[tuple[Member, str]]
    today: str


async def look_at_tracks(session: AsyncSession, voice: Voice, member: Member, case: Case, tracks: Tracks) -> TracksView:
    """Everything of the panel; forms only for what this member may record and the case allows now."""
    door, position = voice.door, tracks.position
    able = [track for track in Track if may(member.role, RECORDS[track])]
    team = await team_of(session)
    return TracksView(
        standings=[_standing(voice, track, tracks, position) for track in Track],
        records=await _records(session, voice, member, case, tracks),
        clocks=[view for clock in tracks.running if (view := _clock(voice, clock, case, able))],
        forms=[
            _form(voice, move, tracks)
            for move in possible(door.law.moves, door.law.deadlines, position, door.clock())
            if move.verb and may(member.role, move.verb)
        ],
        by_hand=_by_hand(voice, tracks.running, able),
        officers=team.named(team.officers(case.district)) if able else [],
        today=door.clock().astimezone(door.zone).date().isoformat(),
    )


def timeline_words(voice: Voice, entry: TimelineEntry, tracks: Tracks) -> dict[str, Any]:
    """What the lines about tracks and clocks speak of."""
    details = entry.details
    row = tracks.move(details.get("row"))
    document = done(voice, row).document if row else str(details.get("document_no", ""))
    by_itself = "move" in details and entry.member_id is None
    return {
        **({"member": voice.say("tracks.by.bot")} if by_itself else {}),
        "clock": clock_name(voice, details["clock"]) if "clock" in details else "",
        "move": _move_name(voice, details["move"]) if "move" in details else "",
        "document": document,
        "came": voice.say(f"officers.came.{details['came']}") if "came" in details else "",
    }


def _standing(voice: Voice, track: Track, tracks: Tracks, position: Position) -> Standing:
    last = tracks.last(track)
    state = voice.say(f"tracks.states.{track.value}.{position.states[track]}")
    if last is None:
        return Standing(track.value, state, None, "", "")
    told = done(voice, last)
    return Standing(track.value, state, last.happened_at, told.document, told.dated_on)


async def _records(session: AsyncSession, voice: Voice, member: Member, case: Case, tracks: Tracks) -> list[Record]:
    """What officers wrote down, in the order it happened. Raises KeyLost."""
    rows = [row for row in tracks.moves if row.actor == "officer"]
    if not rows:
        return []
    cipher, team = await keys_of(session).cipher(session, case.key_id), await team_of(session)
    able, found = may(member.role, Verb.CORRECT), []
    for row in rows:
        said, corrected = done(voice, row), tracks.corrections.get(row.id, [])
        why = [
            (team.name(one.member_id), cipher.open_text(one.sealed_reason, place_of_reason(one.id)))
            for one in corrected
        ]
        found.append(
            Record(
                id=row.id,
                name=_move_name(voice, row.move),
                when=said.when,
                document=said.document,
                dated_on=said.dated_on,
                typed_by=team.name(row.member_id),
                officers=[team.name(one) for one in (row.officer_id, row.second_officer_id)],
                before=[record_words(voice, one) for one in tracks.before(row)],
                why=why,
                may_correct=able and (row.member_id == member.id or member.role is Role.LEAD),
                paper=(row.document_no or "", row.dated_on.isoformat() if row.dated_on else ""),
            )
        )
    return found


def record_words(voice: Voice, row: TrackMove) -> str:
    """Its document with number and date, and from when it counts."""
    said = done(voice, row)
    return voice.say(
        "tracks.record", document=said.document, on=said.dated_on, when=voice.spoken.moment(row.happened_at)
    )


def _clock(voice: Voice, clock: Clock, case: Case, able: list[Track]) -> ClockView | None:
    """None for a clock whose rule the unit took out of the file."""
    rule, runs, now = voice.door.law.deadlines.get(clock.rule), running(clock), voice.door.clock()
    if rule is None:
        return None
    said, by = coming(voice, runs), rule.extends(clock.extended)
    earlier = earlier_due(rule, runs, case.submitted_at, voice.door.law.holidays, voice.door.zone)
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
        earlier=said_until(voice, rule, earlier) if earlier else "",
        granted_by=voice.say(f"tracks.by.{by.value}") if by else "",
        done=_done_label(voice, clock.rule),
        verbs=_verbs(clock, rule) if rule.track in able else (),
        shape=shape(clock),
        with_time=rule.limit.unit == "hours",
        basis=cited(voice, rule.basis),
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


def _form(voice: Voice, move: Move, tracks: Tracks) -> Form:
    last = tracks.last(move.track)
    counted = [voice.door.law.deadlines[name] for name in (*move.starts, *move.stops)]
    return Form(
        id=move.id,
        name=_move_name(voice, move.id),
        by=voice.say(f"tracks.by.{move.by.value}"),
        documents=[voice.say(f"tracks.documents.{one.value}") for one in move.documents],
        outcomes=[(to, voice.say(f"tracks.states.{move.track.value}.{to}")) for to in move.to]
        if len(move.to) > 1
        else [],
        seen=last.seq if last else 0,
        with_time=any(rule.limit.unit == "hours" for rule in counted),
        basis=cited(voice, move.basis),
    )


def _by_hand(voice: Voice, clocks: list[Clock], able: list[Track]) -> list[tuple[str, str]]:
    """Clocks that no move starts, that do not run yet and that this member may start."""
    runs = {clock.rule for clock in clocks}
    rules = [rule for rule in voice.door.law.deadlines.values() if rule.by_hand and rule.track in able]
    return [(rule.id, clock_name(voice, rule.id)) for rule in rules if rule.id not in runs]


def _move_name(voice: Voice, move: str) -> str:
    path = f"tracks.moves.{move}"
    return voice.say(path) if voice.has(path) else move


def _done_label(voice: Voice, rule: str) -> str:
    path = f"tracks.clocks.{rule}.done"
    return voice.say(path if voice.has(path) else "tracks.done")
