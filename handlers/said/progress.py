"""How a case stands at law, in words: what was done, what comes next and by when, what the reporter may do.

Status, date, document and next step; never what an investigation found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.follow_ups import TO_REPORTER, Kind
from cases.law.clocks import Running, days_left, earlier_due, still_wanted
from cases.law.deadlines import Deadline
from cases.law.moves import Position
from cases.next_steps import Next, is_complainant, polices_next, reporters_next
from cases.people import Role, may_see
from cases.tracks import INTERNAL, Legal, Track
from handlers.door import Voice
from handlers.said.law import Cited, cited
from storage.tables import Case, Clock, Conversation, Outgoing, TrackMove
from storage.team import member_by_id
from storage.tracks import Tracks, clock_of, running, tracks_of

MOST_SHOWN = 12
OF_CLOCKS = frozenset({Kind.CLOCK_SOON, Kind.CLOCK_LATE, Kind.CLOCK_MISSED, Kind.RIGHT_ENDING})


@dataclass(frozen=True)
class Done:
    """One move as its reporter reads it. `document` has its name and number, `dated_on` the date on it."""

    when: str
    words: str
    document: str = ""
    dated_on: str = ""


@dataclass(frozen=True)
class Coming:
    """A deadline: `until` is its last day, or its very end when hours count."""

    words: str
    until: str = ""
    left: str = ""
    is_late: bool = False
    is_paused: bool = False
    basis: Cited | None = None


@dataclass(frozen=True)
class Progress:
    """`police` is their next legal step, `mine` what the reporter may do."""

    done: list[Done]
    police: Coming | None
    mine: list[Coming]
    complains: bool
    at_law: bool  # the police have it: what our own files make of the figures is no longer the point


def progress_of(voice: Voice, case: Case, tracks: Tracks) -> Progress:
    """The newest moves last, so that what comes next stands below them."""
    position = tracks.position
    clock = polices_next(voice.door.law, position)
    steps = reporters_next(voice.door.law, position, case.reporter_role, voice.door.clock())
    return Progress(
        done=[told(voice, row) for row in tracks.moves[-MOST_SHOWN:]],
        police=coming(voice, clock) if clock else None,
        mine=[_mine(voice, one, position) for one in steps],
        complains=is_complainant(voice.door.law, case.reporter_role),
        at_law=position.states[Track.LEGAL] not in {Legal.NONE, Legal.INTAKE_REGISTERED},
    )


def done(voice: Voice, row: TrackMove) -> Done:
    words = voice.say(f"tracks.told.{row.track}.{row.to_state}")
    said = voice.spoken.moment if row.track == Track.MONEY else voice.spoken.day  # hours count where money moves
    when = said(row.happened_at)
    if row.document is None or row.dated_on is None:
        return Done(when, words)
    name = voice.say(f"tracks.documents.{row.document}")
    dated = voice.spoken.full_date(row.dated_on)
    return Done(when, words, f"{name} {row.document_no}", dated)


def told(voice: Voice, row: TrackMove) -> Done:
    """The same for the reporter, without the number of a paper that stays inside."""
    found = done(voice, row)
    return replace(found, document="") if row.document in INTERNAL else found


def coming(voice: Voice, clock: Running) -> Coming:
    rule, now = voice.door.law.deadlines.get(clock.rule), voice.door.clock()
    return Coming(
        words=clock_name(voice, clock.rule),
        until=said_until(voice, rule, clock.due_at),
        left=said_left(voice, rule, clock),
        is_late=clock.is_late(now),
        is_paused=clock.paused_at is not None,
        basis=cited(voice, rule.basis) if rule else None,
    )


def clock_name(voice: Voice, rule: str) -> str:
    """Its words; the id of one that a unit added without any."""
    path = f"tracks.clocks.{rule}.name"
    return voice.say(path) if voice.has(path) else rule


def said_until(voice: Voice, rule: Deadline | None, due: datetime) -> str:
    """The last day of days and months, the minute of hours."""
    if rule and rule.limit.unit == "hours":
        return voice.spoken.moment(due)
    return voice.spoken.day(due - timedelta(seconds=1))


def said_left(voice: Voice, rule: Deadline | None, clock: Running) -> str:
    """How much time is left, in the unit that matters."""
    now = voice.door.clock()
    if clock.paused_at:
        return voice.say("tracks.left.paused")
    if now >= clock.due_at:
        over = "expired" if rule and rule.missed != "late" else "over"
        return voice.say(f"tracks.left.{over}")
    if rule and rule.limit.unit == "hours":
        hours = int((clock.due_at - now).total_seconds() // 3600)
        minutes = int((clock.due_at - now).total_seconds() // 60)
        name, count = ("hours", hours) if hours else ("minutes", minutes)
        return voice.say(f"tracks.left.{name}", count=count)
    count = days_left(clock, now, voice.door.zone)
    return voice.say(f"tracks.left.{'days' if count else 'today'}", count=count)


async def letter_facts(session: AsyncSession, voice: Voice, row: Outgoing, case: Case) -> dict[str, Any]:
    """What messages about tracks and clocks speak of: the move, the clock as it is now, what comes next."""
    if row.kind not in {Kind.TRACK_MOVED, Kind.STILL_WORKING} | OF_CLOCKS:
        return {}
    tracks = await tracks_of(session, case.id)
    facts: dict[str, Any] = {"progress": progress_of(voice, case, tracks), "moved": None}
    if row.kind is Kind.STILL_WORKING:
        return facts
    if "move" in row.details:
        found = next(one for one in tracks.moves if str(one.id) == row.details["move"])
        return facts | {"moved": told(voice, found), "changed": None}
    clock = next(one for one in tracks.clocks if str(one.id) == row.details["clock"])
    return facts | _clock_facts(voice, row, case, running(clock))


def _clock_facts(voice: Voice, row: Outgoing, case: Case, clock: Running) -> dict[str, Any]:
    rule = voice.door.law.deadlines.get(clock.rule)
    said = coming(voice, clock)
    earlier = earlier_due(rule, clock, case.submitted_at, voice.door.law.holidays, voice.door.zone) if rule else None
    how = f"tracks.how.{clock.rule}"
    return {
        "clock": said,
        "changed": _changed(voice, row.details.get("what"), clock.rule, said),
        "earlier": said_until(voice, rule, earlier) if earlier else "",
        "expires": bool(row.details.get("expires")),
        "how": voice.say(how) if voice.has(how) else "",
        "told": bool(rule and rule.tells_reporter),
    }


def _changed(voice: Voice, what: str | None, rule: str, said: Coming) -> str | None:
    """What happened to the clock; a rule may have words of its own for its end."""
    own = f"tracks.clocks.{rule}.told"
    if what == "stopped" and voice.has(own):
        return voice.say(own)
    return voice.say(f"tracks.changed.{what}", clock=said.words, due=said.until) if what else None


async def is_wanted(session: AsyncSession, row: Outgoing, case: Case, chat: Conversation, now: datetime) -> bool:
    """Checked at the last moment: the clock may have stopped, moved or paused, and the reader have left the team."""
    if row.kind not in OF_CLOCKS:
        return True
    clock: Clock = await clock_of(session, case.id, UUID(row.details["clock"]))
    if row.kind not in TO_REPORTER and not await _is_theirs(session, case, chat):
        return False
    return still_wanted(row.kind, running(clock), now)


async def _is_theirs(session: AsyncSession, case: Case, chat: Conversation) -> bool:
    """Whether this chat is still of somebody who hears of the case: a lead, who has it, or anybody while nobody has."""
    if chat.is_group:
        return chat.mode == "team"
    member = await member_by_id(session, chat.member_id) if chat.member_id else None
    if member is None or not may_see(member.district, case.district):
        return False
    return member.role is Role.LEAD or case.holder_id in {None, member.id}


def _mine(voice: Voice, one: Next, position: Position) -> Coming:
    words = voice.say(f"tracks.next.{one.step.value}")
    clock = next((clock for clock in position.clocks if clock.is_running and clock.due_at == one.by), None)
    basis = cited(voice, one.basis) if one.basis else None
    if clock is None:
        return Coming(words, basis=basis)
    rule = voice.door.law.deadlines.get(clock.rule)
    until, left = said_until(voice, rule, clock.due_at), said_left(voice, rule, clock)
    return Coming(words, until, left, clock.is_late(voice.door.clock()), basis=basis)
