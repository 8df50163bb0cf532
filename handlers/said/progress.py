"""How a case stands at law, in words: what was done, what comes next and by when, what the reporter may do.

Status, date, document and next step; never what an investigation found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cases.law.clocks import Running, days_left
from cases.law.deadlines import Deadline
from cases.law.moves import Position
from cases.next_steps import Next, is_complainant, polices_next, reporters_next
from cases.tracks import INTERNAL, Legal, Track
from handlers.door import Voice
from handlers.said.law import Cited, cited
from storage.tables import Case, TrackMove
from storage.tracks import Tracks

MOST_SHOWN = 12


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


def _mine(voice: Voice, one: Next, position: Position) -> Coming:
    words = voice.say(f"tracks.next.{one.step.value}")
    clock = next((clock for clock in position.clocks if clock.is_running and clock.due_at == one.by), None)
    basis = cited(voice, one.basis) if one.basis else None
    if clock is None:
        return Coming(words, basis=basis)
    rule = voice.door.law.deadlines.get(clock.rule)
    until, left = said_until(voice, rule, clock.due_at), said_left(voice, rule, clock)
    return Coming(words, until, left, clock.is_late(voice.door.clock()), basis=basis)
