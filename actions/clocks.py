"""The legal clocks of a case under an officer's hand: started, extended, paused, resumed and stopped, with a document.

Each clock plans its own messages; whatever changes it drops them and plans anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from actions.deadlines import begin_clock, end_clock
from actions.hand import Hand
from actions.paper import Signed, check_paper
from actions.signatures import tell_named
from actions.warnings import drop_warnings, plan_warnings
from cases.law.clocks import due_at
from cases.law.deadlines import Deadline
from cases.messages import Kind
from cases.papers import Paper
from cases.people import CaseNotFound
from cases.tracks import MoveNotPossible
from cases.verbs import RECORDS
from storage.tables import Case, Clock, Event
from storage.tracks import clock_of


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

    hand: Hand
    case: Case
    clock: Clock
    rule: Deadline
    signed: Signed


Change = Callable[[Turn], Awaitable[None]]


async def change_clock(
    hand: Hand, number: str, change: str, clock_id: UUID, paper: Paper, *, seen: str | None = None
) -> Clock:
    """One of CHANGES by an officer. `seen` is the shape of the clock that the form was made for.

    Raises NotAllowed, CaseNotFound, PaperWrong, and MoveNotPossible as the one of its kind that says why.
    """
    if change not in CHANGES:
        raise CaseNotFound
    case, clock, rule = await _find(hand, number, clock_id)
    if clock.stopped_at or seen not in {None, shape(clock)}:
        raise ClockStopped
    signed = await check_paper(hand, case, paper, after=[clock.paused_at or clock.started_at])
    await CHANGES[change](Turn(hand, case, clock, rule, signed))
    return clock


async def start_clock(hand: Hand, number: str, rule_id: str, paper: Paper) -> Clock:
    """A clock that no move starts, such as that of an objection. Raises CaseNotFound for one that is not started so."""
    rule = hand.law.deadlines.get(rule_id)
    if rule is None or not rule.by_hand:
        raise CaseNotFound
    case = await hand.open(number, RECORDS[rule.track])
    signed = await check_paper(hand, case, paper)
    clock = await begin_clock(hand, case, rule_id, signed.happened_at)
    if clock is None:
        raise ClockRuns
    turn = Turn(hand, case, clock, rule, signed)
    await _note(turn, Event.CLOCK_STARTED)
    await _tell(turn, "started")
    return clock


def shape(clock: Clock) -> str:
    """What a form was made for: one that was sent twice, or made before a change, no longer fits."""
    return f"{clock.extended}.{clock.paused_days}.{'paused' if clock.paused_at else 'runs'}"


async def _find(hand: Hand, number: str, clock_id: UUID) -> tuple[Case, Clock, Deadline]:
    """The case, locked, with one of its clocks and the rule that says whose it is."""
    case = await hand.see(number)
    clock = await clock_of(hand.session, case.id, clock_id)
    rule = hand.law.deadlines.get(clock.rule)
    if rule is None:
        raise CaseNotFound
    await hand.check(case, RECORDS[rule.track])
    return case, clock, rule


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
    clock, zone = turn.clock, turn.hand.zone
    if clock.paused_at is None:
        raise CannotPause
    since, until = (at.astimezone(zone).date() for at in (clock.paused_at, turn.signed.happened_at))
    clock.paused_days, clock.paused_at = clock.paused_days + (until - since).days, None
    await _changed(turn, Event.CLOCK_RESUMED)


async def _stop(turn: Turn) -> None:
    """What it counted is done, such as delivering a notice; what begins with that begins."""
    if turn.rule.only_moves_stop:
        raise CannotStop
    at = turn.signed.happened_at
    await end_clock(turn.hand, turn.case, turn.clock, at)
    await _note(turn, Event.CLOCK_STOPPED)
    for rule in turn.rule.then_starts:
        await begin_clock(turn.hand, turn.case, rule, at)
    await _tell(turn, "stopped")


CHANGES: dict[str, Change] = {"extend": _extend, "pause": _pause, "resume": _resume, "stop": _stop}


async def _changed(turn: Turn, event: Event) -> None:
    """Counted anew, planned anew, written down, and told: the reporter knows another date."""
    hand, clock = turn.hand, turn.clock
    counted = {"extended": clock.extended, "paused_days": clock.paused_days}
    clock.due_at = due_at(turn.rule, clock.started_at, hand.law.holidays, hand.zone, **counted)
    await drop_warnings(hand, turn.case, clock)
    if clock.paused_at is None:
        await plan_warnings(hand, turn.case, clock, turn.rule)
    await _note(turn, event)
    await _tell(turn, event.value.removeprefix("clock_"))


async def _tell(turn: Turn, what: str) -> None:
    """The reporter was told a date and hears when it becomes another; `what` chooses the words."""
    if turn.rule.tells_reporter:
        await turn.hand.tell(turn.case, Kind.TRACK_MOVED, clock=str(turn.clock.id), what=what)


async def _note(turn: Turn, event: Event) -> None:
    signed, clock = turn.signed, turn.clock
    entry = turn.hand.note(
        turn.case,
        event,
        clock=clock.rule,
        document_no=signed.document_no,
        dated_on=signed.dated_on.isoformat(),
        officer=str(signed.officer),
        second_officer=str(signed.second_officer),
        due_at=clock.due_at.isoformat(),
    )
    await tell_named(turn.hand, turn.case, entry, signed)
