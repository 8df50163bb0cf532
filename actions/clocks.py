"""The legal clocks of a case: started and stopped by moves, extended, paused and stopped by officers with a document.

Each clock plans its own messages; whatever changes it drops them and plans anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.paper import Paper, Signed, check_paper
from actions.tell import note_event, tell_reporter
from actions.warnings import Work, drop_warnings, plan_warnings
from cases.follow_ups import Kind, Planned
from cases.law import Law
from cases.law.clocks import due_at
from cases.law.deadlines import Deadline
from cases.people import CaseNotFound, Verb, check_may
from cases.tracks import MoveNotPossible, Track
from storage.cases import case_for_member
from storage.tables import Clock, Event, Member
from storage.tracks import clock_of, clocks_of

VERBS = {Track.LEGAL: Verb.RECORD_LEGAL, Track.MONEY: Verb.RECORD_MONEY, Track.REMEDY: Verb.RECORD_REMEDY}


class ClockStopped(MoveNotPossible):
    """The clock does not run any more."""


class ClockRuns(MoveNotPossible):
    """A clock of this rule runs already."""


class CannotExtend(MoveNotPossible):
    """There is no further extension, or its document came after the time was over."""


class CannotStop(MoveNotPossible):
    """Nothing but the decision this clock waits for can end it."""


class CannotPause(MoveNotPossible):
    """This clock cannot be paused, or is not in a state for it."""


@dataclass(frozen=True)
class Turn:
    """One change of one clock by an officer, with its document."""

    work: Work
    clock: Clock
    rule: Deadline
    member: Member
    signed: Signed


async def change_clock(
    change: Change,
    session: AsyncSession,
    number: str,
    member: Member,
    clock_id: UUID,
    paper: Paper,
    *,
    now: datetime,
    law: Law,
    zone: ZoneInfo,
    seen: str | None = None,
) -> Clock:
    """One change by an officer. `seen` is the shape of the clock that the form was made for.

    Raises NotAllowed, CaseNotFound, PaperWrong, and MoveNotPossible as the one of its kind that says why.
    """
    case = await case_for_member(session, number, member, lock=True)
    clock = await clock_of(session, case.id, clock_id)
    rule = law.deadlines.get(clock.rule)
    if rule is None:
        raise CaseNotFound
    check_may(member.role, VERBS[rule.track])
    if clock.stopped_at or seen not in {None, shape(clock)}:
        raise ClockStopped
    signed = await check_paper(session, case, paper, now, zone, after=[clock.paused_at or clock.started_at])
    await change(Turn(Work(session, case, law, zone, now), clock, rule, member, signed))
    return clock


async def _extend(turn: Turn) -> None:
    """One more extension of the rule, or one more renewal. Its document must not come after the time was over."""
    clock = turn.clock
    if not turn.rule.may_extend(clock.extended) or clock.paused_at or turn.signed.happened_at >= clock.due_at:
        raise CannotExtend
    clock.extended += 1
    await _changed(turn, Event.CLOCK_EXTENDED)


async def _pause(turn: Turn) -> None:
    """It waits until resumed; nobody is warned meanwhile."""
    clock = turn.clock
    if not turn.rule.may_pause or clock.paused_at or turn.signed.happened_at >= clock.due_at:
        raise CannotPause
    clock.paused_at = turn.signed.happened_at
    await _changed(turn, Event.CLOCK_PAUSED)


async def _resume(turn: Turn) -> None:
    """It goes on, later by the days it waited."""
    clock, zone = turn.clock, turn.work.zone
    if clock.paused_at is None:
        raise CannotPause
    since, until = (at.astimezone(zone).date() for at in (clock.paused_at, turn.signed.happened_at))
    clock.paused_days, clock.paused_at = clock.paused_days + (until - since).days, None
    await _changed(turn, Event.CLOCK_RESUMED)


async def _finish(turn: Turn) -> None:
    """What it counted is done, such as delivering a notice; what begins with that begins."""
    if turn.rule.only_moves_stop:
        raise CannotStop
    work, at = turn.work, turn.signed.happened_at
    await _stop(work, turn.clock, at)
    _note(turn, Event.CLOCK_STOPPED)
    for rule in turn.rule.then_starts:
        await begin_clock(work, rule, at)
    _tell(turn, "stopped")


Change = Callable[[Turn], Awaitable[None]]

extend_clock = partial(change_clock, _extend)
pause_clock = partial(change_clock, _pause)
resume_clock = partial(change_clock, _resume)
stop_clock = partial(change_clock, _finish)


async def start_clock(
    session: AsyncSession,
    number: str,
    member: Member,
    rule_id: str,
    paper: Paper,
    *,
    now: datetime,
    law: Law,
    zone: ZoneInfo,
) -> Clock:
    """A clock that no move starts, such as that of an objection. Raises CaseNotFound for one that is not started so."""
    rule = law.deadlines.get(rule_id)
    if rule is None or not rule.by_hand:
        raise CaseNotFound
    check_may(member.role, VERBS[rule.track])
    case = await case_for_member(session, number, member, lock=True)
    work = Work(session, case, law, zone, now)
    signed = await check_paper(session, case, paper, now, zone)
    clock = await begin_clock(work, rule_id, signed.happened_at)
    if clock is None:
        raise ClockRuns
    turn = Turn(work, clock, rule, member, signed)
    _note(turn, Event.CLOCK_STARTED)
    _tell(turn, "started")
    return clock


async def begin_clock(work: Work, rule_id: str, at: datetime) -> Clock | None:
    """A clock of that rule from that moment, unless one runs already."""
    rule, known = work.law.deadlines[rule_id], await clocks_of(work.session, work.case.id)
    same = [clock for clock in known if clock.rule == rule_id]
    if any(clock.stopped_at is None for clock in same):
        return None
    while any(clock.started_at == at for clock in same):
        at += timedelta(microseconds=1)  # a rule starts once at a moment, also when papers of one day are written down
    due = due_at(rule, at, work.law.holidays, work.zone)
    clock = Clock(case_id=work.case.id, rule=rule_id, started_at=at, due_at=due)
    work.session.add(clock)
    await work.session.flush()
    await plan_warnings(work, clock, rule)
    return clock


async def end_clocks(work: Work, rule_ids: tuple[str, ...], at: datetime) -> None:
    """The clocks of these rules that run are stopped."""
    for clock in await clocks_of(work.session, work.case.id):
        if clock.rule in rule_ids and clock.stopped_at is None:
            await _stop(work, clock, at)


def shape(clock: Clock) -> str:
    """What a form was made for: one that was sent twice, or made before a change, no longer fits."""
    return f"{clock.extended}.{clock.paused_days}.{'paused' if clock.paused_at else 'runs'}"


async def _changed(turn: Turn, event: Event) -> None:
    """Counted anew, planned anew, written down, and told: the reporter knows another date."""
    work, clock, rule = turn.work, turn.clock, turn.rule
    clock.due_at = due_at(
        rule, clock.started_at, work.law.holidays, work.zone, extended=clock.extended, paused_days=clock.paused_days
    )
    await drop_warnings(work, clock)
    if clock.paused_at is None:
        await plan_warnings(work, clock, rule)
    _note(turn, event)
    _tell(turn, event.value.removeprefix("clock_"))


async def _stop(work: Work, clock: Clock, at: datetime) -> None:
    clock.stopped_at, clock.paused_at = max(at, clock.started_at), None
    await drop_warnings(work, clock)


def _tell(turn: Turn, what: str) -> None:
    """The reporter was told a date and hears when it becomes another; `what` chooses the words."""
    if turn.rule.tells_reporter:
        told = Planned(Kind.TRACK_MOVED, turn.work.now)
        tell_reporter(turn.work.session, turn.work.case, [told], clock=str(turn.clock.id), what=what)


def _note(turn: Turn, event: Event) -> None:
    signed, clock = turn.signed, turn.clock
    details = {
        "clock": clock.rule,
        "document_no": signed.document_no,
        "dated_on": signed.dated_on.isoformat(),
        "officer": str(signed.officer),
        "second_officer": str(signed.second_officer),
        "due_at": clock.due_at.isoformat(),
    }
    note_event(turn.work.session, turn.work.case, event, turn.work.now, turn.member.id, **details)
