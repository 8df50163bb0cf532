"""Legal clocks begin and end, by a move, by an officer or by the report itself; each plans its own warnings."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.hand import Hand
from actions.warnings import drop_warnings, plan_warnings
from cases.law.clocks import due_at
from storage.tables import Case, Clock
from storage.tracks import clocks_of


async def begin_clock(hand: Hand, case: Case, rule_id: str, at: datetime) -> Clock | None:
    """A clock of that rule from that moment, unless one runs already."""
    rule, known = hand.law.deadlines[rule_id], await clocks_of(hand.session, case.id)
    same = [clock for clock in known if clock.rule == rule_id]
    if any(clock.stopped_at is None for clock in same):
        return None
    while any(clock.started_at == at for clock in same):
        at += timedelta(microseconds=1)  # a rule starts once at a moment, also when papers of one day are written down
    due = due_at(rule, at, hand.law.holidays, hand.zone)
    clock = Clock(case_id=case.id, rule=rule_id, started_at=at, due_at=due)
    hand.session.add(clock)
    await hand.session.flush()
    await plan_warnings(hand, case, clock, rule)
    return clock


async def end_clocks(hand: Hand, case: Case, rule_ids: tuple[str, ...], at: datetime) -> None:
    """The clocks of these rules that run are stopped."""
    for clock in await clocks_of(hand.session, case.id):
        if clock.rule in rule_ids and clock.stopped_at is None:
            await end_clock(hand, case, clock, at)


async def end_clock(hand: Hand, case: Case, clock: Clock, at: datetime) -> None:
    """It stops, never before it began, and nobody is warned of it any more."""
    clock.stopped_at, clock.paused_at = max(at, clock.started_at), None
    await drop_warnings(hand, case, clock)
