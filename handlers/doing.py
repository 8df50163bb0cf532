"""A member does something with a case, whichever door it came through: one verb, from its filled form."""

from __future__ import annotations

from contextlib import suppress

# each verb signs itself in with what it takes
from actions import (  # noqa: F401
    calls,
    circulars,
    consulting,
    correct,
    desk,
    escalating,
    forgetting,
    links,
    materials,
    merging,
    officers,
    outcome,
    place,
    planned,
    revising,
    route,
    series,
    special_team,
    triage,
)
from actions.clocks import change_clock, start_clock
from actions.filled import Filled, Record
from actions.hand import ACTS, DoneAlready, Hand
from actions.merging import follow, hold_main
from actions.record import record_move
from actions.weighing import weigh_again
from cases.people import CaseNotFound
from cases.verbs import RULES, Takes, Verb
from handlers.outside import read_number
from storage.presence import stop_writing
from storage.unsent import drop_unsent


async def do(hand: Hand, number: str, verb: Verb, filled: Filled) -> None:
    """What the same update or form did before counts as done. Raises what the verb does."""
    with suppress(DoneAlready):
        await hold_main(hand, number, verb)
        await ACTS[verb](hand, number, filled)
        await follow(hand, number, verb, filled)
    if RULES[verb].takes in {Takes.TEXT, Takes.TO_REPORTER, Takes.CIRCULAR}:
        await drop_unsent(hand.session, number, hand.officer.id, verb)
        await stop_writing(hand.session, number, hand.officer.id, hand.now)


async def write_down(hand: Hand, number: str, record: Record) -> None:
    """A move of a track, a change of a clock, or a clock begun by hand."""
    if record.move is not None:
        seen = read_number(record.seen or "")
        await record_move(hand, number, record.move, record.paper, to=record.to, seen=seen)
    elif record.rule is not None:
        await start_clock(hand, number, record.rule, record.paper)
    elif record.clock and record.change:
        await change_clock(hand, number, record.change, record.clock, record.paper, seen=record.seen)
    else:
        raise CaseNotFound
    await weigh_again(hand, await hand.see(number))
