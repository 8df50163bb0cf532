"""What could not leave for hours is told to a chat in one message (cases/catching_up.py).

Each keeps its row, in the state GATHERED, until that message has left; so nothing is told twice, and nothing is lost
if we die in between.
"""

from __future__ import annotations

from actions.hand import Hand
from actions.tell import plan
from cases.catching_up import COMES_IN, FEW, LATE
from cases.follow_ups import by_day
from cases.messages import Kind
from storage.at_the_phone import WAS_AWAY, here_of, presence_in
from storage.cases import case_by_id
from storage.catching_up import count_late, let_go, put_in, take_in, told_in_one, waiting_for
from storage.changes import tell_of_due
from storage.tables import Outgoing


async def tell_in_one(hand: Hand, row: Outgoing) -> bool:
    """Whether this one comes with others. The message that tells them takes along what is due by the time it leaves."""
    within, since = COMES_IN.get(row.kind), hand.now - LATE
    if within is None or row.due_at > since or row.gathered_in or row.case_id is None:
        return False
    if within is Kind.CAUGHT_UP and (await case_by_id(hand.session, row.case_id)).quiet:
        return False
    lates = hand.law.plans.late
    one = await waiting_for(hand.session, row.conversation_id, within)
    if one is None:
        if await count_late(hand.session, row, within, since, hand.now, lates) < FEW:
            return False
        at = by_day(hand.law.plans, hand.now, hand.zone) if within is Kind.CAUGHT_UP else hand.now
        one = plan(hand.session, row.conversation_id, within, at, case_id=None)
        await hand.session.flush()
    if here_of(row.error, hand.now) == WAS_AWAY:  # and at the phone, at whatever hour
        one.due_at, one.retry_at, one.error = min(one.due_at, hand.now), hand.now, presence_in(row.error)
    await put_in(hand.session, row, one.id)
    await take_in(hand.session, one.id, row.conversation_id, within, hand.now, lates)
    tell_of_due(hand.session)
    return True


async def take_along(hand: Hand, row: Outgoing) -> None:
    """What else is due goes with it, unless it may have arrived as it was."""
    if not row.leased:
        await take_in(hand.session, row.id, row.conversation_id, row.kind, hand.now, hand.law.plans.late)


async def let_each_go(hand: Hand, row: Outgoing) -> None:
    """It is refused for good: each comes by itself."""
    found = [one.id for one, _ in await told_in_one(hand.session, row)]
    await let_go(hand.session, found, hand.now)


async def stands_for(hand: Hand, row: Outgoing) -> list[Outgoing]:
    """What is told by it: itself, or those whose place it takes."""
    return [one for one, _ in await told_in_one(hand.session, row)] if row.kind is Kind.CAUGHT_UP else [row]
